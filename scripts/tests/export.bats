# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	# b4 writes to the user's folders, and asks git, not the environment, who that is
	export HOME=$BATS_TEST_TMPDIR/home GIT_CONFIG_GLOBAL=$BATS_TEST_TMPDIR/gitconfig
	export XDG_CONFIG_HOME=$HOME/config XDG_CACHE_HOME=$HOME/cache XDG_DATA_HOME=$HOME/data
	mkdir -p "$HOME"
	printf '[user]\n\tname = toy\n\temail = toy@localhost\n' >"$GIT_CONFIG_GLOBAL"
	# and must not ask the network
	export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
	mkdir -p "$SPLIT_STARTUP_PATCHES/cover"
	cd "$SPLIT_STARTUP_PATCHES/cover"
	printf 'toy: What it is\n\nWhy, for @BRANCH@.\n\n@SETS@\n@SUPPORT@\n\nchange-id: 20200101-toy-0123456789ab\n' >all
	for set in early late; do
		printf 'toy: The set %s\n\nWhy %s, for @BRANCH@.\n\nchange-id: 20200101-%s-0123456789ab\n' $set $set $set >$set
	done
	cd "$BATS_TEST_TMPDIR"
	make_old
	DIR=$SPLIT_STARTUP_OUT/export/6.12
	WORK=$BATS_TEST_TMPDIR/work
}

# A second kernel, 6.12, which needs a variant of the second patch: of an author whose
# header git folds, with a new file and a note behind the trailers
make_old() {
	git -C "$TREE" checkout -q -b old main
	sed -i 's/^VERSION = 7/VERSION = 6/; s/^PATCHLEVEL = 3/PATCHLEVEL = 12/' "$TREE/Makefile"
	sed -i 's/^line 28$/line 28 of old/' "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m 'old kernel'
	git -C "$TREE" checkout -q -b old-series
	git -C "$TREE" am -q "$SPLIT_STARTUP_PATCHES/first.patch"
	sed -i 's/^line 30$/line thirty/' "$TREE/kernel/cpu.c"
	printf '#!/bin/sh\n' >"$TREE/kernel/new.sh"
	chmod +x "$TREE/kernel/new.sh"
	git -C "$TREE" add -A
	git -C "$TREE" commit -q --author 'Jürgen of the Long Name <somebody.with.a.long.address@users.noreply.example.org>' -F - <<-'END'
		toy: second, with a subject that is so long that git will fold it

		Why.

		Link: https://example.org/
		Upstream-Status: not posted
		[6.12: line 28 differs]
	END
	mkdir "$SPLIT_STARTUP_PATCHES/6.12"
	git -C "$TREE" format-patch -q -1 --stdout >"$SPLIT_STARTUP_PATCHES/6.12/second.patch"
	git -C "$TREE" am -q "$SPLIT_STARTUP_PATCHES/third.patch"
	sed '/^# kernel/d; s#^second#6.12/&#' "$SPLIT_STARTUP_PATCHES/series" >"$SPLIT_STARTUP_PATCHES/series-6.12"
	git -C "$TREE" checkout -q main
	WANT=$(git -C "$TREE" rev-parse 'old-series^{tree}')
}

exported() { run -0 "$SCRIPTS/export" 6.12 "$@"; }
# A tree of somebody else's, where the exports are tried
in_work() {
	git clone -q -b old "$TREE" "$WORK"
	cd "$WORK"
}
# The commits are the same, with author, date and message, and nothing is left
same_commits() {
	[ "$(git rev-parse 'HEAD^{tree}')" = "$WANT" ] || return
	# quiltimport ends a message in an empty line
	diff -B <(git log --format='%an <%ae> %aD%n%B' origin/old..HEAD) \
		<(git log --format='%an <%ae> %aD%n%B' origin/old..origin/old-series) || return
	[ -z "$(git status --porcelain --ignored)" ]
}
# The files are the same, and nothing but quilt's own folder is there beside them
same_files() {
	[ -d .pc ] || return
	rm -rf .pc
	git add -A -f
	[ "$(git write-tree)" = "$WANT" ]
}
header() { sed '/^$/q' "$1" | sed -n "s/^$2: //p"; }

