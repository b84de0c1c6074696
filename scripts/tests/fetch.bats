# SPDX-License-Identifier: GPL-2.0-only
bats_require_minimum_version 1.5.0
load toy

# Keys and a certificate of one call of this file
setup_file() {
	export GNUPGHOME=$BATS_FILE_TMPDIR/gnupg
	mkdir -m 700 "$GNUPGHOME"
	for who in release stranger; do
		gpg -q --batch --passphrase '' --quick-gen-key "$who <$who@localhost>" ed25519 sign never
		gpg -q --batch --export "$who@localhost" >"$BATS_FILE_TMPDIR/$who.gpg"
	done
	for who in stranger localhost; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$who" \
			-addext subjectAltName=DNS:localhost -keyout "$BATS_FILE_TMPDIR/$who.key" -out "$BATS_FILE_TMPDIR/$who.pem" 2>/dev/null
	done
	cat "$BATS_FILE_TMPDIR"/localhost.{key,pem} >"$BATS_FILE_TMPDIR/both.pem"
}

teardown_file() { gpgconf --kill all; }

setup() {
	setup_toy
	KEYRING=$BATS_FILE_TMPDIR/release.gpg
	SITE=$BATS_TEST_TMPDIR/site
	INDEX=$SITE/v7.x/sha256sums.asc
	export CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/localhost.pem no_proxy=localhost
	# No test asks a server that is not its own
	export SPLIT_STARTUP_KERNEL_ORG=https://localhost:1
	mkdir -p "$SITE/v7.x" "$BATS_TEST_TMPDIR/mirror"
	make_apt
}

teardown() { stop_server; }

# serve [COMMAND]: $SITE by https on a free port of loopback; COMMAND is between
serve() {
	local port=
	stop_server
	rm -f "$BATS_TEST_TMPDIR/socat.log"
	socat -d -d "OPENSSL-LISTEN:0,bind=127.0.0.1,fork,verify=0,cert=$BATS_FILE_TMPDIR/both.pem" \
		"SYSTEM:busybox httpd -i -h $SITE ${1:+| $1}" 2>"$BATS_TEST_TMPDIR/socat.log" 3>&- &
	SERVER=$!
	for _ in {1..50}; do
		port=$(sed -n 's/.* listening on .*:\([0-9]*\)$/\1/p' "$BATS_TEST_TMPDIR/socat.log" 2>/dev/null | head -n 1) || true
		[ -z "$port" ] || break
		sleep 0.1
	done
	[ -n "$port" ]
	SPLIT_STARTUP_KERNEL_ORG=https://localhost:$port
}

stop_server() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
	SERVER=
}

# release VERSION [SUBLEVEL]: a tarball on the site, whose Makefile says 7.3.SUBLEVEL
release() {
	local file=$SITE/v7.x/linux-$1.tar
	sed -i "s/^SUBLEVEL = .*/SUBLEVEL = ${2-${1##*.}}/" "$TREE/Makefile"
	# So that there is something to cut off, and a Makefile before that at the top
	mkdir -p "$TREE/Documentation"
	echo 'all:' >"$TREE/Documentation/Makefile"
	[ -f "$TREE/kernel/noise" ] || head -c 200000 /dev/urandom >"$TREE/kernel/noise"
	git -C "$TREE" add -A
	git -C "$TREE" commit -q --allow-empty -m "$1"
	git -C "$TREE" archive --prefix="linux-$1/" HEAD >"$file"
	sign "$file" release
	xz -0 -f "$file"
	index
}

sign() { gpg -q --batch --yes -u "$2@localhost" --armor --detach-sign -o "${1%.tar}.tar.sign" "$1"; }

# The index as kernel.org has it: a signed text, by a key that nobody checks
index() {
	(cd "$SITE/v7.x" && printf -- '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n' && sha256sum -- *.tar.xz) >"$INDEX"
}

fetch_org() { run "$1" --separate-stderr "$SCRIPTS/fetch" 7.3:kernel.org --keyring "$KEYRING" "${@:2}"; }

