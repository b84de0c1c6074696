# SPDX-License-Identifier: GPL-2.0-only
# The top of the report: what came out, what failed, the support table, and each
# run at a glance.
#
# usage: awk -v ranks='MACHINE...' -v matrix=DATE -f report.awk -f report.tables.awk
#        kind=lists F kind=builds F kind=matrix F kind=runs F
#
# lists: branch, its list, patches in it, machines of ci/kernels
# builds: name, config, done|failed|unfinished, error
# matrix: R with the fields of a row, followed by M and the fields of each machine
# runs: of report.runs.awk

function key(name, config) { return name "/" config }

function new_row(k, branch, name, config) {
	if (k in seen)
		return
	seen[k]
	order[++rows] = k
	row_branch[k] = branch; row_name[k] = name; row_config[k] = config
	result[k] = "SKIP"
}

kind == "lists" { list[$1] = $2; patches[$1] = $3; planned[$1] = $4; next }
kind == "builds" { build[key($1, $2)] = $3; why_build[key($1, $2)] = $4; built[++builds] = $1 OFS $2; next }
kind == "matrix" && $1 == "R" {
	k = key($4, $7)
	new_row(k, $3, $4, $7)
	# Two rows can be of one kernel and configuration, on other machines
	result[k] = k in in_matrix ? worse(result[k], $8) : $8
	if ($9 != "")
		why[k] = why[k] (why[k] == "" ? "" : "; ") $9
	in_matrix[k]
	clean[k] = $10; offset[k] = $11; fail[k] = $12; total[k] = $13
	if ($14 != "")
		build[k] = $14
	build_seconds[k] += $15; seconds[k] += $16
	if ($17 != "")
		of_which[k] = $17
	next
}
kind == "matrix" && $1 == "M" {
	machine[k, $2] = match($3, /^(PASS|FAIL|SKIP)/) ? substr($3, 1, RLENGTH) : "NOT JUDGED"
	machines_of[k] = machines_of[k] "\t" $2
	counts[k, $2] = $6 OFS $7 OFS $8
	next
}
kind == "runs" {
	runs++
	has_section[key($2, $3)]
	id[runs] = $1; run_key[runs] = key($2, $3); name[runs] = $2; config[runs] = $3; run_machine[runs] = $4
	state[runs] = $5; code[runs] = $6; text[runs] = $7; make[runs] = $14
	qemu[runs] = $12
	# Firmware that misbehaves is no machine that a kernel has to support
	if ($4 ~ /^fault-/) {
		faulty[runs]
		ours += $14 == ""
		others += $14 != ""
		others_failed += $14 != "" && $5 == "FAIL"
		tally[$5] += $14 == ""
		next
	}
	at[run_key[runs], $4] = runs
	columns[$4]
	if ($14 != "") {
		others++
		others_failed += $5 == "FAIL"
		grid_add("others", runs)
		next
	}
	grid_add("series", runs)
	ours++
	tally[$5]++
	k = run_key[runs]
	new_row(k, $15, $2, $3)
	# The matrix may be older than the folder, or the other way round
	if (k in in_matrix && machine[k, $4] != "" && machine[k, $4] != $5)
		moved[k]
	if (!((k, $4) in machine))
		machines_of[k] = machines_of[k] "\t" $4
	machine[k, $4] = $5
	counts[k, $4] = $8 OFS $9 + $11 OFS $10
	ran[k] += $12
	from_runs[k] = worse(from_runs[k], $5)
}

function grid_add(which, run,    k) {
	k = run_key[run]
	if ((which, k) in in_grid)
		return
	in_grid[which, k]
	grid_row[which, ++grid_rows[which]] = run
}

# Rows whose build failed, or did not get to its end, have no run folder
function add_builds(    i, f, k) {
	for (i = 1; i <= builds; i++) {
		split(built[i], f, OFS)
		k = key(f[1], f[2])
		if (f[1] ~ /-(unpatched|upto-|with-)/ || build[k] !~ /^(failed|unfinished)$/)
			continue
		new_row(k, match(f[1], /^[0-9]+[.][0-9]+/) ? substr(f[1], 1, RLENGTH) : "", f[1], f[2])
	}
}

function settle(    i, k) {
	for (i = 1; i <= rows; i++) {
		k = order[i]
		if (result[k] == "" || from_runs[k] != "" && (result[k] != "SKIP" || !(k in in_matrix)))
			result[k] = worse(k in in_matrix ? result[k] : "", from_runs[k])
		if (build[k] ~ /^(failed|FAIL)$/)
			result[k] = "FAIL"
		if (build[k] == "unfinished" && from_runs[k] == "")
			result[k] = ""
		if (result[k] !~ /^(PASS|FAIL|SKIP)$/)
			result[k] = "NOT JUDGED"
		overall = worse(overall, result[k])
		rows_of[result[k]]++
	}
	for (i = 1; i <= runs; i++)
		if (i in faulty && make[i] == "")
			overall = worse(overall, state[i])
}