# taken HOW: the export, into the tree that one stands in
taken() {
	case $1 in
	list) git am -q $(sed "s#^#$DIR/am/#" "$DIR/am/list") ;;
	mbox) git am -q --empty=drop "$DIR"/*.mbox ;;
	shazam) run -0 b4 --offline-mode shazam -m "$DIR"/*.mbox ;;
	b4)
		rm -rf "$BATS_TEST_TMPDIR/b4"
		mkdir "$BATS_TEST_TMPDIR/b4"
		run -0 b4 --offline-mode am -m "$DIR"/*.mbox -o "$BATS_TEST_TMPDIR/b4"
		git am -q "$BATS_TEST_TMPDIR"/b4/*.mbx
		[ -s "$(echo "$BATS_TEST_TMPDIR"/b4/*.cover)" ]
		;;
	quiltimport) git quiltimport --patches "$DIR/quilt" ;;
	quilt) QUILT_PATCHES=$DIR/quilt QUILT_SERIES=series QUILT_PATCH_OPTS=-F0 quilt --quiltrc - push -a ;;
	esac
}

@test "export: git am takes the files and the mbox, b4 the mbox, quilt (without fuzz) and git quiltimport the folder" {
	local how
	exported
	for how in list mbox shazam b4 quiltimport quilt; do
		rm -rf "$WORK"
		in_work
		taken $how || { echo "$how does not take it" && return 1; }
		if [ $how = quilt ]; then same_files; else same_commits; fi || { echo "$how makes something else of it" && return 1; }
		cd ..
	done
}

@test "quilt: takes a list straight from patches/, with a variant in a sub-folder" {
	in_work
	QUILT_PATCHES=$SPLIT_STARTUP_PATCHES QUILT_SERIES=series-6.12 QUILT_PATCH_OPTS=-F0 quilt --quiltrc - push -a
	same_files
}

# by_git SET BASE FROM TO: the ids of what the set stands on, as git says them
by_git() { git -C "$TREE" format-patch -q --stdout --base="$2" "$3..$4" | grep '^prerequisite-patch-id:' || true; }

@test "export --set: each is a thread of its own, taken on top of those before it" {
	git -C "$TREE" branch -q early old-series~1
	in_work
	from=old
	for case in 'early early 2' 'late old-series 1'; do
		read -r set to count <<<"$case"
		exported --set "$set"
		DIR=$SPLIT_STARTUP_OUT/export/6.12-$set
		[ "$(header "$DIR/am/cover" Subject)" = "[PATCH 6.12 0/$count] toy: The set $set" ]
		[ "$(wc -l <"$DIR/am/list")" -eq "$count" ]
		[ "$(header "$DIR/am/$(head -n 1 "$DIR/am/list")" Subject | sed 's/\].*//')" = "[PATCH 6.12 1/$count" ]
		grep -qx "change-id: 20200101-$set-0123456789ab" "$DIR/am/cover"
		diff <(grep '^prerequisite-patch-id:' "$DIR/am/cover") <(by_git "$set" old "$from" "$to")
		for how in list shazam b4; do
			git checkout -q -B "$how" "origin/$from"
			taken "$how"
			diff <(git log -p --format='%an %aD%n%B' "origin/$from..HEAD") <(git log -p --format='%an %aD%n%B' "origin/$from..origin/$to")
		done
		from=$to
	done
	[ "$(grep -c '^prerequisite-patch-id:' "$DIR/am/cover")" -eq 2 ]
	no grep -q prerequisite "$SPLIT_STARTUP_OUT/export/6.12-early/am/cover"
}

@test "export --set rfc: stands on all others; without --set it is no part of it" {
	with_rfc
	printf 'toy: Whether to\n\nWhy.\n' >"$SPLIT_STARTUP_PATCHES/cover/rfc"
	ends 0 '^export: 1 patches for 7.3, the set rfc, 0 of' export 7.3 --set rfc
	[ "$(grep -c '^prerequisite-patch-id:' "$SPLIT_STARTUP_OUT/export/7.3-rfc/am/cover")" -eq 3 ]
	run -0 "$SCRIPTS/export" 7.3
	[ "$(wc -l <"$SPLIT_STARTUP_OUT/export/7.3/am/list")" -eq 3 ]
	no grep -q 'Whether to' "$SPLIT_STARTUP_OUT/export/7.3/am/cover"
	ends 2 'the set rfc is for 7.3 alone, and not for 6.12$' export 6.12 --set rfc
}

