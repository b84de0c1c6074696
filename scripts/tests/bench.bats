# SPDX-License-Identifier: GPL-2.0-only
# The statistics on known numbers; what is read from consoles and traces; scripts/bench
# as a whole, with a QEMU that leaves a console of its own making.
load toy
setup() {
	setup_toy
	export SPLIT_STARTUP_FIGURES=$BATS_TEST_TMPDIR/figures
	figures_with ''
}

# The toy's figures, with one line changed by sed
figures_with() {
	cat >"$SPLIT_STARTUP_FIGURES" <<-'END'
		[default "machine"]
			memory = 1G
			qemu = -machine virt,gic-version=3 -cpu max
			tests =
		[machine "bench-4"]
			cpus = 4
		[machine "bench-3"]
			cpus = 3
		[figure "ratio"]
			about = nothing to hide
			cpus = 4
			variants = unpatched parallel
			limit = ratio 1.05
		[figure "late"]
			about = some are late
			cpus = 4
			variants = unpatched parallel
			also = unpatched
			fault = all:late=50500us
			limit = difference 2 L
		[figure "lost"]
			about = one is silent
			cpus = 4
			base-cpus = 3
			variants = parallel parallel
			fault = cpu3:lost
			limit = difference 5500
		[figure "off"]
			about = off and on
			cpus = 4
			measure = off-on
			variants = unpatched parallel
			limit = ratio 1.05
	END
	sed -i "$1" "$SPLIT_STARTUP_FIGURES"
}

# fake_qemu: leaves the console of a boot that takes as many ms as the next line of
# $left/NAME says, of the Image NAME: "1040", or "1040 3" if only 3 CPUs come up. Or
# "hang", "dies"
fake_qemu() {
	bootable
	left=$BATS_TEST_TMPDIR/left
	mkdir -p "$left"
	program qemu-system-aarch64 <<-END
		case "\$*" in
		*dumpdtb=*) exec $(command -v qemu-system-aarch64) "\$@" ;;
		*--version*) echo 'QEMU emulator version 9.8.7 (toy)' && exit ;;
		esac
		name=\$(grep -oE '[ab][.]image' <<<"\$*" | head -n 1)
		name=\${name%.image}
		echo "\$name \$*" >>$left/asked
		read -r ms cpus <$left/\$name
		{ tail -n +2 $left/\$name && head -n 1 $left/\$name; } >$left/next && mv $left/next $left/\$name
		[[ \$ms != dies ]] || { echo 'no such machine' >&2; exit 1; }
		for a; do
			case \$a in
			*id=firmware,path=*) printf '1\tcpu1\tfault\tall:late=50500us\n1\tcpu3\tfault\tcpu3:lost\n' >"\${a#*path=}" ;;
			*id=results,path=*) sed "s/MS/\$ms/" $left/results >"\${a#*path=}" ;;
			file:*) [[ \$ms != hang ]] || exec sleep 100
				printf '[    1.000000] smp: Bringing up secondary CPUs ...\r\n[    %d.%03d000] smp: Brought up 1 node, %d CPUs\r\n' \
					\$((1 + ms / 1000)) \$((ms % 1000)) "\${cpus:-4}" >"\${a#file:}" ;;
			esac
		done
	END
	echo a >"$left/a.image"
	echo b >"$left/b.image"
	echo 1000 >"$left/a"
	echo 1040 >"$left/b"
	printf '%s\n' 'KTAP version 1' '# cpus online after boot: 0-2,3' '  # 25 rounds of 3 CPUs took MS.5 ms' 'ok 1 off_on_time' '# end' >"$left/results"
	out=$SPLIT_STARTUP_OUT/bench/$KERNEL/tiny+debug-of-a-b
}

# bench CODE LINE OPTION...: LINE is a pattern of what it says, or empty
bench() {
	run "$1" "$SCRIPTS/bench" "$KERNEL" --config tiny+debug --variants "image:a=$left/a.image image:b=$left/b.image" --figures ratio "${@:3}"
	[ -z "${2-}" ] || one_line "$2"
}

