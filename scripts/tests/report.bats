# SPDX-License-Identifier: GPL-2.0-only
# The page of golden run folders, and of what may be wrong with one.
load toy

setup_file() {
	isolate
	cp -r "$BATS_TEST_DIRNAME/golden" "$BATS_FILE_TMPDIR/golden"
	printf '#!/bin/sh\nqemu-system-aarch64 -append "a & <b>"\n' >"$BATS_FILE_TMPDIR/golden/qemu-cmd"
	"$BATS_TEST_DIRNAME/../check" "$BATS_FILE_TMPDIR/golden"
}

setup() {
	isolate
	export SPLIT_STARTUP_OUT=$BATS_TEST_TMPDIR/out SPLIT_STARTUP_PATCHES=$BATS_TEST_TMPDIR/patches
	PAGE=$SPLIT_STARTUP_OUT/report.html
	mkdir -p "$SPLIT_STARTUP_OUT" "$SPLIT_STARTUP_PATCHES/6.12"
	printf '# kernel: 7.3\n\n# group: core\nfirst.patch\n\n# group: rest\nsecond.patch\n' >"$SPLIT_STARTUP_PATCHES/series"
	printf '# group: core\n6.12/first.patch\n' >"$SPLIT_STARTUP_PATCHES/series-6.12"
	patch first 'Link: https://list.example/a/b/1.html' 'Based-on-patch-by: A. Body <a@list.example>' 'Upstream-Status: posted v1 <1>'
	patch second 'Link: javascript:alert(1)' 'Upstream-Status: not posted'
	patch 6.12/first 'Upstream-Status: not posted' '[6.12: the context differs,' 'and so does a <name>]' '[5.10: not of this branch]'
}

# patch NAME TRAILER...: its subject is in the encoding of mails, and folded
patch() {
	{
		printf 'From 0 Mon Sep 17 00:00:00 2001\nFrom: toy <toy@localhost>\nDate: Mon, 23 Nov 2026 05:00:01 +0000\n'
		printf 'Subject: [PATCH] =?UTF-8?q?toy:_K=C3=BCrbis?=\n <%s> & more\n\nBody.\n\n' "$1"
		printf '%s\n' "${@:2}"
		printf -- '---\n file | 1 +\n\ndiff --git a/file b/file\n'
	} >"$SPLIT_STARTUP_PATCHES/$1.patch"
}

# golden NAME MACHINE: a run folder that passes, judged; sets RUN
golden() {
	RUN=$SPLIT_STARTUP_OUT/$1/tiny+debug/$2
	mkdir -p "${RUN%/*}"
	cp -r "$BATS_FILE_TMPDIR/golden" "$RUN"
	sed -i "s/7.3.9-toy/$1/; s/gicv3-4/$2/" "$RUN/machine" "$RUN/run.json"
}

# edit FILTER [FILE]: the record of the last run folder is another one
edit() {
	local file=${2:-$RUN/run.json}
	jq "$1" "$file" >"$BATS_TEST_TMPDIR/record"
	cp "$BATS_TEST_TMPDIR/record" "$file"
}

judge() { run "-$1" "$SCRIPTS/check" "$RUN"; }

