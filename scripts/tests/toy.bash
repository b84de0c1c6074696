# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# A toy kernel: enough of a tree for fetch, apply and build, made in a second.
# Every test has a cache, an out folder and patches of its own.
bats_require_minimum_version 1.5.0

# isolate: nothing of the developer's is seen or touched, also if git has started the
# tests: "git rebase -x" and hooks have variables that say where "the" repository is
isolate() {
	SCRIPTS=$(CDPATH='' cd -- "$BATS_TEST_DIRNAME/.." && pwd)
	source "$SCRIPTS/lib/environment.sh"
	own_git "$SCRIPTS/lib/gitconfig"
	unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE CDPATH GREP_OPTIONS POSIXLY_CORRECT LANGUAGE "${!SPLIT_STARTUP_@}"
	export LC_ALL=C.UTF-8
}

setup_toy() {
	isolate
	export SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/cache
	export SPLIT_STARTUP_OUT=$BATS_TEST_TMPDIR/out
	export SPLIT_STARTUP_PATCHES=$BATS_TEST_TMPDIR/patches
	export SPLIT_STARTUP_RESULTS=$BATS_TEST_TMPDIR/results
	export GIT_AUTHOR_NAME=toy GIT_AUTHOR_EMAIL=toy@localhost
	export GIT_COMMITTER_NAME=toy GIT_COMMITTER_EMAIL=toy@localhost
	TREE=$BATS_TEST_TMPDIR/linux
	make_tree
	make_patches
}

make_tree() {
	mkdir -p "$TREE/arch/arm64" "$TREE/kernel"
	echo toy >"$TREE/arch/arm64/Kconfig"
	cat >"$TREE/Makefile" <<-'END'
		VERSION = 7
		PATCHLEVEL = 3
		SUBLEVEL = 9
		EXTRAVERSION =

		.RECIPEPREFIX = >
		allnoconfig:
		> mkdir -p $(O)
		> grep -v DROPPED $(KCONFIG_ALLCONFIG) >$(O)/.config
		olddefconfig:
		Image:
		> mkdir -p $(O)/arch/arm64/boot
		> $(MAKE) -f kernel/Makefile O=$(O)
		bzImage:
		> mkdir -p $(O)/arch/x86/boot
		> echo "$(ARCH) $(CROSS_COMPILE)" >$(O)/arch/x86/boot/bzImage
	END
	printf 'all:\n\tcp kernel/cpu.c $(O)/arch/arm64/boot/Image\n' >"$TREE/kernel/Makefile"
	seq 1 60 | sed 's/^/line /' >"$TREE/kernel/cpu.c"
	git -C "$TREE" init -q -b main
	git -C "$TREE" add -A
	git -C "$TREE" commit -q -m 'toy kernel'
}

# change NAME SED-SCRIPT: a patch of the toy series, on top of the last one
change() {
	sed -i "$2" "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m "toy: $1"
	git -C "$TREE" format-patch -q -1 --stdout >"$SPLIT_STARTUP_PATCHES/$1.patch"
}

make_patches() {
	mkdir -p "$SPLIT_STARTUP_PATCHES"
	git -C "$TREE" checkout -q -b series
	change first 's/^line 10$/line ten/'
	change second 's/^line 30$/line thirty/'
	change third 's/^line 50$/line fifty/'
	git -C "$TREE" checkout -q main
	printf '# kernel: 7.3\n\n# group: early\nfirst.patch\nsecond.patch\n\n# group: late\nthird.patch\n' \
		>"$SPLIT_STARTUP_PATCHES/series"
}

# more NAME SED-SCRIPT: one more patch, which no list has yet
more() {
	git -C "$TREE" checkout -q series
	change "$@"
	git -C "$TREE" checkout -q main
}

# with_rfc: one patch more, in a list on top of the others
with_rfc() {
	more fourth 's/^line 55$/line fifty-five/'
	printf '# kernel: 7.3\n\nfourth.patch\n' >"$SPLIT_STARTUP_PATCHES/series-rfc"
}

# fetched [BRANCH]: what is checked out, and it is the newest kernel of that branch
fetched() {
	run -0 "$SCRIPTS/fetch" --tree "$TREE"
	KERNEL=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	[ -n "$KERNEL" ]
	[ -n "${1-}" ] || return 0
	mkdir -p "$SPLIT_STARTUP_CACHE/branches"
	echo "$KERNEL" >"$SPLIT_STARTUP_CACHE/branches/$1"
}

# changed [BRANCH] [MESSAGE]: whatever was done to the toy is committed, and that is fetched
changed() {
	git -C "$TREE" add -A
	git -C "$TREE" commit -q -m "${2-changed}"
	fetched "${1-}"
}

# named NAME VERSION [SED-SCRIPT]: a kernel of the user's, with that version and change, has a name
named() {
	sed -i "s/^VERSION = .*/VERSION = ${2%.*}/; s/^PATCHLEVEL = .*/PATCHLEVEL = ${2#*.}/" "$TREE/Makefile"
	sed -i "${3-}" "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a --allow-empty -m "$1"
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --as "$1"
	KERNEL=$(cat "$SPLIT_STARTUP_CACHE/branches/$1")
}

