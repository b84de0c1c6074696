# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The text of the cover letter.

# blurb SET: the text of the cover letter; its change-id belongs at the end of the mail
blurb() {
	local line one text
	text=$(letter "$1")
	while IFS= read -r line; do
		case $line in
		change-id:*) ;;
		@SUPPORT@) support "support_table(\$now)" ;;
		@SETS@)
			for one in $(sets_of "${EXPORT[owner]}" | cut -f1 | uniq | sed '/^rfc$/d'); do
				blurb "$one" | sed '1 { p; s/./=/g }'
			done
			;;
		*) printf '%s\n' "${line//@BRANCH@/${EXPORT[branch]}}" ;;
		esac
	done <<<"$text"
}

letter() {
	[[ -f $PATCH_DIR/cover/$1 ]] ||
		die "$E_APPLY" "$PATCH_DIR/cover/$1 is missing: the text of the cover letter, its subject first"
	cat -- "$PATCH_DIR/cover/$1"
}

# What the patches were made against, in the words that fit: see --base above
base_lines() {
	local ref message subject origin sum
	[[ -n ${EXPORT[base]} ]] || return 0
	ref=refs/kernels/$(ref_of "${EXPORT[base]}")
	message=$(kgit log -1 --format=%B "$ref")
	subject=${message%%$'\n'*}
	sum=$(sed -n 's/^Tarball-SHA256: //p' <<<"$message")
	origin=$(sed -n 's/^Source: //p' <<<"$message")
	if [[ -n $sum ]]; then
		printf 'Made against Linux %s, which is no public commit:\n%s,\nsha256 of the tarball %s\n' \
			"${EXPORT[base]}" "$origin" "$sum"
	elif kgit tag --points-at "$ref" | grep -qE '^v[0-9]'; then
		printf 'base-commit: %s\n' "$(kgit rev-parse "$ref")"
	else
		printf 'Made against commit %s ("%s"),\nwhich may not be public.\n' "$(kgit rev-parse --short=12 "$ref")" "$subject"
	fi
}

# What a set stands on, as git format-patch --base says it
prerequisites() {
	local patch
	while read -r patch; do
		[[ -z $patch ]] || plain_git patch-id --stable <"$PATCH_DIR/$patch"
	done <<<"${EXPORT[before]}" | sed 's/^\([0-9a-f]*\) .*/prerequisite-patch-id: \1/'
}

# No "---" in here: git am would take what follows for a diff, and not as empty
cover_text() {
	local n
	printf '%s\n\n' "$(blurb "${EXPORT[set]:-all}")"
	plain_git shortlog -w72,2,4 base..series
	printf 'Each patch counted by itself:\n\n'
	for ((n = 1; n <= COUNT; n++)); do cat "$WORK/$n.diff"; done | LC_ALL=C diffstat -p1 -w 72 | sed 's/ *$//'
	printf '\n'
	base_lines
	prerequisites
	letter "${EXPORT[set]:-all}" | sed -n '/^change-id: /p'
}
