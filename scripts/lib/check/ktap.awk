# SPDX-License-Identifier: GPL-2.0-only
# Reads the results of a guest (KTAP of any depth) and a plan, and writes a table that
# check judges and JUnit is made of: result, test, subtest, detail, seconds.
#
# result is pass, fail, skip or lost: planned, and not heard of. A subtest stands before
# the test it belongs to, and one of a subtest has that one's name before its own. What
# is empty is "-".
#
# What is ambiguous fails: a level without a plan, a plan that stands in the middle or
# twice, a number that is not the next one, a "not ok" that is glued to something else.
# SKIP and XFAIL (or TODO) go for "ok" and "not ok" alike, and XFAIL is no failure.
# An "ok" with TIMEOUT or ERROR is none. A test with a subtest that fails fails.
#
# usage: awk -f ktap.awk plan results.ktap, both without what is no text

BEGIN {
	LONGEST = 1000
	HASHED = "^# *(# *)*(k?tap version [0-9]|(not )?ok [0-9]+([ \t]|$)|not ok( -|$)|bail out!|1[.][.][0-9]+)"
	open_level(0)
}

# --- the table

function cut(text) {
	gsub(/\t/, " ", text)
	if (length(text) > LONGEST) {
		text = substr(text, 1, LONGEST)
		# not through the middle of a character
		sub(/[\300-\377][\200-\277]*$/, "", text)
		text = text "..."
	}
	return text == "" ? "-" : text
}

function row(result, test, subtest, detail, seconds) {
	if (seconds !~ /^[0-9]+([.][0-9]+)?$/)
		seconds = "-"
	print result "\t" cut(test) "\t" cut(subtest) "\t" cut(detail) "\t" seconds
}

# --- rows of a level: result, name, detail, tabs between. Those of "below" are of the next result

function line_of(result, name, detail) {
	gsub(/\t/, " ", name)
	gsub(/\t/, " ", detail)
	return result "\t" name "\t" detail
}

# adopt(LEVEL, NAME): its rows below are those of the subtests of that one
function adopt(level, name,    i, line, tab) {
	for (i = 1; i <= belows[level]; i++) {
		line = below[level, i]
		tab = index(line, "\t")
		own[level, ++owns[level]] = substr(line, 1, tab) name ": " substr(line, tab + 1)
	}
	belows[level] = 0
}

# emit(TEST): the rows below the first level, to the table
function emit(test,    i, part) {
	for (i = 1; i <= belows[1]; i++) {
		split(below[1, i], part, "\t")
		row(part[1], test, part[2], part[3])
	}
	belows[1] = 0
}

# --- levels: each has its indentation, its plan, and what its results are

function open_level(column) {
	top++
	at[top] = column
	count[top] = headed[top] = ran_below[top] = owns[top] = belows[top] = 0
	plan[top] = planned_at[top] = wrong[top] = wrong_below[top] = failed_below[top] = ""
	all_skipped[top] = skipped_below[top] = hash[top] = ""
}

function complain(level, why) {
	if (wrong[level] == "")
		wrong[level] = why
}

# end_level(): of the one on top. Its rows and what is wrong with it become its parent's
function end_level(    why, i) {
	if (plan[top] == "" && count[top] && hash[top] == "")
		complain(top, "has no plan: whether all subtests are there is not known")
	else if (plan[top] == "" && headed[top] && !count[top] && !belows[top])
		complain(top, "begins to report, and reports nothing")
	else if (plan[top] != "" && plan[top] != count[top])
		complain(top, "planned " plan[top] " subtests, " count[top] " reported")
	else if (plan[top] == "0" && all_skipped[top] == "")
		complain(top, "planned no subtests, and says no SKIP")
	else if (planned_at[top] > 0 && planned_at[top] < count[top])
		complain(top, "has its plan in the middle")
	if (belows[top])
		complain(top, "ends with subtests of no test")
	why = wrong[top] == "" ? wrong_below[top] : wrong[top]
	if (why == "" && failed_below[top])
		why = "a subtest failed"
	# What was not closed by a result of this level
	adopt(top, "(unfinished)")
	top--
	for (i = 1; i <= owns[top + 1]; i++) {
		below[top, ++belows[top]] = own[top + 1, i]
		if (own[top + 1, i] ~ /^fail\t/)
			failed_below[top] = 1
	}
	if (wrong_below[top] == "")
		wrong_below[top] = why
	if (all_skipped[top + 1] != "")
		skipped_below[top] = all_skipped[top + 1]
	ran_below[top] += count[top + 1]
}

# to_level(COLUMN): the level that a line of this indentation is of
function to_level(column) {
	while (top > 1 && at[top] > column)
		end_level()
	if (at[top] < column)
		open_level(column)
}

# --- results

