# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	fetched 7.3
	MBOX=$BATS_TEST_TMPDIR/theirs.mbox
}

# Somebody's series: the first patch is ours, the second differs, the third is another
theirs() {
	git -C "$TREE" checkout -q -b theirs main
	git -C "$TREE" am -q "$SPLIT_STARTUP_PATCHES/first.patch"
	edit second 's/^line 30$/line THIRTY/'
	edit fourth 's/^line 20$/line twenty/'
}
edit() {
	sed -i "$2" "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m "toy: $1"
}
# mails FORMAT-PATCH OPTIONS...
mails() { git -C "$TREE" format-patch -q --stdout "$@" main..theirs; }
# row OURS THEIRS WHAT SUBJECT: of the table
row() { [ "$(grep -cE "^ *$1 +$2 +$3 +$4\$" <<<"$output")" -eq 1 ]; }
# The repository and the cache are as before
same_repo() {
	[ "$(toy_git for-each-ref)" = "$REFS" ]
	[ "$(toy_git worktree list | wc -l)" -eq "$TREES" ]
	[ -z "$(find "$SPLIT_STARTUP_CACHE/tmp" -mindepth 1 -name 'rangediff*' 2>/dev/null)" ]
}
# compared CODE MBOX PATTERN...: it ends so, each is said in one line, and nothing is left
compared() {
	REFS=$(toy_git for-each-ref)
	TREES=$(toy_git worktree list | wc -l)
	run "-$1" "$SCRIPTS/rangediff" 7.3 "$2"
	for pattern in "${@:3}"; do one_line "$pattern"; done
	same_repo
}

@test "rangediff: our own export is equal" {
	mkdir "$SPLIT_STARTUP_PATCHES/cover"
	printf 'toy\n' >"$SPLIT_STARTUP_PATCHES/cover/all"
	run -0 "$SCRIPTS/export" 7.3
	compared 0 "$SPLIT_STARTUP_OUT/export/7.3/7.3.mbox"
	row 1 1 equal 'toy: first'
	one_line ': 3 equal, 0 changed, 0 only ours, 0 only theirs$'
}

@test "rangediff: equal, changed, only ours, only theirs: the table, then the difference" {
	theirs
	mails --cover-letter -n >"$MBOX"
	compared 0 "$MBOX"
	row 1 1 equal 'toy: first'
	row 2 2 changed 'toy: second'
	row 3 - 'only ours' 'toy: third'
	row - 3 'only theirs' 'toy: fourth'
	one_line '^rangediff: on .*: 1 equal, 1 changed, 1 only ours, 1 only theirs$'
	grep -qE '^ +-\+line thirty$' <<<"$output"
	grep -qE '^ +\+\+line THIRTY$' <<<"$output"
	[[ $output != *$'\033'* ]]
}

@test "rangediff: an applied series stays, and a patch that was changed since counts" {
	theirs
	mails >"$MBOX"
	run -0 "$SCRIPTS/apply" "$KERNEL"
	sed -i 's/^+line thirty$/+line THIRTY/' "$SPLIT_STARTUP_PATCHES/second.patch"
	compared 0 "$MBOX" ': 2 equal, 0 changed, 1 only ours, 1 only theirs$'
}

