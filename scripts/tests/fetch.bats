# SPDX-License-Identifier: GPL-2.0-only
bats_require_minimum_version 1.5.0
load toy
setup() { setup_toy; }

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

@test "fetch: no space is said before anything is written" {
	git -C "$TREE" archive --prefix=linux-7.3.9/ main | xz >"$BATS_TEST_TMPDIR/linux.tar.xz"
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\nprintf "Avail\\n 7\\n"\n' >"$BATS_TEST_TMPDIR/bin/df"
	chmod +x "$BATS_TEST_TMPDIR/bin/df"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run -11 "$SCRIPTS/fetch" --tarball "$BATS_TEST_TMPDIR/linux.tar.xz"
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
