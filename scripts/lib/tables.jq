# SPDX-License-Identifier: GPL-2.0-only
# What verbs publish in ci/results, and the tables that are made of it:
# jq -L scripts/lib 'include "tables"; …'. The form of the files is ci/results/results.schema.json.
# What is not known is null.

import "views" as views;
import "bench" as bench;

def none: if . == "" then null else . end;
def known: map(select(. != null and . != ""));

# Rows of cells as a table in Markdown; the first are the heads
def markdown: def line: "| " + (map(tostring | gsub("[|]"; "\\|")) | join(" | ")) + " |";
	(.[0] | line, (map("---") | line)), (.[1:][] | line);

# lines(LIST): the object as JSON, with one line for each entry of its list, so that git
# can show what has changed
def lines($list): "{\n" +
	(to_entries | map(select(.key != $list) | "\t\(.key | tojson): \(.value | tojson),\n") | add) +
	"\t\($list | tojson): [\n" + (.[$list] | map("\t\t" + tojson) | join(",\n")) + "\n\t]\n}";

# merged(NEW; KEY): with entries in place of those of the same key, unless these are of a later day
def merged($new; key): reduce $new[] as $entry (.; ($entry | key) as $key | (map(key == $key) | index(true)) as $i |
	if $i == null then . + [$entry] elif (.[$i].date // "") <= $entry.date then .[$i] = $entry else . end);

# another(NOW): it was found with other patches than those of now. NOW has the series id of
# each branch and cut.
def another($now): .series != null and .series != $now["\(.branch) \(.upto // "")"];

def notes: map(select(.note != null) | "* `\(.name)`: \(.note).") | if . == [] then empty else "", .[] end;

# --- rows of the matrix

# What the machines of a row come to; a row that is published says so itself
def totals: if has("boots") then . else . + (.machines | if . == [] then {boots: null, tests: null} else {
	boots: {passed: (map(select(.code == 0)) | length), of: length},
	tests: {passed: (map(.pass) | add), failed: (map(.fail) | add), skipped: (map(.skip) | add)}} end) end;

# A row as it is published, of what matrix leaves in row.json
def row: totals | {row, branch, upto: (.upto | none), kernel: (.kernel | none), source: (.source | none),
	sha256: (.sha256 | none), config, series: (.series | none), date, result, code, why: (.why | none), patches, build,
	boots, tests, seconds, machines: [.machines[] |
		{machine: .name, code, verdict, seconds, passed: .pass, failed: .fail, skipped: .skip}]};

def aged($now): . + {of_another_series: (.patches != null and another($now))};

def row_cells: totals | [
	.row, (.kernel | none // "-"), .config,
	(.patches | if . == null then "-" else "\(.clean)/\(.offset)/\(.fail)" end),
	(.build.result // "-"),
	(.boots | if . == null then "-" else "\(.passed) of \(.of)" end),
	(.tests | if . == null then "-" else "\(.passed) passed, \(.failed) failed, \(.skipped) skipped" end),
	"\(.seconds) s", .date,
	([.result + (if .of_another_series then " of another series" else "" end), .why] | known | join(": "))];

# Of rows that are aged
def row_table: [["row", "kernel", "config", "patches", "build", "machines", "tests", "time", "date", "result"]] +
	map(row_cells);

def rows_junit: map({name: .row, seconds, cases: [
	{class: "matrix", name: "\(.row) \(.kernel) \(.config)", seconds, result, text: .why},
	(.row as $row | .machines[] | {class: $row, name, seconds, text: .verdict,
		result: (if .code == 0 then "PASS" elif .code == 4 then "SKIP" else "FAIL" end)})]}) | views::junit("matrix");

def support_table($now): if . == [] then "There is no table of what was tested yet." else
	map(aged($now)) | row_table | markdown end;

def support_page($now):
	"# What each kernel makes of the series\n",
	"`scripts/matrix --publish` writes this from `rows/*.json`. Patches are those that apply as they are, with an",
	"offset, and not at all. A row of other patches than those of now says so. A row of `ci/kernels` that is not here",
	"was never run.\n",
	"A name like `7.1.13` is upstream's own tarball, as the distribution keeps it (without a few files that it may",
	"not ship) or from kernel.org, and the commit says which. `7.3.4-1~bpo13+1` has the distribution's patches,",
	"whatever its Makefile says.\n",
	support_table($now);

# --- faults

def took: if . < 1000 then "\(.) ms" else "\(. / 10 | round / 100) s" end;
def cost: if .cost == null then null
	else (.cost | took) + if .least == .most then "" else " [\(.least | took)..\(.most | took)]" end end;

# What was run, as faults.json has it, for who has run it
def faults_run: [["fault", "CPU", "is", "says", "cost", "limit", "result"]] + (.faults | map([
	.fault, .cpu, .state // "-", .says // "-", (.least = (.costs | min) | .most = (.costs | max) | cost // "-"),
	(if .limit == null or .result == "RECORDED" then "-" else .limit | took end),
	.result + (if .why == null or .result != "FAIL" then "" else ": " + .why end)]));

def faults_junit: .kernel as $kernel | [{name: (.kernel + if .serial then "+serial" else "" end), cases: [.faults[] |
	{class: $kernel, name: "\(.fault) (\(.cpu))", result, text: .why,
		seconds: (if .cost == null then null else .cost / 1000 end)}]}] | views::junit("faults");

# A kernel and mode as it is published, of what faults leaves in faults.json
def results: {name: (if .judged == false then "unpatched" elif .serial then "\(.branch)-serial" else .branch end),
	branch: (if .judged == false then null else .branch end), serial: (.serial // false), note: null,
	faults: [.kernel as $kernel | .faults[] | {fault, kernel: $kernel, series, date,
		result: (if .result == "RECORDED" then null else .result end), cost,
		least: (.costs | min), most: (.costs | max), state, says, why}]};

# published(OLD; NEW; ORDER): the files as they are from now on. A fault that was not run
# stays as it is; one that is no row any more goes.
def published($old; $new; $order): $new | group_by(.name)[] | .[0].name as $name | map(.faults) as $lists |
	([$old[] | select(.name == $name)][0] // .[0] + {faults: []}) |
	.faults |= (merged($lists | add; [.fault, if $name == "unpatched" then .kernel else null end]) |
		map(select([.fault] | inside($order))) |
		sort_by(if $name == "unpatched" then .kernel else null end, (.fault as $fault | $order | index([$fault]))));

# With the series, of which a branch has the list
def ours: .name != "posted" and .name != "unpatched";

def newest: [.faults[].kernel | select(. != null)] | max_by([scan("[0-9]+") | tonumber]);

def fault_head: if .name == "posted" then "posted series"
	elif .name == "unpatched" then newest // "unpatched"
	else "\(newest) with the series" + (if .serial then ", `cpuhp.parallel=0`" else "" end) end;

# fault_cell(DOC; KERNEL; NOW): one fault of a file of which that kernel is the newest
def fault_cell($doc; $kernel; $now): if . == null then ($doc | if ours then "not run" else "" end)
	else (if (.result // "PASS") == "PASS" then "" else "**\(.result)** " end) +
		([([cost, .state] | known | join(", ")), .says] | known | join(": ")) +
		([if ($doc | ours) and .kernel != $kernel then .kernel else null end,
		  if {series, branch: $doc.branch} | another($now) then "another series" else null end] | known |
			if . == [] then "" else " (\(join(", ")))" end) end;

# A column for each file; of kernels without the series it is the newest alone
def fault_table($docs; $order; $now): [["fault"] + ($docs | map(fault_head))] + [$order[] as $fault |
	[$fault] + [$docs[] | . as $doc | newest as $kernel |
		[.faults[] | select(.fault == $fault and ($doc.name != "unpatched" or .kernel == $kernel))][0] |
		fault_cell($doc; $kernel; $now)]];

def faults_page($order; $now):
	(map(select(.name == "unpatched")) + map(select(.name == "posted")) + map(select(ours))) as $docs |
	"# What kernels make of firmware that misbehaves\n",
	"`scripts/faults --publish` writes this from `faults/*.json`. A row is a fault of `selftests/firmware/faults`:",
	"what the faulty CPU costs, whether it is there in the end, and what is said of it. The cost is\n",
	"* of a CPU at boot: from its CPU_ON to the last line on it, that it has booted or why it is not there;",
	"* of a CPU at run time: what the whole attempt takes;",
	"* of a fault of all CPUs: what the whole bring-up takes.\n",
	"A range is that of several boots. CPUs are on their way at once where the kernel does that; with",
	"`cpuhp.parallel=0` they come up one after the other. All of it is in QEMU.", ($docs | notes), "",
	(fault_table($docs; $order; $now) | markdown);

# --- figures

# timed(OLD; NEW): the files as they are from now on: of pairs, the figures of each bench.json;
# of exact times, lists of them. What was not timed stays as it is.
def timed($old; $new):
	def file($name; $figures): if $figures == [] then empty else
		([$old[] | select(.name == $name)][0] // {$name, note: null, figures: []}) | .figures |=
			merged($figures; [.figure, .config, .variant, if $name == "pairs" then .kernel else .branch end]) end;
	file("pairs"; [$new[] | objects | . as $run | .figures[] | . + ($run | {kernel, config, host})]),
	file("exact"; [$new[] | arrays[] | select(.ms != null) | del(.was, .off)]);

def pairs_table($now):
	map(if another($now) then .sides |= map(.why = ([.why, "of another series"] | known | join(", "))) else . end) |
	[group_by([.kernel, .config])[] | {kernel: .[0].kernel, config: .[0].config, figures: .}] | [bench::summary];

def exact_table($now): [["kernel"] + bench::exact_heads] + map(
	[.kernel] + bench::exact_cells + if another($now) then [", of another series"] else [""] end |
	.[:-2] + [.[-2] + .[-1]]);

def bench_page($order; $now): . as $docs |
	def of($name): [$docs[] | select(.name == $name).figures[]] | sort_by(.figure as $f | $order | index([$f]));
	def table(rows): if length == 0 then "Nothing of it is published." else rows | markdown end;
	"# How long kernels take to bring their CPUs up\n",
	"`scripts/bench --publish` writes this from `bench/*.json`. `ci/README.md` says what the figures of `ci/figures`",
	"mean, and what QEMU cannot show.", ($docs | notes), "",
	"## In pairs\n", (of("pairs") | table(pairs_table($now))), "",
	"## Exact\n", "Later runs are held against these times.\n", (of("exact") | table(exact_table($now)));
