# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The lists in patches/: which patches, in which order, for which kernel.

readonly PATCH_DIR=${SPLIT_STARTUP_PATCHES:-$TOP/patches}

# The newest supported kernel has the list without a suffix.
list_of() {
	local list=$PATCH_DIR/series-$1
	if [[ -f $list ]]; then
		printf '%s\n' "$list"
	elif [[ $1 == "$(canonical)" ]]; then
		printf '%s\n' "$PATCH_DIR/series"
	else
		die "$E_APPLY" "no list of patches for $1: there are $(supported), and scripts/port is to make more"
	fi
}

canonical() { sed -n 's/^# kernel: *//p' "$PATCH_DIR/series"; }

supported() {
	{
		canonical
		find "$PATCH_DIR" -maxdepth 1 -name 'series-*' -printf '%f\n' | sed 's/^series-//'
	} | sort -V | paste -sd ' '
}

# patches_of VERSION [UPTO]: the files below patches/, in order; up to and with
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
	' "$list" || die "$E_USAGE" "--upto $upto: ${list##*/} has no such patch or group"
}

touched_by() { (cd "$PATCH_DIR" && sed -n 's#^+++ b/##p' -- "$@" | sort -u); }

# series_id VERSION [UPTO]: changes when any of its patches does
series_id() {
	local -a patches
	mapfile -t patches < <(patches_of "$@")
	(cd "$PATCH_DIR" && cat -- "${patches[@]}") | sha 16
}

# nearest_to VERSION: the supported branch that is closest, the older of two
nearest_to() {
	local version=$1 other before='' after=''
	for other in $(supported); do
		[[ $other != "$version" ]] || continue
		if [[ $(printf '%s\n' "$other" "$version" | sort -V | head -n 1) == "$other" ]]; then
			before=$other
		else
			after=${after:-$other}
		fi
	done
	[[ -n $before || -n $after ]] || die "$E_APPLY" "patches/ has no list to start from"
	printf '%s\n' "${before:-$after}"
}
