# SPDX-License-Identifier: GPL-2.0-only
# Results as tests in the field print them, and what they are: see Documentation/dev-tools/ktap.rst
bats_require_minimum_version 1.5.0
load toy

setup() {
	isolate
	SCRIPTS=$(cd -- "$BATS_TEST_DIRNAME/.." && pwd)
	cd "$BATS_TEST_TMPDIR" || return
	echo 't 300 /selftests/t' >plan
}

# table RESULT: of a test "t" that printed standard input, and what its shell made of it
table() {
	{
		printf 'KTAP version 1\n1..1\n'
		sed 's/^/  /'
		printf '%s\n' "$1"
	} >raw
	bash -euo pipefail -c 'source "$0/lib/clean.sh"; clean raw >results; LC_ALL=C awk -f "$0/lib/check/ktap.awk" plan results' "$SCRIPTS"
}

# is WANT TEXT [RESULT]: the test as a whole is WANT when it prints TEXT, of printf
is() {
	run -0 table "${3-ok 1 t}" < <(printf -- "$2")
	[ "$(awk -F'\t' '$3 == "-" { print $1 }' <<<"$output" | sort | head -n 1)" = "$1" ] || {
		printf '%s expected of:\n' "$1" && printf -- "$2" && printf 'is:\n%s\n' "$output" && false
	}
}

# why PATTERN: of what is() looked at last
why() { grep -qE -- "$1" <<<"$output" || { printf '%s not in:\n%s\n' "$1" "$output" && false; }; }

# cases: of standard input, a line each: WANT|TEXT|RESULT|PATTERN..., as of is and why
cases() {
	local want text result patterns pattern
	while IFS='|' read -r want text result patterns; do
		is "$want" "$text" ${result:+"$result"}
		while IFS= read -r -d '|' pattern; do why "$pattern"; done <<<"${patterns:+$patterns|}"
	done
}

@test "ktap: plans" {
	cases <<-'END'
		pass|TAP version 13\n1..2\nok 1 a\nok 2 b\n
		pass|KTAP version 2\n1..2\nok 1 a\nok 2 b\n
		pass|1..2\nok 1 a\nok 2 b\n
		pass|TAP version 14\nok 1 a\nok 2 b\n1..2\n
		pass|1..2 # two of them\nok 1 a\nok 2 b\n
		fail|ok 1 a\nok 2 b\n||no plan
		fail|1..3\nok 1 a\nok 2 b\n||planned 3 subtests, 2 reported
		fail|1..1\nok 1 a\nok 2 b\n||planned 1 subtests, 2 reported
		fail|1..2\nok 1 a\nok 2 b\n1..2\n||two plans
		fail|1..2\nok 1 a\n1..2\nok 2 b\n||two plans
		fail|ok 1 a\n1..2\nok 2 b\n||plan in the middle
		fail|1..2\nTAP version 13\nok 1 a\nok 2 b\n
		fail|TAP version 13\n||reports nothing
		fail|1..-2\nok 1 a\nok 2 b\n||no plan
		fail|1..99999999999999999999\nok 1 a\n
	END
}

@test "ktap: a plan of nothing is a skip if it says so, and no pass" {
	cases <<-'END'
		skip|1..0 # SKIP no such file\n||^skip.t.-.SKIP no such file
		skip|TAP version 13\n1..0 # skipped: no such file\n
		skip|1..0 # SKIP x\n|ok 1 t # SKIP
		fail|1..0\n||says no SKIP
		fail|1..0 # SKIP x\nok 1 a\n
		fail|1..0 # SKIP x\n|not ok 1 t # exit 1
	END
}

@test "ktap: numbers" {
	cases <<-'END'
		fail|1..2\nok 1 a\nok 1 b\n||number 1, not 2
		fail|1..2\nok 1 a\nok 3 b\n||number 3, not 2
		fail|1..2\nok 2 a\nok 1 b\n||number 2, not 1
		fail|1..2\nok 0 a\nok 1 b\n
		fail|1..2\nok 1 a\nok - b\n||planned 2 subtests, 1 reported
		fail|1..1\nok 1 a\nnot ok\n||no number
		fail|1..1\nok 1 a\nnot ok - b\n||no number
		pass|1..2\nok 01 a\nok 2\n
		pass|1..2\nok 1 a\nok  2   b\n
		pass|1..2\nok\t1\ta\nok\t2\tb\n
		pass|1..1\nok 1 a\nok, that was it\nok then\n
	END
}

