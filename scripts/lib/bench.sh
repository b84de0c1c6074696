# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The figures of ci/figures, what is booted for each, and its tables: for scripts/bench.

# figure, or exact
section=figure

# sections_of KINDS: the names of all figures of those kinds, in order
sections_of() { sed -nE "s/^\[($1) \"(.*)\"\]\$/\2/p" "$FIGURES"; }
figures() { sections_of "$section"; }
figure_all() { git config -f "$FIGURES" --get-all "$section.$1.$2" || true; }
figure_one() { git config -f "$FIGURES" --get "$section.$1.$2" || printf '%s\n' "${3-}"; }

# machine_for CPUS: that of the figure's architecture
machine_for() {
	local arch
	arch=$(arch_of "$(figure_one "$figure" config)")
	[[ $arch == arm64 ]] && arch='' || arch+=-
	printf 'bench-%s%s\n' "$arch" "$1"
}

# --- the file itself

declare -rA FIGURE_FORMS=(
	[about]='.+' [cpus]='[1-9][0-9]*' ['base-cpus']='[1-9][0-9]*' [variants]='.+ .+' [also]='.+'
	[fault]='(cpu[0-9]+|all):.+'
	['late-between']='[0-9]{1,5} [0-9]{1,5} [0-9]{1,9}' [append]='.+'
	[measure]='boot|off-on'
	[limit]='ratio [0-9]+([.][0-9]+)?|difference [0-9]+([.][0-9]+)?( L)?'
)
declare -rA EXACT_FORMS=(
	[about]='.+' [cpus]='[1-9][0-9]*' [also]='.+' [fault]='(cpu[0-9]+|all):.+' [append]='.+' [config]='[a-z0-9_+-]+'
	[limit]='[^ ]+ [0-9]+([.][0-9]+)? [^ ]+'
)

bad_figures() { die "$E_USAGE" "${FIGURES#"$TOP"/}: $*"; }

check_figure_line() {
	local figure=$1 key=$2 value=$3 word why
	local -n forms=${section^^}_FORMS
	[[ -v forms[$key] ]] || bad_figures "$figure: there is no key $key"
	[[ $value =~ ^(${forms[$key]})$ ]] || bad_figures "$figure: $key = $value: not of the form ${forms[$key]}"
	case $key in
	fault) is_spec "$value" "$(figure_one "$figure" cpus 0)" || bad_figures "$figure: fault = $value: scripts/boot has no such fault, or no such CPU" ;;
	cpus | base-cpus)
		word=$(machine_for "$value")
		[[ -n $(git config -f "$FIGURES" --get "machine.$word.cpus") ]] ||
			bad_figures "$figure: $key = $value: there is no machine $word"
		;;
	esac
	[[ $section == exact && $key == limit ]] || [[ $key == variants || $key == also ]] || return 0
	[[ $key != limit ]] || value="${value%% *} ${value##* }"
	for word in $value; do
		known_variant "$word" || bad_figures "$figure: $key = $3: no variant $word, and no $word.patch beside it"
	done
}

check_figures() {
	local figure line key=variants
	[[ $section == figure ]] || key=limit
	while read -r figure; do
		while IFS= read -r line; do
			check_figure_line "$figure" "${line%%=*}" "${line#*=}"
		done < <(git config -f "$FIGURES" --list |
			awk -v head="$section.$figure." 'index($0, head) == 1 { print substr($0, length(head) + 1) }')
		for line in about cpus "$key"; do
			[[ -n $(figure_all "$figure" "$line") ]] || bad_figures "$figure: it has no $line"
		done
		[[ $(figure_one "$figure" limit) != *' L' || $(latest "$figure") != 0 ]] ||
			bad_figures "$figure: limit = $(figure_one "$figure" limit): no CPU is late"
	done < <(figures)
	line=$(figures | sort | uniq -d | head -n 1)
	[[ -z $line ]] || bad_figures "two figures have the name $line"
}

# --- what a figure's firmware is told

# The same numbers everywhere: awk's are another in each awk
late_between() {
	local cpus=$1 from=$2 to=$3 x=$4 n
	for ((n = 1; n < cpus; n++)); do
		x=$(((x * 1103515245 + 12345) & 0x7fffffff))
		printf 'cpu%d:late=%dms\n' "$n" $((from + (x >> 8) % (to - from + 1)))
	done
}