asked() { grep -c "^$1 " "$left/asked" || true; }

# side JQ: of the second variant of the figure that is there
side() { jq -r ".figures[0].sides[1] | $1" "$out/bench.json"; }

# statistics KIND LIMIT BASE-LIST SIDE-LIST: what comes out of them
statistics() {
	local n=0 ms
	{
		printf 'figure,variant,n,ms,load,online,date,image,setup,problem\n'
		for ms in $3; do printf 'f,a,%d,%s,1,4,2026-11-24,i,s,\n' $((++n)) "$ms"; done
		n=0
		for ms in $4; do printf 'f,b,%d,%s,1,4,2026-11-24,i,s,\n' $((++n)) "$ms"; done
	} | jq -c -R -s -L "$SCRIPTS/lib" --arg kind "$1" --argjson limit "$2" 'include "bench"; figure({figure: "f", limit: {kind: $kind, value: $limit,
		text: "x"}, sides: [{name: "a", role: "base"}, {name: "b", role: "judged"}]}; samples) | .sides[1] | [.n, .median, .min, .max, .against.n,
		.against.median, .against.low, .against.high, .result]'
}

@test "bench: statistics of known numbers" {
	# Of 20: the 6th and the 15th, whatever order they come in
	[ "$(statistics difference 1000 "$(yes 100 | head -n 20)" "$(seq 120 -1 101)")" = '[20,110.5,101,120,20,10.5,6,15,"PASS"]' ]
	[ "$(statistics ratio 3 '100 200 400' '200 200 1000')" = '[3,200,200,1000,3,2,1,2.5,"PASS"]' ]
	# Pairs are of one round, not of one rank
	[ "$(statistics difference 0 '1 2 3 4 5 6' '6 5 4 3 2 1')" = '[6,3.5,1,6,6,0,-5,5,"PASS"]' ]
	# Of 6 both ends are it, of 9 the 2nd to the 8th, of 30 the 10th to the 21st
	[ "$(statistics difference 99 "$(yes 1 | head -n 9)" "$(seq 2 10)" | jq -c '.[6:8]')" = '[2,8]' ]
	[ "$(statistics difference 99 "$(yes 1 | head -n 30)" "$(seq 2 31)" | jq -c '.[6:8]')" = '[10,21]' ]
	[ "$(statistics difference 99 5 7)" = '[1,7,7,7,1,2,2,2,"PASS"]' ]
}

@test "bench: a limit fails where the whole interval is above it, and not before" {
	[ "$(statistics difference 6 "$(yes 1 | head -n 20)" "$(seq 2 21)" | jq -r .[8])" = PASS ]
	[ "$(statistics difference 5.9 "$(yes 1 | head -n 20)" "$(seq 2 21)" | jq -r .[8])" = FAIL ]
	# No pair is no proof
	[ "$(statistics ratio 99 '' '5 6' | jq -r .[8])" = FAIL ]
}

@test "bench: two Images in turn, as table, JSON, CSV, Markdown and plot" {
	fake_qemu
	bench -0 '^bench: PASS: .*: 1 of 1 figures hold in' --times 3
	one_line '^ratio +4 +b +3 +1.04 s \[1.04 s..1.04 s\] +1.04 \[1.04..1.04\] of 75 % +<= 1.05 +PASS$'
	[ "$(cut -d' ' -f1 "$left/asked" | tail -n 4 | tr -d '\n')" = abab ]
	[ "$(side '[.n, .median, .against.median, .result] | @csv')" = '3,1040,1.04,"PASS"' ]
	[ "$(grep -cE '^ratio,[ab],[123],10[04]0[.]000,[0-9.]+,4,20[0-9TZ:-]+,[0-9a-f]{12},[0-9a-f]{12},$' "$out/boots.csv")" -eq 6 ]
	grep -q '^| ratio | 4 | b | 3 |' "$out/bench.md"
	grep -q '^QEMU 9.8.7, TCG, .* ci/README.md says what QEMU cannot show[.]$' "$out/bench.md"
	xmllint --noout "$out/time-over-cpus.svg"
	grep -q '>a<' "$out/time-over-cpus.svg"
	# cpuhp.parallel= and the machine's CPUs are in the command, and no firmware is
	grep -q -- '-smp 4 ' "$left/asked"
	no grep -q 'virtualization=on' "$left/asked"
}

