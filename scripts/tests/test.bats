# SPDX-License-Identifier: GPL-2.0-only
# What scripts/test counts, of tests that are none of the project's.
load toy

setup() {
	isolate
	PROJECT=$BATS_TEST_TMPDIR/project
	mkdir -p "$PROJECT/scripts/tests"
	cp -r "$SCRIPTS/test" "$SCRIPTS/lib" "$PROJECT/scripts/"
	for verb in setup lint; do
		printf '#!/bin/sh\n' >"$PROJECT/scripts/$verb"
		chmod +x "$PROJECT/scripts/$verb"
	done
	cpus 2
	tests_in a 'true' 'true'
	tests_in b 'true' 'true'
}

# cpus N: so many does the machine have
cpus() { program nproc "echo $1"; }

# tests_in FILE COMMAND...: a test of each
tests_in() {
	local file=$PROJECT/scripts/tests/$1.bats n=0 command
	: >"$file"
	for command in "${@:2}"; do
		n=$((n + 1))
		printf '@test "%s %d" { %s; }\n' "$1" "$n" "$command" >>"$file"
	done
}

# quick CODE: without what the bats around has in its environment, and in front of PATH
quick() { run "$1" env -i PATH="${PATH//"$BATS_LIBEXEC":/}" "$PROJECT/scripts/test" --quick; }

@test "test: what bats says is counted, with one CPU and with more" {
	for n in 1 2 3; do
		cpus "$n"
		quick -0
		[ "${lines[-1]}" = '5 passed, 0 failed' ]
		[ "$(grep -c '^ok [1-4] [ab] [12]$' <<<"$output")" -eq 4 ]
	done
	# The longest first, and in a row, whichever ended first
	tests_in b 'sleep 1; true' 'true' 'true'
	quick -0
	[ "$(sed -n 's/^ok \([0-9]\) .*/\1/p' <<<"$output" | paste -sd ' ')" = '1 2 3 4 5' ]
	one_line '^ok 1 b 1$'
}

@test "test: what was skipped has not passed" {
	tests_in b 'true' 'skip'
	quick -0
	[ "${lines[-1]}" = '4 passed, 0 failed' ]
}

@test "test: what takes long says how far it is" {
	printf '#!/bin/sh\necho "gate 1"\nsleep 2.5\n' >"$PROJECT/scripts/lint"
	run -0 env -i CPUHP_TELL=1 PATH="${PATH//"$BATS_LIBEXEC":/}" "$PROJECT/scripts/test" --quick
	grep -qx 'test: lint: gate 1' <<<"$output"
	quick -0
	no grep -q 'test: lint: ' <<<"$output"
}

@test "test: files run at once" {
	local there=$BATS_TEST_TMPDIR/there
	for file in a b; do
		tests_in "$file" "touch $there-$file; for _ in \$(seq 100); do [ -e $there-a ] && [ -e $there-b ] && break; sleep 0.1; done; [ -e $there-a ] && [ -e $there-b ]"
	done
	quick -0
	[ "${lines[-1]}" = '3 passed, 0 failed' ]
}

@test "test: what fails is counted, wherever it is" {
	tests_in a 'true' 'false'
	tests_in b 'false' 'true' 'false'
	quick -1
	[ "${lines[-1]}" = '3 passed, 3 failed' ]
}

@test "test: a runner that dies early has failed, and so has one that does not begin" {
	for n in 1 2; do
		cpus "$n"
		tests_in b 'kill -KILL $PPID' 'true'
		quick -1
		one_line '^test: not all tests have said how they ended'
		[[ ${lines[-1]} == *', 1 failed' ]]
		# A file that is no bash fails, whatever else there is
		tests_in b 'true'
		echo '}' >>"$PROJECT/scripts/tests/b.bats"
		quick -1
		[[ ${lines[-1]} == *', '[12]' failed' ]]
	done
	program bats 'echo "no bats today" >&2; exit 1'
	quick -1
	[ "${lines[-1]}" = '1 passed, 1 failed' ]
}