# refused PATTERN: one line on stderr, and the cache has what it had
# shellcheck disable=SC2154 # run sets stderr_lines
refused() {
	[ "${#stderr_lines[@]}" -eq 1 ]
	grep -qE -- "$1" <<<"$stderr"
	[ "$(toy_git for-each-ref refs/kernels)" = "${BEFORE-}" ]
	[ ! -e "$SPLIT_STARTUP_CACHE/branches/7.3:kernel.org" ]
}

# A distribution's mirror: apt-get and apt-cache that know what is in mirror/.
# What is only listed answers 404.
make_apt() {
	mkdir "$BATS_TEST_TMPDIR/bin"
	cat >"$BATS_TEST_TMPDIR/bin/apt-get" <<-'END'
		#!/usr/bin/env bash
		cd "$(dirname "$0")/../mirror" || exit
		what=${*: -1} package=${what%%=*} version=${what#*=}
		printf '%s\n' "$*" | sed 's/.*-o [^ ]* //' >>../apt.log
		case " $* " in
		*' indextargets '*) echo 'http://localhost/debian/' ;;
		*' --tar-only '*) cp "${package}_${version%%-*}.orig.tar.xz" "$OLDPWD" ;;
		*' --diff-only '*) cp "${package}_$version.debian.tar.xz" "$OLDPWD" ;;
		*' download '*) cp "${package}_$version.deb" "$OLDPWD" ;;
		esac
	END
	cat >"$BATS_TEST_TMPDIR/bin/apt-cache" <<-'END'
		#!/bin/sh
		for package; do :; done
		grep "^$package |" "$(dirname "$0")/../mirror/list"
	END
	chmod +x "$BATS_TEST_TMPDIR"/bin/*
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	: >"$BATS_TEST_TMPDIR/mirror/list"
}

listed() { printf '%s | %s | http://localhost sid/main %s\n' "$@" >>"$BATS_TEST_TMPDIR/mirror/list"; }

# orig VERSION [SUBLEVEL]: a source package whose tarball is to be had
orig() {
	local upstream=${1%%-*}
	release "$upstream" "${2-${upstream##*.}}"
	mv "$SITE/v7.x/linux-$upstream.tar.xz" "$BATS_TEST_TMPDIR/mirror/linux_$upstream.orig.tar.xz"
	listed linux "$1" Sources
}

package() {
	local root=$BATS_TEST_TMPDIR/deb
	mkdir -p "$root/DEBIAN" "$root/usr/src"
	git -C "$TREE" archive --prefix=linux-source/ main | xz -0 >"$root/usr/src/linux-source-7.3.tar.xz"
	printf 'Package: linux-source-7.3\nVersion: %s\nArchitecture: all\nMaintainer: toy\nDescription: toy\n' "$1" >"$root/DEBIAN/control"
	dpkg-deb --build "$root" "$BATS_TEST_TMPDIR/mirror/linux-source-7.3_$1.deb" >/dev/null
	listed linux-source-7.3 "$1" 'amd64 Packages'
}

tries() { grep -c -- '--tar-only' "$BATS_TEST_TMPDIR/apt.log"; }

@test "fetch --tree: a commit in the cache, the user's tree as it was" {
	before=$(git -C "$TREE" for-each-ref; git -C "$TREE" status --porcelain; git -C "$TREE" worktree list)
	fetched
	[ "$KERNEL" = "7.3.9-g$(git -C "$TREE" rev-parse --short=12 main)" ]
	[ "$(toy_git rev-parse "refs/kernels/$KERNEL")" = "$(git -C "$TREE" rev-parse main)" ]
	[ "$before" = "$(git -C "$TREE" for-each-ref; git -C "$TREE" status --porcelain; git -C "$TREE" worktree list)" ]
}

@test "fetch --tree: uncommitted changes are refused, and a REV is taken all the same" {
	echo more >>"$TREE/kernel/cpu.c"
	run -3 "$SCRIPTS/fetch" --tree "$TREE"
	one_line 'uncommitted changes \(kernel/cpu.c'
	run -0 "$SCRIPTS/fetch" --tree "$TREE" main
	[ "$(tail -n 1 "$TREE/kernel/cpu.c")" = more ]
	# More of them than who wants the first one reads
	(cd "$TREE" && seq -f 'with-a-name-of-its-own-%g' 5000 | xargs touch && git add -N .)
	run -3 "$SCRIPTS/fetch" --tree "$TREE"
	one_line 'uncommitted changes \(kernel/cpu.c'
}

@test "fetch --tree: no such commit, no git tree, no kernel" {
	run -3 "$SCRIPTS/fetch" --tree "$TREE" nonsense
	one_line 'has no commit nonsense'
	run -3 "$SCRIPTS/fetch" --tree "$BATS_TEST_TMPDIR"
	one_line 'is not a git tree'
	git -C "$TREE" rm -q Makefile
	git -C "$TREE" commit -q -m 'no kernel'
	run -3 "$SCRIPTS/fetch" --tree "$TREE"
	one_line 'is not a kernel source'
}

@test "fetch: waits for another one" {
	mkdir -p "$SPLIT_STARTUP_CACHE"
	flock "$SPLIT_STARTUP_CACHE/tmp.lock" sleep 3 &
	sleep 1
	run -0 "$SCRIPTS/fetch" --tree "$TREE"
	one_line 'another verb is at work in .*/tmp: waiting for it'
}

