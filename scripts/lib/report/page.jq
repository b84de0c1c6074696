# SPDX-License-Identifier: GPL-2.0-only
# The page of scripts/report, made of what facts.jq has found.
#
# jq -r -L scripts/lib --arg now DATE --arg commit ID --rawfile html F --rawfile css F --rawfile consoles F
#    -f page.jq facts
#
# html: what is around the page, an @ where the CSS and the page belong. consoles: of each run,
# as console.awk has them, NUL after each.

include "views";

# --- text

# Text of any origin. XML has no controls, and nothing that is no character
def esc: tostring | gsub("[^\t\n -~\u00a0-\ufffd\ud800\udc00-\udbff\udfff]"; "\ufffd") | @html;
def many($word): "\(.) \($word)\(if . == 1 then "" else "s" end)";
def code: if . == "" then "" else "<code>\(esc)</code>" end;
def small: "<span class='sub'>\(.)</span>";
def below: if . == "" then "" else "<br />\(small)" end;
def none($text): "<span class='none'>\($text)</span>";
def link($id): "<a href='#\($id | esc)'>\(.)</a>";
def unbroken: gsub(" "; "\u00a0");

# parts([N, WORD]...): "3 pass, 1 fail", without what there is none of
def parts(list): [list | select(.[0] > 0) | "\(.[0]) \(.[1])" | unbroken] | join(", ");
def number_of($result): map(select(.result == $result)) | length;
def sum(f): map(f) | add // 0;

# Never only a colour
def word: "<b class='word \(ascii_downcase | split(" ")[0])'>\(.)</b>";
def word($id): "<a class='word \(ascii_downcase | split(" ")[0])' href='#\($id | esc)'>\(.)</a>";

