# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	fetched
}

subjects() { toy_git log --format=%s --reverse "$1..split-startup/$2"; }

@test "apply: one commit a patch, in order, on a branch of its own; twice is nothing; a changed patch is applied anew" {
	run -0 "$SCRIPTS/apply" "$KERNEL"
	[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL" | paste -sd,)" = "toy: first,toy: second,toy: third" ]
	diff <(git -C "$TREE" show series:kernel/cpu.c) "$SPLIT_STARTUP_CACHE/trees/$KERNEL/kernel/cpu.c"
	was=$(toy_git rev-parse "split-startup/$KERNEL")
	ends 0 'has this series already: 3 patches, nothing to do' apply "$KERNEL"
	[ "$was" = "$(toy_git rev-parse "split-startup/$KERNEL")" ]
	sed -i 's/^+line thirty$/+line THIRTY/' "$SPLIT_STARTUP_PATCHES/second.patch"
	run -0 "$SCRIPTS/apply" "$KERNEL"
	grep -qx 'line THIRTY' "$SPLIT_STARTUP_CACHE/trees/$KERNEL/kernel/cpu.c"
}

@test "apply: a lock that a killed git has left is named, before anything is done" {
	touch "$SPLIT_STARTUP_CACHE/linux.git/config.lock"
	ends 10 'if no git is at work, one that was killed has left .*/linux.git/config.lock: remove it, and call apply again$' apply "$KERNEL"
	no grep -q 'apply: 1 of 3' <<<"$output"
	[ ! -e "$SPLIT_STARTUP_CACHE/trees/$KERNEL/kernel" ]
	rm "$SPLIT_STARTUP_CACHE/linux.git/config.lock"
	ends 0 '3 patches on' apply "$KERNEL"
}

@test "apply: parts of the series, and a patch on top, each with a name of its own" {
	printf -- '--- a/kernel/cpu.c\n+++ b/kernel/cpu.c\n@@ -1,3 +1,3 @@\n-line 1\n+line one\n line 2\n line 3\n' >"$BATS_TEST_TMPDIR/extra.patch"
	while read -r option word name count; do
		run -0 "$SCRIPTS/apply" "$KERNEL" "$option" "${word/@/$BATS_TEST_TMPDIR}"
		[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL-$name" | wc -l)" -eq "$count" ] || { echo "$name" && return 1; }
	done <<-'END'
		--upto first upto-first 1
		--upto early upto-early 2
		--with @/extra.patch with-extra 4
	END
	ends 2 'no such patch or set' apply "$KERNEL" --upto nonsense
	ends 2 'no such file' apply "$KERNEL" --with "$BATS_TEST_TMPDIR/none.patch"
}

@test "apply --upto: a set of a branch that has variants" {
	sed 's#^second#6.12/&#; 1d' "$SPLIT_STARTUP_PATCHES/series" >"$SPLIT_STARTUP_PATCHES/series-6.12"
	mkdir "$SPLIT_STARTUP_PATCHES/6.12"
	sed 's/thirty/THIRTY/' "$SPLIT_STARTUP_PATCHES/second.patch" >"$SPLIT_STARTUP_PATCHES/6.12/second.patch"
	named old 6.12
	for upto in early second; do
		ends 0 "^apply: split-startup/$KERNEL-upto-$upto: 2 patches on" apply old --upto "$upto"
		grep -qx 'line THIRTY' "$SPLIT_STARTUP_CACHE/trees/$KERNEL-upto-$upto/kernel/cpu.c"
		no grep -qx 'line fifty' "$SPLIT_STARTUP_CACHE/trees/$KERNEL-upto-$upto/kernel/cpu.c"
	done
}

@test "apply --upto rfc: a list on top of another, of that kernel alone, and for who asks" {
	ends 2 'there is no set rfc: .*/series-rfc is missing$' apply "$KERNEL" --upto rfc
	with_rfc
	run -0 "$SCRIPTS/apply" "$KERNEL"
	[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL" | paste -sd,)" = "toy: first,toy: second,toy: third" ]
	for upto in rfc fourth; do
		run -0 "$SCRIPTS/apply" "$KERNEL" --upto "$upto"
		[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL-upto-$upto" | paste -sd,)" = "toy: first,toy: second,toy: third,toy: fourth" ]
	done
	sed 1d "$SPLIT_STARTUP_PATCHES/series" >"$SPLIT_STARTUP_PATCHES/series-6.12"
	named old 6.12
	ends 2 'the set rfc is for 7.3 alone, and not for 6.12$' apply old --upto rfc
	run -3 "$SCRIPTS/apply" rfc
}

@test "apply: a conflict names patch, file and hunk, and leaves nothing" {
	sed -i 's/^-line 30$/-line 3/; s/^ line 29$/ line 2/' "$SPLIT_STARTUP_PATCHES/second.patch"
	ends 5 'second.patch does not apply to .*: kernel/cpu.c, the hunk at line 27' apply "$KERNEL"
	# rev-parse takes any name that ends in -g and a number for a commit's
	no toy_git show-ref --verify --quiet "refs/heads/split-startup/$KERNEL"
	[ ! -e "$SPLIT_STARTUP_CACHE/trees/$KERNEL" ]
}

