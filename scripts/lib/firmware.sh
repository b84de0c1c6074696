# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The firmware that misbehaves: selftests/firmware/, built into out/firmware/, and what it can
# be told. For boot, faults and bench.

FIRMWARE=$TOP/selftests/firmware
# Tables that have machines, some of which boot below it
# shellcheck disable=SC2034 # boot and bench read them
FAULTS=$FIRMWARE/faults FIGURES=${SPLIT_STARTUP_FIGURES:-$TOP/ci/figures}

# What a spec may be, after its CPU; the firmware parses it again, and is as strict
SPEC_FAULT='on=(denied|already-on|on-pending|internal-failure|invalid-parameters|invalid-address|not-present)'
SPEC_FAULT+='|lost|(late|queue|block|fails-late)=[0-9]{1,7}(us|ms|s)|no-granule|no-52bit|asid8|ctr|no-pauth|no-lse|hang'
SPEC_FAULT+='|off-returns(=[0-9]{1,7}(us|ms|s))?'
SPEC_FAULT+='|affinity=(off|on(:[0-9]{1,7}(us|ms|s))?)|context=(0x[0-9a-fA-F]{1,16}|[0-9]{1,19})|spin-table'
SPEC_FAULT+='|forgets|one-word(=strict)?|acpi(=disabled|=online-capable)?'
SPEC_ALL='psci=0\.[12]|acpi=parked'

# is_spec SPEC CPUS: a fault that there is, of a CPU of that many. Else SPEC_WRONG says why
SPEC_WRONG=''
is_spec() {
	local spec=$1 cpus=$2 attempt='(@[1-9][0-9]{0,8})?'
	SPEC_WRONG=''
	[[ ! $spec =~ ^all:($SPEC_ALL|$SPEC_FAULT)$attempt$ ]] || return 0
	if [[ ! $spec =~ ^cpu([0-9]{1,2}):($SPEC_FAULT)$attempt$ ]]; then
		SPEC_WRONG='not of the form cpuN:FAULT[=VALUE][@ATTEMPT], or no such fault or value'
	elif ((10#${BASH_REMATCH[1]} >= cpus)); then
		SPEC_WRONG="it has the CPUs 0 to $((cpus - 1))"
	fi
	[[ -z $SPEC_WRONG ]]
}

# layout NAME: a number of layout.h
layout() { awk -v name="$1" '$1 == "#define" && $2 == name { print $3 }' "$FIRMWARE/layout.h"; }

# build_firmware: make knows whether there is anything to do
build_firmware() {
	local cross='' log=$OUT/firmware/log
	[[ $(uname -m) == aarch64 ]] || cross=${CROSS_COMPILE:-aarch64-linux-gnu-}
	need "${cross}gcc" make fdtput
	folder "$OUT/firmware"
	# Boots beside us want the same
	lock "$OUT/firmware"
	bare make -s -C "$FIRMWARE" O="$OUT/firmware" CROSS_COMPILE="$cross" >"$log" 2>&1 ||
		die "$E_BUILD" "the firmware does not build: $(grep -m1 error "$log" || tail -n 1 "$log"); all of it is in $log"
	unlock "$OUT/firmware"
}