@test "fetch --tarball: imported once, reused the second time" {
	git -C "$TREE" archive --prefix=linux-7.3.9/ main | xz >"$BATS_TEST_TMPDIR/linux.tar.xz"
	run -0 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar.xz"
	one_line '^fetch: 7\.3\.9-tarball-[0-9a-f]{8} is commit'
	run -0 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar.xz"
	one_line 'in the cache: reused'
	name=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	[ "$(toy_git rev-parse "refs/kernels/$name^{tree}")" = "$(git -C "$TREE" rev-parse 'main^{tree}')" ]
}

@test "fetch --tarball: truncated, corrupt, missing, and not a kernel" {
	git -C "$TREE" archive --prefix=linux-7.3.9/ main >"$BATS_TEST_TMPDIR/whole.tar"
	head -c 1000000 /dev/urandom >"$BATS_TEST_TMPDIR/noise"
	tar -rf "$BATS_TEST_TMPDIR/whole.tar" --transform 's,.*/,linux-7.3.9/,' "$BATS_TEST_TMPDIR/noise"
	xz -9 "$BATS_TEST_TMPDIR/whole.tar"
	head -c 500000 "$BATS_TEST_TMPDIR/whole.tar.xz" >"$BATS_TEST_TMPDIR/half.tar.xz"
	run -3 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/half.tar.xz"
	one_line 'corrupt or truncated|corrupt, truncated'
	head -c 5000 /dev/urandom >"$BATS_TEST_TMPDIR/noise.tar.xz"
	run -3 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/noise.tar.xz"
	one_line 'corrupt, truncated, or not a kernel'
	run -3 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/none.tar.xz"
	one_line 'no such file'
	tar -cJf "$BATS_TEST_TMPDIR/other.tar.xz" -C "$BATS_TEST_TMPDIR" noise
	run -3 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/other.tar.xz"
	one_line 'not a kernel source'
	# Nothing of it is left in the cache
	[ -z "$(toy_git for-each-ref refs/kernels)" ]
}

@test "fetch: unknown branch, and --offline with an empty cache" {
	run -3 "$SCRIPTS/fetch" 5.4
	one_line 'unknown branch 5.4: ci/kernels has .*6\.12'
	run -3 "$SCRIPTS/fetch" 6.12 --offline
	one_line '--offline, and nothing of 6.12'
}

@test "fetch BRANCH that no suite has: kernel.org's, by its plain name" {
	sed -i 's/^VERSION = .*/VERSION = 6/; s/^PATCHLEVEL = .*/PATCHLEVEL = 6/' "$TREE/Makefile"
	release 6.6.9
	mv "$SITE/v7.x" "$SITE/v6.x"
	serve
	run -0 "$SCRIPTS/fetch" 6.6 --keyring "$KEYRING"
	one_line '^fetch: 6\.6\.9 is commit .* scripts/apply 6\.6$'
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/6.6")" = 6.6.9 ]
	stop_server
	run "$SCRIPTS/fetch" 6.6
	[ "$status" -ne 0 ]
	one_line '^fetch: no source of 6\.6 is to be had; tried: .*/v6\.x/sha256sums\.asc'
	run -2 "$SCRIPTS/fetch" 6.6:orig
	one_line "6\.6 has no source 'orig': only kernel\.org has it"
	# And not of suites that it does not have
	[ ! -e "$BATS_TEST_TMPDIR/apt.log" ]
}

