# shellcheck shell=bash disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The firmware that misbehaves: selftests/firmware/, built into out/firmware/, and
# what QEMU needs to boot a kernel below it.

FIRMWARE=$TOP/selftests/firmware
FAULTS=$FIRMWARE/faults
# Has machines, too, some of which boot below it
FIGURES=${SPLIT_STARTUP_FIGURES:-$TOP/ci/figures}

# What a spec may be, after its CPU; the firmware parses it again, and is as strict
SPEC_FAULT='on=(denied|already-on|on-pending|internal-failure|invalid-parameters|invalid-address|not-present)'
SPEC_FAULT+='|lost|(late|block)=[0-9]{1,7}(us|ms|s)|no-granule|no-52bit|asid8|ctr|no-pauth|no-lse|hang'
SPEC_FAULT+='|off-returns(=[0-9]{1,7}(us|ms|s))?'
SPEC_FAULT+='|affinity=(off|on(:[0-9]{1,7}(us|ms|s))?)|context=(0x[0-9a-fA-F]{1,16}|[0-9]{1,19})|spin-table'
SPEC_FAULT+='|forgets|one-word(=strict)?'
SPEC_ALL='psci=0\.[12]'

# is_spec SPEC CPUS: a fault that there is, of a CPU of that many. Else sets why
is_spec() {
	local spec=$1 cpus=$2 attempt='(@[1-9][0-9]{0,8})?'
	[[ ! $spec =~ ^all:($SPEC_ALL|$SPEC_FAULT)$attempt$ ]] || return 0
	why='not of the form cpuN:FAULT[=VALUE][@ATTEMPT], or no such fault or value'
	[[ $spec =~ ^cpu([0-9]{1,2}):($SPEC_FAULT)$attempt$ ]] || return
	why="it has the CPUs 0 to $((cpus - 1))"
	((10#${BASH_REMATCH[1]} < cpus))
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

# add_firmware_dtb: in which the kernel leaves the firmware's memory alone. QEMU makes
# /psci anew in any device tree that it is given (-dtb), so that the firmware gets it,
# complete with /chosen.
add_firmware_dtb() {
	local node base
	base=$(layout FW_BASE)
	node=/reserved-memory/firmware@${base#0x}
	make_dtb '/reserved-memory #address-cells x 2' '/reserved-memory #size-cells x 2' \
		"$node reg x 0 $base 0 $(layout FW_SIZE)" "$node no-map x"
	qemu+=(-device "loader,file=$run/dtb,addr=$(layout FW_DTB),force-raw=on")
}

# firmware_options IMAGE RUN SPEC...: QEMU's, in place of -kernel IMAGE; sets options
firmware_options() {
	local image=$1 run=$2
	shift 2
	options=(-kernel "$OUT/firmware/firmware.bin")
	options+=(-device "loader,file=$image,addr=$(layout FW_KERNEL),force-raw=on")
	: >"$run/firmware.log"
	options+=(-chardev "file,id=firmware,path=$run/firmware.log")
	options+=(-semihosting-config "enable=on,target=native,chardev=firmware")
	(($#)) || return 0
	printf '%s\n' "$@" >"$run/faults"
	(($(stat -c %s "$run/faults") < $(layout FW_SPECS_SIZE))) || bad_usage "--fault: too much of it"
	options+=(-device "loader,file=$run/faults,addr=$(layout FW_SPECS),force-raw=on")
}

# firmware_ran RUN: if not, it has said why, and nothing has been tested
firmware_ran() {
	local why
	why=$(awk -F'\t' '$3 == "stop" { print $4; exit }' "$1/firmware.log")
	[[ -z $why ]] || die "$E_BOOT" "the firmware has stopped the machine: $why"
	grep -q '	enter	' "$1/firmware.log" || die "$E_BOOT" "the firmware has not started the kernel; see $1/qemu.log"
}
