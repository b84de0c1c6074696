# SPDX-License-Identifier: GPL-2.0-only
# How a boot with faults in it is judged, on a golden run folder with one thing in it
# changed; the table of faults; and scripts/faults with a QEMU that leaves that folder.
load toy
setup() {
	setup_toy
	RUN=$BATS_TEST_TMPDIR/golden
	cp -r "$BATS_TEST_DIRNAME/golden-fault" "$RUN"
	table=$BATS_TEST_TMPDIR/table
}
teardown() { keep_record; }
teardown_file() { valid_records; }

# check CODE [PATTERN]: the run folder is judged so, and that is said in one line
check() {
	run "$1" "$SCRIPTS/check" "$RUN"
	[ -z "${2-}" ] || one_line "$2"
}

# The faults and the costs of the record, a line each: fault, CPU, result, ms, limit, least,
# state, what was said, problem; CPU, ms, until
faults_of() {
	jq -r '.faults[] | [.fault, .cpu, .result, .ms, .limit, .least, .state, .says, .problem] |
		map(. // "-") | @tsv' "$RUN/run.json"
}
costs_of() { jq -r '.costs[] | [.cpu, .ms, .until] | @tsv' "$RUN/run.json"; }

# fault NAME: its result
fault() { faults_of | awk -F'\t' -v name="$1" '$1 == name { print $3 }'; }

# only_fails NAME...: these faults do not hold, and the others do
only_fails() { [ "$(awk -F'\t' '$3 != "pass" { print $1 }' <(faults_of) | paste -sd ' ')" = "$*" ]; }

@test "faults: the golden run passes, with the cost of each CPU" {
	check -0 'fault-toy: PASS 7 passed, 0 skipped$'
	only_fails
	diff - <(costs_of) <<-'END'
		cpu1	12	CPU1: does not support 4K granule
		cpu2	5100	CPU2: failed in unknown state : 0x0
		cpu3	5	CPU3: failed to boot: -5
		cpu4	6	CPU4: Booted secondary processor
	END
	[ "$(grep -c . <(faults_of))" -eq 3 ]
	grep -qxF "lost	cpu2	pass	5100	5500	4900	off-line	failed to report alive state; failed in unknown state : 0x0	-" <(faults_of)
	[ "$(xmllint --xpath 'count(//testcase[@classname="faults"])' "$RUN/junit.xml")" -eq 4 ]
}

@test "faults: one thing is otherwise: what is said of it, and which faults do not hold then" {
	while IFS='|' read -r name file change says fails; do
		rm -rf "$RUN"
		cp -r "$BATS_TEST_DIRNAME/golden-fault" "$RUN"
		sed -i "$change" "$RUN/$file"
		run "$SCRIPTS/check" "$RUN"
		[ "$status" -eq 1 ] && one_line "$says" && only_fails $fails ||
			{ echo "$name: exit $status, $(faults_of | cut -f 1,3 | tr '\t\n' ' ;'): $output" && false; }
	done <<-'END'
		costs too much|console.log|s/0[.]062000\(.*granule\)/0.152000\1/|cpu1 cost 102 ms, more than 100, up to CPU1: does not support 4K granule$|no-granule
		costs too little|console.log|s/5[.]162/3.162/|cpu2 cost 3100 ms, less than 4900|lost
		a silent one costs too much|console.log|s/5[.]162/5.650/|cpu2 cost 5588 ms, more than 5500|lost
		context ID|console.log|/CPU4: B/i [    5.173000] [Firmware Bug]: CPU4: was started with context ID 0x3 in place of 0x4|cpu4: no fault of this machine has this reason: .Firmware Bug.: CPU4: was started with context ID 0x3|no-granule lost internal-failure
		no beginning|firmware.log|/cpu1\ton/d|cpu1: its cost cannot be told: no beginning of it in the logs|no-granule
		did not happen|firmware.log|/\tfault\tcpu1:no-granule/d|the fault cpu1:no-granule did not happen|no-granule
		another one happened|firmware.log|s/fault\tcpu2:lost/fault\tcpu2:late=9s/|the fault cpu2:lost did not happen|lost
		cause of the CPU before|console.log|s/CPU2: failed in unknown state : 0x0/CPU2: does not support 4K granule/|cpu2: no fault of this machine has this reason: CPU2: does not support 4K granule|lost
		its own cause is not said|console.log|s/CPU2: failed in unknown state : 0x0/CPU2: does not support 4K granule/|the console does not say: CPU2: failed in unknown state|lost
		stale cause|console.log|/killed/a [    8.765000] CPU3: is stuck in kernel|cpu3: no fault of this machine has this reason: CPU3: is stuck in kernel|internal-failure
		a healthy CPU is blamed|console.log|/killed/a [    8.765000] CPU4 may be late, but did not fail|cpu4: no fault of this machine has this reason|no-granule lost internal-failure
		another errno|results.ktap|s/  ok 1 cpu2:on=EAGAIN/  not ok 1 cpu2:on=EAGAIN/; s/^ok 1 cpu_again/not ok 1 cpu_again # exit 1/|cpu_again: cpu2:on=EAGAIN/500 failed|lost
	END
}

# The golden run with cpu3 and cpu4 kicked while cpu2 is waited for
in_parallel() {
	sed -i '/cpu[34]/s/^54\(.*\)/3\1/' "$RUN/firmware.log"
	sed -i 's/5[.]167/0.067/; s/5[.]174/0.074/' "$RUN/console.log"
	sed -i -e '/CPU2 failed/d' -e '/^\[ *5.*CPU2:/d' "$RUN/console.log"
	sed -i '/Brought up/i [    5.162000] CPU2 failed to report alive state\n[    5.162000] CPU2: failed in unknown state : 0x0' "$RUN/console.log"
}

@test "faults: a CPU costs as much where others are on their way beside it" {
	check -0
	costs_of >"$BATS_TEST_TMPDIR/one-after-the-other"
	in_parallel
	check -0
	diff "$BATS_TEST_TMPDIR/one-after-the-other" <(costs_of)
	# What comes after bring-up is not of its cost
	sed -i 's/^\(\[ *\)9[.]800000.*/\19.800000] CPU2 failed to report alive state/' "$RUN/console.log"
	check -0
	diff "$BATS_TEST_TMPDIR/one-after-the-other" <(costs_of)
}

@test "faults: a refused CPU of which nothing is said costs what the call took" {
	sed -i '/failed to boot/d' "$RUN/console.log"
	sed -i '/^says\tCPU3/d; s/internal-failure/denied/' "$RUN/machine"
	sed -i 's/internal-failure/denied/; s/-6 INTERNAL_FAILURE/-3 DENIED/' "$RUN/firmware.log"
	# The clocks have only CPU4 in common now
	sed -i 's/5[.]174/5.170/' "$RUN/console.log"
	check -0
	grep -qx "cpu3	5	the firmware's answer" <(costs_of)
	sed -i 's/-3 DENIED/0 SUCCESS/' "$RUN/firmware.log"
	check -1 'cpu3: its cost cannot be told: no end of it'
}

@test "faults: what bring-up may take in all, but not where CPUs come up one after the other" {
	printf 'bringup\t5200\nfault\tall:late=1ms\nrow\tall-late all\n' >>"$RUN/machine"
	printf '303000\tcpu1\tfault\tall:late=1ms\n' >>"$RUN/firmware.log"
	check -0
	[ "$(awk -F'\t' '$1 == "all-late" { print $4, $5 }' <(faults_of))" = '5135 5200' ]
	sed -i 's/^bringup.*/bringup\t5100/' "$RUN/machine"
	check -1 'bring-up took 5135 ms, more than 5100$'
	only_fails all-late
	sed -i '1a [    0.000000] Kernel command line: console=ttyAMA0 cpuhp.parallel=0' "$RUN/console.log"
	check -0
	[ "$(awk -F'\t' '$1 == "all-late" { print $4, $5 }' <(faults_of))" = '5135 -' ]
	sed -i '/Kernel command line/d; /Brought up/d' "$RUN/console.log"
	check -1 'what bring-up took cannot be told'
}

@test "faults: how many CPUs are on their way at once" {
	printf '%s\t%s\n' together 2 fault all:late=1ms row 'all-late all' >>"$RUN/machine"
	printf '303000\tcpu1\tfault\tall:late=1ms\n' >>"$RUN/firmware.log"
	check -1 'bring-up had 1 CPUs on their way at once, not 2: the kernel waits for each$'
	only_fails all-late
	# cpu1 has its kick and enters after cpu4's; that cpu2 never enters does not count
	sed -i -e '/^301000/d' -e '/^5418000/a 5418500\tcpu1\tenter\t0x408e9560' "$RUN/firmware.log"
	check -0
	sed -i 's/^together\t2/together\t3/' "$RUN/machine"
	check -1 'bring-up had 2 CPUs on their way at once, not 3'
	sed -i 's/^together\t3/together\t1/' "$RUN/machine"
	check -1 'bring-up had 2 CPUs on their way at once, and should go one by one$'
	sed -i 's/^together\t1/together\t2/' "$RUN/machine"
	sed -i '1a [    0.000000] Kernel command line: cpuhp.parallel=0' "$RUN/console.log"
	check -1 'and should go one by one$'
	# Out of a pen is not what the kernel asked for
	sed -i '/Kernel command line/d' "$RUN/console.log"
	sed -i '/cpu1\ton/s/attempt 1.*/attempt 1, out of the pen/' "$RUN/firmware.log"
	check -1 'bring-up had 1 CPUs on their way at once, not 2'
}

@test "faults: a CPU that comes too late, and one that cannot be started again, are reasons" {
	sed -i '/killed/a [    8.765000] CPU2 came too late\n[    8.766000] CPU1 cannot be kicked' "$RUN/console.log"
	check -1 'cpu2: no fault of this machine has this reason: CPU2 came too late'
	one_line 'cpu1: no fault of this machine has this reason: CPU1 cannot be kicked'
	printf 'says\tCPU2.* too late\nsays\tCPU1.*(cannot|not) .*kicked\n' >>"$RUN/machine"
	check -0
}

@test "faults: a firmware that gave up, or did not run" {
	printf "1400\tcpu0\tstop\tcannot parse the spec 'cpu1:nonsense'\n" >>"$RUN/firmware.log"
	check -8 "the firmware gave up: cannot parse the spec 'cpu1:nonsense'"
	: >"$RUN/firmware.log"
	check -8 'firmware.log is empty: the firmware did not run'
	only_fails no-granule lost internal-failure
	rm "$RUN/firmware.log"
	check -8
}

@test "faults: a refused kick that is repeated" {
	sed -i '/cpu3\tanswer/a 5413000\tcpu3\ton\tattempt 2 by cpu0' "$RUN/firmware.log"
	check -1 'cpu3: the kernel asked the firmware 3 times to start it, not 2'
	only_fails internal-failure
	sed -i 's/^kicks.*/kicks\tcpu3 2-3/' "$RUN/machine"
	check -0
	sed -i 's/^kicks.*/kicks\tcpu3 4-5/' "$RUN/machine"
	check -1 'cpu3: the kernel asked the firmware 3 times to start it, not 4-5'
}

@test "faults: a splat is one, allowed or not by the machine" {
	sed -i '/killed/a [    8.765000] CPU2: may not have shut down cleanly' "$RUN/console.log"
	check -9
	only_fails lost
	printf 'allows\tCPU2: may not have shut down cleanly\n' >>"$RUN/machine"
	check -0
}

# hangs: the golden run up to CPU2, which is released and hangs
hangs() {
	sed -i '/^5412/,$d; s/cpu2:lost/cpu2:hang/' "$RUN/firmware.log"
	sed -i '/\tcpu1\tfault/d; s/^301000\tcpu1\tenter/301000\tcpu1\tenter/' "$RUN/firmware.log"
	cat >"$RUN/console.log" <<-'END'
		[    0.053000] CPU1: Booted secondary processor 0x0000000001 [0x000f0510]
		[    5.263000] CPU2 was released, but does not come online: it is in state 90 (toy)
	END
	: >"$RUN/results.ktap"
	: >"$RUN/plan"
	echo 'killed: silent for 8 s' >"$RUN/qemu-status"
	grep -E '^(machine|kernel|config|online)' "$BATS_TEST_DIRNAME/golden-fault/machine" >"$RUN/machine"
	printf '%s\t%s\n' ends waits fault cpu2:hang row 'hang cpu2' says 'CPU2 was .* state' cost 'cpu2 5500' \
		until 'cpu2 CPU2 .*not come online' >>"$RUN/machine"
}

@test "faults: a machine that is meant to wait, and the console's clock against the firmware's" {
	hangs
	check -0
	# 5263 ms of the console, which is 248 behind
	grep -qx 'cpu2	5199	CPU2 .*not come online' <(costs_of)
	[ "$(fault hang)" = pass ]
	sed -i 's/ 5\.263000/ 6.263000/' "$RUN/console.log"
	check -1 'cpu2 cost 6199 ms, more than 5500'
}

@test "faults: a machine that is meant to wait, and does not, or says nothing" {
	hangs
	echo 'exit 0 after 9 s' >"$RUN/qemu-status"
	check -8 'QEMU: exit 0 after 9 s, though the machine should not end'
	hangs
	sed -i '/released/d' "$RUN/console.log"
	check -1 'cpu2: its cost cannot be told'
	hangs
	echo '[    5.300000] Kernel panic - not syncing: toy' >>"$RUN/console.log"
	check -8
}

@test "faults: a panic that is meant, and what comes before it" {
	hangs
	echo 'exit 0 after 9 s' >"$RUN/qemu-status"
	sed -i 's/waits/panic/' "$RUN/machine"
	check -8 'there was no panic, and there should be'
	printf '[    5.270000] %s\n' 'Kernel panic - not syncing: CPU2' 'Call trace:' >>"$RUN/console.log"
	check -0
	sed -i '1i [    0.010000] WARNING: CPU: 0 PID: 1 at toy' "$RUN/console.log"
	check -9
	hangs
	echo '[    5.300000] Kernel panic - not syncing: toy' >>"$RUN/console.log"
	check -8
}

@test "faults: other CPUs on-line at the end than after boot" {
	sed -i 's/^# cpus online at the end: .*/# cpus online at the end: 0/' "$RUN/results.ktap"
	check -1
	printf 'online-end\t0\n' >>"$RUN/machine"
	check -0
}

@test "faults: a cost that the console tells from beginning to end" {
	printf '%s\t%s\n' from 'cpu2 CPU1 failed to report' until 'cpu2 CPU4: Booted' >>"$RUN/machine"
	check -0
	grep -qx 'cpu2	5112	CPU4: Booted' <(costs_of)
	sed -i 's/\(from\tcpu2 \).*/\1nowhere/' "$RUN/machine"
	check -1 'cpu2: its cost cannot be told: no beginning of it'
	# For the record of kernels that do not say it
	[ "$(awk -F'\t' '$1 == "lost" { print $4 }' <(faults_of))" -ge 5100 ]
}

@test "faults: what has no cost at boot has that of the first attempt" {
	sed -i '/cpu3 100/d' "$RUN/machine"
	check -0
	[ "$(awk -F'\t' '{ print $4 }' <(faults_of) | paste -sd ' ')" = '12 5100 20' ]
}

@test "faults: a splat is among what was said of the CPU that made it" {
	sed -i '/killed/a [    8.765000] WARNING: at toy, CPU#2: swapper/2' "$RUN/console.log"
	check -9
	[ "$(awk -F'\t' '$8 ~ /WARNING: at toy/ { print $1 }' <(faults_of))" = lost ]
	sed -i 's/CPU#2/CPU#4/' "$RUN/console.log"
	check -9
	[ "$(awk -F'\t' '$8 ~ /WARNING: at toy/' <(faults_of) | grep -c .)" -eq 3 ]
}

@test "faults: a machine that is meant to halt" {
	echo 'killed: silent for 8 s' >"$RUN/qemu-status"
	check -8
	printf 'ends\thalts\n' >>"$RUN/machine"
	check -8 'the machine did not halt'
	sed -i 's/reboot: .*/reboot: Power off not available: System halted instead/' "$RUN/console.log"
	check -0
	sed -i '/^# end/d' "$RUN/results.ktap"
	check -8
}

# --- the table

# The toy's table, with one line changed by sed
table_with() {
	cat >"$table" <<-'END'
		[machine "fault-toy"]
			cpus = 4
			qemu = -machine virt
			row = lost cpu2
			fault = cpu2:lost
			says = CPU2 failed
			cost = cpu2 5500
			again = cpu2:on=EAGAIN/500@14
			again = stuck
		[machine "fault-old"]
			cpus = 4
			row = psci-0.1 all
			fault = all:psci=0.1
	END
	sed -i "$1" "$table"
	export SPLIT_STARTUP_FAULTS=$table
}

@test "faults: the table is good, and names at least 20 faults once" {
	run -0 "$SCRIPTS/faults" --list
	[ "${#lines[@]}" -ge 20 ]
	[ "$(awk '{ print $2 }' <<<"$output" | sort | uniq -d | wc -l)" -eq 0 ]
	table_with ''
	run -0 "$SCRIPTS/faults" --list
	[ "${#lines[@]}" -eq 2 ]
}

@test "faults: whatever is wrong in the table is said in one line" {
	while IFS='|' read -r change wrong; do
		table_with "$change"
		run -2 "$SCRIPTS/faults" --list
		[ "${#lines[@]}" -eq 1 ]
		grep -qE -- "$wrong" <<<"$output"
	done <<-'END'
		s/says =/tells =/|fault-toy: there is no key tells
		s/cost = .*/cost = cpu2/|fault-toy: cost = cpu2: not of the form
		s/cost = .*/bringup = 100/|fault-toy: bringup = 100, and no row is of all CPUs
		s/cost = .*/bringup = cpu2 100/|fault-toy: bringup = cpu2 100: not of the form
		s/cost = .*/cost = cpu4 100/|fault-toy: cost = cpu4 100: it has no cpu4
		s/fault = cpu2:lost/fault = cpu2:lots/|fault = cpu2:lots: scripts/boot has no such fault
		s/fault = cpu2:lost/fault = cpu1:lost/|row = lost cpu2, and no fault is cpu2's
		s/row = lost/row = psci-0.1/|two rows have the name psci-0.1
		/row = lost/d|fault-toy: no row names a fault
		s/EAGAIN/again/|again = cpu2:on=again/500@14: not of the form
		s/CPU2 failed/CPU2 (failed/|not a regular expression
		s/CPU2 failed/CPU2 failed; dead/|line 6: a value with ; or # in it needs quotes
		s/says = .*/says = "x/|git config cannot read it
		s/on=EAGAIN/off=held/|again = cpu2:off=held/500@14: not of the form
		s/on=EAGAIN.*/hangs/|again = cpu2:hangs: not of the form
		s/cost = .*/kicks = cpu2 1-/|kicks = cpu2 1-: not of the form
	END
}

@test "faults: options and rows that there are not" {
	ends 2 'no section or fault nonsense: --list names them' faults 7.3 --rows 'lost nonsense'
	run -2 "$SCRIPTS/faults" 7.3 --times 0
	ends 2 '--serial: without the series CPUs come up in no other way' faults 7.3 --serial --unpatched
	run -2 "$SCRIPTS/faults" 7.3 7.2
	run -3 "$SCRIPTS/faults" no-such-kernel --rows lost --offline
}

# --- scripts/faults as a whole

# fake_qemu: asked for a device tree, the real one; else it leaves what is in $left, the
# logs of a kernel with one silent CPU
fake_qemu() {
	bootable
	left=$BATS_TEST_TMPDIR/left
	mkdir -p "$left"
	program qemu-system-aarch64 <<-END
		[[ "\$*" != *dumpdtb=* ]] || exec $(command -v qemu-system-aarch64) "\$@"
		echo "\$*" >>$left/asked
		for a; do
			case \$a in
			*id=firmware,path=*) cp $left/firmware.log "\${a#*path=}" ;;
			*id=results,path=*) cp $left/results.ktap "\${a#*path=}" ;;
			file:*) cp $left/console.log "\${a#file:}" ;;
			esac
		done
		sleep 0.2
	END
	printf '%s\n' '300000	cpu1	on	x' '301000	cpu1	enter	x' '310000	cpu2	on	x' '310000	cpu2	fault	cpu2:lost' \
		'2810000	cpu2	on	x' '5410000	cpu3	on	x' '5411000	cpu3	enter	x' '9000000	cpu2	on	x' \
		'11500000	cpu2	on	x' >"$left/firmware.log"
	printf '[    %s\n' '0.051500] CPU1: Booted secondary processor' '5.160500] CPU2 failed to report alive state' \
		'5.160500] CPU2: failed in unknown state : 0x0' '5.163000] CPU3: Booted secondary processor' \
		'5.170000] smp: Brought up 1 node, 3 CPUs' '9.000000] reboot: Power down' >"$left/console.log"
	printf '%s\n' 'KTAP version 1' '# cpus online after boot: 0-1,3' 'ok 1 cpu_again' 'ok 2 cpu_off_on' \
		'# cpus online at the end: 0-1,3' '# end' >"$left/results.ktap"
	lost=$SPLIT_STARTUP_OUT/faults/$KERNEL
}

