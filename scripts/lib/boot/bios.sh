# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Real firmware, below machines that ask for it: EDK2 and U-Boot, files of packages, and Trusted Firmware-A for
# QEMU's machine "virt", built from the distribution's source package, as no package has it, and kept
# in the cache.

# The file that QEMU is to start; nothing if the machine asks for none
BIOS=''

# Where TF-A takes the kernel and its initramfs
readonly TFA_KERNEL=0x60000000 TFA_INITRD=0x68000000

# need_bios OFFLINE: sets BIOS
need_bios() {
	case $(machine_field firmware) in
	'') return ;;
	edk2 | uboot)
		BIOS=$(field kernels "firmware.$(machine_field firmware)" file)
		[[ -f $BIOS ]] || die "$E_TOOL" "$BIOS is missing: scripts/setup --all installs it"
		;;
	tfa)
		((!$1)) || has_tfa ||
			die "$E_SKIP" "--offline, and TF-A is not in the cache: boot such a machine once without"
		made_once has_tfa make_tfa
		BIOS=$(tfa_flash)
		;;
	*) die "$E_USAGE" "machine $MACHINE: firmware = $(machine_field firmware): edk2, uboot or tfa" ;;
	esac
	[[ -z ${BOOT[firmware]} ]] || bad_usage "--fault and --firmware: machine $MACHINE has another firmware"
}

# bios_options: EDK2 and U-Boot ask QEMU for the kernel, TF-A looks for it in memory, as for its initramfs, of
# which the kernel has to be told
bios_options() {
	local initrd=${BOOT[run]}/initramfs.cpio
	QEMU+=(-kernel "${BOOT[image]}" -bios "$BIOS")
	[[ $(machine_field firmware) == tfa ]] || return 0
	QEMU+=(-device "loader,file=${BOOT[image]},addr=$TFA_KERNEL,force-raw=on"
		-device "loader,file=$initrd,addr=$TFA_INITRD,force-raw=on")
	APPEND+=" initrd=$TFA_INITRD,$(stat -c %s -- "$initrd")"
}

# below_the_kernel: which firmware, for the record
below_the_kernel() {
	local name package
	name=$(machine_field firmware)
	case $name in
	edk2 | uboot)
		package=$(field kernels "firmware.$name" package)
		printf '%s %s\n' "$(field kernels "firmware.$name" name)" "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null || true)"
		;;
	tfa) printf 'TF-A %s\n' "$(basename -- "${BIOS%/*}")" ;;
	*) [[ -z ${BOOT[firmware]} ]] || printf 'selftests/firmware\n' ;;
	esac
}

# tfa_flash: the newest that was built; nothing if there is none
tfa_flash() { find "$CACHE/tfa" -name flash 2>/dev/null | sort -V | tail -n 1 || true; }

has_tfa() { [[ -n $(tfa_flash) ]]; }

# make_tfa: of the newest upstream tarball that ci/kernels' suite has
make_tfa() {
	local dir=$CACHE/tmp/tfa made=$CACHE/tmp/tfa/src/build/qemu/release suite package version
	need aarch64-linux-gnu-gcc make
	suite=$(field kernels firmware.tfa suite)
	package=$(field kernels firmware.tfa package)
	(update_lists "$suite") || leave "$E_SKIP"
	version=$(versions "$package" Sources | first_line)
	[[ -n $version ]] || die "$E_SKIP" "$suite has no source of $package"
	apt_get_in "$dir" source --download-only --tar-only "$package=$version" ||
		die "$E_SKIP" "the source of $package $version cannot be had: $(apt_said "$dir/log")"
	mkdir -- "$dir/src"
	tar -xf "$dir"/*.orig.tar.* -C "$dir/src" --strip-components=1
	version=$(find "$dir" -name '*.orig.tar.*' -printf '%f\n' | sed 's/.*_//; s/[.]orig.*//')
	say "building TF-A $version"
	bare make -s -C "$dir/src" -j "$(nproc)" PLAT=qemu CROSS_COMPILE=aarch64-linux-gnu- ARM_LINUX_KERNEL_AS_BL33=1 \
		PRELOADED_BL33_BASE="$TFA_KERNEL" QEMU_USE_GIC_DRIVER=QEMU_GICV3 bl1 fip >"$dir/log" 2>&1 ||
		die "$E_BUILD" "TF-A does not build: $(grep -m1 -E 'error|Error' "$dir/log"); all of it is in $dir/log"
	cp -- "$made/bl1.bin" "$dir/flash"
	truncate -s 256K "$dir/flash"
	cat -- "$made/fip.bin" >>"$dir/flash"
	truncate -s 64M "$dir/flash"
	mkdir -p -- "$CACHE/tfa/$version"
	mv -- "$dir/flash" "$CACHE/tfa/$version/flash"
	rm -rf -- "$dir"
}