@test "export: a thread, numbered, with the branch in each subject" {
	exported
	mkdir "$BATS_TEST_TMPDIR/split"
	[ "$(git mailsplit -o"$BATS_TEST_TMPDIR/split" "$DIR/6.12.mbox")" -eq 4 ]
	cd "$BATS_TEST_TMPDIR/split"
	cmp 0001 "$DIR/am/cover"
	[ "$(header 0001 Subject)" = '[PATCH 6.12 0/3] toy: What it is' ]
	[ "$(header 0002 Subject)" = '[PATCH 6.12 1/3] toy: first' ]
	[ "$(header 0004 Subject)" = '[PATCH 6.12 3/3] toy: third' ]
	[ "$(cat 000* | grep -c '^Message-ID: <.*@.*>$')" -eq 4 ]
	[ "$(cat 000* | grep '^Message-ID: ' | sort -u | wc -l)" -eq 4 ]
	for mail in 0002 0003 0004; do
		[ "$(header "$mail" In-Reply-To)" = "$(header 0001 Message-ID)" ]
		[ "$(header "$mail" References)" = "$(header 0001 Message-ID)" ]
	done
	grep -qx 'Why, for 6.12.' 0001
	grep -qx 'change-id: 20200101-toy-0123456789ab' 0001
	grep -q '^ 2 files changed, 4 insertions(+), 3 deletions(-)$' 0001
	grep -qx 'toy (2):' 0001
}

@test "export: From stays on one line, as b4 takes no other" {
	grep -A1 '^From: ' "$SPLIT_STARTUP_PATCHES/6.12/second.patch" | grep '^ <'
	exported
	grep -qE '^From: =\?UTF-8\?.* <somebody.with.a.long.address@' "$DIR/am/0002-second.patch"
}

@test "export: the same series gives the same bytes" {
	exported
	mv "$DIR" "$BATS_TEST_TMPDIR/was"
	git config --global format.signature mine
	git config --global format.subjectPrefix MINE
	git config --global format.thread deep
	GIT_COMMITTER_NAME=else GIT_AUTHOR_DATE='@5 +0000' TZ=Asia/Tokyo exported
	diff -r "$BATS_TEST_TMPDIR/was" "$DIR"
}

@test "export: an id changes with its mail, and only then" {
	exported
	mv "$DIR" "$BATS_TEST_TMPDIR/was"
	sed -i 's/^Why\.$/Because./' "$SPLIT_STARTUP_PATCHES/6.12/second.patch"
	exported
	id() { header "$1/am/$2" Message-ID; }
	[ "$(id "$DIR" 0001-first.patch)" = "$(id "$BATS_TEST_TMPDIR/was" 0001-first.patch)" ]
	[ "$(id "$DIR" 0002-second.patch)" != "$(id "$BATS_TEST_TMPDIR/was" 0002-second.patch)" ]
	[ "$(id "$DIR" cover)" != "$(id "$BATS_TEST_TMPDIR/was" cover)" ]
}

