# SPDX-License-Identifier: GPL-2.0-only
# Whatever a user has configured, exported, linked or closed: the verbs do the same, and
# what is the user's stays as it is.
bats_require_minimum_version 1.5.0
load toy

setup() {
	MINE=$BATS_TEST_TMPDIR/mine
	HOSTILE=$BATS_TEST_TMPDIR/hostile
	mkdir -p "$MINE" "$HOSTILE"
}

# golden: a run folder that passes, in RUN, and what it is like when it was judged, in WANT
golden() {
	isolate
	RUN=$BATS_TEST_TMPDIR/golden
	cp -r "$BATS_TEST_DIRNAME/golden" "$RUN"
	run -0 "$SCRIPTS/check" "$RUN"
	SAID=$output
	WANT=$(content "$RUN")
}

# content DIR: of every file. bits DIR: and its times, modes and links, too
content() { (cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2); }
bits() { tar -C "$1" --sort=name -cf - . | sha256sum; }

# same TITLE COMMAND...: it judges the run folder, and nothing is different
same() {
	rm -f "$RUN"/{verdict,run.json,junit.xml}
	run --separate-stderr "${@:2}"
	[ "$status" -eq 0 ] && [ "$output" = "$SAID" ] && [ "$(content "$RUN")" = "$WANT" ] && return
	printf '%s: exit %d: %s\n%s\n' "$1" "$status" "$output" "$stderr"
	return 1
}

@test "environment: what shells and tools read from it changes nothing" {
	local line name
	golden
	mkdir -p "$HOSTILE/scripts/lib" "$HOSTILE/home" "$BATS_TEST_TMPDIR/tmp"
	printf 'echo of BASH_ENV; set -o noclobber; cd /; exit 3\n' >"$HOSTILE/rc"
	printf 'nonsense {\n' >"$HOSTILE/home/.jq"
	while IFS= read -r line; do
		same "$line" env "${line//@/$HOSTILE}" "$SCRIPTS/check" "$RUN"
	done <<-'END'
		CDPATH=.:@
		HOME=
		HOME=/nonexistent
		HOME=@/home
		HOME=.
		XDG_CACHE_HOME=relative
		SPLIT_STARTUP_OUT=out
		BASH_ENV=@/rc
		ENV=@/rc
		SHELLOPTS=noclobber:posix:xtrace:noglob:nounset:keyword
		BASHOPTS=nocasematch:nullglob:failglob:globstar:xpg_echo
		POSIXLY_CORRECT=1
		GREP_OPTIONS=-v
		GREP_COLORS=mt=1
		AWKPATH=/nonexistent
		IFS=a
		PS4=$(exit 3)
		LC_ALL=tr_TR.UTF-8
		LC_ALL=nonsense
		TZ=nonsense
		TMPDIR=/nonexistent
		GLOBIGNORE=*
		BASH_COMPAT=3.1
		QUOTING_STYLE=c
		GIT_DIR=/nonexistent
		GIT_CONFIG_PARAMETERS='core.x=
		GIT_TRACE=1
		BASH_FUNC_grep%%=() { false; }
		BASH_FUNC_cd%%=() { builtin cd "$@" && pwd; }
		BASH_FUNC_printf%%=() { echo shadowed; }
		BASH_FUNC_readlink%%=() { echo /nonexistent; }
		BASH_FUNC_source%%=() { false; }
	END
	same 'HOME not set' env -u HOME -u XDG_CACHE_HOME "$SCRIPTS/check" "$RUN"
	same 'no environment' env -i "$SCRIPTS/check" "$RUN"
	same 'stdin closed' bash -c "'$SCRIPTS/check' '$RUN' <&-"
	same 'stderr closed' bash -c "'$SCRIPTS/check' '$RUN' 2>&-"
	same 'no rights but for others' bash -c "umask 0777; '$SCRIPTS/check' '$RUN'"
	SAID='' same 'stdout closed' bash -c "'$SCRIPTS/check' '$RUN' >&-"
}

