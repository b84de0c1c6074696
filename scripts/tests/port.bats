# SPDX-License-Identifier: GPL-2.0-only
load toy

# Two toy kernels: 7.3, which the series is made for, and an older 7.2
setup() {
	setup_toy
	printf '\nint kick(int cpu)\n{\n\tprepare(cpu);\n\tstart(cpu);\n\tsettle(cpu);\n\treturn cpu;\n}\n' >>"$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m 'a function'
	git -C "$TREE" branch -q -D series
	make_patches
	more fourth 's/\treturn cpu;/\treturn cpu + 1;/'
	echo fourth.patch >>"$SPLIT_STARTUP_PATCHES/series"
	fetched 7.3
	ORPHAN=$(git -C "$TREE" rev-parse main)
	sed -i 's/^PATCHLEVEL = 3/PATCHLEVEL = 2/' "$TREE/Makefile"
	git -C "$TREE" commit -q -a -m 'toy 7.2'
}

# older SED-SCRIPT: 7.2 differs from 7.3 by that
older() {
	sed -i "$1" "$TREE/kernel/cpu.c"
	changed 7.2 'what 7.2 has otherwise'
}

# newer: from here on the toy is 7.4, and its settle() is another one
newer() {
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 4/' "$TREE/Makefile"
	sed -i 's/settle(cpu);/settle(cpu, 0);/' "$TREE/kernel/cpu.c"
	changed 7.4 'settle() takes an argument more'
}

port_dir() { echo "$SPLIT_STARTUP_CACHE/trees/$KERNEL-port"; }

# resolve N: the conflict of fourth.patch with a settle() that takes that as well
resolve() {
	sed -i '/^<<<<<<< /,/^>>>>>>> / { /^>>>>>>> /!d; s/.*/\tsettle(cpu, '"$1"');\n\treturn cpu + 1;/ }' \
		"$(port_dir)/kernel/cpu.c"
}

# ported BRANCH N WORD...: all the way, with that conflict
ported() {
	run -5 "$SCRIPTS/port" "$1" "${@:3}"
	resolve "$2"
	run -0 "$SCRIPTS/port" "$1" --continue
}

@test "drift: clean, with an offset, already there, not at all, and the function that changed" {
	older '1i new first line
		s/^line 30$/line thirty/
		s/^line 50$/line 50 of 7.2/
		s/prepare(cpu)/prepare(cpu, 0)/'
	ends 5 '^offset +first.patch$' drift 7.3 7.2
	one_line '^already there +second.patch$'
	one_line '^fails +third.patch \(conflict in kernel/cpu.c\)$'
	one_line '    kernel/cpu.c: kick\(\) changed, \+1 -1 lines$'
	one_line '2 of 4 patches apply or are there already, 2 do not.*next: scripts/port 7.2'
	one_line '^three-way +fourth.patch'
	[ -z "$(ls "$SPLIT_STARTUP_CACHE/trees" | grep drift)" ]
}

@test "drift: nothing moved; --diff of what did says where it is from" {
	older '1,5d'
	ends 0 '4 of 4 patches apply' drift 7.3 7.2
	older 's/prepare(cpu)/prepare(cpu, 0)/'
	ends 5 'kick\(\): no history between the two kernels' drift 7.3 7.2 --diff
	grep -q '^ *+.*prepare(cpu, 0)' <<<"$output"
}

@test "drift: a conflict is one, and not one of each patch behind it; lines that are in no function" {
	more fifth 's/^line fifty$/line FIFTY/'
	echo fifth.patch >>"$SPLIT_STARTUP_PATCHES/series"
	older 's/^line 50$/line 50 of 7.2/'
	ends 5 '^fails +third.patch \(conflict in kernel/cpu.c\)$' drift 7.3 7.2
	one_line '^clean +fifth.patch'
	one_line '4 of 5 patches apply or are there already, 1 do not'
	[ "$(grep -c 'kernel/cpu.c: about line 47 changed, +1 -1 lines' <<<"$output")" -eq 2 ]
	[ "$(grep -c 'kernel/cpu.c: about line 7 changed' <<<"$output")" -eq 0 ]
	run -5 "$SCRIPTS/drift" 7.3 7.2 --diff
	[ "$(grep -c '^ *+line 50 of 7.2' <<<"$output")" -eq 2 ]
}

