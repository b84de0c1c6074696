# SPDX-License-Identifier: GPL-2.0-only
load toy

# A project of our own, small enough to be checked in no time: lint looks at the
# one it is in. Each test breaks something in it.
setup() {
	setup_toy
	P=$BATS_TEST_TMPDIR/project
	mkdir -p "$P/ci" "$P/scripts/configs" "$P/scripts/lib" "$P/selftests"
	cp -r "$SCRIPTS/lint" "$SCRIPTS/apply" "$P/scripts/"
	cp -r "$SCRIPTS"/lib/{common,environment,kernel,edited,series,cocci,campaign,make}.sh "$SCRIPTS"/lib/lint \
		"$SCRIPTS"/lib/{gitconfig,views.jq} "$P/scripts/lib/"
	cp "$SCRIPTS"/../ci/{lint,kernels} "$P/ci/"
	# Lists of exceptions are about the real series
	for patch in first second third; do message "$patch"; done
	mkdir "$SPLIT_STARTUP_PATCHES/cover"
	touch "$SPLIT_STARTUP_PATCHES/cover"/{all,early,late}
	printf '# SPDX-License-Identifier: GPL-2.0-only\nCONFIG_SMP=y\n' >"$P/Kconfig.fragment"
	printf 'Toy\n===\n\nTOY\nM:\tA Toy <toy@localhost>\nL:\tlist@localhost\nS:\tMaintained\nF:\tci/\nK:\tline\n' >"$P/MAINTAINERS"
	git -C "$P" init -q
}

# message PATCH: what the message of a patch of the toy should be like
message() {
	sed -i "s/^Subject: .*/Subject: [PATCH] arm64: toy: change the $1/; s/^---\$/A line.\n\nUpstream-Status: not posted\n---/" \
		"$SPLIT_STARTUP_PATCHES/$1.patch"
}

# trailer LINE: one more, of second.patch
trailer() { sed -i "s|^Upstream-Status: .*|&\n$1|" "$SPLIT_STARTUP_PATCHES/second.patch"; }
status() { sed -i "s|^Upstream-Status: .*|Upstream-Status: $1|" "$SPLIT_STARTUP_PATCHES/second.patch"; }

lint() { run "$1" "$P/scripts/lint" ${KERNEL:+"$KERNEL"} "${@:2}"; }
good() { lint -0 --gates "$1" && one_line "^ok $1 " && one_line '^1 gates passed, 0 failed$'; }
# bad GATE PATTERN...: the gate fails, and says these
bad() {
	local pattern
	lint -1 --gates "$1"
	one_line "^not ok $1 "
	one_line '^0 gates passed, 1 failed$'
	for pattern in "${@:2}"; do grep -qE -- "$pattern" <<<"$output"; done
}

# --- the verb

@test "lint: goes on after a failure, counts, names unknown gates, lists all" {
	sed -i 1d "$P/Kconfig.fragment"
	rm "$SPLIT_STARTUP_PATCHES/third.patch"
	lint -1 --gates 'lists spdx headers'
	one_line '^not ok lists '
	one_line '^not ok spdx '
	one_line '^ok headers '
	one_line '^1 gates passed, 2 failed$'
	lint -2 --gates nonsense
	one_line 'no gate nonsense: there are lists headers'
	lint -2 --quick --gates lists
	lint -0 --list
	for gate in lists headers coccicheck prefixes sparse; do one_line "^$gate  "; done
}

@test "lint: leaves alone what another one is at work on, or waits for it" {
	mkdir -p "$SPLIT_STARTUP_OUT/lint/7.3.9/compile"
	lint -0 --gates yamllint
	[ -d "$SPLIT_STARTUP_OUT/lint/7.3.9/compile" ]
	waits_for "$SPLIT_STARTUP_OUT/lint/quick.lock" "$P/scripts/lint" --gates yamllint
}