@test "bench: how a figure ends, and what is said of it" {
	fake_qemu
	while IFS='|' read -r name code a b times result says; do
		printf '%b\n' "$a" >"$left/a"
		printf '%b\n' "$b" >"$left/b"
		run "$SCRIPTS/bench" "$KERNEL" --config tiny+debug --variants "image:a=$left/a.image image:b=$left/b.image" \
			--figures ratio --times "$times" --fresh
		[ "$status" -eq "$code" ] && one_line "$says" && [ "$(side .result)" = "$result" ] &&
			[ "$(jq -r '.figures[0].result' "$out/bench.json")" = "$result" ] || { echo "$name: exit $status: $output" && false; }
	done <<-'END'
		holds|0|1000|1040|2|PASS|^bench: PASS: .*: 1 of 1 figures hold
		above|1|1000|1060|6|FAIL|^bench: FAIL .1.: .*: 0 of 1 figures hold
		above, why|1|1000|1060|6|FAIL|FAIL: the whole interval is above <= 1.05$
		baseline dies|1|1000\ndies\n1000\n1000\n1000\n1000|1040|3|FAIL|^bench: ratio, a, boot 1: QEMU: exit 1: no such machine$
	END
}

@test "bench: a boot that fails is a failed sample, and fails the figure" {
	fake_qemu
	printf '%s\n' 900 900 '900 3' 900 >"$left/b"
	bench -1 '^bench: ratio, b, boot 2: 3 of 4 CPUs came up$' --times 3
	[ "$(side '[.n, .failed, .result, .why] | @csv')" = '2,1,"FAIL","3 of 4 CPUs came up"' ]
	# It is not forgotten by running again
	bench -1 '' --times 3
	grep -qE '^ratio,b,2,,' "$out/boots.csv"
	echo 900 >"$left/b"
	bench -0 '' --times 3 --fresh
}

@test "bench: a guest that hangs is given up, and so is a figure with three of them" {
	fake_qemu
	echo hang >"$left/b"
	CPUHP_DEADLINE=1 bench -1 '' --times 9
	[ "$(grep -c '^bench: ratio, b, boot [123]: killed: not done after 1 s' <<<"$output")" -eq 3 ]
	[ "$(wc -l <"$out/boots.csv")" -eq 7 ]
	no pgrep -f "$left" >/dev/null
}

@test "bench: what was timed is kept, and an Image that changes is timed anew" {
	fake_qemu
	bench -0 '' --times 2
	: >"$left/asked"
	bench -0 'ratio: nothing changed, 2 rounds reused$' --times 2
	[ ! -s "$left/asked" ]
	# Cut off in the middle of a round: the round is booted again, the others are not
	sed -i '$d' "$out/boots.csv"
	bench -0 '' --times 3
	[ "$(asked a)" -eq 3 ]
	[ "$(grep -c '^ratio' "$out/boots.csv")" -eq 6 ]
	: >"$left/asked"
	echo new >"$left/b.image"
	bench -0 '' --times 2
	[ "$(asked b)" -eq 3 ]
	[ "$(grep -c '^ratio' "$out/boots.csv")" -eq 4 ]
	# So is a figure that changes
	: >"$left/asked"
	figures_with 's/memory = 1G/memory = 2G/'
	bench -0 '' --times 2
	[ "$(asked a)" -eq 3 ]
}