@test "environment: a verb is started through links, by PATH, from its folder, by bash, with any name" {
	golden
	local dir="$BATS_TEST_TMPDIR/a b"
	mkdir "$dir"
	ln -s "$SCRIPTS" "$dir/folder"
	ln -s "$SCRIPTS/check" "$dir/one"
	ln -s one "$dir/-two"
	cd "$dir"
	same 'a link' ./one "$RUN"
	same 'a link to a link' ./-two "$RUN"
	same 'a link, by PATH' bash -c "PATH='$dir:$PATH'; exec -- -two '$RUN'"
	same 'a linked folder' folder/check "$RUN"
	same 'bash, by PATH' env PATH="$SCRIPTS:$PATH" bash check "$RUN"
	same 'bash, which has the functions of the user' env 'BASH_FUNC_grep%%=() { false; }' SHELLOPTS=noclobber bash "$SCRIPTS/check" "$RUN"
	cd "$SCRIPTS"
	same 'bash check' bash check "$RUN"
	cd "$RUN"
	same 'a relative run folder' "$SCRIPTS/check" .
	cd ..
	same 'a relative run folder, with CDPATH' env CDPATH=/ "$SCRIPTS/check" golden/
	cp -r "$RUN" "$dir/-n=x y"
	cd "$dir"
	run -0 "$SCRIPTS/check" "-n=x y"
}

@test "environment: a verb without its library, or in another shell, says so and does nothing" {
	golden
	local verb
	mkdir -p "$BATS_TEST_TMPDIR/copy"
	cp "$SCRIPTS"/{fetch,check} "$BATS_TEST_TMPDIR/copy"
	cd "$BATS_TEST_TMPDIR"
	before=$(bits "$BATS_TEST_TMPDIR/copy")
	run -12 copy/check "$RUN"
	one_line 'lib/common.sh: No such file'
	run -12 copy/fetch --tarball /dev/null
	run -12 bash -c "bash -s -- '$RUN' <'$SCRIPTS/check'"
	[ "$(bits "$BATS_TEST_TMPDIR/copy")" = "$before" ]
	run -10 dash "$SCRIPTS/check" "$RUN"
	one_line '^check: this needs bash 4.4 or newer: start it as scripts/check$'
}

# seen_by TOOL: what is in the environment when a verb calls it: the tool writes it down
seen_by() {
	mkdir -p "$HOSTILE/bin"
	printf '#!/bin/sh\ntr "\\0" "\\n" </proc/$$/environ >"%s"\nexec "%s" "$@"\n' "$HOSTILE/seen" "$(command -v "$1")" >"$HOSTILE/bin/$1"
	chmod +x "$HOSTILE/bin/$1"
}

# What the kernel's make and a user's tools go by elsewhere
THEIRS=(LLVM=1 KCFLAGS=-O3 KAFLAGS=x KCPPFLAGS=x W=1 C=1 V=1 LOCALVERSION=-mine KCONFIG_CONFIG=/mine KCONFIG_ALLCONFIG=/mine
	O=/mine KBUILD_OUTPUT=/mine ARCH=x86 SUBARCH=x86 HOSTCFLAGS=x CC=x LD=x CFLAGS=x LDFLAGS=x KBUILD_EXTMOD=/mine
	KBUILD_BUILD_USER=me MAKEFLAGS=-n MAKEFILES=/mine MAKEOVERRIDES=x INSTALL_PATH=/mine DTC=x M=/mine SKIP_TARGETS=x
	CPATH=/mine COMPILER_PATH=/mine SOURCE_DATE_EPOCH=1 PERL5OPT=-Mx PYTHONPATH=/mine GZIP=-1 XZ_OPT=-9 TAR_OPTIONS=--x
	LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 LANGUAGE=de with=x upto=x suffix=x took=x E_TEST=3 'BASH_FUNC_make%%=() { false; }' CPUHP_TELL=9)