@test "lint: a missing tool ends it with 10, before any gate" {
	mkdir "$BATS_TEST_TMPDIR/few"
	for tool in bash awk cat cut date dirname git nproc paste sed sort tr env; do ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/few/"; done
	PATH=$BATS_TEST_TMPDIR/few run -10 "$P/scripts/lint" --quick
	one_line 'missing: codespell shellcheck shfmt yamllint; scripts/setup --all'
	no grep -q '^ok' <<<"$output"
}

@test "lint: a gate that breaks has not passed" {
	rm "$SPLIT_STARTUP_PATCHES/series"
	lint -1 --gates lists
	one_line '^not ok lists '
}

@test "lint: a kernel that is not in the cache" {
	lint -3 --gates checkpatch
	one_line 'run scripts/fetch 7.3 first'
	# Also of gates that look at no kernel: there is no list for it either
	run -3 "$P/scripts/lint" 9.9 --gates lists
	one_line 'run scripts/fetch 9.9 first'
}

# --- gates that need no kernel

@test "lists: agree with the files both ways" {
	good lists
	mv "$SPLIT_STARTUP_PATCHES/third.patch" "$SPLIT_STARTUP_PATCHES/fourth.patch"
	bad lists 'series: there is no third.patch' 'fourth.patch: in no list'
}

@test "lists: a cover letter for each set, and no other" {
	mv "$SPLIT_STARTUP_PATCHES/cover"/{early,first}
	lint -1 --gates lists
	one_line 'cover: there is no letter of the set early$'
	one_line 'cover: there is no set of the letter first$'
	rm -r "$SPLIT_STARTUP_PATCHES/cover"
	bad lists 'cover: there is no letter of the set all$'
}

@test "lists: the one on top of others names its kernel, and has a letter" {
	with_rfc
	bad lists 'cover: there is no letter of the set rfc$'
	touch "$SPLIT_STARTUP_PATCHES/cover/rfc"
	good lists
	sed -i 's/7[.]3/9.9/' "$SPLIT_STARTUP_PATCHES/series-rfc"
	bad lists 'series-rfc: the first line does not name the kernel'
}

@test "lists: a path out of patches, a patch twice" {
	printf '../third.patch\nfirst.patch\n' >>"$SPLIT_STARTUP_PATCHES/series"
	bad lists '[.][.]/third.patch leaves patches' 'first.patch: twice in series'
}

@test "lists: the kernel in the first line, groups in the same order" {
	sed '1d;s/: early/: later/' "$SPLIT_STARTUP_PATCHES/series" >"$SPLIT_STARTUP_PATCHES/series-6.12"
	bad lists 'series-6.12: its groups are "later late", those of series "early late"'
	sed -i 1d "$SPLIT_STARTUP_PATCHES/series"
	lint -1 --gates lists
	one_line 'does not name its kernel'
}

@test "lists: that of a branch is what the rule gives, line by line; that of a kernel with a name is its own" {
	cd "$SPLIT_STARTUP_PATCHES"
	mkdir 6.12 vendor
	cp second.patch 6.12/
	cp second.patch vendor/
	touch series-6.6 series-6.12 series-7.1
	run -0 "$SCRIPTS/port" --lists
	sed 's#^second#vendor/&#' series >series-vendor
	good lists
	sed -i 's#^6.12/second#second#' series-6.6
	bad lists '^ +series-6.6:5: the rule gives "6.12/second.patch": edit series alone, then scripts/port --lists$'
	one_line '^ +series-6.6:5: the rule does not give "second.patch": edit'
	no grep -q 'series-\(6.12\|7.1\|vendor\)' <<<"$output"
	run -0 "$SCRIPTS/port" --lists
	sed -i '/^third/d' series-7.1
	bad lists 'series-7.1:8: the rule gives "third.patch": edit'
	# What is for some branches only is said in series, and nowhere else
	sed -i 's/^third/# until 6.6: &/' series
	bad lists 'series-6.12:8: the rule does not give "third.patch": edit'
	run -0 "$SCRIPTS/port" --lists
	sed -i 's/^third/#&/' series-vendor
	good lists
	sed -i 's/^# until 6.6:/# until/' series
	bad lists 'series, line 8: "# until third.patch" is neither'
}