@test "bench: with a fault all boots below the firmware, and a fault that did not happen is no sample" {
	fake_qemu
	echo 1100 >"$left/b"
	bench -0 '^late +4 +b[+]faults +2 +1.1 s .* 100 ms \[100 ms..100 ms\] of 50 % +<= 101 ms more +PASS$' --times 2 --figures late
	[ "$(grep -c 'virtualization=on' "$left/asked")" -eq 6 ]
	grep -qx 'all:late=50500us' "$out/runs/late/b+faults/faults"
	[ ! -e "$out/runs/late/a/faults" ]
	echo 1102 >"$left/b"
	bench -1 '' --times 2 --figures late --fresh
	sed -i 's/all:late=50500us/all:late=9s/' "$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	bench -1 'late, b[+]faults, boot 1: the fault all:late=50500us did not happen$' --times 1 --figures late --fresh
}

@test "bench: a ratio is of the same firmware on both sides" {
	fake_qemu
	figures_with 's/difference 2 L/ratio 1.1/'
	bench -0 '^late +4 +a[+]faults +1 ' --times 1 --figures late
	grep -qx 'all:late=50500us' "$out/runs/late/a+faults/faults"
}

@test "bench: a baseline of fewer CPUs, and CPUs that are lost on purpose" {
	fake_qemu
	echo 1000 3 >"$left/a"
	echo 6499 3 >"$left/b"
	bench -0 '^lost +3 +a +1 ' --times 1 --figures lost
	one_line '^lost +4 +b[+]faults +1 .* 5.5 s \[5.5 s..5.5 s\] of 0 % +<= 5500 ms more +PASS$'
	[ "$(grep -c '^a .*-smp 3 ' "$left/asked")" -eq 2 ]
	[ "$(grep -c '^b .*-smp 4 ' "$left/asked")" -eq 2 ]
	echo 6499 4 >"$left/b"
	bench -1 'lost, b[+]faults, boot 1: 4 of 3 CPUs came up' --times 1 --figures lost --fresh
}

@test "bench: off and on is what the guest says that it takes" {
	fake_qemu
	bench -0 '' --times 1 --figures off
	[ "$(side .median)" = 1040.5 ]
	grep -q '^off_on_time ' "$out/runs/off/a/plan"
	sed -i 's/^ok 1/not ok 1/' "$left/results"
	bench -1 'off, b, boot 1: off_on_time: not ok 1 off_on_time$' --times 1 --figures off --fresh
	sed -i '/^# end/d' "$left/results"
	bench -1 'off, b, boot 1: the results have no end' --times 1 --figures off --fresh
}

@test "bench: a splat during the bring-up is no sample, one after it is" {
	fake_qemu
	sed -i 's/\(CPUs \.\.\.\\r\\n\)/\1[    1.000001] WARNING: at toy\\n/' "$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	bench -1 'ratio, b, boot 1: console: .*WARNING: at toy$' --times 1
	sed -i 's/\[    1.000001\] WARNING: at toy\\n//; s/\(%d CPUs\\r\\n\)/\1[   30.000001] WARNING: at toy\\n/' "$BATS_TEST_TMPDIR/bin/qemu-system-aarch64"
	bench -0 '' --times 1 --fresh
}

@test "bench: latencies that differ are the same numbers each time" {
	lib() { bash -c "TOP=$SCRIPTS/..; FIGURES=$SPLIT_STARTUP_FIGURES; source $SCRIPTS/lib/bench/figures.sh; $1"; }
	figures_with 's/fault = all:late=50500us/late-between = 5 200 7/'
	run -0 lib 'figure_faults late; latest late'
	[ "$output" = $'cpu1:late=86ms\ncpu2:late=52ms\ncpu3:late=73ms\n86' ] || { echo "$output"; false; }
	figures_with 's/50500us/2s/'
	[ "$(lib 'latest late')" = 2000 ]
}

