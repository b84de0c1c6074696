# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Trusted Firmware-A for QEMU's machine "virt": built from the distribution's source package,
# as no package has it, and kept in the cache. For boot, below machines of firmware = tfa.

# Where it takes the kernel and its initramfs
readonly TFA_KERNEL=0x60000000 TFA_INITRD=0x68000000

# tfa_get DIR: the newest upstream tarball that ci/kernels' suite has
tfa_get() {
	local dir=$1 suite package version
	suite=$(field kernels firmware.tfa suite)
	package=$(field kernels firmware.tfa package)
	(update_lists "$suite") || leave "$E_SKIP"
	version=$(own_apt apt-cache madison "$package" 2>/dev/null |
		awk -F' *[|] *' '/Sources/ { print $2 }' | sort -V | tail -n 1)
	[[ -n $version ]] || die "$E_SKIP" "$suite has no source of $package"
	(cd "$dir" && own_apt apt-get source -qq --download-only --tar-only "$package=$version" >log 2>&1 </dev/null) ||
		die "$E_SKIP" "the source of $package $version cannot be had: $(tail -n 1 "$dir/log" | sed 's#[a-z]*://[^ ]*#…#g')"
}

# tfa_build DIR: the flash of what is there in DIR/src
tfa_build() {
	local dir=$1 made=$1/src/build/qemu/release
	need aarch64-linux-gnu-gcc make
	bare make -s -C "$dir/src" -j "$(nproc)" PLAT=qemu CROSS_COMPILE=aarch64-linux-gnu- ARM_LINUX_KERNEL_AS_BL33=1 \
		PRELOADED_BL33_BASE="$TFA_KERNEL" QEMU_USE_GIC_DRIVER=QEMU_GICV3 bl1 fip >"$dir/log" 2>&1 ||
		die "$E_BUILD" "TF-A does not build: $(grep -m1 -E 'error|Error' "$dir/log"); all of it is in $dir/log"
	cp -- "$made/bl1.bin" "$dir/flash.new"
	truncate -s 256K "$dir/flash.new"
	cat -- "$made/fip.bin" >>"$dir/flash.new"
	truncate -s 64M "$dir/flash.new"
}

# tfa_flash: the newest that was built; nothing if there is none
tfa_flash() { find "$CACHE/tfa" -name flash 2>/dev/null | sort -V | tail -n 1 || true; }

# need_tfa OFFLINE: has it built, unless one is there, which stays; 1 to take it from the cache
# alone
need_tfa() {
	local offline=$1 dir=$CACHE/tmp/tfa version
	[[ -z $(tfa_flash) ]] || return 0
	((!offline)) || die "$E_SKIP" "--offline, and TF-A is not in the cache: boot such a machine once without"
	lock "$CACHE/tmp"
	# It may have been a boot beside us that was waited for
	if [[ -n $(tfa_flash) ]]; then
		unlock "$CACHE/tmp"
		return
	fi
	rm -rf -- "$dir"
	mkdir -p -- "$dir/src"
	tfa_get "$dir"
	tar -xf "$dir"/*.orig.tar.* -C "$dir/src" --strip-components=1
	version=$(find "$dir" -name '*.orig.tar.*' -printf '%f\n' | sed 's/.*_//; s/[.]orig.*//')
	say "building TF-A $version"
	tfa_build "$dir"
	mkdir -p -- "$CACHE/tfa/$version"
	mv -- "$dir/flash.new" "$CACHE/tfa/$version/flash"
	rm -rf -- "$dir"
	unlock "$CACHE/tmp"
}

# tfa_options IMAGE INITRAMFS: QEMU's, a line each: TF-A looks for both in memory
tfa_options() {
	printf '%s\n' -device "loader,file=$1,addr=$TFA_KERNEL,force-raw=on" \
		-device "loader,file=$2,addr=$TFA_INITRD,force-raw=on"
}

# tfa_append INITRAMFS: what the kernel has to be told of it
tfa_append() { printf ' initrd=%s,%d\n' "$TFA_INITRD" "$(stat -c %s -- "$1")"; }