@test "lists: a variant that no branch takes; one of a branch that is newer than series" {
	cd "$SPLIT_STARTUP_PATCHES"
	mkdir 6.6 6.12 7.4
	cp second.patch 6.6/
	cp second.patch 6.12/
	touch series-6.12
	run -0 "$SCRIPTS/port" --lists
	bad lists '^ +6.6/second.patch: in no list, so no kernel takes it: name it in series, or delete it$'
	no grep -q '6.12/second.patch: in' <<<"$output"
	rm -r 6.6
	good lists
	cp third.patch 7.4/
	run -0 "$SCRIPTS/port" --lists
	bad lists 'series: by the rule 7.3 takes 7.4/third.patch$'
	one_line 'series: by the rule 7.3 does not take third.patch$'
	rm -r 7.4
	sed -i 's/^third/# from 7.4\n&/' series
	run -0 "$SCRIPTS/port" --lists
	bad lists 'series: by the rule 7.3 does not take third.patch$'
}

@test "headers: a good one, and no or a wrong Upstream-Status" {
	good headers
	status 'covered by 0123456789ab ("toy: another way")'
	good headers
	status 'covered by 0123456789ab'
	bad headers 'second.patch: Upstream-Status: "covered by 0123456789ab" is not of the form'
	status 'sent'
	bad headers 'second.patch: Upstream-Status: "sent" is not of the form'
	sed -i '/^Upstream-Status/d' "$SPLIT_STARTUP_PATCHES/second.patch"
	bad headers 'second.patch: no Upstream-Status'
}

@test "headers: posted needs Link and Based-on-patch-by, unless it is ours" {
	status 'posted v1 1/1'
	bad headers 'second.patch: no Link: a posted patch links' 'second.patch: no Based-on-patch-by'
	trailer 'Based-on-patch-by: An Author <author@localhost>'
	trailer 'Link: https://localhost/1'
	good headers
	trailer 'Based-on-patch-by: An Author'
	bad headers 'Based-on-patch-by: "An Author" is not of the form'
}

@test "headers: trailers that must not be stored, and unknown ones" {
	trailer 'Signed-off-by: An Author <author@localhost>'
	trailer 'Cc: stable@vger.kernel.org <stable@vger.kernel.org>'
	trailer 'Change-Id: I12'
	bad headers 'Signed-off-by: "An Author .* must not be stored: only who sends' \
		'Cc: "stable@.* must not be stored' 'Change-Id: a trailer that ci/lint does not know'
}

@test "headers: subjects" {
	sed -i 's/^Subject: .*/Subject: [PATCH 2\/3] sched: toy/' "$SPLIT_STARTUP_PATCHES/second.patch"
	bad headers 'the stored subject has a number' 'begins with none of: arm64:'
	sed -i "s/^Subject: .*/Subject: [PATCH] arm64: $(printf 'x%.0s' $(seq 80))/" "$SPLIT_STARTUP_PATCHES/second.patch"
	bad headers 'the subject has 87 characters, more than 75'
}

@test "headers: a variant says why, in brackets that wrap" {
	mkdir "$SPLIT_STARTUP_PATCHES/6.12"
	mv "$SPLIT_STARTUP_PATCHES/second.patch" "$SPLIT_STARTUP_PATCHES/6.12/"
	bad headers 'a variant that does not say why'
	sed -i 's/^Upstream-Status.*/&\n[6.12: one\nand another]/' "$SPLIT_STARTUP_PATCHES/6.12/second.patch"
	good headers
	sed -i "s/^and another\]/and $(printf 'x%.0s' $(seq 80))]/" "$SPLIT_STARTUP_PATCHES/6.12/second.patch"
	bad headers 'a line in brackets has 85 characters'
}