# program NAME [TEXT]: a script, of standard input if not told, that is called in place of all others of that name
program() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/bash\n%s\n' "${2-$(cat)}" >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
	[[ $PATH == "$BATS_TEST_TMPDIR/bin:"* ]] || PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# own_project: verbs and data that a test may change. stub VERB TEXT: of these
own_project() {
	mkdir "$BATS_TEST_TMPDIR/project"
	cp -r "$SCRIPTS" "$SCRIPTS/../ci" "$SCRIPTS/../selftests" "$SCRIPTS/../Kconfig.fragment" "$BATS_TEST_TMPDIR/project"
	SCRIPTS=$BATS_TEST_TMPDIR/project/scripts
}
stub() { printf '#!/bin/sh\n%s\n' "$2" >"$SCRIPTS/$1"; }

# bootable: all that boot looks for, but for QEMU; the Image is none
bootable() {
	local tool
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL
	mkdir -p "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug" "$tree/.build-tiny+debug/usr" \
		"$SPLIT_STARTUP_CACHE/guest" "$SPLIT_STARTUP_OUT/$KERNEL/guest/kselftest/cpu-hotplug"
	echo Image >"$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/Image"
	# gen_init_cpio among them: QEMU takes no initrd that is empty
	for tool in "$tree/.build-tiny+debug/usr/gen_init_cpio" "$SPLIT_STARTUP_CACHE/guest/bash" \
		"$SPLIT_STARTUP_CACHE/guest/busybox" "$SPLIT_STARTUP_OUT/$KERNEL/guest/kselftest/run_kselftest.sh"; do
		printf '#!/bin/sh\necho\n' >"$tool"
		chmod +x "$tool"
	done
	# The selftests want a kernel's lib.mk; the toy has the one target we use
	mkdir -p "$tree/tools/testing/selftests"
	printf 'install:\n\tmkdir -p $(INSTALL_PATH)\n' >"$tree/tools/testing/selftests/lib.mk"
	# Which is no edit of the user's
	echo /tools/testing/selftests/lib.mk >>"$SPLIT_STARTUP_CACHE/linux.git/info/exclude"
}

toy_git() { git --git-dir="$SPLIT_STARTUP_CACHE/linux.git" "$@"; }

# no COMMAND...: it must fail. With "!" before it bash fails no test that has more lines
no() { ! "$@"; }

# Every record that the tests of a file make has the form that run.schema.json says: all of
# them at once, as starting the validator takes longer than most tests
keep_record() { [ ! -s "$RUN/run.json" ] || cp "$RUN/run.json" "$BATS_FILE_TMPDIR/$BATS_TEST_NUMBER.json"; }
valid_records() {
	local file
	local -a records=()
	for file in "$BATS_FILE_TMPDIR"/*.json; do records+=(-i "$file"); done
	PATH=/usr/bin:$PATH jsonschema "${records[@]}" "$BATS_TEST_DIRNAME/../lib/run.schema.json"
}

# one_line PATTERN: what went wrong is said in one line, on a line of its own
one_line() { [ "$(grep -cE -- "$1" <<<"$output")" -eq 1 ]; }

# wait_for COMMAND...: until it is true, for a minute
wait_for() {
	for _ in $(seq 600); do "$@" && return; sleep 0.1; done
	return 1
}

# waits_for LOCK COMMAND...: it says that another one has that lock, and ends well once it is free
waits_for() {
	local lock=$1 said=$BATS_TEST_TMPDIR/said held
	shift
	mkdir -p "${lock%/*}"
	exec {held}>>"$lock"
	flock "$held"
	"$@" >"$said" 2>&1 {held}>&- &
	wait_for grep -q "^[a-z]*: another verb is at work in ${lock%.lock}: waiting for it$" "$said"
	kill -0 $!
	exec {held}>&-
	wait $!
	output=$(cat "$said")
}

# costs LIMIT COMMAND...: it ends well, and takes no more of a CPU than LIMIT runs of a jq that does
# nothing: 50 ms each where they were counted. So it is the same on a host that is slow or busy
costs() {
	local limit=$1 of_ten of_it
	of_ten=$(cpu_time bash -c 'for _ in {1..10}; do jq -n 1; done')
	of_it=$(cpu_time "${@:2}")
	awk -v limit="$limit" -v ten="$of_ten" -v it="$of_it" \
		'BEGIN { cost = 10 * it / ten; print "costs " cost ", of " limit; exit !(cost <= limit) }'
}
# In seconds
cpu_time() {
	local TIMEFORMAT='%U %S' file=$BATS_TEST_TMPDIR/cpu_time
	{ time "$@" >"$file.out" 2>&1; } 2>"$file" || return
	awk '{ print $1 + $2 }' "$file"
}

# ends CODE PATTERN VERB WORD...: that verb ends so, and says this in one line
ends() {
	run "-$1" "$SCRIPTS/$3" "${@:4}"
	one_line "$2"
}
