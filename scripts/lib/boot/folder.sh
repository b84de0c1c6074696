# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The run folder: what boot leaves there, and what it keeps of the runs before.

KEEP=${CPUHP_KEEP:-5}

# wanted_folder TO: where the option says, or who is at the keyboard; nothing is the machine's own. A
# run folder is made anew: nothing else may be lost that way.
wanted_folder() {
	local to=$1
	if [[ -n $to ]]; then
		[[ ! -e $to || -f $to/qemu-cmd || (-d $to && -z $(find "$to" -mindepth 1 -print -quit)) ]] ||
			bad_usage "--to $to: that is there, and no run folder"
		realpath -m -- "$(absolute "$to")"
	elif [[ -n ${BOOT[shell]}${BOOT[gdb]} ]]; then
		printf '%s\n' "${BOOT[dir]}/by-hand/$MACHINE"
	fi
}

print_command() {
	[[ -f ${BOOT[run]}/qemu-cmd ]] ||
		die "$E_BOOT" "$MACHINE has not been booted with ${BOOT[label]}, ${BOOT[config]} yet"
	sed -n '$s/^exec //p' "${BOOT[run]}/qemu-cmd"
}

# keep_evidence: a run folder that did not pass is moved to RUN.failed/DATE; the last KEEP of these stay.
# Where nothing was said yet, nothing is lost.
keep_evidence() {
	local run=${BOOT[run]} date to command n=1 result=''
	[[ $KEEP -gt 0 && -s $run/qemu-cmd ]] || return 0
	[[ ! -f $run/run.json ]] || result=$(jq -r .result "$run/run.json" 2>/dev/null) || result=''
	[[ $result != PASS ]] || return 0
	[[ -s $run/console.log || $(head -n 1 "$run/qemu-status" 2>/dev/null) != 'not ended' ]] || return 0
	date=$(date -u -r "$run/qemu-cmd" +%Y-%m-%dT%H%M%SZ)
	to=$run.failed/$date
	while [[ -e $to ]]; do
		n=$((n + 1))
		to=$run.failed/$date-$n
	done
	mkdir -p -- "$run.failed"
	mv -- "$run" "$to"
	# What boots it again writes there, too
	command=$(<"$to/qemu-cmd")
	printf '%s\n' "${command//"$run/"/"$to/"}" >"$to/qemu-cmd"
	say "the last run here did not pass, and is kept in $to"
	find "$run.failed" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*-[0-9]*-[0-9]*T*Z*' -printf '%f\n' | sort -V |
		head -n "-$KEEP" | while read -r date; do rm -rf -- "$run.failed/$date"; done
}

# built KEY [DEFAULT]: what scripts/build said of this Image
built() {
	local dir=${BOOT[dir]}
	if [[ ${BOOT[image]} == "$dir/Image" && -f $dir/build ]]; then
		awk -F'\t' -v key="$1" '$1 == key { print $2 }' "$dir/build"
	else
		printf '%s\n' "${2-}"
	fi
}

# keyed KEY: each line of stdin that says something, for the machine file
keyed() { sed -n "s/^./$1\t&/p"; }

# What check needs to judge this folder, also when ci/machines has moved on
machine_file() {
	local key
	printf 'machine\t%s\nkernel\t%s\nconfig\t%s\n' "$MACHINE" "$(built kernel "${BOOT[label]}")" "${BOOT[config]}"
	for key in commit source series arch edited; do built "$key" | keyed "$key"; done
	below_the_kernel | keyed firmware
	printf 'online\t%s\n' "$(machine_field online)"
	printf '%s\n' "${SPECS[@]}" | keyed fault
	for key in says never row bringup together cost cost-min from until kicks online-end ends allows; do
		machine_all "$key" | keyed "$key"
	done
}

# record_run: all files of the run, as they are before it begins
record_run() {
	local run=${BOOT[run]}
	machine_file >"$run/machine"
	: >"$run/console.log"
	[[ -n ${BOOT[shell]} ]] || : >"$run/results.ktap"
	printf 'FAIL not judged yet\n' >"$run/verdict"
	printf 'not ended\n' >"$run/qemu-status"
	printf '#!/bin/sh\n# Boots it again, into the same files\nexec %s\n' "${QEMU[*]@Q}" >"$run/qemu-cmd"
	chmod +x "$run/qemu-cmd"
}