@test "spdx: scripts, Kconfig fragments, C" {
	good spdx
	printf '#!/bin/sh\necho\n' >"$P/scripts/new"
	printf 'int x;\n\n// SPDX-License-Identifier: GPL-2.0-only\n' >"$P/selftests/new.c"
	sed -i 's/GPL-2.0-only/GPL-2.0-or-later/' "$P/Kconfig.fragment"
	lint -1 --gates spdx
	for file in scripts/new selftests/new.c Kconfig.fragment; do
		one_line "$file: the first lines have no \"SPDX-License-Identifier: GPL-2.0-only\"$"
	done
}

@test "shellcheck and shfmt: every script" {
	printf '#!/usr/bin/env bash\n  echo $1\n' >"$P/scripts/new"
	# A test that cannot fail, as bats goes on behind that, and one that can
	mkdir "$P/scripts/tests"
	printf '@test "toy" {\n\t! true\n\ttrue\n}\n' >"$P/scripts/tests/toy.bats"
	printf '@test "toy" {\n\tno false\n\ttrue\n}\n' >"$P/scripts/tests/fine.bats"
	bad shellcheck 'scripts/new:2:8: note: Double quote' 'scripts/tests/toy.bats:2:2: .*SC2314'
	no grep -q fine.bats <<<"$output"
	bad shfmt '^    \+echo [$]1'
	printf '#!/usr/bin/env bash\necho "$1"\n' >"$P/scripts/new"
	good shfmt
}

@test "yamllint: every YAML file, and none is fine" {
	good yamllint
	mkdir -p "$P/.github/workflows"
	printf 'on: [push]\njobs:\n  a: {b: 1}\n' >"$P/.github/workflows/ci.yml"
	good yamllint
	printf 'a: 1\na: 2\n' >"$P/.github/workflows/ci.yml"
	bad yamllint 'ci.yml:2:1: .*duplication of key "a"'
}

@test "codespell: the project, the patches, and words that are none" {
	good codespell
	# In two parts, as codespell reads this file, too
	echo "rec""ieve --upto" >"$P/README.md"
	sed -i "s/^A line\.\$/A l""ien to be seper""ated./" "$SPLIT_STARTUP_PATCHES/second.patch"
	bad codespell 'README.md:1: .* ==> receive' 'second.patch: .* ==> separated'
	no grep -q upto <<<"$output"
}

# --- gates that need a kernel: one with tools that know just enough

kernel() {
	mkdir -p "$TREE"/scripts/{coccinelle,kconfig}
	# Each tool complains of a word of its own
	printf '#!/usr/bin/perl\nfor my $f (grep { -f } @ARGV) { open(F, $f); while (<F>) { next unless /checkpatch-(\\w+)/; print "$f:$.: WARNING:$1: \\n"; } }\n' >"$TREE/scripts/checkpatch.pl"
	printf '#!/bin/sh\nfor f; do [ ! -f "$f" ] || grep -n undocumented "$f" | sed "s#^\\([0-9]*\\).*#$f:\\1: warning: undocumented#"; done >&2\n' >"$TREE/scripts/kernel-doc"
	chmod +x "$TREE/scripts/kernel-doc"
	printf '#!/usr/bin/perl\nprint "A Toy <toy\\@localhost>\\nlist\\@localhost\\n";\n' >"$TREE/scripts/get_maintainer.pl"
	printf '// SPDX-License-Identifier: GPL-2.0-only\nvirtual report\n@r@\nposition p;\n@@\nbad_call@p(...)\n@script:python depends on report@\np << r.p;\n@@\ncoccilib.report.print_report(p[0], "bad call")\n' \
		>"$TREE/scripts/coccinelle/toy.cocci"
	# Messages stand in the source; "-32" ones are of an architecture
	cat >"$TREE/Makefile" <<-'MAKE'
		VERSION = 7
		PATCHLEVEL = 3
		SUBLEVEL = 9
		EXTRAVERSION =

		.RECIPEPREFIX = >
		allnoconfig:
		> sed "/DROPPED/d" $(KCONFIG_ALLCONFIG) >$(O)/.config
		randconfig:
		> @echo "# seed $(KCONFIG_SEED)" | cat - $(KCONFIG_ALLCONFIG) >$(O)/.config
		> @! grep -q 'seed 9$$' $(O)/.config
		olddefconfig:
		> @! grep -q '^# seed' $(O)/.config || grep -q '^# seed [78]$$' $(O)/.config
		kernel/cpu.o: $(O)/kernel/cpu.o
		$(O)/kernel/cpu.o: kernel/cpu.c
		> @mkdir -p $(O)/kernel
		> @echo "  CC      kernel/cpu.o"
		> @sed -n 's,.*says-w1 \(.*\),../kernel/cpu.c:7:1: warning: \1 [-Wtoy],p' kernel/cpu.c >&2
		> @test -z "$(LLVM)" || sed -n 's,.*says-llvm \(.*\),../kernel/cpu.c:7:1: warning: \1 [-Wtoy],p' kernel/cpu.c >&2
		> @test -z "$(C)" || { echo "  CHECK   ../kernel/cpu.c"; sed -n 's,.*says-sparse \(.*\),../kernel/cpu.c:7:1: warning: \1,p' kernel/cpu.c >&2; }
		> @! grep -q "breaks-$(ARCH)" kernel/cpu.c || { echo "../kernel/cpu.c:7:1: error: toy of $(ARCH)" >&2; exit 1; }
		> @touch $@
	MAKE
	sed -i '1s/.*/int a; \/* says-w1 old, says-sparse old, undocumented *\//' "$TREE/kernel/cpu.c"
	git -C "$TREE" checkout -q main
	changed
	git -C "$TREE" branch -q -f series
	printf '[subject]\n\tlength = 75\n\tprefix = arm64:\n' >"$P/ci/lint"
	printf '[compile "one"]\n\tarch = one\n\tset = CONFIG_ONE=y\n\tsparse = yes\n[compile "two"]\n\tarch = two\n\tllvm = -0\n' >>"$P/ci/lint"
	for tool in gcc sparse clang-0 ld.lld-0 llvm-nm-0; do program $tool ''; done
}

