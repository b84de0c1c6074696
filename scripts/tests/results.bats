# SPDX-License-Identifier: GPL-2.0-only
# What is published in ci/results: its form, its Markdown, and what README says of the lists.
load toy
setup() {
	isolate
	TOP=${SCRIPTS%/*}
	cd "$TOP"
	export SPLIT_STARTUP_OUT=$BATS_TEST_TMPDIR/out SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/cache
	export SPLIT_STARTUP_RESULTS=$BATS_TEST_TMPDIR/results
	cp -r ci/results "$SPLIT_STARTUP_RESULTS"
}

valid() {
	local file
	local -a instances=()
	for file; do instances+=(-i "$file"); done
	PATH=/usr/bin:$PATH python3 -m jsonschema "${instances[@]}" ci/results/results.schema.json
}

# invalid FILE CHANGE: with that change, by jq, it has not the form any more
invalid() {
	jq "$2" "ci/results/$1.json" >"$BATS_TEST_TMPDIR/bad.json"
	run ! valid "$BATS_TEST_TMPDIR/bad.json"
}

@test "results: each file has the form of the schema; one with a slip in it has not" {
	valid ci/results/{rows,faults,bench}/*.json
	invalid rows/7.3 '.result = "GOOD"'
	invalid rows/7.3 'del(.date)'
	invalid rows/7.3 '.series = "1234"'
	invalid rows/7.3 '.patches.clear = 3'
	invalid rows/7.3 '.row |= empty'
	invalid faults/7.3 '.faults[0].cost = "5 s"'
	invalid faults/7.3 'del(.faults[3].why)'
	invalid faults/7.3 '.name = "7.3-cereal"'
	invalid bench/exact '.figures[0].ms = null'
	invalid bench/exact '.figures[0].off = "+2 %"'
	invalid bench/exact '.name = "pairs"'
}

@test "results: what the verbs publish has the form as well" {
	local rows=$SPLIT_STARTUP_RESULTS/rows
	mkdir -p "$SPLIT_STARTUP_OUT"/{matrix/7.3,faults/k{,+serial,-unpatched},bench/k/{tiny,exact/figures}}
	cat >"$SPLIT_STARTUP_OUT/matrix/7.3/row.json" <<-'END'
		{"row": "7.3", "branch": "7.3", "upto": "", "kernel": "k", "source": "s", "sha256": "", "config": "tiny", "result": "FAIL",
		 "why": "a: b", "code": 9, "date": "2099-01-02", "series": "0123456789abcdef",
		 "patches": {"clean": 1, "offset": 2, "fail": 0, "total": 3}, "build": {"result": "ok", "seconds": 7}, "seconds": 99,
		 "machines": [{"name": "a", "verdict": "FAIL 9 b", "code": 9, "seconds": 3, "folder": "f", "tests": [], "pass": 3, "skip": 1, "fail": 2}]}
	END
	jq -n '{kernel: "k", branch: "7.3", date: "2099-01-02", serial: false, judged: true, faults: [{fault: "lost", section: "lost",
		cpu: "cpu2", result: "FAIL", costs: [1, 2, 4], cost: 2, limit: 1, least: null, state: "off-line", says: null, why: "w",
		code: 1, date: "2099-01-02", series: "0123456789abcdef"}]}' >"$SPLIT_STARTUP_OUT/faults/k/faults.json"
	jq '.serial = true' "$SPLIT_STARTUP_OUT/faults/k/faults.json" >"$SPLIT_STARTUP_OUT/faults/k+serial/faults.json"
	jq '.judged = false | .faults[0].result = "RECORDED"' "$SPLIT_STARTUP_OUT/faults/k/faults.json" \
		>"$SPLIT_STARTUP_OUT/faults/k-unpatched/faults.json"
	jq -n '[{figure: "l0-4", kernel: "k", branch: "7.3", series: "0123456789abcdef", variant: "parallel", date: "2099-01-02", ms: 6.1,
		was: 6, off: "+9 %", held: [{base: "unpatched", most: "1.02", ratio: null}], result: "FAIL", why: "w"}]' \
		>"$SPLIT_STARTUP_OUT/bench/k/exact/figures/l0-4.json"
	jq -n '{kernel: "k", config: "tiny", date: "2099-01-02", host: {cpus: 2, qemu: "7.2"}, figures: [{figure: "over-16",
		branch: "7.3", series: "0123456789abcdef", date: "2099-01-02T03:04:05Z", about: "x", cpus: 16, measure: "boot",
		limit: null, latency: null, result: null, sides: [{name: "a", role: "base", cpus: 16, n: 2, failed: 0, problem: null,
		median: 2, min: 1, max: 3, loads: [0, 1], date: "x", against: null, result: null, why: null}]}]}' \
		>"$SPLIT_STARTUP_OUT/bench/k/tiny/bench.json"
	run -0 scripts/matrix --publish
	run -0 scripts/faults --publish
	run -0 scripts/bench --publish
	valid "$SPLIT_STARTUP_RESULTS"/{rows,faults,bench}/*.json
	[ -s "$SPLIT_STARTUP_RESULTS/bench/pairs.json" ]
	[ "$(jq -c '[.code, .tests, .machines[0].machine]' "$rows/7.3.json")" = '[9,{"passed":3,"failed":2,"skipped":1},"a"]' ]
	[ "$(jq -c '.faults[] | select(.fault == "lost") | [.cost, .least, .most, .why]' "$SPLIT_STARTUP_RESULTS/faults/7.3-serial.json")" = '[2,1,4,"w"]' ]
	[ "$(jq -c '.figures[] | select(.figure == "l0-4" and .variant == "parallel") | [.ms, has("off")]' \
		"$SPLIT_STARTUP_RESULTS/bench/exact.json")" = '[6.1,false]' ]
}

# rendered: the Markdown is what the verbs make of the JSON and the patches; where nothing was
# run they write nothing else
rendered() {
	cp -r "${1:-ci/results}/." "$SPLIT_STARTUP_RESULTS"
	run -0 scripts/matrix --publish
	run -0 scripts/faults --publish
	run -0 scripts/bench --publish
	diff -r "${1:-ci/results}" "$SPLIT_STARTUP_RESULTS"
}

@test "results: the Markdown is made of the JSON. If this fails: matrix, faults and bench --publish make it anew" {
	local copy=$BATS_TEST_TMPDIR/copy
	rendered
	cp -r ci/results "$copy"
	sed -i 's/| 7.3 | \(.*\) | PASS/| 7.3 | \1 | FAIL/' "$copy/support.md"
	run ! rendered "$copy"
	cp -r ci/results/. "$copy"
	jq --tab '.seconds += 1' ci/results/rows/7.3.json >"$copy/rows/7.3.json"
	run ! rendered "$copy"
}

@test "results: each row, fault and figure is one that there is, and a file has the name of what is in it" {
	local file
	for file in ci/results/rows/*.json; do
		[ "$(jq -r .row "$file")" = "$(basename "$file" .json)" ]
		git config -f ci/kernels "row.$(basename "$file" .json).kernel"
	done
	for file in ci/results/{faults,bench}/*.json; do
		[ "$(jq -r .name "$file")" = "$(basename "$file" .json)" ]
	done
	jq -r .figures[].figure ci/results/bench/*.json | sort -u | while read -r file; do
		grep -qE "^\[(figure|exact) \"$file\"\]$" ci/figures
	done
}