@test "faults: one that holds, as table, JSON and JUnit; the guest is told its steps" {
	fake_qemu
	ends 0 '^faults: PASS: .*: 1 of 1 faults hold in' faults "$KERNEL" --rows lost
	one_line '^lost +cpu2 +off-line +failed to report alive state; failed in .* 5.1 s +5.5 s +PASS'
	[ "$(jq -r '.faults[0] | [.fault, .result, .cost, .limit] | @csv' "$lost/faults.json")" = '"lost","PASS",5100,5500' ]
	[ "$(xmllint --xpath 'count(//failure)' "$lost/faults.xml")" -eq 0 ]
	grep -q '^| lost | cpu2 ' "$lost/faults.md"
	grep -q 'CPUHP_AGAIN=cpu2:present,' "$left/asked"
}

@test "boot: a section of faults alone is asked the same, as patiently, and judged the same" {
	local run
	fake_qemu
	run -0 "$SCRIPTS/faults" "$KERNEL" --rows lost
	run=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/fault-lost
	jq -S 'del(.date, .ended, .seconds)' "$run/run.json" >"$BATS_TEST_TMPDIR/faults.json"
	mv "$left/asked" "$BATS_TEST_TMPDIR/asked"
	run -0 "$SCRIPTS/boot" "$KERNEL" --machine fault-lost
	cmp "$left/asked" "$BATS_TEST_TMPDIR/asked"
	run -0 "$SCRIPTS/check" "$run"
	jq -S 'del(.date, .ended, .seconds)' "$run/run.json" | cmp - "$BATS_TEST_TMPDIR/faults.json"
	sed -i '/^echo/,$d' "$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	echo 'exec sleep 100' >>"$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	run -8 "$SCRIPTS/boot" "$KERNEL" --machine fault-hang
	[ "$(cat "${run%lost}hang/qemu-status")" = 'killed: silent for 8 s' ]
}