# series_says PATCH TEXT: the toy's series anew, with TEXT added by PATCH
series_says() {
	local name n=10
	git -C "$TREE" checkout -q series
	git -C "$TREE" reset -q --hard main
	for name in first second third; do
		if [ "$name" = "$1" ]; then change "$name" "s|^line $n\$|$2|"; else change "$name" "s/^line $n\$/line $name/"; fi
		message "$name"
		n=$((n + 20))
	done
	git -C "$TREE" checkout -q main
}

@test "checkpatch: patches, but for what is done on purpose" {
	kernel
	series_says second 'checkpatch-LONG'
	bad checkpatch 'second.patch:[0-9]*: WARNING:LONG'
	series_says second 'checkpatch-MISSING_SIGN_OFF'
	good checkpatch
	status 'covered by 0123456789ab ("checkpatch-COMMIT_LOG_LONG_LINE")'
	good checkpatch
	printf 'exit 3;\n' >"$TREE/scripts/checkpatch.pl"
	changed
	bad checkpatch 'checkpatch.pl ended with 3'
}

@test "lint: the patches of series-rfc are applied and judged, too" {
	kernel
	series_says second ''
	with_rfc
	message fourth
	good checkpatch
	sed -i 's/fifty-five/checkpatch-LONG/' "$SPLIT_STARTUP_PATCHES/fourth.patch"
	bad checkpatch 'fourth.patch:[0-9]*: WARNING:LONG'
	sed -i 's/^-line 55$/-line 5/' "$SPLIT_STARTUP_PATCHES/fourth.patch"
	lint -5 --gates checkpatch
	one_line 'fourth.patch does not apply'
}

@test "selftests: checkpatch on their C" {
	kernel
	echo 'int x;' >"$P/selftests/x.c"
	good selftests
	echo 'int checkpatch_; /* checkpatch-SPACING */' >"$P/selftests/x.c"
	bad selftests 'selftests/x.c:1: WARNING:SPACING'
}