@test "environment: make sees nothing of the user's, and nothing of the verbs' own" {
	setup_toy
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	seen_by make
	printf '#!/bin/sh\necho 12\n' >"$HOSTILE/bin/toy-gcc"
	chmod +x "$HOSTILE/bin/toy-gcc"
	run -0 env "${THEIRS[@]}" CROSS_COMPILE=toy- PATH="$HOSTILE/bin:$PATH" "$SCRIPTS/build" "$KERNEL"
	grep -q '^KBUILD_BUILD_USER=split-startup$' "$HOSTILE/seen"
	grep -qx LC_ALL=C.UTF-8 "$HOSTILE/seen"
	# Where not even root can leave a file
	no mkdir -p "$(sed -n 's/^HOME=//p' "$HOSTILE/seen" | sort -u)/x"
	# Not what starts in the middle of a line of one of BATS's own
	no grep -vE '^(PATH|HOME|PWD|OLDPWD|SHLVL|_|LC_ALL|TZ|TERM|USER|LOGNAME|PYTHONUSERBASE|(GIT|CCACHE|KBUILD_BUILD|BATS|LD)_[A-Z_0-9]*|[A-Za-z]*_(proxy|PROXY)|SSL_CERT_[A-Z]*|CURL_CA_BUNDLE|SSH_AUTH_SOCK|TMPDIR|NO_COLOR|COLORTERM)=' "$HOSTILE/seen"
}

# hostile_git: a configuration of the user's that changes, refuses, signs or starts all
# it can, in HOSTILE/gitconfig
hostile_git() {
	local hook
	mkdir -p "$HOSTILE/hooks" "$HOSTILE/template/hooks"
	printf '#!/bin/sh\necho "$0 $*" >>"%s/ran"\nexit 1\n' "$HOSTILE" >"$HOSTILE/run"
	chmod +x "$HOSTILE/run"
	for hook in applypatch-msg pre-applypatch post-applypatch pre-commit prepare-commit-msg commit-msg post-commit post-checkout \
		post-merge reference-transaction post-index-change pre-auto-gc post-rewrite update pre-receive; do
		ln -s ../run "$HOSTILE/hooks/$hook"
		ln -s ../../run "$HOSTILE/template/hooks/$hook"
	done
	printf '*.c filter=mine diff=mine text eol=crlf\n*.patch text eol=crlf\n' >"$HOSTILE/attributes"
	printf '*\n' >"$HOSTILE/ignore"
	cat >"$HOSTILE/gitconfig" <<-END
		[core]
			autocrlf = true
			eol = crlf
			hooksPath = $HOSTILE/hooks
			fsmonitor = $HOSTILE/run
			attributesFile = $HOSTILE/attributes
			excludesFile = $HOSTILE/ignore
			editor = $HOSTILE/run
			pager = $HOSTILE/run
			worktree = $HOSTILE
			sparseCheckout = true
			ignoreCase = true
			abbrev = 40
			commentChar = l
		[filter "mine"]
			clean = tr a-z A-Z
			smudge = tr a-z A-Z
		[diff]
			external = $HOSTILE/run
			noprefix = true
			context = 8
			mnemonicPrefix = true
			orderFile = $HOSTILE/ignore
			interHunkContext = 50
		[diff "mine"]
			textconv = $HOSTILE/run
			xfuncname = "^nothing"
		[init]
			templateDir = $HOSTILE/template
		[commit]
			gpgSign = true
			template = /nonexistent
			cleanup = scissors
		[tag]
			gpgSign = true
		[gpg]
			program = false
		[user]
			useConfigOnly = true
		[am]
			messageid = true
			threeWay = true
		[apply]
			whitespace = error-all
			ignoreWhitespace = change
		[format]
			signOff = true
			attach = true
			noprefix = true
			subjectPrefix = MINE
			signature = mine
			numbered = true
			pretty = oneline
			outputDirectory = $HOSTILE/mails
			useAutoBase = true
		[merge]
			conflictStyle = diff3
			renames = false
		[color]
			ui = always
		[column]
			ui = always
		[log]
			showSignature = true
			decorate = full
		[i18n]
			commitEncoding = utf-16
			logOutputEncoding = utf-16
		[protocol]
			version = 0
			allow = never
		[url "file:///nonexistent"]
			insteadOf = file://
			insteadOf = /
		[mailinfo]
			scissors = true
		[rerere]
			enabled = false
		[status]
			showUntrackedFiles = all
	END
}

