#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots a kernel of split startup once on this machine, runs the selftests that are
# safe there, and leaves the machine as it was. scripts/board runs it by ssh. By hand:
# put it into a folder with what scripts/package left (the package, kselftest.tar.gz,
# build), and call it in there as a user who has sudo:
#
#   sh board.sh install   install the kernel; it is not the default
#   sh board.sh once      reboot into it, once. It runs the tests, which takes some
#                         minutes, and reboots into your own kernel by itself
#   sh board.sh pack      what happened, as text, in pack.txt: read it before you send it
#   sh board.sh remove    take the kernel away again
#
# Also: probe, what machine this is; commands, what sudo has to allow.

set -u
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
D=${BOARD_DIR:-$(cd "$(dirname "$0")" && pwd)}
RAW=$D/raw
UNITS=/etc/systemd/system
CPUS=${BOARD_CPUS:-/sys/devices/system/cpu}
DEFAULT_LIMIT=2400
GRUB=/boot/grub
[ -d $GRUB ] || GRUB=/boot/grub2

# What runs as root
ROOT_COMMANDS='cat cp dmesg dpkg grub-reboot install journalctl kexec mkinitramfs dracut rm rpm systemctl tar bootctl'

# --- words

say() { printf '%s\n' "board.sh: $*" >&2; }
# die CODE WORDS: the exit codes are those of scripts/README.md
die() {
	code=$1
	shift
	say "$*"
	exit "$code"
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

has() { command -v "$1" >/dev/null 2>&1; }
first() { head -n 1 "$1" 2>/dev/null | tr -d '\000'; }
built() { [ ! -f "$D/build" ] || awk -F'\t' -v key="$1" '$1 == key { print $2; exit }' "$D/build"; }
# fact KEY VALUE: a line of what probe says
fact() { [ -z "$2" ] || printf '%s\t%s\n' "$1" "$(printf '%s' "$2" | tr -s '\t\n\000 ' ' ')"; }
release=$(built release)
boot_id() { cat /proc/sys/kernel/random/boot_id; }
is_patched() { [ "$(built series)" != none ]; }

# --- what machine this is

# loader: who can boot a kernel once. GRUB must be able to forget what it was told: it writes
# to a file system of one partition
loader() {
	if as_root cat $GRUB/grub.cfg 2>/dev/null | tr '\n' ' ' | grep -q 'next_entry.*custom[.]cfg' &&
		[ -f $GRUB/grubenv ] && has grub-reboot && grub_writes; then
		echo grub
	elif has bootctl && [ -d /sys/firmware/efi ] && as_root bootctl is-installed >/dev/null 2>&1; then
		echo systemd-boot
	elif has kexec && [ "$(cat /proc/sys/kernel/kexec_load_disabled 2>/dev/null)" = 0 ]; then
		echo kexec
	else
		echo none
	fi
}

grub_writes() {
	case $(findmnt -no FSTYPE,SOURCE -T $GRUB/grubenv) in
	*/dev/mapper/* | *'/dev/md'*) return 1 ;;
	ext[234]' '* | vfat' '* | xfs' '*) return 0 ;;
	esac
	return 1
}

# state: none, installed, booting (until the old kernel is gone), testing, back
state() {
	if [ ! -f "$D/state" ]; then
		echo none
	elif [ "$(first "$D/state")" = installed ]; then
		echo installed
	elif [ "$(sed -n 2p "$D/state")" = "$(boot_id)" ]; then
		echo booting
	elif [ "$(uname -r)" = "$release" ]; then
		echo testing
	else
		echo back
	fi
}

secure_boot() { od -An -tu1 -j4 -N1 /sys/firmware/efi/efivars/SecureBoot-* 2>/dev/null | tr -d ' '; }

probe() {
	fact arch "$(uname -m)"
	fact boot-id "$(boot_id)"
	fact running "$(uname -r)"
	fact state "$(state)"
	fact loader "${loader:=$(loader)}"
	fact vendor "$(first /sys/class/dmi/id/sys_vendor)"
	fact product "$(first /sys/class/dmi/id/product_name) $(first /sys/class/dmi/id/product_version)"
	fact dt-model "$(first /proc/device-tree/model)"
	fact firmware "$(cd /sys/class/dmi/id 2>/dev/null && cat bios_vendor bios_version bios_date)"
	fact psci "$(as_root dmesg 2>/dev/null | sed -n 's/.*psci: \(PSCIv[0-9.]*\) detected.*/\1/p' | head -n 1)"
	[ ! -d /sys/firmware/efi ] || fact efi yes
	fact tables "$([ -d /sys/firmware/acpi ] && echo ACPI || echo 'device tree')"
	fact midr "$(cat "$CPUS"/cpu*/regs/identification/midr_el1 2>/dev/null | sort -u | tr '\n' ' ')"
	fact present "$(first "$CPUS/present")"
	fact online "$(first "$CPUS/online")"
	fact off-lineable "$(find "$CPUS/" -maxdepth 2 -path '*/cpu[0-9]*/online' 2>/dev/null | wc -l)"
	fact watchdog "$(cat /sys/class/watchdog/watchdog*/identity 2>/dev/null | head -n 1)"
	fact reported "$(grep -c '^\(not \)\{0,1\}ok ' "$RAW/results.ktap" 2>/dev/null)"
	misfit | while read -r line; do fact refuse "$line"; done
}

# misfit: why nothing should be tried here, each with the exit code that it is
misfit() {
	[ "$(uname -m)" = aarch64 ] || echo "2 it is $(uname -m), and not arm64"
	[ -d /run/systemd/system ] || echo '10 it has no systemd, which runs the tests and brings it back'
	[ "$(secure_boot)" != 1 ] || echo '2 it has Secure Boot, and the kernel is not signed: turn that off'
	has mkinitramfs || has dracut || echo '10 it has neither mkinitramfs nor dracut'
	[ "${loader:=$(loader)}" != none ] ||
		echo '10 nothing here boots a kernel once: GRUB on one partition, systemd-boot or kexec-tools'
	if [ "$(id -u)" != 0 ] && ! [ -t 0 ] && ! as_root systemctl --version >/dev/null 2>&1; then
		echo '2 sudo asks for a password, or does not allow the commands: scripts/board --sudoers prints what to allow'
	fi
	[ -f "$D/state" ] || room
}

# room: MiB that are needed, and are there
room() {
	for place in /boot:150 /lib:600 "${D%/*}:100"; do
		free=$(df -Pm "${place%:*}" 2>/dev/null | awk 'NR == 2 { print $4 }')
		[ "${free:-0}" -ge "${place##*:}" ] || echo "11 ${place%:*} has ${free:-0} MiB free, and ${place##*:} are needed"
	done
}

# --- install, once, remove

# cmdline: as this kernel has it. What ends a boot that goes wrong, what the trace is made of
cmdline() {
	printf 'panic=10 softlockup_panic=1 trace_event=cpuhp:cpuhp_enter,cpuhp:cpuhp_exit'
	printf ' systemd.wants=split-startup.service systemd.wants=split-startup-guard.service'
	printf ' systemd.watchdog_sec=60'
	! is_patched || printf ' cpuhp.parallel=1'
	printf ' '
	tr ' ' '\n' </proc/cmdline | grep -vE "^(BOOT_IMAGE|initrd|panic)=|['\"\\\\]|^$" | paste -sd ' ' -
}

# The units are started by the command line alone, so that they are none of the other kernel
units() {
	cat >"$RAW/split-startup.service" <<-END
		[Unit]
		Description=selftests of CPU hotplug
		DefaultDependencies=no
		After=multi-user.target
		Conflicts=shutdown.target
		Before=shutdown.target
		SuccessAction=reboot
		FailureAction=reboot
		[Service]
		Type=oneshot
		ExecStart=/bin/sh "$D/board.sh" tests
		ExecStopPost=/bin/sh "$D/board.sh" cpus
		TimeoutStartSec=$1
		TimeoutStopSec=60
	END
	cat >"$RAW/split-startup-guard.service" <<-END
		[Unit]
		Description=back to the other kernel, whatever happens
		DefaultDependencies=no
		IgnoreOnIsolate=yes
		[Service]
		ExecStart=/bin/sh -c 'sleep $(($1 + 300)); systemctl reboot --force'
	END
	as_root install -m 644 "$RAW/split-startup.service" "$RAW/split-startup-guard.service" $UNITS/
}

package() { find "$D" -maxdepth 1 -name 'linux-*' | grep -E '[.](deb|rpm|tar[.]gz)$' | head -n 1; }

# put: the kernel's files, by whom the package is for, and an initramfs, by no hook of the
# distribution's: some write to flash
put() {
	file=$(package)
	case $file in
	*.deb) as_root dpkg -i "$file" ;;
	*.rpm) as_root rpm -i --noscripts --nodeps "$file" ;;
	*.tar.gz) as_root tar -C / -xzf "$file" --no-same-owner --keep-directory-symlink boot lib ;;
	*) die 2 "no package in $D: copy there what scripts/package has left" ;;
	esac >"$RAW/install.log" 2>&1 || return 1
	if has mkinitramfs; then
		as_root mkinitramfs -o "/boot/initrd.img-$release" "$release"
	else
		as_root dracut --force "/boot/initrd.img-$release" "$release"
	fi >>"$RAW/install.log" 2>&1
}