@test "maintainers: found by the kernel's tool" {
	kernel
	good maintainers
	sed -i 's/^M:.*/&\nM:\tA Stranger <stranger@localhost>/' "$P/MAINTAINERS"
	bad maintainers 'F: ci/: get_maintainer.pl does not name A Stranger' 'K: line: get_maintainer.pl does not name A Stranger'
	printf 'F:\tnot/there\nF:\tcheckpatch-MAINTAINERS_STYLE\n' >>"$P/MAINTAINERS"
	sed -i '/^S:/d' "$P/MAINTAINERS"
	lint -1 --gates maintainers
	one_line '^ +MAINTAINERS: no S:$'
	one_line '^ +F: not/there: no file$'
	one_line '^ +MAINTAINERS:[0-9]+: WARNING:MAINTAINERS_STYLE: '
}

@test "kernel-doc: only what is new" {
	kernel
	series_says first 'line ten'
	good kernel-doc
	series_says first 'undocumented, too'
	bad kernel-doc 'kernel/cpu.c:10: warning: undocumented'
	one_line 'warning: undocumented'
	# Also where there was nothing before
	sed -i '1s/.*/int a;/' "$TREE/kernel/cpu.c"
	changed
	series_says first 'undocumented, too'
	bad kernel-doc 'kernel/cpu.c:10: warning: undocumented'
}

@test "coccicheck: only what is new of the kernel's rules, all of ours" {
	command -v spatch >/dev/null || skip "no spatch"
	kernel
	printf 'void f(void)\n{\n\tbad_call(1);\n}\n' >"$TREE/kernel/cpu.c"
	seq 1 60 | sed 's,.*,/* line & */,' >>"$TREE/kernel/cpu.c"
	changed
	git -C "$TREE" branch -q -f series
	for name in first second third; do more "$name" "0,/line [0-9]/s/line [0-9]/new &/"; done
	good coccicheck
	mkdir "$P/scripts/cocci"
	{ printf '// Names: bad_call\n// Where: kernel arch\n' && sed 's/bad call/our own/' "$TREE/scripts/coccinelle/toy.cocci"; } \
		>"$P/scripts/cocci/own.cocci"
	bad coccicheck 'kernel/cpu.c:3:1-9: \[own\] our own'
	# In whichever file: none of the series
	printf 'void h(void)\n{\n\tbad_call(1);\n}\n' >"$TREE/arch/arm64/h.c"
	changed
	bad coccicheck 'arch/arm64/h.c:3:1-9: \[own\] our own'
	# A tree that was filled for a gate that compiles
	git -C "$SPLIT_STARTUP_CACHE/trees/$KERNEL-lint" sparse-checkout disable
	bad coccicheck 'arch/arm64/h.c:3:1-9: \[own\] our own'
	git -C "$TREE" reset -q --hard HEAD^
	fetched
	rm -r "$P/scripts/cocci"
	more third 's,/[*] line 60 [*]/,void g(void) { bad_call(2); },'
	# The third is then on top of itself
	git -C "$TREE" format-patch -q -1 --stdout series >"$SPLIT_STARTUP_PATCHES/fourth.patch"
	git -C "$TREE" format-patch -q -1 --stdout series~1 >"$SPLIT_STARTUP_PATCHES/third.patch"
	echo fourth.patch >>"$SPLIT_STARTUP_PATCHES/series"
	bad coccicheck 'cpu.c:6[0-9]:[0-9-]*: \[toy\] bad call'
	one_line 'bad call'
}

@test "prefixes: one of them, and one architecture alone, does not compile" {
	kernel
	series_says second 'line thirty'
	good prefixes
	series_says second 'breaks-two'
	bad prefixes 'prefix 2 of 3 \(second.patch\), two: kernel/cpu.c:7:1: error: toy of two'
	no grep -q '^    .*, one:' <<<"$output"
	# A kernel that is older does not have what is compiled
	git config -f "$P/ci/lint" compile.two.since 7.4
	good prefixes
	git config -f "$P/ci/lint" compile.two.since 7.3
	bad prefixes 'prefix 2 of 3 .*, two: '
	sed -i 's/set = CONFIG_ONE=y/set = CONFIG_ONE_DROPPED=y/' "$P/ci/lint"
	bad prefixes 'one: lint: error: the configuration drops CONFIG_ONE_DROPPED=y'
}