# report: whatever is in the page, it is well-formed, each id is there once, each
# link has its target, and nothing runs or is loaded
report() {
	run -0 --separate-stderr "$SCRIPTS/report" "$@"
	[ "$(grep -c '^report: .*open it in a browser$' <<<"$output")" -eq 1 ]
	xmllint --noout "$PAGE"
	iconv -f UTF-8 -t UTF-8 "$PAGE" >/dev/null
	# HTML that libxml2 knows; what came with HTML5 it does not
	xmllint --html --noout "$PAGE" 2>&1 | grep ' error : ' >"$BATS_TEST_TMPDIR/html"
	no grep -vE 'Tag (header|main|section|nav|footer|time|details|summary|mark|figure|figcaption|svg|g|path|circle|rect|use|defs|text|polygon|tspan|filter|feFlood|feComposite|feflood|fecomposite) invalid' "$BATS_TEST_TMPDIR/html"
	values '//@id' >"$BATS_TEST_TMPDIR/ids"
	[ -z "$(sort "$BATS_TEST_TMPDIR/ids" | uniq -d)" ]
	values '//@href[starts-with(., "#")]' | sed 's/^#//' | sort -u >"$BATS_TEST_TMPDIR/links"
	[ -z "$(sort -u "$BATS_TEST_TMPDIR/ids" | comm -13 - "$BATS_TEST_TMPDIR/links")" ]
	count 0 '//script | //link | //img | //iframe | //object | //form | //@src | //@style | //@*[starts-with(name(), "on")] |
		//@href[not(starts-with(., "#")) and not(starts-with(., "http"))] | //*[not(self::a)]/@href'
	no grep -qE '@import|url\(' "$PAGE"
}

values() { xmllint --xpath "$1" "$PAGE" | sed 's/^ *[a-z]*="//; s/"$//'; }

# count N XPATH: so many of these are in the page
count() {
	local is
	is=$(xmllint --xpath "count($2)" "$PAGE")
	[ "$is" -eq "$1" ] || { echo "$2: $is, not $1"; return 1; }
}

# says XPATH TEXT...: the text of that element holds each, no-break spaces or not
says() {
	local is text
	is=$(xmllint --xpath "string($1)" "$PAGE" | sed 's/\xc2\xa0/ /g')
	for text in "${@:2}"; do [[ $is == *"$text"* ]] || { echo "$1 is: $is"; return 1; }; done
}

@test "report: two runs that pass" {
	golden 7.3.9-toy gicv3-4
	golden 7.3.9-toy up
	report
	says '//p[contains(@class, "result")]' 'PASS all 2 runs pass'
	count 0 '//*[@id="failures"]'
	says '//table[caption[@id="support-caption"]]/caption' 'there is no matrix.json'
	count 1 '//table[caption[@id="support-caption"]]/tbody/tr'
	says '//table[caption[@id="support-caption"]]/tbody/tr' '2 pass, 6 not run' '10 pass, 2 skip'
	count 6 '//table[caption[@id="7.3.9-toy_tiny_debug_up-results-caption"]]/tbody/tr'
	says '//section[h3[@id="7.3.9-toy_tiny_debug_up"]]' 'PASS'
	says '//section[h3[@id="7.3.9-toy_tiny_debug_up"]]/details[2]/pre' '-append "a & <b>"'
	says '//tr[@class="subtest"][3]' 'nothing to see'
	# Tables have captions and headings for those who hear them
	count 0 '//table[not(caption) or not(.//th[@scope])]'
}

@test "report: what is on a console stays text" {
	golden 7.3.9-toy gicv3-4
	printf '</pre></details><script>alert(1)</script>&amp;\r\n\033[31mred\033[0m \033]0;title\007 \000 \377\xfe \xc3\xa9 \xed\xa0\x80 \xef\xbf\xbf\n]]><!-- <img src=x onerror=y>\n' >"$BATS_TEST_TMPDIR/evil"
	sed -i "3r $BATS_TEST_TMPDIR/evil" "$RUN/console.log"
	sed -i 's/^  ok 2 random order/  ok 2 <b onclick="x">random\x01/' "$RUN/results.ktap"
	judge 0
	report
	says '//details[@class="console"]/pre' '</pre></details><script>alert(1)</script>&amp;' \
		'red \x1b]0;title\x07  \xff\xfe é \xed\xa0\x80 \xef\xbf\xbf' ']]><!-- <img src=x onerror=y>'
	says '//tr[@class="subtest"][2]' '<b onclick="x">random'
}