entry() {
	case $1 in
	grub)
		words=$(cmdline | sed "s/[^ ][^ ]*/'&'/g")
		as_root cat $GRUB/custom.cfg 2>/dev/null | without >"$RAW/custom.cfg"
		cat >>"$RAW/custom.cfg" <<-END
			# split-startup: begin
			menuentry 'split startup, once' --id split-startup {
			search --no-floppy --fs-uuid --set=root $(findmnt -no UUID -T /boot)
			linux $(below_boot)/vmlinuz-$release $words
			initrd $(below_boot)/initrd.img-$release
			}
			# split-startup: end
		END
		as_root install -m 600 "$RAW/custom.cfg" $GRUB/custom.cfg
		;;
	systemd-boot)
		esp=$(bootctl -x 2>/dev/null || bootctl -p)
		printf 'title split startup, once\nlinux /split-startup/linux\ninitrd /split-startup/initrd\noptions %s\n' \
			"$(cmdline)" >"$RAW/entry.conf"
		as_root install -D -m 600 "/boot/vmlinuz-$release" "$esp/split-startup/linux" &&
			as_root install -D -m 600 "/boot/initrd.img-$release" "$esp/split-startup/initrd" &&
			as_root install -D -m 600 "$RAW/entry.conf" "$esp/loader/entries/split-startup.conf"
		;;
	esac
}