@test "ktap: directives, in any case and on either polarity" {
	for word in SKIP skip Skip SKIPPED 'skip:' 'SKIP'; do
		is pass "1..2\nok 1 a\nok 2 b # $word x\n"
		why '^skip.t.b.'
		is pass "1..2\nok 1 a\nnot ok 2 b # $word x\n"
		why '^skip.t.b.'
		is pass "1..2\nok 1 a\nok 2 b #$word\n"
		why '^skip.t.b.'
		is skip "1..1\nok 1 a\n" "ok 1 t # $word x"
		is skip "1..1\nok 1 a\n" "not ok 1 t # $word x"
	done
	for word in TODO todo XFAIL xfail Xfail; do
		is pass "1..2\nok 1 a\nnot ok 2 b # $word x\n"
		why "^pass.t.b.$word x"
		is pass "1..2\nok 1 a\nok 2 b # $word x\n"
	done
	for word in TIMEOUT timeout ERROR Error; do
		is fail "1..2\nok 1 a\nnot ok 2 b # $word x\n" 'not ok 1 t'
		is fail "1..2\nok 1 a\nok 2 b # $word x\n"
		why "^fail.t.b.$word x"
	done
	cases <<-'END'
		fail|1..1\nnot ok 1 a # skipping is not what this does\n
		fail|1..1\nnot ok 1 a # TODOS\n
		pass|1..1\nok 1 a # timeouts 3\n
		fail|1..1\nnot ok 1 SKIP\n
		pass|1..2\nok 1 a\nok 2 # SKIP kselftest puts the name here\n||^skip.t.kselftest puts the name here
	END
}

@test "ktap: what is behind a name, and an escaped hash in it" {
	cases <<-'END'
		pass|1..3\nok 1 a # 7.5 s\nok 2 b # rcode=0\nok 3 c \\# d # e\n||^pass.t.a.7.5 s|^pass.t.b.rcode=0|^pass.t.c # d.e
		pass|1..1\nok 1 a # 7.5 s # SKIP no hardware\n||^skip.t.a.
		fail|1..1\nnot ok 1 a # exit 1 # SKIP\n
		fail|1..1\nok 1 a # 300 s # TIMEOUT\n
		pass|1..1\nok 1 - a\n||^pass.t.a.
		pass|1..1\nok 1\n
	END
}

@test "ktap: any depth" {
	cases <<-'END'
		pass|1..1\n  1..1\n    KTAP version 1\n    1..2\n    ok 1 c\n    ok 2 d\n  ok 1 b\nok 1 a\n||^pass.t.a: b: d.|^pass.t.a: b.|^pass.t.a.
		fail|1..1\n  1..1\n    1..2\n    ok 1 c\n    not ok 2 d\n  ok 1 b\nok 1 a\n||^fail.t.a: b: d.|^fail.t.a: b.says ok, and a subtest failed|^fail.t.a.
		fail|1..1\n    1..2\n    ok 1 c\nok 1 a\n||planned 2 subtests, 1 reported
		pass|1..1\n    # Subtest: a\n    1..1\n    ok 1 b\nok 1 a\n
		pass|1..1\n\t1..1\n\tok 1 b\nok 1 a\n||^pass.t.a: b.
		fail|1..1\n  1..1\n  ok 1 b\n||planned 1 subtests, 0 reported
		fail|1..1\nok 1 a\n  1..1\n  ok 1 b\n||subtests of no test
		pass|1..1\n  1..1\n  not ok 1 b # SKIP\nok 1 a # SKIP\n
		fail|1..1\n  1..1\n  not ok 1 b\nok 1 a # SKIP\n||says SKIP, and a subtest failed
		fail|1..1\n  1..1\n  not ok 1 b\nnot ok 1 a # XFAIL\n
	END
}

@test "ktap: two programs, one after the other" {
	cases <<-'END'
		pass|TAP version 13\n1..1\nok 1 a\nTAP version 13\n1..2\nok 1 b\nok 2 c\n
		fail|TAP version 13\n1..2\nok 1 a\nTAP version 13\n1..1\nok 1 b\n||planned 2 subtests, 1 reported
		fail|TAP version 13\n1..1\nok 1 a\n1..1\nok 1 b\n||two plans
		fail|TAP version 13\n1..1\nok 1 a\nTAP version 13\n
	END
}

@test "ktap: kselftest's runner, with its tests behind hashes" {
	cases <<-'END'
		pass|TAP version 13\n1..1\n# selftests: x: y\n# TAP version 13\n# 1..2\n# ok 1 a\n# ok 2 b\nok 1 selftests: x: y\n||^pass.t.selftests: x: y: a.
		fail|TAP version 13\n1..1\n# TAP version 13\n# 1..2\n# ok 1 a\n# not ok 2 b\nok 1 selftests: x: y\n
		fail|TAP version 13\n1..1\n# TAP version 13\n# 1..2\n# ok 1 a\nok 1 selftests: x: y\n||planned 2
		fail|TAP version 13\n1..1\n# not ok 1 a\nok 1 selftests: x: y\n
		fail|TAP version 13\n1..1\n# # not ok 1 a\nok 1 selftests: x: y\n
		fail|TAP version 13\n1..1\n# not ok - a\nok 1 selftests: x: y\n
		fail|TAP version 13\n1..1\n# NOT OK 1 a\nok 1 selftests: x: y\n
		pass|TAP version 13\n1..1\n# not ok, and not bad\nok 1 selftests: x: y\n
		fail|TAP version 13\n1..1\nnot ok 1 selftests: x: y # exit=1\n||^fail.t.selftests: x: y.exit=1
		pass|TAP version 13\n1..1\n# ok 5 times\n# 1..3 of 7\n# 1..3\n# was not ok 3 times\nok 1 a\n
		pass|1..1\nok 1 selftests: x: y # SKIP\n||^skip
	END
}