@test "report: a splat is marked, and the verdict leads to it" {
	golden 7.3.9-toy gicv3-4
	sed -i '3a [    0.200000] WARNING: CPU: 1 at <x>&y:1\r' "$RUN/console.log"
	judge 9
	report
	says '//p[contains(@class, "result")]' 'FAIL 1 failed, of 1 run'
	says '//ul[@class="failures"]' '9, a splat on the console'
	count 1 '//mark'
	says '//mark' 'WARNING: CPU: 1 at <x>&y:1'
	[ "$(values '//mark/@id')" = 7.3.9-toy_tiny_debug_gicv3-4-line-4 ]
	says '//ol[@class="problems"]/li/a[@href="#7.3.9-toy_tiny_debug_gicv3-4-line-4"]' 'WARNING: CPU: 1 at <x>&y:1'
	count 1 '//details[@class="console" and @open]'
}

@test "report: a failed test, a lost one, a hang" {
	golden 7.3.9-toy gicv3-4
	sed -i 's/^ok 2 cpu_off_on$/not ok 2 cpu_off_on # exit 1/; s/^  ok 2 random/  not ok 2 random/' "$RUN/results.ktap"
	judge 1
	golden 7.3.9-toy gicv2-4
	sed -i '/^ok 3/d' "$RUN/results.ktap"
	judge 1
	golden 7.3.9-toy up
	sed -i '/^ok 2 cpu_off_on/,$d' "$RUN/results.ktap"
	echo 'killed: silent for 90 s' >"$RUN/qemu-status"
	judge 8
	report
	says '//p[contains(@class, "result")]' 'FAIL 3 failed, of 3 runs'
	says '//ul[@class="failures"]/li[1]' 'cpu_off_on: random order failed'
	says '//ul[@class="failures"]/li[2]' 'cpu_suspend: planned, and not heard of'
	says '//ul[@class="failures"]/li[3]' 'QEMU: killed: silent for 90 s'
	says '//table[caption[@id="support-caption"]]/tbody/tr/td[1]' FAIL
	says '//table[caption[@id="7.3.9-toy_tiny_debug_gicv3-4-results-caption"]]//tr[th = "cpu_off_on"]' FAIL
	says '//table[caption[@id="7.3.9-toy_tiny_debug_gicv2-4-results-caption"]]//tr[th = "cpu_suspend"]' LOST
	says '//table[caption[@id="7.3.9-toy_tiny_debug_up-results-caption"]]//tr[th = "cpu_suspend"]' LOST
	says '//section[h3[@id="7.3.9-toy_tiny_debug_up"]]/ol' 'the results have no end'
	count 0 '//b[contains(@class, "word") and not(text())]'
}

# broken SECTION COMMAND...: its record is what the command makes of a good one
broken() {
	golden 7.3.9-toy "$1"
	"${@:2}" <"$RUN/run.json" >"$BATS_TEST_TMPDIR/record"
	cp "$BATS_TEST_TMPDIR/record" "$RUN/run.json"
}

