# SPDX-License-Identifier: GPL-2.0-only
# The table of ktap.awk as JUnit XML: awk -f junit.awk HEAD TABLE. HEAD has two lines, the
# suite's name and the verdict. Both are without what is no text.
BEGIN { FS = "\t" }

function xml(s) {
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); gsub(/"/, "\\&quot;", s)
	return s
}

function message(element, text) { return "<" element " message=\"" xml(text) "\"/>" }

FNR == NR { head[FNR] = $0; next }
{
	n++
	bad = $1 == "fail" || $1 == "lost"
	failures += bad
	skipped += $1 == "skip"
	body[n] = bad ? message("failure", $4 == "-" ? $1 : $4) : $1 == "skip" ? message("skipped", $4) : ""
	name[n] = xml($3 == "-" ? "(whole)" : $3)
	class[n] = xml($2)
	time[n] = $5 == "-" ? "" : " time=\"" $5 "\""
}

END {
	bad = head[2] ~ /^PASS/ ? "" : message("failure", head[2])
	print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>"
	print "  <testsuite name=\"" xml(head[1]) "\" tests=\"" n + 1 "\" failures=\"" failures + (bad != "") \
		"\" skipped=\"" skipped + 0 "\">"
	print "    <testcase classname=\"run\" name=\"verdict\">" bad "</testcase>"
	for (i = 1; i <= n; i++)
		print "    <testcase classname=\"" class[i] "\" name=\"" name[i] "\"" time[i] ">" body[i] "</testcase>"
	print "  </testsuite>\n</testsuites>"
}
