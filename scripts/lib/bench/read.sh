# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# One boot of scripts/bench, as it is found. splats.sh is sourced before.

# What read_boot makes of it: [ms] that the bring-up took, CPUs [online], and the [problem] for
# which it is no sample
declare -A boot=()

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

# read_guest RESULTS CPUS: what user space said
read_guest() {
	boot[online]=$(online_of "$1" 'after boot')
	boot[ms]=$(off_on_of "$1")
	if ! tr -d '\r' <"$1" | grep -qx '# end'; then
		boot[problem]='the results have no end: PID 1 did not get there'
	elif [[ -z ${boot[ms]} || $(<"$1") != *$'\nok 1 off_on_time'* ]]; then
		boot[problem]="off_on_time: $(grep -m1 '^not ok\|^ok' "$1" || printf 'not heard of')"
	elif ((boot[online] != $2)); then
		boot[problem]="${boot[online]} of $2 CPUs are on-line"
	fi
}

# read_boot RUN CPUS MEASURE
read_boot() {
	local run=$1 cpus=$2 measure=$3 fault='' splat='' status ms='' online='' why=''
	status=$(<"$run/qemu-status")
	read -r ms online < <(total_of "$run/console.log") || true
	boot=([ms]=$ms [online]=$online [problem]='')
	[[ ! -f $run/faults ]] || fault=$(missing_fault "$run")
	[[ -z $online ]] || splat=$(bring_up_splat "$run")
	if [[ $status == killed:* ]]; then
		why="$status: $(tail -n 1 "$run/console.log")"
	elif [[ $status == exit* && $status != 'exit 0 '* ]]; then
		why="QEMU: ${status% after*}: $(tail -n 1 "$run/qemu.log")"
	elif [[ -z $online ]]; then
		why="it did not bring its CPUs up: $(tail -n 1 "$run/console.log")"
	elif ((online != cpus)); then
		why="$online of $cpus CPUs came up"
	elif [[ -n $splat ]]; then
		why="console: $splat"
	elif [[ -n $fault ]]; then
		why="the fault $fault did not happen"
	elif [[ $measure == off-on ]]; then
		read_guest "$run/results.ktap" "$cpus"
		why=${boot[problem]}
	fi
	# It goes into a line of CSV
	boot[problem]=$(printf '%s' "$why" | tr -d '\r\000' | tr ',"\n' "; '")
	[[ -z $why ]] || boot[ms]=''
}