# Seconds, for people
def span: def two: "0\(.)"[-2:]; (. // 0) + 0.5 | floor | if . <= 0 then "" elif . < 100 then "\(.) s"
	elif . < 6000 then "\(. / 60 | floor) min \(. % 60 | two) s"
	else "\(. / 3600 | floor) h \(. % 3600 / 60 | floor | two) min" end | unbroken;

# A date and time of ISO, for people
def when: [capture("^(?<day>[-0-9]+)T(?<time>[0-9]+:[0-9]+)") | "\(.day) \(.time) UTC"][0] // .;

def failed: "\(.code), " + {"1": "a test failed", "8": "no boot, a hang or a panic",
	"9": "a splat on the console"}["\(.code)"];

# --- elements

def section($id; $head; body):
	"<section aria-labelledby='\($id)'>", "<h2 id='\($id)'>\($head)</h2>", body, "</section>";
def details($head; $more; body): "<details\($more)>", "<summary>\($head)</summary>", body, "</details>";
def facts(pairs): "<dl class='facts'>",
	(pairs | select((.[1] // "") != "") | "<div><dt>\(.[0])</dt><dd>\(.[1])</dd></div>"), "</dl>";
def tr(cells): "<tr>\([cells] | join(""))</tr>";
def th: "<th scope='row'>\(.)</th>";
def td: "<td>\(.)</td>";
def td($class): "<td class='\($class)'>\(.)</td>";

# A table scrolls inside its box, and the caption stays in sight
def table($id; $caption; $class; $heads; rows):
	"<div class='scroll' role='region' tabindex='0' aria-labelledby='\($id)-caption'>", "<table class='\($class)'>",
	"<caption id='\($id)-caption'><span>\($caption)</span></caption>",
	"<thead><tr>\($heads | map("<th scope='col'>\(esc)</th>") | join(""))</tr></thead>", "<tbody>", rows,
	"</tbody>", "</table>", "</div>";

# --- the top

def ours: .make == "";

def summary: . as {$rows} | [.runs[] | select(ours)] as $ours | [.runs[] | select(ours | not)] as $others |
	($ours | length) as $n | ($rows | number_of("FAIL")) as $bad |
	[$rows[].result, ($ours[] | select(.faulty).result)] as $results |
	(first(("FAIL", "NOT JUDGED", "PASS") | select(IN($results[]) and $rows != [])) // "NOT JUDGED") as $result |
	"<p class='result \($result[:3] | ascii_downcase)'>\($result | word) " + ($ours |
		if $n == 0 then "no run of the series is here" elif number_of("PASS") < $n then
			parts(("FAIL", "NOT JUDGED", "PASS") as $is | [number_of($is),
				{FAIL: "failed", PASS: "passed", "NOT JUDGED": "not judged"}[$is]]) + ", of \($n | many("run"))"
		elif $n == 1 then "the one run passes" else "all \($n) runs pass" end) +
		(if $bad == 0 then "" else ", \($bad) of \($rows | length | many("kernel")) with failures" end) + ".</p>",
	if $others == [] then empty else "<p class='note'>Not counted: " +
		"\($others | length | many("run")) of kernels in another make, for comparison, of which " +
		"\($others | number_of("FAIL") | if . == 0 then "none" else . end) failed. " + ("They may be meant to fail." |
			if any($others[]; .faulty | not) then link("comparisons") else . end) + "</p>" end;

def failures: [(.rows[] | select(.result == "FAIL" and (.runs_fail | not)) |
		"<li>\(.result | word) <span class='where'>\("\(.name), \(.config)" | esc)</span><br />\(.why | esc)</li>"),
	(("FAIL", "NOT JUDGED") as $result | .runs[] | select(ours and .result == $result) | .id as $id |
		"<li>\(.result | word) \("\(.title), \(.config), \(.machine)" | esc | link($id))" +
		(if .code then " <span class='code'>(\(failed))</span>" else "" end) + "<br />\(.why | esc)</li>")] |
	if . == [] then empty else section("failures"; "What failed"; ("<ul class='failures'>", .[], "</ul>")) end;

# The kernels of the series. Others can be many, one a prefix of it, and their table leads to each.
def contents: def item($id; $text): "<li>\($text | link($id))</li>"; [.runs[] | select(.faulty | not)] as $shown |
	"<nav aria-labelledby='contents'>", "<h2 id='contents'>Contents</h2>", "<ul>", item("support"; "Support"),
	(select(any($shown[]; ours)) | item("runs"; "Runs at a glance")),
	(select(any($shown[]; ours | not)) | item("comparisons"; "Comparisons")),
	(select(.faults != []) | item("faults"; "When firmware misbehaves")),
	(select(.bench != []) | item("bench"; "Figures")),
	([.runs[] | select(ours)] | groups(.key)[][0] | item("kernel-\(.slug)"; "\(.title), \(.config)" | esc)),
	item("patches"; "Patches"), "</ul>", "</nav>";

# --- support

def patch_cell($list): if .patches then .patches | parts([.fail, "FAIL"], [.clean, "clean"], [.offset, "offset"])
	elif $list and .make != "unpatched" then "\($list.files | length) in \($list.list | esc)" else "" end |
	if . == "" then none("none") elif $list then link("patches-\($list.branch)") else . end;

def build_cell: (.build_seconds | span) as $time |
	if .failed then ("FAIL" | word) + (if $time == "" then "" else " after \($time)" end)
	elif .build == "unfinished" then "not finished"
	elif .build == "" then none("not recorded") elif $time == "" then "done" else "done, \($time)" end;

# The matrix has other plans than the branch, and so has who boots another architecture
def machine_cell($list): (if .in_matrix then [] else $list.machines // [] end) as $plan |
	($plan - [.machines[].machine] | length) as $todo |
	(if .machines != [] and $todo == ($plan | length) then 0 else $todo end) as $todo | .machines |
	parts([number_of("FAIL"), "FAIL"], [number_of("NOT JUDGED"), "not judged"], [number_of("PASS"), "pass"],
		[number_of("SKIP"), "skip"], [$todo, "not run"]) | if . == "" then none("none") else . end;

def tests_cell: .machines | parts([sum(.fail + .lost), "FAIL"], [sum(.pass), "pass"], [sum(.skip), "skip"]) |
	if . == "" then none("none ran") else . end;

def time_cell: if (.seconds // 0) > 0 then .seconds | span
	else .in_qemu | span | if . == "" then . else . + " in QEMU" end end;

def note($matrix): [
	select(.result != "PASS" and (.said != "" or .result == "FAIL" and (.runs_fail | not))).why,
	(select(.another) | "of another series than patches/ has"),
	if .moved then "the matrix said otherwise of a run folder that is here"
	elif $matrix and (.in_matrix | not) then "not of the matrix" else empty end] | join("; ");

def support: . as {$matrix, $lists} | section("support"; "Support"; table("support"; (
	if $matrix then "What the matrix of \($matrix | when | esc) found, and the run folders as they are now."
	else "Made from the run folders: there is no matrix.json." end) + " Tests count subtests, too."; "";
	["Result", "Branch", "Kernel tested", "Patches", "Build", "Machines", "Tests", "Time"];
	.rows[] | .branch as $branch | ([$lists[] | select(.branch == $branch)][0]) as $list | .slug as $slug | tr(
		((.result | word) + (note($matrix) | esc | below) | td), ($branch | esc | td("name")),
		"<th scope='row' class='name'>\(if .has_section then .name | esc | link("kernel-\($slug)")
			elif .name == "" then none("not fetched") else .name | esc end)\(.config | esc | below)</th>",
		(patch_cell($list), build_cell, machine_cell($list), tests_cell | td), (time_cell | td("time")))));

# --- each run at a glance

def glance_cell: .id as $id | (.result | word($id)) +
	(if .result == "FAIL" then "code \(.code)" else .seconds | span end | below);

def glance($id; $head; $which; $caption; runs): [.runs[] | select(.faulty | not) | runs] | if . == [] then empty else
	(unique_by([.rank, .machine]) | map(.machine)) as $machines |
	section($id; $head; table("glance-\($which)"; $caption; "glance"; ["Kernel"] + $machines; groups(.key)[] | tr(
		(.[0] | .slug as $slug | (.title | esc | link("kernel-\($slug)")) + (.config | esc | below) | th),
		($machines[] as $machine | map(select(.machine == $machine))[0] |
			if . then glance_cell else none("not run") end | td)))) end;

def glances: glance("runs"; "Runs at a glance"; "series"; "The kernels with the series. A word leads to its run; " +
		"below it the time in QEMU, or the exit code."; select(ours)),
	glance("comparisons"; "Comparisons"; "others"; "The same kernels in another make: without the series, with a cut " +
		"of it, or with one more patch. A FAIL may be what is meant."; select(ours | not));

# --- tables of lib/faults.sh and lib/publish.sh

def figure: if . == "not run" then none(.)
	elif startswith("**FAIL** ") then ("FAIL" | word) + " " + (.[9:] | esc) else esc end;

def faults: .faults | if . == [] then empty else section("faults"; "When firmware misbehaves"; table("faults";
	"What was said of the faulty CPU, and what it cost, from its CPU_ON to the last word on it. " +
	"The kernel without the series was recorded once; (source) was not measured."; "glance"; .[0];
	.[1:][] | tr((.[0] | esc | th), (.[1:][] | if . == "" then none("not recorded") else figure end | td)))) end;

def bench: .plots as $plots | .bench | if . == [] then empty else section("bench"; "Figures"; (table("bench";
	"How long it takes to bring all CPUs up: the ratio of pairs of boots, or their difference, with its interval of " +
	"95 %; then the median, and the range. The first variant of a figure is what the others are compared with.";
	""; .[0]; .[1:][] |
		tr("<th scope='row' class='name'>\(.[0] | esc)</th>", (.[1] | esc | td("name")), (.[2:][] | figure | td))),
	($plots | to_entries[] | "plot-\(.key + 1)-caption" as $id | "<figure class='plot'>",
		"<figcaption id='\($id)'>\(.value[0] | esc)</figcaption>",
		"<div class='scroll' role='region' tabindex='0' aria-labelledby='\($id)'>", .value[1], "</div>",
		"</figure>"))) end;

# --- kernels, and their runs

# A test that has subtests alone did not get to its end
def own: map(select(.subtest == null))[-1] // {test: .[0].test, result: "lost"};
def subtests: map(select(.subtest));

def result_cells: (.result | ascii_upcase | word | td), (.seconds // "" | esc | td("time")), (.detail // "" | esc | td);

def results: select(.tests != []) |
	details("Tests and subtests: " + parts([.fail, "fail"], [.lost, "lost"], [.pass, "pass"], [.skip, "skip"]); "";
		table("\(.id)-results"; "Each test, and below it its subtests"; ""; ["Test", "Result", "Seconds", "Detail"];
			.tests | groups(.test)[] | (own | tr((.test | esc | th), result_cells)),
				(subtests[] | tr((.subtest | esc | th), result_cells) | sub("<tr"; "<tr class='subtest'"))));

# linked($run): a problem, with a link to the first line of the console that has it
def linked($run): (sub("^(console|the console must not say): "; "")) as $said |
	([$run.splats[] | select(.text | contains($said))][0].line) as $line |
	esc | if $line then link("\($run.id)-line-\($line)") else . end;

def cpus: [(.online.boot // empty | "after boot: \(.)"), (.online.end // empty | "at the end: \(.)")] |
	if . == [] then "not reported" else join(", ") end;

def run_facts: facts(["QEMU", (.ended | esc)],
	["CPUs on-line", (.cpus | cpus + (.wanted.boot | if . then " (must be \(.))" else "" end) | esc)],
	["Ended", (.date | when | esc)], ["Folder", (.folder | code)], ["Must say", (.says | map(code) | join("<br />"))],
	["Must not say", (.never | map(code) | join("<br />"))]);

def console($text): if $text == "" then "<p class='note'>Nothing on the console.</p>" else
	([.splats[].line] | unique | length) as $n | details(
		"Console: \(.size / 1000 | ceil) KB" + (if $n > 0 then ", \($n | many("line")) marked" else "" end);
		" class='console'" + (if $n > 0 and .result != "PASS" then " open=''" else "" end);
		"<pre tabindex='0'>\($text)</pre>") end;

# A console that is not there any more has no lines to lead to
def run($out; $consoles): (if $consoles[.nr] == "" then .splats = [] else . end) | . as $run |
	"<section class='run' aria-labelledby='\(.id)'>",
	"<h3 id='\(.id)'>\(.machine | esc) \(.result | word)</h3>",
	if .result == "NOT JUDGED" then "<p>\(.why | esc).</p>", (.doubt // empty | "<p class='note'>\(esc)</p>"),
		"<p>To judge it: \("scripts/check \($out)/\(.folder)" | code)</p>", facts(["Folder", (.folder | code)])
	else if .result == "PASS" then "<p>\(.why | esc).</p>" else "<p>Exit code \(failed).</p>",
			"<ol class='problems'>", (.problems[] | "<li>\(linked($run))</li>"), "</ol>" end,
		run_facts, results, (.command // empty | "<pre class='command' tabindex='0'>\(esc)</pre>" as $command |
			details("QEMU command"; ""; $command)) end,
	console($consoles[.nr]), "</section>";

def kernel($out; $consoles; $builds): .[0] as {$key, $slug, $title, $config, $make} |
	([$builds[] | select(.key == $key).facts][0] // .[0]) as $is |
	"<section class='kernel' aria-labelledby='kernel-\($slug)'>",
	"<h2 id='kernel-\($slug)'>\($title | esc) \($config | esc | small)" +
		(if $make == "" then "" else " \("(comparison)" | small)" end) + "</h2>",
	facts(["Make", ($make | if . == "" then . elif . == "unpatched" then "without the series" else esc end |
			if . == "" then . else . + ", for comparison: what fails here may be meant to" end)],
		["Commit", ($is.commit // "" | code)], ["Source", ($is.source // "" | esc)],
		["SHA-256", ($is.sha256 // "" | code)], ["Series", ($is.series // "" | code)],
		["Compiler", ($is.compiler // "" | esc)]),
	(.[] | run($out; $consoles)), "</section>";

# --- patches

# Only what is a web address becomes a link
def web: if test("^https?://[^ \"<>]+$") then "<a href='\(esc)'>\(sub("^https?://"; "") | split("/") |
	if length > 3 then [.[0], "…", .[-2, -1]] else . end | join("/") | esc)</a>" else esc end;

def origin: [(.links[] | web), (.based | select(. != []) | "based on a patch by " + (map(esc) | join("<br />and ")))] |
	if . == [] then none("none") else join("<br />") end;

def here($list; $file): if $file | contains("/") then
		"<b>variant</b>" + ([.notes[] | select(startswith("[\($list.branch):"))][0] |
			if . then ": " + (.[($list.branch | length) + 3:-1] | esc) else ", and does not say why" end)
	elif $list.list == "series" then "canonical" else "as canonical" end;

def patch_row($list; $file): tr(((.subject | if . then esc else ("FAIL" | word) + " the patch is not there" end) +
		"<br /><code class='sub'>\($file | esc)</code>" | th),
	(origin, (.status // "" | if . == "" then none("not said") else esc end), here($list; $file) | td));

def patches: .patches as $patches | section("patches"; "Patches"; .lists[] | . as $list |
	"patches-\(.branch | esc)" as $id | ([.files[].file | select(contains("/"))] | length) as $variants |
	"<section aria-labelledby='\($id)'>", "<h3 id='\($id)'>\(.branch | esc)</h3>", table($id;
		"\(.files | length) \(if .files | length == 1 then "patch" else "patches" end) of patches/\(.list | esc), " +
			if .list == "series" then "the canonical list" elif $variants == 0 then "no variant"
			else $variants | many("variant") end;
		"patches"; ["Patch", "Origin", "Upstream-Status", "On this branch"];
		.files | groups(.group) | to_entries[] | (select(.key > 0) | "</tbody>", "<tbody>"), (.value |
			(.[0].group | select(. != "") | "<tr class='group'><th scope='rowgroup' colspan='4'>\(esc)</th></tr>"),
			(.[].file as $file | $patches[$file] // {links: [], based: [], notes: []} | patch_row($list; $file)))),
	"</section>");

# --- the page

. as {$out, $builds} | ($consoles | split("\u0000")) as $consoles | ($html | split("@")) as [$head, $body, $tail] |
$head + $css + $body,
"<p class='note'>Report of <time datetime='\($now)'>\($now | when)</time>" +
	(if $commit == "" then "" else ", made by the tools at \($commit)" end) + "</p>", "</header>", "<main>",
summary, failures, contents, support, glances, faults, bench,
(.runs | groups(.key)[] | kernel($out; $consoles; $builds)), patches, $tail
