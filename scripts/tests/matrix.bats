# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	fetched 7.3:package
	cp "$SPLIT_STARTUP_PATCHES/series" "$SPLIT_STARTUP_PATCHES/series-6.18"
	MATRIX=$SPLIT_STARTUP_OUT/applies
}

row() { jq -r ".rows[] | select(.row == \"$1\") | $2" "$MATRIX/matrix.json"; }

@test "matrix: a source that is not to be had is SKIP with the reason; what only applies is not PASS" {
	run -0 "$SCRIPTS/matrix" 7.3 6.18 --apply-only --offline
	[ "$(row 7.3 .result)" = APPLIES ]
	[ "$(row 7.3 .kernel)" = "$KERNEL" ]
	[ "$(row 6.18 .result)" = SKIP ]
	row 6.18 .why | grep -q 'nothing of 6.18:orig is in the cache'
	one_line '0 rows passed, 1 apply, 0 failed, 1 skipped'
	ends 4 '0 rows passed, 0 apply, 0 failed, 1 skipped' matrix 6.18 --apply-only --offline
}

@test "matrix: no mirror today, no lists, no source are SKIP; a source that is broken is FAIL" {
	local why
	own_project
	for why in 'the package lists cannot be had: no network' 'apt knows no Debian mirror here: use --tree' 'no source of 6.18 today'; do
		stub fetch "echo 'fetch: $why' >&2; exit 4"
		ends 4 "6.18: SKIP: $why" matrix 6.18
	done
	stub fetch 'echo "fetch: linux.tar.xz is corrupt" >&2; exit 3'
	ends 3 '6.18: FAIL: fetch: linux.tar.xz is corrupt' matrix 6.18
	# What there really is to read, if the mirror is none
	cp "$BATS_TEST_DIRNAME/../fetch" "$SCRIPTS/fetch"
	program apt-get 'case $* in *indextargets*) echo http://mirror.invalid/debian/;; *) exit 100;; esac'
	ends 4 '6.18: SKIP: the package lists cannot be had' matrix 6.18
}

@test "matrix: a machine that is not to be had is skipped; a row of which nothing is booted is SKIP" {
	own_project
	MATRIX=$SPLIT_STARTUP_OUT/matrix
	printf '[row "real"]\n\tkernel = 7.3:package\n\tmachines = tfa-4-el1 gicv3-4\n' >>"$SCRIPTS/../ci/kernels"
	stub build 'exit 0'
	stub boot 'case $* in *tfa*) ;; *) [ ! -f "$SPLIT_STARTUP_OUT/good" ] || exit 0;; esac; echo boot: no TF-A today; exit 4'
	stub check 'mkdir -p "$1" && echo "{\"result\": \"PASS\", \"code\": 0, \"problems\": [], \"tests\": []}" >"$1/run.json"'
	ends 4 'real: SKIP: gicv3-4: no TF-A today' matrix real --offline
	touch "$SPLIT_STARTUP_OUT/good"
	ends 0 '^real .* 1 of 2 .* PASS$' matrix real --offline
	[ "$(row real '.machines[0].verdict')" = 'SKIP no TF-A today' ]
	[ "$(xmllint --xpath 'count(//skipped)' "$MATRIX/matrix.xml")" -eq 1 ]
	[ "$(xmllint --xpath 'count(//failure)' "$MATRIX/matrix.xml")" -eq 0 ]
	# It is asked for again, as it may be to be had
	run -0 "$SCRIPTS/matrix" real --offline
	no grep -q 'reused$' <<<"$output"
}

@test "matrix: a row of patches that have changed since says so" {
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	[ "$(row 7.3 .of_another_series)" = false ]
	echo >>"$SPLIT_STARTUP_PATCHES/first.patch"
	run -0 "$SCRIPTS/matrix" --apply-only --summary
	[ "$(row 7.3 .of_another_series)" = true ]
	one_line 'APPLIES of another series'
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	[ "$(row 7.3 .of_another_series)" = false ]
	[ -z "$(find "$MATRIX" -name '.matrix*')" ]
}

@test "matrix: a row may be of the list on top, too" {
	with_rfc
	own_project
	printf '[row "7.3-rfc-toy"]\n\tkernel = 7.3:package\n\tupto = rfc\n\twhen = weekly\n' >>"$SCRIPTS/../ci/kernels"
	run -0 "$SCRIPTS/matrix" 7.3 7.3-rfc-toy --apply-only --offline
	[ "$(row 7.3-rfc-toy .kernel)" = "$KERNEL-upto-rfc" ]
	[ "$(row 7.3-rfc-toy .patches.clean)" = 4 ]
	[ "$(row 7.3 .patches.clean)" = 3 ]
	echo >>"$SPLIT_STARTUP_PATCHES/fourth.patch"
	run -0 "$SCRIPTS/matrix" --apply-only --summary
	[ "$(row 7.3-rfc-toy .of_another_series)" = true ]
	[ "$(row 7.3 .of_another_series)" = false ]
}

