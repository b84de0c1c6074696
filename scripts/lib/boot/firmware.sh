# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What QEMU needs to boot a kernel below our firmware.

# firmware_options: in place of -kernel; and its log
firmware_options() {
	local run=${BOOT[run]}
	QEMU+=(-kernel "$OUT/firmware/firmware.bin")
	QEMU+=(-device "loader,file=${BOOT[image]},addr=$(layout FW_KERNEL),force-raw=on")
	: >"$run/firmware.log"
	QEMU+=(-chardev "file,id=firmware,path=$run/firmware.log")
	QEMU+=(-semihosting-config "enable=on,target=native,chardev=firmware")
	((${#SPECS[@]})) || return 0
	printf '%s\n' "${SPECS[@]}" >"$run/faults"
	(($(stat -c %s "$run/faults") < $(layout FW_SPECS_SIZE))) || bad_usage "--fault: too much of it"
	QEMU+=(-device "loader,file=$run/faults,addr=$(layout FW_SPECS),force-raw=on")
}

# firmware_dtb: in which the kernel leaves the firmware's memory alone. QEMU makes /psci anew in any
# device tree that it is given (-dtb), so that the firmware gets it, complete with /chosen.
firmware_dtb() {
	local node base dtb=${BOOT[run]}/dtb
	base=$(layout FW_BASE)
	node=/reserved-memory/firmware@${base#0x}
	make_dtb "$dtb" '/reserved-memory #address-cells x 2' '/reserved-memory #size-cells x 2' \
		"$node reg x 0 $base 0 $(layout FW_SIZE)" "$node no-map x"
	QEMU+=(-device "loader,file=$dtb,addr=$(layout FW_DTB),force-raw=on")
}

# firmware_ran: if not, it has said why, and nothing has been tested
firmware_ran() {
	local why log=${BOOT[run]}/firmware.log
	why=$(awk -F'\t' '$3 == "stop" { print $4; exit }' "$log")
	[[ -z $why ]] || die "$E_BOOT" "the firmware has stopped the machine: $why"
	grep -q '	enter	' "$log" || die "$E_BOOT" "the firmware has not started the kernel; see ${log%/*}/qemu.log"
}