# result_of(LINE): sets name, detail, number
function result_of(line,    result, i, word) {
	result = line ~ /^ok/ ? "pass" : "fail"
	sub(/^(not[ \t]+)?ok[ \t]*/, "", line)
	number = ""
	if (match(line, /^[0-9]+/)) {
		number = substr(line, 1, RLENGTH)
		line = substr(line, RLENGTH + 1)
	}
	sub(/^[ \t]*(- ?)?[ \t]*/, "", line)
	detail = ""
	gsub(/\\#/, "\001", line)
	i = index(line, "#")
	if (i) {
		detail = substr(line, i + 1)
		line = substr(line, 1, i - 1)
	}
	gsub(/^[ \t]+|[ \t]+$/, "", line)
	gsub(/^[ \t]+|[ \t]+$/, "", detail)
	word = directive(detail)
	# Behind another "#" it can only make a result worse
	if (word == "" && result == "pass" && match(tolower(detail), /#[ \t]*(skip|timeout|error)/))
		word = directive(substr(detail, RSTART + 1))
	if (word == "SKIP")
		result = "skip"
	else if (word == "XFAIL" && result == "fail")
		result = "pass"
	else if (word == "TIMEOUT" || word == "ERROR")
		result = "fail"
	# kselftest puts the name of a skipped test behind the directive
	name = line
	if (name == "" && word != "") {
		name = detail
		sub(/^[A-Za-z]+:?[ \t]*/, "", name)
	}
	gsub(/\001/, "#", name)
	gsub(/\001/, "#", detail)
	return result
}

function directive(text) {
	text = tolower(text)
	gsub(/^[ \t]+/, "", text)
	if (text ~ /^skip(ped)?([^a-z]|$)/)
		return "SKIP"
	if (text ~ /^(xfail|todo)([^a-z]|$)/)
		return "XFAIL"
	if (text ~ /^timeout([^a-z]|$)/)
		return "TIMEOUT"
	if (text ~ /^error([^a-z]|$)/)
		return "ERROR"
	return ""
}

function add_result(line,    result, why) {
	result = result_of(line)
	count[top]++
	if (number == "")
		complain(top, "a result has no number: " line)
	else if (number + 0 != count[top] && (headed[top] || hash[top] == ""))
		complain(top, "a result has number " number ", not " count[top])
	why = wrong_below[top]
	if (why == "" && failed_below[top])
		why = result == "fail" ? "" : "says " (result == "skip" ? "SKIP" : "ok") ", and a subtest failed"
	if (why != "") {
		result = "fail"
		detail = detail == "" ? why : why "; " detail
	}
	if (result == "pass" && skipped_below[top] != "" && !ran_below[top]) {
		result = "skip"
		detail = skipped_below[top]
	}
	if (top == 1) {
		emit(name)
	} else {
		adopt(top, name)
		own[top, ++owns[top]] = line_of(result, name, detail)
	}
	ran_below[top] = 0
	failed_below[top] = wrong_below[top] = skipped_below[top] = ""
	if (top > 1)
		return
	if (!(name in want)) {
		result = "fail"
		detail = "nobody planned this test" (detail == "" ? "" : "; " detail)
	} else if (++seen[name] > want[name]) {
		result = "fail"
		detail = "reported more often than planned" (detail == "" ? "" : "; " detail)
	}
	row(result, name, "", detail, seconds[name])
}

# --- lines

FNR == NR {
	if ($1 != "" && $1 !~ /^#/) {
		order[++tests] = $1
		want[$1]++
	}
	next
}

/^# time [^ ]+: / { seconds[substr($3, 1, length($3) - 1)] = $4 }

{
	line = $0
	column = 0
	hashes = 0
	for (;;) {
		match(line, /^[ \t]*/)
		blank = substr(line, 1, RLENGTH)
		line = substr(line, RLENGTH + 1)
		column += length(blank) + gsub(/\t/, "", blank) * 7
		# kselftest's runner puts "# " before each line of a test
		if (tolower(line) !~ HASHED)
			break
		# A plan without a head, or behind something else, can be any text
		hashes++
		sub(/^# ?/, "", line)
		column += 2
	}
}

line ~ /^K?TAP version [0-9]+/ {
	to_level(column)
	# Another program writes at the same level
	if ((count[top] || plan[top] != "" || headed[top]) && top == 1) {
		complain(1, "the results begin twice")
	} else if (count[top] || plan[top] != "" || headed[top]) {
		end_level()
		open_level(column)
	}
	headed[top] = 1
	if (hashes)
		hash[top] = 1
	next
}
line ~ /^1[.][.][0-9]+([ \t]*#.*)?[ \t]*$/ {
	if (hashes && !(at[top] == column && headed[top]))
		next
	to_level(column)
	if (plan[top] != "")
		complain(top, "has two plans")
	plan[top] = substr(line, 4) + 0 ""
	planned_at[top] = count[top]
	if (plan[top] == "0" && sub(/^[^#]*#[ \t]*/, "", line) && tolower(line) ~ /^skip/)
		all_skipped[top] = line
	next
}
line ~ /^(not[ \t]+)?ok[ \t]+[0-9]+([ \t#]|-[ \t]|$)/ || tolower(line) ~ /^not[ \t]+ok([^a-z]|$)/ {
	to_level(column)
	if (hashes && !headed[top])
		hash[top] = 1
	if (line !~ /^(not|ok)/)
		line = "not ok" substr(line, 7)
	add_result(line)
	next
}
tolower(line) ~ /^bail out!/ || line !~ /^#/ && tolower(line) ~ /bail out!/ {
	to_level(column)
	if (top == 1)
		row("fail", "guest", "", line)
	else
		complain(top, line)
	next
}
line !~ /^#/ && tolower(line) ~ /not ok( [0-9]| -|$)/ {
	to_level(column)
	complain(top, "a result is glued to something else: " line)
	next
}

END {
	while (top > 1)
		end_level()
	for (i = 1; i <= tests; i++)
		if (++listed[order[i]] > seen[order[i]] + 0) {
			row("lost", order[i], "", "planned, and not heard of")
			lost++
		}
	emit("(unfinished)")
	if (wrong_below[1] != "")
		row("fail", "(unfinished)", "", wrong_below[1])
	if (!lost && plan[1] != "" && plan[1] != count[1])
		complain(1, "planned " plan[1] " tests, " count[1] " reported")
	if (!lost && wrong[1] != "")
		row("fail", "guest", "", wrong[1])
}
