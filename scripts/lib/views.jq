# SPDX-License-Identifier: GPL-2.0-only
# How a record (run.json) is shown: jq -L scripts/lib 'include "views"; …'

# groups(F): what has the same F, in the order in which they come
def groups(f): to_entries | group_by(.value | f) | sort_by(.[0].key) | map(map(.value));

def count($result): [.tests[] | select(.result == $result)] | length;

def verdict: if .result == "PASS" then "PASS \(count("pass")) passed, \(count("skip")) skipped"
	else "FAIL \(.code) \(.problems[0])" end;

# Whole tests, without their subtests
def whole: [.tests[] | select(.subtest == null)];

def attr: gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;") | gsub("\""; "&quot;");
def element($name; $text): "<\($name) message=\"\($text | attr)\"/>";

def junit: verdict as $verdict | [.tests[] | select(.result == "fail" or .result == "lost")] as $bad |
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>",
	"  <testsuite name=\"\("\(.kernel), \(.config), \(.machine)" | attr)\" tests=\"\(1 + (.tests | length))\"" +
		" failures=\"\(($bad | length) + (if .code == 0 then 0 else 1 end))\" skipped=\"\(count("skip"))\">",
	"    <testcase classname=\"run\" name=\"verdict\">" +
		(if .code == 0 then "" else element("failure"; $verdict) end) + "</testcase>",
	(.tests[] | "    <testcase classname=\"\(.test | attr)\" name=\"\(.subtest // "(whole)" | attr)\"" +
		(if .seconds then " time=\"\(.seconds)\"" else "" end) + ">" +
		(if .result == "fail" or .result == "lost" then element("failure"; .detail // .result)
		 elif .result == "skip" then element("skipped"; .detail // "-") else "" end) + "</testcase>"),
	"  </testsuite>\n</testsuites>";
