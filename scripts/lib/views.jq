# SPDX-License-Identifier: GPL-2.0-only
# How a record (run.json) is shown: jq -L scripts/lib 'include "views"; …'

def lines: split("\n") | map(select(. != ""));
# Rows of cells, tabs between
def table: lines | map(split("\t"));

# groups(F): what has the same F, in the order in which they come
def groups(f): to_entries | group_by(.value | f) | sort_by(.[0].key) | map(map(.value));

def count($result): [.tests[] | select(.result == $result)] | length;

def verdict: if .result == "PASS" then "PASS \(count("pass")) passed, \(count("skip")) skipped"
	else "FAIL \(.code) \(.problems[0])" end;

# Whole tests, without their subtests
def whole: [.tests[] | select(.subtest == null)];

# junit(NAME): of suites, {name, seconds, cases: [{class, name, seconds, result, text}]}
def junit($name): def attr: tostring | @html;
	def time: if .seconds == null then "" else " time=\"\(.seconds)\"" end;
	def n($result): [.cases[] | select(.result == $result)] | length;
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\($name)\">",
	(.[] | "  <testsuite name=\"\(.name | attr)\" tests=\"\(.cases | length)\" failures=\"\(n("FAIL"))\"" +
			" skipped=\"\(n("SKIP"))\"\(time)>",
		(.cases[] | "    <testcase classname=\"\(.class | attr)\" name=\"\(.name | attr)\"\(time)>" +
			(if .result == "FAIL" then "<failure message=\"\(.text // "" | attr)\"/>"
			 elif .result == "SKIP" then "<skipped message=\"\(.text // "" | attr)\"/>" else "" end) + "</testcase>"),
		"  </testsuite>"), "</testsuites>";

def record_junit: [{name: "\(.kernel), \(.config), \(.machine)", cases: (
	[{class: "run", name: "verdict", result, text: verdict}] +
	[.tests[] | {class: .test, name: (.subtest // "(whole)"), seconds, text: (.detail // .result),
		result: {fail: "FAIL", lost: "FAIL", skip: "SKIP"}[.result]}])}] | junit("check");
