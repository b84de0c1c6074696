# SPDX-License-Identifier: GPL-2.0-only
# scripts/board against a toy of a board behind a toy of ssh, and what may leave a board.
load toy
setup() {
	setup_toy
	HERE=$BATS_TEST_DIRNAME
	BOARD_SH=$SCRIPTS/lib/board/board.sh
	TOY=$BATS_TEST_TMPDIR/toy
}

# hide: of standard input, on a board with such names and numbers
hide() {
	printf '%s\n' kitchen-pi alice alices-disk Liddell LIDDELL-0042 C0FFEE12345 dca6320a1b2c >"$BATS_TEST_TMPDIR/secrets"
	sh "$BOARD_SH" hide "$BATS_TEST_TMPDIR/secrets"
}

# private: what is private of standard input, which must be nothing
private() {
	grep -anE "${1:-}"'([Kk]itchen|[Aa]lice|[Ll]iddell|LIDDELL|C0FFEE|4C53000123|dc.?a6.?32|DC-A6|203\.0|192\.168|10\.0\.2|255\.255|2001:db8|fe80:|dea6|3c9f4a1e|0c1d2e3f|0123456789abcdef|5000c500|Q1w2E3)'
}

@test "board: what is sent has no name, address, serial number or identifier in it; the rest is as it was" {
	[ "$(private <"$HERE/board/private" | wc -l)" -ge 15 ]
	hide <"$HERE/board/private" >"$BATS_TEST_TMPDIR/hidden"
	run -1 private <"$BATS_TEST_TMPDIR/hidden"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/hidden")" -eq "$(wc -l <"$HERE/board/private")" ]
	grep -q 'Started user@1000.service' "$BATS_TEST_TMPDIR/hidden"
	hide <"$HERE/board/public" | diff - "$HERE/board/public"
}

@test "board: what is private is found by its form alone, too" {
	: >"$BATS_TEST_TMPDIR/none"
	sh "$BOARD_SH" hide "$BATS_TEST_TMPDIR/none" <"$HERE/board/private" >"$BATS_TEST_TMPDIR/hidden"
	run -1 grep -nE 'dc:a6|DC-A6|203\.0|192\.168|10\.0\.2|2001:db8|fe80:|3c9f4a1e|0123456789abcdef|C0FFEE|4C53|Q1w2|@liddell|/home/alice' \
		"$BATS_TEST_TMPDIR/hidden"
}

@test "board: tests that are safe: fewer without the series, and with one CPU" {
	mkdir -p "$TOY"
	cp "$BOARD_SH" "$TOY/"
	plan() {
		printf 'series\t%s\n' "$1" >"$TOY/build"
		printf '%s\n' "$2" >"$TOY/online"
		BOARD_CPUS=$TOY sh "$TOY/board.sh" plan | sed 's#.*/##' | paste -sd ' '
	}
	[ "$(plan 0123 0-3)" = 'hotplug_states cpu_masks boot_order cpu_held cpu_off_on cpu_fail cpu-on-off-test.sh -a' ]
	[ "$(plan none 0,2)" = 'cpu_masks cpu_off_on cpu_fail cpu-on-off-test.sh -a' ]
	[ "$(plan 0123 0)" = 'hotplug_states cpu_masks' ]
}

# --- the way: a toy of a board, whose steps are files

# toy: a package, and a board in $TOY that ssh reaches
toy() {
	fetched
	DIR=$SPLIT_STARTUP_OUT/$KERNEL/board
	mkdir -p "$DIR" "$TOY/home" "$TOY/bin"
	printf 'kernel\t%s\nrelease\t7.3.9-split-startup\nconfig\tboard\narch\tarm64\nseries\t0123456789abcdef\n' "$KERNEL" >"$DIR/build"
	touch "$DIR/linux-image-7.3.9-split-startup_1_arm64.deb" "$DIR/kselftest.tar.gz"
	cp "$HERE/board/ssh" "$TOY/bin/ssh"
	{
		sed -n '/^@@ board/,/^@@ build/ { /^@@/!p }' "$HERE/board/pack"
		printf 'boot-id\t11111111-2222-3333-4444-555555555555\nreported\t3\n'
	} >"$TOY/probe"
	sed "s/^kernel\t.*/kernel\t$KERNEL/" "$HERE/board/pack" >"$TOY/pack"
	echo none >"$TOY/state"
	: >"$TOY/calls"
	export TOY PATH=$TOY/bin:$PATH CPUHP_TELL=1
	# Verbs let in what begins so
	export BATS_TOY=$TOY
	RUN=$DIR/qemu-kvm-virtual-machine-virt-7.2
}

# board CODE LINE OPTION...: LINE is a pattern of what it says, or empty
board() {
	run "$1" "$SCRIPTS/board" tester@toy --kernel "$KERNEL" "${@:3}"
	[ -z "${2-}" ] || one_line "$2"
}
calls() { paste -sd ' ' "$TOY/calls"; }