@test "ktap: Bail out! at any depth" {
	cases <<-'END'
		fail|1..1\nok 1 a\nBail out! no more CPUs\n||Bail out! no more CPUs
		fail|1..1\nok 1 a\nbail out!\n
		fail|1..1\n  1..1\n  ok 1 b\n  Bail out!\nok 1 a\n
		fail|1..1\n# Bail out!\nok 1 a\n
		fail|1..1\n# BAIL OUT!\nok 1 a\n
		fail|1..1\nok 1 a\nnoise Bail out! no more CPUs\n
		pass|1..1\n# why it may bail out!\nok 1 a\n
	END
}

@test "ktap: what is glued, cut off or coloured" {
	cases <<-'END'
		fail|1..1\nok 1 a\nnoisenot ok 2 b\n||glued to something else
		fail|1..1\nok 1 a\nnoisenot ok 2: b\n||glued to something else
		fail|1..1\nok 1 a\nnoisenot ok - b\n||glued to something else
		fail|1..1\nok 1 a\nnoisenot ok\n||glued to something else
		fail|1..2\nok 1 a\nnoise ok 2 b\n||planned 2 subtests, 1 reported
		fail|1..2\nok 1 anot ok 2 b\n
		fail|1..2\nok 1 a\nok 2
		pass|1..2\r\nok 1 a\r\nok 2 b\r\r\n
		fail|1..2\rok 1 a\rnot ok 2 b\r
		fail|1..2\nok 1 a\n\033[31mnot ok\033[0m 2 b\n||^fail.t.b.
		pass|1..2\n\033[1;32mok\033[0m 1 a\n\033[Kok 2 b\n
		pass|1..2\n\000ok 1 a\nok\000 2 b\000\n
		fail|1..1\nok 1 a\nNOT OK 2 b\n
		fail|1..2\nOK 1 a\nok 2 b\n
	END
}

@test "ktap: bytes and lengths of names and details" {
	is pass '1..2\nok 1 f\303\274r\nok 2 f\374r\342\202 # \355\240\200 \357\277\276\n'
	why '^pass.t.für.-'
	why '^pass.t.fr.-'
	{ printf '1..2\nok 1 ' && head -c 1000000 /dev/zero | tr '\0' x && printf ' # ' && head -c 1000000 /dev/zero | tr '\0' y &&
		printf '\nnot ok 2 b\n'; } >long
	run -0 table 'ok 1 t' <long
	[ "$(wc -L <<<"$output")" -lt 3000 ]
	why '^fail.t.-.says ok, and a subtest failed'
}

@test "ktap: 20000 subtests take no longer than each of them" {
	many() { table 'ok 1 t' < <(echo "1..$1" && seq -f 'ok %.0f one of many of them' "$1"); }
	costs 25 many 20000
	run -0 many 20000
	why '^pass.t.-'
}

@test "ktap: tests against the plan, also one that is planned twice" {
	printf '%s 300 /x\n' a b a >plan
	while IFS='|' read -r text want; do
		printf "$text" >results
		run -0 bash -c 'LC_ALL=C awk -f "$0/lib/check/ktap.awk" plan results' "$SCRIPTS"
		[ "$(cut -f 1,2 <<<"$output" | tr '\t\n' '  ')" = "$want " ] || { printf '%s:\n%s\n' "$text" "$output" && false; }
	done <<-'END'
		1..3\nok 1 a\nok 2 b\nok 3 a\n|pass a pass b pass a
		1..3\nok 1 a\nok 2 b\n|pass a pass b lost a
		1..4\nok 1 a\nok 2 b\nok 3 a\nok 4 b\n|pass a pass b pass a fail b
		1..4\nok 1 a\nok 2 b\nok 3 a\nok 4 c\n|pass a pass b pass a fail c
		1..3\nok 1 a\nok 2 b\nok 2 a\n|pass a pass b pass a fail guest
		1..2\nok 1 a\nok 2 b\nok 3 a\n|pass a pass b pass a fail guest
		ok 1 a\nok 2 b\nok 3 a\nnoise not ok 4 x\n|pass a pass b pass a fail guest
		KTAP version 1\nok 1 a\nKTAP version 1\nok 2 b\nok 3 a\n|pass a pass b pass a fail guest
		|lost a lost b lost a
	END
}