@test "drift: commits that two kernels do not share, where there is history" {
	older 's/prepare(cpu)/prepare(cpu, 0)/'
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --history
	run -0 "$SCRIPTS/fetch" --tree "$TREE" "$ORPHAN" --history
	ends 5 'kick\(\): the commits between the two kernels' drift 7.3 7.2 --diff
	one_line 'what 7.2 has otherwise$'
}

# covered ID...: the patches third and fourth say that those commits cover them
covered() {
	local id
	for id; do
		sed -i "1,/^---\$/s/^---\$/Upstream-Status: covered by $id (\"toy: another way\")\n&/" "$SPLIT_STARTUP_PATCHES"/{third,fourth}.patch
	done
}

@test "drift, port: a patch that a commit covers is dropped where the history has the commit, and nowhere else" {
	older 's/^line 50$/line 50 of 7.2/'
	first=$(git -C "$TREE" rev-parse HEAD)
	git -C "$TREE" commit -q --allow-empty -m 'one more'
	fetched 7.2
	covered "${first:0:12}"
	# Without history nobody knows
	ends 5 '^fails +third.patch \(conflict in kernel/cpu.c\)$' drift 7.3 7.2
	one_line '^clean +fourth.patch$'
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --history
	ends 0 "^covered +third.patch \(covered by ${first:0:12}: drop it\)$" drift 7.3 7.2
	one_line "^covered +fourth.patch \(covered by ${first:0:12}: drop it\)$"
	one_line '4 of 4 patches apply or are there already, 0 do not'
	run -0 "$SCRIPTS/drift" 7.3 7.3
	[[ $output != *covered* ]]
	ends 0 "third.patch: covered by ${first:0:12}, dropped$" port 7.2
	one_line '7.2 from 7.3: 2 patches, 2 dropped'
}

@test "drift: of two commits that cover a patch both must be there; a stable kernel has them by their message" {
	for id in 0123456789abcdef0123456789abcdef01234567 89abcdef0123456789abcdef0123456789abcdef; do
		covered "${id:0:12}"
		git -C "$TREE" commit -q --allow-empty -m "toy: backport

commit $id upstream."
	done
	git -C "$TREE" commit -q --allow-empty --amend -m "toy: backport

[ Upstream commit $id ]"
	fetched 7.2
	run -0 "$SCRIPTS/fetch" --tree "$TREE" "$ORPHAN" --history
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --history
	ends 0 '^covered +third.patch \(covered by 0123456789ab 89abcdef0123: drop it\)$' drift 7.3 7.2
	covered 111111111111
	ends 0 '^clean +third.patch$' drift 7.3 7.2
}

# vendor NAME SED-SCRIPT [VERSION]: a kernel of the user's that differs from 7.3 by that
vendor() {
	git -C "$TREE" checkout -q -B "$1" "$ORPHAN"
	named "$1" "${3:-7.3}" "$2"
}

