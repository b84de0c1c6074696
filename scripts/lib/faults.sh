# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The table of faults, and what was made of each: for scripts/faults and scripts/report.

source "$TOP/scripts/lib/publish.sh"

FAULT_TABLE=${SPLIT_STARTUP_FAULTS:-$TOP/selftests/firmware/faults}

# fault_rows: section, fault, CPU, in the order of the table
fault_rows() {
	git config -f "$FAULT_TABLE" --list |
		sed -nE 's/^machine[.]fault-([^=]*)[.]row=([^ ]*) (.*)$/\1\t\2\t\3/p'
}

# faults_here: what was run last of each kernel in out/; not of a cut of the series
faults_here() {
	local file
	[[ ! -d $OUT/faults ]] || find "$OUT/faults" -mindepth 2 -maxdepth 2 -name faults.json -regextype posix-extended \
		! -regex '.*-(upto|with)-[^/]*/faults.json' -printf '%h\n' | sort -V | while read -r file; do
		cat -- "$file/faults.json"
	done
}

# fault_order: the names of all faults, in order, as JSON
fault_order() { fault_rows | cut -f 2 | jq -R . | jq -sc .; }

# fault_columns FILTER: of files of results on stdin, with $order and $now
fault_columns() {
	local docs now order
	docs=$(cat)
	now=$(series_now <<<"$docs")
	order=$(fault_order)
	tables "$1" --argjson order "$order" --argjson now "$now" <<<"$docs"
}

# fault_summary: a line of heads, then one a fault, tabs between: what the newest kernel
# makes of it without the series, what the posted series does, and each kernel that was run
# last with it, in either mode. Fails if a file of it is broken
fault_summary() {
	local recorded ours
	recorded=$(published faults unpatched posted) || return
	ours=$(faults_here | tables '.[] | select(.judged != false) | results') || return
	fault_columns "fault_table(.; \$order; \$now)[] | @tsv" <<<"$recorded$ours"
}