@test "report: what has no record, or a broken one, is not judged; that costs a line, and no other run" {
	local machine change
	golden 7.3.9-toy gicv3-4
	golden 7.3.9-toy none
	rm "$RUN/run.json"
	golden 7.3.9-toy nothing
	find "$RUN" -type f ! -name qemu-cmd -delete
	broken cut head -c 500
	broken empty true
	broken zeros head -c 500 /dev/zero
	broken random sed 's/gicv/\xff\xfe\x01\t/; s/PASS/"/'
	while IFS='|' read -r machine change; do broken "$machine" jq "$change"; done <<-'END'
		two|., .
		list|[.]
		null|null
		deep|reduce range(200) as $i (1; [.])
		lacks|del(.splats)
		more|.slug = "<script>"
		text|.seconds = "20"
		word|.tests[0].result = "PAS"
		half|.splats = [{line: 1.5, text: "x"}]
		cpu|.costs = [{cpu: "<b>", ms: 1, until: "x"}]
		code|.code = 1
		problems|.problems = ["console: x"]
		test|.tests[0].result = "fail"
		result|.result = "FAIL"
	END
	report
	says '//p[contains(@class, "result")]' 'NOT JUDGED 20 not judged, 1 passed, of 21 runs'
	count 20 '//ul[@class="failures"]/li/b[text() = "NOT JUDGED"]'
	says '//ul[@class="failures"]/li[1]' 'there is no verdict'
	says '//table[caption[@id="support-caption"]]/tbody/tr/td[1]' 'NOT JUDGED'
	count 1 '//section[@class="run"]/h3/b[text() = "PASS"]'
	# What is wrong in the same way is told once
	[ "$(grep -c 'run.json is not what scripts/check writes, so that run is shown as not judged: ' <<<"$stderr")" -eq 13 ]
	[ "$(grep -c '; the same is of 1 more$' <<<"$stderr")" -eq 2 ]
	[ "$(grep -c 'do not agree; the same is of 3 more$' <<<"$stderr")" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 13 ]
	says '//section[h3[@id="7.3.9-toy_tiny_debug_word"]]' '.tests[0].result is "PAS"'
	says '//section[h3[@id="7.3.9-toy_tiny_debug_gicv3-4"]]/details[@class="console"]/pre' 'Booting Linux'
	says '//section[h3[@id="7.3.9-toy_tiny_debug_empty"]]/details[@class="console"]/pre' 'Booting Linux'
}

@test "report: what is in a record stays text" {
	golden 7.3.9-toy gicv3-4
	edit '.result = "FAIL" | .code = 1 | .problems = ["<b>\u0001\u001b\ufffe & \u007f \ud83d\ude00</li>"] |
		.ended = "<i onclick=\"x\">" | .command = "</pre><script>" | .says = ["\u0000]]>"] | .tests[0].detail = "\u0027<b>"'
	edit '.tests[0].seconds = 1e300 | .seconds = -1e300 | .date = "</dd>"'
	report
	[ -z "$stderr" ]
	says '//ul[@class="failures"]/li' $'<b>\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd & \xef\xbf\xbd \xf0\x9f\x98\x80</li>'
	says '//section[@class="run"]/dl' '<i onclick="x">'
	says '//pre[@class="command"]' '</pre><script>'
}

@test "report: no two runs have the same name on the page" {
	golden 7.3.9-toy a_b
	mkdir "$SPLIT_STARTUP_OUT/7.3.9-toy/tiny+debug_a"
	cp -r "$RUN" "$SPLIT_STARTUP_OUT/7.3.9-toy/tiny+debug_a/b"
	report
	count 2 '//section[@class="run"]'
}

@test "report: a record tells the line of the console, also where a CR alone ends one" {
	golden 7.3.9-toy gicv3-4
	printf '\033[31mone\033[0m\rtwo\r\n\0\r\r\n%0200000d\n[    0.2] BUG: here\r\n' 7 >"$BATS_TEST_TMPDIR/lines"
	sed -i "3r $BATS_TEST_TMPDIR/lines" "$RUN/console.log"
	judge 9
	report
	[ "$(values '//mark/@id')" = "7.3.9-toy_tiny_debug_gicv3-4-line-$(jq '.splats[0].line' "$RUN/run.json")" ]
	says '//mark' 'BUG: here'
	# Who looks at the page alone finds what the record has
	edit '.splats[0].line -= 1'
	report
	says '//mark' '00000'
	: >"$RUN/console.log"
	report
	says '//ol[@class="problems"]/li' 'BUG: here'
	count 0 '//ol[@class="problems"]//a'
}