@test "faults: a branch that needs another configuration for the same" {
	fake_qemu
	sed '/^\[machine "fault-lost"\]$/a config-to = 7.2 tiny+nothing' "$SCRIPTS/../selftests/firmware/faults" >"$table"
	export SPLIT_STARTUP_FAULTS=$table
	ends 0 '^faults: PASS: ' faults "$KERNEL" --rows lost
	sed -i 's/config-to = 7.2/config-to = 7.3/' "$table"
	ends 2 'no config nothing' faults "$KERNEL" --rows lost
	sed -i 's/config-to = 7.3 /config-to = /' "$table"
	ends 2 'config-to = tiny.nothing: not of the form' faults --list
}

@test "faults: a section that older kernels do without, unless it is asked for" {
	fake_qemu
	sed -n '/^\[machine "fault-\(lost\|held\)"\]$/,/^$/p' "$SCRIPTS/../selftests/firmware/faults" |
		sed '/^.machine "fault-held/a since = 7.4' >"$table"
	export SPLIT_STARTUP_FAULTS=$table
	ends 0 '^faults: held: not before 7.4$' faults "$KERNEL"
	one_line '^faults: PASS: .*: 1 of 1 faults hold in'
	ends 1 '^faults: held: held$' faults "$KERNEL" --rows held
	sed -i 's/since = 7.4/since = 7.3/' "$table"
	ends 1 '^faults: held: held$' faults "$KERNEL"
}