@test "board: sends, installs, boots once, waits, fetches, judges, and removes" {
	toy
	board -0 '' --yes
	[ "$(calls)" = 'probe send install:2400 once probe probe pack remove gone' ]
	one_line 'install 7.3.9-split-startup beside its kernel, and boot it once, by grub'
	one_line '^check: .*: PASS 7 passed, 1 skipped$'
	[ "$(cat "$RUN/verdict")" = 'PASS 7 passed, 1 skipped' ]
	jq -e '.result == "PASS" and .bringup == {dmesg: 35.123, trace: 30.5} and .cpus == "0-3" and .emulated and .own_kernel == "6.1.0-41-cloud-arm64"' \
		"$RUN/board.json"
	keep_record
	run -0 "$SCRIPTS/report" --to "$BATS_TEST_TMPDIR/report.html"
	grep -q 'qemu-kvm-virtual-machine-virt-7.2' "$BATS_TEST_TMPDIR/report.html"
	# The run before stays
	board -0 '' --yes
	[ "$(find "$RUN.earlier" -name run.json | wc -l)" -eq 1 ]
}

@test "board: nothing is done without an answer; sudo, other machines and this one are refused" {
	toy
	board -2 'nobody can answer here: --yes says that it may be done$'
	[ "$(calls)" = probe ]
	sed -i "s/^boot-id.*/boot-id\t$(cat /proc/sys/kernel/random/boot_id)/" "$TOY/probe"
	board -2 '^board: that is this machine' --yes
	sed -i 's/^boot-id.*/boot-id\tother/' "$TOY/probe"
	printf 'refuse\t2 it is x86_64, and not arm64\nrefuse\t11 no room\n' >>"$TOY/probe"
	board -2 '^board: the board is left alone: it is x86_64, and not arm64$' --yes
	sed -i '/x86_64/d' "$TOY/probe"
	board -11 '^board: the board is left alone: no room$' --yes
	[ "$(calls)" = 'probe probe probe probe' ]
}

@test "board: a connection that is lost: called again it goes on" {
	toy
	# With the kernel that goes
	touch "$TOY/cut-once"
	board -0 '' --yes
	[ "$(calls)" = 'probe send install:2400 once probe probe pack remove gone' ]
	# In the middle, and it is not to be reached for some time
	: >"$TOY/calls"
	touch "$TOY/hangs"
	CPUHP_DEADLINE=3 board -8 '' --yes
	touch "$TOY/dead"
	CPUHP_DEADLINE=3 board -8 'tester@toy has begun, and does not answer: waiting for it$' --yes
	rm "$TOY/dead" "$TOY/hangs"
	board -0 'has begun already, and is testing: going on$' --yes
	[ "$(grep -c once "$TOY/calls")" -eq 1 ]
	: >"$TOY/calls"
	touch "$TOY/cut-send"
	board -3 'the package could not be sent' --yes
	rm "$TOY/cut-send"
	# What does not answer at all
	touch "$TOY/dead"
	board -3 '^board: tester@toy cannot be asked: ssh: connect to host toy port 22: No route to host$' --yes
}

@test "board: one that does not come back is reported with what to do, and fetched later" {
	toy
	touch "$TOY/hangs"
	CPUHP_DEADLINE=7 board -8 'did not come back .*: power-cycle it, its own kernel boots then' --yes
	rm "$TOY/hangs"
	printf '@@ board\n%s\n@@ build\n%s\n@@ ended\nlost: it went back to its own kernel, and the tests did not begin\n' \
		"$(cat "$TOY/probe")" "$(cat "$DIR/build")" >"$TOY/pack"
	board -8 'FAIL 8 the board: lost: it went back to its own kernel, and the tests did not begin' --yes
	[ "$(calls | sed 's/.*probe //')" = 'pack remove gone' ]
}

@test "board: another kernel that is on its way there is not taken for this one" {
	toy
	touch "$TOY/hangs"
	CPUHP_DEADLINE=3 board -8 '' --yes
	sed -i 's/^series.*/series\tfedcba9876543210/' "$DIR/build"
	board -2 'is at another kernel: finish that call' --yes
}

