# SPDX-License-Identifier: GPL-2.0-only
# A console as HTML, its splats marked. One that is longer than the limit loses its middle,
# but for the splats and what is around them, and says what it lost. A character is a byte.
#
# usage: LC_ALL=C awk -v id=ID -v limit=BYTES -f console.awk SPLATS FILE FILE
#
# SPLATS: the numbers of the lines, in order. FILE: twice, the first time it is measured.

BEGIN {
	BEFORE = 10; AFTER = 40; MOST = 30; LONGEST = 4000
	NEXT = "[\200-\277]"
	CHARACTER = "^(\302[\240-\277]|[\303-\337]" NEXT \
		"|(\340[\240-\277]|[\341-\354\356]" NEXT "|\355[\200-\237]|\357[\200-\276])" NEXT "|\357\277[\200-\275]" \
		"|(\360[\220-\277]|[\361-\363]" NEXT "|\364[\200-\217])" NEXT NEXT ")"
	for (i = 1; i < 256; i++)
		byte[sprintf("%c", i)] = i
}

# plain(S): colours taken out, and as \xNN what is neither text nor UTF-8, or no
# character that a page may have
function plain(s,    out) {
	gsub(/\033\[[0-9;?]*[ -\/]*[@-~]/, "", s)
	while (match(s, /[\001-\010\013-\037\177-\377]/)) {
		out = out substr(s, 1, RSTART - 1)
		s = substr(s, RSTART)
		if (match(s, CHARACTER)) {
			out = out substr(s, 1, RLENGTH)
			s = substr(s, RLENGTH + 1)
		} else {
			out = out sprintf("\\x%02x", byte[substr(s, 1, 1)])
			s = substr(s, 2)
		}
	}
	return out s
}

function esc(s) {
	s = plain(s)
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s)
	return s
}

function gap(last) {
	if (lost)
		printf "<i>[… lines %d to %d are left out here, %d KB: console.log has them]</i>\n", \
			last - lost + 1, last, (bytes + 999) / 1000
	lost = bytes = 0
}

FNR == 1 { pass++ }
pass == 1 {
	for (i = 1; i <= NF; i++) {
		mark[$i]
		for (k = $i - BEFORE; i <= MOST && k <= $i + AFTER; k++)
			keep[k]
	}
	next
}
pass == 2 { size += length($0) + 1; next }
{
	at += length($0) + 1
	if (size > limit && at > limit / 4 && at <= size - limit * 3 / 4 && !(FNR in keep)) {
		lost++
		bytes += length($0) + 1
		next
	}
	gap(FNR - 1)
	text = esc(substr($0, 1, LONGEST))
	if (length($0) > LONGEST)
		text = text " [… " length($0) - LONGEST " more characters]"
	print FNR in mark ? "<mark id=\"" id "-line-" FNR "\">" text "</mark>" : text
}
END { gap(FNR) }