@test "faults: one that does not hold ends in its code, and does not stop the others" {
	fake_qemu
	sed -i 's/5[.]1605/7.1605/' "$left/console.log"
	ends 1 '^faults: FAIL \(1\): .*: 0 of 3 faults hold' faults "$KERNEL" --rows 'lost granule'
	[ "$(jq -r '.faults[] | select(.fault == "lost") | .why' "$lost/faults.json")" = 'cpu2 cost 7100 ms, more than 5500, up to CPU2: failed in unknown state : 0x0' ]
	[ "$(jq -r '.faults | length' "$lost/faults.json")" -eq 3 ]
	[ "$(xmllint --xpath 'count(//failure)' "$lost/faults.xml")" -eq 3 ]
	# What another call did of other rows is kept, and no matter of this one
	sed -i 's/7[.]1605/5.1605/' "$left/console.log"
	ends 0 '^faults: PASS: .*: 1 of 1 faults hold' faults "$KERNEL" --rows lost
	[ "$(grep -cE '^(no-granule|lost-after-granule) ' <<<"$output")" -eq 0 ]
	[ "$(jq -r '[.faults[] | select(.result == "PASS") | .fault] | join(" ")' "$lost/faults.json")" = lost ]
	[ "$(jq -r '.faults | length' "$lost/faults.json")" -eq 3 ]
}

