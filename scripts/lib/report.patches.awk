# SPDX-License-Identifier: GPL-2.0-only
# The patches of one branch, in their order and groups.
#
# usage: awk -v branch=B -v list=FILE -f report.awk -f report.patches.awk patches LIST
#
# patches: file, subject, links, based on, status, lines in brackets; of several
# links or people, with \037 between

FNR == NR {
	subject[$1] = $2; links[$1] = $3; based[$1] = $4; status[$1] = $5; notes[$1] = $6
	next
}
/^# group: / { group = substr($0, 10); next }
/^#/ || NF == 0 { next }
{
	sub(/[ \t].*/, "")
	file[++n] = $0
	group_of[n] = group
	variants += $0 ~ /\//
}

# Only what is a web address becomes a link
function link(url,    short) {
	if (url !~ /^https?:\/\/[^ "<>]+$/)
		return esc(url)
	short = url
	sub(/^https?:\/\//, "", short)
	if (split(short, p, "/") > 3) {
		short = p[1] "/…/" p[length_of(p) - 1] "/" p[length_of(p)]
	}
	return "<a href=\"" esc(url) "\">" esc(short) "</a>"
}
function length_of(a,    n) { while ((n + 1) in a) n++; return n }

function origin(f,    i, n, a, s) {
	n = split(links[f], a, "\037")
	for (i = 1; i <= n; i++)
		s = s (s == "" ? "" : "<br />") link(a[i])
	n = split(based[f], a, "\037")
	for (i = 1; i <= n; i++)
		s = s (s == "" ? "" : "<br />") (i == 1 ? "based on a patch by " : "and ") esc(a[i])
	return s == "" ? "<span class=\"none\">none</span>" : s
}

function here(f,    i, n, a) {
	if (f !~ /\//)
		return list == "series" ? "canonical" : "as canonical"
	n = split(notes[f], a, "\037")
	for (i = 1; i <= n; i++)
		if (index(a[i], "[" branch ":") == 1)
			return "<b>variant</b>: " esc(substr(a[i], length(branch) + 4, length(a[i]) - length(branch) - 4))
	return "<b>variant</b>, and does not say why"
}

END {
	printf "<section aria-labelledby=\"patches-%s\">\n<h3 id=\"patches-%s\">%s</h3>\n", branch, branch, branch
	table("patches-" branch, n (n == 1 ? " patch" : " patches") " of patches/" list \
		(list == "series" ? ", the canonical list" : variants ? ", " many(variants, "variant") : ", no variant"), "patches")
	heads("Patch|Origin|Upstream-Status|On this branch")
	for (i = 1; i <= n; i++) {
		if (i == 1 || group_of[i] != group_of[i - 1]) {
			if (i > 1)
				print "</tbody>\n<tbody>"
			if (group_of[i] != "")
				printf "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"4\">%s</th></tr>\n", esc(group_of[i])
		}
		printf "<tr><th scope=\"row\">%s<br /><code class=\"sub\">%s</code></th><td>%s</td><td>%s</td><td>%s</td></tr>\n", \
			subject[file[i]] == "" ? word("FAIL") " the patch is not there" : esc(subject[file[i]]), esc(file[i]), \
			origin(file[i]), status[file[i]] == "" ? "<span class=\"none\">not said</span>" : esc(status[file[i]]), here(file[i])
	}
	table_end()
	print "</section>"
}
