# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The figures whose time is counted in instructions: one boot each, for scripts/bench --exact.

RECORD=${FIGURES%/*}/exact.tsv

# exact_variants FIGURE: those that its limits name, and those that are shown
exact_variants() {
	{
		figure_all "$1" limit | awk '{ print $3; print $1 }'
		figure_one "$1" also | tr ' ' '\n'
	} | awk 'NF && !seen[$0]++'
}

# judge_exact: what came out of the figure, to its table
judge_exact() {
	local recorded=$RECORD
	# What is recorded now is what counts from now on
	[[ -f $recorded ]] && ((!record)) || recorded=/dev/null
	awk -v kernel="$version" -v figure="$figure" -f "$LIB/bench-exact.awk" kind=record "$recorded" \
		kind=limit <(figure_all "$figure" limit | sed -E 's/image:([^ =]+)=[^ ]+/\1/g') \
		kind=boot "$DIR/boots.csv" >"$DIR/figures/$figure.tsv"
}

# In place of what the file had of these figures of that kernel
record_exact() {
	local figure
	{
		[[ ! -f $RECORD ]] || awk -F'\t' -v kernel="$version" -v figures=" ${wanted[*]} " \
			'$1 != kernel || !index(figures, " " $2 " ")' "$RECORD"
		for figure in "${wanted[@]}"; do
			awk -F'\t' -v kernel="$version" '$3 != "-" { print kernel "\t" $1 "\t" $2 "\t" $3 }' "$DIR/figures/$figure.tsv"
		done
	} | LC_ALL=C sort -V >"$RECORD.new"
	mv -- "$RECORD.new" "$RECORD"
}

exact_heads() { printf 'figure\tvariant\tms\trecorded\tratio (limit)\tresult\n'; }

# exact_of DIR FIGURE...: what those came to there
exact_of() {
	local figure
	for figure in "${@:2}"; do
		[[ ! -f $1/figures/$figure.tsv ]] || cat -- "$1/figures/$figure.tsv"
	done
}

# Sets code
summary_exact() {
	local table bad word=PASS
	((!record)) || record_exact
	table=$(exact_of "$DIR" "${wanted[@]}")
	{ exact_heads && printf '%s\n' "$table"; } | column -t -s $'\t'
	bad=$(grep -c $'\tFAIL: [^\t]*$' <<<"$table") || true
	((!bad)) || code=$E_TEST word="FAIL ($E_TEST)"
	tell "$(paint "$word"): $name: $bad of $(wc -l <<<"$table") exact times are not as they should be, in" \
		"$(seconds "$began"); the boots are in $DIR/boots.csv$( ((!record)) || printf ', the record is %s' "$RECORD")"
}

# exact_summary: of all kernels, a line of heads first; nothing if none was timed
exact_summary() {
	local dir section=exact
	local -a names
	mapfile -t names < <(figures)
	find "$OUT/bench" -mindepth 2 -maxdepth 2 -name exact 2>/dev/null | sort -V | while read -r dir; do
		exact_of "$dir" "${names[@]}" | sed "s#^#$(basename "$(dirname "$dir")")\t#"
	done | sed "1i kernel\t$(exact_heads)"
}
