# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Packages of other suites and architectures, through an apt state of our own:
# the system's is only asked where its mirror is, and never changed.

APT=$CACHE/apt

own_sources() {
	local suites=$1 mirror at suite key='' keyring=/usr/share/keyrings/debian-archive-keyring.gpg type
	# shellcheck disable=SC2016 # apt-get fills it in
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
		grep '/debian/$' | first_line) || true
	[[ -n $mirror ]] ||
		die "$E_SKIP" "apt knows no Debian mirror here: use scripts/fetch --tree or --tarball"
	[[ ! -f $keyring ]] || key="[signed-by=$keyring]"
	for suite in $suites; do
		at=$mirror
		[[ $suite != *-security ]] || at=${mirror%/}-security/
		for type in deb deb-src; do printf '%s %s %s %s main\n' "$type" "$key" "$at" "$suite"; done
	done
}

# own_apt TOOL ARGS...: apt-get or apt-cache on our own state. Images for containers turn
# the binary caches off, and each question costs a second then.
own_apt() {
	local tool=$1
	shift
	"$tool" -o Dir::State="$APT" -o Dir::State::status="$APT/status" \
		-o Dir::State::lists="$APT/lists" -o Dir::Cache="$APT/cache" \
		-o Dir::Cache::pkgcache=pkgcache.bin -o Dir::Cache::srcpkgcache=srcpkgcache.bin \
		-o Dir::Etc="$APT/etc" -o Dir::Etc::parts=/dev/null \
		-o Dir::Etc::main=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::Etc::sourcelist="$APT/etc/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root \
		-o Acquire::Languages=none -o Acquire::Retries=2 "$@"
}

# update_lists SUITES [APT OPTION...]
update_lists() {
	local suites=$1
	shift
	need apt-get apt-cache dpkg-deb
	mkdir -p "$APT"/{lists/partial,cache/archives/partial,etc}
	: >>"$APT/status"
	own_sources "$suites" >"$APT/etc/sources.list"
	say "reading the package lists of $suites"
	own_apt apt-get "$@" update -qq >"$APT/update.log" 2>&1 ||
		die "$E_SKIP" "the package lists cannot be had: $(apt_said "$APT/update.log")"
}

# apt_said LOG: why it failed, without the address of a mirror
apt_said() { tail -n 1 "$1" | sed 's#[a-z]*://[^ ]*#…#g'; }

# versions PACKAGE KIND: those that the lists have, Sources or Packages, the newest first
versions() {
	own_apt apt-cache madison "$1" 2>/dev/null |
		awk -F' *[|] *' -v kind="$2" 'index($0, kind) { print $2 }' | sort -Vru
}

# apt_get_in DIR WORD...: in a folder that has nothing else in it; what it says is in DIR/log
apt_get_in() {
	rm -rf -- "$1"
	mkdir -p -- "$1"
	(cd "$1" && own_apt apt-get "$2" -qq "${@:3}" >log 2>&1 </dev/null)
}

# made_once HAS MAKE: has MAKE called if HAS fails; another verb may want the same now
made_once() {
	! "$1" || return 0
	lock "$CACHE/tmp"
	"$1" || "$2"
	unlock "$CACHE/tmp"
}
