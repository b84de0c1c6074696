# SPDX-License-Identifier: GPL-2.0-only
# Judges a boot by what scripts/check has read of its run folder, and makes its record, run.json, the form
# of which is run.schema.json. What is not known is null.
#
# jq -n -L scripts/lib --rawfile machine F --rawfile ktap F --rawfile tests F --rawfile facts F --rawfile blame F
#    --rawfile marks F --rawfile splats F --rawfile bad F --rawfile said F --rawfile command F --arg status WORDS
#    --arg date DATE --argjson size BYTES -f judge.jq
#
# tests, facts: as ktap.awk and faults.awk have them. blame: those facts that say why a CPU is not there, and
# that no fault of the machine accounts for. marks: of the console, panics, how it ended, and who warned.
# bad: splats that the machine is not meant to have. said: each pattern that is looked for, and the first
# line of the console that it matches. size: of the console.

include "views";

def none: if . == "-" or . == "" then null else . end;
def number: none | if . == null then null else tonumber end;
def numbered: lines | map(capture("^(?<line>[0-9]+):(?<text>.*)") | .line |= tonumber | .text |= .[:1000]);

($machine | table) as $m | ($facts | table) as $f | ($ktap | lines) as $results |
def all($key): [$m[] | select(.[0] == $key)[1]];
def one($key): all($key)[0];
# Of lines "cpuN VALUE": {cpu, n, value}
def pairs($key): all($key)[] | capture("^(?<cpu>cpu(?<n>[0-9]+)) (?<value>.*)");
def pair($key; $cpu): [pairs($key) | select(.cpu == $cpu).value][0];
def fact($kind): [$f[] | select(.[0] == $kind)[1]];
def fact($kind; $n): [$f[] | select(.[0] == $kind and .[1] == $n)[2]];
def mask($which; $when): [$results[] | select(startswith("# cpus \($which) \($when): ")) | sub("^[^:]*: "; "")][0];