figure_faults() {
	local words
	figure_all "$1" fault
	read -ra words <<<"$(figure_one "$1" late-between)"
	((!${#words[@]})) || late_between "$(figure_one "$1" cpus)" "${words[@]}"
}

# latest FIGURE: how much the latest CPU is late, in ms
latest() {
	figure_faults "$1" | awk -F'[:=@]' '$2 == "late" {
		ms = $3 + 0
		if ($3 ~ /us$/) ms /= 1000
		else if ($3 !~ /ms$/) ms *= 1000
		if (ms > most) most = ms
	} END { print most + 0 }'
}

# latency_of FILE: by how much all CPUs are late, in ms, if that is all that is wrong
latency_of() {
	[[ $(wc -l <"$1") -eq 1 && $(<"$1") == all:late=* ]] || { printf 'null\n' && return; }
	latest "$figure"
}

# limit_of FIGURE: as JSON
limit_of() {
	local kind number unit value
	read -r kind number unit <<<"$(figure_one "$1" limit)"
	[[ -n $kind ]] || { printf 'null\n' && return; }
	value=$number
	[[ $unit != L ]] || value=$(awk -v a="$number" -v b="$(latest "$1")" 'BEGIN { print a * b }')
	jq -nc --arg kind "$kind" --argjson value "$value" '{$kind, $value,
		text: ("<= \($value)" + if $kind == "difference" then " ms more" else "" end)}'
}

# --- variants

known_variant() {
	[[ $1 =~ ^(unpatched|serial|parallel|concurrent|upto:[A-Za-z0-9._-]+|image:[A-Za-z0-9._-]+=.+)$ ]] ||
		[[ $1 != */* && -f $(patch_for "$1") ]]
}

# patch_for VARIANT: what has its name, and is put on top of the series
patch_for() { printf '%s/%s.patch\n' "${FIGURES%/*}" "$1"; }

# variant_name VARIANT: an Image of the user's has the name that it was given
variant_name() {
	local name=$1
	[[ $name != image:* ]] || { name=${name#image:} && name=${name%%=*}; }
	printf '%s\n' "$name"
}

# read_variant VARIANT: sets v_cut, v_label, v_append, v_image
read_variant() {
	local upto=''
	v_cut=()
	v_append=''
	v_label=$name
	case $1 in
	unpatched) v_cut=(--unpatched) && v_label+=-unpatched ;;
	serial) v_append=cpuhp.parallel=0 ;;
	parallel) v_append=cpuhp.parallel=1 ;;
	concurrent) upto=rfc v_append='cpuhp.parallel=1 cpuhp.concurrent_kick=1' ;;
	upto:*) upto=${1#upto:} ;;
	image:*) ;;
	*)
		v_cut=(--with "$(patch_for "$1")")
		v_label+=-with-$(fit_name "$1")
		v_append=cpuhp.parallel=1
		;;
	esac
	if [[ -n $upto ]]; then
		v_cut=(--upto "$upto")
		v_label+=-upto-$(basename "$upto" .patch)
	fi
	v_image=$OUT/$v_label/$config/Image
	[[ $1 != image:* ]] || v_image=$(absolute "${1#image:*=}")
}

# --- one boot, as it is found

# total_of CONSOLE: ms from the first line to the last of the bring-up, and CPUs
total_of() {
	tr -d '\r\000' <"$1" | LC_ALL=C awk '
		match($0, /\[ *[0-9]+[.][0-9]+\] smp: /) { now = substr($0, RSTART + 1) * 1000 }
		/smp: Bringing up secondary CPUs/ { from = now }
		/smp: Brought up / && from != "" { sub(/.*, /, ""); printf "%.3f %d\n", now - from, $0; from = "" }'
}

# online_of RESULTS WHEN: how many CPUs
online_of() {
	sed -n "s/^# cpus online $2: //p" "$1" | tr -d '\r' | awk -F, '{
		for (i = 1; i <= NF; i++) { split($i "-" $i, ends, "-"); n += ends[2] - ends[1] + 1 } } END { print n + 0 }'
}

off_on_of() { tr -d '\r' <"$1" | sed -n 's/^  # [0-9]* rounds of [0-9]* CPUs took \([0-9.]*\) ms$/\1/p'; }

# What each boot with faults has to have in its log
missing_fault() {
	LC_ALL=C sort -u "$1/faults" |
		LC_ALL=C comm -23 - <(awk -F'\t' '$3 == "fault" { print $4 }' "$1/firmware.log" | LC_ALL=C sort -u) |
		first_line
}

# During the bring-up: what comes later does not count, and a host that is short of
# CPUs is enough for a stall
bring_up_splat() {
	sed '/smp: Brought up /q' "$1/console.log" >"$1/bring-up.log"
	splats "$1/bring-up.log" | first_line | cut -d: -f2-
}

# What user space said; nothing is wrong if it did. Sets ms, online
problem_of_guest() {
	online=$(online_of "$1" 'after boot')
	ms=$(off_on_of "$1")
	if ! tr -d '\r' <"$1" | grep -qx '# end'; then
		problem="the results have no end: PID 1 did not get there"
	elif [[ -z $ms || $(<"$1") != *$'\nok 1 off_on_time'* ]]; then
		problem="off_on_time: $(grep -m1 '^not ok\|^ok' "$1" || printf 'not heard of')"
	elif ((online != cpus)); then
		problem="$online of $cpus CPUs are on-line"
	fi
}

# problem_of RUN CPUS MEASURE: why this boot is no sample; nothing if it is one.
# Sets ms, online
problem_of() {
	local run=$1 cpus=$2 measure=$3 fault='' splat='' status
	status=$(<"$run/qemu-status")
	ms=''
	online=''
	problem=''
	read -r ms online < <(total_of "$run/console.log") || true
	[[ ! -f $run/faults ]] || fault=$(missing_fault "$run")
	[[ -z $online ]] || splat=$(bring_up_splat "$run")
	if [[ $status == killed:* ]]; then
		problem="$status: $(tail -n 1 "$run/console.log")"
	elif [[ $status == exit* && $status != 'exit 0 '* ]]; then
		problem="QEMU: ${status% after*}: $(tail -n 1 "$run/qemu.log")"
	elif [[ -z $online ]]; then
		problem="it did not bring its CPUs up: $(tail -n 1 "$run/console.log")"
	elif ((online != cpus)); then
		problem="$online of $cpus CPUs came up"
	elif [[ -n $splat ]]; then
		problem="console: $splat"
	elif [[ -n $fault ]]; then
		problem="the fault $fault did not happen"
	elif [[ $measure == off-on ]]; then
		problem_of_guest "$run/results.ktap"
	fi
	[[ -z $problem ]] || ms=''
	# It goes into a line of CSV
	problem=$(printf '%s' "$problem" | tr -d '\r\000' | tr ',"\n' "; '")
}

# --- what came out

# timed DIR FIGURE...: what those came to there
timed() {
	local figure
	for figure in "${@:2}"; do
		[[ ! -f $1/figures/$figure.json ]] || cat -- "$1/figures/$figure.json"
	done
}

# new_figures: what was timed last, pairs and exact times; no comparison of the user's own
new_figures() {
	[[ -d $OUT/bench ]] || return 0
	{
		find "$OUT/bench" -mindepth 3 -maxdepth 3 -name bench.json ! -path '*-of-*/bench.json'
		find "$OUT/bench" -mindepth 4 -maxdepth 4 -path '*/exact/figures/*.json'
	} | sort -V | xargs -rd '\n' cat --
}

# --- what people see

# bench_summary: a line of heads, then one a figure and variant, tabs between
bench_summary() {
	local file
	local -a files=()
	while read -r file; do files+=("$file"); done < <(
		find "$OUT/bench" -mindepth 3 -maxdepth 3 -name bench.json ! -path '*-of-*/bench.json' 2>/dev/null | sort -V
	)
	((!${#files[@]})) || jq -r -s -L "$TOP/scripts/lib" 'include "bench"; summary | @tsv' "${files[@]}"
}
