# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The machine that boot starts: its section of ci/machines, selftests/firmware/faults or
# ci/figures, its device tree, and QEMU's command.

# What is booted, for all of lib/boot. scripts/boot sets it: kernel, as the user calls it; label, the
# name with its cut; config, arch; tree, the work tree; dir, of what build left; run, the run folder;
# image, init, append, accel; firmware, shell, gdb, 1 or nothing; socket, a folder for the debugger's.
declare -A BOOT=()
# The faults that our firmware is told
SPECS=()

# The machine's name, its keys, of several lines the last one, and of its own section all
MACHINE=''
declare -A MACHINE_KEYS=() MACHINE_LINES=()

# use_machine NAME: a machine with a fault is in a table of its own
use_machine() {
	local file key value
	MACHINE=$1
	for file in "$TOP/ci/machines" "$FAULTS" "$FIGURES" ''; do
		[[ ! -f $file || $(<"$file") != *$'\n[machine "'"$1"$'"]\n'* ]] || break
	done
	[[ -n $file ]] ||
		bad_usage "no machine $1: ci/machines has $(sections machines machine | paste -sd ' ');" \
			"others are in ${FAULTS#"$TOP"/} and ${FIGURES#"$TOP"/}"
	while IFS='=' read -r key value; do
		[[ $key != machine.* ]] || MACHINE_LINES[${key##*.}]+=$value$'\n'
		MACHINE_KEYS[${key##*.}]=$value
	done < <(
		keys_below "$TOP/ci/machines" default.machine
		keys_below "$file" default.machine
		keys_below "$file" "machine.$1"
	)
}

# keys_below FILE SECTION: each as SECTION.KEY=VALUE
keys_below() {
	git config -f "$1" --list |
		awk -v section="$2." 'index($0, section) == 1 && substr($0, length(section) + 1) ~ /^[a-z-]+=/'
}

machine_field() { printf '%s\n' "${MACHINE_KEYS[$1]-${2-}}"; }
machine_all() { printf '%s' "${MACHINE_LINES[$1]-}"; }

# A kernel of one architecture on a machine of another says nothing at all
match_arch() {
	local is arch=${BOOT[arch]}
	is=$(machine_field arch arm64)
	[[ $is == "$arch" ]] ||
		bad_usage "machine $MACHINE is for $is, config ${BOOT[config]} for $arch," \
			"which has $(machines_of "$arch" | paste -sd ' ')"
	[[ $arch == arm64 || -z ${BOOT[firmware]} ]] ||
		bad_usage "--fault and --firmware are for arm64 alone, not for $arch"
}

# find_faults: those of the machine, too, which then needs the firmware
find_faults() {
	local fault cpus
	mapfile -t -O "${#SPECS[@]}" SPECS < <(machine_all fault)
	((!${#SPECS[@]})) || BOOT[firmware]=1
	cpus=$(machine_field cpus)
	for fault in "${SPECS[@]}"; do
		is_spec "$fault" "$cpus" || bad_usage "--fault $fault: $SPEC_WRONG"
	done
	[[ -z ${BOOT[firmware]} || ${BOOT[accel]} != kvm ]] ||
		bad_usage "--fault and --firmware need --accel tcg or icount"
}

# --- QEMU's command: these add to it, and to the kernel's command line

QEMU=()
APPEND=''

# make_dtb FILE EDIT...: QEMU's own device tree with the machine's edits in it, and these. An edit is
# "node property", which goes, or "node property type value...": fdtput makes what is missing.
make_dtb() {
	local edit dtb=$1
	local -a edits words
	mapfile -t edits < <(machine_all dt)
	edits+=("${@:2}")
	((${#edits[@]})) || return 0
	need fdtput
	"${QEMU[@]}" -machine dumpdtb="$dtb" >/dev/null 2>&1
	for edit in "${edits[@]}"; do
		read -ra words <<<"$edit"
		if ((${#words[@]} == 2)); then
			fdtput -d "$dtb" "${words[@]}" 2>/dev/null ||
				die "$E_USAGE" "machine $MACHINE: dt = $edit: QEMU's device tree has no such property"
			continue
		fi
		fdtput -c -p "$dtb" "${words[0]}" 2>/dev/null || true
		fdtput -t "${words[2]}" "$dtb" "${words[0]}" "${words[1]}" "${words[@]:3}"
	done
	fdtput -t x "$dtb" /reserved-memory ranges 2>/dev/null || true
}

accel_options() {
	case ${BOOT[accel]} in
	tcg) QEMU+=(-accel tcg) ;;
	icount) QEMU+=(-accel 'tcg,thread=single' -icount 'shift=3,sleep=off' -seed 1) ;;
	kvm)
		[[ -w /dev/kvm && $(uname -m) == "$(arch_field "${BOOT[arch]}" host)" ]] ||
			die "$E_TOOL" "--accel kvm needs an ${BOOT[arch]} host with a writable /dev/kvm: use tcg"
		QEMU+=(-accel kvm)
		;;
	*) bad_usage "--accel is tcg, kvm or icount" ;;
	esac
}

# disk_options: an empty one, if the machine has a disk
disk_options() {
	local size disk=${BOOT[run]}/disk
	size=$(machine_field disk)
	[[ -n $size ]] || return 0
	truncate -s "$size" "$disk"
	QEMU+=(-drive "if=none,id=disk,format=raw,file=$disk" -device 'virtio-blk-device,drive=disk')
}

# With a shell Ctrl-C is the guest's
console_options() {
	local run=${BOOT[run]}
	if [[ -n ${BOOT[shell]} ]]; then
		QEMU+=(-chardev "stdio,id=console,mux=on,signal=off,logfile=$run/console.log" -serial chardev:console)
		QEMU+=(-mon "chardev=console,mode=readline")
	else
		QEMU+=(-serial "file:$run/console.log")
		QEMU+=(-device "$(arch_field "${BOOT[arch]}" results)" -chardev "file,id=results,path=$run/results.ktap")
		QEMU+=(-device "virtconsole,chardev=results")
	fi
}

# kernel_append: what the machine says, and what it asks of cpu_again, then what the user does
kernel_append() {
	local again term=${TERM-}
	again=$(machine_all again | paste -sd ,)
	[[ -z ${BOOT[gdb]} ]] || APPEND+=' nokaslr'
	[[ -z ${BOOT[shell]} ]] || APPEND+=" CPUHP_SHELL=$(stty size | tr ' ' x) TERM=${term//[^A-Za-z0-9.+_-]/}"
	APPEND="${BOOT[append]}$APPEND"
	printf 'console=%s panic=-1 %s%s%s\n' "$(arch_field "${BOOT[arch]}" console)" "$(machine_field append)" \
		"${again:+ CPUHP_AGAIN=$again}" "${APPEND:+ $APPEND}"
}

# qemu_command: sets QEMU
qemu_command() {
	local run=${BOOT[run]} text
	local -a model
	read -ra model <<<"$(machine_field qemu)"
	# The firmware is at EL2
	[[ -z ${BOOT[firmware]} ]] || model=("${model[@]/#virt,/virt,virtualization=on,}")
	[[ ${BOOT[accel]} != kvm ]] || model=("${model[@]/#max,pauth-impdef=on/host}")
	QEMU=("$(arch_field "${BOOT[arch]}" qemu)")
	accel_options
	# No default devices: they want ROM files that need not be installed
	[[ $(machine_field reboots) == yes ]] || QEMU+=(-no-reboot)
	QEMU+=(-nodefaults -display none "${model[@]}" -smp "$(machine_field cpus)" -m "$(machine_field memory)")
	if [[ -n ${BOOT[firmware]} ]]; then
		firmware_options
	elif [[ -n $BIOS ]]; then
		bios_options
	else
		make_dtb "$run/dtb"
		[[ ! -f $run/dtb ]] || QEMU+=(-dtb "$run/dtb")
		QEMU+=(-kernel "${BOOT[image]}")
	fi
	text=$(kernel_append)
	QEMU+=(-initrd "$run/initramfs.cpio" -append "$text")
	disk_options
	console_options
	[[ -z ${BOOT[gdb]} ]] || QEMU+=(-S -gdb "unix:${BOOT[socket]}/gdb,server=on,wait=off")
	[[ -z ${BOOT[firmware]} ]] || firmware_dtb
}
