# SPDX-License-Identifier: GPL-2.0-only
# What firmware that misbehaves makes of kernels: the table of lib/faults.sh.
#
# usage: awk -f report.awk -f report.faults.awk summary

NR == 1 {
	print "<section aria-labelledby=\"faults\">\n<h2 id=\"faults\">When firmware misbehaves</h2>"
	table("faults", "What was said of the faulty CPU, and what it cost, from its CPU_ON to the last word on it. The kernel without " \
		"the series was recorded once; (source) was not measured.", "glance")
	for (i = 1; i <= NF; i++)
		list = list (i == 1 ? "" : "|") esc($i)
	heads(list)
	next
}
{
	printf "<tr><th scope=\"row\">%s</th>", esc($1)
	for (i = 2; i <= NF; i++)
		printf "<td>%s</td>", cell($i)
	print "</tr>"
}

function cell(s) {
	if (s == "" || s == "not run")
		return "<span class=\"none\">" (s == "" ? "not recorded" : s) "</span>"
	if (sub(/^[*][*]FAIL[*][*] /, "", s))
		return word("FAIL") " " esc(s)
	return esc(s)
}

END {
	if (NR) {
		table_end()
		print "</section>"
	}
}