function where(r) { return esc(name[r]) ", " esc(config[r]) ", " esc(run_machine[r]) }

function summary(    said) {
	said = !ours ? "no run of the series is here" : \
		tally["PASS"] == ours ? (ours == 1 ? "the one run passes" : "all " ours " runs pass") : \
		part(part(part("", tally["FAIL"], "failed"), tally["NOT JUDGED"], "not judged"), tally["PASS"], "passed") \
		", of " many(ours, "run")
	if (!rows || overall == "SKIP")
		overall = "NOT JUDGED"
	printf "<p class=\"result %s\">%s %s%s.</p>\n", tolower(substr(overall, 1, 3)), word(overall), said, \
		rows_of["FAIL"] ? ", " rows_of["FAIL"] " of " many(rows, "kernel") " with failures" : ""
	if (others)
		printf "<p class=\"note\">Not counted: %s of kernels in another make, for comparison, of which %s. " \
			"<a href=\"#comparisons\">They may be meant to fail.</a></p>\n", many(others, "run"), \
			others_failed ? others_failed " failed" : "none failed"
}

function failures(    i, k, any) {
	for (i = 1; i <= runs; i++)
		any += make[i] == "" && state[i] != "PASS"
	for (i = 1; i <= rows; i++)
		any += result[order[i]] == "FAIL" && from_runs[order[i]] != "FAIL"
	if (!any)
		return
	print "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">What failed</h2>\n<ul class=\"failures\">"
	for (i = 1; i <= rows; i++) {
		k = order[i]
		if (result[k] == "FAIL" && from_runs[k] != "FAIL")
			printf "<li>%s <span class=\"where\">%s, %s</span><br />%s</li>\n", word("FAIL"), esc(row_name[k]), \
				esc(row_config[k]), esc(reason(k))
	}
	for (i = 1; i <= runs; i++)
		if (make[i] == "" && state[i] == "FAIL")
			failure(i)
	for (i = 1; i <= runs; i++)
		if (make[i] == "" && state[i] == "NOT JUDGED")
			failure(i)
	print "</ul>\n</section>"
}

function failure(i) {
	printf "<li>%s <a href=\"#%s\">%s</a>%s<br />%s</li>\n", word(state[i]), esc(id[i]), where(i), \
		code[i] == "" ? "" : " <span class=\"code\">(" esc(failed(code[i])) ")</span>", esc(text[i])
}

function reason(k) {
	return why[k] != "" ? why[k] : build[k] ~ /^(failed|FAIL)$/ ? "the build failed" \
		(why_build[k] == "" ? "" : ": " why_build[k]) : "the matrix says so, and does not say why"
}

function patch_cell(k,    b, s) {
	b = row_branch[k]
	if (total[k] != "" || clean[k] != "")
		s = part(part(part("", fail[k], "FAIL"), clean[k], "clean"), offset[k], "offset")
	else if (b in patches && row_name[k] !~ /-unpatched$/)
		s = patches[b] " in " esc(list[b])
	if (s == "")
		return "<span class=\"none\">none</span>"
	return (b in list ? "<a href=\"#patches-" esc(b) "\">" s "</a>" : s)
}

function build_cell(k,    time) {
	time = span(build_seconds[k])
	if (build[k] ~ /^(failed|FAIL)$/)
		return word("FAIL") (time == "" ? "" : " after " time)
	if (build[k] == "unfinished")
		return "not finished"
	if (build[k] == "SKIP")
		return word("SKIP")
	return build[k] == "" ? "<span class=\"none\">not recorded</span>" : "done" (time == "" ? "" : ", " time)
}

function machine_cell(k,    n, i, m, f, tally_of, plan, todo) {
	n = split(substr(machines_of[k], 2), m, "\t")
	delete tally_of
	for (i = 1; i <= n; i++)
		tally_of[machine[k, m[i]] ~ /^(PASS|FAIL|SKIP)$/ ? machine[k, m[i]] : "NOT JUDGED"]++
	# The matrix has other plans, and so has who boots another architecture
	plan = k in in_matrix ? 0 : split(planned[row_branch[k]], f, " ")
	for (i = 1; i <= plan; i++)
		todo += !((k, f[i]) in machine)
	if (n && todo == plan)
		todo = 0
	if (!n && !plan)
		return "<span class=\"none\">none</span>"
	return part(part(part(part(part("", tally_of["FAIL"], "FAIL"), tally_of["NOT JUDGED"], "not judged"), \
		tally_of["PASS"], "pass"), tally_of["SKIP"], "skip"), todo, "not run")
}