@test "fetch: no space is said before anything is written" {
	git -C "$TREE" archive --prefix=linux-7.3.9/ main | xz >"$BATS_TEST_TMPDIR/linux.tar.xz"
	printf '#!/bin/sh\nprintf "Avail\\n 7\\n"\n' >"$BATS_TEST_TMPDIR/bin/df"
	chmod +x "$BATS_TEST_TMPDIR/bin/df"
	run -11 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar.xz"
	one_line '7 MiB free'
}

@test "fetch: a file system that fills up on the way is exit 11" {
	((EUID == 0)) || skip "mounting needs root"
	mkdir "$BATS_TEST_TMPDIR/small"
	mount -t tmpfs -o size=2m none "$BATS_TEST_TMPDIR/small" || skip "no mounting here"
	head -c 3000000 /dev/urandom >"$TREE/kernel/large"
	git -C "$TREE" add -A
	git -C "$TREE" commit -q -m large
	SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/small/cache run "$SCRIPTS/fetch" --tree "$TREE"
	code=$status
	umount "$BATS_TEST_TMPDIR/small"
	[ "$code" -eq 11 ]
	one_line 'no space left'
}

@test "fetch --tarball: another Makefile before the one at the top" {
	release 7.3.9
	run -0 "$SCRIPTS/fetch" --tarball "$SITE/v7.x/linux-7.3.9.tar.xz"
	one_line '^fetch: 7\.3\.9-tarball-[0-9a-f]{8} is commit'
}

@test "fetch BRANCH:kernel.org: the newest release, with its key in the commit, and reused" {
	for version in 7.3 7.3.9 7.3.10 7.4.11; do release "$version" "$([ $version = 7.3 ] && echo 0 || echo "${version##*.}")"; done
	serve
	fetch_org -0
	one_line '^fetch: 7\.3\.10 is commit .* scripts/apply 7\.3:kernel\.org$'
	[ -z "$stderr" ]
	message=$(toy_git log -1 --format=%B refs/kernels/7.3.10)
	key=$(gpg --with-colons --fingerprint release@localhost | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1)
	[[ $message == *"Source: kernel.org $SPLIT_STARTUP_KERNEL_ORG/v7.x/linux-7.3.10.tar.xz"* ]]
	[[ $message == *"Verified-Key: $key release <release@localhost>"* ]]
	[[ $message == *'Verified-Keyring: release.gpg, given with --keyring'* ]]
	[ "$(toy_git show refs/kernels/7.3.10:Makefile | sed -n 's/^SUBLEVEL = //p')" -eq 10 ]
	# Only under the word that was said
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/7.3:kernel.org")" = 7.3.10 ]
	[ ! -e "$SPLIT_STARTUP_CACHE/branches/7.3" ]
	[ -z "$(find "$SPLIT_STARTUP_CACHE/tmp" -name '*.tar*')" ]
	# Known: neither tarball nor signature is asked for
	rm "$SITE"/v7.x/linux-*
	fetch_org -0
	one_line '7\.3\.10, made of kernel.org .*linux-7\.3\.10\.tar\.xz, .* in the cache: reused'
	stop_server
	run -0 "$SCRIPTS/fetch" --offline 7.3:kernel.org
	one_line '^fetch: 7\.3\.10 is commit'
	run -0 "$SCRIPTS/apply" 7.3:kernel.org
	one_line 'split-startup/7\.3\.10: 3 patches'
}

@test "fetch BRANCH:kernel.org: the first release of a branch has no .0 in its file's name" {
	release 7.3 0
	serve
	fetch_org -0
	one_line '^fetch: 7\.3\.0 is commit'
}

