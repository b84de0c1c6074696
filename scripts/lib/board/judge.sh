# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-2.0-only
# A run folder of what a board has sent, and what is told of it.

# pack_in FILE-OR-FOLDER
pack_in() {
	local file=$1
	[[ ! -d $file ]] || file=$file/pack.txt
	existing --from "$file"
}

# model_of PROBE: what DMI calls it, or its device tree
model_of() {
	local model
	model=$(probed "$1" dt-model)
	[[ -n $model ]] || model="$(probed "$1" vendor) $(probed "$1" product)"
	printf '%s\n' "$model" | tr -s ' ' | sed 's/^ //; s/ $//'
}

# slug WORDS: fit for a folder
slug() {
	printf '%s' "$1" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9.' - | sed 's/^[-.]*//; s/[-.]*$//' | cut -c1-60
}

# unpack PACK DIR: only files that a pack has, as text
unpack() {
	local size
	size=$(stat -c %s -- "$1")
	((size < 50000000)) || die "$E_USAGE" "$1: $size bytes are no pack of board.sh"
	clean "$1" | LC_ALL=C awk -v dir="$2" '
		/^@@ / {
			file = dir "/" $2
			known = $2 ~ /^(board|build|ended|plan|results[.]ktap|cpuhp[.]trace|(pstore|old|new)[.]dmesg|(old|new)[.]journal)$/
			next
		}
		known { print > file }'
	[[ -s $2/board && -s $2/build && -s $2/ended ]] ||
		die "$E_USAGE" "$1 is no pack of board.sh, or not a whole one: its parts board, build and ended are not all there"
}

# bring_up CONSOLE TRACE: milliseconds, as the kernel's log and the cpuhp events have it. A CPU's
# first events are those of boot: from the first of all to the last of a CPU that came on-line then
bring_up() {
	LC_ALL=C awk '
		function ms(line) { match(line, /[0-9]+\.[0-9]+/); return substr(line, RSTART, RLENGTH) * 1000 }
		FILENAME == ARGV[1] && /Bringing up secondary CPUs/ && !from { from = ms($0) }
		FILENAME == ARGV[1] && /smp: Brought up/ && !to { to = ms($0) }
		FILENAME == ARGV[2] && /: cpuhp_(enter|exit): / && !over {
			at = ms(substr($0, index($0, "] ") + 2))
			match($0, / cpu: +[0-9]+/)
			cpu = substr($0, RSTART + 6, RLENGTH - 6) + 0
			if (!cpu) { if (first) over = 1; next }
			if (!first) first = at
			last = at
		}
		END {
			printf "dmesg\t%s\n", to ? sprintf("%.3f", to - from) : ""
			printf "trace\t%s\n", first ? sprintf("%.3f", last - first) : ""
		}' "$1" "$2"
}

# known DIR: lines that its own kernel says as well are none of ours
known() {
	[[ -s $1/old.dmesg ]] || return 0
	splats "$1/old.dmesg" | sed -E 's/^[0-9]+://; s/[][\\.*^$+?(){}|]/\\&/g; s/[0-9]+/[0-9]+/g; s/^/allows\t/' | sort -u
}

# What scripts/check said of the last run; the verb ends with it
JUDGED=0

# judge_pack FILE WORK: makes the run folder, and has it judged
judge_pack() {
	local pack=$1 files=$2/files kernel config machine run
	rm -rf -- "$files"
	mkdir -- "$files"
	unpack "$pack" "$files"
	kernel=$(probed "$files/build" kernel)
	config=$(probed "$files/build" config)
	machine=$(slug "$(model_of "$files/board")")
	[[ $kernel =~ ^[0-9A-Za-z][0-9A-Za-z.+~_-]*$ && $config =~ ^[a-z0-9][a-z0-9.-]*$ && -n $machine ]] ||
		die "$E_USAGE" "$pack: its parts build and board do not say which kernel and machine it was"
	run=$OUT/$kernel/$config/$machine
	earlier "$run"
	mkdir -p -- "$run"
	cp -- "$pack" "$run/pack.txt"
	cp -- "$files"/* "$run/"
	[[ -s $run/new.dmesg ]] && mv -- "$run/new.dmesg" "$run/console.log"
	[[ -f $run/console.log || ! -s $run/pstore.dmesg ]] || cp -- "$run/pstore.dmesg" "$run/console.log"
	touch -- "$run"/{console.log,results.ktap,plan,cpuhp.trace}
	mv -- "$run/ended" "$run/qemu-status"
	{
		printf 'machine\t%s\nends\tback\n' "$machine"
		grep -E $'^(kernel|config|commit|source|series|arch)\t' "$run/build"
		printf 'online\t%s\n' "$(probed "$files/board" online)"
		printf 'firmware\t%s\n' "$(probed "$files/board" firmware | sed 's/^ *//') $(probed "$files/board" psci)"
		known "$files"
	} >"$run/machine"
	bring_up "$run/console.log" "$run/cpuhp.trace" >"$run/bring-up"
	JUDGED=0
	"$TOP/scripts/check" "$run" || JUDGED=$?
	board_json "$run" >"$run/board.json"
	tell "bring-up of its CPUs: $(probed "$run/bring-up" dmesg) ms by its log, $(probed "$run/bring-up" trace) ms by" \
		"trace; $run; scripts/board --publish makes a result of it"
}

# earlier RUN: what is there already stays beside it, by date
earlier() {
	local date
	[[ -s $1/qemu-status ]] || return 0
	date=$(date -u -r "$1/qemu-status" +%Y-%m-%dT%H%M%SZ)
	mkdir -p -- "$1.earlier"
	rm -rf -- "$1.earlier/$date"
	mv -- "$1" "$1.earlier/$date"
}

# timings DIR: what the bring-up took in the runs that passed, of any board, in order of their dates
timings() {
	find "$1" -mindepth 2 -maxdepth 3 -name board.json -printf '%T@\t%p\n' 2>/dev/null | sort -n | cut -f 2 |
		xargs -rd '\n' jq 'select(.result == "PASS").bringup.dmesg // empty'
}

# tell_pairs DIR BASE N: median, least and most of the ratios
tell_pairs() {
	tell "$(tables "map(.[:$3]) | transpose | map(select(all) | .[0] / .[1]) | sort |
		\"\(length) pairs: the bring-up takes \(bench::median | bench::fixed(3)) of what it takes without the series,\" +
		\" \(.[0] | bench::fixed(3)) to \(.[-1] | bench::fixed(3))\"" < <(timings "$1" | jq -s . && timings "$2" | jq -s .))"
}