# publish: what was done here, with the tables of it
publish() { run -0 "$SCRIPTS/matrix" --apply-only --publish; }

# result ROW: the last cell of its line in the published table
result() { sed -n "s/^| $1 | .* | \(.*\) |$/\1/p" "$SPLIT_STARTUP_RESULTS/support.md"; }

@test "matrix --publish: rows that were done here replace what was published of them, the others stay" {
	local rows=$SPLIT_STARTUP_RESULTS/rows
	# Nothing was done, and nothing is there
	publish
	grep -qx 'There is no table of what was tested yet.' "$SPLIT_STARTUP_RESULTS/support.md"
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	publish
	one_line 'support.md is made anew; 1 rows in it were found here'
	[ "$(jq -c '[.row, .kernel, .result, .why, .upto, .patches, .machines]' "$rows/7.3.json")" = \
		"[\"7.3\",\"$KERNEL\",\"APPLIES\",null,null,{\"clean\":3,\"offset\":0,\"fail\":0,\"total\":3},[]]" ]
	# Rows of elsewhere: of these patches, and of others; one that is no row any more
	jq '.row = "6.18" | .branch = "6.18" | .kernel = "6.18.1" | .result = "PASS"' "$rows/7.3.json" >"$rows/6.18.json"
	jq '.row = "7.3-virt" | .series = "1234" | .result = "FAIL" | .why = "why | so" | .boots = {passed: 1, of: 2} |
		.tests = {passed: 3, failed: 1, skipped: 0}' "$rows/7.3.json" >"$rows/7.3-virt.json"
	sed 's/"7[.]3"/"7.0"/' "$rows/7.3.json" >"$rows/7.0.json"
	cp "$rows/6.18.json" "$BATS_TEST_TMPDIR"
	publish
	diff "$BATS_TEST_TMPDIR/6.18.json" "$rows/6.18.json"
	[ "$(result 7.3)" = APPLIES ]
	[ "$(result 6.18)" = PASS ]
	[ "$(result 7.3-virt)" = 'FAIL of another series: why \| so' ]
	grep -qF "| 7.3-virt | $KERNEL | tiny+debug | 3/0/0 | - | 1 of 2 | 3 passed, 1 failed, 0 skipped | " "$SPLIT_STARTUP_RESULTS/support.md"
	[ -z "$(result 7.0)" ]
	# The patches have changed since, for whoever was of those before
	echo >>"$SPLIT_STARTUP_PATCHES/first.patch"
	publish
	[ "$(result 7.3)" = 'APPLIES of another series' ]
	[ "$(result 6.18)" = 'PASS of another series' ]
	[ "$(result 7.3-virt)" = 'FAIL of another series: why \| so' ]
}

@test "matrix --publish: what was found here on an earlier day takes nothing's place; a file that is broken is said" {
	local rows=$SPLIT_STARTUP_RESULTS/rows
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	publish
	jq '.date = "2999-01-01" | .result = "PASS"' "$rows/7.3.json" >"$rows/new"
	mv "$rows/new" "$rows/7.3.json"
	publish
	one_line '0 rows in it were found here'
	[ "$(result 7.3)" = PASS ]
	echo '{' >"$rows/7.3.json"
	run -2 "$SCRIPTS/matrix" --apply-only --publish
	[ "${#lines[@]}" -eq 1 ]
	one_line 'rows/7.3.json is no JSON: take back what was changed in it'
	[ "$(result 7.3)" = PASS ]
}

@test "matrix: a failure has its stage's code, and does not stop the others" {
	sed -i 's/^ line 29$/ line nine-and-twenty/' "$SPLIT_STARTUP_PATCHES/second.patch"
	run -5 "$SCRIPTS/matrix" 7.3 6.18 --apply-only --offline
	[ "$(row 7.3 .result)" = FAIL ]
	row 7.3 .why | grep -q 'second.patch does not apply'
	[ "$(row 7.3 '.patches | "\(.clean)/\(.offset)/\(.fail) of \(.total)"')" = '1/0/1 of 3' ]
	[ "$(row 6.18 .result)" = SKIP ]
	# The table made again later ends with the same code
	ends 5 '0 rows passed, 0 apply, 1 failed, 1 skipped' matrix --apply-only --summary
	[[ $output != *'bug of the tools'* ]]
}

@test "matrix: offsets are counted; a row that passed is reused until something changes" {
	sed -i '1i one line more' "$TREE/kernel/cpu.c"
	changed 7.3:package
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	[ "$(row 7.3 '.patches | "\(.clean)/\(.offset)/\(.fail)"')" = 0/3/0 ]
	ends 0 '7.3: .* was APPLIES, and nothing changed since: reused' matrix 7.3 --apply-only --offline
	echo third.patch >"$BATS_TEST_TMPDIR/last"
	sed -i '/^third.patch/d' "$SPLIT_STARTUP_PATCHES/series"
	ends 0 '7.3: APPLIES' matrix 7.3 --apply-only --offline
	[ "$(row 7.3 .patches.total)" = 2 ]
}

