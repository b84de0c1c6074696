# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The lists in patches/, or the folder of --patches: which patches, in which order, for which
# kernel. A list belongs to a branch, 6.12, or to a kernel that has a name of the user's.
#
# Of the lists of branches people edit one, series, which is that of the newest branch. The
# others are derived from it by one rule, and stored, as quilt and git am read them: a branch
# takes of each patch the variant in the lowest folder that is not below it (6.18 takes that in
# 6.18/, else in 7.1/, else in 7.2/), else the file without a folder. Comments in series say
# which branches take a patch, where not all of them do:
#
#	# until 6.12: NAME.patch	6.12 takes it at this place, and each older branch
#	# from 7.1			the next patch is for 7.1 and each newer branch
#
# The next patch may be one of the first form: then it is for the branches between. The ranges
# of one patch stand one below the other. Derived lists do not have these comments.

PATCH_DIR=${SPLIT_STARTUP_PATCHES:-$TOP/patches}

check_lists() {
	[[ -n $(find "$PATCH_DIR" -maxdepth 1 -name 'series*' 2>/dev/null) ]] ||
		die "$E_USAGE" "$PATCH_DIR has no list of patches, a file series or series-NAME"
}

# has_list OWNER: a branch or a name of the user's. The newest branch has the list without a suffix.
has_list() { [[ $1 != rfc && (-f $PATCH_DIR/series-$1 || (-n $1 && $1 == "$(canonical)")) ]]; }

# kernel_of LIST: which one that list says it is for
kernel_of() { [[ ! -f $PATCH_DIR/$1 ]] || sed -n 's/^# kernel: *//p' "$PATCH_DIR/$1"; }

# has_rfc OWNER: the list series-rfc is on top of the one of that branch
has_rfc() { [[ $(kernel_of series-rfc) == "$1" ]]; }

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
canonical() { kernel_of series; }

# supported: who has a list; branches come first
supported() {
	{
		canonical
		find "$PATCH_DIR" -maxdepth 1 -name 'series-*' ! -name series-rfc -printf '%f\n' | sed 's/^series-//'
	} | sort -V | paste -sd ' '
}

# derived: the branches with a stored list that the rule gives. A folder without a list of the
# newest branch has none: each list there is its own.
derived() {
	[[ -n $(canonical) ]] || return 0
	find "$PATCH_DIR" -maxdepth 1 -name 'series-*' -printf '%f\n' | sed -nE 's/^series-([0-9]+[.][0-9]+)$/\1/p' | sort -V
}

# is_derived OWNER: it is a branch, and takes what the rule gives it; the newest, too
is_derived() { [[ $1 =~ ^[0-9]+[.][0-9]+$ && -n $(canonical) ]]; }

# entries: what series has below its head. Of a patch the branch that takes it first (0 is the
# oldest), the one that takes it last (none is the newest) and its name; of other lines the text.
entries() {
	local said
	said=$(awk '
		function wrong(what) { printf "line %d: %s\n", NR, what; failed = 1; exit 1 }
		function patch(last, name) {
			if (name in seen && name != before) wrong(name " stands at two places: put its lines together")
			seen[name]
			before = name
			print (from ? from : 0) "\t" last "\t" name
			from = ""
		}
		!begun && /^#/ && !/^# (group|from|until)/ { next }
		{ begun = 1 }
		!NF { $0 = "" }
		from && /^(#|$)/ && !/^# until/ { wrong(alone) }
		/^# from [0-9]+[.][0-9]+$/ { from = $3; alone = "no patch follows \"" $0 "\""; next }
		/^# until [0-9]+[.][0-9]+: [^ \t]+$/ { patch(substr($3, 1, length($3) - 1), $4); next }
		/^# (from|until)/ { wrong("\"" $0 "\" is neither \"# from 7.1\" nor \"# until 6.12: NAME.patch\"") }
		/^[^#]/ { patch("", $1); next }
		{ before = ""; print ($0 == "") ? "" : "\t\t" $0 }
		END { if (from && !failed) wrong(alone) }
	' "$PATCH_DIR/series") || die "$E_USAGE" "$PATCH_DIR/series, ${said##*$'\n'}"
	printf '%s\n' "$said"
}

list_head() { printf '# For %s: what has to differ from the canonical list is below a branch'\''s name\n' "$1"; }

# derive BRANCH: its list, as the rule gives it
derive() {
	local all
	all=$(entries)
	list_head "$1"
	(cd "$PATCH_DIR" && find . -path './*/*.patch' -printf '%P\n') | sort -V | awk -v branch="$1" "$NUMBER"'
		BEGIN { FS = "/" }
		!rule {
			if (NF == 2 && $1 ~ /^[0-9]+[.][0-9]+$/ && number($1) >= number(branch) && !($2 in file)) file[$2] = $0
			next
		}
		sub(/^\t\t/, "") || $0 == "" { print; next }
		number($1) <= number(branch) && ($2 == "" || number(branch) <= number($2)) { print ($3 in file) ? file[$3] : $3 }
	' - rule=1 FS='\t' <(printf '%s\n' "$all")
}

# sets_of OWNER: set ("# group: NAME" begins one) and file of each patch, in order. All of
# series-rfc is the set "rfc", on top, which only who asks for it gets.
sets_of() {
	local list
	list=$(list_of "$1")
	{
		cat -- "$list"
		! has_rfc "$1" || { printf '# group: rfc\n' && cat -- "$PATCH_DIR/series-rfc"; }
	} | awk '/^# group: / { set = $3 } !/^#/ && NF { print set "\t" $1 }'
}

# patches_of OWNER [UPTO]: the files below patches/, in order; up to and with that patch, or
# the last of that set
patches_of() {
	local list=series-$1 sets upto=${2-}
	sets=$(sets_of "$1")
	awk -F'\t' -v upto="$upto" '
		{
			name = file[NR] = $2; sub(".*/", "", name); sub("[.]patch$", "", name)
			if (upto == "" ? $1 != "rfc" : name == upto || $1 == upto) last = NR
		}
		END { if (!last) exit 1; for (i = 1; i <= last; i++) print file[i] }
	' <<<"$sets" && return
	[[ -f $PATCH_DIR/$list ]] || list=series
	[[ -n $upto ]] || die "$E_APPLY" "$PATCH_DIR/$list names no patch"
	[[ $upto != rfc ]] || no_rfc "$1"
	die "$E_USAGE" "--upto $upto: $list has no such patch or set"
}

no_rfc() {
	[[ -f $PATCH_DIR/series-rfc ]] || die "$E_USAGE" "there is no set rfc: $PATCH_DIR/series-rfc is missing"
	die "$E_USAGE" "the set rfc is for $(kernel_of series-rfc) alone, and not for $1"
}

# patches_in OWNER SET: those of that set alone
patches_in() {
	local sets
	sets=$(sets_of "$1")
	awk -F'\t' -v set="$2" '$1 == set { print $2; found = 1 } END { exit !found }' <<<"$sets" && return
	[[ $2 != rfc ]] || no_rfc "$1"
	die "$E_USAGE" "--set $2: the sets of $1 are $(cut -f1 <<<"$sets" | uniq | paste -sd ' ')"
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
