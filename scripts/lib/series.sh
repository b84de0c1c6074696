# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The lists in patches/, or the folder of --patches: which patches, in which order, for which
# kernel. A list belongs to a branch, 6.12, or to a kernel that has a name of the user's.

readonly PATCH_DIR=${SPLIT_STARTUP_PATCHES:-$TOP/patches}

check_lists() {
	[[ -n $(find "$PATCH_DIR" -maxdepth 1 -name 'series*' 2>/dev/null) ]] ||
		die "$E_USAGE" "$PATCH_DIR has no list of patches, a file series or series-NAME"
}

# has_list OWNER: a branch or a name of the user's. The newest branch has the list without a suffix.
has_list() { [[ -f $PATCH_DIR/series-$1 || (-n $1 && $1 == "$(canonical)") ]]; }

# list_of OWNER: the file
list_of() {
	local list=$PATCH_DIR/series-$1
	check_lists
	has_list "$1" || die "$E_APPLY" "no list of patches for $1: there are $(supported), and scripts/port makes more"
	[[ -f $list ]] || list=$PATCH_DIR/series
	printf '%s\n' "$list"
}

# owner_of KERNEL [NAME]: whose list is for it: its own, that of its version, or the nearest.
# NAME is the exact one, unless only the cache can tell.
owner_of() {
	local word=${1%%:*} name=${2-} version
	check_lists
	if has_list "$word"; then
		printf '%s\n' "$word"
		return
	fi
	name=${name:-$(fetched_as "$1")}
	is_kernel "${name:-$1}" || list_of "$word" >/dev/null
	version=$(version_of "${name:-$1}")
	if has_list "$version"; then
		printf '%s\n' "$version"
	else
		nearest_to "$version"
	fi
}

# tell_owner KERNEL OWNER: a list that was made for something else is named
tell_owner() {
	local name
	[[ ${1%%:*} != "$2" ]] || return 0
	name=$(fetched_as "$1")
	if is_own "$1" || [[ $(version_of "${name:-$1}") != "$2" ]]; then
		say "no list for $1: trying that of $2"
	fi
}

# The kernel that the list without a suffix is for; nothing if there is none
canonical() { [[ ! -f $PATCH_DIR/series ]] || sed -n 's/^# kernel: *//p' "$PATCH_DIR/series"; }

# supported: who has a list; branches come first
supported() {
	{
		canonical
		find "$PATCH_DIR" -maxdepth 1 -name 'series-*' -printf '%f\n' | sed 's/^series-//'
	} | sort -V | paste -sd ' '
}

# patches_of OWNER [UPTO]: the files below patches/, in order; up to and with
# that patch, or the last of that group ("# group: NAME" begins one)
patches_of() {
	local list upto=${2-}
	list=$(list_of "$1")
	awk -v upto="$upto" '
		/^# group: / { group = $3; next }
		/^#/ || NF == 0 { next }
		{
			name = $1; sub(".*/", "", name); sub("[.]patch$", "", name)
			n++; file[n] = $1; if (upto == "" || name == upto || group == upto) last = n
		}
		END { if (!last) exit 1; for (i = 1; i <= last; i++) print file[i] }
	' "$list" && return
	[[ -z $upto ]] || die "$E_USAGE" "--upto $upto: ${list##*/} has no such patch or group"
	die "$E_APPLY" "$list names no patch"
}

touched_by() { (cd "$PATCH_DIR" && sed -n 's#^+++ b/##p' -- "$@" | sort -u); }

# series_id OWNER [UPTO]: changes when any of its patches does
series_id() {
	local list
	local -a patches
	list=$(patches_of "$@")
	mapfile -t patches <<<"$list"
	(cd "$PATCH_DIR" && cat -- "${patches[@]}") | sha 16
}

# nearest_to VERSION: the branch with a list that is closest, but for that one
nearest_to() {
	local version=$1 other found
	local -a branches=()
	for other in $(supported); do
		[[ $other == "$version" ]] || branches+=("$other")
	done
	found=$(nearest "$version" "${branches[@]}")
	[[ -n $found ]] || die "$E_APPLY" "$PATCH_DIR has no list of a branch to start from"
	printf '%s\n' "$found"
}
