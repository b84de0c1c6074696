# SPDX-License-Identifier: GPL-2.0-only
# All that the page of scripts/report is made from, as one object. Nothing that is read here
# is believed to be whole: what is not is named in .warnings, and left out.
#
# jq -n -L scripts/lib --arg out OUT --slurpfile form run.schema.json --rawfile order F --rawfile runs F
#    --rawfile builds F --rawfile matrix F --rawfile lists F --rawfile patches F --rawfile faults F
#    --rawfile bench F --rawfile plots F -f facts.jq
#
# order: the machines of ci/machines. runs: lines of folder, bytes of its console and run.json,
# tabs between. faults, bench: tables of lib/faults.sh and lib/publish.sh. builds, lists, patches,
# plots: fields as scripts/report says, NUL after each.

include "views";

def fields($n): split("\u0000")[:-1] | [range(0; length; $n) as $i | .[$i:$i + $n]];
# In an array, as jq 1.6 would also catch what fails after it
def parsed(f): [try {is: (fromjson | f)} catch {broken: split(" (while parsing")[0]}][0];
def worst: . as $all | first(("FAIL", "NOT JUDGED", "PASS", "SKIP") | select(IN($all[])));
def slug: gsub("[^A-Za-z0-9._-]"; "_");

# Which kernel it is of, as the key NAME/CONFIG says
def named: (.key | split("/")) as [$name, $config] | {$name, $config, slug: (.key | slug),
	make: ([$name | capture("-(?<make>(unpatched|upto-|with-).*)").make][0] // ""),
	branch: ([$name | capture("^v?(?<branch>[0-9]+[.][0-9]+)").branch][0] // "")} + .;

# --- runs

# misfits($is; $at): where a value is not what the JSON schema says it is
def misfits($is; $at): ([type] + if type == "number" and floor == . then ["integer"] else [] end) as $types |
	if $is["$ref"] then misfits($form[0]["$defs"][$is["$ref"][8:]]; $at)
	elif $is.type and $types - ([$is.type] | flatten) == $types then "\($at) is of type \(type)"
	elif $is.enum and (IN($is.enum[]) | not) or $is.pattern and (test($is.pattern) | not) then
		"\($at) is \(tojson[:100])"
	elif type == "array" then to_entries[] | .key as $i | .value | misfits($is.items; "\($at)[\($i)]")
	elif type == "object" then
		(($is.required // [])[] as $key | select(has($key) | not) | "\($at).\($key) is missing"),
		(keys - ($is.properties | keys) | .[] | "\($at).\(.) is not known"),
		(to_entries[] | .key as $key | .value | misfits($is.properties[$key]; "\($at).\($key)"))
	else empty end;

# A record that is believed, or an error
def believed: first(misfits($form[0]; ""),
	if (.result == "PASS") != (.code == 0) or (.code == 0) != (.problems == [])
		or .code == 0 and count("fail") + count("lost") > 0 then "its result, code, problems and tests do not agree"
	else null end) as $doubt | if $doubt then error($doubt) else . end;

# A run is its record. The folder says which run it is.
def run($folder; $size; $text): ($text | parsed(believed)) as $read |
	($folder | split("/")) as [$name, $config, $machine] |
	{tests: [], problems: [], splats: [], result: "NOT JUDGED"} + ($read.is // {}) |
	.why = (if $text == "" then "there is no verdict: the run did not get to its end, or scripts/check has not seen it"
		elif $read.broken then "there is no verdict: its run.json is not what scripts/check writes"
		else .problems[0] // (verdict | ltrimstr("PASS ")) end) |
	.title = (if (.kernel // "") | startswith($name) then .kernel else $name end) |
	. + {$folder, $machine, doubt: (if $text == "" then null else $read.broken end), size: ($size | tonumber),
		faulty: ($machine | startswith("fault-")),
		fail: count("fail"), lost: count("lost"), pass: count("pass"), skip: count("skip"),
		key: "\($name)/\($config)"} | named;

# In the order of ci/machines; other makes of a kernel come last. No two have the same id. The
# consoles of those that passed are short, if they are many.
def runs: ($order | lines) as $order | [$runs | table[] | run(.[0]; .[1]; .[2])] | (map(.size) | add // 0) as $size |
	map(.rank = (.machine as $machine | $order | index([$machine]) // length) |
		.limit = if .result == "PASS" and $size > 2000000 then 32000 else 400000 end) |
	groups(.key) | map(sort_by(.rank)[]) | sort_by(.make != "") |
	reduce .[] as $run ([]; map(.id) as $ids |
		. + [$run | .nr = ($ids | length) | .id = first(.folder | slug | recurse(. + "_") | select(IN($ids[]) | not))]);

# --- builds

# A log without an error is of a make that is not done, or was told to stop
def builds: $builds | fields(4) | map((.[2] | lines) as $errors |
	{key: .[0], facts: (.[1] | table | map({(.[0]): .[1]}) | add // {}), state: (
		if .[1] != "" and ($errors == [] or .[3] != "new") then "done"
		elif .[1] == "" and .[3] != "none" and all($errors[]; test("error:|undefined reference|No rule to make") | not)
			and ($errors == [] or any($errors[]; test("^make.*[*]{3} .*(Terminated|Interrupt|Hangup)$")))
		then "unfinished" else "failed" end), error: ($errors[0] // "it did not get to its end")} | named);

# --- the matrix

# What scripts/matrix does not write in this way is an error
def text: . // "" | tostring;
def number: . // 0 | tonumber;
def matrix: {date: (.date | strings // error("it has no date")), rows: [.rows[] | {
	row: true, key: "\(.kernel | text)/\(.config | text)", branch: (.branch | text), why: (.why | text),
	result: (.result | if IN("PASS", "FAIL", "SKIP") then . else "NOT JUDGED" end), seconds: (.seconds | number),
	patches: (.patches | if . then {clean, offset, fail} | map_values(number) else null end),
	build: (.build.result | text), build_seconds: (.build.seconds | number), another: (.of_another_series == true),
	machines: [(.machines // [])[] | ({pass, fail, skip} | map_values(number)) + {machine: (.name | text), lost: 0,
		result: ([.verdict | text | capture("^(?<word>PASS|FAIL|SKIP)").word][0] // "NOT JUDGED")}]} | named]};

# A row of the support table: what the matrix, run folders and builds have of one kernel and
# configuration. The matrix may be older than the folders, or the other way round.
def row($all_runs; $builds): .[0] as {$key, $branch} | map(select(.row)) as $rows | map(select(.folder)) as $runs |
	([$builds[] | select(.key == $key)][0]) as $built |
	([$rows[].machines[] | {(.machine): .}] | add // {}) as $machines |
	{$key, $branch, patches: $rows[-1].patches, build: ([$rows[].build | select(. != "")][-1] // $built.state // ""),
		in_matrix: ($rows != []), has_section: any($all_runs[]; .key == $key), another: any($rows[]; .another),
		build_seconds: ([$rows[].build_seconds] | add), seconds: ([$rows[].seconds] | add),
		in_qemu: ([$runs[].seconds] | add), said: ([$rows[].why | select(. != "")] | join("; ")),
		runs_fail: any($runs[]; .result == "FAIL"),
		moved: any($runs[]; .result != ($machines[.machine].result // .result)),
		machines: ($runs | reduce map({machine, result, pass, fail, lost, skip})[] as $run ($machines;
			.[$run.machine] = $run) | [.[]])} |
	.failed = (.build | test("^fail"; "i")) |
	.result = (if .failed then "FAIL" elif .build == "unfinished" and $runs == [] then "NOT JUDGED"
		elif $rows != [] and all($rows[]; .result == "SKIP") then "SKIP"
		else [$rows[].result, $runs[].result] | worst end) |
	.why = (if .said != "" then .said elif .failed and $built.error then "the build failed: \($built.error)"
		elif .failed then "the build failed" else "the matrix says so, and does not say why" end) | named;

def support($rows; $runs; $builds): [$rows[], ($runs[] | select(.make == "" and (.faulty | not))),
	($builds[] | select(.make == "" and .state != "done"))] | groups(.key) | map(row($runs; $builds));

# --- patches

def trailers($name): [.[] | capture("^\($name): *(?<value>.*)").value];

# A note, which says why a patch is as it is, is in brackets, and can be of several lines
def notes: reduce .[] as $line ({all: []};
	if .open then .open += " " + $line elif $line | test("^\\[[^]]*:") then .open = $line else . end |
	if .open and (.open | endswith("]")) then .all += [.open] | del(.open) else . end) | .all;

def patches: [$patches | fields(3)[] | (.[1] | lines | trailers("Subject")[0]) as $subject |
	{(.[0]): (.[2] | gsub("\t"; " ") | lines | {$subject, links: trailers("Link"), notes: notes,
		based: (trailers("Based-on-patch-by") | map(sub(" *<.*>$"; ""))), status: trailers("Upstream-Status")[-1]})}] |
	add // {};

def lists: [$lists | fields(4)[] | {branch: .[0], list: .[1], machines: (.[2] | split(" ") | map(select(. != ""))),
	files: (reduce (.[3] | lines[]) as $line ({group: "", files: []};
		if $line | startswith("# group: ") then .group = $line[9:] elif $line | test("^(#|[ \t]*$)") then .
		else .files += [{group, file: ($line | sub("[ \t].*"; ""))}] end) | .files)}];

# ---

runs as $runs | builds as $builds | (if $matrix == "" then {} else $matrix | parsed(matrix) end) as $read | {
	$out, $runs, $builds, matrix: $read.is.date, rows: support($read.is.rows // []; $runs; $builds), lists: lists,
	patches: patches, faults: ($faults | table), bench: ($bench | table), plots: ($plots | fields(2)), warnings: [
		([$runs[] | select(.doubt)] | groups(.doubt)[] | "\($out)/\(.[0].folder)/run.json is not what scripts/check writes," +
			" so that run is shown as not judged: \(.[0].doubt)" +
			if length > 1 then "; the same is of \(length - 1) more" else "" end),
		($read.broken // empty | "\($out)/matrix/matrix.json is not what scripts/matrix writes, so the table is made" +
			" from the run folders: \(.)")]
}