# without: what is not ours of custom.cfg
without() { sed '/^# split-startup: begin/,/^# split-startup: end/d'; }
# below_boot: /boot as GRUB sees it
below_boot() { [ "$(findmnt -no TARGET -T /boot)" = /boot ] || echo /boot; }

# install [SECONDS]
install_kernel() {
	[ -n "$release" ] || die 2 "no file build in $D: copy there what scripts/package has left"
	[ ! -f "$D/state" ] || die 2 "it is installed already: $(state)"
	[ ! -e "/boot/vmlinuz-$release" ] || die 2 "there is a kernel $release already: remove it first"
	line=$(misfit | head -n 1)
	[ -z "$line" ] || die "${line%% *}" "${line#* }"
	rm -rf "$RAW"
	mkdir -p "$RAW" "$D/kselftest"
	tar -C "$D/kselftest" -xzf "$D/kselftest.tar.gz" --no-same-owner || die 2 "kselftest.tar.gz is not there, or broken"
	loader=${loader:-$(loader)}
	printf '%s\n' "$loader" >"$RAW/loader"
	probe >"$RAW/probe"
	collect old
	# From here on there is something to take back
	printf 'installed\n' >"$D/state"
	if ! { put && entry "$loader" && units "${1:-$DEFAULT_LIMIT}"; }; then
		why=$(grep -iE 'no space|error|cannot' "$RAW/install.log" | tail -n 1)
		cp "$RAW/install.log" "$D/install.log" 2>/dev/null
		remove_kernel
		case $why in
		*'o space'*) die 11 "the kernel was not installed, and all is as it was: $why" ;;
		esac
		die 8 "the kernel was not installed, and all is as it was: ${why:-see $D/install.log}"
	fi
	# Whoever pulls the plug finds all of it
	sync
}

