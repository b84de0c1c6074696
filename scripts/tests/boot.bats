# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() { setup_toy; }

# prepare FAKE: all that boot looks for, and a QEMU that does what FAKE says
prepare() {
	bootable
	fake "$1"
	dir=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/gicv3-4
}

fake() { program qemu-system-aarch64 "$1"; }

@test "boot: QEMU missing, Image missing, unknown machine" {
	prepare 'exit 0'
	ends 2 'no machine nonsense: ci/machines has gicv3-4' boot "$KERNEL" --machine nonsense
	rm "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/Image"
	ends 7 'has no Image: run scripts/build' boot "$KERNEL"
	mkdir "$BATS_TEST_TMPDIR/few"
	for tool in bash basename cat date dirname git sed awk env; do ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/few/"; done
	PATH=$BATS_TEST_TMPDIR/few run -10 "$SCRIPTS/boot" "$KERNEL"
	one_line 'qemu-system-aarch64 is missing: scripts/setup --all'
}

@test "boot: a machine with a firmware that is not to be had, or is none" {
	prepare 'exit 0'
	machine() { printf '\n[machine "other"]\n\tcpus = 4\n\tqemu = -machine virt\n\tonline = 0-3\n\tfirmware = %s\n' "$1" >"$BATS_TEST_TMPDIR/figures"; }
	export SPLIT_STARTUP_FIGURES=$BATS_TEST_TMPDIR/figures
	machine tfa
	run -4 "$SCRIPTS/boot" "$KERNEL" --machine other --offline
	one_line '--offline, and TF-A is not in the cache: boot such a machine once without'
	machine coreboot
	ends 2 'machine other: firmware = coreboot: edk2, uboot or tfa' boot "$KERNEL" --machine other
	machine edk2
	ends 2 '--fault and --firmware: machine other has another firmware' boot "$KERNEL" --machine other --fault cpu1:lost
	run -0 "$SCRIPTS/boot" "$KERNEL" --machine other
	ends 0 "'-bios' '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd'" boot "$KERNEL" --machine other --print-command
	grep -qE '^firmware	EDK2 [0-9]' "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/other/machine"
}

@test "boot: a guest that says nothing, or talks for ever, is killed, and said to be" {
	prepare 'exec sleep 1000'
	CPUHP_SILENCE=2 ends 8 'QEMU: killed: silent for 2 s' boot "$KERNEL"
	[ "$(cat "$dir/qemu-status")" = 'killed: silent for 2 s' ]
	run -8 "$SCRIPTS/check" "$dir"
	fake 'while :; do for a; do case $a in file:*) echo x >>"${a#file:}";; esac; done; sleep 0.3; done'
	CPUHP_SILENCE=60 CPUHP_DEADLINE=3 ends 8 'QEMU: killed: not done after 3 s' boot "$KERNEL"
}

@test "boot: a guest is not made under another boot" {
	prepare 'exit 0'
	waits_for "$SPLIT_STARTUP_OUT/$KERNEL/guest.lock" "$SCRIPTS/boot" "$KERNEL"
	# A QEMU that runs holds up nobody
	fake "flock -n '$SPLIT_STARTUP_OUT/$KERNEL/guest.lock' true || exit 7"
	run -0 "$SCRIPTS/boot" "$KERNEL"
}

@test "boot: says how far the guest is; with --quiet it does not" {
	prepare 'for a; do case $a in *path=*) f=${a##*path=};; esac; done; printf "ok 1 a\n  ok 1 part of b\n" >>"$f"; sleep 2.5'
	CPUHP_TELL=1 run -0 "$SCRIPTS/boot" "$KERNEL"
	grep -qE '^boot: 1 of [0-9]+ tests, [12] s$' <<<"$output"
	CPUHP_TELL=1 run -0 "$SCRIPTS/boot" "$KERNEL" --quiet
	[ -z "$output" ]
}