# not_building: a kernel of which a file does not compile, and a compiler for it
not_building() {
	printf 'all:\n\t@echo "kernel/cpu.c:1:1: error: toy" >&2; exit 1\n' >"$TREE/kernel/Makefile"
	changed 7.3:package
	program toy-gcc 'echo 12'
	export CROSS_COMPILE=toy-
}

@test "matrix: what does not build is FAIL, with the line that says why" {
	not_building
	run -7 "$SCRIPTS/matrix" 7.3 --offline
	MATRIX=$SPLIT_STARTUP_OUT/matrix
	[ "$(row 7.3 .build.result)" = fail ]
	[ "$(row 7.3 '.machines | length')" = 0 ]
	row 7.3 .why | grep -q '^build: the build failed'
}

@test "matrix: the table as Markdown, as JUnit, and as what a CI engine asks for" {
	run -0 "$SCRIPTS/matrix" 7.3 6.18 --apply-only --offline
	grep -q "^| 7.3 | $KERNEL | tiny+debug | 3/0/0 |" "$MATRIX/matrix.md"
	xmllint --noout "$MATRIX/matrix.xml"
	[ "$(xmllint --xpath 'count(//skipped)' "$MATRIX/matrix.xml")" = 1 ]
	[ "$(xmllint --xpath 'count(//failure)' "$MATRIX/matrix.xml")" = 0 ]
	run -0 "$SCRIPTS/matrix" --list --when change
	jq -e 'index("7.3") and (index("7.3-defconfig") | not)' <<<"$output"
	run -0 "$SCRIPTS/matrix" --list --when weekly
	jq -e 'index("7.3") and index("7.3-defconfig")' <<<"$output"
}

@test "matrix: colour on a terminal, and only there" {
	local shows="TERM=xterm script -qec '$SCRIPTS/matrix 7.3 --apply-only --offline --fresh' /dev/null"
	unset NO_COLOR
	run -0 bash -c "$shows"
	grep -q $'7.3: \033\[32mAPPLIES\033\[0m' <<<"$output"
	NO_COLOR=1 run -0 bash -c "$shows"
	no grep -q $'\033' <<<"$output"
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline --fresh
	no grep -q $'\033' <<<"$output"
}

@test "matrix: rows that there are not" {
	ends 2 'no row nonsense: ci/kernels has 6.6 6.12 ' matrix nonsense
	run -2 "$SCRIPTS/matrix" --when never
}

@test "matrix: a row without the series says so, and has no patches; there is nothing to apply in it" {
	sed -i 's/echo "$(ARCH).*/exit 1/' "$TREE/Makefile"
	not_building
	run -7 "$SCRIPTS/matrix" 7.3-x86_64-unpatched 7.3-x86_64 --offline
	MATRIX=$SPLIT_STARTUP_OUT/matrix
	[ "$(row 7.3-x86_64-unpatched .kernel)" = "$KERNEL-unpatched" ]
	[ "$(row 7.3-x86_64-unpatched .patches)" = null ]
	grep -q '[*][*][*]' "$SPLIT_STARTUP_OUT/$KERNEL-unpatched/x86_64+debug/build.log"
	[ "$(row 7.3-x86_64 .kernel)" = "$KERNEL" ]
	[ "$(row 7.3-x86_64 .patches.clean)" = 3 ]
	[ "$(row 7.3-x86_64 .config)" = x86_64+debug ]
	ends 2 'row 7.3-x86_64-unpatched is without the series' matrix 7.3-x86_64-unpatched --apply-only
}

@test "matrix: a kernel of the user's is a row of its own, not of the others, and not published" {
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --as vendor-7.3
	run -0 "$SCRIPTS/matrix" vendor-7.3 --apply-only
	[ "$(row vendor-7.3 .result)" = APPLIES ]
	[ "$(row vendor-7.3 .kernel)" = "$KERNEL" ]
	[ "$(row vendor-7.3 '.config + .branch')" = tiny+debug7.3 ]
	run -0 "$SCRIPTS/matrix" 7.3 --apply-only --offline
	[ "$(row vendor-7.3 .of_another_series)" = false ]
	ends 0 '0 rows passed, 2 apply' matrix --summary --apply-only
	run -0 "$SCRIPTS/matrix" --list
	[[ $output != *vendor* ]]
	publish
	[ -n "$(result 7.3)" ]
	no grep -rq vendor "$SPLIT_STARTUP_RESULTS"
	# Its machines are those of the branch that is nearest by version
	run -0 bash -c "TOP=$SCRIPTS/..; source $SCRIPTS/lib/kernel.sh; field() { echo \"\$2\"; }
		sections() { printf '%s\n' 6.12 6.18 7.3; }; for v in 6.6 6.12 6.17 6.18 7.0 7.3 8.1; do machines_near \$v; done"
	[ "${lines[*]}" = 'kernel.6.12 kernel.6.12 kernel.6.12 kernel.6.18 kernel.6.18 kernel.7.3 kernel.7.3' ]
	run -2 "$SCRIPTS/matrix" vendor-8
}