# made: what fetch and apply have made of the tarball and the series
made() {
	toy_git rev-parse "refs/kernels/$KERNEL^{tree}" "split-startup/$KERNEL"
	(cd "$SPLIT_STARTUP_CACHE/trees/$KERNEL" && find . -type f ! -name .git -exec sha256sum {} + | sort -k 2)
	(cd "$SPLIT_STARTUP_OUT/export/7.3" && find . -type f -exec sha256sum {} + | sort -k 2)
	cat "$SPLIT_STARTUP_CACHE/trees/$KERNEL.applied"
}

# as_configured ENV...: fetch, apply and export under it, from an empty cache
as_configured() {
	rm -rf "$SPLIT_STARTUP_CACHE" "$SPLIT_STARTUP_OUT"
	run -0 env "$@" "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar"
	KERNEL=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	run -0 env "$@" "$SCRIPTS/apply" "$KERNEL" --upto second
	run -0 env "$@" "$SCRIPTS/apply" "$KERNEL" --with "$BATS_TEST_TMPDIR/more.patch"
	run -0 env "$@" "$SCRIPTS/apply" "$KERNEL"
	run -0 env "$@" "$SCRIPTS/export" 7.3
}

@test "environment: the user's configuration of git decides nothing, wherever it is from" {
	local want n=0
	setup_toy
	hostile_git
	printf 'a\r\n' >"$TREE/dos.txt"
	tar -C "$BATS_TEST_TMPDIR" --exclude .git -cf "$BATS_TEST_TMPDIR/linux.tar" linux
	printf -- '--- a/kernel/cpu.c\n+++ b/kernel/cpu.c\n@@ -1,2 +1,2 @@\n-line 1\n+line one\n line 2\n' >"$BATS_TEST_TMPDIR/more.patch"
	mkdir "$SPLIT_STARTUP_PATCHES/cover"
	printf 'toy: What it is\n\nWhy.\n' >"$SPLIT_STARTUP_PATCHES/cover/all"
	as_configured A=b
	want=$(made)
	mkdir -p "$HOSTILE/xdg/git"
	cp "$HOSTILE/gitconfig" "$HOSTILE/.gitconfig"
	cp "$HOSTILE/gitconfig" "$HOSTILE/xdg/git/config"
	cp "$HOSTILE/attributes" "$HOSTILE/ignore" "$HOSTILE/xdg/git"
	while read -ra names; do
		as_configured "${names[@]//@/$HOSTILE}"
		[ "$(made)" = "$want" ] || { echo "${names[*]}" && diff <(made) <(echo "$want"); }
		[ ! -e "$HOSTILE/ran" ]
	done <<-'END'
		-u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM HOME=@
		-u GIT_CONFIG_GLOBAL XDG_CONFIG_HOME=@/xdg
		-u GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM=@/gitconfig GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=include.path GIT_CONFIG_VALUE_0=@/gitconfig
		GIT_CONFIG_PARAMETERS='include.path=@/gitconfig' GIT_TEMPLATE_DIR=@/template GIT_DEFAULT_HASH=sha256 GIT_EXTERNAL_DIFF=@/run GIT_DIFF_OPTS=-u8 GIT_LITERAL_PATHSPECS=1 GIT_CEILING_DIRECTORIES=/ GIT_ALTERNATE_OBJECT_DIRECTORIES=/
	END
}