@test "port: a kernel of the user's starts from the list of its version, or the nearest; never canonical" {
	local before
	sed -i 's/^fourth/# from 7.3\n&/' "$SPLIT_STARTUP_PATCHES/series"
	before=$(cat "$SPLIT_STARTUP_PATCHES"/{series,*.patch} | sha256sum)
	vendor vendor-7.3 1,5d
	run -0 "$SCRIPTS/port" vendor-7.3
	one_line 'vendor-7.3 from 7.3: 4 patches, 0 dropped, 0 variants of its own, 0 stops, .*; next: scripts/run vendor-7.3$'
	vendor old 's/settle(cpu);/settle(cpu, 0);/' 6.6
	run -5 "$SCRIPTS/port" old
	resolve 0
	# It may have moved meanwhile: this port is of the commit that it was begun with
	was=$(cat "$SPLIT_STARTUP_CACHE/branches/old")
	run -0 "$SCRIPTS/fetch" --tree "$TREE" "$ORPHAN" --as old
	ends 0 'old from 7.3: 4 patches, 0 dropped, 1 variants of its own, 1 stops' port old --continue
	echo "$was" >"$SPLIT_STARTUP_CACHE/branches/old"
	grep -q '^\[old: TODO' "$SPLIT_STARTUP_PATCHES/old/fourth.patch"
	ends 0 '4 patches on' apply old
	[[ $output != *'no list for'* ]]
	no grep -q '^# from' "$SPLIT_STARTUP_PATCHES"/series-{vendor-7.3,old}
	# Another one from there; the words of its variant are kept, and only those of a list's
	sed -i 's/^\[old: TODO.*/[tglx: not a list]\n[old: one more]/' "$SPLIT_STARTUP_PATCHES/old/fourth.patch"
	sed -i '/^$/d' "$SPLIT_STARTUP_PATCHES/series-old"
	vendor zz-99 's/settle(cpu);/settle(cpu, 1);/' 9.9
	ported zz-99 1 --from old
	[ "$(sed 1d "$SPLIT_STARTUP_PATCHES/series-zz-99" | paste -sd ,)" = \
		'# group: early,first.patch,second.patch,# group: late,third.patch,zz-99/fourth.patch' ]
	grep -qx '\[zz-99: one more\]' "$SPLIT_STARTUP_PATCHES/zz-99/fourth.patch"
	grep -qx '\[tglx: not a list\]' "$SPLIT_STARTUP_PATCHES/zz-99/fourth.patch"
	[ "$before" = "$(cat "$SPLIT_STARTUP_PATCHES"/{series,*.patch} | sha256sum)" ]
	[ -z "$(find "$SPLIT_STARTUP_PATCHES" -name '.*' -type f)" ]
	ends 2 'never-fetched is no branch' port never-fetched
}

@test "port --patches: a folder of the user's is filled, and is what apply takes; patches/ stays as it is" {
	local before
	before=$(find "$SPLIT_STARTUP_PATCHES" -type f -exec sha256sum {} + | sort)
	vendor vendor-6.6 's/settle(cpu);/settle(cpu, 0);/' 6.6
	cd "$BATS_TEST_TMPDIR"
	ends 5 'then scripts/port vendor-6.6 --patches my\\ patches --continue' port vendor-6.6 --patches 'my patches'
	ends 2 'under way with --patches .*/my patches' port vendor-6.6 --continue
	resolve 0
	ends 0 'next: scripts/run vendor-6.6 --patches my\\ patches$' port vendor-6.6 --continue --patches 'my patches'
	[ "$before" = "$(find "$SPLIT_STARTUP_PATCHES" -type f -exec sha256sum {} + | sort)" ]
	ends 0 '4 patches on' apply vendor-6.6 --patches 'my patches'
	run -5 "$SCRIPTS/apply" vendor-6.6
	ends 2 'linux has files, and no list of patches' port vendor-6.6 --patches linux
}

@test "drift: a kernel of the user's on either side" {
	older 's/prepare(cpu)/prepare(cpu, 0)/'
	vendor vendor-6.6 's/^line 50$/line 50 of vendor/' 6.6
	ends 5 '^fails +third.patch' drift 7.3 vendor-6.6
	one_line '; next: scripts/port vendor-6.6$'
	ends 5 'no list for vendor-6.6: trying that of 7.3' drift vendor-6.6 7.2
	one_line '^three-way +fourth.patch'
	vendor vendor-b 1,5d
	ends 0 '4 of 4 patches apply' drift vendor-6.6 vendor-b
}

@test "port, drift: merge with what the branch of the list has, where a file was made for a kernel that is not there" {
	older 's/settle(cpu);/settle(cpu, 0);/'
	ported 7.2 0
	# Another cache has 7.2, and not 7.3, which the first three are made for
	export SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/other
	fetched 7.2
	sed -i 's/^line 8$/line eight/' "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m vendor
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --as vendor
	ends 5 '^three-way +first.patch$' drift 7.2 vendor
	ends 0 'vendor from 7.2: 4 patches, 0 dropped, 1 variants of its own, 0 stops' port vendor
	grep -q '^ line eight' "$SPLIT_STARTUP_PATCHES/vendor/first.patch"
}

