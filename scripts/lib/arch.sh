# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Architectures: ci/archs is their data.

# arch_of CONFIG: that of its base
arch_of() {
	local base=${1%%+*}
	[[ -n $(field archs "arch.$base" make) ]] || base=arm64
	printf '%s\n' "$base"
}

# arch_field ARCH KEY
arch_field() { field archs "arch.$1" "$2"; }

# cross_prefix ARCH: that of its compiler; none on a machine of that kind
cross_prefix() {
	local prefix=''
	[[ $(uname -m) == "$(arch_field "$1" host)" ]] || prefix=$(arch_field "$1" cross)
	printf '%s\n' "${CROSS_COMPILE:-$prefix}"
}

# machines_of ARCH: in the order of ci/machines
machines_of() {
	local machine
	while read -r machine; do
		[[ $(field machines "machine.$machine" arch arm64) != "$1" ]] || printf '%s\n' "$machine"
	done < <(sections machines machine)
}

# below ARCH DIR: of an architecture other than arm64, its own folder in there
below() {
	[[ $1 != arm64 ]] || { printf '%s\n' "$2" && return; }
	printf '%s/%s\n' "$2" "$1"
}