# adds FILE: one more patch of the series does
adds() {
	local name
	name=$(basename "$1" .c)
	git -C "$TREE" checkout -q series
	mkdir -p "$TREE/${1%/*}"
	echo "int $name;" >"$TREE/$1"
	git -C "$TREE" add "$1"
	change "$name" ''
	git -C "$TREE" checkout -q main
	echo "$name.patch" >>"$SPLIT_STARTUP_PATCHES/series"
}

@test "prefixes: compiled where what they add can matter, and nowhere else" {
	kernel
	series_says second 'line thirty'
	for path in arch/two/fourth.c arch/fifth Documentation/sixth; do adds "$path"; done
	good prefixes
	logs=$(cd "$SPLIT_STARTUP_OUT"/lint/*/compile && ls ./*.log)
	[ "$(grep -o 'one-[3-6]' <<<"$logs" | xargs)" = 'one-3 one-5' ]
	[ "$(grep -o 'two-[3-6]' <<<"$logs" | xargs)" = 'two-3 two-4 two-5' ]
	# Where an object cannot be compiled is to be said
	adds drivers/seventh.c
	printf '[object "drivers/seventh.o"]\n\tarch = one\n' >>"$P/ci/lint"
	good prefixes
	cd "$SPLIT_STARTUP_OUT"/lint/*/compile
	[ "$(grep -l seventh ./*.log)" = ./one-7.log ]
	# Nor for all configurations of an architecture
	sed -i 's/^\tarch = one$/\tnot = one/' "$P/ci/lint"
	printf '[compile "one"]\n\tarch = one\n' >>"$P/ci/lint"
	good prefixes
	cd "$SPLIT_STARTUP_OUT"/lint/*/compile
	[ "$(grep -l seventh ./*.log)" = ./two-7.log ]
}

@test "w1, llvm, sparse: each its own, only what is new, and which prefix" {
	kernel
	series_says third '/* says-w1 unused */'
	bad w1 'prefix 3 of 3 \(third.patch\), one: kernel/cpu.c:7:1: warning: unused'
	no grep -q 'warning: old' <<<"$output"
	good sparse
	series_says second '/* says-llvm of clang */'
	bad llvm 'prefix 2 of 3 \(second.patch\), two: .*warning: of clang'
	good w1
	series_says first '/* says-sparse not declared */'
	bad sparse 'prefix 1 of 3 \(first.patch\), one: .*warning: not declared'
	good llvm
	# What does not compile has not been judged
	series_says second 'breaks-one'
	bad w1 'not compiled: prefix 2 of 3'
}

# --- --boot-each, with verbs that do as they are told

# splits_in NAME: the toy that has the startup split from there on
splits_in() { echo '+	select HOTPLUG_SPLIT_STARTUP if SMP' >>"$SPLIT_STARTUP_PATCHES/$1.patch"; }

stub() { printf '#!/bin/sh\n%s\n' "$2" >"$P/scripts/$1" && chmod +x "$P/scripts/$1"; }

# Leaves a record with these problems, or a PASS if there is none
readonly RECORD='record() {
	mkdir -p "$1"
	jq -n --args "(\$ARGS.positional[1:] | length | if . > 0 then 1 else 0 end) as \$code |
		{\$code, result: (if \$code == 0 then \"PASS\" else \"FAIL\" end), problems: \$ARGS.positional[1:],
		 tests: [range(3) | {result: \"pass\"}]}" "$@" >"$1/run.json"
	[ $# -eq 1 ]
}
'

# What decides how a boot ends, for lint to see whether it has changed
tools_too() {
	cp -r "$SCRIPTS/configs" "$P/scripts/"
	cp -r "$SCRIPTS/../selftests" "$SCRIPTS/../Kconfig.fragment" "$P/"
	cp "$SCRIPTS"/../ci/{archs,machines,splats} "$P/ci/"
}

@test "boot-each: a table, goes on after a failure, and reuses what passed" {
	fetched
	tools_too
	stub apply 'exit 0'
	stub build '[ -f "$SPLIT_STARTUP_OUT/mended" ] || case $* in *first*) echo build: it breaks; exit 7;; esac'
	stub boot 'echo boot >>"$SPLIT_STARTUP_OUT/boots"'
	stub check "$RECORD"'
		case $1 in *second*) [ -f "$SPLIT_STARTUP_OUT/mended" ] || set -- "$1" toy ;; esac
		record "$@"'
	mkdir -p "$SPLIT_STARTUP_OUT"
	splits_in first
	lint -1 --boot-each
	one_line '^first +no +FAIL 7 it breaks$'
	one_line '^second +yes +FAIL 1 toy$'
	one_line '^third +yes +PASS 3 passed, 0 skipped$'
	one_line '1 prefixes of .* passed, 2 failed'
	[ "$(wc -l <"$SPLIT_STARTUP_OUT/boots")" -eq 2 ]
	touch "$SPLIT_STARTUP_OUT/mended"
	lint -0 --boot-each
	one_line '^third +reused +PASS'
	[ "$(wc -l <"$SPLIT_STARTUP_OUT/boots")" -eq 4 ]
	# Another patch is another series
	sed -i 's/^+line fifty/+line FIFTY/' "$SPLIT_STARTUP_PATCHES/third.patch"
	lint -0 --boot-each
	one_line '^second +reused'
	one_line '^third +yes'
	# Nor is what passed with other tests a PASS
	echo >>"$P/selftests/cpu-hotplug/cpuhp.c"
	lint -0 --boot-each
	one_line '^first +yes'
}

@test "boot-each: before the startup is split, the test for that must fail, and no other" {
	fetched
	tools_too
	for verb in apply build boot; do stub "$verb" 'exit 0'; done
	stub check "$RECORD"'
		case $1 in
		*third*) ;;
		*) set -- "$1" "hotplug_states: toy" "hotplug_states failed (exit 1)" ;;
		esac
		record "$@"'
	splits_in third
	lint -0 --boot-each
	one_line '^first +yes +PASS but for hotplug_states'
	one_line '^third +yes +PASS 3 passed'
	lint -0 --boot-each
	one_line '^second +reused +PASS but for'
	stub boot 'exit 0'
	stub check "$RECORD"'
		case $1 in
		*first*) set -- "$1" "hotplug_states: toy" "cpu_masks: too" ;;
		*second*) ;;
		*) set -- "$1" "hotplug_states: toy" ;;
		esac
		record "$@"'
	rm -rf -- "$SPLIT_STARTUP_OUT"/*-upto-*
	lint -1 --boot-each
	one_line '^first +yes +FAIL 1 cpu_masks: too$'
	one_line '^second +yes +FAIL 1 hotplug_states passed'
	one_line '^third +yes +FAIL 1 hotplug_states: toy$'
}

@test "lint --random: what does not compile with the series alone is a finding, with its seed" {
	kernel
	printf '[compile "random"]\n\tarch = arm64\n\tset = CONFIG_ONE=y\n' >>"$P/ci/lint"
	series_says second 'breaks-none'
	lint -0 --random 2 --seed 7
	one_line '^ok random'
	one_line 'random configuration 2 of 2, seed 8$'
	grep -qx CONFIG_ONE=y "$SPLIT_STARTUP_CACHE/trees/$KERNEL-lint/.build-lint-random/.config"
	series_says second 'breaks-arm64'
	lint -1 --random 1 --seed 7
	one_line 'seed 7: .*kernel/cpu.o does not compile with the series, and does without: see random-7.log$'
	lint -1 --random 1 --seed 9
	one_line 'seed 9: no configuration: '
	# Nor does it without
	sed -i '1s/$/ breaks-arm64/' "$TREE/kernel/cpu.c"
	changed
	git -C "$TREE" branch -q -f series
	series_says second 'breaks-none'
	lint -0 --random 1 --seed 7
	lint -2 --random x
	lint -2 --gates random
	lint -0 --list
}