# A TERM to boot, a Ctrl-C to all that run, and a KILL, which boot does not hear
@test "boot: however it is ended, it leaves no QEMU behind, and says so once if it can" {
	local signal
	prepare 'echo $$ >"$(dirname "$0")/pid"; exec sleep 1000'
	for signal in TERM INT KILL; do
		rm -f "$BATS_TEST_TMPDIR/bin/pid"
		set -m
		"$SCRIPTS/boot" "$KERNEL" >"$BATS_TEST_TMPDIR/log" 2>&1 &
		job=$!
		set +m
		wait_for [ -s "$BATS_TEST_TMPDIR/bin/pid" ]
		qemu=$(cat "$BATS_TEST_TMPDIR/bin/pid")
		kill -0 "$qemu"
		if [ $signal = INT ]; then kill -INT -- "-$job"; else kill -$signal "$job"; fi
		code=0
		wait "$job" || code=$?
		wait_for no kill -0 "$qemu" 2>/dev/null
		no kill -0 "$qemu" 2>/dev/null || { echo "$signal: QEMU is there" && return 1; }
		[ $signal != KILL ] || continue
		[ "$code" -eq 130 ] && [ "$(grep -c interrupted "$BATS_TEST_TMPDIR/log")" -eq 1 ] ||
			{ echo "$signal: $code: $(cat "$BATS_TEST_TMPDIR/log")" && return 1; }
		run -8 "$SCRIPTS/check" "$dir"
	done
}

# add_arch ARCH: the same for a kernel of another architecture
add_arch() {
	ln -s qemu-system-aarch64 "$BATS_TEST_TMPDIR/bin/qemu-system-$1"
	ln -s .build-tiny+debug "$tree/.build-$1"
	ln -s tiny+debug "$SPLIT_STARTUP_OUT/$KERNEL/$1"
	for dir in "$SPLIT_STARTUP_CACHE/guest" "$SPLIT_STARTUP_OUT/$KERNEL/guest"; do
		mkdir "$dir/$1"
		find "$dir" -mindepth 1 -maxdepth 1 ! -name "$1" ! -name x86_64 -exec cp -r {} "$dir/$1/" \;
	done
	ln -sf "$(command -v gcc)" "$BATS_TEST_TMPDIR/bin/toy-gcc"
	export CROSS_COMPILE=toy-
}

@test "boot: --print-command is that of the last boot; another architecture has its own emulator, console and guest" {
	prepare 'exit 0'
	ends 8 'has not been booted' boot "$KERNEL" --print-command
	run -0 "$SCRIPTS/boot" "$KERNEL"
	ends 0 "'qemu-system-aarch64'.*'-smp' '4'" boot "$KERNEL" --print-command
	run -0 "$SCRIPTS/boot" "$KERNEL" --append toy=1 --accel icount --to "$BATS_TEST_TMPDIR/to" --image "$TREE/Makefile" --init "$SCRIPTS/../selftests/guest/init.c"
	grep -q "'-icount' .*'-kernel' '$TREE/Makefile' .* toy=1'" "$BATS_TEST_TMPDIR/to/qemu-cmd"
	add_arch x86_64
	run -0 "$SCRIPTS/boot" "$KERNEL" --config x86_64
	run -0 "$SCRIPTS/boot" "$KERNEL" --config x86_64 --print-command
	one_line "'qemu-system-x86_64'.*'-machine' 'q35'.*'console=ttyS0 .*cpuhp.parallel=1.*'virtio-serial-pci'"
	grep -qx "file /bin/bash $SPLIT_STARTUP_CACHE/guest/x86_64/bash 0755 0 0" "$SPLIT_STARTUP_OUT/$KERNEL/x86_64/x86_64-4-parallel/initramfs.list"
	run -2 "$SCRIPTS/boot" "$KERNEL" --config x86_64 --machine gicv3-4
	one_line 'machine gicv3-4 is for arm64, config x86_64 for x86_64, which has x86_64-4-parallel '
	ends 2 'for arm64, which has gicv3-4 ' boot "$KERNEL" --machine x86_64-4-parallel
	ends 2 'are for arm64 alone' boot "$KERNEL" --config x86_64 --fault cpu1:lost
	# And one without a shell runs no script
	add_arch riscv64
	run -0 "$SCRIPTS/boot" "$KERNEL" --config riscv64
	no grep -q /bin/bash "$SPLIT_STARTUP_OUT/$KERNEL/riscv64/riscv64-4-parallel/initramfs.list"
	ends 2 'kernel_cpu_on_off is a shell script' boot "$KERNEL" --config riscv64 --tests 'cpu_masks kernel_cpu_on_off'
}