@test "faults --times: the median, the range, and the worst" {
	fake_qemu
	# A cost of its own each time
	sed -i "s#^sleep.*#n=\$(grep -c . $left/asked); sed \"s/5[.]1605/5.\${n}605/\" $left/console.log >\$(sed 's/.*file:\\\\([^ ]*\\\\) .*/\\\\1/' <<<\"\$*\")#" \
		"$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	run -0 "$SCRIPTS/faults" "$KERNEL" --rows lost --times 3
	[ "$(jq -c '.faults[0] | [.costs, .cost]' "$lost/faults.json")" = '[[5100,5200,5300],5200]' ]
	one_line '5.2 s \[5.1 s..5.3 s\]'
	sed -i 's/ 2 cpu_off_on/ 2 cpu_off_on # exit 1/; s/ok 2/not ok 2/' "$left/results.ktap"
	: >"$left/asked"
	ends 1 '^faults: FAIL' faults "$KERNEL" --rows lost --times 2
}

# published NAME FAULT FILTER: of that file of the results
published() { jq -r ".faults[] | select(.fault == \"$2\") | $3" "$SPLIT_STARTUP_RESULTS/faults/$1.json"; }

@test "faults --unpatched: nothing is judged, and it is published beside what is known of other kernels" {
	local faults=$SPLIT_STARTUP_RESULTS/faults
	fake_qemu
	sed -i 's/5[.]1605/9.1605/' "$left/console.log"
	mv "$SPLIT_STARTUP_OUT/$KERNEL" "$SPLIT_STARTUP_OUT/$KERNEL-unpatched"
	cp -r "$SPLIT_STARTUP_CACHE/trees/$KERNEL" "$SPLIT_STARTUP_CACHE/trees/$KERNEL-unpatched"
	ends 0 'not judged; the table is in' faults "$KERNEL" --unpatched --rows lost
	[ "$(jq -r '.faults[0].result' "$SPLIT_STARTUP_OUT/faults/$KERNEL-unpatched/faults.json")" = RECORDED ]
	mkdir -p "$faults"
	cat >"$faults/unpatched.json" <<-END
		{"name": "unpatched", "branch": null, "serial": false, "note": "a word", "faults": [
			{"fault": "lost", "kernel": "1.0-unpatched", "date": "2026-01-01", "cost": 1, "state": "off-line", "says": "old"},
			{"fault": "lost", "kernel": "$KERNEL-unpatched", "date": "2026-01-01", "cost": 2, "state": "off-line", "says": "older"},
			{"fault": "gone", "kernel": "$KERNEL-unpatched", "date": "2026-01-01", "cost": 2, "state": "off-line", "says": "x"}]}
	END
	printf '{"name": "posted", "note": null, "faults": [{"fault": "lost", "says": "13.3 s, it says"}]}' >"$faults/posted.json"
	ends 0 'faults.md is made anew; what was run here is unpatched$' faults --publish
	[ "$(published unpatched lost '"\(.kernel) \(.cost) \(.says)"')" = "1.0-unpatched 1 old
$KERNEL-unpatched 9100 failed to report alive state; failed in unknown state : 0x0" ]
	[ "$(published unpatched lost '[.date, .result, .series] | tojson' | tail -n 1)" = "[\"$(date -u +%F)\",null,null]" ]
	[ -z "$(published unpatched gone .says)" ]
	grep -qx '* `unpatched`: a word.' "$SPLIT_STARTUP_RESULTS/faults.md"
	grep -qx "| fault | $KERNEL-unpatched | posted series |" "$SPLIT_STARTUP_RESULTS/faults.md"
	grep -qx '| lost | 9.1 s, off-line: failed to report alive state; failed in unknown state : 0x0 | 13.3 s, it says |' \
		"$SPLIT_STARTUP_RESULTS/faults.md"
	grep -qx '| no-granule |  |  |' "$SPLIT_STARTUP_RESULTS/faults.md"
}

@test "faults --serial: boots and results of its own; both are published, and say what is of other patches" {
	fake_qemu
	run -0 "$SCRIPTS/faults" "$KERNEL" --rows lost
	no grep -q 'cpuhp.parallel' "$left/asked"
	sed -i 's/5[.]1605/5.3605/' "$left/console.log"
	ends 0 "^faults: PASS: $KERNEL[+]serial: 1 of 1 faults hold in" faults "$KERNEL" --rows lost --serial
	grep -q ' CPUHP_AGAIN=cpu2:present,.* cpuhp.parallel=0' "$left/asked"
	[ "$(jq -r '[.serial, .faults[0].cost] | @csv' "$lost/faults.json")" = 'false,5100' ]
	[ "$(jq -r '[.serial, .faults[0].cost] | @csv' "$lost+serial/faults.json")" = 'true,5300' ]
	[ -f "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/fault-lost/verdict" ]
	[ -f "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/fault-lost+serial/verdict" ]
	# A fault that was not run stays as it was
	mkdir -p "$SPLIT_STARTUP_RESULTS/faults"
	cat >"$SPLIT_STARTUP_RESULTS/faults/7.3.json" <<-END
		{"name": "7.3", "branch": "7.3", "serial": false, "note": null, "faults": [
			{"fault": "no-granule", "kernel": "7.3.1", "series": null, "date": "2026-01-01", "result": "PASS", "cost": 20,
			 "least": 15, "most": 25, "state": "off-line", "says": null}]}
	END
	ends 0 'what was run here is 7.3 7.3-serial$' faults --publish
	[ "$(published 7.3 lost '[.kernel, .result, .cost] | tojson')" = "[\"$KERNEL\",\"PASS\",5100]" ]
	[ "$(published 7.3 lost .series)" = "$(cat "$SPLIT_STARTUP_PATCHES"/{first,second,third}.patch | sha256sum | cut -c1-16)" ]
	[ "$(published 7.3-serial lost .cost)" = 5300 ]
	[ "$(published 7.3 no-granule .cost)" = 20 ]
	grep -qF "| $KERNEL with the series | $KERNEL with the series, \`cpuhp.parallel=0\` |" "$SPLIT_STARTUP_RESULTS/faults.md"
	grep -qE '^[|] lost [|] 5.1 s, off-line: [^(]* [|] 5.3 s, off-line: [^(]* [|]$' "$SPLIT_STARTUP_RESULTS/faults.md"
	grep -qF '| 20 ms [15 ms..25 ms], off-line (7.3.1) | not run |' "$SPLIT_STARTUP_RESULTS/faults.md"
	echo >>"$SPLIT_STARTUP_PATCHES/first.patch"
	run -0 "$SCRIPTS/faults" --publish
	grep -qE '^[|] lost [|] 5.1 s, .* \(another series\) [|] 5.3 s, .* \(another series\) [|]$' "$SPLIT_STARTUP_RESULTS/faults.md"
}