@test "report: another make of a kernel is shown apart, and not counted" {
	golden 7.3.9-toy gicv3-4
	for make in unpatched upto-core with-mutant; do
		golden "7.3.9-toy-$make" gicv3-4
		sed -i 's/^ok 1/not ok 1/' "$RUN/results.ktap"
		judge 1
	done
	report
	says '//p[contains(@class, "result")]' 'PASS the one run passes'
	says '(//p[@class="note"])[2]' '3 runs of kernels in another make, for comparison, of which 3 failed'
	count 1 '//table[caption[@id="support-caption"]]/tbody/tr'
	count 3 '//table[caption[@id="glance-others-caption"]]/tbody/tr'
	count 0 '//nav//a[contains(., "7.3.9-toy-")]'
	count 1 '//nav//a[contains(., "7.3.9-toy")]'
	says '//section[h2[@id="kernel-7.3.9-toy-unpatched_tiny_debug"]]' 'may be meant to'
	rm -r "$SPLIT_STARTUP_OUT/7.3.9-toy"
	report
	says '//p[contains(@class, "result")]' 'NOT JUDGED no run of the series is here'
}

@test "report: the matrix, what is newer than it, and one that is broken" {
	local matrix=$SPLIT_STARTUP_OUT/matrix/matrix.json
	golden 7.3.9-toy gicv3-4
	mkdir "${matrix%/*}"
	cat >"$matrix" <<-'END'
		{"date": "2026-11-23T04:00:00Z", "rows": [
		{"row": "7.3", "branch": "7.3", "kernel": "7.3.9-toy", "source": "toy", "sha256": "0", "config": "tiny+debug",
		"result": "PASS", "why": "", "patches": {"clean": 1, "offset": 1, "fail": 0, "total": 2},
		"build": {"result": "PASS", "seconds": 350}, "seconds": 700, "machines": [
		{"name": "gicv3-4", "verdict": "PASS 5 passed, 1 skipped", "code": 0, "seconds": 20, "pass": 5, "fail": 0, "skip": 1, "folder": "x"}]},
		{"row": "6.12", "branch": "6.12", "kernel": "6.12.9", "config": "tiny+debug", "result": "FAIL",
		"why": "first.patch does not apply: <a>, the hunk at line 3", "patches": {"clean": 0, "offset": 0, "fail": 1, "total": 1},
		"build": null, "machines": [], "seconds": 3},
		{"row": "7.3-unpatched", "branch": "7.3", "kernel": "7.3.9-toy-unpatched", "config": "tiny+debug", "result": "PASS", "why": "",
		"patches": null, "build": {"result": "reused", "seconds": 1}, "seconds": 9, "machines": [
		{"name": "gicv3-4", "verdict": "PASS 5 passed, 0 skipped", "code": 0, "seconds": 8, "pass": 5, "fail": 0, "skip": 0, "folder": "z"}]},
		{"row": "7.3-more", "branch": "7.3", "kernel": "7.3.9-toy", "source": "toy", "sha256": "0", "config": "tiny+debug",
		"result": "PASS", "why": "", "patches": {"clean": 1, "offset": 1, "fail": 0, "total": 2},
		"build": {"result": "reused", "seconds": 1}, "seconds": 20, "machines": [
		{"name": "smt-8", "verdict": "PASS 4 passed, 0 skipped", "code": 0, "seconds": 10, "pass": 4, "fail": 0, "skip": 0, "folder": "y"}]},
		{"row": "next", "branch": "next", "kernel": null, "config": "tiny", "result": "SKIP", "why": "not in the cache"}]}
	END
	report
	says '//p[contains(@class, "result")]' 'FAIL the one run passes, 1 of 4 kernels with failures'
	says '//ul[@class="failures"]/li[1]' 'first.patch does not apply: <a>, the hunk at line 3'
	says '//table[caption[@id="support-caption"]]/tbody/tr[1]' '1 clean, 1 offset' 'done, 5 min 51 s' '2 pass' \
		'12 min 00 s'
	count 0 '//table[caption[@id="support-caption"]]/tbody/tr[td[contains(., "said otherwise") or contains(., "not run")]]'
	says '//table[caption[@id="support-caption"]]/tbody/tr[3]' 'PASS7.37.3.9-toy-unpatchedtiny+debugnonedone'
	says '//table[caption[@id="support-caption"]]/tbody/tr[4]/td[1]' 'SKIPnot in the cache'
	# The patches have changed since one of its rows
	edit '(.rows[] | select(.row == "7.3")).of_another_series = true' "$matrix"
	report
	says '//table[caption[@id="support-caption"]]/tbody/tr[1]/td[1]' 'PASSof another series than patches/ has'
	count 1 '//table[caption[@id="support-caption"]]/tbody/tr[td[contains(., "of another series")]]'
	edit 'del(.rows[].of_another_series)' "$matrix"
	sed -i 's/^ok 1/not ok 1/' "$RUN/results.ktap"
	judge 1
	report
	says '//table[caption[@id="support-caption"]]/tbody/tr[1]/td[1]' 'FAILthe matrix said otherwise'
	# One of two rows has failed, whichever
	edit '(.rows[] | select(.row == "7.3")) |= (.result = "FAIL" | .why = "that one")' "$matrix"
	rm -r "$SPLIT_STARTUP_OUT/7.3.9-toy"
	report
	says '//table[caption[@id="support-caption"]]/tbody/tr[1]/td[1]' 'FAILthat one'
	golden 7.3.9-toy gicv3-4
	echo '{"rows": 3' >"$matrix"
	report
	[ "$(grep -c 'matrix.json is not what scripts/matrix writes' <<<"$stderr")" -eq 1 ]
	says '//table[caption[@id="support-caption"]]/caption' 'run folders'
}

