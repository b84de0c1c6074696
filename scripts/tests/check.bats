# SPDX-License-Identifier: GPL-2.0-only
# A golden run folder, and what check says when one thing in it is wrong.
bats_require_minimum_version 1.5.0
load toy
setup() {
	setup_toy
	RUN=$BATS_TEST_TMPDIR/golden
	cp -r "$BATS_TEST_DIRNAME/golden" "$RUN"
}
teardown() { keep_record; }
teardown_file() { valid_records; }

# check CODE [LINE]: of what it says, a pattern
check() {
	run "$1" "$SCRIPTS/check" "$RUN"
	[ -z "${2-}" ] || one_line "$2"
}

@test "check: the golden run passes, in no time, and leaves verdict and JUnit" {
	costs 40 "$SCRIPTS/check" "$RUN"
	check -0
	one_line '^check: 7\.3\.9-toy, tiny\+debug, gicv3-4: PASS 5 passed, 1 skipped$'
	[ "$(cat "$RUN/verdict")" = 'PASS 5 passed, 1 skipped' ]
	[ "$(ls -A "$RUN" | paste -sd ' ')" = 'console.log junit.xml machine plan qemu-status results.ktap run.json verdict' ]
	xmllint --noout "$RUN/junit.xml"
	[ "$(xmllint --xpath 'string(//testsuite/@tests)' "$RUN/junit.xml")" -eq 7 ]
	[ "$(xmllint --xpath 'count(//testcase)' "$RUN/junit.xml")" -eq 7 ]
	[ "$(xmllint --xpath 'count(//failure)' "$RUN/junit.xml")" -eq 0 ]
	[ "$(xmllint --xpath 'count(//skipped)' "$RUN/junit.xml")" -eq 1 ]
}

# case_of CODE FILE SED [PATTERN]: of the golden run with that file changed so
case_of() {
	rm -r "$RUN"
	cp -r "$BATS_TEST_DIRNAME/golden" "$RUN"
	sed -i "$3" "$RUN/$2"
	check "$1"
	[ -z "${4-}" ] || one_line "$4" || { printf '%s not said of %s, %s: %s\n' "$4" "$2" "$3" "$output" && false; }
}

@test "check: one thing is wrong: a test, the end, the console, the CPUs, the machine" {
	local code file script said
	while IFS='|' read -r code file script said; do
		case_of "$code" "$file" "$script" "$said"
	done <<-'END'
		-1|results.ktap|s/^ok 2 cpu_off_on$/not ok 2 cpu_off_on # exit 1/; s/^  ok 2 random/  not ok 2 random/|cpu_off_on: random order failed
		-1|results.ktap|/^ok 3/d|cpu_suspend: planned, and not heard of
		-1|results.ktap|/^  ok 2 random/d|planned 2 subtests, 1 reported
		-1|results.ktap|s/^ok 3 cpu_suspend/not ok 3 cpu_suspend # TIMEOUT 300 s/|cpu_suspend failed \(TIMEOUT 300 s\)
		-1|results.ktap|s/^ok 3 cpu_suspend/not ok 3 cpu_suspend # killed by signal 11/|killed by signal 11
		-1|results.ktap|s/^# cpus online at the end: 0-3/# cpus online at the end: 0-2/|CPUs on-line at the end: 0-2, not 0-3
		-8|results.ktap|/^ok 2 cpu_off_on/,$d|the results have no end
		-8|console.log|s/.*reboot: Power down/[    9.0] Kernel panic - not syncing: toy/|gicv3-4: FAIL 8 Kernel panic - not syncing: toy
		-8|console.log|/reboot: Power down/d|did not power itself off
		-8|console.log|d|nothing on the console
		-8|qemu-status|s/.*/killed: silent for 90 s/|QEMU: killed: silent for 90 s
		-8|qemu-status|d|
		-1|machine|$a says\tCPU2: failed in unknown state|the console does not say: CPU2: failed in unknown state
		-1|machine|$a never\tBooted secondary|the console must not say
		-1|machine|/^online/d|does not say which CPUs are to be on-line
		-0|machine|/^config/d; /^kernel/d|
	END
	# A failure for JUnit, and an "ok" forged on the console
	case_of -1 results.ktap 's/^ok 2 cpu_off_on$/not ok 2 cpu_off_on # exit 1/; s/^  ok 2 random/  not ok 2 random/'
	[ "$(xmllint --xpath 'count(//failure)' "$RUN/junit.xml")" -eq 3 ]
	cp "$BATS_TEST_DIRNAME/golden/results.ktap" "$RUN/console.log"
	echo '[   10.0] reboot: Power down' >>"$RUN/console.log"
	: >"$RUN/results.ktap"
	check -8
}

