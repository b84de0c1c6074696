# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	setup_toy
	fetched
	run -0 "$SCRIPTS/apply" "$KERNEL"
}

# applied: the same of the toy kernel as it is now
applied() {
	changed
	run -0 "$SCRIPTS/apply" "$KERNEL"
}

# fake_gcc VERSION: a compiler that only knows which one it is
fake_gcc() {
	program toy-gcc "[ \"\$1\" = --version ] && echo 'toy gcc $1' || echo $1"
	export CROSS_COMPILE=toy-
}

# toy_build CODE [LINE] OPTION...: LINE is a pattern of what it says, or empty
toy_build() {
	fake_gcc 12
	run "$1" "$SCRIPTS/build" "$KERNEL" "${@:3}"
	[ -z "${2-}" ] || one_line "$2"
}

@test "build: Image, .config and what it was made of, in out/; then reused" {
	toy_build -0
	dir=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug
	[ -s "$dir/Image" ] && [ -s "$dir/.config" ]
	grep -qx "kernel	$KERNEL" "$dir/build"
	toy_build -0 'nothing changed, Image reused'
	# With its work tree boot has lost what it needs
	rm -rf "$(echo "$SPLIT_STARTUP_CACHE"/trees/*/.build-*)"
	run -0 "$SCRIPTS/build" "$KERNEL"
	no grep -q 'Image reused' <<<"$output"
}

@test "build: llvm-N is LLVM=-N, with the clang of that number" {
	local tool
	for tool in clang-19 ld.lld-19 llvm-nm-19; do program $tool "echo 'toy $tool'"; done
	sed -i 's#^> mkdir -p .(O)/arch/arm64/boot#&\n> echo "$(LLVM) $(CC) $(origin CCACHE_NOCPP2)" >$(O)/compiler#' "$TREE/Makefile"
	applied
	for config in tiny+debug+llvm-19 tiny+llvm-19+debug; do
		toy_build -0 '' --config "$config"
		grep -qx 'compiler	toy clang-19' "$SPLIT_STARTUP_OUT/$KERNEL/$config/build"
		grep -qE '^-19 (ccache )?clang-19 undefined$' "$SPLIT_STARTUP_CACHE/trees/$KERNEL/.build-$config/compiler"
	done
	toy_build -10 'clang-0 is missing' --config tiny+llvm-0
}

@test "build: ccache has its files in the cache from the first question of Kconfig on" {
	program ccache "[ \"\$CCACHE_DIR \$CCACHE_NOCPP2\" = '$SPLIT_STARTUP_CACHE/ccache 1' ] && exec \"\$@\""
	sed -i 's#^allnoconfig:#&\n> $(CC) --version#' "$TREE/Makefile"
	applied
	toy_build -0
}

@test "build: make builds nothing in a path with blanks and the like, which is said at once" {
	local folder
	fake_gcc 12
	for folder in 'a b' "it's" 'x:y' '$x' $'two\nlines'; do
		export SPLIT_STARTUP_CACHE=$BATS_TEST_TMPDIR/$folder
		fetched
		run -0 "$SCRIPTS/apply" "$KERNEL"
		ends 2 'make builds nothing in .*: set SPLIT_STARTUP_CACHE' build "$KERNEL"
	done
}

@test "build: an option that the configuration drops is named" {
	sed -i 's/grep -v DROPPED/grep -v CONFIG_HOTPLUG_CPU/' "$TREE/Makefile"
	applied
	toy_build -6 'drops CONFIG_HOTPLUG_CPU=y'
}

@test "build: a source that does not compile" {
	printf 'all:\n\t@echo "kernel/cpu.c:1:1: error: toy" >&2; exit 1\n' >"$TREE/kernel/Makefile"
	applied
	toy_build -7 'kernel/cpu.c:1:1: error: toy'
	one_line 'the build failed: all of it is in'
}

@test "build: compiler missing, compiler too old" {
	CROSS_COMPILE=nonsense- run -10 "$SCRIPTS/build" "$KERNEL"
	one_line 'nonsense-gcc is missing: scripts/setup --all'
	fake_gcc 7
	ends 10 'toy-gcc is version 7' build "$KERNEL"
}

@test "build: unknown configuration, kernel not applied" {
	fake_gcc 12
	ends 2 'no config nonsense' build "$KERNEL" --config nonsense
	ends 5 'run scripts/apply .* --unpatched first' build "$KERNEL" --unpatched
}

@test "build: another architecture, by the base of the configuration" {
	toy_build -0 '' --config x86_64+debug
	dir=$SPLIT_STARTUP_OUT/$KERNEL/x86_64+debug
	[ "$(cat "$dir/Image")" = 'x86_64 toy-' ]
	grep -qx 'arch	x86_64' "$dir/build"
	grep -qx CONFIG_HOTPLUG_PARALLEL=y "$dir/.config"
	no grep -q '^CONFIG_SERIAL_AMBA' "$dir/.config"
	toy_build -0
	grep -qx 'arch	arm64' "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/build"
	toy_build -2 'no config arm64' --config arm64
	# The toy knows no riscv64: its Image is not where that architecture has it
	toy_build ! '' --config riscv64
}

