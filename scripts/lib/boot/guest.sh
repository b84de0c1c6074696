# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest: an initramfs with our PID 1, the selftests and the kernel's own.

TIMEOUT=$(sed -n 's/^timeout=//p' "$TOP/selftests/cpu-hotplug/settings")

# has_shell: the guest has one on this architecture
has_shell() { [[ -n $(arch_field "${BOOT[arch]}" debian) ]]; }

# plan TEST...: /plan of the guest: test, seconds, what it runs for it
plan() {
	local name command
	for name; do
		[[ $name != kernel_* ]] || has_shell ||
			bad_usage "$name is a shell script, and the guest has no shell on ${BOOT[arch]} (ci/archs):" \
				"leave it out of the tests"
		command=/selftests/$name
		[[ $name != kernel_cpu_on_off ]] || command='/kselftest/cpu-hotplug/cpu-on-off-test.sh -a'
		printf '%s %s %s\n' "$name" "$TIMEOUT" "$command"
	done
}

has_tools() { [[ -x $(guest_tools)/bash && -x $(guest_tools)/busybox ]]; }
guest_tools() { below "${BOOT[arch]}" "$CACHE/guest"; }

# need_tools OFFLINE: the kernel's own selftest is a bash script: the guest needs a bash, and busybox for
# the rest. 1 to take them from the cache alone.
need_tools() {
	has_shell || return 0
	((!$1)) || has_tools ||
		die "$E_FETCH" "--offline, and the guest's bash and busybox are not in the cache: run scripts/boot once without"
	made_once has_tools get_tools
}

get_tools() {
	local dir=$CACHE/tmp/guest deb debian tools
	debian=$(arch_field "${BOOT[arch]}" debian)
	tools=$(guest_tools)
	# A mirror that is dead today is 4 of fetch, which has sources, and not of boot
	(update_lists "$(field kernels guest.tools suite)" -o APT::Architecture="$debian") || leave "$E_FETCH"
	apt_get_in "$dir" download -o APT::Architecture="$debian" {bash,busybox}-static:"$debian" ||
		die "$E_FETCH" "bash-static and busybox-static for $debian cannot be had: $(apt_said "$dir/log")"
	for deb in "$dir"/*.deb; do dpkg-deb -x "$deb" "$dir/root"; done
	mkdir -p -- "$tools"
	install -m 755 "$dir/root/bin/busybox" "$tools/busybox"
	install -m 755 "$dir/root/bin/bash-static" "$tools/bash"
	rm -rf -- "$dir"
}

# build_guest DIR: PID 1, the selftests and the kernel's own, below DIR
build_guest() {
	local dir=$1 tree=${BOOT[tree]} cross
	local -a to
	cross=$(cross_prefix "${BOOT[arch]}")
	to=(ARCH="$(arch_field "${BOOT[arch]}" make)" CROSS_COMPILE="$cross")
	need "${cross}gcc" make
	mkdir -p -- "$dir"
	"${cross}gcc" -Wall -Wextra -O2 -static -o "$dir/init" "${BOOT[init]}" ||
		die "$E_BUILD" "${BOOT[init]} does not build: see above"
	bare make -s -C "$TOP/selftests/cpu-hotplug" KSFT="$tree/tools/testing/selftests" "${to[@]}" \
		OUTPUT="$dir" INSTALL_PATH="$dir/installed" install >"$dir/log" 2>&1 ||
		die "$E_BUILD" "the selftests do not build:" \
			"$(grep -m1 error "$dir/log" || tail -n 1 "$dir/log"); all of it is in $dir/log"
	has_shell && [[ ! -f $dir/kselftest/run_kselftest.sh ]] || return 0
	say "installing the kernel's own selftests"
	bare make -s -C "$tree" O="$tree/.build-${BOOT[config]}" "${to[@]}" TARGETS=cpu-hotplug \
		INSTALL_PATH="$dir/kselftest" kselftest-install >"$dir/kselftest.log" 2>&1 ||
		die "$E_BUILD" "kselftest-install failed: $(tail -n 1 "$dir/kselftest.log"); all of it is in $dir/kselftest.log"
}

# cpio_list DIR PLAN: for the kernel's gen_init_cpio; sorted, so that the same files give the same
# initramfs
cpio_list() {
	local dir=$1 plan=$2 f tools
	printf 'dir /%s 0755 0 0\n' bin dev kselftest kselftest/cpu-hotplug proc selftests sys tmp
	printf 'nod /dev/console 0600 0 0 c 5 1\n'
	printf 'file /init %s 0755 0 0\nfile /plan %s 0644 0 0\n' "$dir/init" "$plan"
	for f in "$dir"/installed/*; do
		[[ -x $f && -f $f ]] && printf 'file /selftests/%s %s 0755 0 0\n' "${f##*/}" "$f"
	done
	has_shell || return 0
	tools=$(guest_tools)
	for f in "$dir"/kselftest/cpu-hotplug/*; do
		printf 'file /kselftest/cpu-hotplug/%s %s 0755 0 0\n' "${f##*/}" "$f"
	done
	printf 'file /bin/bash %s 0755 0 0\nfile /bin/busybox %s 0755 0 0\n' "$tools/bash" "$tools/busybox"
	printf 'slink /bin/%s busybox 0777 0 0\n' awk cat cut echo grep head id ls mount sed seq sh sort tail taskset tr
}

# make_guest TESTS: the initramfs of the run, whose plan has these tests. A boot beside us may have
# another PID 1.
make_guest() {
	local guest run=${BOOT[run]}
	local -a tests
	guest=$(below "${BOOT[arch]}" "$OUT/${BOOT[label]}/guest")
	lock "$guest"
	build_guest "$guest"
	read -ra tests <<<"$1"
	plan "${tests[@]}" >"$run/plan"
	cpio_list "$guest" "$run/plan" >"$run/initramfs.list"
	[[ $(machine_field image) != yes ]] ||
		printf 'file /Image %s 0644 0 0\n' "${BOOT[image]}" >>"$run/initramfs.list"
	"${BOOT[tree]}/.build-${BOOT[config]}/usr/gen_init_cpio" -t 0 "$run/initramfs.list" >"$run/initramfs.cpio"
	unlock "$guest"
}