@test "export --signoff: once in every patch, with the other trailers; none without" {
	exported
	no grep -r 'Signed-off-by' "$DIR"
	exported --signoff 'A Ünser <a@b.example>'
	for patch in "$DIR"/am/0*.patch "$DIR"/quilt/*.patch; do
		[ "$(sed '/^---$/q' "$patch" | grep -cx 'Signed-off-by: A Ünser <a@b.example>')" -eq 1 ]
	done
	sed '/^---$/q' "$DIR/quilt/second.patch" | tail -n 5 |
		diff - <(printf '%s\n' 'Link: https://example.org/' 'Upstream-Status: not posted' '[6.12: line 28 differs]' \
			'Signed-off-by: A Ünser <a@b.example>' ---)
	[ "$(header "$DIR/am/cover" From)" = '=?UTF-8?q?A=20=C3=9Cnser?= <a@b.example>' ]
	# also through b4, and not twice where it is there already
	in_work
	run -0 b4 --offline-mode shazam -m "$DIR/6.12.mbox"
	[ "$(git log --format=%B origin/old..HEAD | grep -c '^Signed-off-by: A Ünser <a@b.example>$')" -eq 3 ]
	cp "$DIR/quilt/second.patch" "$SPLIT_STARTUP_PATCHES/6.12/"
	exported --signoff 'A Ünser <a@b.example>'
	[ "$(grep -c '^Signed-off-by' "$DIR/quilt/second.patch")" -eq 1 ]
}

@test "export --signoff: a form that is no name and address is refused" {
	for bad in Name '<a@b>' 'Name <a>' 'Name <a@b> x' 'Name<a@b>' $'Name\nX: y <a@b>' 'Na<me <a@b>' ' <a@b>' ''; do
		ends 2 '^export: .*signoff' export 6.12 --signoff "$bad"
	done
	[ ! -e "$SPLIT_STARTUP_OUT" ]
}

# cover of the canonical list, with what the cache has
cover() {
	run -0 "$SCRIPTS/export" 7.3 "$@"
	COVER=$SPLIT_STARTUP_OUT/export/7.3/am/cover
}

@test "export: a base-commit only for a release in git" {
	cover
	no grep -q 'base-commit\|Made against' "$COVER"
	fetched
	cover --base "$KERNEL"
	no grep -q base-commit "$COVER"
	grep -q 'Made against commit .*"toy kernel"' "$COVER"
	# Anybody can write that; who tags it means it
	git -C "$TREE" commit -q --allow-empty -m 'Linux 7.3.9'
	fetched
	cover --base "$KERNEL"
	no grep -q base-commit "$COVER"
	git -C "$TREE" tag -a -m 'Linux 7.3.9' v7.3.9
	fetched
	cover --base "$KERNEL"
	grep -qx "base-commit: $(git -C "$TREE" rev-parse main)" "$COVER"
}

@test "export: a tarball as base is named with its sum, and is found by its branch" {
	git -C "$TREE" archive --prefix=linux/ main | xz >"$BATS_TEST_TMPDIR/linux.tar.xz"
	run -0 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar.xz"
	mkdir -p "$SPLIT_STARTUP_CACHE/branches"
	sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output" >"$SPLIT_STARTUP_CACHE/branches/7.3"
	cover
	no grep -q base-commit "$COVER"
	grep -q "sha256 of the tarball $(sha256sum <"$BATS_TEST_TMPDIR/linux.tar.xz" | cut -c1-64)" "$COVER"
	# Upstream's tarball is called what its release is, and is no public commit all the same
	toy_git update-ref refs/kernels/7.3.9 "$(printf 'Linux 7.3.9\n\nSource: orig\nTarball-SHA256: 12ab\n' |
		toy_git commit-tree "$(git -C "$TREE" rev-parse 'main^{tree}')")"
	cover --base 7.3.9
	no grep -q base-commit "$COVER"
	grep -q 'sha256 of the tarball 12ab' "$COVER"
}

@test "export --base: not fetched, or of another branch" {
	fetched
	ends 2 'is a 7.3, and the series is for 6.12' export 6.12 --base "$KERNEL"
	ends 3 'run scripts/fetch 6.12 first' export 6.12 --base 6.12
}

@test "export: the table of what was tested is of what is published" {
	local rows=$SPLIT_STARTUP_RESULTS/rows
	exported
	grep -qx 'There is no table of what was tested yet.' "$DIR/am/cover"
	mkdir -p "$rows"
	cat >"$rows/6.12.json" <<-END
		{"row": "6.12", "branch": "6.12", "upto": null, "kernel": "6.12.1", "config": "tiny", "series": "1234",
		 "date": "2026-01-02", "result": "PASS", "why": null, "patches": {"clean": 1, "offset": 2, "fail": 0},
		 "build": {"result": "ok"}, "boots": {"passed": 1, "of": 1}, "tests": {"passed": 7, "failed": 0, "skipped": 0}, "seconds": 9}
	END
	exported
	grep -A99 '^Why, for' "$DIR/am/cover" | head -n 15 | diff - <(printf '%s\n' 'Why, for 6.12.' '' 'toy: The set early' '==================' \
		'' 'Why early, for 6.12.' '' 'toy: The set late' '=================' '' 'Why late, for 6.12.' '' \
		'| row | kernel | config | patches | build | machines | tests | time | date | result |' \
		'| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |' \
		'| 6.12 | 6.12.1 | tiny | 1/2/0 | ok | 1 of 1 | 7 passed, 0 failed, 0 skipped | 9 s | 2026-01-02 | PASS of another series |')
	in_work
	git am -q --empty=drop "$DIR/6.12.mbox"
	same_commits
	echo '[' >"$rows/6.12.json"
	ends 2 'rows/6.12.json is no JSON' export 6.12
}

@test "export: writes over nothing but an export" {
	exported
	exported
	mkdir "$BATS_TEST_TMPDIR/mine"
	echo mine >"$BATS_TEST_TMPDIR/mine/am"
	ends 2 'the folder has files' export 6.12 --to "$BATS_TEST_TMPDIR/mine"
	[ "$(cat "$BATS_TEST_TMPDIR/mine/am")" = mine ]
	ends 2 'not a folder' export 6.12 --to "$BATS_TEST_TMPDIR/mine/am"
	exported --to "$BATS_TEST_TMPDIR/two words/here"
	[ -s "$BATS_TEST_TMPDIR/two words/here/6.12.mbox" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -name '.export.*')" ]
}

@test "export: what is wrong is said in one line, and the last export stays" {
	exported
	find "$DIR" -type f -exec sha256sum {} + >"$BATS_TEST_TMPDIR/sums"
	ends 2 'which branch\? There are 6.12 7.3' export
	ends 5 'no list of patches for 6.1: there are 6.12 7.3' export 6.1
	cd "$SPLIT_STARTUP_PATCHES"
	sed '1,/^$/d' first.patch >first.new
	mv first.patch first.was
	ends 5 'names first.patch, which is not in' export 6.12
	mv first.new first.patch
	ends 5 'first.patch .*: make it with git format-patch' export 6.12
	mv first.was first.patch
	for missing in all late; do
		mv cover/$missing cover.was
		ends 5 "cover/$missing is missing" export 6.12
		mv cover.was cover/$missing
	done
	ends 2 '--set nonsense: the sets of 6.12 are early late$' export 6.12 --set nonsense
	run -2 "$SCRIPTS/export" 6.12 --set rfc
	sha256sum --quiet -c "$BATS_TEST_TMPDIR/sums"
	[ "$(ls -A "$SPLIT_STARTUP_OUT/export")" = 6.12 ]
}

# odd: patches whose mails have what makes mails hard, in place of those of the toy
odd() {
	local text=$BATS_TEST_TMPDIR/text
	odd_patch() {
		printf '%s\n' "$2" >"$text"
		git -C "$TREE" checkout -q main
		[ "$1" = 1 ] || git -C "$TREE" checkout -q odd
		[ "$1" != 1 ] || git -C "$TREE" checkout -q -B odd
		sed -i "s/^line $((10 * $1))\$/line odd $1/" "$TREE/kernel/cpu.c"
		git -C "$TREE" commit -q -a --author="${3-toy <toy@localhost>}" --cleanup=verbatim -F "$text"
		git -C "$TREE" format-patch -q -1 --stdout >"$SPLIT_STARTUP_PATCHES/odd$1.patch"
	}
	odd_patch 1 $'toy: für älter, "quoted" <and> a, b; c: d\n\nBödy — with more.' 'Jürgen Ö. Groß <juergen@localhost>'
	odd_patch 2 "toy: $(printf 'long%.0s ' {1..40})end"$'\n\nBody.'
	odd_patch 3 $'toy: From in the body\n\nFrom the start it was so.\n>From quoted\nFrom x of the start\n\nAnd so on.'
	odd_patch 4 $'toy: trailers\n\nBody.\n\nFixes: 0123456789ab ("toy: first")\nLink: https://localhost/x\nReported-by: Ä Ö <a@localhost>'
	odd_patch 5 $'toy: three dashes\n\nBody.\n---\nv2: more of it\n---\nand more'
	odd_patch 6 $'toy: lines that end in blanks  \n\nOne \n\tTwo\t\n  * three\n. \n..\n-- \nnot a signature\n'
	cp "$SPLIT_STARTUP_PATCHES/cover/"{early,odd}
	printf 'odd%d.patch\n' {1..6} >"$SPLIT_STARTUP_PATCHES/series"
	sed -i '1i # kernel: 7.3\n\n# group: odd' "$SPLIT_STARTUP_PATCHES/series"
	# What git am makes of the files of the list is what all else is compared with
	run -0 "$SCRIPTS/export" 7.3
	DIR=$SPLIT_STARTUP_OUT/export/7.3
	git -C "$TREE" checkout -q -B am main
	git -C "$TREE" am -q "$SPLIT_STARTUP_PATCHES"/odd{1,2,3,4,5,6}.patch
}

@test "export: odd names, subjects and bodies come back the same through git am and b4" {
	odd
	cd "$TREE"
	for how in list mbox b4; do
		git checkout -q -B "$how" main
		taken "$how"
		# With the same author, date, message and content
		diff <(git log -p --format='%an <%ae> %at%n%B' main..am) <(git log -p --format='%an <%ae> %at%n%B' "main..$how")
	done
}