@test "rangediff: mails out of order, replies, and older versions" {
	theirs
	mkdir "$BATS_TEST_TMPDIR/new" "$BATS_TEST_TMPDIR/old"
	git -C "$TREE" format-patch -q -n -v2 --cover-letter -o "$BATS_TEST_TMPDIR/new" main..theirs
	git -C "$TREE" format-patch -q -n -o "$BATS_TEST_TMPDIR/old" main..series
	{
		cat "$BATS_TEST_TMPDIR"/new/*3-toy-fourth*
		cat "$BATS_TEST_TMPDIR"/old/*
		cat "$BATS_TEST_TMPDIR"/new/*2-toy-second*
		sed 's/^Subject: /&Re: /' "$BATS_TEST_TMPDIR"/new/*2-toy-second*
		cat "$BATS_TEST_TMPDIR"/new/*0-cover* "$BATS_TEST_TMPDIR"/new/*1-toy-first*
	} >"$MBOX"
	gzip "$MBOX"
	compared 0 "$MBOX.gz" 'v2 is compared, not v1$'
	row - 3 'only theirs' 'toy: fourth'
	grep -qE '^-: +-+ > 3: ' <<<"$output"
	one_line ': 1 equal, 1 changed, 1 only ours, 1 only theirs$'
}

@test "rangediff: what does not apply is named, and the rest is compared" {
	theirs
	mails -n | sed 's/^-line 30$/-line 3/; s/^ line 29$/ line 2/' >"$MBOX"
	compared 0 "$MBOX" 'theirs does not apply: \[PATCH 2/3\] toy: second: kernel/cpu.c$'
	row - 2 'not applied' 'toy: second'
	row 1 1 equal 'toy: first'
	row - 3 'only theirs' 'toy: fourth'
	one_line ': 1 equal, 0 changed, 2 only ours, 1 only theirs, 1 of theirs did not apply$'
}

@test "rangediff: made for another kernel, it is merged where git can" {
	git -C "$TREE" checkout -q -b theirs main
	edit before 's/^line 28$/line twenty-eight/'
	edit second 's/^line 30$/line thirty/'
	git -C "$TREE" format-patch -q --stdout -1 >"$MBOX"
	# git needs the file that it was made for
	toy_git fetch -q "$TREE" theirs:refs/kernels/other
	compared 0 "$MBOX"
	row 2 1 equal 'toy: second'
	no grep -q 'does not apply' <<<"$output"
}

@test "rangediff: if none of theirs applies, or ours does not" {
	theirs
	mails | sed 's/^-line .*$/-nothing/' >"$MBOX"
	compared 5 "$MBOX" 'none of the 3 patches of .* applies to'
	mails >"$MBOX"
	sed -i 's/^-line 30$/-line 3/' "$SPLIT_STARTUP_PATCHES/second.patch"
	compared 5 "$MBOX" 'our second.patch does not apply to'
}

# refused FILE PATTERN: in one line, as bad input
refused() {
	compared 2 "$1" "$2"
	[ "$(wc -l <<<"$output")" -eq 1 ]
}

@test "rangediff: what is no mbox is refused in one line" {
	theirs
	: >"$MBOX"
	refused "$MBOX" 'is empty$'
	printf '<!DOCTYPE html>\n<html><title>\nSubject: [PATCH] toy\n' >"$MBOX"
	refused "$MBOX" "is no mbox, it begins with '<!DOCTYPE html>'"
	printf '[PATCH v3 06/12] toy: first\nFrom: A B\nDate: now\ndiff --git a/x b/x\n' >"$MBOX"
	refused "$MBOX" "it begins with '\[PATCH v3 06/12\] toy: first'.*raw"
	git -C "$TREE" diff main theirs >"$MBOX"
	refused "$MBOX" 'is no mbox'
	git -C "$TREE" format-patch -q --cover-letter -n -o "$BATS_TEST_TMPDIR/new" main..theirs
	cp "$BATS_TEST_TMPDIR"/new/*cover* "$MBOX"
	refused "$MBOX" 'has 1 mails and no patch'
	mails >"$MBOX"
	gzip -c "$MBOX" | head -c 100 >"$MBOX.gz"
	refused "$MBOX.gz" 'truncated'
	refused "$BATS_TEST_TMPDIR" 'no such file'
	refused "$BATS_TEST_TMPDIR/none" 'no such file'
}

@test "rangediff: bad words" {
	ends 2 'which branch, and which mbox' rangediff 7.3
	ends 2 'is not a number' rangediff 7.3 x --creation-factor y
	ends 2 'unknown option' rangediff 7.3 x --nonsense
	: >"$MBOX"
	ends 5 'no list of patches for 6.1' rangediff 6.1 "$MBOX"
	ends 3 'run scripts/fetch 7.9 first' rangediff 7.3 "$MBOX" --base 7.9
}

# interrupted_in GIT-COMMAND: a Ctrl-C while that runs
interrupted_in() {
	rm -f "$BATS_TEST_TMPDIR/there"
	program git "[[ ' '\$*' ' != *' $1 '* ]] ||
		{ ls '$SPLIT_STARTUP_CACHE/tmp' >'$BATS_TEST_TMPDIR/there'; kill -INT \$PPID; exit 130; }
		exec $GIT \"\$@\""
	compared 130 "$MBOX" '^rangediff: interrupted'
	# It was there
	grep -q '^rangediff' "$BATS_TEST_TMPDIR/there"
}

@test "rangediff: interrupted, it says so and leaves nothing" {
	GIT=$(command -v git)
	theirs
	mails >"$MBOX"
	interrupted_in am
	interrupted_in range-diff
}

# Mails as lists have them: ours, each changed by the sed scripts that are given
# list_mails SED...: into $MBOX
list_mails() {
	local script
	local -a scripts=(-e '')
	for script; do scripts+=(-e "$script"); done
	git -C "$TREE" checkout -q series
	git -C "$TREE" format-patch -q --stdout --thread --cover-letter -n -v2 main..series | sed -E "${scripts[@]}" >"$MBOX"
}

all_equal() {
	compared 0 "$MBOX" ': 3 equal, 0 changed, 0 only ours, 0 only theirs$'
}

@test "rangediff: brackets of every kind, whatever is in them and behind them" {
	for tag in '[PATCH v2 0\1/03] [RFC] ' '[RFC][PATCH v2 \1/3] ' '[RFC PATCH v2 net-next \1/3] ' '[PATCH RFC net-next v2 \1/3]' \
		'[patch V2 \1/3] ' '[v2,\1/3] ' '[PATCHv2 \1/3] ' '[PATCH v2 RESEND \1/3] ' '[list] [PATCH v6.1 \1/3] ' '[PATCH 5.15/6.1 \1/3] '; do
		list_mails "s|^Subject: \[PATCH v2 ([0-9])/3\] |Subject: $tag|"
		all_equal
		row 3 3 equal 'toy: third'
	done
}

@test "rangediff: of several versions the newest, also if its mark is in a second bracket" {
	theirs
	mails --thread -n >"$BATS_TEST_TMPDIR/v1"
	list_mails 's|^Subject: \[PATCH v2 |Subject: [RFC] [PATCH v10 |'
	cat "$BATS_TEST_TMPDIR/v1" >>"$MBOX"
	all_equal
	one_line 'has several versions: v10 is compared, not v1$'
}

@test "rangediff: answers, cover letters and bots are no patches, though they have a diff" {
	theirs
	list_mails
	for subject in 'Re: [PATCH v2 2/3] toy: second' 'RE: [PATCH v2 2/3] toy: second' 'AW: [PATCH v2 2/3] toy: second' \
		'Re[2]: [PATCH v2 2/3] toy: second' 'Fwd: [PATCH v2 2/3] x' '[PATCH v2 0/3] toy' '[tip: smp/core] toy: second' 'What I mean'; do
		mails -1 | sed "s|^Subject: .*|Subject: $subject|" >>"$MBOX"
	done
	all_equal
}

@test "rangediff: a mail that came through two lists is one, and two that differ are said" {
	list_mails
	cp "$MBOX" "$BATS_TEST_TMPDIR/once"
	sed 's/^-- $/-- \nlist mailing list/' "$BATS_TEST_TMPDIR/once" >>"$MBOX"
	all_equal
	{ cat "$BATS_TEST_TMPDIR/once" && sed '/^Message-I/Id' "$BATS_TEST_TMPDIR/once"; } >"$MBOX"
	all_equal
	{ cat "$BATS_TEST_TMPDIR/once" && sed '/^Message-I/Id; s/^+line t/+LINE T/' "$BATS_TEST_TMPDIR/once"; } >"$MBOX"
	compared 2 "$MBOX" 'has two patches 1 of v2 that differ'
}

@test "rangediff: a patch that is missing is named, and those without a number go as they are" {
	git -C "$TREE" checkout -q series
	git -C "$TREE" format-patch -q --stdout --thread -n main..series | awk '/^From / { n++ } n != 2' >"$MBOX"
	compared 0 "$MBOX" 'has not all of the 3 patches of v1: 2 is missing'
	row 3 3 equal 'toy: third'
	row 2 - 'only ours' 'toy: second'
	git -C "$TREE" format-patch -q --stdout -N main..series >"$MBOX"
	all_equal
}

# bodies HEADERS COMMAND...: the body of each mail, through the command, with these headers
bodies() {
	local headers=$1 mail
	shift
	git -C "$TREE" checkout -q series
	rm -rf "$BATS_TEST_TMPDIR/split"
	git -C "$TREE" format-patch -q --thread -n -o "$BATS_TEST_TMPDIR/split" main..series
	for mail in "$BATS_TEST_TMPDIR"/split/*; do
		sed '/^$/,$d; /^Content-\|^MIME/d' "$mail"
		printf 'MIME-Version: 1.0\n%b\n\n' "$headers"
		sed '1,/^$/d' "$mail" | "$@"
		printf '\n'
	done >"$MBOX"
}

@test "rangediff: CR LF, base64, quoted-printable, parts, flowed text, an escaped From" {
	local text='Content-Type: text/plain; charset=UTF-8'
	list_mails 's/$/\r/'
	all_equal
	crlf() { sed 's/$/\r/' | base64; }
	parts() { printf -- '--xx\n%s\n\n' "$text" && cat && printf -- '\n--xx--\n'; }
	readable() { bodies "$@" && all_equal; }
	readable "$text\nContent-Transfer-Encoding: base64" base64
	readable "$text\nContent-Transfer-Encoding: base64" crlf
	readable "$text\nContent-Transfer-Encoding: quoted-printable" sed 's/=/=3D/g; s/line/li=\nne/; s/ $/=20/'
	readable 'Content-Type: multipart/mixed; boundary="xx"' parts
	readable "$text; format=flowed" sed 's/^ /  /'
	readable "$text; format=flowed" cat
	readable "$text;\n format=flowed" cat
	bodies 'X-Nothing: x' sed '1i >From the start'
	compared 0 "$MBOX" ', 0 only theirs$'
	grep -q ' From the start$' <<<"$output"
	no grep -q '>From' <<<"$output"
}