@test "drift and port: bad input" {
	run -2 "$SCRIPTS/drift" 7.3
	ends 3 'kernel 7.9 is not in the cache' drift 7.3 7.9
	run -2 "$SCRIPTS/port" linux
	run -3 "$SCRIPTS/port" 7.2
	older '1,5d'
	ends 2 'there are lists for 7.3' port 7.2 --from 5.10
	ends 2 'no port of 7.2 is under way' port 7.2 --continue
}

@test "port: what applies with an offset needs no variant" {
	older '1,5d'
	ends 0 '7.2 from 7.3: 4 patches, 0 dropped, 0 variants of its own, 0 stops' port 7.2
	[ ! -e "$SPLIT_STARTUP_PATCHES/7.2" ]
	diff <(sed '/^#/d;/^$/d' "$SPLIT_STARTUP_PATCHES/series") <(sed '/^#/d;/^$/d' "$SPLIT_STARTUP_PATCHES/series-7.2")
	grep -qx '# group: late' "$SPLIT_STARTUP_PATCHES/series-7.2"
	run -0 "$SCRIPTS/apply" 7.2
}

@test "port: stops at a conflict with the hunk and what moved it; only that patch becomes a variant" {
	older 's/prepare(cpu)/prepare(cpu, 0)/
		s/settle(cpu);/settle(cpu, 0);/'
	ends 5 'fourth.patch conflicts with' port 7.2
	grep -q '^++<<<<<<< ' <<<"$output"
	one_line 'kick\(\): no history between the two kernels'
	one_line 'resolve kernel/cpu.c in .*, then scripts/port 7.2 --continue'
	ends 5 'not resolved yet.*kernel/cpu.c' port 7.2 --continue
	printf '/*\n' >"$(port_dir)/.gitignore"
	resolve 0
	ends 0 '1 variants of its own, 1 stops' port 7.2 --continue
	one_line '7.2/fourth.patch: its line .7.2: …. is to be written'
	[ "$(ls "$SPLIT_STARTUP_PATCHES/7.2")" = fourth.patch ]
	grep -q '^\[7.2: TODO' "$SPLIT_STARTUP_PATCHES/7.2/fourth.patch"
	[ "$(tail -n 1 "$SPLIT_STARTUP_PATCHES/series-7.2")" = 7.2/fourth.patch ]
	run -0 "$SCRIPTS/apply" 7.2
	# What was resolved once is not asked again, and the words are kept
	sed -i 's/TODO: .*\]/one argument more]/' "$SPLIT_STARTUP_PATCHES/7.2/fourth.patch"
	rm "$SPLIT_STARTUP_PATCHES/series-7.2"
	ends 0 'fourth.patch: resolved as it was before' port 7.2
	one_line '0 stops'
}

@test "port: conflict markers are seen, however much comes behind them" {
	older 's/prepare(cpu)/prepare(cpu, 0)/
		s/settle(cpu);/settle(cpu, 0);/'
	run -5 "$SCRIPTS/port" 7.2
	seq 30000 >>"$(port_dir)/kernel/cpu.c"
	git -C "$(port_dir)" add kernel/cpu.c
	ends 5 'there are conflict markers in what was added' port 7.2 --continue
}

