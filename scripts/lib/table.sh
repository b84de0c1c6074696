# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# What verbs share that go through a table, and leave one: matrix and faults.

README=${SPLIT_STARTUP_README:-$TOP/README.md}

# stage VERB ARGS...: to the row's log and to whoever looks; sets code
stage() {
	code=0
	"$TOP/scripts/$1" "${@:2}" 2>&1 | tee -a "$log" || code=${PIPESTATUS[0]}
	# Nothing that comes after could end better
	((code != E_INT && code != E_SPACE)) || leave "$code"
	return 0
}

# readme_table NAME FILE: puts the table in FILE where README.md has that name's
readme_table() {
	local mark
	for mark in begin end; do
		grep -q "^<!-- $1 table: $mark -->$" "$README" ||
			die "$E_USAGE" "README.md has lost its line <!-- $1 table: $mark -->"
	done
	sed -i -e "/^<!-- $1 table: begin -->\$/,/^<!-- $1 table: end -->\$/ { //!d }" -e "/^<!-- $1 table: begin -->\$/r $2" "$README"
}

# markdown: lines of fields, tabs between them and the first the heads, as a table
markdown() {
	awk -F'\t' '{
		gsub(/[|]/, "\\|")
		line = rule = "|"
		for (i = 1; i <= NF; i++) {
			line = line " " $i " |"
			rule = rule " --- |"
		}
		print line
		if (NR == 1)
			print rule
	}'
}