@test "check: --quiet, and what is wrong is said all the same" {
	run -0 "$SCRIPTS/check" "$RUN" --quiet
	[ -z "$output" ]
	sed -i '/^ok 3/d' "$RUN/results.ktap"
	run -1 "$SCRIPTS/check" "$RUN" --quiet
	one_line 'cpu_suspend: planned, and not heard of'
}

@test "check: the record has the command, and what the console must say and must not" {
	printf 'says\tBoot[i]ng\nnever\tOops\n' >>"$RUN/machine"
	printf '#!/bin/sh\n# again\nexec qemu -append "a b"\n' >"$RUN/qemu-cmd"
	check -0
	jq -e '.says == ["Boot[i]ng"] and .never == ["Oops"] and .command == "qemu -append \"a b\""' "$RUN/run.json"
	rm "$RUN/qemu-cmd"
	check -0
	jq -e '.command == null' "$RUN/run.json"
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

@test "check: a line that the machine must or may say is no splat, and the same of another CPU is one" {
	sed -i '$i [    5.0] CPU5: is stuck in kernel' "$RUN/console.log"
	check -9 'gicv3-4: FAIL 9 console: \[    5\.0\] CPU5: is stuck in kernel'
	for key in says allows; do
		cp "$BATS_TEST_DIRNAME/golden/machine" "$RUN/machine"
		printf '%s\tCPU5: is stuck in kernel\n' "$key" >>"$RUN/machine"
		check -0
	done
	sed -i '$i [    5.1] CPU2: is stuck in kernel' "$RUN/console.log"
	check -9 'gicv3-4: FAIL 9 console: \[    5\.1\] CPU2: is stuck in kernel'
}

# evil: bytes of every kind, with no line end but at the end
evil() {
	printf 'x\0y\001\033[31m\033]0;t\007\200\377\303\244\342\202\355\240\200\357\277\276\357\277\277\364\220\200\200<&">\302\205\r'
	seq 10000 | tr '\n' '\377'
	printf '\n'
}

well_formed() {
	xmllint --noout "$RUN/junit.xml"
	iconv -f UTF-8 -t UTF-8 "$RUN/verdict" "$RUN/run.json" >/dev/null
	jq -e -R . "$RUN/verdict" >/dev/null
}

@test "check: any bytes, from wherever they are, and the verdict is right and can be read" {
	for file in console.log results.ktap firmware.log machine plan; do
		cp "$BATS_TEST_DIRNAME"/golden/* "$RUN"
		{ printf '# ' && evil | tr -d '\r' && cat "$RUN/$file" 2>/dev/null; } >"$BATS_TEST_TMPDIR/new" || true
		cp "$BATS_TEST_TMPDIR/new" "$RUN/$file"
		check -0
		well_formed
		cmp "$RUN/$file" "$BATS_TEST_TMPDIR/new"
	done
	printf 'killed \377\0<&\033[1m\n' >"$RUN/qemu-status"
	check -8
	well_formed
	[ "$(xmllint --xpath 'string(//failure/@message)' "$RUN/junit.xml")" = 'FAIL 8 QEMU: killed <&' ]
}

@test "check: bytes in the name of a test that fails, and a splat between bytes" {
	sed -i "s/^  ok 2 random/  not ok 2 ra\xff\x00\xef\xbf\xben\x1b[1md\xc3\xa4<om/" "$RUN/results.ktap"
	check -1 'FAIL 1 cpu_off_on: randä<om order failed'
	well_formed
	cp "$BATS_TEST_DIRNAME"/golden/* "$RUN"
	printf '\377\033[31m[    5.0] \000WARN\377ING: at x\033[0m\344\n' >"$BATS_TEST_TMPDIR/line"
	sed -i "3r $BATS_TEST_TMPDIR/line" "$RUN/console.log"
	check -9 'FAIL 9 console: \[    5\.0\] WARNING: at x$'
	well_formed
}

@test "check: lines of a megabyte, wherever they are" {
	long() { head -c 1000000 /dev/zero | tr '\0' "$1"; }
	{ sed 3q "$BATS_TEST_DIRNAME/golden/console.log" && long x && printf '\n' && long y && printf '[    5.000000] WARNING: ' && long z &&
		printf '\n' && sed 1,3d "$BATS_TEST_DIRNAME/golden/console.log"; } >"$RUN/console.log"
	check -9 'FAIL 9 console: \[    5\.000000\] WARNING: z'
	[ "$(wc -c <"$RUN/verdict")" -lt 5000 ]
	well_formed
	cp "$BATS_TEST_DIRNAME"/golden/* "$RUN"
	{ sed 12q "$RUN/results.ktap" && printf '  # ' && long x && printf '\n' && sed '1,12d' "$RUN/results.ktap"; } >"$RUN/new"
	sed 's/^  ok 2 random/  not ok 2 '"$(head -c 100000 "$RUN/new" | tail -c 20000)"'/' "$RUN/new" >"$RUN/results.ktap"
	check -1 'FAIL 1 cpu_off_on: xxx'
	well_formed
}

@test "check: CR LF, a CR alone and colours in every file" {
	sed -i 's/$/\r/' "$RUN"/*
	check -0
	[ "$(cat "$RUN/verdict")" = 'PASS 5 passed, 1 skipped' ]
	cp "$BATS_TEST_DIRNAME"/golden/* "$RUN"
	printf 'foo\r[    5.0] Call trace:\r\r\n' >>"$RUN/console.log"
	check -9
}

@test "check: a sequence of a terminal that does not end hides no message behind it" {
	for begin in ']0;x' ']0;x\007\033' '' '[' '[1;' '(' '\302\233' '7'; do
		printf "\033$begin[    5.123456] handlers:\n"
	done >"$BATS_TEST_TMPDIR/lines"
	sed -i "3r $BATS_TEST_TMPDIR/lines" "$RUN/console.log"
	check -9
	[ "$(jq '.splats | length' "$RUN/run.json")" -eq 8 ]
}

@test "check: no words of the command line, or of a program, are how the machine ended" {
	sed -i '3i [    0.000000] Kernel command line: x="Kernel panic"' "$RUN/console.log"
	check -0
	sed -i 's/^.*reboot: Power down/init: soon reboot: Power down/' "$RUN/console.log"
	check -8 'did not power itself off'
}

@test "check: a folder that is a link, and files in it that are, are judged, and nothing behind them is written" {
	mkdir "$BATS_TEST_TMPDIR/else"
	echo mine | tee "$BATS_TEST_TMPDIR/else/verdict" >"$BATS_TEST_TMPDIR/else/junit.xml"
	mv "$RUN/console.log" "$BATS_TEST_TMPDIR/else"
	ln -s "$BATS_TEST_TMPDIR"/else/{verdict,junit.xml,console.log} "$RUN"
	ln -s golden "$BATS_TEST_TMPDIR/link"
	run -0 "$SCRIPTS/check" "$BATS_TEST_TMPDIR/link/"
	[ "$(cat "$RUN/verdict")" = 'PASS 5 passed, 1 skipped' ]
	[ "$(sort -u "$BATS_TEST_TMPDIR"/else/{verdict,junit.xml})" = mine ]
	[ -z "$(find "$RUN" -name '.judging*')" ]
}

@test "check: of several folders each is judged, also behind one that is none" {
	cp -r "$RUN" "$BATS_TEST_TMPDIR/second"
	sed -i '/^ok 3/d' "$BATS_TEST_TMPDIR/second/results.ktap"
	mkdir "$BATS_TEST_TMPDIR/none"
	run -2 "$SCRIPTS/check" "$BATS_TEST_TMPDIR/none" "$BATS_TEST_TMPDIR/missing" "$BATS_TEST_TMPDIR/second" "$RUN"
	one_line 'none is not a run folder of scripts/boot: it has no machine'
	one_line 'missing: no such folder'
	one_line 'FAIL 1 cpu_suspend'
	one_line 'PASS 5 passed'
	grep -q '^FAIL 1' "$BATS_TEST_TMPDIR/second/verdict"
}