@test "report: a build that failed" {
	mkdir -p "$SPLIT_STARTUP_OUT/7.3.9-toy/defconfig"
	printf '  CC x\nx.c:1:2: error: no <y>\n' >"$SPLIT_STARTUP_OUT/7.3.9-toy/defconfig/build.log"
	report
	says '//p[contains(@class, "result")]' FAIL
	says '//ul[@class="failures"]/li[1]' 'the build failed: x.c:1:2: error: no <y>'
	says '//table[caption[@id="support-caption"]]/tbody/tr/td[4]' FAIL
}

@test "report: a build that is not done, or was interrupted, has not failed" {
	mkdir -p "$SPLIT_STARTUP_OUT/7.3.9-toy/defconfig" "$SPLIT_STARTUP_OUT/7.3.9-toy/virt"
	printf '  CC x\n' >"$SPLIT_STARTUP_OUT/7.3.9-toy/virt/build.log"
	printf '  CC x\nmake[4]: *** Deleting file x.o\nmake[4]: *** [y:5: x] Terminated\n' >"$SPLIT_STARTUP_OUT/7.3.9-toy/defconfig/build.log"
	report
	count 0 '//ul[@class="failures"]/li'
	count 2 '//table[caption[@id="support-caption"]]/tbody/tr[td[1][contains(., "NOT JUDGED")] and td[4][contains(., "not finished")]]'
}

@test "report: a long console loses its middle, but no splat" {
	golden 7.3.9-toy gicv3-4
	seq -f '[ 1.000000] line %.0f of many, of a kernel that talks' 10000 >"$BATS_TEST_TMPDIR/long"
	sed -i '4000a [ 1.000000] BUG: in the middle' "$BATS_TEST_TMPDIR/long"
	sed -i "3r $BATS_TEST_TMPDIR/long" "$RUN/console.log"
	judge 9
	report
	says '//mark' 'BUG: in the middle'
	says '//mark/following-sibling::text()' 'line 4001 of'
	says '//details[@class="console"]/pre' 'Booting Linux' 'Power down'
	count 2 '//pre/i[contains(., "are left out here")]'
	# As many lines as there are, shown or said to be left out
	shown=$(xmllint --xpath 'string(//details[@class="console"]/pre)' "$PAGE" | grep -vc '^\[…\|^$')
	lost=$(xmllint --xpath '//pre/i/text()' "$PAGE" | sed 's/.*lines \([0-9]*\) to \([0-9]*\) .*/\2 - \1 + 1/' | paste -sd + | { read -r sum && echo "$((sum))"; })
	echo "$shown shown, $lost lost"
	[ "$((shown + lost))" -eq "$(wc -l <"$RUN/console.log")" ]
	[ "$(stat -c %s "$PAGE")" -lt 480000 ]
}