# edit: a line of the toy's kernel/cpu.c, in the work tree that apply has left
tree_of_toy() { tree=$SPLIT_STARTUP_CACHE/trees/$KERNEL dir=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug; }
edit() { sed -i 's/^line 20$/LINE 20/' "$1/kernel/cpu.c"; }

@test "build: an edit in the work tree is built, and told; undone, the Image is the clean one again" {
	tree_of_toy
	toy_build -0
	cp "$dir/Image" "$BATS_TEST_TMPDIR/clean"
	edit "$tree"
	toy_build -0 "^build: $KERNEL is edited: kernel/cpu.c$"
	grep -qx 'LINE 20' "$dir/Image"
	grep -qx "kernel	$KERNEL-dirty" "$dir/build"
	grep -qE '^commit	[0-9a-f]{40}-dirty$' "$dir/build"
	grep -qx 'edited	kernel/cpu.c' "$dir/build"
	toy_build -0 "$KERNEL-dirty, tiny.debug: nothing changed, Image reused"
	sed -i 's/^LINE 20$/line 20/' "$tree/kernel/cpu.c"
	toy_build -0
	cmp "$dir/Image" "$BATS_TEST_TMPDIR/clean"
	no grep -q dirty "$dir/build"
	no grep -q edited "$dir/build"
}

@test "build: what is staged, new, renamed, deleted or of another mode is an edit; what git ignores is none" {
	printf '*.o\n' >"$TREE/.gitignore"
	seq 9 >"$TREE/kernel/smp.c"
	seq 5 >"$TREE/kernel/up.c"
	applied
	tree_of_toy
	toy_build -0
	touch "$tree/kernel/cpu.o"
	toy_build -0 'nothing changed'
	edit "$tree" && git -C "$tree" add kernel/cpu.c
	echo new >"$tree/kernel/a b.c"
	mv "$tree/kernel/smp.c" "$tree/kernel/mp.c"
	rm "$tree/kernel/up.c"
	chmod +x "$tree/Makefile"
	toy_build -0 'is edited: Makefile kernel/cpu.c kernel/smp.c and 3 more$'
	for file in Makefile kernel/cpu.c kernel/smp.c kernel/up.c 'kernel/a b.c' kernel/mp.c; do
		grep -qx "edited	$file" "$dir/build"
	done
	# Only what is in a new file has changed, and its size has not
	echo wen >"$tree/kernel/a b.c"
	toy_build -0
	no grep -q 'nothing changed' <<<"$output"
}

@test "build: commits on top of the series are told, and so is a commit that is not on top of it" {
	tree_of_toy
	edit "$tree"
	git -C "$tree" commit -q -a -m mine
	head=$(git -C "$tree" rev-parse --short=12 HEAD)
	toy_build -0 "$KERNEL is 1 commit on top of what scripts/apply left$"
	grep -qx "kernel	$KERNEL-1-g$head" "$dir/build"
	echo more >>"$tree/kernel/cpu.c"
	toy_build -0 'is 1 commit on top of what scripts/apply left, edited: kernel/cpu.c$'
	grep -qx "kernel	$KERNEL-1-g$head-dirty" "$dir/build"
	git -C "$tree" checkout -q -f HEAD~3
	toy_build -0 'is at commit [0-9a-f]{12}, and not on top of what scripts/apply left$'
	grep -qE "^kernel	$KERNEL-g[0-9a-f]{12}$" "$dir/build"
}

@test "build: a kernel that is edited while it is built is not taken for built" {
	tree_of_toy
	toy_build -0
	printf 'all:\n\tcp kernel/cpu.c $(O)/arch/arm64/boot/Image\n\techo late >>kernel/cpu.c\n' >"$tree/kernel/Makefile"
	git -C "$tree" commit -q -a -m 'edits itself'
	toy_build -0 'was edited while it was built: build it again'
	toy_build -0
	no grep -q 'nothing changed' <<<"$output"
}

# state_of_users DIR: everything in there, the repository's own files too
state_of_users() { (cd "$1" && find . -printf '%p %m %s %T@ %l\n' | LC_ALL=C sort && find . -type f -exec sha256sum {} + | LC_ALL=C sort); }