# A QEMU that boots well each time, but for the run that CPUHP_FAILS names
well_behaved() {
	cat <<-'END'
		for a; do case $a in file:*) console=${a#file:};; *path=*) results=${a##*path=};; esac; done
		run=${console%/*}
		n=$(($(cat "$0.count" 2>/dev/null || echo 0) + 1))
		echo "$n" >"$0.count"
		echo "reboot: Power down" >"$console"
		[ "$n" != "$CPUHP_FAILS" ] || echo "BUG: toy in boot $n" >>"$console"
		{
			echo "# cpus online after boot: $(sed -n 's/^online	//p' "$run/machine" 2>/dev/null || :)"
			i=0
			while read -r name _; do i=$((i + 1)); echo "ok $i $name"; done <"$run/plan"
			echo "1..$i"
			echo "# cpus online at the end: $(sed -n 's/^online	//p' "$run/machine" 2>/dev/null || :)"
			echo "# end"
		} >"$results"
	END
}

@test "boot --times: until one fails; that run stays, and says how many passed" {
	prepare "$(well_behaved)"
	ends 0 'PASS: 3 of 3 boots passed in' boot "$KERNEL" --times 3
	grep -q ^PASS "$dir/verdict"
	[ ! -e "$dir.failed" ]
	rm "$BATS_TEST_TMPDIR"/bin/*.count
	CPUHP_FAILS=3 ends 9 'FAIL .9.: boot 3 of 5, after 2 that passed, .* it is kept in' boot "$KERNEL" --times 5
	grep -q 'toy in boot 3' "$dir/console.log"
	for times in 0 -1 x 1e3 ''; do
		ends 2 'not a number from 1 on' boot "$KERNEL" --times "$times"
	done
	run -2 "$SCRIPTS/boot" "$KERNEL" --times 2 --machine nonsense
}

@test "boot: the last runs that did not pass are kept, and can be judged; one that passed is not" {
	prepare "$(well_behaved)"
	export CPUHP_FAILS=1 CPUHP_KEEP=2
	for _ in 1 2 3 4; do
		run -0 "$SCRIPTS/boot" "$KERNEL"
		run "$SCRIPTS/check" "$dir"
	done
	[ "$status" -eq 0 ]
	[ "$(ls "$dir.failed" | wc -l)" -eq 1 ]
	run -9 "$SCRIPTS/check" "$dir.failed"/*
	grep -q 'toy in boot 1' "$dir.failed"/*/console.log
	# What boots it again leaves the newest run alone
	no grep -q "'$dir/" "$dir.failed"/*/qemu-cmd
	grep -q "$dir.failed/" "$dir.failed"/*/qemu-cmd
	# One of which nobody can read the record is no PASS
	echo '{"result": ' >"$dir/run.json"
	# Three that nobody judged: the oldest of all goes
	run -0 "$SCRIPTS/boot" "$KERNEL"
	[ "$(ls "$dir.failed" | wc -l)" -eq 2 ]
	for _ in 6 7; do run -0 "$SCRIPTS/boot" "$KERNEL"; done
	[ "$(ls "$dir.failed" | wc -l)" -eq 2 ]
	no grep -q 'toy in boot 1' "$dir.failed"/*/console.log
	run -0 "$SCRIPTS/report"
	no grep -q '[.]failed' "$SPLIT_STARTUP_OUT/report.html"
	CPUHP_KEEP=many ends 2 'CPUHP_KEEP=many: not a number' boot "$KERNEL"
}

@test "boot: --prepare takes nothing that failed away, and what it made itself is no evidence" {
	prepare "$(well_behaved)"
	CPUHP_FAILS=1 run -0 "$SCRIPTS/boot" "$KERNEL"
	run -0 "$SCRIPTS/boot" "$KERNEL" --prepare
	run -0 "$SCRIPTS/boot" "$KERNEL" --prepare
	[ "$(ls "$dir.failed" | wc -l)" -eq 1 ]
	grep -q 'toy in boot 1' "$dir.failed"/*/console.log
}

@test "boot: the run folder tells of an edit, and so does the verdict" {
	prepare "$(well_behaved)"
	printf 'kernel\t%s-1-g0123-dirty\ncommit\tabc-dirty\nedited\tkernel/a b.c\nedited\tkernel/cpu.c\n' "$KERNEL" >"$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/build"
	ends 0 "booting $KERNEL-1-g0123-dirty, " boot "$KERNEL"
	grep -qx 'edited	kernel/a b.c' "$dir/machine"
	ends 0 "$KERNEL-1-g0123-dirty, tiny.debug, gicv3-4: PASS" check "$dir"
	run -0 "$SCRIPTS/report"
	grep -q "$KERNEL-1-g0123-dirty" "$SPLIT_STARTUP_OUT/report.html"
}

# on_terminal COMMAND: with a terminal of its own, as a person has it
on_terminal() { script -qec "$1" /dev/null </dev/null; }

@test "boot --shell: QEMU has the terminal, and no test is run" {
	prepare 'printf "args %s\n" "$*"; for a; do case $a in stdio*logfile=*) echo said >"${a##*logfile=}";; esac; done; test -t 0 && echo has the terminal'
	run -0 on_terminal "$SCRIPTS/boot $KERNEL --shell"
	one_line 'a shell in the guest; the tests are in /selftests; exit or poweroff ends it, Ctrl-A X QEMU'
	one_line 'has the terminal'
	one_line 'args .*-append .* CPUHP_SHELL=[0-9]*x[0-9]* TERM='
	no grep -q results.ktap <<<"$output"
	[ ! -e "$dir" ]
	[ "$(cat "${dir%/*}/by-hand/gicv3-4/console.log")" = said ]
	run -2 "$SCRIPTS/boot" "$KERNEL" --shell </dev/null
	one_line 'shell needs a terminal'
	for with in '--tests cpu_masks' '--times 2' --prepare --print-command '--init /dev/null'; do
		# shellcheck disable=SC2086
		ends 2 "shell and ${with%% *} do not go together" boot "$KERNEL" --shell $with
	done
}

@test "boot --gdb: the line to type, with a socket that is there; silence is no fault; Ctrl-C ends it" {
	prepare 'for a; do case $a in unix:*) s=${a#unix:}; s=${s%%,*};; esac; done; echo "$*" >"$(dirname "$0")/args"; exec socat UNIX-LISTEN:"$s" SYSTEM:"echo debugger >&2"'
	touch "$tree/.build-tiny+debug/vmlinux"
	set -m
	CPUHP_SILENCE=1 CPUHP_DEADLINE=1 "$SCRIPTS/boot" "$KERNEL" --gdb >"$BATS_TEST_TMPDIR/log" 2>&1 &
	job=$!
	set +m
	wait_for grep -q gdb-multiarch "$BATS_TEST_TMPDIR/log"
	grep -qF -- "gdb-multiarch '$tree/.build-tiny+debug/vmlinux' -ex 'target remote /" "$BATS_TEST_TMPDIR/log"
	socket=$(sed -n "s/.*target remote \(.*\)'/\1/p" "$BATS_TEST_TMPDIR/log")
	[ -S "$socket" ]
	grep -q -- " -append .* nokaslr .* -S -gdb unix:" "$BATS_TEST_TMPDIR/bin/args"
	sleep 3
	kill -0 "$job"
	kill -INT -- "-$job"
	code=0
	wait "$job" || code=$?
	[ "$code" -eq 130 ]
	[ ! -e "${socket%/*}" ]
	[ -e "${dir%/*}/by-hand/gicv3-4/machine" ] && [ ! -e "$dir" ]
}