@test "report: the patches of each branch" {
	golden 7.3.9-toy gicv3-4
	report
	says '//table[caption[@id="patches-7.3-caption"]]/tbody[1]' 'core'
	says '//table[caption[@id="patches-7.3-caption"]]/tbody[1]/tr[2]' 'toy: Kürbis <first> & more' 'posted v1 <1>' \
		'based on a patch by A. Body'
	count 1 '//table[caption[@id="patches-7.3-caption"]]//a[@href="https://list.example/a/b/1.html"]'
	says '//table[caption[@id="patches-7.3-caption"]]/tbody[2]/tr[2]/td[1]' 'javascript:alert(1)'
	says '//table[caption[@id="patches-6.12-caption"]]/tbody[1]/tr[2]/td[3]' 'variant: the context differs, and so does a <name>'
	says '//table[caption[@id="patches-6.12-caption"]]/caption' '1 patch of patches/series-6.12, 1 variant'
	rm "$SPLIT_STARTUP_PATCHES/second.patch"
	report
	says '//table[caption[@id="patches-7.3-caption"]]/tbody[2]/tr[2]' 'FAIL the patch is not there'
}

@test "report: a table of faults or figures that is broken costs one line, and not the page" {
	golden 7.3.9-toy gicv3-4
	mkdir -p "$SPLIT_STARTUP_OUT/faults/7.3.9-toy" "$SPLIT_STARTUP_OUT/bench/7.3.9-toy/tiny"
	echo '{"faults": [' >"$SPLIT_STARTUP_OUT/faults/7.3.9-toy/faults.json"
	echo '[1]' >"$SPLIT_STARTUP_OUT/bench/7.3.9-toy/tiny/bench.json"
	report
	[ "$(wc -l <<<"$stderr")" -eq 2 ]
	[ "$(grep -cE 'a file in .*/out/(faults|bench) is not what scripts/(faults|bench) writes' <<<"$stderr")" -eq 2 ]
	count 0 '//section[@aria-labelledby="faults" or @aria-labelledby="bench"]'
	says '//p[contains(@class, "result")]' PASS
}

@test "report: nothing to report, or nowhere to" {
	ends 2 'has no run folder; scripts/run makes them$' report
	[ "${#lines[@]}" -eq 1 ]
	rmdir "$SPLIT_STARTUP_OUT"
	ends 2 'there is no .*/out: scripts/run makes it$' report
	golden 7.3.9-toy gicv3-4
	ends 2 'a file in a folder that is there' report --to "$BATS_TEST_TMPDIR/none/x.html"
	run -2 "$SCRIPTS/report" --to
	ends 2 'unknown option --nonsense' report --nonsense
	[ ! -e "$PAGE" ]
	PAGE=$BATS_TEST_TMPDIR/there.html
	report --to "$PAGE"
	[ ! -e "$PAGE.new" ]
}

