# SPDX-License-Identifier: GPL-2.0-only
# run.json, the record of a boot, from what scripts/check has read and found. Its form is
# run.schema.json. What is not known is null.
#
# jq -n --rawfile machine F --rawfile tests F --rawfile faults F --rawfile facts F --rawfile splats F
#    --rawfile ktap F --rawfile problems F --rawfile command F --arg ended WORDS --arg date DATE
#    --argjson code N

def lines: split("\n") | map(select(. != ""));
def rows: lines | map(split("\t"));
def none: if . == "-" or . == "" then null else . end;
def number: none | if . == null then null else tonumber end;

($machine | rows) as $m |
def one($key): [$m[] | select(.[0] == $key)[1]][0];
def all($key): [$m[] | select(.[0] == $key)[1]];

($facts | rows) as $f |
def fact($kind): [$f[] | select(.[0] == $kind)[1] | number][0];

def cpus($which; $when): [$ktap | lines[] | select(startswith("# cpus \($which) \($when): ")) | sub("^[^:]*: "; "")][0];

{
	kernel: one("kernel"), commit: one("commit"), source: one("source"), series: one("series"),
	edited: all("edited"), config: one("config"), arch: one("arch"), machine: one("machine"), firmware: one("firmware"),
	date: $date, ended: $ended, seconds: ($ended | capture(" after (?<s>[0-9]+) s").s? // null | number),
	result: (if $code == 0 then "PASS" else "FAIL" end), code: $code, problems: ($problems | lines),
	tests: [$tests | rows[] |
		{result: .[0], test: .[1], subtest: (.[2] | none), detail: (.[3] | none), seconds: (.[4] | number)}],
	cpus: {
		wanted: {boot: one("online"), end: (one("online-end") // one("online"))},
		possible: cpus("possible"; "after boot"), present: cpus("present"; "after boot"),
		online: {boot: cpus("online"; "after boot"), end: cpus("online"; "at the end")}
	},
	faults: [$faults | rows[] | {
		fault: .[0], cpu: .[1], result: .[2], ms: (.[3] | number), limit: (.[4] | number), least: (.[5] | number),
		state: .[6], says: (.[7] | none), problem: (.[8] | none)}],
	costs: [$f[] | select(.[0] == "cost") | {cpu: "cpu\(.[1])", ms: (.[2] | number), until: .[3]}],
	bringup: fact("bringup"), together: fact("together"),
	says: all("says"), never: all("never"),
	command: ([$command | lines[]][-1] | if . then ltrimstr("exec ") else null end),
	splats: [$splats | lines[] | capture("^(?<line>[0-9]+):(?<text>.*)") | .line |= tonumber]
}