once() {
	# Who was cut off in here begins anew
	case $(state) in
	installed | booting) ;;
	*) die 2 "it is not installed, or was booted already: $(state)" ;;
	esac
	printf 'booting\n%s\n%s\n' "$(boot_id)" "$(date +%s)" >"$D/state"
	case $(first "$RAW/loader") in
	grub) as_root grub-reboot split-startup ;;
	systemd-boot) as_root bootctl set-oneshot split-startup.conf ;;
	kexec)
		as_root kexec -s -l "/boot/vmlinuz-$release" --initrd="/boot/initrd.img-$release" --command-line="$(cmdline)" ||
			as_root kexec -c -l "/boot/vmlinuz-$release" --initrd="/boot/initrd.img-$release" --command-line="$(cmdline)"
		;;
	esac || {
		printf 'installed\n' >"$D/state"
		die 8 "the one-shot boot could not be set, and it was not rebooted"
	}
	sync
	case $(first "$RAW/loader") in
	kexec) as_root systemctl --no-block kexec ;;
	*) as_root systemctl --no-block reboot ;;
	esac
}

remove_kernel() {
	[ "$(uname -r)" != "$release" ] || die 2 "this is the kernel that is to be removed: reboot first"
	as_root rm -f $UNITS/split-startup.service $UNITS/split-startup-guard.service "/boot/initrd.img-$release"
	if as_root cat $GRUB/custom.cfg 2>/dev/null | grep -q '^# split-startup: begin'; then
		as_root cat $GRUB/custom.cfg | without >"$RAW/custom.cfg"
		if [ -s "$RAW/custom.cfg" ]; then
			as_root install -m 600 "$RAW/custom.cfg" $GRUB/custom.cfg
		else
			as_root rm -f $GRUB/custom.cfg
		fi
	fi
	esp=$(bootctl -x 2>/dev/null || bootctl -p 2>/dev/null)
	[ -z "$esp" ] || as_root rm -rf "$esp/split-startup" "$esp/loader/entries/split-startup.conf"
	case $(package) in
	*.deb) as_root dpkg -P "linux-image-$release" ;;
	*.rpm) as_root rpm -e --noscripts "kernel-$release" ;;
	esac >>"$RAW/install.log" 2>&1
	as_root rm -rf "/lib/modules/$release" "/boot/vmlinuz-$release" "/boot/config-$release" "/boot/System.map-$release"
	as_root rm -rf "$RAW"
	rm -rf "$D/kselftest" "$D/state" "$D/pack.txt"
	[ ! -e "/boot/vmlinuz-$release" ]
}

# --- in the new kernel, as root

# plan: tests that are safe on a machine that somebody has. None suspends devices or loads
# an image. Where there is no series its states are not asked for; the only CPU stays
plan() {
	! is_patched || printf 'split-startup/hotplug_states\n'
	printf 'split-startup/cpu_masks\n'
	case $(first "$CPUS/online") in
	*[-,]*) ;;
	*) return ;;
	esac
	! is_patched || printf 'split-startup/%s\n' boot_order cpu_held
	printf 'split-startup/%s\n' cpu_off_on cpu_fail
	printf 'cpu-hotplug/cpu-on-off-test.sh -a\n'
}

report_cpus() {
	for mask in possible present online; do
		printf '# cpus %s %s: %s\n' "$mask" "$1" "$(first "$CPUS/$mask")"
	done
}

# test_name PROGRAM: as the guest of scripts/boot calls it
test_name() {
	case $1 in
	*cpu-on-off-test.sh*) echo kernel_cpu_on_off ;;
	*) echo "${1##*/}" ;;
	esac
}

