# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What came out of the figures, as JSON and as tables: for scripts/bench.

source "$TOP/scripts/lib/bench/boots.sh"

# sides_json: of the figure that was booted last
sides_json() {
	local n
	for ((n = 0; n < sides; n++)); do
		jq -nc --arg name "${side[$n.name]}" --arg role "${side[$n.role]}" --argjson cpus "${side[$n.cpus]}" \
			--arg image "${side[$n.hash]}" '{$name, $role, $cpus, $image}'
	done | jq -sc .
}

# judge VERSION SERIES: that figure's pairs, to a file of its own
judge() {
	local figure=${bench[figure]} meta
	meta=$(jq -nc --arg figure "$figure" --arg about "$(figure_one "$figure" about)" \
		--argjson cpus "${side[$((sides - 1)).cpus]}" --arg measure "${bench[measure]}" \
		--argjson limit "$(limit_of "$figure")" --argjson latency "$(latency_of "$figure")" \
		--argjson sides "$(sides_json)" --arg branch "$1" --arg series "$2" \
		'{$branch, $series, $figure, $about, $cpus, $measure, $limit, $latency, $sides}')
	jq -R -s -L "$TOP/scripts/lib" --argjson meta "$meta" 'include "bench"; figure($meta; samples)' \
		<"${bench[dir]}/boots.csv" | whole "${bench[dir]}/figures/$figure.json"
}

# judge_exact VERSION SERIES: its times, likewise. They are held against what was published of any
# kernel of that version, and against each other where both were booted.
judge_exact() {
	local figure=${bench[figure]} record limits
	limits=$(figure_all "$figure" limit | sed -E 's/image:([^ =]+)=[^ ]+/\1/g' |
		awk -v sides="$(side_names | paste -sd ' ')" 'index(" " sides " ", " " $1 " ") && index(" " sides " ", " " $3 " ")')
	record=$(published bench exact | jq -c --arg branch "$1" --arg figure "$figure" \
		'[.figures[] | select(.branch == $branch and .figure == $figure) | {key: .variant, value: .ms}] | from_entries')
	jq -R -s -L "$TOP/scripts/lib" --arg figure "$figure" --arg kernel "${bench[name]}" --arg branch "$1" \
		--arg series "$2" --argjson record "${record:-{\}}" --arg limits "$limits" 'include "bench";
			exact({$figure, $branch, $kernel, $series}; $limits | limits; $record; samples)' \
		<"${bench[dir]}/boots.csv" | whole "${bench[dir]}/figures/$figure.json"
}

# timed FIGURE...: what those came to
timed() {
	local figure
	for figure; do
		[[ ! -f ${bench[dir]}/figures/$figure.json ]] || cat -- "${bench[dir]}/figures/$figure.json"
	done
}

# as_markdown: what TCG can show is said once, in the help text
as_markdown() {
	tables '.[0] | [bench::table] | markdown' <"${bench[dir]}/bench.json"
	printf '\nQEMU %s, TCG, on %d CPUs; all boots are in boots.csv.\n\n' \
		"$(jq -r .host.qemu "${bench[dir]}/bench.json")" "$(nproc)"
	usage | sed -n "/^QEMU's TCG shows/,/^\$/p"
	find "${bench[dir]}" -maxdepth 1 -name '*.svg' -printf '![%f](%f)\n' | sort
}

# summary NAME BEGAN FIGURE...: what people see of these, in a file of all that were ever timed, in
# the order of ci/figures. Ends the verb if one does not hold
summary() {
	local dir=${bench[dir]} config=$1 began=$2 bad word=PASS hold mine
	local -a names
	mapfile -t names < <(figures)
	timed "${names[@]}" | jq -s --arg kernel "${bench[name]}" --arg config "$config" --arg date "$(date -u +%F)" \
		--argjson cpus "$(nproc)" \
		--arg qemu "$(qemu-system-aarch64 --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p')" \
		'{$kernel, $config, $date, host: {$cpus, $qemu}, figures: .}' | whole "$dir/bench.json"
	plots "$dir"
	as_markdown >"$dir/bench.md"
	mine=$(timed "${@:3}" | jq -sc '{figures: .}')
	jq -r -L "$TOP/scripts/lib" 'include "bench"; table | @tsv' <<<"$mine" | column -t -s $'\t'
	bad=$(jq '[.figures[] | select(.result == "FAIL")] | length' <<<"$mine")
	((!bad)) || word="FAIL ($E_TEST)"
	hold=$(jq -r '"\([.figures[] | select(.result == "PASS")] | length) of \(.figures | length) figures hold"' <<<"$mine")
	tell "$(paint "$word"): ${bench[name]}, ${bench[config]}: $hold in $(seconds "$began");" \
		"they are in $dir/bench.md, .json, the boots in boots.csv"
	((!bad)) || leave "$E_TEST"
}

# summary_exact BEGAN FIGURE...: likewise
summary_exact() {
	local times bad all word=PASS
	times=$(timed "${@:2}")
	tables 'add | bench::exact_table[] | @tsv' <<<"$times" | column -t -s $'\t'
	bad=$(tables '[add[] | select(.result == "FAIL" or .off != null)] | length' <<<"$times")
	((!bad)) || word="FAIL ($E_TEST)"
	all=$(tables 'add | length' <<<"$times")
	tell "$(paint "$word"): ${bench[name]}: $bad of $all exact times are not as they should be, in $(seconds "$1");" \
		"the boots are in ${bench[dir]}/boots.csv"
	((!bad)) || leave "$E_TEST"
}
