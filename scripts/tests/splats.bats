# SPDX-License-Identifier: GPL-2.0-only
# ci/splats against the lines of consoles/: each report is seen, by itself, and nothing
# else is. All of them in a few runs of the library's function: 300 runs of check are slow.
bats_require_minimum_version 1.5.0
load toy

setup() {
	isolate
	SCRIPTS=$(cd -- "$BATS_TEST_DIRNAME/.." && pwd)
	LINES_OF=$BATS_TEST_DIRNAME/consoles
	console=$BATS_TEST_TMPDIR/console.log
}

splats() {
	run -0 env TOP="${ROOT:-$SCRIPTS/..}" bash -euo pipefail -c 'source "$0/lib/splats.sh"; splats "$@"' "$SCRIPTS" "$@"
}

# console_of FILE PREFIX SUFFIX: its lines as they are on a console
console_of() { sed '/^#/d; /^$/d' "$LINES_OF/$1" | awk -v a="$2" -v z="$3" '{ print a $0 z }' >"$console"; }

# each_is_seen: names those that are not
each_is_seen() {
	local missed
	splats "$console" "$@"
	missed=$(awk -F: 'NR == FNR { seen[$1]; next } !(FNR in seen)' <(printf '%s\n' "$output") "$console")
	[ -z "$missed" ] || { printf 'no splat: %s\n' "$missed" && false; }
}

@test "splats: there are 300 heads and remains of reports, and 100 harmless lines" {
	[ "$(sed '/^#/d; /^$/d' "$LINES_OF/reports.txt" | wc -l)" -ge 300 ]
	[ "$(sed '/^#/d; /^$/d' "$LINES_OF/harmless.txt" | wc -l)" -ge 100 ]
}

@test "splats: each report is one, whatever is before it on its line" {
	for prefix in '[    5.123456] ' '[    5.123456][   T87] ' '[12345.123456][ C1] ' '<4>[    5.123456] ' '' \
		'init: test 2 of 3: cpu_[    5.123456] '; do
		console_of reports.txt "$prefix" ''
		each_is_seen
	done
}

@test "splats: nor does it matter what is behind it: CR, another message, bytes" {
	for suffix in $'\r' '[    5.123457] CPU1: Booted secondary processor' $'\t\x01\xff'; do
		console_of reports.txt '[    5.123456] ' "$suffix"
		each_is_seen
	done
}

@test "splats: no harmless line is one, but what is glued to it is" {
	for prefix in '[    5.123456] ' '[    5.123456][   T87] ' ''; do
		console_of harmless.txt "$prefix" $'\r'
		splats "$console"
		[ -z "$output" ]
	done
	console_of harmless.txt '[    5.123456] ' '[    5.123457] Call trace:'
	each_is_seen
}

@test "splats: each pattern is there for one of the reports, and each exception for a harmless line" {
	local idle=''
	while IFS= read -r pattern; do
		file=reports.txt
		[[ $pattern != !* ]] || file=harmless.txt
		grep -qE -- "${pattern#[?!]}" "$LINES_OF/$file" || idle+="$pattern"$'\n'
	done < <(sed -E '/^#/d; /^$/d; s/(^|[|!?])\^/\1/g' "$SCRIPTS/../ci/splats")
	[ -z "$idle" ] || { printf '%s' "$idle" && false; }
}

@test "splats: where firmware misbehaves, reasons are judged by somebody else, and all else is a splat" {
	printf '%s\n' '[    5.0] CPU1: is stuck in kernel' '[    5.1] CPU1: may not have shut down cleanly' >"$console"
	splats "$console"
	[ "${#lines[@]}" -eq 2 ]
	splats "$console" reasons
	[ "$output" = '2:[    5.1] CPU1: may not have shut down cleanly' ]
}

@test "splats: a number is the line's, also of the second message on it; no console, no splat" {
	printf 'a\nb[    5.123456] Call trace:[    5.123457] c\nd' >"$console"
	splats "$console"
	[ "$output" = '2:[    5.123456] Call trace:' ]
	: >"$console"
	splats "$console"
	[ -z "$output" ]
}

@test "splats: an exception is none, and a pattern that grep refuses is not silent" {
	ROOT=$BATS_TEST_TMPDIR
	mkdir "$ROOT/ci"
	printf '# why\n\nBUG:\nend$\n!BUG: harmless\n' >"$ROOT/ci/splats"
	printf 'BUG: one\nBUG: harmless\nx\n\0\377 the end\r\n' >"$console"
	splats "$console"
	[ "$output" = $'1:BUG: one\n4:\377 the end' ]
	sed -i '/^!/d' "$ROOT/ci/splats"
	splats "$console"
	[ "${#lines[@]}" -eq 3 ]
	echo 'bad(' >>"$ROOT/ci/splats"
	no splats "$console"
}
