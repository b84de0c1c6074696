# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The figures whose time is counted in instructions: one boot each, for scripts/bench --exact.

# exact_variants FIGURE: those that its limits name, and those that are shown
exact_variants() {
	{
		figure_all "$1" limit | awk '{ print $3; print $1 }'
		figure_one "$1" also | tr ' ' '\n'
	} | awk 'NF && !seen[$0]++'
}

# judge_exact DIR FIGURE KERNEL VERSION SERIES: what came out of the figure, to its file. It is
# held against what was published of any kernel of that version.
judge_exact() {
	local record text limits
	limits=$(figure_all "$2" limit | sed -E 's/image:([^ =]+)=[^ ]+/\1/g')
	record=$(published bench exact | jq -c --arg branch "$4" --arg figure "$2" \
		'[.figures[] | select(.branch == $branch and .figure == $figure) | {key: .variant, value: .ms}] | from_entries')
	text=$(jq -R -s -L "$TOP/scripts/lib" --arg figure "$2" --arg kernel "$3" --arg branch "$4" --arg series "$5" \
		--argjson record "${record:-{\}}" --arg limits "$limits" 'include "bench";
			exact({$figure, $branch, $kernel, $series}; $limits | limits; $record; samples)' <"$1/boots.csv")
	printf '%s\n' "$text" >"$1/figures/$2.json"
}

# summary_exact DIR NAME BEGAN FIGURE...: what people see, and how it ended
summary_exact() {
	local times bad all word=PASS
	times=$(timed "$1" "${@:4}")
	tables 'add | bench::exact_table[] | @tsv' <<<"$times" | column -t -s $'\t'
	bad=$(tables '[add[] | select(.result == "FAIL" or .off != null)] | length' <<<"$times")
	((!bad)) || word="FAIL ($E_TEST)"
	all=$(tables 'add | length' <<<"$times")
	tell "$(paint "$word"): $2: $bad of $all exact times are not as they should be, in $(seconds "$3");" \
		"the boots are in $1/boots.csv"
	return $((bad ? E_TEST : 0))
}