# theirs: a repository of a user's with a linked work tree, and a kernel tree with a
# configuration of its own, all of which must stay as they are; and a series for it
theirs() {
	setup_toy
	hostile_git
	git init -q -b main "$MINE"
	mkdir "$MINE/kernel"
	echo mine | tee "$MINE/kernel/cpu.c" >"$MINE/work"
	git -C "$MINE" add -A
	git -C "$MINE" commit -q -m 'a week of work'
	git -C "$MINE" branch series
	git -C "$MINE" branch split-startup
	git -C "$MINE" worktree add -q "$BATS_TEST_TMPDIR/wt" -b topic
	fetched
	mkdir -p "$SPLIT_STARTUP_CACHE/branches"
	echo "$KERNEL" | tee "$SPLIT_STARTUP_CACHE/branches/7.3:package" >"$SPLIT_STARTUP_CACHE/branches/7.3"
	git -C "$TREE" checkout -q -b old
	sed -i 's/^PATCHLEVEL = 3/PATCHLEVEL = 2/; 1i # older' "$TREE/Makefile"
	sed -i 's/^line 29$/line 29 of 7.2/' "$TREE/kernel/cpu.c"
	git -C "$TREE" commit -q -a -m 'toy 7.2'
	mkdir "$SPLIT_STARTUP_PATCHES/cover"
	printf 'toy: What it is\n\nWhy.\n' >"$SPLIT_STARTUP_PATCHES/cover/all"
	printf '[core]\n\tfsmonitor = %s\n\thooksPath = %s\n[diff "mine"]\n\ttextconv = %s\n' "$HOSTILE"/{run,hooks,run} >>"$TREE/.git/config"
	mkdir -p "$TREE/.git/info"
	printf '* diff=mine\n' >"$TREE/.git/info/attributes"
	# What a commit or a rebase in the linked work tree has for its hooks
	ENVIRONMENT=(GIT_DIR="$MINE/.git/worktrees/wt" GIT_WORK_TREE="$BATS_TEST_TMPDIR/wt" GIT_INDEX_FILE="$MINE/.git/worktrees/wt/index"
		GIT_COMMON_DIR="$MINE/.git" GIT_OBJECT_DIRECTORY="$MINE/.git/objects" GIT_PREFIX=kernel/ GIT_REFLOG_ACTION=mine
		GIT_AUTHOR_NAME= GIT_COMMITTER_EMAIL= GIT_EDITOR="$HOSTILE/run" GIT_QUARANTINE_PATH=/nonexistent)
	cd "$BATS_TEST_TMPDIR/wt"
	BEFORE=$(untouched)
}

untouched() { bits "$MINE" && bits "$BATS_TEST_TMPDIR/wt" && bits "$TREE" && find "$HOSTILE" -newer "$HOSTILE/gitconfig" -name ran; }

# as_hook CODE VERB...: from a hook, with that end; nothing of the user's is different
as_hook() {
	run env "${ENVIRONMENT[@]}" "$SCRIPTS/$2" "${@:3}"
	[ "$status" -eq "$1" ] || { echo "${*:2}: exit $status: $output" && return 1; }
	[ "$(untouched)" = "$BEFORE" ] || { echo "${*:2}: something of the user's has changed" && return 1; }
}

