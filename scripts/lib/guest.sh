# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The guest: an initramfs with our PID 1, the selftests and the kernel's own.

TIMEOUT=$(sed -n 's/^timeout=//p' "$TOP/selftests/cpu-hotplug/settings")

# command_of TEST: what the guest runs for it
command_of() {
	case $1 in
	kernel_cpu_on_off) printf '/kselftest/cpu-hotplug/cpu-on-off-test.sh -a\n' ;;
	*) printf '/selftests/%s\n' "$1" ;;
	esac
}

# plan TEST...: /plan of the guest
plan() {
	local name
	for name; do
		[[ $name != kernel_* || -n $(arch_field debian) ]] ||
			bad_usage "$name is a shell script, and the guest has no shell on $arch (ci/archs): leave it out of the tests"
		printf '%s %s %s\n' "$name" "$TIMEOUT" "$(command_of "$name")"
	done
}

# The kernel's own selftest is a bash script: the guest needs a bash, and
# busybox for the rest. guest_tools OFFLINE: 1 to take them from the cache alone.
guest_tools() {
	local offline=$1 dir=$CACHE/tmp/guest deb package debian tools
	debian=$(arch_field debian)
	tools=$(below "$CACHE/guest")
	[[ -n $debian ]] || return 0
	[[ -x $tools/bash && -x $tools/busybox ]] && return
	! ((offline)) ||
		die "$E_FETCH" "--offline, and the guest's bash and busybox are not in the cache: run scripts/boot once without"
	lock "$CACHE/tmp"
	# It may have been a boot beside us that was waited for
	if [[ -x $tools/bash && -x $tools/busybox ]]; then
		unlock "$CACHE/tmp"
		return
	fi
	# A mirror that is dead today is 4 of fetch, which has sources, and not of boot
	(update_lists "$(field kernels guest.tools suite)" -o APT::Architecture="$debian") || leave "$E_FETCH"
	rm -rf -- "$dir"
	mkdir -p -- "$dir/root"
	for package in bash-static busybox-static; do
		(cd "$dir" && own_apt apt-get -o APT::Architecture="$debian" -qq download "$package:$debian" >log 2>&1) ||
			die "$E_FETCH" "$package for $debian cannot be had: $(tail -n 1 "$dir/log" | sed 's#[a-z]*://[^ ]*#…#g')"
	done
	for deb in "$dir"/*.deb; do
		dpkg-deb -x "$deb" "$dir/root"
	done
	mkdir -p -- "$tools"
	install -m 755 "$dir/root/bin/busybox" "$tools/busybox"
	install -m 755 "$dir/root/bin/bash-static" "$tools/bash"
	rm -rf -- "$dir"
	unlock "$CACHE/tmp"
}

# build_guest TREE OBJDIR DIR INIT.c: PID 1, the selftests and the kernel's own, below DIR
build_guest() {
	local tree=$1 objdir=$2 dir=$3 init=$4 cross make_arch
	cross=$(cross_prefix)
	make_arch=$(arch_field make)
	need "${cross}gcc" make
	mkdir -p -- "$dir"
	"${cross}gcc" -Wall -Wextra -O2 -static -o "$dir/init" "$init" ||
		die "$E_BUILD" "$init does not build: see above"
	bare make -s -C "$TOP/selftests/cpu-hotplug" KSFT="$tree/tools/testing/selftests" \
		ARCH="$make_arch" CROSS_COMPILE="$cross" \
		OUTPUT="$dir" INSTALL_PATH="$dir/installed" install >"$dir/log" 2>&1 ||
		die "$E_BUILD" "the selftests do not build:" \
			"$(grep -m1 error "$dir/log" || tail -n 1 "$dir/log"); all of it is in $dir/log"
	[[ -n $(arch_field debian) && ! -f $dir/kselftest/run_kselftest.sh ]] || return 0
	say "installing the kernel's own selftests"
	bare make -s -C "$tree" O="$objdir" ARCH="$make_arch" CROSS_COMPILE="$cross" TARGETS=cpu-hotplug \
		INSTALL_PATH="$dir/kselftest" kselftest-install >"$dir/kselftest.log" 2>&1 ||
		die "$E_BUILD" "kselftest-install failed: $(tail -n 1 "$dir/kselftest.log"); all of it is in $dir/kselftest.log"
}

# cpio_list DIR PLAN: for the kernel's gen_init_cpio; sorted, so that the same
# files give the same initramfs
cpio_list() {
	local dir=$1 plan=$2 d f applet tools
	for d in bin dev kselftest kselftest/cpu-hotplug proc selftests sys tmp; do
		printf 'dir /%s 0755 0 0\n' "$d"
	done
	printf 'nod /dev/console 0600 0 0 c 5 1\n'
	printf 'file /init %s 0755 0 0\nfile /plan %s 0644 0 0\n' "$dir/init" "$plan"
	for f in "$dir"/installed/*; do
		[[ -x $f && -f $f ]] && printf 'file /selftests/%s %s 0755 0 0\n' "${f##*/}" "$f"
	done
	[[ -n $(arch_field debian) ]] || return 0
	tools=$(below "$CACHE/guest")
	for f in "$dir"/kselftest/cpu-hotplug/*; do
		printf 'file /kselftest/cpu-hotplug/%s %s 0755 0 0\n' "${f##*/}" "$f"
	done
	printf 'file /bin/bash %s 0755 0 0\nfile /bin/busybox %s 0755 0 0\n' "$tools/bash" "$tools/busybox"
	for applet in awk cat cut echo grep head id ls mount sed seq sh sort tail taskset tr; do
		printf 'slink /bin/%s busybox 0777 0 0\n' "$applet"
	done
}
