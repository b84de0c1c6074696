# SPDX-License-Identifier: GPL-2.0-only
load toy

# The rule by which the lists of branches are derived from patches/series. No kernel is needed.
setup() {
	setup_toy
	cd "$SPLIT_STARTUP_PATCHES"
	for branch in 6.6 6.12 6.18 7.1; do touch "series-$branch"; done
}

# variant FOLDER NAME...: other texts of those patches
variant() {
	local name
	mkdir -p "$1"
	for name in "${@:2}"; do cp "$name.patch" "$1/"; done
}

# gives BRANCH NAMES: in the list that is stored
gives() { [ "$(sed '/^#/d; /^$/d; s/[.]patch$//' "series-$1" | paste -sd ' ')" = "$2" ]; }

lists() { run -0 "$SCRIPTS/port" --lists; }

@test "the lowest folder that is not below the branch, whether that has a list or not, else no folder" {
	variant 6.6 first
	variant 6.12 second
	variant 6.13 first
	variant 7.1 first second
	lists
	one_line '^port: written anew: series-6.6 series-6.12 series-6.18 series-7.1$'
	gives 6.6 '6.6/first 6.12/second third'
	gives 6.12 '6.13/first 6.12/second third'
	gives 6.18 '7.1/first 7.1/second third'
	gives 7.1 '7.1/first 7.1/second third'
	lists
	one_line 'each list is what .*/series gives$'
}

@test "the head is the list's own, all other comments and empty lines are those of series" {
	sed -i '1a # The canonical list.' series
	sed -i 's/^third/# why\n\n&/' series
	printf '\n\n' >>series
	lists
	[ "$(head -n 1 series-6.12)" = "# For 6.12: what has to differ from the canonical list is below a branch's name" ]
	diff <(sed '1,2d' series) <(sed 1d series-6.12 && printf '\n\n')
}

@test "until, from, and both: by which branches a patch is taken, and from which file" {
	variant 6.12 first
	cat >series <<-'END'
		# kernel: 7.3

		# group: early
		# until 6.12: first.patch
		second.patch

		# group: late
		# until 6.18: third.patch
		# from 7.1
		third.patch
		# from 6.12
		# until 6.18: fourth.patch
	END
	lists
	gives 6.6 '6.12/first second third'
	gives 6.12 '6.12/first second third fourth'
	gives 6.18 'second third fourth'
	gives 7.1 'second third'
	no grep -E '^# (until|from)' series-*
	[ "$(grep -c '^# group: ' series-7.1)" -eq 2 ]
	# Who knows nothing of them takes what the newest branch does
	[ "$(sed '/^#/d; /^$/d' series | paste -sd ' ')" = 'second.patch third.patch' ]
}

@test "quilt reads a list with such comments" {
	sed -i 's/^third/# until 7.1: second.patch\n# from 6.12\n&/' series
	[ "$(QUILT_PATCHES=$PWD QUILT_SERIES=series quilt --quiltrc - series | paste -sd ' ')" = \
		'first.patch second.patch third.patch' ]
}

# wrong SED-SCRIPT PATTERN: series is changed by that; one line says it, and no list is written
wrong() {
	local before
	before=$(cat series-*)
	cp series "$BATS_TEST_TMPDIR/good"
	sed -i "$1" series
	run -2 "$SCRIPTS/port" --lists
	[ "${#lines[@]}" -eq 1 ]
	one_line "$2"
	[ "$before" = "$(cat series-*)" ]
	cp "$BATS_TEST_TMPDIR/good" series
}

@test "comments that nobody can read are bad input, and no list is written" {
	lists
	wrong 's/^third/# until 6.12 &/' '/series, line 8: "# until 6.12 third.patch" is neither'
	wrong 's/^third/# from vendor\n&/' 'line 8: "# from vendor" is neither "# from 7.1" nor "# until 6.12: NAME.patch"$'
	wrong '$a # from 7.1' 'line 9: no patch follows "# from 7.1"$'
	wrong 's/^first/# from 7.1\n# why\n&/' 'line 5: no patch follows "# from 7.1"$'
	wrong 's/^second/# from 6.6\n# from 7.1\n&/' 'line 6: no patch follows "# from 6.6"$'
	wrong '$a # until 7.1: first.patch' 'line 9: first.patch stands at two places: put its lines together$'
	wrong 1d 'has no list series that begins with its branch'
	ends 2 '--lists takes no branch' port --lists 7.1
	ends 2 'none has no list series' port --lists --patches "$BATS_TEST_TMPDIR/none"
}

@test "the list of a kernel with a name is its own, and what is in its folder is nobody else's" {
	variant vendor-6.6 first
	printf '# mine\nvendor-6.6/first.patch\nthird.patch\n' >series-vendor-6.6
	lists
	gives vendor-6.6 'vendor-6.6/first third'
	gives 6.6 'first second third'
}
