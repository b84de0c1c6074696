# SPDX-License-Identifier: GPL-2.0-only
# The table of ktap.awk as JUnit XML. -v suite=NAME -v verdict=TEXT
BEGIN { FS = "\t" }

function xml(s) {
	gsub(/&/, "\\&amp;", s); gsub(/</, "\\&lt;", s); gsub(/>/, "\\&gt;", s); gsub(/"/, "\\&quot;", s)
	gsub(/[\001-\010\013\014\016-\037]/, "?", s)
	return s
}

{
	n++
	if ($1 == "fail" || $1 == "lost")
		failures++
	if ($1 == "skip")
		skipped++
	body = $1 == "fail" || $1 == "lost" ? sprintf("<failure message=\"%s\"/>", xml($4 == "-" ? $1 : $4)) : \
	       $1 == "skip" ? sprintf("<skipped message=\"%s\"/>", xml($4)) : ""
	time = $5 == "-" ? "" : sprintf(" time=\"%s\"", $5)
	cases = cases sprintf("    <testcase classname=\"%s\" name=\"%s\"%s>%s</testcase>\n", xml($2), \
			      xml($3 == "-" ? "(whole)" : $3), time, body)
}

END {
	bad = verdict ~ /^PASS/ ? "" : sprintf("<failure message=\"%s\"/>", xml(verdict))
	printf "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
	printf "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n", xml(suite), n + 1, \
		failures + (bad != ""), skipped
	printf "    <testcase classname=\"run\" name=\"verdict\">%s</testcase>\n%s", bad, cases
	printf "  </testsuite>\n</testsuites>\n"
}
