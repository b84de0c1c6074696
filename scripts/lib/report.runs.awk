# SPDX-License-Identifier: GPL-2.0-only
# The run folders as a table for the other parts of the report.
#
# usage: awk -v out=OUT -f report.awk -f report.runs.awk order folders
#
# order: machines in the order of ci/machines. folders: name/config/machine, in
# order. Columns: id, name, config, machine, PASS|FAIL|NOT JUDGED, exit code, what
# the verdict says, pass, fail, skip, lost, seconds in QEMU, how QEMU ended, which
# other make of the kernel it is, branch, folder.

# Not more than it is: a verdict needs the results that it was made from
function verdict(folder,    line, n, i, f, lines) {
	code = text = ""
	pass = fail = skip = lost = 0
	n = slurp(folder "/results.tsv", lines)
	for (i = 1; i <= n; i++) {
		split(lines[i], f, "\t")
		pass += f[1] == "pass"; fail += f[1] == "fail"; skip += f[1] == "skip"; lost += f[1] == "lost"
	}
	line = slurp(folder "/verdict", lines) ? lines[1] : ""
	if (line ~ /^FAIL [0-9]+ ./) {
		split(line, f, " ")
		code = f[2]
		text = line
		sub(/^FAIL [0-9]+ /, "", text)
		return "FAIL"
	}
	text = line ~ /^FAIL not judged/ ? "the run did not get to its end, or scripts/check has not seen it" : \
		line == "" ? "there is no verdict" : \
		line !~ /^PASS [0-9]+ passed/ ? "the verdict is cut off" : \
		!n ? "the verdict says PASS, but results.tsv is not there" : \
		fail + lost ? "the verdict says PASS, but results.tsv has failures" : ""
	if (text != "")
		return "NOT JUDGED"
	text = substr(line, 6)
	return "PASS"
}

# The name of the kernel with its mark, if it was built with edits
function marked(folder, name,    n, i, lines) {
	n = slurp(folder "/machine", lines)
	for (i = 1; i <= n; i++)
		if (index(lines[i], "kernel\t" name) == 1)
			return substr(lines[i], 8)
	return name
}

function row(path,    p, state, lines, status, make, branch, seconds, id) {
	split(path, p, "/")
	state = verdict(out "/" path)
	status = slurp(out "/" path "/qemu-status", lines) ? lines[1] : "no word of how QEMU ended"
	if (match(status, /after [0-9]+ s/))
		seconds = substr(status, RSTART + 6, RLENGTH - 8)
	if (match(p[1], /-(unpatched|upto-|with-)/))
		make = substr(p[1], RSTART + 1)
	branch = match(p[1], /^v?[0-9]+[.][0-9]+/) ? substr(p[1], RSTART, RLENGTH) : ""
	sub(/^v/, "", branch)
	id = path
	gsub(/[^A-Za-z0-9._-]/, "_", id)
	while (id in ids)
		id = id "_"
	ids[id]
	print id, marked(out "/" path, p[1]), p[2], p[3], state, code, text, pass, fail, skip, lost, seconds, status, make, branch, path
}

# The machines of one kernel and configuration, in the order of ci/machines
function flush(    i) {
	for (i = 1; i <= ranks; i++)
		if (order[i] in group) {
			row(group[order[i]])
			delete group[order[i]]
		}
	for (i = 1; i <= members; i++)
		if (member[i] in group)
			row(group[member[i]])
	delete group
	members = 0
}

FNR == NR { order[++ranks] = $0; next }
{
	split($0, path, "/")
	if (path[1] "/" path[2] != now) {
		flush()
		now = path[1] "/" path[2]
	}
	member[++members] = path[3]
	group[path[3]] = $0
}
END { flush() }
