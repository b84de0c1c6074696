# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	own_project
	fetched
	RUNS=$SPLIT_STARTUP_OUT/$KERNEL/tiny+torture+debug
	BOOTS=$BATS_TEST_TMPDIR/boots
	stub apply 'exit 0'
	stub build 'exit 0'
	stub boot "echo \"\$*\" >>$BOOTS"
	judged 0
}

# judged CODE: every boot makes 100 transitions, and ends so
judged() {
	stub check "mkdir -p \"\$1\" && cat >\"\$1/run.json\" <<-'END'
		{\"problems\": [\"CPU3 is lost\"], \"tests\": [{\"subtest\": \"100 transitions, 0 failed\"}, {\"subtest\": null}]}
	END
	exit $1"
}

json() { jq -r "$1" "$SPLIT_STARTUP_OUT/torture/$KERNEL/torture.json"; }

@test "torture: each machine is booted once at least, with a seed of its own; the record has what they did" {
	run -0 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --seed 41
	one_line "PASS: $KERNEL, tiny\+torture\+debug: 8 of 8 boots passed, 800 transitions in .*, seed 41;"
	[ "$(json 'map(.seed) | tojson')" = '[41,42,43,44,45,46,47,48]' ]
	[ "$(json 'map(.machine) | unique | length')" = 8 ]
	grep -q -- '--append CPUHP_SECONDS=30 CPUHP_SEED=48$' "$BOOTS"
}

@test "torture: a seed has the same faults each time, another one has others; all of them are faults, two of each CPU" {
	local seed
	source "$SCRIPTS/lib/firmware.sh" || true
	for seed in 1 2 1; do
		run -0 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --machines torture-faults --seed "$seed"
	done
	[ "$(sed -n 1p "$BOOTS")" = "$(sed -n 3p "$BOOTS")" ]
	[ "$(sed -n 1p "$BOOTS")" != "$(sed -n 2p "$BOOTS")" ]
	mapfile -t specs < <(grep -o -- '--fault [^ ]*' "$BOOTS" | cut -d' ' -f2)
	[ "${#specs[@]}" = 42 ]
	for spec in "${specs[@]}"; do is_spec "$spec" 8; done
}

@test "torture: a boot that fails does not stop the others; the code is the worst, and how to repeat it is said" {
	judged 9
	run -9 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --seed 5 --machines 'torture-rcu torture-lock' --accel icount
	one_line 'torture-rcu, seed 5: 100 transitions: CPU3 is lost'
	one_line "again: scripts/torture $KERNEL --seed 6 --machines torture-lock --seconds 30 --minutes 0 --accel icount"
	one_line 'FAIL \(9\): .* 0 of 2 boots passed'
}

@test "torture: a boot that is not judged is no PASS" {
	stub boot 'exit 7'
	run -7 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --machines torture-load
	one_line 'torture-load, seed [0-9]*: 0 transitions: it was not judged'
	# Nor is it the run before
	stub boot 'exit 0'
	run -0 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --machines torture-load
	stub boot 'exit 7'
	run -7 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --machines torture-load
	one_line 'torture-load, seed [0-9]*: 0 transitions: it was not judged'
}

@test "torture: any seed that it may choose is taken" {
	local seed
	for seed in 0 1073741823 9999999999; do
		run -0 "$SCRIPTS/torture" "$KERNEL" --minutes 0 --machines torture-load --seed "$seed"
	done
}

@test "torture: bad input is one line" {
	local option
	for option in '--minutes x' '--seconds 0' '--seed -1' '--seed 12345678901' '--machines gicv3-4' '--machines'; do
		run -2 "$SCRIPTS/torture" "$KERNEL" $option
		[ "${#lines[@]}" = 1 ] || { echo "$option: $output" && false; }
	done
}