@test "port: a variant that serves stays as it is, and one that others need is not lost" {
	older 's/prepare(cpu)/prepare(cpu, 0)/
		s/settle(cpu);/settle(cpu, 0);/'
	ported 7.2 0
	cd "$SPLIT_STARTUP_PATCHES"
	sed -i 's/TODO: .*\]/one argument\nmore]/' 7.2/fourth.patch
	cp 7.2/fourth.patch "$BATS_TEST_TMPDIR/was"
	mkdir 6.9
	sed 's/^\[7.2: /[6.9: /; s/settle/SETTLE/' 7.2/fourth.patch >6.9/fourth.patch
	touch series-7.1 series-7.0 series-6.9
	printf '\n7.2/fourth.patch\n' >series-vendor
	# Long enough for who looks for a name not to read all of it
	seq 30000 | sed 's/^/# /' >>series
	run -0 "$SCRIPTS/port" --lists
	rm series-7.2
	run -0 "$SCRIPTS/port" 7.2 --from 7.3
	cmp 7.2/fourth.patch "$BATS_TEST_TMPDIR/was"
	sed -i 's/settle(cpu, 0)/settle(cpu, 1)/' "$TREE/kernel/cpu.c"
	changed 7.2
	ported 7.2 1 --from 7.3
	# By the rule 7.0 takes what 7.1 has, and 6.9 has its own
	one_line '7.1/fourth.patch is what 7.2/fourth.patch was'
	diff <(sed 's/^\[7.2: /[7.1: /' "$BATS_TEST_TMPDIR/was") 7.1/fourth.patch
	grep -q 'settle(cpu, 1)' 7.2/fourth.patch
	for case in 7.2/7.2 7.1/7.1 7.0/7.1 6.9/6.9 vendor/7.1; do
		grep -qx "${case#*/}/fourth.patch" "series-${case%/*}"
	done
	[ ! -e 7.0 ] && [ ! -e vendor ]
}

@test "port: the variant of an older branch that serves is that of both then" {
	older 's/settle(cpu);/settle(cpu, 0);/'
	ported 7.2 0
	cd "$SPLIT_STARTUP_PATCHES"
	mv 7.2 7.1
	mv series-7.2 series-7.1
	sed -i 's/^\[7.2: .*/[7.1: one argument more]/' 7.1/fourth.patch
	run -0 "$SCRIPTS/port" --lists
	ends 0 '7.2/fourth.patch: its line .7.2: …. is that of 7.1/fourth.patch' port 7.2 --from 7.3
	grep -qx '\[7.2: one argument more\]' 7.2/fourth.patch
	[ ! -e 7.1 ]
	for branch in 7.1 7.2; do grep -qx 7.2/fourth.patch "series-$branch"; done
}

@test "port: a derived list that was edited by hand is not lost, before and after; nor is a half of it written" {
	local before
	older 's/settle(cpu);/settle(cpu, 0);/'
	cd "$SPLIT_STARTUP_PATCHES"
	touch series-7.1
	run -0 "$SCRIPTS/port" --lists
	cp series-7.1 "$BATS_TEST_TMPDIR/good"
	sed -i '/^second/d' series-7.1
	ends 2 'series-7.1 is not what series gives, .*: edit series, then scripts/port --lists$' port 7.2 --from 7.3
	cp "$BATS_TEST_TMPDIR/good" series-7.1
	run -5 "$SCRIPTS/port" 7.2 --from 7.3
	sed -i '/^second/d' series-7.1
	before=$(find . -type f -exec sha256sum {} + | sort)
	run -2 "$SCRIPTS/port" 7.2 --skip
	[ "$before" = "$(find . -type f -exec sha256sum {} + | sort)" ]
	cp "$BATS_TEST_TMPDIR/good" series-7.1
	printf '\nmissing.patch\n' >series-vendor
	before=$(find . -type f -exec sha256sum {} + | sort)
	run -5 "$SCRIPTS/port" 7.2 --continue
	one_line 'the list of vendor names missing.patch, which is not in .*: mend that, then scripts/port 7.2 --continue$'
	[ "$before" = "$(find . -type f -exec sha256sum {} + | sort)" ]
	rm series-vendor
	ends 0 '3 patches, 1 dropped' port 7.2 --continue
	no grep -q fourth series-7.2
}

@test "port --from a kernel of the user's: what only that has is for the branch alone" {
	more zeroth 's/^line 5$/line five/'
	more fifth 's/^line 20$/line twenty/'
	older '1i new first line'
	cd "$SPLIT_STARTUP_PATCHES"
	vendor vendor ''
	sed '/^# kernel/d; s/^first/zeroth.patch\n&/; s/^second/&.patch\nfifth/' series >series-vendor
	touch series-7.1
	run -0 "$SCRIPTS/port" --lists
	ends 0 '7.2 from vendor: 6 patches, 0 dropped, 0 variants of its own' port 7.2 --from vendor
	[ "$(sed '/^$/d; /group/d' series | paste -sd ,)" = "# kernel: 7.3,# from 7.2,# until 7.2: zeroth.patch,first.patch,\
second.patch,# from 7.2,# until 7.2: fifth.patch,third.patch,fourth.patch" ]
	[ "$(sed '/^#/d; /^$/d' series-7.2 | paste -sd ' ')" = "$(sed '/^#/d; /^$/d' series-vendor | paste -sd ' ')" ]
	no grep -qE 'zeroth|fifth' series-7.1
}