@test "bench, faults: an Image of patches that have changed since is not taken" {
	bootable
	sed -i 's/^-line 30$/-line 3/; s/^ line 29$/ line 2/' "$SPLIT_STARTUP_PATCHES/second.patch"
	CPUHP_DEADLINE=2 run -5 "$SCRIPTS/bench" "$KERNEL" --config tiny+debug --variants "serial parallel" --figures ratio --times 1
	one_line 'second.patch does not apply'
	[ -f "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/Image" ]
	ends 5 'second.patch does not apply' faults "$KERNEL" --rows denied
}

@test "bench: which kernel a variant is" {
	fetched
	touch "$BATS_TEST_TMPDIR/kick-all.patch"
	variant() {
		bash -c "SPLIT_STARTUP_CLEAN=\$\$; set -- ; source $SCRIPTS/lib/common.sh; source $SCRIPTS/lib/kernel.sh; source $SCRIPTS/lib/series.sh
			FIGURES=$SPLIT_STARTUP_FIGURES; source $SCRIPTS/lib/bench/figures.sh; read_variant $1 $KERNEL tiny
			echo \"\${variant[label]} \${variant[cut]}\${variant[at]:+ \${variant[at]}} \${variant[append]}\"" "$SCRIPTS/bench"
	}
	[ "$(variant parallel)" = "$KERNEL  cpuhp.parallel=1" ]
	[ "$(variant serial)" = "$KERNEL  cpuhp.parallel=0" ]
	[ "$(variant unpatched)" = "$KERNEL-unpatched --unpatched " ]
	[ "$(variant upto:second)" = "$KERNEL-upto-second --upto second " ]
	[ "$(variant concurrent)" = "$KERNEL-upto-rfc --upto rfc cpuhp.parallel=1 cpuhp.concurrent_kick=1" ]
	[ "$(variant kick-all)" = "$KERNEL-with-kick-all --with $BATS_TEST_TMPDIR/kick-all.patch cpuhp.parallel=1" ]
}

# exact CODE LINE OPTION...: of two Images, whose limit and record are the test's
exact() {
	cat >>"$SPLIT_STARTUP_FIGURES" <<-END
		[exact "late"]
			about = some are late
			cpus = 4
			fault = all:late=50500us
			limit = image:b=$left/b.image 1.05 image:a=$left/a.image
	END
	run "$1" "$SCRIPTS/bench" "$KERNEL" --exact --config tiny+debug "${@:3}"
	figures_with ''
	[ -z "${2-}" ] || one_line "$2"
}

@test "bench --exact: one boot each, with time counted in instructions, below the firmware if there is a fault" {
	fake_qemu
	exact -0 '^late +b +1040.0 +- +1.040 of a \(<= 1.05\) +PASS$'
	one_line '^late +a +1000.0 +- +- +-$'
	one_line '^bench: PASS: .*: 0 of 2 exact times are not as they should be'
	[ "$(grep -c -- '-accel tcg,thread=single -icount shift=3,sleep=off -seed 1 .*virtualization=on' "$left/asked")" -eq 2 ]
	[ "$(wc -l <"$left/asked")" -eq 2 ]
	# Nothing changed: nothing is booted
	exact -0
	[ "$(wc -l <"$left/asked")" -eq 2 ]
	run -0 "$SCRIPTS/bench" --list
	no grep -q '<= 1.05 .*some are late' <<<"$output"
}

@test "bench --exact: fails above the limit, and where a boot fails" {
	fake_qemu
	echo 1051 >"$left/b"
	exact -1 'late +b +1051.0 .* FAIL: above 1.05 of a$'
	one_line '^bench: FAIL \(1\): .*: 1 of 2 exact times'
	echo 1050 >"$left/b"
	exact -0 '' --fresh
	echo 1000 3 >"$left/a"
	exact -1 '^late +a +- +- +- +FAIL: 3 of 4 CPUs came up$' --fresh
	one_line '^late +b +1050.0 .* FAIL: a has no time$'
}