@test "environment: from a hook or a rebase in a linked work tree no verb touches what is the user's" {
	theirs
	as_hook 0 fetch --tree "$TREE" HEAD
	OLD=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	echo "$OLD" >"$SPLIT_STARTUP_CACHE/branches/7.2"
	as_hook 0 fetch --tree "$TREE"
	as_hook 0 fetch --tree "$TREE" main --history
	as_hook 0 apply 7.3
	as_hook 0 apply 7.3 --upto second
	seen_by make
	PATH=$HOSTILE/bin:$PATH CROSS_COMPILE='' as_hook 0 build 7.3
	as_hook 0 export 7.3
	as_hook 0 rangediff 7.3 "$SPLIT_STARTUP_OUT/export/7.3/7.3.mbox"
	as_hook 5 drift 7.3 7.2
	as_hook 5 port 7.2
	as_hook 0 port 7.2 --abort
	as_hook 0 matrix 7.3 --apply-only --offline
	as_hook 1 lint --gates 'lists headers'
	sed -i 's/^-line 30$/-line 3/' "$SPLIT_STARTUP_PATCHES/second.patch"
	as_hook 5 apply 7.3
	as_hook 5 apply 7.3 --keep
	sed -i 's/^-line 3$/-line 30/' "$SPLIT_STARTUP_PATCHES/second.patch"
	as_hook 0 apply 7.3
	as_hook 3 fetch --tree "$MINE"
	cp -r "$BATS_TEST_DIRNAME/golden" "$BATS_TEST_TMPDIR/golden"
	as_hook 0 check "$BATS_TEST_TMPDIR/golden"
}

@test "environment: a verb that is interrupted or killed leaves what is the user's as it was" {
	local signal
	theirs
	mkdir -p "$HOSTILE/bin"
	for signal in INT TERM KILL; do
		# In the middle of the work
		printf '#!/bin/bash\n[[ " $* " != *" am "* ]] || { kill -%s "$PPID"; sleep 1; }\nexec "%s" "$@"\n' "$signal" "$(type -P git)" >"$HOSTILE/bin/git"
		chmod +x "$HOSTILE/bin/git"
		rm -rf "$SPLIT_STARTUP_CACHE/trees"
		run env "${ENVIRONMENT[@]}" PATH="$HOSTILE/bin:$PATH" "$SCRIPTS/apply" 7.3
		[ "$status" -ge 128 ]
		[ "$(untouched)" = "$BEFORE" ]
	done
	run -0 env "${ENVIRONMENT[@]}" "$SCRIPTS/apply" 7.3
}

@test "environment: a verb that is interrupted, or whose terminal is gone, says so in one line" {
	local signal
	theirs
	mkdir -p "$HOSTILE/bin"
	for signal in HUP INT TERM; do
		# Where what git says goes to a file
		printf '#!/bin/bash\n[[ " $* " != *" fetch "* ]] || { kill -%s "$PPID"; exit 1; }\nexec "%s" "$@"\n' "$signal" "$(type -P git)" >"$HOSTILE/bin/git"
		chmod +x "$HOSTILE/bin/git"
		PATH=$HOSTILE/bin:$PATH run -130 --separate-stderr "$SCRIPTS/fetch" --tree "$TREE"
		[ "$stderr" = 'fetch: interrupted; what was finished is kept, run it again to go on' ]
	done
}