tests() {
	[ "$(uname -r)" = "$release" ] || die 2 "this is not $release"
	# A board that crashes here, twice, has not been told to try again
	[ ! -f "$RAW/results.ktap" ] || die 2 "the tests ran already"
	CPUHP_EXPECT=$(find "$CPUS/" -maxdepth 1 -name 'cpu[0-9]*' | wc -l)
	export CPUHP_EXPECT
	cat /sys/kernel/tracing/trace >"$RAW/cpuhp.trace" 2>/dev/null ||
		cat /sys/kernel/debug/tracing/trace >"$RAW/cpuhp.trace" 2>/dev/null
	plan >"$RAW/programs"
	while read -r program; do test_name "$program"; done <"$RAW/programs" >"$RAW/plan"
	{
		printf 'KTAP version 1\n# kernel: %s\n' "$(uname -rvm)"
		report_cpus 'after boot'
		printf '1..%d\n' "$(wc -l <"$RAW/plan")"
	} >"$RAW/results.ktap"
	first "$CPUS/online" >"$RAW/online"
	n=0
	while read -r program; do
		n=$((n + 1))
		run_test "$n" "$program" </dev/null >>"$RAW/results.ktap"
		collect new
	done <"$RAW/programs"
	cpus
	{
		report_cpus 'at the end'
		echo '# end'
	} >>"$RAW/results.ktap"
	collect new
}

# run_test NUMBER PROGRAM...
run_test() {
	number=$1
	name=$(test_name "$2")
	began=$(date +%s)
	printf '# split-startup: %s begins\n' "$name" >/dev/kmsg
	# shellcheck disable=SC2086 # the program and its options
	(cd "$D/kselftest/${2%%/*}" && timeout -k 10 300 ./${2#*/} >"$RAW/output" 2>&1)
	code=$?
	sed 's/^/  /' "$RAW/output"
	printf '# time %s: %d s\n' "$name" $(($(date +%s) - began))
	case $code in
	0) echo "ok $number $name" ;;
	4) echo "ok $number $name # SKIP" ;;
	124 | 137) echo "not ok $number $name # TIMEOUT 300 s" ;;
	*) echo "not ok $number $name # exit $code" ;;
	esac
}

# cpus: every CPU that was on-line is so again
cpus() {
	tr ',' '\n' <"$RAW/online" | while IFS=- read -r from to; do
		n=$from
		while [ "$n" -le "${to:-$from}" ]; do
			[ "$(cat "$CPUS/cpu$n/online" 2>/dev/null)" != 0 ] || echo 1 >"$CPUS/cpu$n/online"
			n=$((n + 1))
		done
	done
}

# collect old|new: the kernel's log, and what systemd and the kernel left in the journal
collect() {
	as_root dmesg >"$RAW/$1.dmesg"
	as_root journalctl -q -b --no-hostname -o short-monotonic _TRANSPORT=kernel + _PID=1 >"$RAW/$1.journal" 2>/dev/null
	sync
}

# --- what is sent home

# secrets: names of this machine and of people, numbers that are its alone
secrets() {
	{
		uname -n
		hostname -f 2>/dev/null
		first /etc/hostname
		first /etc/machine-id
		boot_id
		sed -n 's/^\(search\|domain\) //p' /etc/resolv.conf 2>/dev/null | tr ' ' '\n'
		awk -F: '$3 >= 1000 && $3 < 60000 { print $1; n = split($5, name, /[ ,]/)
			for (i = 1; i <= n; i++) print name[i] }' /etc/passwd
		id -un
		for file in /sys/class/net/*/address; do [ "$(first "$file")" = 00:00:00:00:00:00 ] || first "$file"; done
		cat /sys/class/net/*/address 2>/dev/null | tr -d ':'
		ip -o addr 2>/dev/null | awk '{ sub(/\/.*/, "", $4); print $4 }'
		for file in product_serial product_uuid board_serial chassis_serial chassis_asset_tag board_asset_tag; do
			as_root cat "/sys/class/dmi/id/$file" 2>/dev/null
		done
		for file in /proc/device-tree/serial-number /sys/block/*/device/serial /sys/block/*/device/wwid \
			/sys/block/*/serial /sys/block/*/device/cid /sys/bus/usb/devices/*/serial; do
			[ ! -r "$file" ] || { tr -d '\000' <"$file" && echo; }
		done 2>/dev/null
	} | sed 's/^ *//; s/ *$//' | awk 'length($0) >= 3' | sort -u |
		grep -vxE 'localhost|root|None|Unknown|Not .*|not .*|Default string|To [Bb]e .*|System .*|0+|f+|127[.]0[.]0[.]1|::1'
}

