# SPDX-License-Identifier: GPL-2.0-only
# scripts/package with the toy kernel, whose make knows the targets that are used.
load toy
setup() {
	local tool
	setup_toy
	cat >>"$TREE/Makefile" <<-'END'
		.PHONY: olddefconfig
		olddefconfig:
		> sed -i '/DROPPED/d' $(O)/.config
		bindeb-pkg binrpm-pkg targz-pkg:
		> mkdir -p $(O)/include/config $(O)/rpmbuild/RPMS/aarch64
		> echo 7.3.9$(LOCALVERSION) >$(O)/include/config/kernel.release
		> echo "$@ $(KDEB_HOOKDIR) $(ARCH)" >$(O)/made
		> cp $(O)/made $(O)/../linux-image-7.3.9$(LOCALVERSION)_1_arm64.deb
		> cp $(O)/made $(O)/rpmbuild/RPMS/aarch64/kernel-7.3.9.rpm
		> cp $(O)/made $(O)/linux-7.3.9$(LOCALVERSION)-arm64.tar.gz
	END
	mkdir -p "$TREE/scripts" "$TREE/tools/scripts" "$TREE/tools/include" "$TREE/tools/testing/selftests/"{kselftest,cpu-hotplug}
	touch "$TREE/scripts/x" "$TREE/tools/"{scripts,include}/x "$TREE/tools/testing/selftests/"{kselftest,cpu-hotplug}/x
	printf 'gen_tar:\n\tmkdir -p kselftest_install/kselftest-packages\n\ttar czf kselftest_install/kselftest-packages/kselftest.tar.gz $(TARGETS)\n' \
		>"$TREE/tools/testing/selftests/Makefile"
	changed
	CONFIG=$BATS_TEST_TMPDIR/config
	printf 'CONFIG_ARM64=y\nCONFIG_EXT4_FS=y\n# CONFIG_SMP is not set\nCONFIG_SYSTEM_TRUSTED_KEYS="debian/certs/x.pem"\nCONFIG_DEBUG_INFO_DWARF5=y\n' >"$CONFIG"
	for tool in dpkg-buildpackage dh_builddeb rpmbuild ssh; do program $tool ''; done
}

# package CODE LINE OPTION...: LINE is a pattern of what it says, or empty
package() {
	run "$1" "$SCRIPTS/package" "$KERNEL" --offline "${@:3}"
	[ -z "${2-}" ] || one_line "$2"
}

@test "package: with the series and without, side by side, with the board's configuration and ours, and the selftests" {
	local kernel
	package -0 '' --config-from "$CONFIG"
	for kernel in "$KERNEL split-startup" "$KERNEL-unpatched unpatched"; do
		dir=$SPLIT_STARTUP_OUT/${kernel% *}/board
		[ "$(cat "$dir/linux-image-7.3.9-${kernel#* }_1_arm64.deb")" = 'bindeb-pkg /etc/split-startup arm64' ]
		grep -qx "release	7.3.9-${kernel#* }" "$dir/build"
		grep -qx "kernel	${kernel% *}" "$dir/build"
		tar -tzf "$dir/kselftest.tar.gz" | grep -qx split-startup/cpu_off_on.c
		tar -tzf "$dir/kselftest.tar.gz" | grep -qx cpu-hotplug/x
		grep -qx CONFIG_EXT4_FS=y "$dir/.config"
		grep -qx CONFIG_SMP=y "$dir/.config"
		grep -qx 'CONFIG_SYSTEM_TRUSTED_KEYS=""' "$dir/.config"
		grep -qx '# CONFIG_DEBUG_INFO_DWARF5 is not set' "$dir/.config"
	done
	grep -qx 'series	none' "$dir/build"
	# Nothing was written to the work trees, and the report knows both
	[ -z "$(git -C "$SPLIT_STARTUP_CACHE/trees/$KERNEL" status --porcelain)" ]
}

@test "package: only one, other formats, another name, a configuration that is compressed" {
	gzip "$CONFIG"
	package -0 '' --config-from "$CONFIG.gz" --patched --as rpi --format rpm
	[ "$(ls "$SPLIT_STARTUP_OUT")" = "$KERNEL" ]
	[ "$(ls "$SPLIT_STARTUP_OUT/$KERNEL/rpi/"linux-*)" = "$SPLIT_STARTUP_OUT/$KERNEL/rpi/linux-7.3.9-split-startup.rpm" ]
	package -0 '' --config-from "$CONFIG.gz" --unpatched --format tar
	[ -f "$SPLIT_STARTUP_OUT/$KERNEL-unpatched/board/linux-7.3.9-unpatched-arm64.tar.gz" ]
}

@test "package: the configuration of a board comes by ssh" {
	program ssh "cat '$CONFIG'"
	package -0 '' --board tester@toy --patched
	grep -qx CONFIG_EXT4_FS=y "$SPLIT_STARTUP_OUT/$KERNEL/board/.config"
	program ssh 'exit 255'
	package -6 'tester@toy has no /boot/config' --board tester@toy
}

@test "package: what goes wrong is one line with the stage's code" {
	sed -i 's/^CONFIG_ARM64.*/CONFIG_X86=y/' "$CONFIG"
	package -6 'no configuration of an arm64 kernel' --config-from "$CONFIG"
	printf 'CONFIG_ARM64=y\n' >"$CONFIG"
	for words in '' '--config-from nowhere' "--config-from $CONFIG --board a@b" "--config-from $CONFIG --format exe" \
		"--config-from $CONFIG --patched --unpatched" "--config-from $CONFIG --as A/B" "--config-from $CONFIG --jobs 0" '--nonsense'; do
		# shellcheck disable=SC2086
		package -2 '' $words
		[ "${#lines[@]}" -eq 1 ]
	done
	sed -i 's/sed -i .*DROPPED.*/sed -i "\/CONFIG_HIBERNATION=y\/d" $(O)\/.config/; s/^> cp \(.*deb\)$/> false/' "$TREE/Makefile"
	changed
	package -6 'the configuration drops CONFIG_HIBERNATION=y' --config-from "$CONFIG" --patched
	sed -i 's/CONFIG_HIBERNATION=y/XX/' "$TREE/Makefile"
	changed
	package -7 'the package failed: .*; all of it is in' --config-from "$CONFIG" --patched
}