function test_cell(k,    n, i, m, f, p, q, s, some) {
	n = split(substr(machines_of[k], 2), m, "\t")
	for (i = 1; i <= n; i++)
		if (split(counts[k, m[i]], f, OFS) == 3) {
			p += f[1]; q += f[2]; s += f[3]
			some = 1
		}
	return some ? part(part(part("", q, "FAIL"), p, "pass"), s, "skip") : "<span class=\"none\">none ran</span>"
}

function time_cell(k) {
	if (seconds[k] + 0)
		return span(seconds[k])
	return ran[k] + 0 ? span(ran[k]) " in QEMU" : ""
}

function support(    i, k, note) {
	print "<section aria-labelledby=\"support\">\n<h2 id=\"support\">Support</h2>"
	table("support", matrix != "" ? "What the matrix of " esc(when(matrix)) " found, and the run folders as they are now. " \
		"Tests count subtests, too." : "Made from the run folders: there is no matrix.json. Tests count subtests, too.")
	heads("Result|Branch|Kernel tested|Patches|Build|Machines|Tests|Time")
	for (i = 1; i <= rows; i++) {
		k = order[i]
		note = result[k] == "PASS" ? "" : why[k] != "" || from_runs[k] == "" && result[k] == "FAIL" ? reason(k) : ""
		if (of_which[k] != "")
			note = note (note == "" ? "" : "; ") of_which[k]
		if (k in moved)
			note = note (note == "" ? "" : "; ") "the matrix said otherwise of a run folder that is here"
		else if (matrix != "" && !(k in in_matrix))
			note = note (note == "" ? "" : "; ") "not of the matrix"
		printf "<tr><td>%s%s</td><td class=\"name\">%s</td><th scope=\"row\" class=\"name\">%s<br /><span class=\"sub\">%s</span></th><td>%s</td><td>%s</td>" \
			"<td>%s</td><td>%s</td><td class=\"time\">%s</td></tr>\n", \
			word(result[k]), note == "" ? "" : "<br /><span class=\"sub\">" esc(note) "</span>", esc(row_branch[k]), \
			!(k in has_section) ? row_name[k] == "" ? "<span class=\"none\">not fetched</span>" : esc(row_name[k]) : "<a href=\"#kernel-" slug(k) "\">" esc(row_name[k]) "</a>", \
			esc(row_config[k]), \
			patch_cell(k), build_cell(k), machine_cell(k), test_cell(k), time_cell(k)
	}
	table_end()
	print "</section>"
}

# An ISO date and time, for people
function when(s) { sub(/T/, " ", s); sub(/(:[0-9][0-9])?(Z|[+]00:00)$/, " UTC", s); return s }

function slug(k) { gsub(/[^A-Za-z0-9._-]/, "_", k); return k }

function glance(which, caption,    n, i, m, r, k, a, used, list_of, any) {
	n = split(ranks, m, " ")
	for (i = 1; i <= n; i++)
		used[m[i]]
	for (i = 1; i <= runs; i++)
		if (!(i in faulty) && !(run_machine[i] in used)) {
			used[run_machine[i]]
			m[++n] = run_machine[i]
		}
	list_of = "Kernel"
	for (i = 1; i <= n; i++) {
		any = 0
		for (r = 1; r <= runs; r++)
			any += run_machine[r] == m[i] && (make[r] != "") == (which == "others")
		if (any)
			list_of = list_of "|" esc(m[i])
		else
			m[i] = ""
	}
	table("glance-" which, caption, "glance")
	heads(list_of)
	for (r = 1; r <= grid_rows[which]; r++) {
		k = run_key[grid_row[which, r]]
		a = grid_row[which, r]
		printf "<tr><th scope=\"row\"><a href=\"#kernel-%s\">%s</a><br /><span class=\"sub\">%s</span></th>", slug(k), \
			esc(name[a]), esc(config[a])
		for (i = 1; i <= n; i++) {
			if (m[i] == "")
				continue
			a = at[k, m[i]]
			if (a)
				printf "<td>%s<br /><span class=\"sub\">%s</span></td>", word(state[a], id[a]), \
					state[a] == "FAIL" ? "code " esc(code[a]) : qemu[a] == "" ? "" : span(qemu[a])
			else
				printf "<td><span class=\"none\">not run</span></td>"
		}
		print "</tr>"
	}
	table_end()
}

END {
	add_builds()
	settle()
	if (part_of == "top") {
		summary()
		failures()
		exit
	}
	support()
	if (grid_rows["series"]) {
		print "<section aria-labelledby=\"runs\">\n<h2 id=\"runs\">Runs at a glance</h2>"
		glance("series", "The kernels with the series. A word leads to its run; below it the time in QEMU, or the exit code.")
		print "</section>"
	}
	if (grid_rows["others"]) {
		print "<section aria-labelledby=\"comparisons\">\n<h2 id=\"comparisons\">Comparisons</h2>"
		glance("others", "The same kernels in another make: without the series, with a cut of it, or with one more patch. " \
			"A FAIL may be what is meant.")
		print "</section>"
	}
}