@test "port: history between the two kernels tells which commit moved it" {
	git -C "$TREE" checkout -q -B newer "$ORPHAN"
	newer
	ends 5 'kick\(\): no history between the two kernels' port 7.4
	run -0 "$SCRIPTS/port" 7.4 --abort
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --history
	ends 5 'kick\(\): the commits between the two kernels' port 7.4
	one_line 'settle\(\) takes an argument more'
}

@test "port: a kernel newer than all becomes the canonical one" {
	fetched 7.2
	newer
	cd "$SPLIT_STARTUP_PATCHES"
	mkdir 7.2
	sed '0,/^---$/s//[7.2: in\nother words]\n---/' fourth.patch >7.2/fourth.patch
	cp fourth.patch "$BATS_TEST_TMPDIR/was"
	cp -r 7.2 "$BATS_TEST_TMPDIR"
	touch series-7.2 series-7.1
	run -0 "$SCRIPTS/port" --lists
	ported 7.4 0 --from 7.2
	one_line '7.4 is the canonical branch now, in place of 7.3'
	[ "$(head -n 1 series)" = '# kernel: 7.4' ]
	grep -q 'settle(cpu, 0)' fourth.patch
	no grep -q 'words' fourth.patch
	for case in 7.3/7.3 7.2/7.2 7.1/7.2; do grep -qx "${case#*/}/fourth.patch" "series-${case%/*}"; done
	diff <(sed '/^\[7.3: TODO/d' 7.3/fourth.patch) "$BATS_TEST_TMPDIR/was"
	diff -r 7.2 "$BATS_TEST_TMPDIR/7.2"
	run -0 "$SCRIPTS/apply" 7.4
	run -0 "$SCRIPTS/apply" 7.3
}

@test "port: what the newest kernel does not need stays with the older ones" {
	newer
	cd "$SPLIT_STARTUP_PATCHES"
	touch series-7.2
	run -0 "$SCRIPTS/port" --lists
	run -5 "$SCRIPTS/port" 7.4
	run -0 "$SCRIPTS/port" 7.4 --skip
	[ "$(tail -n 1 series)" = '# until 7.3: fourth.patch' ]
	for branch in 7.2 7.3; do [ "$(tail -n 1 "series-$branch")" = fourth.patch ]; done
	[ -z "$(find . -mindepth 1 -type d)" ] && [ ! -e series-7.4 ]
}

@test "port: --skip drops a patch, --abort leaves patches/ as it was" {
	older 's/settle(cpu);/settle(cpu, 0);/'
	cd "$SPLIT_STARTUP_PATCHES"
	cp series "$BATS_TEST_TMPDIR/was"
	run -5 "$SCRIPTS/port" 7.2
	ends 2 'a port of 7.2 is under way' port 7.2
	run -0 "$SCRIPTS/port" 7.2 --abort
	[ ! -e series-7.2 ] && [ ! -e "$(port_dir)" ]
	cmp series "$BATS_TEST_TMPDIR/was"
	run -5 "$SCRIPTS/port" 7.2
	ends 0 '3 patches, 1 dropped' port 7.2 --skip
	no grep -q fourth series-7.2
	diff <(sed 's/^fourth/# from 7.3\n&/' "$BATS_TEST_TMPDIR/was") series
	# Older branches take it as they did
	cp "$BATS_TEST_TMPDIR/was" series
	touch series-7.0 series-7.1
	run -0 "$SCRIPTS/port" --lists
	run -5 "$SCRIPTS/port" 7.2 --from 7.3
	run -0 "$SCRIPTS/port" 7.2 --skip
	diff <(sed 's/^fourth/# until 7.1: &.patch\n# from 7.3\n&/; s/patch[.]patch/patch/' "$BATS_TEST_TMPDIR/was") series
	no grep -q fourth series-7.2
	for branch in 7.0 7.1; do [ "$(tail -n 1 "series-$branch")" = fourth.patch ]; done
	# And it does, once it has been ported
	ported 7.2 0 --from 7.3
	cmp series "$BATS_TEST_TMPDIR/was"
	for branch in 7.0 7.1; do grep -q '^7.1/fourth.patch$' "series-$branch"; done
	grep -q '^7.2/fourth.patch$' series-7.2
}