@test "environment: the tests of the project leave what is the developer's as it was" {
	local variable file
	theirs
	for variable in "${ENVIRONMENT[@]}"; do export "${variable?}"; done
	export HOME=$HOSTILE CDPATH=/ LC_ALL=tr_TR.UTF-8
	unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
	cp "$HOSTILE/gitconfig" "$HOSTILE/.gitconfig"
	BATS_TEST_TMPDIR=$BATS_TEST_TMPDIR/another
	mkdir "$BATS_TEST_TMPDIR"
	setup_toy
	fetched
	[ "$(git -C "$TREE" log --format='%an %cn %s' -1)" = 'toy toy toy kernel' ]
	unset GIT_AUTHOR_DATE
	BATS_TEST_TMPDIR=${BATS_TEST_TMPDIR%/another}
	TREE=$BATS_TEST_TMPDIR/linux
	[ "$(untouched)" = "$BEFORE" ]
	for file in "$BATS_TEST_DIRNAME"/*.bats; do
		grep -q '^load toy$' "$file"
		grep -qE '^[^#]*(setup_toy|isolate|golden)\>' "$file"
	done
}

@test "environment: a path is one of where the user stands; a file that is not there is a matter of usage" {
	setup_toy
	fetched
	mkdir -p "$BATS_TEST_TMPDIR/here/my patches"
	cd "$BATS_TEST_TMPDIR/here"
	printf -- '--- a/kernel/cpu.c\n+++ b/kernel/cpu.c\n@@ -1,2 +1,2 @@\n-line 1\n+line one\n line 2\n' | tee 'my patches/-a b.patch' >'my patches/x.patch'
	run -0 "$SCRIPTS/apply" "$KERNEL" --with 'my patches/x.patch'
	run -0 "$SCRIPTS/apply" "$KERNEL" --with './my patches/../my patches/-a b.patch'
	cd 'my patches'
	run -0 "$SCRIPTS/apply" "$KERNEL" --with '-a b.patch'
	run -0 env SPLIT_STARTUP_CACHE=cache SPLIT_STARTUP_OUT=o SPLIT_STARTUP_PATCHES=../../patches "$SCRIPTS/fetch" --tree ../../linux
	run -0 env SPLIT_STARTUP_CACHE=cache SPLIT_STARTUP_OUT=o SPLIT_STARTUP_PATCHES=../../patches "$SCRIPTS/apply" "$KERNEL"
	[ -f "cache/trees/$KERNEL.applied" ]
	mkdir -p "$SPLIT_STARTUP_OUT"
	while read -ra words; do
		run -2 "$SCRIPTS/${words[0]}" "${words[@]:1}"
		[[ ${#lines[@]} -eq 1 && $output == *none* ]] || { echo "${words[*]}: $output" && return 1; }
	done <<-END
		apply $KERNEL --with none.patch
		build $KERNEL --with none.patch
		run $KERNEL --with none.patch
		faults $KERNEL --with none.patch
		fetch --tarball none.tar
		fetch --tree none
		fetch 7.3:kernel.org --keyring none.gpg
		rangediff 7.3 none.mbox
		report --to none/report.html
		check none
		boot $KERNEL --image none
	END
	run -2 "$SCRIPTS/bench" "$KERNEL" --variants 'unpatched image:x=none.img'
	one_line '^bench: --variants none.img: no such file'
}

@test "environment: what cannot be written is told, and not taken for a bug" {
	local verb to
	golden
	for verb in $(cd "$SCRIPTS" && find . -maxdepth 1 -type f -perm -u+x -printf '%f\n'); do
		run -11 bash -c "'$SCRIPTS/$verb' --help >/dev/full"
		one_line "^$verb: what is to be said cannot be written"
	done
	run -11 bash -c "'$SCRIPTS/check' '$RUN' >/dev/full"
	one_line '^check: what is to be said cannot be written'
	[ "${#lines[@]}" -eq 1 ]
	# The code tells it where nothing can be said
	for to in '2>/dev/full' '2>&-' '>&- 2>&-' '<&- 2>&-'; do
		run -2 env SPLIT_STARTUP_CACHE="$BATS_TEST_TMPDIR/cache" bash -c "'$SCRIPTS/fetch' --tree none $to"
		[ -z "$output" ]
	done
	run bash -c "{ '$SCRIPTS/matrix' --help; '$SCRIPTS/check' '$RUN'; } | true"
	[ -z "$output" ]
	mkdir "$BATS_TEST_TMPDIR/gone"
	cd "$BATS_TEST_TMPDIR/gone"
	rmdir "$BATS_TEST_TMPDIR/gone"
	same 'a working directory that was removed' bash -c "'$SCRIPTS/check' '$RUN' 2>/dev/null"
	run -2 "$SCRIPTS/check" relative
	one_line 'the folder that you are in was removed'
	run -0 "$SCRIPTS/check" --help
	cd /
	SPLIT_STARTUP_CACHE=/dev/null/cache run -2 "$SCRIPTS/fetch" --tree /
	[ "$output" = 'fetch: the folder /dev/null/cache cannot be made or written: name another with SPLIT_STARTUP_CACHE or SPLIT_STARTUP_OUT' ]
}
