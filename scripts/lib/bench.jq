# SPDX-License-Identifier: GPL-2.0-only
# Statistics and tables of scripts/bench.

def median: sort | length as $n | if $n == 0 then null
	elif $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;

# below(N; K): that of N fair coins fewer than K are heads
def below($n; $k): reduce range(0; $k) as $i ({term: pow(0.5; $n), sum: 0};
	.sum += .term | .term *= ($n - $i) / ($i + 1)) | .sum;

# Of so many values, in order, the rank of that from which the median's interval of
# 95 % reaches to the one as far from the end: 6 of 20. Of fewer than 6 values there
# is none, and all of them are it, with less than 95 %
def rank: . as $n | [range(1; $n / 2 | floor + 1) | select(2 * below($n; .) <= 0.05)] | max // 1;

def interval: sort as $s | length as $n | if $n == 0 then null else ($n | rank) as $k |
	{n: $n, median: ($s | median), low: $s[$k - 1], high: $s[$n - $k],
	 coverage: ([0, 1 - 2 * below($n; $k)] | max)} end;

# boots.csv as objects
def samples: split("\n") | map(select(. != "")) | (.[0] | split(",")) as $heads |
	.[1:] | map(split(",") | . as $f | reduce range(0; $heads | length) as $i ({}; .[$heads[$i]] = $f[$i]) |
		.n |= tonumber | .ms |= (if . == "" then null else tonumber end) | .load |= tonumber);

# pairs(BASE; KIND): of samples, with those of BASE of the same round
def pairs($base; $kind): [.[] | . as $s | $base[] | select(.n == $s.n and .ms > 0) |
	if $kind == "ratio" then $s.ms / .ms else $s.ms - .ms end];

def verdict($base; $limit): if .failed > 0 then .problem
	elif .role != "judged" or $limit == null then null
	elif $base.failed > 0 then "\($base.failed) boots of the baseline failed"
	elif .against == null then "there is no pair"
	elif .against.low > $limit.value then "the whole interval is above \($limit.text)"
	else "" end;

