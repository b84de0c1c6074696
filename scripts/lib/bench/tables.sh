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

# judge VERSION SERIES: what that figure comes to, to a file of its own. Exact times are held against what
# was published of any kernel of that version, and against each other where both were booted.
judge() {
	local figure=${bench[figure]} meta record
	record=$(published bench exact | jq -c --arg branch "$1" --arg figure "$figure" \
		'[.figures[] | select(.branch == $branch and .figure == $figure) | {key: .variant, value: .ms}] | from_entries')
	meta=$(jq -nc --arg figure "$figure" --arg kernel "${bench[name]}" --arg branch "$1" --arg series "$2" \
		--arg about "$(figure_one "$figure" about)" --argjson cpus "${side[$((sides - 1)).cpus]}" \
		--arg measure "${bench[measure]}" --argjson latency "$(latency_of "$figure")" \
		--argjson limit "$(limit_of "$figure")" --argjson sides "$(sides_json)" --argjson record "${record:-{\}}" '$ARGS.named')
	jq -R -s -L "$TOP/scripts/lib" --argjson meta "$meta" "include \"bench\"; $section(\$meta; samples)" \
		<"${bench[dir]}/boots.csv" | whole "${bench[dir]}/figures/$figure.json"
}

# timed FIGURE...: what those came to
timed() {
	local figure
	for figure; do
		[[ ! -f ${bench[dir]}/figures/$figure.json ]] || cat -- "${bench[dir]}/figures/$figure.json"
	done
}

# write_pairs: all that were ever timed, in the order of ci/figures
write_pairs() {
	local dir=${bench[dir]} qemu
	local -a names
	mapfile -t names < <(figures)
	qemu=$(qemu-system-aarch64 --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p')
	timed "${names[@]}" | jq -s --arg kernel "${bench[name]}" --arg config "${dir##*/}" --arg date "$(date -u +%F)" \
		--argjson cpus "$(nproc)" --arg qemu "$qemu" \
		'{$kernel, $config, $date, host: {$cpus, $qemu}, figures: .}' | whole "$dir/bench.json"
	plots "$dir"
	{
		tables '.[0] | [bench::table] | markdown' <"$dir/bench.json"
		printf '\nQEMU %s, TCG, on %d CPUs; all boots are in boots.csv. ci/README.md says %s.\n\n' "$qemu" "$(nproc)" \
			'what QEMU cannot show'
		find "$dir" -maxdepth 1 -name '*.svg' -printf '![%f](%f)\n' | sort
	} >"$dir/bench.md"
}

# summary BEGAN FIGURE...: what people see of these. Ends the verb if one does not hold
summary() {
	local these bad word=PASS
	[[ $section == exact ]] || write_pairs
	these=$(timed "${@:2}" | jq -sc -L "$TOP/scripts/lib" "include \"bench\"; told_$section")
	jq -r '.rows[] | @tsv' <<<"$these" | column -t -s $'\t'
	bad=$(jq .bad <<<"$these")
	((!bad)) || word="FAIL ($E_TEST)"
	tell "$(paint "$word"): ${bench[name]}, ${bench[dir]##*/}: $(jq -r .says <<<"$these") in $(seconds "$1");" \
		"all of it is in ${bench[dir]}"
	((!bad)) || leave "$E_TEST"
}