@test "fetch BRANCH:kernel.org: signed with a key that is not in the keyring" {
	release 7.3.9
	xz -dc "$SITE/v7.x/linux-7.3.9.tar.xz" >"$BATS_TEST_TMPDIR/tar"
	sign "$BATS_TEST_TMPDIR/tar" stranger
	mv "$BATS_TEST_TMPDIR/tar.tar.sign" "$SITE/v7.x/linux-7.3.9.tar.sign"
	# A key that comes with the tarball is nobody's
	cp "$BATS_FILE_TMPDIR/stranger.gpg" "$SITE/v7.x/linux-7.3.9.tar.gpg"
	fetched
	BEFORE=$(toy_git for-each-ref refs/kernels)
	[ -n "$BEFORE" ]
	serve
	fetch_org -3
	refused 'linux-7\.3\.9\.tar\.xz: it was signed with the key [0-9A-F]{16}, which is not among those of release\.gpg'
	# It is the keyring that decides
	KEYRING=$BATS_FILE_TMPDIR/stranger.gpg fetch_org -0
	one_line '^fetch: 7\.3\.9 is commit'
}

@test "fetch BRANCH:kernel.org: a tampered tarball, whether or not the index was changed with it" {
	release 7.3.9
	cp "$INDEX" "$BATS_TEST_TMPDIR/index"
	cp "$SITE/v7.x/linux-7.3.9.tar.sign" "$BATS_TEST_TMPDIR/sign"
	echo evil >>"$TREE/kernel/cpu.c"
	release 7.3.9
	mv "$BATS_TEST_TMPDIR/sign" "$SITE/v7.x/linux-7.3.9.tar.sign"
	serve
	fetch_org -3
	refused 'it is not what was signed \(bad signature of release'
	mv "$BATS_TEST_TMPDIR/index" "$INDEX"
	fetch_org -3
	refused 'truncated or was changed on the way, its SHA-256'
}

@test "fetch BRANCH:kernel.org: a truncated tarball, the index saying the same" {
	release 7.3.9
	truncate -s 100000 "$SITE/v7.x/linux-7.3.9.tar.xz"
	index
	serve
	fetch_org -3
	refused 'xz cannot read it: it is corrupt or truncated'
}

@test "fetch BRANCH:kernel.org: a download that breaks off is gone on with" {
	release 7.3.9
	serve 'head -c 50000'
	fetch_org -3
	refused 'broke off .*: run it again to go on'
	fetch_org -3
	refused 'broke off .*: run it again to go on'
	one_line 'going on after 4[0-9] KiB'
	# Too little for all of it, and enough for the rest
	serve 'head -c 120000'
	fetch_org -0
	one_line 'going on after 9[0-9] KiB'
	[[ $output != *'from its beginning'* ]]
	one_line '^fetch: 7\.3\.9 is commit'
}

@test "fetch BRANCH:kernel.org: what an earlier call left of something else is downloaded again" {
	release 7.3.9
	mkdir -p "$SPLIT_STARTUP_CACHE/tmp/kernel.org-7.3"
	head -c 5000 /dev/urandom >"$SPLIT_STARTUP_CACHE/tmp/kernel.org-7.3/linux-7.3.9.tar.xz.part"
	serve
	fetch_org -0
	one_line 'downloading linux-7\.3\.9\.tar\.xz from its beginning'
	one_line '^fetch: 7\.3\.9 is commit'
}

@test "fetch BRANCH:kernel.org: no signature, none that is one, an expired one, and a revoked key" {
	release 7.3.9
	sign=$SITE/v7.x/linux-7.3.9.tar.sign
	mv "$sign" "$BATS_TEST_TMPDIR/sign"
	serve
	fetch_org -3
	refused '7\.3\.9 has no signature at .*404'
	head -c 300 /dev/urandom >"$sign"
	fetch_org -3
	refused 'no signature that it can verify in linux-7\.3\.9\.tar\.sign'
	xz -dc "$SITE/v7.x/linux-7.3.9.tar.xz" |
		gpg -q --batch --yes -u release@localhost --default-sig-expire seconds=1 --detach-sign -o "$sign"
	sleep 2
	fetch_org -3
	refused 'has expired or was revoked \(release'
	mv "$BATS_TEST_TMPDIR/sign" "$sign"
	cp -r "$GNUPGHOME" "$BATS_TEST_TMPDIR/gnupg"
	sed 's/^:---/---/' "$BATS_TEST_TMPDIR"/gnupg/openpgp-revocs.d/"$(gpg --with-colons --fingerprint release@localhost | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1)".rev |
		gpg -q --homedir "$BATS_TEST_TMPDIR/gnupg" --batch --import
	gpg -q --homedir "$BATS_TEST_TMPDIR/gnupg" --batch --export release@localhost >"$BATS_TEST_TMPDIR/revoked.gpg"
	KEYRING=$BATS_TEST_TMPDIR/revoked.gpg fetch_org -3
	refused 'has expired or was revoked \(release'
}

