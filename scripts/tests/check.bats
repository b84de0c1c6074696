# SPDX-License-Identifier: GPL-2.0-only
# A golden run folder, and what check says when one thing in it is wrong.
bats_require_minimum_version 1.5.0
load toy
setup() {
	setup_toy
	RUN=$BATS_TEST_TMPDIR/golden
	cp -r "$BATS_TEST_DIRNAME/golden" "$RUN"
}

check() { run "$1" "$SCRIPTS/check" "$RUN"; }

@test "check: the golden run passes, in under a second, and leaves verdict and JUnit" {
	SECONDS=0
	check -0
	[ "$SECONDS" -lt 2 ]
	one_line '^check: 7\.3\.9-toy, tiny\+debug, gicv3-4: PASS 5 passed, 1 skipped$'
	[ "$(cat "$RUN/verdict")" = 'PASS 5 passed, 1 skipped' ]
	xmllint --noout "$RUN/junit.xml"
	[ "$(xmllint --xpath 'string(//testsuite/@tests)' "$RUN/junit.xml")" -eq 7 ]
	[ "$(xmllint --xpath 'count(//testcase)' "$RUN/junit.xml")" -eq 7 ]
	[ "$(xmllint --xpath 'count(//failure)' "$RUN/junit.xml")" -eq 0 ]
	[ "$(xmllint --xpath 'count(//skipped)' "$RUN/junit.xml")" -eq 1 ]
}

@test "check: a failed test" {
	sed -i 's/^ok 2 cpu_off_on$/not ok 2 cpu_off_on # exit 1/; s/^  ok 2 random/  not ok 2 random/' "$RUN/results.ktap"
	check -1
	one_line 'cpu_off_on: random order failed'
	[ "$(xmllint --xpath 'count(//failure)' "$RUN/junit.xml")" -eq 3 ]
}

@test "check: a planned test that nobody heard of" {
	sed -i '/^ok 3/d' "$RUN/results.ktap"
	check -1
	one_line 'cpu_suspend: planned, and not heard of'
}

@test "check: --quiet, and what is wrong is said all the same" {
	run -0 "$SCRIPTS/check" "$RUN" --quiet
	[ -z "$output" ]
	sed -i '/^ok 3/d' "$RUN/results.ktap"
	run -1 "$SCRIPTS/check" "$RUN" --quiet
	one_line 'cpu_suspend: planned, and not heard of'
}

@test "check: a subtest that is missing from its plan" {
	sed -i '/^  ok 2 random/d' "$RUN/results.ktap"
	check -1
	one_line 'planned 2 subtests, 1 reported'
}

@test "check: results that stop in the middle" {
	sed -i '/^ok 2 cpu_off_on/,$d' "$RUN/results.ktap"
	check -8
	one_line 'the results have no end'
}

@test "check: no results, but an ok forged on the console" {
	cp "$RUN/results.ktap" "$RUN/console.log"
	echo '[   10.0] reboot: Power down' >>"$RUN/console.log"
	: >"$RUN/results.ktap"
	check -8
}

@test "check: a panic" {
	sed -i 's/.*reboot: Power down/[    9.0] Kernel panic - not syncing: toy/' "$RUN/console.log"
	check -8
	one_line 'gicv3-4: FAIL 8 Kernel panic - not syncing: toy'
}

@test "check: a machine that did not power itself off" {
	sed -i '/reboot: Power down/d' "$RUN/console.log"
	check -8
	one_line 'did not power itself off'
}

@test "check: an empty console" {
	: >"$RUN/console.log"
	check -8
	one_line 'nothing on the console'
}

@test "check: QEMU killed for silence" {
	echo 'killed: silent for 90 s' >"$RUN/qemu-status"
	check -8
	one_line 'QEMU: killed: silent for 90 s'
}

@test "check: every kind of splat, though all tests passed" {
	while read -r line; do
		sed "\$i [    5.0] $line" "$BATS_TEST_DIRNAME/golden/console.log" >"$RUN/console.log"
		check -9
		one_line "console: .*$(printf '%s' "$line" | cut -c1-20 | sed 's/[][().*+]/./g')"
	done <<-'END'
		WARNING: CPU: 1 PID: 0 at arch/arm64/kernel/smp.c:1
		BUG: sleeping function called from invalid context at toy.c:1
		rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
		WARNING: suspicious RCU usage
		watchdog: BUG: soft lockup - CPU#1 stuck for 22s!
		INFO: task toy:1 blocked for more than 120 seconds.
		Internal error: Oops: 0000000096000004
		CPU1 may not have shut down cleanly: -110
		Call trace:
		Call Trace:
		Oops: general protection fault, probably for non-canonical address 0x1
	END
}

@test "check: of several the worst, which is no boot, and not the highest code" {
	cp -r "$RUN" "$BATS_TEST_TMPDIR/splat"
	cp -r "$RUN" "$BATS_TEST_TMPDIR/failed"
	sed -i '$i [    5.0] WARNING: CPU: 1 PID: 0 at arch/arm64/kernel/smp.c:1' "$BATS_TEST_TMPDIR/splat/console.log"
	: >"$BATS_TEST_TMPDIR/failed/results.ktap"
	run -9 "$SCRIPTS/check" "$RUN" "$BATS_TEST_TMPDIR/splat"
	for order in "splat failed" "failed splat"; do
		run -8 "$SCRIPTS/check" $(printf "$BATS_TEST_TMPDIR/%s " $order) "$RUN"
	done
}

@test "check: a CPU that is not on-line" {
	sed -i 's/^# cpus online at the end: 0-3/# cpus online at the end: 0-2/' "$RUN/results.ktap"
	check -1
	one_line 'CPUs on-line at the end: 0-2, not 0-3'
}

@test "check: what the machine must say, and must never say" {
	printf 'says\tCPU2: failed in unknown state\n' >>"$RUN/machine"
	check -1
	one_line 'the console does not say: CPU2: failed in unknown state'
	cp "$BATS_TEST_DIRNAME/golden/machine" "$RUN/machine"
	printf 'never\tBooted secondary\n' >>"$RUN/machine"
	check -1
	one_line 'the console must not say'
}

@test "check: a test that timed out, and one that was killed" {
	sed -i 's/^ok 3 cpu_suspend/not ok 3 cpu_suspend # TIMEOUT 300 s/' "$RUN/results.ktap"
	check -1
	one_line 'cpu_suspend failed \(TIMEOUT 300 s\)'
	sed -i 's/^not ok 3 cpu_suspend.*/not ok 3 cpu_suspend # killed by signal 11/' "$RUN/results.ktap"
	check -1
	one_line 'killed by signal 11'
}

@test "check: no run folder" {
	run -2 "$SCRIPTS/check" "$BATS_TEST_TMPDIR"
	one_line 'is not a run folder'
}

@test "every verb answers --help, and refuses what it does not know" {
	for verb in setup fetch apply build boot check run test; do
		run -0 "$SCRIPTS/$verb" --help
		one_line "^scripts/$verb"
		[ "$verb" = check ] || run -2 "$SCRIPTS/$verb" --nonsense
	done
}