# hide SECRETS: of standard input. Whole words, in any case, also as device mapper writes a dash, and twice, as
# one ends where the next begins; then all that has the form of an address, a serial number or an identifier
hide() {
	words=$(sed -e 's/[][\\.*^$+?(){}|/]/\\&/g' -e '/-/{p; s/-/--/g; }' "$1" |
		sed -n 's#.*#s/(^|[^A-Za-z0-9])&([^A-Za-z0-9]|$)/\\1HIDDEN\\2/Ig#; p; p')
	sed -E -e "$words" -e '
		s/@([^ ]*\.(service|socket|slice|scope|timer|target|mount|device))/\x01\1/g
		s/[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/MAIL/g
		s/\x01/@/g
		s#/home/[^/ ]+#/home/USER#g
		s/SHA256:[A-Za-z0-9+\/=]+/KEY/g
		s/((UUID|LABEL)=)[^ ]+/\1ID/g
		s/[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}/UUID/g
		s/(naa|eui|wwn|t10|nqn)([-.=:])[^ ]*/\1\2ID/g
		s/(^|[^0-9A-Fa-f:])([0-9A-Fa-f]{2}[:-]){5,7}[0-9A-Fa-f]{2}/\1MAC/g
		s/enx[0-9a-f]{12}/enxMAC/g
		s/(^|[^0-9A-Fa-f])[0-9A-Fa-f]{32,}/\1ID/g
		s/(^|[^0-9.])([0-9]{1,3}\.){3}[0-9]{1,3}/\1IPV4/g
		s/(^|[^0-9A-Za-z:])([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}/\1IPV6/g
		s/(^|[^0-9A-Za-z:])[0-9A-Fa-f:]*::[0-9A-Fa-f:]*/\1IPV6/g
		s/([Ss]erial ?([Nn]umber|[Nn]o\.?|#)|S\/N|[Ss]erial=|[Aa]sset [Tt]ag).*/\1 HIDDEN/'
}

# ended: how the one-shot boot did
ended() {
	began=$(sed -n 3p "$D/state" 2>/dev/null)
	spent=$(($(date +%s) - ${began:-$(date +%s)}))
	if [ "$(state)" != back ]; then
		echo "not over: $(state)"
	elif [ ! -f "$RAW/results.ktap" ]; then
		echo "lost: it went back to its own kernel, and the tests did not begin"
	elif grep -qx '# end' "$RAW/results.ktap"; then
		echo "back after $spent s"
	else
		echo "lost: it went back to its own kernel in the middle of the tests"
	fi
}

# pack: one text, so that whoever sends it can read it first
pack() {
	[ -d "$RAW" ] || die 2 "nothing has run here"
	secrets >"$RAW/secrets"
	rm -rf "$RAW/pstore"
	mkdir "$RAW/pstore"
	as_root cp -r /sys/fs/pstore/. /var/lib/systemd/pstore/. "$RAW/pstore/" 2>/dev/null
	find "$RAW/pstore" -name '*dmesg*' -newer "$D/build" -exec cat {} + >"$RAW/pstore.dmesg" 2>/dev/null
	ended >"$RAW/ended"
	grep -v '^boot-id' "$RAW/probe" >"$RAW/board"
	cp "$D/build" "$RAW/build"
	for file in board build ended plan results.ktap new.dmesg old.dmesg new.journal old.journal cpuhp.trace pstore.dmesg; do
		[ -s "$RAW/$file" ] || continue
		printf '@@ %s\n' "$file"
		case $file in
		# It came from where it goes to, and its hashes are no secrets
		build) cat "$RAW/build" ;;
		*) tr -d '\000' <"$RAW/$file" | sed 's/^@@/ @@/' | hide "$RAW/secrets" ;;
		esac
	done >"$D/pack.txt"
	! tr -d '\000' <"$D/pack.txt" | grep -qaiwF -f "$RAW/secrets" ||
		die 12 "a name or number of this machine is left in pack.txt: do not send it"
}

# --- main

case ${1-help} in
probe) probe ;;
commands) printf '%s\n' "$ROOT_COMMANDS" ;;
install) install_kernel "${2-}" ;;
once) once ;;
tests | cpus | plan | state) "$1" ;;
pack)
	pack
	[ "${2-}" != - ] || cat "$D/pack.txt"
	;;
hide) hide "$2" ;;
remove) remove_kernel ;;
*) sed -n '3,/^$/s/^# \{0,1\}//p' "$0" ;;
esac
