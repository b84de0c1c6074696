# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The plots of scripts/bench: SVG, by gnuplot. DIR has the data.

# Colours that also those tell apart who do not see all of them
readonly COLOURS='#555555 #0072b2 #d55e00 #009e73 #cc79a7 #b58900'

# plot FILE WIDTH HEIGHT: of gnuplot's commands on stdin
plot() {
	{
		printf 'set terminal svg size %d,%d dynamic font "sans-serif,14" background "white"\n' "$2" "$3"
		printf 'set border 3 linecolor "#888888"\nset tics nomirror\nset grid ytics linecolor "#dddddd" linetype 1\n'
		cat
	} >"$1.plt"
	gnuplot "$1.plt" >"$1.new" 2>"$1.log" || die "$E_BUG" "gnuplot: $(grep -v '^[[:space:]]*$' "$1.log" | tail -n 1)"
	mv -- "$1.new" "$1"
	rm -f -- "$1.plt" "$1.log"
}

# curves X-LABEL: of lines "name, x, median, least, most", tabs between
curves() {
	awk -F'\t' -v colours="$COLOURS" -v label="$1" '
		!($1 in index_of) { index_of[$1] = ++n; name[n] = $1 }
		{ rows[index_of[$1]] = rows[index_of[$1]] $2 " " $3 " " $4 " " $5 "\n" }
		END {
			split(colours, colour, " ")
			printf "set xlabel \"%s\"\nset ylabel \"ms, from the first CPU to the last\"\nset yrange [0:*]\nset key top left\n", label
			print "set offsets graph 0.05, graph 0.05, graph 0.1, 0"
			for (i = 1; i <= n; i++) printf "$d%d << END\n%sEND\n", i, rows[i]
			printf "plot "
			for (i = 1; i <= n; i++)
				printf("%s$d%d using 1:2 with lines linewidth 2 linecolor \"%s\" notitle, $d%d using 1:2:3:4 with yerrorbars pointtype 7 linecolor \"%s\" title \"%s\" noenhanced", \
					i > 1 ? ", " : "", i, colour[(i - 1) % 6 + 1], i, colour[(i - 1) % 6 + 1], name[i])
			print ""
		}'
}

# The figures whose firmware does nothing
over_cpus() {
	jq -r '[.figures[] | select(.measure == "boot" and all(.sides[]; .name | endswith("+faults") | not)) | .cpus as $x |
		.sides[] | select(.median != null) | [.name, $x, .median, .min, .max]] | sort_by(.[1]) | .[] | @tsv' "$DIR/bench.json"
}

# Those with one latency for all; what their baseline takes has none
over_latency() {
	jq -r '[.figures[] | select(.latency != null) | .latency as $x | .cpus as $cpus | .sides[] | select(.median != null) |
		(.name | rtrimstr("+faults")) as $name | [$name + ", \($cpus) CPUs", (if .role == "base" then 0 else $x end), .median, .min, .max]] |
		unique_by(.[0:2]) | sort_by(.[1]) | .[] | @tsv' "$DIR/bench.json"
}

plots() {
	local data
	rm -f -- "$DIR"/*.svg
	if ! command -v gnuplot >/dev/null; then
		say "no plots, as gnuplot is missing: scripts/setup --all installs it"
		return
	fi
	data=$(over_cpus)
	[[ -z $data ]] || curves CPUs <<<"$data" | plot "$DIR/time-over-cpus.svg" 720 420
	data=$(over_latency)
	[[ -z $data ]] || curves 'ms that each CPU is late' <<<"$data" | plot "$DIR/time-over-latency.svg" 720 420
}