@test "board: --from judges what somebody sent; what is no pack, or not whole, is one line" {
	toy
	ends 0 '^check: .*: PASS 7 passed, 1 skipped$' board --from "$TOY/pack"
	mkdir "$TOY/sent"
	sed 's/^ok 3/not ok 3/' "$TOY/pack" >"$TOY/sent/pack.txt"
	ends 1 'FAIL 1 cpu_off_on' board --from "$TOY/sent"
	# A splat is one, unless its own kernel has it, too
	sed '/^@@ new.dmesg/a [    9.000000] WARNING: CPU: 2 at kernel' "$TOY/pack" >"$TOY/splat"
	run -9 "$SCRIPTS/board" --from "$TOY/splat"
	sed '/^@@ old.dmesg/a [    8.000000] WARNING: CPU: 1 at kernel' "$TOY/splat" >"$TOY/known"
	run -0 "$SCRIPTS/board" --from "$TOY/known"
	for file in "$SCRIPTS/../README.md" <(sed '/^@@ ended/,/^back/d' "$TOY/pack"); do
		cat "$file" >"$TOY/none"
		run -2 "$SCRIPTS/board" --from "$TOY/none"
		[ "${#lines[@]}" -eq 1 ]
		one_line 'is no pack of board.sh, or not a whole one'
	done
	sed 's#^kernel\t.*#kernel\t../../x#' "$TOY/pack" >"$TOY/none"
	ends 2 'do not say which kernel and machine it was' board --from "$TOY/none"
	ends 2 'no such file' board --from "$TOY/nowhere"
}

@test "board: pairs, A B A B: those that are there count" {
	toy
	cp -r "$SPLIT_STARTUP_OUT/$KERNEL" "$SPLIT_STARTUP_OUT/$KERNEL-unpatched"
	sed -i 's/^kernel.*/&-unpatched/; s/split-startup/unpatched/; s/^series.*/series\tnone/' "$SPLIT_STARTUP_OUT/$KERNEL-unpatched/board/build"
	board -0 '^board: 2 pairs: the bring-up takes 0.500 of what it takes without the series, 0.500 to 0.500$' --yes --times 2
	[ "$(grep -c once "$TOY/calls")" -eq 4 ]
	board -0 '' --yes --times 3
	[ "$(grep -c once "$TOY/calls")" -eq 6 ]
}

@test "board: bad input is one line" {
	toy
	for words in '' '--kernel' 'a@b c@d' '--limit x a@b' '--times 0 a@b' '--from' '--nonsense'; do
		# shellcheck disable=SC2086
		run -2 "$SCRIPTS/board" $words
		[ "${#lines[@]}" -eq 1 ]
	done
	run -2 "$SCRIPTS/board" '-oProxyCommand=x' --kernel "$KERNEL"
	ends 2 'is no user@host' board 'a b' --kernel "$KERNEL"
	rm -r "$DIR"
	board -2 'has no package: run scripts/package'
	run -3 "$SCRIPTS/board" a@b --kernel 9.9
}

@test "board: every command of board.sh that runs as root is named; --sudoers and --script print what they say" {
	run -0 "$SCRIPTS/board" --script
	diff <(printf '%s\n' "$output") "$BOARD_SH"
	run -0 "$SCRIPTS/board" --sudoers
	for command in $(sed 's/#.*//' "$BOARD_SH" | grep -oE 'as_root [a-z][a-z-]*' | cut -d ' ' -f 2 | sort -u); do
		grep -qE "/usr/s?bin/$command(,|$)" <<<"$output"
	done
	! [ -x /usr/sbin/visudo ] || run -0 /usr/sbin/visudo -c -f <(printf '%s\n' "${output/USER/tester}")
}