# figure(META; SAMPLES): META has figure, about, cpus, limit and sides
def figure($meta; $samples): ($meta | del(.record)) + {sides: [$meta.sides[] | . as $side |
	[$samples[] | select(.figure == $meta.figure and .variant == $side.name)] as $mine |
	($mine | map(select(.n > 0 and .ms != null and .problem == ""))) as $good |
	($mine | map(select(.problem != ""))) as $bad |
	$side + {n: ($good | length), failed: ($bad | length), problem: $bad[0].problem, good: $good,
		median: ($good | map(.ms) | median),
		min: ($good | map(.ms) | min), max: ($good | map(.ms) | max), loads: ($mine | map(.load) | [min, max]),
		date: ($mine | map(.date) | max)}]} |
	.sides[0] as $base |
	.sides |= map(. as $side | .against = (if .role == "base" or $meta.limit == null then null
		else $side.good | pairs($base.good; $meta.limit.kind) | interval end)) |
	.sides |= map(. as $side | (verdict($base; $meta.limit)) as $why |
		.result = (if $why == null then null elif $why == "" then "PASS" else "FAIL" end) |
		.why = (if ($why // "") == "" then null else $why end) | del(.good)) |
	.date = ([.sides[].date | select(. != null)] | max) |
	.result = ([.sides[].result | select(. != null)] |
		if any(. == "FAIL") then "FAIL" elif length > 0 then "PASS" else null end);

# --- exact times

# fixed(DIGITS): as printf %.3f has it
def fixed($digits): pow(10; $digits) as $p | (. * $p | round) as $n | ($n | fabs) as $m |
	(if $n < 0 then "-" else "" end) + "\($m / $p | floor)." + ("\($m % $p)" | ("0" * ($digits - length) // "") + .);

# exact(META; SAMPLES): the time of each variant of a figure, against its limits and what was recorded of
# it: more than 2 % off is a failure, faster or slower
def exact($meta; $samples): [$samples[] | select(.figure == $meta.figure and .n == 1)] as $mine |
	($mine | map({key: .variant, value: .ms}) | from_entries) as $ms |
	[$mine[] | . as $one | $meta.record[$one.variant] as $was |
	 [$meta.limit[] | select(.variant == $one.variant and $one.ms != null and IN(.base; $meta.sides[].name)) |
		{base, most, ratio: (if ($ms[.base] // 0) == 0 then null else $one.ms / $ms[.base] end)}] as $held |
	 [if $one.problem != "" then $one.problem else empty end, ($held[] |
		if .ratio == null then "\(.base) has no time"
		elif .ratio > (.most | tonumber) then "above \(.most) of \(.base)" else empty end)] as $why |
	 (if $was == null or $one.ms == null then null else ($one.ms / $was - 1) * 100 end) as $off |
	 ($meta | {figure, branch, kernel, series}) + {variant, date: .date[:10],
		ms: (if .ms == null then null else .ms * 10 | round / 10 end),
		held: [$held[] | .ratio |= (if . == null then . else . * 1000 | round / 1000 end)], was: $was,
		result: (if $why != [] then "FAIL" elif $held != [] then "PASS" else null end),
		why: ($why | if . == [] then null else join("; ") end),
		off: (if $off == null or ($off | fabs) <= 2.0003 then null
			else (if $off > 0 then "+" else "" end) + ($off | fixed(1)) +
				" % against the record: say why, and --publish it" end)}];

def exact_heads: ["figure", "variant", "ms", "ratio (limit)", "result"];
def exact_result: [.why, .off | select(. != null)] as $why |
	if $why != [] then "FAIL: " + ($why | join("; ")) else .result // (if .was then "PASS" else "-" end) end;
def exact_cells: [.figure, .variant, (.ms | if . == null then "-" else fixed(1) end),
	(.held | map(select(.ratio != null) | "\(.ratio | fixed(3)) of \(.base) (<= \(.most))") | join(", ") |
		if . == "" then "-" else . end), exact_result];

# The same of a run, with what was recorded before
def recorded($was): .[:3] + [$was] + .[3:];
def exact_table: [exact_heads | recorded("recorded")] +
	map((.was | if . == null then "-" else fixed(1) end) as $was | exact_cells | recorded($was));

# --- what people see

def figures($digits): pow(10; $digits) as $p | . * $p | round / $p;
def span: if . == null then "-" elif fabs < 10 then "\(figures(2)) ms" elif fabs < 1000 then "\(round) ms"
	else "\(. / 1000 | figures(2)) s" end;
def amount($kind): if $kind == "ratio" then figures(3) | tostring else span end;
def times_of: if .median == null then "-" else (.median | span) + " [\(.min | span)..\(.max | span)]" end;
def against($kind): if .against == null then "-"
	else .against | "\(.median | amount($kind)) [\(.low | amount($kind))..\(.high | amount($kind))]" +
		# Of too few pairs
		(if .coverage < 0.95 then " of \(.coverage * 100 | round) %" else "" end) end;
def result: (.result // "-") + (if .why == null then "" else ": " + .why end);

def table: ["figure", "CPUs", "variant", "n", "median [range]", "against the first [95 %]", "limit", "result"],
	(.figures[] | . as $f | .sides[] | [$f.figure, .cpus, .name, .n, times_of, against($f.limit.kind // ""),
		(if .role == "judged" then $f.limit.text // "-" else "-" end), result]);

# What a call of scripts/bench says of the figures that it timed
def told_figure: def n($result): map(select(.result == $result)) | length;
	{rows: [{figures: .} | table], bad: n("FAIL"), says: "\(n("PASS")) of \(length) figures hold"};
def told_exact: add | {rows: exact_table, bad: (map(select(.result == "FAIL" or .off != null)) | length)} |
	.says = "\(.bad) of \(.rows | length - 1) exact times are not as they should be";

# One row a figure and variant, one column a bench.json
def summary: . as $all | [.[] | .figures[] | .figure as $f | .sides[] | {figure: $f, name}] |
	reduce .[] as $row ([]; if any(.[]; . == $row) then . else . + [$row] end) |
	(["figure", "variant", "limit"] + ($all | map("\(.kernel), \(.config)"))),
	(.[] | . as $row | [$row.figure, $row.name] + (
		[$all[] | [.figures[] | select(.figure == $row.figure) | . as $f |
			.sides[] | select(.name == $row.name) | {f: $f, s: .}][0]] |
		[(map(select(. != null))[0] | if .s.role == "judged" then .f.limit.text // "" else "" end)] +
		map(if . == null then "not run" else (if .s.result == "FAIL" then "**FAIL** " else "" end) +
			(.f.limit.kind // "") as $kind |
			(.s | (if .against == null then "" else against($kind) + ", " end) + times_of + ", n=\(.n)" +
			(if .why == null then "" else ": " + .why end)) end)));
