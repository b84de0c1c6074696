# SPDX-License-Identifier: GPL-2.0-only
# One run: its verdict, with links to the console, and its results.
#
# usage: awk -v out=OUT -v which=ID -v when=DATE -f report.awk -f report.run.awk runs splats
#
# splats: NUMBER:LINE, of lib/splats.sh

FNR == NR {
	if ($1 == which) {
		machine = $4; state = $5; code = $6; text = $7; pass = $8; fail = $9; skip = $10; lost = $11
		status = $13; folder = out "/" $16; path = $16
	}
	next
}
{
	splats++
	number[splats] = $0 + 0
	line[splats] = $0
	sub(/^[0-9]+:/, "", line[splats])
}

# linked(PROBLEM): to the first splat of that text
function linked(problem,    i, said) {
	said = problem
	sub(/^(console|the console must not say): /, "", said)
	for (i = 1; said != "" && i <= splats; i++)
		if (index(line[i], said))
			return "<a href=\"#" which "-line-" number[i] "\">" esc(problem) "</a>"
	return esc(problem)
}

function fact(term, what) {
	if (what != "")
		printf "<div><dt>%s</dt><dd>%s</dd></div>\n", term, what
}

function verdict(    n, i, lines) {
	printf "<p>%s</p>\n", state == "FAIL" ? "Exit code " esc(failed(code)) "." : esc(text) "."
	if (state == "NOT JUDGED")
		printf "<p>To judge it: <code>scripts/check %s</code></p>\n", esc(folder)
	n = slurp(folder "/verdict", lines)
	if (state != "FAIL")
		return
	print "<ol class=\"problems\">"
	for (i = n > 1 ? 2 : 1; i <= n; i++)
		printf "<li>%s</li>\n", linked(n > 1 ? lines[i] : text)
	print "</ol>"
}

function facts(    n, i, f, lines, cpus, want, says, never) {
	n = slurp(folder "/results.ktap", lines)
	for (i = 1; i <= n; i++)
		if (match(lines[i], /^# cpus online /))
			cpus = cpus (cpus == "" ? "" : ", ") substr(lines[i], RLENGTH + 1)
	n = slurp(folder "/machine", lines)
	for (i = 1; i <= n; i++) {
		split(lines[i], f, "\t")
		if (f[1] == "online") want = f[2]
		if (f[1] == "says") says = says (says == "" ? "" : "<br />") "<code>" esc(f[2]) "</code>"
		if (f[1] == "never") never = never (never == "" ? "" : "<br />") "<code>" esc(f[2]) "</code>"
	}
	print "<dl class=\"facts\">"
	fact("QEMU", esc(status))
	fact("CPUs on-line", (cpus == "" ? "not reported" : esc(cpus)) (want == "" ? "" : " (must be " esc(want) ")"))
	fact("Ended", esc(when))
	fact("Folder", "<code>" esc(path) "</code>")
	fact("Must say", says)
	fact("Must not say", never)
	if (splats)
		fact("Splats", splat_links())
	print "</dl>"
}

function splat_links(    i, s) {
	for (i = 1; i <= splats && i <= 20; i++)
		s = s (i == 1 ? "" : ", ") "<a href=\"#" which "-line-" number[i] "\">" number[i] "</a>"
	return (splats == 1 ? "on console line " : many(splats, "line") " of the console match ci/splats: ") s (splats > 20 ? ", …" : "")
}

function results(    n, i, f, lines, held, holds) {
	n = slurp(folder "/results.tsv", lines)
	if (!n)
		return
	printf "<details>\n<summary>Tests and subtests: %s</summary>\n", \
		part(part(part(part("", fail, "fail"), lost, "lost"), pass, "pass"), skip, "skip")
	table(which "-results", "Each test, and below it its subtests")
	heads("Test|Result|Seconds|Detail")
	for (i = 1; i <= n; i++) {
		split(lines[i], f, "\t")
		if (f[3] != "-") {
			held[++holds] = lines[i]
			continue
		}
		result_row(f, "")
		flush(held, holds)
		holds = 0
	}
	# Subtests of a test that did not get to its end
	if (holds) {
		split(held[1] "\t", f, "\t")
		f[1] = "lost"; f[3] = f[4] = f[5] = "-"
		result_row(f, "")
		flush(held, holds)
	}
	table_end()
	print "</details>"
}

function flush(held, holds,    i, f) {
	for (i = 1; i <= holds; i++) {
		split(held[i], f, "\t")
		result_row(f, " class=\"subtest\"")
	}
}

function result_row(f, class) {
	printf "<tr%s><th scope=\"row\">%s</th><td>%s</td><td class=\"time\">%s</td><td>%s</td></tr>\n", class, \
		esc(f[3] == "-" ? f[2] : f[3]), word(toupper(f[1])), f[5] == "-" ? "" : esc(f[5]), f[4] == "-" ? "" : esc(f[4])
}

function command(    n, i, lines) {
	n = slurp(folder "/qemu-cmd", lines)
	if (!n)
		return
	sub(/^exec /, "", lines[n])
	print "<details>\n<summary>QEMU command</summary>"
	printf "<pre class=\"command\" tabindex=\"0\">%s</pre>\n</details>\n", esc(lines[n])
}

END {
	printf "<section class=\"run\" aria-labelledby=\"%s\">\n<h3 id=\"%s\">%s %s</h3>\n", which, which, esc(machine), word(state)
	verdict()
	facts()
	results()
	command()
}