@test "board: as a KVM host it runs a machine whose guest is made here" {
	bootable
	mkdir -p "$TOY/home" "$TOY/bin"
	# QEMU there writes where it is; the one here only has to be there
	printf '#!/bin/sh\ncp "%s" results.ktap\necho "$*" >called\n' "$HERE/golden/results.ktap" >"$TOY/bin/qemu-system-aarch64"
	cat >"$TOY/bin/ssh" <<-'END'
		#!/bin/sh
		while [ "$1" != -- ]; do shift; done
		case $3 in *'-w /dev/kvm'*) [ ! -e "$BATS_TOY/no-kvm" ]; exit ;; esac
		cd "$BATS_TOY/home" && exec sh -c "$3"
	END
	chmod +x "$TOY"/bin/*
	export PATH=$TOY/bin:$PATH BATS_TOY=$TOY
	ends 8 'check: .*, gicv3-4: FAIL 8 nothing on the console' board a@b --kernel "$KERNEL" --kvm
	RUN=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/kvm-gicv3-4
	cmp "$RUN/results.ktap" "$HERE/golden/results.ktap"
	[[ $(cat "$RUN/qemu-status") == 'exit 0 after '* ]]
	grep -q "'-accel' 'kvm'.* '-cpu' 'host' .*'-kernel' 'Image' '-initrd' 'initramfs.cpio'" "$RUN/qemu-cmd"
	no grep -q "$RUN\|$SPLIT_STARTUP_OUT" "$RUN/qemu-cmd"
	[ ! -e "$TOY/home/split-startup-kvm" ]
	touch "$TOY/no-kvm"
	ends 10 'the board has no /dev/kvm' board a@b --kernel "$KERNEL" --kvm
	rm "$TOY/no-kvm"
	run -2 "$SCRIPTS/board" a@b --kernel "$KERNEL" --kvm --machines nonsense
}

# --- results

valid() { PATH=/usr/bin:$PATH python3 -m jsonschema -i "$1" "$SCRIPTS/../ci/results/boards.schema.json"; }

@test "board: a result has the form of the schema, and README has a row for each" {
	toy
	run -0 "$SCRIPTS/board" --from "$TOY/pack"
	valid "$RUN/board.json"
	for change in 'del(.date)' '.result = "GOOD"' '.serial = "1"' '.tests.passed = -1' '.model = "x\ny"' '.own_kernel = "6.1 at 10.0.2.15"'; do
		jq "$change" "$RUN/board.json" >"$BATS_TEST_TMPDIR/bad.json"
		run ! valid "$BATS_TEST_TMPDIR/bad.json"
	done
	mkdir -p "$SPLIT_STARTUP_RESULTS"
	printf 'before\n<!-- boards -->\nold\n<!-- end of boards -->\nafter\n' >"$SPLIT_STARTUP_RESULTS/README.md"
	run -0 "$SCRIPTS/board" --publish "$RUN"
	grep -q '^| QEMU KVM Virtual Machine virt-7.2 (emulated) | 0-3 | EDK' "$SPLIT_STARTUP_RESULTS/README.md"
	[ "$(sed -n '1p;$p' "$SPLIT_STARTUP_RESULTS/README.md" | paste -sd ' ')" = 'before after' ]
	# The toy's list is another one than the pack was made with, until its id is the same
	grep -qF 'PASS of another series, ' "$SPLIT_STARTUP_RESULTS/README.md"
	id=$(cat "$SPLIT_STARTUP_PATCHES"/{first,second,third}.patch | sha256sum | cut -c -16)
	sed -i "s/\"series\": \"[^\"]*\"/\"series\": \"$id\"/" "$SPLIT_STARTUP_RESULTS"/boards/*.json
	run -0 "$SCRIPTS/board" --publish
	grep -qF '| PASS, ' "$SPLIT_STARTUP_RESULTS/README.md"
	run -2 "$SCRIPTS/board" --publish "$TOY"
	unset SPLIT_STARTUP_RESULTS
	for file in "$SCRIPTS"/../ci/results/boards/*.json; do
		[ ! -e "$file" ] || valid "$file"
	done
	cp "$SCRIPTS/../README.md" "$BATS_TEST_TMPDIR/README.md"
	run -0 "$SCRIPTS/board" --publish
	diff "$BATS_TEST_TMPDIR/README.md" "$SCRIPTS/../README.md"
}

# --- a machine that behaves as theirs: BOARD_LAB is a folder with disk.img and key, as lib/board/image
# takes and makes them, and out/, with packages of the kernel BOARD_KERNEL that SPLIT_STARTUP_CACHE has

# lab_asks COMMAND
lab_asks() { ssh -F "$TOY/ssh" board "$@"; }

@test "board: Debian on QEMU's virt with EDK2 and GRUB: installed, booted once, tested, and all is as it was" {
	[ -n "${BOARD_LAB-}" ] || skip 'BOARD_LAB names no folder with disk.img, key and out/'
	export SPLIT_STARTUP_OUT=$BATS_TEST_TMPDIR/out SPLIT_STARTUP_CACHE=$BOARD_CACHE CPUHP_TELL=30
	cp -r "$BOARD_LAB/out" "$SPLIT_STARTUP_OUT"
	"$SCRIPTS/lib/board/lab" "$BOARD_LAB/disk.img" "$BOARD_LAB/key" "$TOY" 22022 4 -device i6300esb 3>&- &
	for _ in {1..100}; do
		lab_asks true && break
		sleep 3
	done
	lab_asks 'sudo find /boot /lib/modules /etc -type f | sort; uname -r; cat /sys/devices/system/cpu/online' >"$TOY/before"
	run -0 "$SCRIPTS/board" board --ssh-config "$TOY/ssh" --kernel "$BOARD_KERNEL" --yes
	RUN=$(dirname "$SPLIT_STARTUP_OUT"/*/board/*/run.json)
	run -1 grep -nEi "$(lab_asks 'cat /etc/machine-id; cat /sys/class/net/en*/address; ip -o -4 addr show scope global | grep -oE "inet [0-9.]+" | cut -c6-; echo tin-whistle; echo tester' |
		paste -sd '|')" "$RUN/pack.txt"
	lab_asks 'sudo find /boot /lib/modules /etc -type f | sort; uname -r; cat /sys/devices/system/cpu/online' | diff "$TOY/before" -
	[ -z "$(lab_asks 'grub-editenv list | grep next_entry=.; ls split-startup 2>/dev/null')" ]
	kill %1
}
