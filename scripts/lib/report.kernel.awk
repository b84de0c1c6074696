# SPDX-License-Identifier: GPL-2.0-only
# One kernel and configuration: what it is, and its tests by machine.
#
# usage: awk -v out=OUT -v which=NAME/CONFIG -f report.awk -f report.kernel.awk runs

# What came of firmware that misbehaves has a table of its own
$2 "/" $3 == which { name = $2; config = $3; make = $14 }
$2 "/" $3 == which && $4 !~ /^fault-/ {
	n++
	id[n] = $1; machine[n] = $4
	read_results(n, out "/" $16)
}

function read_results(r, folder,    i, k, f, lines) {
	k = slurp(folder "/results.tsv", lines)
	for (i = 1; i <= k; i++) {
		split(lines[i], f, "\t")
		if (f[3] == "-") {
			if (!(f[2] in known)) {
				known[f[2]]
				test[++tests] = f[2]
			}
			result[r, f[2]] = f[1]
			time[r, f[2]] = f[5]
		} else {
			subs[r, f[2]]++
			bad[r, f[2]] += f[1] == "fail"
		}
	}
}

function about(    i, k, f, lines, value) {
	k = slurp(out "/" which "/build", lines)
	for (i = 1; i <= k; i++) {
		split(lines[i], f, "\t")
		value[f[1]] = f[2]
	}
	print "<dl class=\"facts\">"
	if (make != "")
		fact("Make", make == "unpatched" ? "without the series, for comparison: what fails here may be meant to" : \
			make ", for comparison: what fails here may be meant to", "")
	fact("Commit", value["commit"], "code")
	fact("Source", value["source"], "")
	fact("SHA-256", value["sha256"], "code")
	fact("Series", value["series"], "code")
	fact("Compiler", value["compiler"], "")
	print "</dl>"
}

function fact(term, what, tag) {
	if (what != "")
		printf "<div><dt>%s</dt><dd>%s</dd></div>\n", term, tag == "" ? esc(what) : "<" tag ">" esc(what) "</" tag ">"
}

function cell(r, t,    state, sub_text) {
	state = result[r, t]
	if (state == "")
		return subs[r, t] ? word("LOST") : "<span class=\"none\">–</span>"
	state = toupper(state)
	sub_text = subs[r, t] ? bad[r, t] ? bad[r, t] " of " subs[r, t] " fail" : many(subs[r, t], "subtest") : ""
	if (time[r, t] != "-" && time[r, t] != "")
		sub_text = sub_text (sub_text == "" ? "" : ", ") esc(time[r, t]) " s"
	return word(state, id[r]) (sub_text == "" ? "" : "<br /><span class=\"sub\">" sub_text "</span>")
}

END {
	slug = which
	gsub(/[^A-Za-z0-9._-]/, "_", slug)
	printf "<section class=\"kernel\" aria-labelledby=\"kernel-%s\">\n<h2 id=\"kernel-%s\">%s <span class=\"sub\">%s</span>%s</h2>\n", \
		slug, slug, esc(name), esc(config), make == "" ? "" : " <span class=\"sub\">(comparison)</span>"
	about()
	if (tests) {
		list = "Test"
		for (r = 1; r <= n; r++)
			list = list "|" esc(machine[r])
		table("tests-" slug, "Tests by machine, and – where a machine does not run a test", "glance")
		heads(list)
		for (t = 1; t <= tests; t++) {
			printf "<tr><th scope=\"row\">%s</th>", esc(test[t])
			for (r = 1; r <= n; r++)
				printf "<td>%s</td>", cell(r, test[t])
			print "</tr>"
		}
		table_end()
	}
}