@test "apply --keep: branch and work tree stay at the conflict, and are not taken for the series that was there before" {
	for before in none whole; do
		[ $before = none ] || run -0 "$SCRIPTS/apply" "$KERNEL"
		sed -i.good 's/^-line 30$/-line 3/' "$SPLIT_STARTUP_PATCHES/second.patch"
		run -5 "$SCRIPTS/apply" "$KERNEL" --keep
		[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL")" = "toy: first" ]
		# and the next try starts over
		mv "$SPLIT_STARTUP_PATCHES/second.patch.good" "$SPLIT_STARTUP_PATCHES/second.patch"
		run -0 "$SCRIPTS/apply" "$KERNEL"
		[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL" | wc -l)" -eq 3 ]
	done
}

@test "apply: what only fuzz would take is a conflict" {
	sed -i 's/^ line 27$/ line twenty-seven/' "$SPLIT_STARTUP_PATCHES/second.patch"
	(cd "$TREE" && patch --dry-run -p1 <"$SPLIT_STARTUP_PATCHES/second.patch")
	ends 5 'second.patch does not apply' apply "$KERNEL"
}

@test "apply: a tree that has the series already" {
	git -C "$TREE" checkout -q series
	fetched
	ends 5 'the series is in .* already' apply "$KERNEL"
}

@test "apply: a kernel that was not fetched, and one that no list is for: the nearest is tried, and told" {
	ends 3 'run scripts/fetch 6.12 first' apply 6.12
	sed -i 's/^PATCHLEVEL = 3/PATCHLEVEL = 9/' "$TREE/Makefile"
	changed
	ends 0 "no list for $KERNEL: trying that of 7.3" apply "$KERNEL"
}

@test "apply: waits for a verb that is at work in the same tree" {
	fetched
	waits_for "$SPLIT_STARTUP_CACHE/trees/$KERNEL.lock" "$SCRIPTS/apply" "$KERNEL"
	one_line '3 patches on'
}

edited_tree() {
	run -0 "$SCRIPTS/apply" "$KERNEL"
	tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL
	sed -i 's/^line 20$/LINE 20/' "$tree/kernel/cpu.c"
}

@test "apply: an edit in the work tree is not thrown away, but with --force" {
	edited_tree
	ends 5 'is not as apply left it .edited: kernel/cpu.c.: .*git stash, .*--force$' apply "$KERNEL"
	# Also where there is something to do, with the same file in it
	sed -i 's/^+line thirty$/+line THIRTY/' "$SPLIT_STARTUP_PATCHES/second.patch"
	run -5 "$SCRIPTS/apply" "$KERNEL"
	grep -qx 'LINE 20' "$tree/kernel/cpu.c" && no grep -qx 'line THIRTY' "$tree/kernel/cpu.c"
	ends 0 'thrown away: edited: kernel/cpu.c; it was commit [0-9a-f]{40}$' apply "$KERNEL" --force
	grep -qx 'line 20' "$tree/kernel/cpu.c" && grep -qx 'line THIRTY' "$tree/kernel/cpu.c"
}

@test "apply: a new file, a deleted one, another mode, a staged one: each is an edit" {
	run -0 "$SCRIPTS/apply" "$KERNEL"
	cd "$SPLIT_STARTUP_CACHE/trees/$KERNEL"
	while IFS='|' read -r edit undo; do
		eval "$edit"
		run "$SCRIPTS/apply" "$KERNEL"
		[ "$status" -eq 5 ] || { echo "$edit: exit $status" && return 1; }
		eval "$undo"
	done <<-'END'
		echo new >kernel/smp.c|rm kernel/smp.c
		rm kernel/cpu.c|git checkout -q kernel/cpu.c
		chmod +x kernel/cpu.c|chmod -x kernel/cpu.c
		sed -i 's/^line 20$/LINE 20/' kernel/cpu.c && git add kernel/cpu.c|true
	END
	grep -qx 'LINE 20' kernel/cpu.c
}

@test "apply: commits on top of the series are not dropped, nor a step back, but with --force" {
	edited_tree
	git -C "$tree" commit -q -a -m mine
	was=$(git -C "$tree" rev-parse HEAD)
	ends 5 '1 commit on top of what scripts/apply left' apply "$KERNEL"
	git -C "$tree" checkout -q HEAD~2
	ends 5 'and not on top of' apply "$KERNEL"
	git -C "$tree" checkout -q "split-startup/$KERNEL"
	[ "$was" = "$(git -C "$tree" rev-parse HEAD)" ]
	git -C "$tree" branch mine
	run -0 "$SCRIPTS/apply" "$KERNEL" --force
	[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL" | wc -l)" -eq 3 ]
	[ "$was" = "$(git -C "$tree" rev-parse mine)" ]
	ends 0 'nothing to do' apply "$KERNEL"
}

