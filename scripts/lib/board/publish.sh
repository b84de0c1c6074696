# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Results of boards: board.json of a run, ci/results/boards, and the table in README.

# board_json RUN: as ci/results/boards.schema.json has it
board_json() {
	jq -n --slurpfile record "$1/run.json" --rawfile board "$1/board" --rawfile build "$1/build" \
		--rawfile times "$1/bring-up" '
		def table: split("\n") | map(select(. != "") | split("\t") | {(.[0]): .[1]}) | add;
		def none: if . == "" or . == null then null else . end;
		def ms: none | if . then tonumber else . end;
		def trim: if . then gsub("^ +| +$"; "") else . end;
		($board | table) as $b | ($build | table) as $k | ($times | table) as $t | $record[0] as $r |
		def count($result): [$r.tests[] | select(.subtest == null and .result == $result)] | length;
		{
			board: $r.machine,
			model: ($b["dt-model"] // ([$b.vendor, $b.product] | map(select(.)) | join(" ")) | trim),
			tables: ($b.tables | none), psci: ($b.psci | none), firmware: ($b.firmware | none | trim),
			midr: ($b.midr | none | trim), cpus: ($b.present | none), loader: ($b.loader | none),
			own_kernel: ($b.running | none),
			kernel: $r.kernel, release: $k.release, series: ($r.series // "none" | .[:16]), date: $r.date[:10],
			result: $r.result, why: $r.problems[0],
			tests: {passed: count("pass"), failed: (count("fail") + count("lost")), skipped: count("skip")},
			bringup: {dmesg: ($t.dmesg | ms), trace: ($t.trace | ms)},
			emulated: ([$b.vendor, $b["dt-model"]] | map(. // "") | any(test("QEMU|linux,dummy-virt")))
		}'
}

# publish WORK [RUN]: README's table is made of the files
publish() {
	local work=$1 run=$2 name readme=$TOP/README.md
	[[ -z ${SPLIT_STARTUP_RESULTS-} ]] || readme=$RESULTS/README.md
	need jq
	if [[ -n $run ]]; then
		run=$(absolute "${run%/}")
		[[ -f $run/board.json ]] || bad_usage "$run has no board.json: it is no run folder of scripts/board"
		name=$(jq -r '"\(.board)-\(.release)"' "$run/board.json" | tr -c 'a-z0-9.\n-' -)
		jq --tab . "$run/board.json" | whole "$RESULTS/boards/$name.json"
		say "$RESULTS/boards/$name.json is yours to commit and to send"
	fi
	[[ -f $readme ]] || return 0
	board_table >"$work/table"
	sed -e '/^<!-- boards -->$/,/^<!-- end of boards -->$/ { /^<!--/!d }' -e "/^<!-- boards -->\$/r $work/table" \
		"$readme" >"$work/readme"
	cmp -s "$work/readme" "$readme" || cat "$work/readme" >"$readme"
}

# board_table: real boards first
board_table() {
	local now
	local -a names
	mapfile -t names < <(all_published boards)
	# The patches as they are now
	now=$(for now in $(supported); do series_id "$now"; done)
	# shellcheck disable=SC2016 # jq's
	published boards "${names[@]}" | tables '"", ([["board", "CPUs", "firmware", "kernel", "result", "bring-up"]] +
		(sort_by([.emulated, .board, .kernel]) | map([.model + if .emulated then " (emulated)" else "" end, .cpus,
			"\(.firmware // "?"), \(.tables), \(.psci // "?")", .kernel,
			.result + (if .series | inside($now) then "" else " of another series" end) +
				(if .why then ": \(.why)" else "" end) + ", \(.tests.passed) passed, \(.tests.skipped) skipped",
			"\(.bringup.dmesg // "?") ms"])) | markdown), ""' --arg now "none $now"
}