@test "report: what firmware that misbehaves makes of a kernel has a table, and is no machine of it" {
	golden 7.3.9-toy gicv3-4
	golden 7.3.9-toy fault-lost
	sed -i 's/^ok 1/not ok 1/' "$RUN/results.ktap"
	judge 1
	report
	count 0 '//section[@aria-labelledby="faults"]'
	mkdir -p "$SPLIT_STARTUP_OUT/faults/7.3.9-toy"
	cat >"$SPLIT_STARTUP_OUT/faults/7.3.9-toy/faults.json" <<-'END'
		{"kernel": "7.3.9-toy", "date": "2026-11-23", "judged": true, "faults": [{"fault": "lost", "section": "lost", "cpu": "cpu2",
		"result": "FAIL", "costs": [7100, 7300], "cost": 7200, "limit": 5500, "state": "off-line", "says": "failed <in> unknown state"}]}
	END
	report
	says '//table[caption[@id="faults-caption"]]/thead' '7.3.9-toy with the series'
	says '//table[caption[@id="faults-caption"]]//tr[th = "lost"]/td[last()]' 'FAIL 7.2 s [7.1 s..7.3 s], off-line: failed <in> unknown state'
	says '//table[caption[@id="faults-caption"]]//tr[th = "hang"]/td[last()]' 'not run'
	# It fails all the same, but the kernel boots on all machines that it should
	says '//p[contains(@class, "result")]' 'FAIL 1 failed, 1 passed, of 2 runs'
	says '//ul[@class="failures"]/li[1]' 'fault-lost'
	says '//table[caption[@id="support-caption"]]/tbody/tr/td[1]' PASS
	count 0 '//table[caption[@id="glance-series-caption"]]//th[. = "fault-lost"]'
	count 1 '//section[h3[@id="7.3.9-toy_tiny_debug_fault-lost"]]'
}

@test "report: the figures have a table, and their plots, each with names of its own" {
	golden 7.3.9-toy gicv3-4
	report
	count 0 '//section[@aria-labelledby="bench"]'
	dir=$SPLIT_STARTUP_OUT/bench/7.3.9-toy/tiny
	mkdir -p "$dir" "$dir-of-a-b"
	cat >"$dir/bench.json" <<-'END'
		{"kernel": "7.3.9-toy", "config": "tiny", "figures": [{"figure": "l0-4", "cpus": 4, "limit": {"kind": "ratio", "value": 1.05,
		"text": "<= 1.05"}, "sides": [{"name": "unpatched", "role": "base", "n": 20, "median": 100, "min": 90, "max": 110, "against": null},
		{"name": "parallel", "role": "judged", "n": 19, "median": 120, "min": 90, "max": 130, "result": "FAIL", "why": "a <boot> failed",
		"against": {"n": 19, "median": 1.2, "low": 1.1, "high": 1.3, "coverage": 0.96}}]}]}
	END
	sed 's/l0-4/of-the-users/' "$dir/bench.json" >"$dir-of-a-b/bench.json"
	for plot in time-over-cpus time-over-latency; do
		printf '%s\n' 'set terminal svg' '$d << END' '1 1 0.5 2' '2 2 1 3' END 'plot $d using 1:2:3:4 with yerrorbars pointtype 7 title "<a>" noenhanced' |
			gnuplot >"$dir/$plot.svg"
	done
	cp "$dir/time-over-cpus.svg" "$dir-of-a-b/"
	report
	says '//table[caption[@id="bench-caption"]]/thead' '7.3.9-toy, tiny'
	count 2 '//table[caption[@id="bench-caption"]]/tbody/tr'
	says '//table[caption[@id="bench-caption"]]//tr[2]' 'FAIL 1.2 [1.1..1.3], 120 ms [90 ms..130 ms], n=19: a <boot> failed'
	count 2 '//figure[@class="plot"]//*[local-name() = "svg"]'
	says '(//figure)[2]/figcaption' '7.3.9-toy, tiny: time over latency'
	# Each use of a mark leads to one of the same plot
	[ "$(grep -oE "href='#[^']*" "$PAGE" | sed "s/.*#//" | sort -u | comm -13 <(sort "$BATS_TEST_TMPDIR/ids") - | wc -l)" -eq 0 ]
	[ "$(grep -c "href='#plot-2-gpPt" "$PAGE")" -gt 0 ]
}