@test "build: a folder of the user's is built as it is, only what changed is copied, and nothing is written to it" {
	edit "$TREE"
	mkdir -p "$TREE/.git/info"
	printf '*.o\n.config\n' >>"$TREE/.git/info/exclude"
	touch "$TREE/kernel/cpu.o" "$TREE/.config"
	echo new >"$TREE/kernel/a b.c"
	before=$(state_of_users "$TREE")
	fake_gcc 12
	run -0 "$SCRIPTS/build" "$TREE"
	[ "$before" = "$(state_of_users "$TREE")" ]
	name=$(sed -n 's/^build: \(linux-[0-9a-f]*\) is edited: kernel.a b.c kernel.cpu.c$/\1/p' <<<"$output")
	dir=$SPLIT_STARTUP_OUT/$name/tiny+debug
	grep -qx 'LINE 20' "$dir/Image"
	head=$(git -C "$TREE" rev-parse HEAD)
	grep -qx "kernel	$name-g${head:0:12}-dirty" "$dir/build"
	grep -qx "commit	$head-dirty" "$dir/build"
	grep -qx "source	$TREE" "$dir/build"
	copy=$SPLIT_STARTUP_CACHE/trees/$name
	[ -e "$copy/kernel/a b.c" ] && [ ! -e "$copy/kernel/cpu.o" ] && [ ! -e "$copy/.config" ]
	old=$(stat -c %y "$copy/Makefile")
	sed -i 's/^line 40$/LINE 40/' "$TREE/kernel/cpu.c"
	ln -s "$TREE" "$BATS_TEST_TMPDIR/link"
	cd "$BATS_TEST_TMPDIR/link"
	run -0 "$SCRIPTS/build" .
	grep -qx 'LINE 40' "$dir/Image"
	[ "$old" = "$(stat -c %y "$copy/Makefile")" ]
	ends 0 'nothing changed, Image reused' build .
	# The same files as a commit are no edit any more
	git -C "$TREE" add -A
	git -C "$TREE" commit -q -m mine
	run -0 "$SCRIPTS/build" ./
	grep -qx "kernel	$name-g$(git -C "$TREE" rev-parse --short=12 HEAD)" "$dir/build"
	git -C "$TREE" reset -q --hard "$head"
	run -0 "$SCRIPTS/build" .
	grep -qx "kernel	$name-g${head:0:12}" "$dir/build"
	grep -qx 'line 20' "$dir/Image"
	[ ! -e "$copy/kernel/a b.c" ]
}

@test "build: a folder that cannot be built, one line for each reason" {
	local folder said
	fake_gcc 12
	cd "$BATS_TEST_TMPDIR"
	mkdir -p plain/arch/arm64
	git clone -q --bare "$TREE" bare
	git -C "$TREE" worktree add -q --detach "$PWD/wt"
	git -C wt sparse-checkout set --no-cone /Makefile /arch
	while IFS='|' read -r folder said; do
		# shellcheck disable=SC2086
		run -2 "$SCRIPTS/build" ./$folder
		one_line "$said" || { echo "$folder: $output" && return 1; }
	done <<-'END'
		none|none: no such folder
		plain|plain is no work tree of git
		bare|bare is a repository without a work tree, .*scripts/fetch --tree
		linux/kernel|kernel is not the top of a kernel
		linux --upto early|is built as it is: --unpatched, --upto and --with are for kernels that were fetched
		wt|wt is a sparse checkout
	END
	for verb in apply port drift; do
		run -2 "$SCRIPTS/$verb" "$TREE" "$TREE"
	done
	ends 2 'apply takes no folder, but a kernel that was fetched: scripts/fetch --tree' apply "$TREE"
}

@test "build: folders of every kind: a linked work tree, another file mode, a submodule, a repository inside, no commit" {
	local wt=$BATS_TEST_TMPDIR/wt name
	fake_gcc 12
	git -C "$TREE" worktree add -q --detach "$wt" series
	run -0 "$SCRIPTS/build" "$wt"
	name=$(sed -n 's/^build: building \(wt-[0-9a-f]*\)-g.*/\1/p' <<<"$output")
	[ "$name" ]
	no grep -q dirty <<<"$output"
	chmod -x "$wt/Makefile" && chmod +x "$wt/kernel/cpu.c"
	ends 0 'is edited: kernel/cpu.c$' build "$wt"
	git -C "$wt" config core.fileMode false
	run -0 "$SCRIPTS/build" "$wt"
	no grep -q edited <<<"$output"
	git init -q "$wt/inside"
	git -C "$wt/inside" commit -q --allow-empty -m inside
	ends 0 'is not part of it, and is not taken: inside' build "$wt"
	rm -rf "$wt/inside"
	git init -q "$wt/empty"
	echo x >"$wt/empty/x"
	run -7 "$SCRIPTS/build" "$wt"
	one_line "git cannot read .*/wt: 'empty/' does not have a commit checked out$"
	rm -rf "$wt/empty"
	git -C "$wt" -c protocol.file.allow=always submodule --quiet add "$TREE" drivers
	echo edited >>"$wt/drivers/kernel/cpu.c"
	run -0 "$SCRIPTS/build" "$wt"
	[ "$(tail -n 1 "$SPLIT_STARTUP_CACHE/trees/$name/drivers/kernel/cpu.c")" = edited ]
	# With a name that is no UTF-8, nor in one line
	cp -r "$TREE" "$BATS_TEST_TMPDIR"/unborn$'\xe4\nx\ty'
	cd "$BATS_TEST_TMPDIR"/unborn*
	rm -rf .git
	git init -q
	run -0 --separate-stderr "$SCRIPTS/build" .
	[ -z "$stderr" ]
	no grep -q 'edited	?$' "$SPLIT_STARTUP_OUT"/unborn*/tiny+debug/build
	grep -qx 'commit	none-dirty' "$SPLIT_STARTUP_OUT"/unborn*/tiny+debug/build
	grep -qx "source	.*\\\\nx\\\\ty'" "$SPLIT_STARTUP_OUT"/unborn*/tiny+debug/build
}
