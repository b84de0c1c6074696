# SPDX-License-Identifier: GPL-2.0-only
# What the parts of the report share: text of any origin as HTML, and words for
# what came out. Runs with LC_ALL=C, so that a character is a byte.

BEGIN {
	FS = OFS = "\t"
	for (i = 1; i < 256; i++)
		byte[sprintf("%c", i)] = i
	meaning[1] = "a test failed"
	meaning[3] = "the source could not be fetched or verified"
	meaning[5] = "a patch does not apply"
	meaning[6] = "the configuration"
	meaning[7] = "the build"
	meaning[8] = "no boot, a hang or a panic"
	meaning[9] = "a splat on the console"
	meaning[10] = "a tool is missing"
	meaning[11] = "no space"
	meaning[12] = "a bug of the tools"
	meaning[130] = "interrupted"
}

# plain(S): colours taken out, and as \xNN what is neither text nor UTF-8, or no
# character that a page may have
function plain(s,    out) {
	gsub(/\033\[[0-9;?]*[ -\/]*[@-~]/, "", s)
	while (match(s, /[\001-\010\013-\037\177-\377]/)) {
		out = out substr(s, 1, RSTART - 1)
		s = substr(s, RSTART)
		if (match(s, /^(\302[\240-\277]|[\303-\337][\200-\277])/) ||
		    match(s, /^(\340[\240-\277]|[\341-\354\356][\200-\277]|\355[\200-\237]|\357[\200-\276])[\200-\277]/) ||
		    match(s, /^\357\277[\200-\275]/) ||
		    match(s, /^(\360[\220-\277]|[\361-\363][\200-\277]|\364[\200-\217])[\200-\277][\200-\277]/)) {
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
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); gsub(/"/, "\\&quot;", s)
	return s
}

# word(STATE, HREF): never only a colour
function word(state, href,    kind) {
	kind = tolower(state)
	gsub(/ .*/, "", kind)
	if (href == "")
		return "<b class=\"word " kind "\">" state "</b>"
	return "<a class=\"word " kind "\" href=\"#" esc(href) "\">" state "</a>"
}

# failed(CODE): the exit code, and what it means
function failed(code) { return code == "" ? "" : code in meaning ? code ", " meaning[code] : code }

function worse(a, b) {
	if (a == "FAIL" || b == "FAIL")
		return "FAIL"
	if (a == "NOT JUDGED" || b == "NOT JUDGED")
		return "NOT JUDGED"
	return a == "PASS" || b == "PASS" ? "PASS" : "SKIP"
}

function span(s) {
	if (s == "" || s == "-")
		return ""
	s = int(s + 0.5)
	return whole(s < 100 ? s " s" : s < 6000 ? sprintf("%d min %02d s", s / 60, s % 60) : \
		sprintf("%d h %02d min", s / 3600, s % 3600 / 60))
}

function many(n, what) { return n " " what (n == 1 ? "" : "s") }

# part(LIST, N, WORD): "3 pass, 1 fail", without what there is none of
function part(list, n, what) { return n + 0 ? list (list == "" ? "" : ", ") whole(n " " what) : list }

# whole(S): with no-break spaces
function whole(s) { gsub(/ /, "\302\240", s); return s }

# A table scrolls inside its box, and the caption stays in sight
function table(id, caption, class) {
	printf "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s-caption\">\n", id
	printf "<table%s>\n<caption id=\"%s-caption\"><span>%s</span></caption>\n", \
		class == "" ? "" : " class=\"" class "\"", id, caption
}
function table_end() { print "</tbody>\n</table>\n</div>" }

function heads(list,    n, i, a) {
	n = split(list, a, "|")
	printf "<thead><tr>"
	for (i = 1; i <= n; i++)
		printf "<th scope=\"col\">%s</th>", a[i]
	print "</tr></thead>\n<tbody>"
}

# slurp(FILE, LINES): how many, 0 if it is not there
function slurp(file, lines,    n, line) {
	delete lines
	while ((getline line <file) > 0) {
		sub(/\r$/, "", line)
		lines[++n] = line
	}
	close(file)
	return n + 0
}