@test "bench --exact: 2 % off what is published is a failure, faster or slower, until it is published" {
	fake_qemu
	local record=$SPLIT_STARTUP_RESULTS/bench/exact.json
	published() { jq -r '.figures[] | "\(.branch) \(.figure) \(.variant) \(.ms)"' "$record"; }
	mkdir -p "$SPLIT_STARTUP_RESULTS/bench"
	cat >"$record" <<-'END'
		{"name": "exact", "note": null, "figures": [
			{"branch": "6.12", "kernel": "6.12.1", "series": null, "figure": "late", "variant": "a", "date": null, "ms": 7,
			 "held": [], "result": null, "why": null},
			{"branch": "7.3", "kernel": "7.3.1", "series": null, "figure": "other", "variant": "a", "date": null, "ms": 8,
			 "held": [], "result": null, "why": null}]}
	END
	exact -0 '^late +a +1000.0 +- '
	run -0 "$SCRIPTS/bench" --publish
	published | diff - <(printf '%s\n' '6.12 late a 7' '7.3 other a 8' '7.3 late a 1000' '7.3 late b 1040')
	[ "$(jq -c '.figures[3] | [.kernel, .held, .result, has("was")]' "$record")" = \
		"[\"$KERNEL\",[{\"base\":\"a\",\"most\":\"1.05\",\"ratio\":1.04}],\"PASS\",false]" ]
	echo 1020 >"$left/a"
	exact -0 '^late +a +1020.0 +1000.0 +- +PASS$' --fresh
	echo 1021 >"$left/a"
	exact -1 '^late +a +1021.0 +1000.0 +- +FAIL: [+]2.1 % against the record: say why, and --publish it$' --fresh
	echo 1000 >"$left/a"
	echo 1010 >"$left/b"
	exact -1 '^late +b +1010.0 +1040.0 .* FAIL: -2.9 % against the record' --fresh
	run -0 "$SCRIPTS/bench" --publish
	exact -0
	published | grep -qx '7.3 late b 1010'
}

@test "bench --exact --variants: one kernel alone is held against what is published, and against no other" {
	fake_qemu
	exact -0
	run -0 "$SCRIPTS/bench" --publish
	exact -0 '^late +b +1040.0 +1040.0 +- +PASS$' --variants "image:b=$left/b.image"
	no grep -q '^late  *a ' <<<"$output"
	echo 1062 >"$left/b"
	exact -1 '^late +b +1062.0 +1040.0 +- +FAIL: [+]2.1 % against the record' --fresh --variants "image:b=$left/b.image"
}

@test "bench --publish: the exact figures have a table of their own, in which what is of other patches says so" {
	fake_qemu
	exact -0
	run -0 "$SCRIPTS/bench" --publish
	grep -qxF "| $KERNEL | late | b | 1040.0 | 1.040 of a (<= 1.05) | PASS |" "$SPLIT_STARTUP_RESULTS/bench.md"
	grep -qx 'Nothing of it is published.' "$SPLIT_STARTUP_RESULTS/bench.md"
	echo >>"$SPLIT_STARTUP_PATCHES/first.patch"
	run -0 "$SCRIPTS/bench" --publish
	grep -qxF "| $KERNEL | late | b | 1040.0 | 1.040 of a (<= 1.05) | PASS, of another series |" "$SPLIT_STARTUP_RESULTS/bench.md"
}

@test "bench: options, figures and variants that there are not" {
	while IFS='|' read -r code options says; do
		eval "run \"\$SCRIPTS/bench\" $options"
		[ "$status" -eq "$code" ] && grep -qE -- "$says" <<<"$output" || { echo "$options: exit $status: $output" && false; }
	done <<-'END'
		2|7.3 --figures 'ratio nonsense'|no figure nonsense: --list names them
		2|7.3 --variants 'unpatched nonsense'|nonsense is none of unpatched, serial
		2|7.3 --variants unpatched|one is not compared with anything, name two
		2|7.3 --variants 'serial parallel serial'|two have the name serial
		2|7.3 --times 0|a number from 1 to 99
		2|7.3 --exact --times 3|--exact takes no --times
		2|7.3 7.2|one kernel at a time
		2|7.3 --times|--times needs a value
		3|no-such-kernel --offline|no-such-kernel
	END
	fake_qemu
	rm "$left/b.image"
	bench -2 '--variants .*b.image: no such file'
}

