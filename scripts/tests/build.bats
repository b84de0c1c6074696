# SPDX-License-Identifier: GPL-2.0-only
bats_require_minimum_version 1.5.0
load toy
setup() {
	setup_toy
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	mkdir "$BATS_TEST_TMPDIR/bin"
}

# fake_gcc VERSION: a compiler that only knows which one it is
fake_gcc() {
	printf '#!/bin/sh\n[ "$1" = --version ] && echo "toy gcc %s" || echo %s\n' "$1" "$1" >"$BATS_TEST_TMPDIR/bin/toy-gcc"
	chmod +x "$BATS_TEST_TMPDIR/bin/toy-gcc"
	export CROSS_COMPILE=toy- PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

toy_build() { fake_gcc 12 && run "$1" "$SCRIPTS/build" "$KERNEL" "${@:2}"; }

@test "build: Image, .config and what it was made of, in out/; then reused" {
	toy_build -0
	dir=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug
	[ -s "$dir/Image" ] && [ -s "$dir/.config" ]
	grep -qx "kernel	$KERNEL" "$dir/build"
	toy_build -0
	one_line 'nothing changed, Image reused'
}

@test "build: llvm-N is LLVM=-N, with the clang of that number" {
	local tool
	for tool in clang-19 ld.lld-19 llvm-nm-19; do
		printf '#!/bin/sh\necho "toy %s"\n' "$tool" >"$BATS_TEST_TMPDIR/bin/$tool"
		chmod +x "$BATS_TEST_TMPDIR/bin/$tool"
	done
	sed -i 's#^> mkdir -p .(O)/arch/arm64/boot#&\n> echo "$(LLVM) $(CC)" >$(O)/compiler#' "$TREE/Makefile"
	git -C "$TREE" commit -q -a -m 'says which compiler'
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	for config in tiny+debug+llvm-19 tiny+llvm-19+debug; do
		toy_build -0 --config "$config"
		grep -qx 'compiler	toy clang-19' "$SPLIT_STARTUP_OUT/$KERNEL/$config/build"
		grep -qE '^-19 (ccache )?clang-19$' "$SPLIT_STARTUP_CACHE/trees/$KERNEL/.build-$config/compiler"
	done
	toy_build -10 --config tiny+llvm-0
	one_line 'clang-0 is missing'
}

@test "build: an option that the configuration drops is named" {
	sed -i 's/grep -v DROPPED/grep -v CONFIG_HOTPLUG_CPU/' "$TREE/Makefile"
	git -C "$TREE" commit -q -a -m drops
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	toy_build -6
	one_line 'drops CONFIG_HOTPLUG_CPU=y'
}

@test "build: a source that does not compile" {
	printf 'all:\n\t@echo "kernel/cpu.c:1:1: error: toy" >&2; exit 1\n' >"$TREE/kernel/Makefile"
	git -C "$TREE" commit -q -a -m broken
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	toy_build -7
	one_line 'kernel/cpu.c:1:1: error: toy'
	one_line 'the build failed: all of it is in'
}

@test "build: compiler missing, compiler too old" {
	CROSS_COMPILE=nonsense- run -10 "$SCRIPTS/build" "$KERNEL"
	one_line 'nonsense-gcc is missing: scripts/setup --all'
	fake_gcc 7
	run -10 "$SCRIPTS/build" "$KERNEL"
	one_line 'toy-gcc is version 7'
}

@test "build: unknown configuration, kernel not applied" {
	fake_gcc 12
	run -2 "$SCRIPTS/build" "$KERNEL" --config nonsense
	one_line 'no config nonsense'
	run -5 "$SCRIPTS/build" "$KERNEL" --unpatched
	one_line 'run scripts/apply .* --unpatched first'
}

@test "build: another architecture, by the base of the configuration" {
	toy_build -0 --config x86_64+debug
	dir=$SPLIT_STARTUP_OUT/$KERNEL/x86_64+debug
	[ "$(cat "$dir/Image")" = 'x86_64 toy-' ]
	grep -qx 'arch	x86_64' "$dir/build"
	grep -qx CONFIG_HOTPLUG_PARALLEL=y "$dir/.config"
	no grep -q '^CONFIG_SERIAL_AMBA' "$dir/.config"
	toy_build -0
	grep -qx 'arch	arm64' "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/build"
	toy_build -2 --config arm64
	one_line 'no config arm64'
	# The toy knows no riscv64: its Image is not where that architecture has it
	toy_build ! --config riscv64
}