@test "apply: what somebody did after --keep stays, what a stopped apply left does not" {
	sed -i 's/^-line 30$/-line 3/' "$SPLIT_STARTUP_PATCHES/second.patch"
	run -5 "$SCRIPTS/apply" "$KERNEL" --keep
	tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL
	sed -i 's/^line 30$/line thirty/' "$tree/kernel/cpu.c"
	ends 5 'is not as apply left it' apply "$KERNEL"
	grep -qx 'line thirty' "$tree/kernel/cpu.c"
	sed -i 's/^-line 3$/-line 30/' "$SPLIT_STARTUP_PATCHES/second.patch"
	run -0 "$SCRIPTS/apply" "$KERNEL" --force
	# As if it had been killed in the middle
	toy_git config --unset "branch.split-startup/$KERNEL.series"
	toy_git config --unset "branch.split-startup/$KERNEL.applied"
	echo half >"$tree/kernel/cpu.c"
	run -0 "$SCRIPTS/apply" "$KERNEL"
	grep -qx 'line thirty' "$tree/kernel/cpu.c"
}

@test "apply --unpatched: edits stay, and are thrown away with --force alone" {
	run -0 "$SCRIPTS/apply" "$KERNEL" --unpatched
	tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL-unpatched
	echo '# mine' >>"$tree/Makefile"
	git -C "$tree" commit -q -a -m mine
	run -5 "$SCRIPTS/apply" "$KERNEL" --unpatched
	run -0 "$SCRIPTS/apply" "$KERNEL" --unpatched --force
	[ "$(git -C "$tree" rev-parse HEAD)" = "$(toy_git rev-parse "refs/kernels/$KERNEL")" ]
	no grep -q mine "$tree/Makefile"
}

@test "apply: a kernel that the user gave a name: its own list, that of its version, the nearest" {
	sed 's/^third/#&/' "$SPLIT_STARTUP_PATCHES/series" >"$SPLIT_STARTUP_PATCHES/series-6.12"
	sed -i 1d "$SPLIT_STARTUP_PATCHES/series-6.12"
	for case in 'vendor 7.3 7.3 3' 'z-9.9 7.9 7.3 3' '1.0-x 6.18 6.12 2' 'old 6.6 6.12 2' 'vendor-6.12 6.12 6.12 2' 'very 8.0 7.3 3'; do
		read -r name version owner count <<<"$case"
		named "$name" "$version"
		ends 0 "^apply: no list for $name: trying that of $owner$" apply "$name"
		one_line "$count patches on $version.*; next: scripts/build $name$"
	done
	# Whose name is like it is another one
	printf 'first.patch\n' >"$SPLIT_STARTUP_PATCHES/series-very"
	printf 'second.patch\n' >"$SPLIT_STARTUP_PATCHES/series-ver"
	run -0 "$SCRIPTS/apply" very
	[[ $output != *'no list for'* ]]
	[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL")" = 'toy: first' ]
	# By its exact name it is a kernel of that version
	ends 0 "no list for $KERNEL: trying that of 7.3" apply "$KERNEL"
	[ "$(subjects "refs/kernels/$KERNEL" "$KERNEL" | wc -l)" -eq 3 ]
}

@test "apply: where the nearest list does not fit, which patch, how many did, and what to do; nothing is left" {
	named vendor-6.6 6.6 's/^line 30$/line 30 of vendor/'
	ends 5 'no list for vendor-6.6: trying that of 7.3' apply vendor-6.6
	one_line "second.patch does not apply to $KERNEL: kernel/cpu.c, the hunk at line 27"
	one_line '1 of 3 patches of the list of 7.3 apply; .* removed again: scripts/port vendor-6.6 makes a list for it$'
	[ -z "$(toy_git for-each-ref "refs/heads/split-startup/")" ]
	[ -z "$(find "$SPLIT_STARTUP_CACHE/trees" -name '*.log')" ]
	[ ! -e "$SPLIT_STARTUP_CACHE/trees/$KERNEL" ]
}

@test "apply --patches: the lists of another folder; none there, no folder named" {
	cp -r "$SPLIT_STARTUP_PATCHES" "$BATS_TEST_TMPDIR/my patches"
	printf 'first.patch\n' >"$BATS_TEST_TMPDIR/my patches/series-vendor"
	named vendor 7.3
	cd "$BATS_TEST_TMPDIR"
	ends 0 '1 patches on' apply vendor --patches 'my patches'
	ends 0 '3 patches on' apply --patches patches vendor
	ends 2 'linux has no list of patches' apply vendor --patches linux
	for none in '' none; do
		run -2 "$SCRIPTS/apply" vendor --patches $none
		[ "${#lines[@]}" -eq 1 ]
	done
}