@test "bench: whatever is wrong in the figures is said in one line" {
	while IFS='|' read -r change wrong; do
		figures_with "$change"
		run -2 "$SCRIPTS/bench" --list
		[ "${#lines[@]}" -eq 1 ]
		grep -qE -- "$wrong" <<<"$output" || { echo "$change: $output"; false; }
	done <<-'END'
		s/about =/tells =/|ratio: there is no key tells
		s/ratio 1.05/ratio x/|ratio: limit = ratio x: not of the form
		s/all:late=50500us/all:late=5/|late: fault = all:late=5: scripts/boot has no such fault
		s/all:late=50500us/cpu4:lost/|late: fault = cpu4:lost: scripts/boot has no such fault
		s/all:late=50500us/cpu3:lost/|late: limit = difference 2 L: no CPU is late
		s/unpatched parallel/unpatched nonsense/|ratio: variants = unpatched nonsense: no variant nonsense
		s/unpatched parallel/unpatched/|ratio: variants = unpatched: not of the form
		0,/^cpus = 4$/!s/^cpus = 4$/cpus = 5/|ratio: cpus = 5: there is no machine bench-5
		/about = nothing/d|ratio: it has no about
		s/"late"/"ratio"/|ratio
		s/about = some.*/about = "x/|git config cannot read it
	END
	unset SPLIT_STARTUP_FIGURES
	run -0 "$SCRIPTS/bench" --list
	[ "${#lines[@]}" -ge 8 ]
}

@test "bench --publish: the figures of each kernel, and of no comparison of the user's own" {
	fake_qemu
	bench -0 '' --times 2
	run -0 "$SCRIPTS/bench" --publish
	[ ! -e "$SPLIT_STARTUP_RESULTS/bench/pairs.json" ]
	cp -r "$out" "${out%-of-*}"
	ends 0 'bench.md is made anew; 1 of the files it is made of are of here' bench --publish
	grep -qxF '| ratio | b | <= 1.05 | 1.04 [1.04..1.04] of 50 %, 1.04 s [1.04 s..1.04 s], n=2 |' "$SPLIT_STARTUP_RESULTS/bench.md"
	# A figure that was not timed again stays
	sed 's/"figure":"ratio"/"figure":"over"/' "$SPLIT_STARTUP_RESULTS/bench/pairs.json" >"$BATS_TEST_TMPDIR/pairs"
	mv "$BATS_TEST_TMPDIR/pairs" "$SPLIT_STARTUP_RESULTS/bench/pairs.json"
	run -0 "$SCRIPTS/bench" --publish
	[ "$(jq -r '.figures[].figure' "$SPLIT_STARTUP_RESULTS/bench/pairs.json" | grep -cxE 'over|ratio')" = 2 ]
	echo >>"$SPLIT_STARTUP_PATCHES/first.patch"
	run -0 "$SCRIPTS/bench" --publish
	grep -qF 'n=2: of another series |' "$SPLIT_STARTUP_RESULTS/bench.md"
}

@test "boot --to, --image, --prepare" {
	fake_qemu
	run -0 "$SCRIPTS/boot" "$KERNEL" --machine bench-4 --image "$left/a.image" --to "$left/there" --prepare
	[ ! -e "$left/asked" ]
	run -0 "$left/there/qemu-cmd"
	grep -q "^a .*-kernel $left/a.image" "$left/asked"
	ends 2 "that is there, and no run folder" boot "$KERNEL" --to "$left"
	[ -e "$left/asked" ]
	ends 2 'none: no such file' boot "$KERNEL" --image "$left/none"
}
