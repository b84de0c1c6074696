# SPDX-License-Identifier: GPL-2.0-only
# A console, its splats marked. One that is longer than the limit loses its middle,
# but for the splats and what is around them, and says what it lost.
#
# usage: awk -v which=ID -v size=BYTES -v limit=BYTES -v open=0|1
#            -f report.awk -f report.console.awk splats kind=console FILE

BEGIN {
	BEFORE = 10; AFTER = 40; MOST = 30; LONGEST = 4000
	head = limit / 4
	tail = size - limit * 3 / 4
}

kind == "" {
	splats++
	mark[$0 + 0]
	if (splats <= MOST)
		for (i = $0 - BEFORE; i <= $0 + AFTER; i++)
			keep[i]
	next
}
FNR == 1 { begin() }
{
	at += length($0) + 1
	if (size > limit && at > head && at <= tail && !(FNR in keep)) {
		lost++
		lost_bytes += length($0) + 1
		next
	}
	gap(FNR - 1)
	s = length($0) <= LONGEST ? esc($0) : esc(substr($0, 1, LONGEST)) " [… " length($0) - LONGEST " more characters]"
	if (FNR in mark)
		printf "<mark id=\"%s-line-%d\">%s</mark>\n", which, FNR, s
	else
		print s
}

function begin() {
	begun = 1
	printf "<details class=\"console\"%s>\n<summary>Console: %d KB%s</summary>\n<pre tabindex=\"0\">", \
		open ? " open=\"\"" : "", (size + 999) / 1000, splats ? ", " many(splats, "line") " marked" : ""
}

function gap(last) {
	if (lost)
		printf "<i>[… lines %d to %d are left out here, %d KB: console.log has them]</i>\n", last - lost + 1, last, \
			(lost_bytes + 999) / 1000
	lost = lost_bytes = 0
}

END {
	if (!begun) {
		print "<p class=\"note\">Nothing on the console.</p>\n</section>"
		exit
	}
	gap(FNR)
	print "</pre>\n</details>\n</section>"
}
