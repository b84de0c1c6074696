# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What is published: JSON files in ci/results, and the Markdown beside them that is made of
# them. matrix, faults and bench write both, export takes its table from there.

RESULTS=${SPLIT_STARTUP_RESULTS:-$TOP/ci/results}

# published FOLDER NAME...: what is published there, of these names in this order
published() {
	local folder=$RESULTS/$1 file
	for file in "${@:2}"; do
		[[ -f $folder/$file.json ]] || continue
		jq -c . "$folder/$file.json" 2>/dev/null ||
			die "$E_USAGE" "$folder/$file.json is no JSON: take back what was changed in it, and --publish again"
	done
}

# all_published FOLDER: the names of what is published there
all_published() {
	[[ ! -d $RESULTS/$1 ]] || find "$RESULTS/$1" -name '*.json' -printf '%f\n' | sed 's/[.]json$//' | sort -V
}

# tables FILTER [OPTION...]: of the JSON on stdin, all of it in one array
tables() { jq -r -s -L "$TOP/scripts/lib" "${@:2}" "include \"tables\"; import \"bench\" as bench; $1"; }

# whole FILE: what is on stdin becomes that file, all of it or nothing, as others may read or make it
whole() {
	folder "${1%/*}"
	cat >"$1.$$"
	mv -- "$1.$$" "$1"
}

# put FILE TEXT: that file of the results
put() { printf '%s\n' "$2" | whole "$RESULTS/$1"; }

# put_all FOLDER LIST: each object on a line of its own, "name" first and a list last, is a file
put_all() {
	local name text
	while IFS=$'\t' read -r name text; do
		text=$(jq -r -L "$TOP/scripts/lib" --arg list "$2" 'include "tables"; lines($list)' <<<"$text")
		put "$1/$name.json" "$text"
	done < <(jq -r '[.name, tojson] | join("\t")')
}

# series_now: {"6.12 ": id, "7.3 rfc": id, ...}: the patches as they are now, of the branches
# and cuts that the JSON on stdin names
series_now() {
	local whose last
	jq -r '.. | objects | select(.branch) | "\(.branch)\t\(.upto // "")"' | sort -u |
		while IFS=$'\t' read -r whose last; do
			printf '%s %s\t%s\n' "$whose" "$last" "$(series_id "$whose" "$last" 2>/dev/null || true)"
		done | jq -nR '[inputs | split("\t") | {(.[0]): .[1]}] | add // {}'
}

# support FILTER: of the rows of ci/kernels that are published
support() {
	local rows now
	local -a names
	mapfile -t names < <(sections kernels row)
	rows=$(published rows "${names[@]}")
	now=$(series_now <<<"$rows")
	tables "$1" --argjson now "$now" <<<"$rows"
}

# bench_files: the bench.json of each kernel and configuration; no comparison of the user's own
bench_files() {
	[[ ! -d $OUT/bench ]] ||
		find "$OUT/bench" -mindepth 3 -maxdepth 3 -name bench.json ! -path '*-of-*/bench.json' | sort -V
}

# bench_summary: a line of heads, then one a figure and variant, tabs between
bench_summary() {
	bench_files | xargs -rd '\n' jq -r -s -L "$TOP/scripts/lib" 'include "bench"; summary | @tsv'
}