@test "fetch BRANCH:kernel.org: an older release under a newer name" {
	release 7.3.10 9
	serve
	fetch_org -3
	refused 'linux-7\.3\.10\.tar\.xz is well signed, but not 7\.3\.10'
}

@test "fetch BRANCH:kernel.org: no server, one that nobody vouches for, no index, no such branch in it" {
	fetch_org -3
	refused 'no source of 7\.3:kernel\.org is to be had; tried: https://localhost:1/v7\.x/sha256sums\.asc \(.*[Cc]onnect'
	serve
	fetch_org -3
	refused 'no source of 7\.3:kernel\.org .*404'
	release 7.4.1
	fetch_org -3
	refused 'sha256sums\.asc, which has no release of 7\.3'
	release 7.3.9
	CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/stranger.pem fetch_org -3
	refused 'no source of 7\.3:kernel\.org .*certificate problem'
}

@test "fetch BRANCH:kernel.org: no keyring, none that is one, and an armored one" {
	release 7.3.9
	serve
	run -3 --separate-stderr "$SCRIPTS/fetch" 7.3:kernel.org
	refused 'no keyring to verify 7\.3:kernel\.org with: .*--keyring FILE'
	KEYRING=$BATS_TEST_TMPDIR/none fetch_org -3
	refused 'none: no such file'
	KEYRING=$TREE/Makefile fetch_org -3
	refused 'Makefile: not a keyring; gpg --export'
	gpg --batch --armor --export release@localhost >"$BATS_TEST_TMPDIR/armored"
	KEYRING=$BATS_TEST_TMPDIR/armored fetch_org -0
	one_line '^fetch: 7\.3\.9 is commit'
}

@test "fetch BRANCH:kernel.org: the keyring of Debian's kernel package, the newest that is to be had" {
	release 7.3.9
	mkdir -p "$BATS_TEST_TMPDIR/debian/upstream"
	gpg --batch --armor --export release@localhost >"$BATS_TEST_TMPDIR/debian/upstream/signing-key.asc"
	tar -cJf "$BATS_TEST_TMPDIR/mirror/linux_6.1.8-1.debian.tar.xz" -C "$BATS_TEST_TMPDIR" debian
	listed linux 6.1.9-1 Sources
	listed linux 6.1.8-1 Sources
	serve
	run -0 --separate-stderr "$SCRIPTS/fetch" 7.3:kernel.org
	one_line "good signature of release .*, as in debian/upstream/signing-key\.asc of Debian's linux 6\.1\.8-1$"
	[[ $(toy_git log -1 --format=%B refs/kernels/7.3.9) == *"Verified-Keyring: debian/upstream/signing-key.asc of Debian's linux 6.1.8-1"* ]]
	# The next time it may not be there, and is in the cache
	: >"$BATS_TEST_TMPDIR/mirror/list"
	release 7.3.10
	run -0 --separate-stderr "$SCRIPTS/fetch" 7.3:kernel.org
	one_line '^fetch: 7\.3\.10 is commit'
}

