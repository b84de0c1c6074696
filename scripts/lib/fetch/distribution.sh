# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Sources of the distribution: upstream's tarball out of a source package, or its own patched source.
# Each function sets FOUND, see tarball.sh.

# A list names versions whose tarballs are gone: asking for one costs a second
readonly ORIG_TRIES=8

newest_package() { versions "$1" Packages | first_line; }

package_of() { field kernels "kernel.$1" package "linux-source-$1"; }

# sources_of PACKAGE BRANCH COUNT: its newest versions, one for each of upstream's
sources_of() {
	versions "$1" Sources |
		awk -F- -v b="${2:+$2.}" -v count="$3" '(b == "" || index($0, b) == 1) && !seen[$1]++ && n++ < count'
}

# orig_sources BRANCH COUNT: "package version" of the newest of each package
orig_sources() {
	local package
	for package in $(field kernels "kernel.$1" source linux); do
		sources_of "$package" "$1" "$2" | sed "s/^/$package /"
	done | sort -s -k2,2Vr
}

# get_orig PACKAGE VERSION DIR
get_orig() {
	local package=$1 version=$2 dir=$3 file
	say "downloading the orig tarball of $package $version"
	apt_get_in "$dir" source --download-only --tar-only "$package=$version" || return 1
	file=$(find "$dir" -name "${package}_${version%%-*}.orig.tar.*" ! -name '*.asc' -print -quit)
	# What calls itself upstream's has to be the release of that name
	[[ -n $file && $(version_in "$file") == "${version%%-*}" ]] || return 1
	FOUND['file']=$file
}

# from_orig BRANCH DIR COUNT: upstream's tarball, out of a source package. The
# newest is listed for a while without its tarball: COUNT versions are tried.
from_orig() {
	local package version
	while read -r package version; do
		FOUND['name']=${version%%-*}
		! is_kernel "${FOUND[name]}" || return 0
		FOUND['origin']="orig tarball of $package $version"
		TRIED+=("${FOUND[origin]}")
		! get_orig "$package" "$version" "$2" || return 0
	done < <(orig_sources "$1" "$3")
	return 1
}

# from_package BRANCH DIR: the distribution's patched source
from_package() {
	local dir=$2 package version
	package=$(package_of "$1")
	version=$(newest_package "$package")
	FOUND['name']=$version
	FOUND['origin']="$package $version"
	TRIED+=("package $package${version:+ $version}")
	[[ -n $version ]] || return 1
	! is_kernel "$version" || return 0
	say "downloading $package $version"
	apt_get_in "$dir" download "$package=$version" || return 1
	dpkg-deb --fsys-tarfile "$dir"/*.deb | tar -xf - -C "$dir" --wildcards './usr/src/*.tar.*' || return 1
	FOUND['file']=$(find "$dir/usr/src" -name '*.tar.*' -print -quit)
	[[ -n ${FOUND[file]} ]]
}

# from_either BRANCH DIR: what a plain BRANCH is. A package that was taken as
# there was no orig is not taken again for as long as both stay the newest.
from_either() {
	local package version
	read -r package version < <(orig_sources "$1" 1) || true
	if ! is_kernel "${version%%-*}"; then
		package=$(newest_package "$(package_of "$1")")
		if [[ -n $package && $(fetched_as "$1") == "$package" ]] && is_kernel "$package"; then
			FOUND['name']=$package
			return 0
		fi
	fi
	from_orig "$1" "$2" 1 || from_package "$1" "$2"
}

# from_distribution BRANCH SOURCE: orig, package or neither of them
from_distribution() {
	local branch=$1 suites dir=$CACHE/tmp/download
	suites=$(field kernels "kernel.$branch" suites)
	[[ $2 != orig ]] || suites+=" $(field kernels "kernel.$branch" archive)"
	suites=${suites% }
	update_lists "$suites"
	case $2 in
	orig) from_orig "$branch" "$dir" "$ORIG_TRIES" ;;
	package) from_package "$branch" "$dir" ;;
	*) from_either "$branch" "$dir" ;;
	esac || {
		TRIED+=("suites $suites")
		return 1
	}
}
