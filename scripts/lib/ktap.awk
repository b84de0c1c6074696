# SPDX-License-Identifier: GPL-2.0-only
# Reads the results of a guest (KTAP, two levels) and a plan, and writes a table
# that check judges and JUnit is made of: result, test, subtest, detail, seconds.
#
# result is pass, fail, skip or lost: planned, and not heard of. A subtest stands
# before the test it belongs to. What is empty is "-". TAP 13 and KTAP 1 headers are both fine.
#
# usage: awk -f ktap.awk plan results.ktap

function row(result, test, subtest, detail, seconds) {
	gsub(/\t/, " ", detail)
	printf "%s\t%s\t%s\t%s\t%s\n", result, test, subtest == "" ? "-" : subtest,
		detail == "" ? "-" : detail, seconds == "" ? "-" : seconds
}

# result_of(LINE): sets name and detail
function result_of(line,    result) {
	result = line ~ /^ok / ? "pass" : "fail"
	sub(/^(not )?ok +[0-9]+ +(- )?/, "", line)
	detail = ""
	if (match(line, /# *(SKIP|TODO|XFAIL|TIMEOUT|exit|killed).*/)) {
		detail = substr(line, RSTART + 1)
		line = substr(line, 1, RSTART - 1)
		gsub(/^ +/, "", detail)
		if (result == "pass" && detail ~ /^SKIP/)
			result = "skip"
	}
	gsub(/^[# ]+| +$/, "", line)
	# kselftest puts the name of a skipped test behind the directive
	name = line == "" ? substr(detail, 6) : line
	return result
}

FNR == NR {
	if ($1 != "" && $1 !~ /^#/)
		order[++tests] = $1
	next
}

/^# time / { seconds[substr($3, 1, length($3) - 1)] = $4; next }
/^  1\.\.[0-9]+/ { split($1, p, "[.][.]"); subplan = p[2] + 0; next }
/^  (not )?ok [0-9]+/ {
	subs++
	sub_result[subs] = result_of(substr($0, 3))
	sub_name[subs] = name
	sub_detail[subs] = detail
	next
}
/^(not )?ok [0-9]+/ {
	result = result_of($0)
	name_is = name; detail_is = detail
	for (i = 1; i <= subs; i++)
		row(sub_result[i], name_is, sub_name[i], sub_detail[i], "")
	if (subplan != "" && subs != subplan) {
		result = "fail"
		detail_is = "planned " subplan " subtests, " subs " reported"
	}
	row(result, name_is, "", detail_is, seconds[name_is])
	seen[name_is] = 1
	subs = 0; subplan = ""
	next
}
/^Bail out!/ { row("fail", "guest", "", $0, "") }

END {
	for (i = 1; i <= subs; i++)
		row(sub_result[i], "(unfinished)", sub_name[i], sub_detail[i], "")
	for (i = 1; i <= tests; i++)
		if (!(order[i] in seen))
			row("lost", order[i], "", "planned, and not heard of", "")
}
