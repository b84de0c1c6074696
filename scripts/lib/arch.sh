# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Architectures: ci/archs is their data. arch is the one in question.

# arch_of CONFIG: that of its base
arch_of() {
	local base=${1%%+*}
	[[ -n $(field archs "arch.$base" make) ]] || base=arm64
	printf '%s\n' "$base"
}

arch_field() { field archs "arch.$arch" "$@"; }

# The prefix of its compiler; none on a machine of that kind
cross_prefix() {
	if [[ $(uname -m) == "$(arch_field host)" ]]; then
		printf '%s\n' "${CROSS_COMPILE-}"
	else
		printf '%s\n' "${CROSS_COMPILE:-$(arch_field cross)}"
	fi
}

# machines_of ARCH: in the order of ci/machines
machines_of() {
	local machine
	while read -r machine; do
		[[ $(field machines "machine.$machine" arch arm64) != "$1" ]] || printf '%s\n' "$machine"
	done < <(sections machines machine)
}

# below DIR: of an architecture other than arm64, its own folder in there
below() {
	[[ $arch != arm64 ]] || { printf '%s\n' "$1" && return; }
	printf '%s/%s\n' "$1" "$arch"
}
