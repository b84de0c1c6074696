# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The plots of scripts/bench: SVG, by gnuplot, of bench.json.

# Colours that also those tell apart who do not see all of them
readonly COLOURS='#555555 #0072b2 #d55e00 #009e73 #cc79a7 #b58900'

# plot FILE X-LABEL: of lines "name, x, median, least, most" on stdin, tabs between; none of no lines
plot() {
	local data
	data=$(cat)
	[[ -n $data ]] || return 0
	curves "$2" <<<"$data" >"$1.plt"
	gnuplot "$1.plt" >"$1.new" 2>"$1.log" || die "$E_BUG" "gnuplot: $(grep -v '^[[:space:]]*$' "$1.log" | tail -n 1)"
	mv -- "$1.new" "$1"
	rm -f -- "$1.plt" "$1.log"
}

# curves X-LABEL: gnuplot's commands
curves() {
	printf 'set %s\n' 'terminal svg size 720,420 dynamic font "sans-serif,14" background "white"' \
		'border 3 linecolor "#888888"' 'tics nomirror' 'grid ytics linecolor "#dddddd" linetype 1' \
		"xlabel \"$1\"" 'ylabel "ms, from the first CPU to the last"' 'yrange [0:*]' 'key top left' \
		'offsets graph 0.05, graph 0.05, graph 0.1, 0'
	awk -F'\t' -v colours="$COLOURS" '
		!($1 in index_of) { index_of[$1] = ++n; name[n] = $1 }
		{ rows[index_of[$1]] = rows[index_of[$1]] $2 " " $3 " " $4 " " $5 "\n" }
		END {
			split(colours, colour, " ")
			for (i = 1; i <= n; i++) printf "$d%d << END\n%sEND\n", i, rows[i]
			printf "plot "
			for (i = 1; i <= n; i++) {
				c = colour[(i - 1) % 6 + 1]
				printf "%s$d%d using 1:2 with lines linewidth 2 linecolor \"%s\" notitle, ", (i > 1 ? ", " : ""), i, c
				printf "$d%d using 1:2:3:4 with yerrorbars pointtype 7 linecolor \"%s\" title \"%s\" noenhanced", i, c, name[i]
			}
			print ""
		}'
}

# The figures whose firmware does nothing
over_cpus() {
	jq -r '[.figures[] | select(.measure == "boot" and all(.sides[]; .name | endswith("+faults") | not)) | .cpus as $x |
		.sides[] | select(.median != null) | [.name, $x, .median, .min, .max]] | sort_by(.[1]) | .[] | @tsv' "$1"
}

# Those with one latency for all; what their baseline takes has none
over_latency() {
	jq -r '[.figures[] | select(.latency != null) | .latency as $x | .cpus as $cpus | .sides[] | select(.median != null) |
		(.name | rtrimstr("+faults")) as $name |
		[$name + ", \($cpus) CPUs", (if .role == "base" then 0 else $x end), .median, .min, .max]] |
		unique_by(.[0:2]) | sort_by(.[1]) | .[] | @tsv' "$1"
}

# plots DIR: of the bench.json in there
plots() {
	rm -f -- "$1"/*.svg
	if ! command -v gnuplot >/dev/null; then
		say "no plots, as gnuplot is missing: scripts/setup --all installs it"
		return
	fi
	over_cpus "$1/bench.json" | plot "$1/time-over-cpus.svg" CPUs
	over_latency "$1/bench.json" | plot "$1/time-over-latency.svg" 'ms that each CPU is late'
}
