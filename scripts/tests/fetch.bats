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
	git -C "$TREE" config core.repositoryformatversion 1
	git -C "$TREE" config extensions.tomorrow yes
	run -3 "$SCRIPTS/fetch" --tree "$TREE"
	one_line 'is not a git tree: unknown repository extension found: tomorrow$'
}

@test "fetch: waits for another one" {
	waits_for "$SPLIT_STARTUP_CACHE/tmp.lock" "$SCRIPTS/fetch" --tree "$TREE"
}

@test "fetch --tarball: imported once, reused the second time; it has a Makefile before the one at the top" {
	local tarball=$SITE/v7.x/linux-7.3.9.tar.xz
	release 7.3.9
	run -0 "$SCRIPTS/fetch" --tarball "$tarball"
	one_line '^fetch: 7\.3\.9-tarball-[0-9a-f]{8} is commit'
	run -0 "$SCRIPTS/fetch" --tarball "$tarball"
	one_line 'in the cache: reused'
	name=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	[ "$(toy_git rev-parse "refs/kernels/$name^{tree}")" = "$(git -C "$TREE" rev-parse 'HEAD^{tree}')" ]
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
	run -2 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/none.tar.xz"
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
	run -4 "$SCRIPTS/fetch" 6.12 --offline
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
	run -4 "$SCRIPTS/fetch" 6.6
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

@test "fetch BRANCH:kernel.org: a tampered tarball, whether or not the index was changed with it; a truncated one; an older release" {
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
	truncate -s 100000 "$SITE/v7.x/linux-7.3.9.tar.xz"
	index
	fetch_org -3
	refused 'xz cannot read it: it is corrupt or truncated'
	release 7.3.10 9
	fetch_org -3
	refused 'linux-7\.3\.10\.tar\.xz is well signed, but not 7\.3\.10'
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
	# What an earlier call left may be of something else
	release 7.3.10
	mkdir -p "$SPLIT_STARTUP_CACHE/tmp/kernel.org-7.3"
	head -c 5000 /dev/urandom >"$SPLIT_STARTUP_CACHE/tmp/kernel.org-7.3/linux-7.3.10.tar.xz.part"
	serve
	fetch_org -0
	one_line 'downloading linux-7\.3\.10\.tar\.xz from its beginning'
	one_line '^fetch: 7\.3\.10 is commit'
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

@test "fetch BRANCH:kernel.org: no server, one that nobody vouches for, no index, no such branch in it" {
	fetch_org -4
	refused 'no source of 7\.3:kernel\.org is to be had; tried: https://localhost:1/v7\.x/sha256sums\.asc \(.*[Cc]onnect'
	serve
	fetch_org -4
	refused 'no source of 7\.3:kernel\.org .*404'
	release 7.4.1
	fetch_org -4
	refused 'sha256sums\.asc, which has no release of 7\.3'
	release 7.3.9
	CURL_CA_BUNDLE=$BATS_FILE_TMPDIR/stranger.pem fetch_org -4
	refused 'no source of 7\.3:kernel\.org .*certificate problem'
}

@test "fetch BRANCH:kernel.org: no keyring, none that is one, and an armored one" {
	release 7.3.9
	serve
	run -3 --separate-stderr "$SCRIPTS/fetch" 7.3:kernel.org
	refused 'no keyring to verify 7\.3:kernel\.org with: .*--keyring FILE'
	KEYRING=$BATS_TEST_TMPDIR/none fetch_org -2
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
	run -4 --separate-stderr "$SCRIPTS/fetch" 7.3:orig
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
	run -4 "$SCRIPTS/fetch" 7.3:orig --offline
	one_line '--offline, and nothing of 7.3:orig'
	run -2 "$SCRIPTS/fetch" 7.3:orig --keyring "$KEYRING"
	one_line '--keyring is for BRANCH:kernel.org'
}

# takes COMMIT DIR [REV]: fetch --tree does, and DIR is bit for bit what it was, times too
takes() {
	local commit=$1 before
	before=$(everything "$2")
	SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/cache-$RANDOM run -0 --separate-stderr "$SCRIPTS/fetch" --tree "${@:2}"
	one_line "^fetch: 7\.3\.9-g${commit:0:12} is commit ${commit:0:12}"
	[ "$before" = "$(everything "$2")" ]
}

everything() { find -L "$1" -printf '%p %m %s %T@\n' | sort | sha256sum && find -L "$1" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }

# not_taken PATTERN DIR [REV]: one line says so
not_taken() {
	run -3 --separate-stderr "$SCRIPTS/fetch" --tree "${@:2}"
	[ "${#stderr_lines[@]}" -eq 1 ]
	grep -qE -- "$1" <<<"$stderr"
}

@test "fetch --tree: bare, mirror, .git folder, linked work tree, shallow, alternates of alternates, submodule, subfolder" {
	local head
	head=$(git -C "$TREE" rev-parse main)
	cd "$BATS_TEST_TMPDIR"
	git clone -q --bare linux bare.git
	git clone -q --mirror linux mirror.git
	git clone -q linux plain
	git -C plain worktree add -q ../linked
	git clone -q --depth 1 "file://$TREE" shallow
	git clone -q --shared plain shared
	echo ../../../plain/.git/objects >shared/.git/objects/info/alternates
	git clone -q --shared shared shared-again
	# As far as git goes from one to the next
	cp -r shared-again far-1
	for n in 2 3 4; do git clone -q --shared "far-$((n - 1))" "far-$n"; done
	git init -q super
	git -C super submodule add -q "$TREE" linux
	for dir in bare.git mirror.git plain/.git linked shallow far-4 super/linux plain/kernel; do takes "$head" "$dir"; done
	mkdir plain/out
	for rev in '' HEAD; do not_taken 'a folder that the git tree around it does not know' plain/out $rev; done
}

@test "fetch --tree: a partial clone, also sparse, not checked out, treeless, without HEAD's blobs; its remote is asked, it gets nothing" {
	local filter
	cd "$BATS_TEST_TMPDIR"
	git -C "$TREE" config uploadpack.allowFilter true
	git clone -q --filter=blob:none --sparse "file://$TREE" sparse
	takes "$(git -C "$TREE" rev-parse main)" sparse
	git clone -q --filter=blob:none --no-checkout "file://$TREE" none
	takes "$(git -C "$TREE" rev-parse main)" none
	takes "$(git -C "$TREE" rev-parse series~1)" none origin/series~1
	git clone -q --filter=tree:0 "file://$TREE" treeless
	takes "$(git -C "$TREE" rev-parse series)" treeless origin/series
	# What it has made itself its remote does not have
	echo more >sparse/Makefile.more
	git -C sparse add --sparse Makefile.more
	git -C sparse commit -q -m more
	takes "$(git -C sparse rev-parse HEAD)" sparse
	mv "$TREE" gone
	not_taken "git cannot read commit .*/linux' does not appear to be a git repository; it lacks what its remote origin has" none
	not_taken 'could not fetch .* from promisor remote; it lacks' none HEAD --offline
}

@test "fetch --tree: any path" {
	local head name
	head=$(git -C "$TREE" rev-parse main)
	cd "$BATS_TEST_TMPDIR"
	for name in 'a b' a%b kernel%2Fx a:b host:/b '#a' 'a?' '[a]' 'a\b' '"a"' "a'" $'a\nb' 'äö字' -a '~a' ' a '; do
		mkdir -p "./$name"
		cp -r "$TREE/." "./$name"
		takes "$head" "$name"
		takes "$head" "$PWD/$name/" main
	done
	ln -s 'a b' link
	takes "$head" link
	takes "$head" "a b/../link/"
	run -2 "$SCRIPTS/fetch" --tree ''
	one_line 'needs a folder'
}

@test "fetch --tree: whatever git is configured to, another owner's, and what git really cannot read with its reason" {
	local head blob
	head=$(git -C "$TREE" rev-parse main)
	cd "$BATS_TEST_TMPDIR"
	for config in 'protocol.version 0' 'protocol.file.allow never' 'uploadpack.hideRefs refs' 'filter.x.clean false' 'core.fsmonitor false'; do
		git -C "$TREE" config --local ${config% *} "${config##* }"
		takes "$(git -C "$TREE" rev-parse series~1)" "$TREE" series~1
	done
	GIT_DEFAULT_HASH=sha256 takes "$head" "$TREE"
	if ((EUID == 0)); then
		cp -r "$TREE" other
		chown -R 1234:1234 other
		takes "$head" other
	fi
	git init -q --object-format=sha256 sha256
	git -C sha256 commit -q --allow-empty -m x
	not_taken 'sha256 is a tree of sha256, and .*: take a tarball, git archive' sha256
	blob=$(git -C "$TREE" rev-parse main:kernel/cpu.c)
	cp -r "$TREE" lost
	rm -f "lost/.git/objects/${blob:0:2}/${blob:2}"
	not_taken "git cannot read commit $head of lost: unable to read $blob$" lost main
	cp -r "$TREE" newer
	git -C newer config core.repositoryformatversion 7
	not_taken 'newer is not a git tree: Expected git repo version <= 1, found 7' newer
	cp -r "$TREE" junk
	echo junk >junk/.git/index
	not_taken 'cannot tell whether junk has uncommitted changes: .*index' junk
	takes "$head" junk HEAD
	run -2 "$SCRIPTS/fetch" --tree none
	one_line '--tree none: no such folder'
}

@test "fetch --tree: no filter is run, nor missed where one is required, whatever it is called" {
	local filter
	mkdir -p "$TREE/.git/info"
	for filter in lfs a=b; do
		printf '*.c filter=%s\n' $filter >"$TREE/.git/info/attributes"
		git -C "$TREE" config "filter.$filter.clean" "touch '$BATS_TEST_TMPDIR/ran'; cat"
		git -C "$TREE" config "filter.$filter.required" true
		# git has to read it to know whether it is the same
		touch -d '1 hour ago' "$TREE/kernel/cpu.c"
		takes "$(git -C "$TREE" rev-parse main)" "$TREE"
		[ ! -e "$BATS_TEST_TMPDIR/ran" ]
	done
}

@test "fetch --tree: what git has in place of a commit, or of what is in it, is not passed over" {
	local head object
	head=$(git -C "$TREE" rev-parse main)
	for object in '' ^{tree} :kernel :kernel/cpu.c; do
		git -C "$TREE" replace "main$object" "$(git -C "$TREE" rev-parse "series$object")"
		not_taken "something else in place of commit $head, .*: take a tarball, git archive" "$TREE" main
		git -C "$TREE" replace -d "$(git -C "$TREE" rev-parse "main$object")"
	done
	git -C "$TREE" replace --graft series~1
	takes "$(git -C "$TREE" rev-parse series)" "$TREE" series
}

@test "fetch --tree: what leads to a commit stays in the cache, and our series on it" {
	local tree
	run -0 "$SCRIPTS/fetch" --tree "$TREE" series --history
	run -0 "$SCRIPTS/fetch" --tree "$TREE" series~1
	[ "$(toy_git rev-list --count "$(git -C "$TREE" rev-parse series)")" -eq 4 ]
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL
	git -C "$tree" commit -q --allow-empty -m mine
	run -0 "$SCRIPTS/fetch" --tree "$tree" --as mine
	[ "$(git -C "$tree" rev-list --count "refs/kernels/$KERNEL..HEAD")" -eq 4 ]
}

@test "fetch --tree: a tag that cannot be beside one of another tree's" {
	git -C "$TREE" tag -a -m x v7 main
	fetched
	git -C "$TREE" tag -d v7
	git -C "$TREE" tag -a -m x v7/3 main
	fetched
}

@test "fetch --tree: any REV that git takes for one commit" {
	local head
	cd "$TREE"
	head=$(git rev-parse main)
	git tag -a -m x annotated main
	git update-ref refs/remotes/origin/theirs series
	git tag tree main^{tree}
	git branch both series
	git tag both main
	for rev in annotated main "${head:0:7}" HEAD ':/toy kernel' series~3 'HEAD^{/toy}' refs/tags/both; do takes "$head" . "$rev"; done
	takes "$(git rev-parse series~1)" . origin/theirs~1
	for rev in tree HEAD:kernel HEAD:Makefile; do not_taken "\. has no commit $rev: .*expected commit type" . "$rev"; done
	for rev in ':/nothing of it' main..series ^main -x --all nonsense HEAD@{99}; do not_taken 'has no commit' . "$rev"; done
	not_taken 'both is ambiguous in \.: name refs/heads/' . both
	run -2 "$SCRIPTS/fetch" --tree . ''
	one_line 'the REV is empty'
}

# a_version MAKEFILE NAME: what that Makefile's kernel is called; it can be applied to, too
a_version() {
	printf "$1" >"$TREE/Makefile"
	git -C "$TREE" commit -q -a --allow-empty -m "$1"
	run -0 "$SCRIPTS/fetch" --tree "$TREE"
	[[ $output == "fetch: $2-g$(git -C "$TREE" rev-parse --short=12 HEAD) is commit "* ]]
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
	[ -d "$SPLIT_STARTUP_CACHE/trees/$KERNEL" ]
}

@test "fetch --tree: an EXTRAVERSION of any characters, a Makefile of any spacing" {
	local v='VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 9\nEXTRAVERSION = '
	a_version "$v-rt[1]" 7.3.9-rt_1_
	a_version "$v.." 7.3.9..
	a_version "$v-x.lock" 7.3.9-x.lock
	a_version "$v-a b\\tc" 7.3.9-a_b_c
	a_version "$v@{~^:/*" 7.3.9__~____
	a_version "$v-äö字 # comment" 7.3.9-äö字
	a_version "$v\$(shell x)'" 7.3.9__shell_x__
	a_version "$v$(printf '%0100d' 0)" "7.3.9$(printf '%051d' 0)"
	a_version 'VERSION=7\r\nPATCHLEVEL:=3\t# three\r\nSUBLEVEL=9\r\nEXTRAVERSION=-rc1\r\n' 7.3.9-rc1
	a_version 'VERSION = 7\nPATCHLEVEL = 3\nEXTRAVERSION = -rc1\n' 7.3-rc1
	printf 'VERSION = seven\nPATCHLEVEL = 3\n' >"$TREE/Makefile"
	not_taken 'is not a kernel source' "$TREE" "$(git -C "$TREE" commit -q -a -m words && git -C "$TREE" rev-parse HEAD)"
}

@test "fetch: two names are two refs, and a name that nobody fetched is none" {
	source "$SCRIPTS/lib/kernel.sh"
	local name
	for name in a~b a_b a=5fb 'a b' a^b a:b a..b a=2e.b .a a. a.lock @ 'a@{b' 'ä' 'a[b' 'a\b' $'a\nb' a/b; do
		git check-ref-format "refs/kernels/$(ref_of "$name")"
		ref_of "$name"
		echo
	done >"$BATS_TEST_TMPDIR/refs"
	[ -z "$(sort "$BATS_TEST_TMPDIR/refs" | uniq -d)" ]
	# A cache of before keeps its kernels
	[ "$(ref_of '7.3.4-1~bpo13+1')" = 7.3.4-1_bpo13+1 ]
	fetched
	run -3 "$SCRIPTS/apply" "7.3.8-g${KERNEL#*-g}"
	one_line 'is not in the cache'
}

# packed WANTED TARBALL...: it is imported, as WANTED has it
packed() {
	local wanted=$1
	run -0 --separate-stderr "$SCRIPTS/fetch" --tarball "$2"
	[ -z "$stderr" ]
	one_line '^fetch: 7\.3\.9-tarball-[0-9a-f]{8} is commit'
	name=$(sed -n 's/^fetch: \(.*\) is commit .*/\1/p' <<<"$output")
	[ "$(toy_git rev-parse "refs/kernels/$name^{tree}")" = "$wanted" ]
}

# linux_in DIR: the toy kernel without git, with all that a tarball can spoil
linux_in() {
	printf 'a\r\n$Id$\n' >"$TREE/crlf"
	printf '* text=auto ident\n' >"$TREE/.gitattributes"
	printf 'kernel/\n' >"$TREE/.gitignore"
	printf '#!/bin/sh\n' >"$TREE/run.sh"
	chmod +x "$TREE/run.sh"
	ln -s kernel/cpu.c "$TREE/link"
	ln "$TREE/kernel/cpu.c" "$TREE/arch/hard.c"
	mkdir -p "$TREE/.git/info"
	printf '* -text -ident\n' >"$TREE/.git/info/attributes"
	git -C "$TREE" add -f -A
	git -C "$TREE" commit -q -m more
	mkdir -p "$1"
	cp -a "$TREE/." "$1"
	rm -rf "$1/.git"
}

@test "fetch --tarball: ./, no folder at the top, one far below, formats of tar, any name, umask" {
	local wanted format name
	cd "$BATS_TEST_TMPDIR"
	linux_in s/linux-7.3.9
	wanted=$(git -C "$TREE" rev-parse 'HEAD^{tree}')
	tar -C s -cf dot.tar ./linux-7.3.9
	tar -C s/linux-7.3.9 -cf top.tar .
	mkdir -p s/home/me
	cp -a s/linux-7.3.9 s/home/me/
	tar -C s -cf deep.tar home
	for name in dot.tar top.tar deep.tar; do packed "$wanted" $name; done
	for format in v7 ustar pax gnu; do
		tar -C s --format=$format -cf x.tar linux-7.3.9
		packed "$wanted" x.tar
	done
	git -C "$TREE" archive --prefix=linux/ HEAD >archive.tar
	packed "$wanted" archive.tar
	for name in host:a.tar me@host:a.tar 'a b.tar' -a.tar --help.tar 'ä[1].tar' $'a\nb.tar' $'\xe4.tar' a.tar.xz; do
		cp dot.tar "./$name"
		packed "$wanted" "$name"
	done
	# A repository in there is left out, and files that only root could read are not
	mkdir s/git
	cp -a s/linux-7.3.9 s/git/
	git init -q s/git/linux-7.3.9/kernel
	git -C s/git/linux-7.3.9/kernel commit -q --allow-empty -m x
	chmod 0 s/git/linux-7.3.9/Makefile
	tar -C s/git -cf git.tar linux-7.3.9
	packed "$wanted" git.tar
	umask 0177
	cp -r "$SPLIT_STARTUP_CACHE/linux.git/HEAD" head
	umask 077
	tar -C s -cf masked.tar --mtime=@0 linux-7.3.9
	packed "$wanted" masked.tar
}

@test "fetch --tarball: compressed in any way that tar knows, seen by content; half of it is one clear line" {
	local wanted tool
	cd "$BATS_TEST_TMPDIR"
	linux_in s/linux-7.3.9
	head -c 50000 /dev/urandom >s/linux-7.3.9/noise
	cp s/linux-7.3.9/noise "$TREE"
	git -C "$TREE" add noise
	git -C "$TREE" commit -q -m noise
	wanted=$(git -C "$TREE" rev-parse 'HEAD^{tree}')
	tar -C s -cf x.tar linux-7.3.9
	for tool in gzip bzip2 xz zstd lzma lzip lzop; do
		$tool -c <x.tar >lies.txt
		packed "$wanted" lies.txt
		head -c 30000 lies.txt >half.tar
		run -3 --separate-stderr "$SCRIPTS/fetch" --tarball half.tar
		[ "${#stderr_lines[@]}" -eq 1 ]
		grep -qE 'half.tar is corrupt, truncated, or not a kernel source: [^ ]' <<<"$stderr"
	done
	# tar itself says nothing of one that ends between two files
	head -c "$(($(tar -tRf x.tar | sed -n 's/^block \([0-9]*\): .*noise$/\1/p') * 512))" x.tar >cut.tar
	run -3 "$SCRIPTS/fetch" --tarball cut.tar
	one_line 'cut.tar is corrupt or truncated: it has no end'
	mkdir few
	ln -s /usr/bin/* few/
	rm few/lzip
	lzip -c <cut.tar >x.lz
	PATH=$PWD/few run -10 "$SCRIPTS/fetch" --tarball x.lz
	one_line 'lzip is missing, which unpacks x.lz: scripts/setup'
}

@test "fetch --tarball: what would be written outside is refused, and two kernels, a folder, a pipe" {
	cd "$BATS_TEST_TMPDIR"
	linux_in s/linux-7.3.9
	echo evil >evil
	for to in "$PWD/written" linux-7.3.9/../../written; do
		tar -C s -cf x.tar linux-7.3.9
		tar -rPf x.tar --transform "s#^evil#$to#" evil
		run -3 --separate-stderr "$SCRIPTS/fetch" --tarball x.tar
		[ "${#stderr_lines[@]}" -eq 1 ]
		grep -qF "x.tar is refused: it has $to, which is outside" <<<"$stderr"
		[ -z "$(find "$BATS_TEST_TMPDIR" -name written)" ]
	done
	cp -a s/linux-7.3.9 s/again
	tar -cf two.tar s
	run -3 "$SCRIPTS/fetch" --tarball two.tar
	one_line 'two.tar has more than one kernel source'
	mkfifo pipe
	for file in s pipe; do
		run -2 "$SCRIPTS/fetch" --tarball $file
		one_line "--tarball $file: not a file that can be read"
	done
}

@test "fetch --tarball: folders that nobody may write or look in are taken, and removed again" {
	local mode
	local -a user=()
	cd "$BATS_TEST_TMPDIR"
	mkdir "$SPLIT_STARTUP_CACHE"
	# root may do all
	if ((EUID == 0)); then
		user=(setpriv --reuid=1234 --clear-groups)
		chown 1234 "$SPLIT_STARTUP_CACHE"
		chmod a+x "$BATS_RUN_TMPDIR"
	fi
	"${user[@]}" test -r "$SCRIPTS/lib/gitconfig" || skip "nobody else gets here"
	linux_in s/linux-7.3.9
	mkdir -p s/other/deep
	echo x >s/other/deep/x
	for mode in 0555 0; do
		chmod $mode s/other/deep s/linux-7.3.9/kernel
		tar -C s -cf none.tar other
		tar -C s -cf x.tar linux-7.3.9 other
		chmod 0755 s/other/deep s/linux-7.3.9/kernel
		run -3 --separate-stderr "${user[@]}" "$SCRIPTS/fetch" --tarball none.tar
		[[ ${#stderr_lines[@]} -eq 1 && $stderr == *'none.tar is not a kernel source'* ]]
		run -0 --separate-stderr "${user[@]}" "$SCRIPTS/fetch" --tarball x.tar
		[ -z "$stderr" ]
	done
}

@test "fetch --as: a name for a tree, a tarball; which stays, and is fetched by itself" {
	run -0 "$SCRIPTS/fetch" --tree "$TREE" --as vendor-7.3
	one_line '^fetch: 7\.3\.9-g.* is commit .*; next: scripts/apply vendor-7.3$'
	git -C "$TREE" archive --prefix=linux/ main >"$BATS_TEST_TMPDIR/x.tar"
	run -0 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/x.tar" --as My_kernel.2
	one_line 'next: scripts/apply My_kernel.2$'
	run -0 "$SCRIPTS/fetch" vendor-7.3
	one_line "vendor-7.3 is a kernel of yours"
	one_line 'next: scripts/apply vendor-7.3$'
	run -0 "$SCRIPTS/fetch" My_kernel.2 --offline
	one_line '^fetch: 7\.3\.9-tarball-'
	# Another commit by the same name
	run -0 "$SCRIPTS/fetch" --tree "$TREE" series --as vendor-7.3
	run -0 "$SCRIPTS/fetch" vendor-7.3
	one_line "^fetch: 7\.3\.9-g$(git -C "$TREE" rev-parse --short=12 series) is commit"
}

@test "fetch --as: names that are none, or somebody else's" {
	local name
	fetched
	for name in ../x a/b -x 'a b' é x@y .x 7.3.9 6.12:orig; do
		run -2 "$SCRIPTS/fetch" --tree "$TREE" --as "$name"
		one_line 'a name is made of letters, digits'
	done
	for name in 7.3 6.12 7.3-virt; do
		run -2 "$SCRIPTS/fetch" --tree "$TREE" --as "$name"
		one_line "ci/kernels has that name"
	done
	run -2 "$SCRIPTS/fetch" --tree "$TREE" --as "$KERNEL"
	one_line "another kernel's exact name"
	run -2 "$SCRIPTS/fetch" --tree "$TREE" --as 6.9
	one_line 'is a 7.3, so choose another name'
	run -2 "$SCRIPTS/fetch" --tree "$TREE" --as
	[ -z "$(ls "$SPLIT_STARTUP_CACHE/branches" 2>/dev/null)" ]
}