@test "port: what a semantic patch finishes is part of its patch; without spatch it does not start" {
	local reason=arm64-smp-reason-of-death.patch
	mv "$SPLIT_STARTUP_PATCHES/fourth.patch" "$SPLIT_STARTUP_PATCHES/$reason"
	sed -i "s/^fourth.patch/$reason/" "$SPLIT_STARTUP_PATCHES/series"
	printf 'void more(void)\n{\n\tpr_crit("CPU%%d: gone\\n", smp_processor_id());\n\tcpu_die_early();\n}\n' >"$TREE/arch/arm64/more.c"
	git -C "$TREE" add -A
	older '1,5d'
	ends 0 "$reason: finished by scripts/cocci/cpu_die_early.cocci, to be looked at" port 7.2
	one_line '^ *[+]\s*cpu_die_early\("gone"\);$'
	one_line '4 patches, 0 dropped, 1 variants of its own, 0 stops'
	grep -q '^+.cpu_die_early("gone");' "$SPLIT_STARTUP_PATCHES/7.2/$reason"
	rm -r "$SPLIT_STARTUP_PATCHES"/{7.2,series-7.2}
	mkdir "$BATS_TEST_TMPDIR/few"
	for tool in bash git sed dirname; do ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/few/$tool"; done
	PATH=$BATS_TEST_TMPDIR/few run -10 "$SCRIPTS/port" 7.2
	one_line 'spatch is missing'
}

# finishes RULE FINDINGS: that semantic patch says so many lines of left.c, in said,
# and then finishes it
finishes() {
	cd "$BATS_TEST_TMPDIR"
	spatch --very-quiet --no-includes -D report --sp-file "$SCRIPTS/cocci/$1.cocci" left.c >said 2>/dev/null
	[ "$(wc -l <said)" -eq "$2" ]
	spatch --very-quiet --no-includes --in-place -D patch --sp-file "$SCRIPTS/cocci/$1.cocci" left.c >/dev/null 2>&1
}

# The real semantic patches, on what a port to a kernel with more of it leaves
@test "cocci: cpu_die_early() left without its reason is found, and finished" {
	cat >"$BATS_TEST_TMPDIR/left.c" <<-'END'
		static void verify(struct cap *caps)
		{
			if (caps->gone) {
				pr_crit("CPU%d: missing: %s\n", smp_processor_id(), caps->desc);
				cpu_die_early();
			}
			if (caps->told)
				cpu_die_early("told");
		}
	END
	finishes cpu_die_early 1
	grep -q '^left.c:5:.*without the reason' said
	grep -q 'cpu_die_early("missing: %s", caps->desc);' left.c
	no grep -q pr_crit left.c
}

@test "cocci: an architecture whose cleanup hook was not carried on is found, and finished" {
	cat >"$BATS_TEST_TMPDIR/left.c" <<-'END'
		void arch_cpuhp_cleanup_kick_cpu(unsigned int cpu)
		{
			tidy(cpu);
		}

		int kick(unsigned int cpu)
		{
			if (start(cpu))
				arch_cpuhp_cleanup_kick_cpu(cpu);
			arch_cpuhp_cleanup_kick_cpu(cpu, true);
			return 0;
		}
	END
	finishes cleanup_kick_cpu 2
	grep -q 'arch_cpuhp_cleanup_kick_cpu(unsigned int cpu, bool is_alive)' left.c
	grep -q 'arch_cpuhp_cleanup_kick_cpu(cpu, false);' left.c
}