@test "fetch BRANCH:orig: older versions if the newest has none, apart from the plain branch" {
	package 7.3.12-1
	orig 7.3.10-1
	listed linux 7.3.12-1 Sources
	listed linux 7.3.11-2 Sources
	# The same tarball of upstream's is asked for once
	listed linux 7.3.11-1~bpo13+1 Sources
	run -0 "$SCRIPTS/fetch" 7.3
	one_line '^fetch: 7\.3\.12-1 is commit .* scripts/apply 7\.3$'
	[ "$(tries)" -eq 1 ]
	run -0 "$SCRIPTS/fetch" 7.3:orig
	one_line '^fetch: 7\.3\.10 is commit .* scripts/apply 7\.3:orig$'
	[ "$(tries)" -eq 4 ]
	[[ $(toy_git log -1 --format=%B refs/kernels/7.3.10) == *'Source: orig tarball of linux 7.3.10-1'* ]]
	run -0 "$SCRIPTS/fetch" 7.3:package
	one_line '7\.3\.12-1, made of linux-source-7\.3 7\.3\.12-1, .* in the cache: reused'
	run -0 "$SCRIPTS/fetch" 7.3
	one_line '^fetch: 7\.3\.12-1 is commit'
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/7.3")" = 7.3.12-1 ]
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/7.3:package")" = 7.3.12-1 ]
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/7.3:orig")" = 7.3.10 ]
	rm -r "$BATS_TEST_TMPDIR/mirror"
	run -0 "$SCRIPTS/fetch" 7.3:orig --offline
	one_line '^fetch: 7\.3\.10 is commit'
	run -0 "$SCRIPTS/apply" 7.3:orig
	one_line 'split-startup/7\.3\.10: 3 patches'
}

@test "fetch BRANCH:orig: not the package instead, not after eight tries, and not another release" {
	package 7.3.17-1
	for n in 17 16 15 14 13 12 11 10; do listed linux "7.3.$n-1" Sources; done
	orig 7.3.9-1
	run -3 --separate-stderr "$SCRIPTS/fetch" 7.3:orig
	refused 'no source of 7\.3:orig is to be had; tried: orig tarball of linux 7\.3\.17-1, .*11-1, .*10-1, suites '
	[ "$(tries)" -eq 8 ]
	orig 7.3.18-1 9
	run -0 "$SCRIPTS/fetch" 7.3
	one_line '^fetch: 7\.3\.17-1 is commit'
	[ "$(toy_git for-each-ref refs/kernels | wc -l)" -eq 1 ]
}

@test "fetch BRANCH:package: although upstream's is to be had; plain BRANCH takes upstream's" {
	package 7.3.9-1
	orig 7.3.9-1
	run -0 "$SCRIPTS/fetch" 7.3:package
	one_line '^fetch: 7\.3\.9-1 is commit'
	[ ! -e "$SPLIT_STARTUP_CACHE/branches/7.3" ]
	run -0 "$SCRIPTS/fetch" 7.3
	one_line '^fetch: 7\.3\.9 is commit'
	run -0 "$SCRIPTS/fetch" 7.3
	one_line '7\.3\.9, made of orig tarball of linux 7\.3\.9-1, .* in the cache: reused'
	[ "$(cat "$SPLIT_STARTUP_CACHE/branches/7.3:package")" = 7.3.9-1 ]
	[ "$(tries)" -eq 1 ]
	# A newer one that is not what it says, and then one that is known
	orig 7.3.10-1 8
	run -0 "$SCRIPTS/fetch" 7.3:orig
	one_line '^fetch: 7\.3\.9 is commit'
	[ "$(tries)" -eq 2 ]
	[[ $(toy_git log -1 --format=%B refs/kernels/7.3.9) == *'orig tarball of linux 7.3.9-1'* ]]
}

@test "fetch BRANCH:SOURCE: no such source, no such branch, an empty cache, a keyring for nothing" {
	for word in 7.3: 7.3:git 7.3:orig:x; do
		run -2 "$SCRIPTS/fetch" "$word"
		one_line 'there are orig, package and kernel.org'
	done
	run -3 "$SCRIPTS/fetch" 5.4:orig
	one_line 'unknown branch 5.4'
	run -3 "$SCRIPTS/fetch" mainline:kernel.org
	one_line 'unknown branch mainline'
	run -3 "$SCRIPTS/fetch" 7.3:orig --offline
	one_line '--offline, and nothing of 7.3:orig'
	run -2 "$SCRIPTS/fetch" 7.3:orig --keyring "$KEYRING"
	one_line '--keyring is for BRANCH:kernel.org'
}