(one("ends") // "off") as $ends |
($marks | numbered) as $marks | [$marks[] | select(.text | startswith("Kernel panic"))][0] as $panic |
[$bad | numbered[] | select($ends != "panic" or $panic == null or .line < $panic.line)] as $bad |
(all("row") + all("fault") != []) as $faulty |
(if fact("serial") != [] then null else one("bringup") | number end) as $bringup |

def marked($pattern): any($marks[]; .text | test("^reboot: " + $pattern));
def unless(good; $problem): if good then empty else $problem end;

# Positive evidence only: each of these can be had in one way
def ending: ($status |
	if $ends == "back" then unless(startswith("back after "); "the board: \(.)")
	elif $ends == "waits" or $ends == "halts" then
		unless(startswith("killed: silent "); "QEMU: \(.), though the machine should not end")
	else unless(startswith("exit 0 "); "QEMU: \(.)") end),
	if $panic then unless($ends == "panic"; $panic.text)
	elif $size == 0 then "nothing on the console: the Image did not start, or hangs before it"
	elif $ends == "panic" then "there was no panic, and there should be"
	elif $ends == "off" then unless(marked("Power down"); "the machine did not power itself off")
	elif $ends == "halts" then unless(marked(".*System halted"); "the machine did not halt")
	else empty end,
	unless($ends == "panic" or $ends == "waits" or any($results[]; . == "# end");
		"the results have no end: PID 1 did not get there");

def console: ($said | table | map({(.[0]): .[1:] | join("\t")}) | add // {}) as $line |
	(all("says")[] | unless($line[.] != ""; "the console does not say: \(.)")),
	(all("never")[] | unless($line[.] == ""; "the console must not say: \($line[.])"));

def tests: $tests | table[] | map(none) as [$result, $test, $subtest, $detail] |
	if $result == "lost" then "\($test): \($detail)"
	elif $result == "fail" then
		$test + ($subtest | if . then ": \(.)" else "" end) + " failed" + ($detail | if . then " (\(.))" else "" end)
	else empty end;

def cpus: select($ends != "panic" and $ends != "waits") |
	unless(one("online"); "the machine file does not say which CPUs are to be on-line: boot it again"),
	(["after boot", one("online")], ["at the end", one("online-end") // one("online")] | . as [$when, $want] |
		mask("online"; $when) | unless(. == $want or . and $want == "any";
			"CPUs on-line \($when): \(. // "not reported"), not \($want // "")"));

# --- firmware that misbehaves

# Where CPUs come up one after the other, each silent one has 5 s of its own
def bringup: select($bringup) | fact("bringup")[0] | number |
	if . == null then "what bring-up took cannot be told: the console has no end of it"
	else unless(. <= $bringup; "bring-up took \(.) ms, more than \($bringup)") end;

# One is no more than one; another number is what there must be at least
def together: (one("together") | number // 0 | if . > 0 and fact("serial") != [] then 1 else . end) as $want |
	"bring-up had \(fact("together")[0]) CPUs on their way at once" as $had | fact("together")[0] | number |
	if $want == 1 and . > 1 then "\($had), and should go one by one"
	else unless(. >= $want; "\($had), not \($want): the kernel waits for each") end;

def costs: (pairs("cost") | . as {$cpu, $n, $value} | [$f[] | select(.[0] == "cost" and .[1] == $n)][0] |
		if fact("kicks"; $n) == [] or IN($n; fact("unsaid")[]) then
			"\($cpu): its cost cannot be told: no beginning of it in the logs"
		elif . == null then "\($cpu): its cost cannot be told: no end of it in the logs"
		else unless((.[2] | number) <= ($value | number); "\($cpu) cost \(.[2]) ms, more than \($value), up to \(.[3])") end),
	(pairs("cost-min") | . as {$cpu, $n, $value} | fact("cost"; $n)[0] // empty |
		unless(number >= ($value | number);
			"\($cpu) cost \(.) ms, less than \($value): the fault is not what it should be")),
	(pairs("kicks") | . as {$cpu, $n, $value} | (fact("kicks"; $n)[0] // "0") as $is | $value | split("-") | map(number) |
		unless(.[0] <= ($is | number) and ($is | number) <= .[-1];
			"\($cpu): the kernel asked the firmware \($is) times to start it, not \($value)"));

# Each fault must have been there: a kernel that answers well to nothing proves nothing
def happened: select(fact("ran") != []) | all("fault")[] |
	unless(IN(fact("fault")[]); "the fault \(.) did not happen: firmware.log does not have it");

# A reason why a CPU is not there that no fault accounts for: another's, or an old one
def reasons: $blame | table[] | "cpu\(.[1]): no fault of this machine has this reason: \(.[2:] | join("\t"))";

def firmware: if fact("ran") == [] then "firmware.log is empty: the firmware did not run"
	else fact("stop")[0] // empty | "the firmware gave up: \(.)" end;

def problem($code; texts): {code: $code, text: (texts | .[:1000])};
[
	problem(8; ending),
	problem(9; $bad[:3][] | "console: \(.text)"),
	problem(1; console, tests, cpus),
	(select($faulty) | problem(8; firmware), problem(1; happened, bringup, together, costs, reasons))
] as $problems |
# One that did not get to its end explains everything else, then a splat does
(first((8, 9, 1) | select(IN($problems[].code))) // 0) as $code | [$problems[].text] as $problems |

# problem_of(CPU): the first problem that names it; of a fault of all CPUs, or if it is about no CPU with a
# fault of its own, the first such
def problem_of($cpu): def names($n): test("(^|[^A-Za-z0-9])(CPU|cpu)(\($n))([^0-9]|$)");
	([all("row")[] | capture(" cpu(?<n>[0-9]+)$").n] | join("|")) as $others |
	[$problems[] |
		# Its subtests have said of which CPU
		select(startswith("cpu_again failed ") and any($problems[]; contains("cpu_again: ")) | not) |
		# That is what the fault of all CPUs is about
		select($cpu == "all" or (startswith("bring-up ") | not)) |
		# The line that ends a cost can name another CPU, and is not what it is about
		(split(", up to ")[0]) as $about |
		select($cpu != "all" and ($about | names($cpu[3:])) or $others == "" or ($about | names($others) | not))][0];

# splat_of(CPU): the first splat, if it is of that CPU, or of one that no fault is of
def splat_of($cpu): $bad[0] // empty | .line as $line |
	([$marks[] | select(.line >= $line) | .text | capture("^CPU(: |#)(?<n>[0-9]+)").n][0]) as $n |
	select("cpu\($n)" == $cpu or (any(all("row")[]; endswith(" cpu\($n)")) | not)) | .text | sub("^\\[[^]]*\\] "; "");

# What was said of it, without what says so, once
def words_of($cpu): [(fact("says"; $cpu[3:])[] | sub("^(psci: )?CPU[0-9]+:? "; "")[:1000]), splat_of($cpu)] |
	reduce .[] as $one ([]; if index([$one]) then . else . + [$one] end) | join("; ") | none;

def state_of($cpu): if mask("online"; "after boot") == null then if $panic then "panic" else "no boot" end
	elif $cpu == "all" then "\(fact("online") | length) on-line"
	elif any(fact("online")[]; "cpu\(.)" == $cpu) then "on-line" else "off-line" end;

# cost_of(CPU): what it cost the boot; at run time, how long the first attempt took; of all CPUs, what
# bring-up took, where the machine is about that
def cost_of($cpu): [if $cpu == "all" then select(one("bringup")) | fact("bringup")[] else
		(select(pair("cost"; $cpu)) | fact("cost"; $cpu[3:])[]),
		($results[] | capture("^  # CPU\($cpu[3:]): .* after (?<ms>[0-9]+) ms").ms) end][0] | number;

[select($faulty) | all("row")[] | split(" ") | . as [$fault, $cpu] | problem_of($cpu) as $problem | {
	$fault, $cpu, result: (if $problem then "fail" else "pass" end), ms: cost_of($cpu),
	limit: (if $cpu == "all" then $bringup else pair("cost"; $cpu) | number end),
	least: (pair("cost-min"; $cpu) | number), state: state_of($cpu), says: words_of($cpu), $problem}] as $faults |
{
	kernel: one("kernel"), commit: one("commit"), source: one("source"), series: one("series"),
	edited: all("edited"), config: one("config"), arch: one("arch"), machine: one("machine"), firmware: one("firmware"),
	date: $date, ended: $status, seconds: ($status | capture(" after (?<s>[0-9]+) s").s? // null | number),
	result: (if $code == 0 then "PASS" else "FAIL" end), $code, $problems,
	tests: ([$tests | table[] |
		{result: .[0], test: .[1], subtest: (.[2] | none), detail: (.[3] | none), seconds: (.[4] | number)}] +
		[($faults[] | {result, subtest: "\(.fault) (\(.cpu))", detail: (.problem // if .ms == null then null
			else "\(.ms) ms" + if .limit == null then "" else " of at most \(.limit)" end end)}),
		(select($faulty) | {result: (if any($faults[]; .problem) then "fail" else "pass" end), subtest: null, detail: null}) |
		. + {test: "faults", seconds: null}]),
	cpus: {
		wanted: {boot: one("online"), end: (one("online-end") // one("online"))},
		possible: mask("possible"; "after boot"), present: mask("present"; "after boot"),
		online: {boot: mask("online"; "after boot"), end: mask("online"; "at the end")}
	},
	$faults, costs: [$f[] | select(.[0] == "cost") | {cpu: "cpu\(.[1])", ms: (.[2] | number), until: .[3]}],
	bringup: (fact("bringup")[0] | number), together: (fact("together")[0] | number),
	says: all("says"), never: all("never"),
	command: ([$command | lines[]][-1] | if . then ltrimstr("exec ") else null end), splats: [$splats | numbered[]]
}
