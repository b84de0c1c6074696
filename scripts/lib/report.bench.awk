# SPDX-License-Identifier: GPL-2.0-only
# How long kernels take to bring their CPUs up: the table of lib/bench.sh, and the plots.
#
# usage: awk -v plots=LIST -f report.awk -f report.bench.awk summary
#
# LIST: files that gnuplot has made, each after a line's caption and a tab

NR == 1 {
	print "<section aria-labelledby=\"bench\">\n<h2 id=\"bench\">Figures</h2>"
	table("bench", "How long it takes to bring all CPUs up: the ratio of pairs of boots, or their difference, with its interval of 95 %; " \
		"then the median, and the range. The first variant of a figure is what the others are compared with.")
	for (i = 1; i <= NF; i++)
		list = list (i == 1 ? "" : "|") esc($i)
	heads(list)
	next
}
{
	printf "<tr><th scope=\"row\" class=\"name\">%s</th><td class=\"name\">%s</td>", esc($1), esc($2)
	for (i = 3; i <= NF; i++)
		printf "<td>%s</td>", sub(/^[*][*]FAIL[*][*] /, "", $i) ? word("FAIL") " " esc($i) : \
			$i == "not run" ? "<span class=\"none\">not run</span>" : esc($i)
	print "</tr>"
}

# What gnuplot calls the same in each of its files has a name of its own here
function plot(nr, caption, file,    n, i, lines, in_svg) {
	printf "<figure class=\"plot\">\n<figcaption id=\"plot-%d-caption\">%s</figcaption>\n", nr, esc(caption)
	printf "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"plot-%d-caption\">\n", nr
	n = slurp(file, lines)
	for (i = 1; i <= n; i++) {
		if (lines[i] ~ /^<svg/)
			in_svg = 1
		if (!in_svg || lines[i] ~ /^<(title|desc)>.*<\/(title|desc)>$/)
			continue
		gsub(/<title>[^<]*<\/title>/, "", lines[i])
		gsub(/ id=["']/, "&plot-" nr "-", lines[i])
		gsub(/href=['"]#/, "&plot-" nr "-", lines[i])
		gsub(/url\(#/, "&plot-" nr "-", lines[i])
		print lines[i]
	}
	print "</div>\n</figure>"
}

END {
	if (!NR)
		exit
	table_end()
	n = slurp(plots, lines)
	for (k = 1; k <= n; k++) {
		split(lines[k], f, "\t")
		plot(k, f[1], f[2])
	}
	print "</section>"
}
