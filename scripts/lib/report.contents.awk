# SPDX-License-Identifier: GPL-2.0-only
# The table of contents: the kernels of the series. The others can be many, one a
# prefix of it, and their table leads to each.
#
# usage: awk -v faults=LINES -v bench=LINES -f report.awk -f report.contents.awk runs

$14 == "" && $4 !~ /^fault-/ { ours = 1 }
$14 != "" && $4 !~ /^fault-/ { others = 1 }
$14 == "" && !(($2, $3) in seen) {
	seen[$2, $3]
	slug = $2 "/" $3
	gsub(/[^A-Za-z0-9._-]/, "_", slug)
	kernels = kernels sprintf("<li><a href=\"#kernel-%s\">%s, %s</a></li>\n", slug, esc($2), esc($3))
}

END {
	print "<li><a href=\"#support\">Support</a></li>"
	if (faults)
		print "<li><a href=\"#faults\">When firmware misbehaves</a></li>"
	if (bench)
		print "<li><a href=\"#bench\">Figures</a></li>"
	if (ours)
		print "<li><a href=\"#runs\">Runs at a glance</a></li>"
	if (others)
		print "<li><a href=\"#comparisons\">Comparisons</a></li>"
	printf "%s", kernels
	print "<li><a href=\"#patches\">Patches</a></li>"
}
