# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# QEMU from its start to its end: the terminal, the debugger, how far the guest is.

SILENCE=${CPUHP_SILENCE-}
TELL=${CPUHP_TELL:-15}
DEADLINE=${CPUHP_DEADLINE:-900}

# check_seconds: those of the environment, and of the machine
check_seconds() {
	local word
	SILENCE=${SILENCE:-$(machine_field silence 90)}
	for word in SILENCE TELL DEADLINE; do
		[[ ${!word} =~ ^[1-9][0-9]*$ ]] || bad_usage "CPUHP_$word=${!word}: not a number of seconds"
	done
}

# tell_progress SECONDS: how far the guest is, now and then
told=0
tell_progress() {
	(($1 - told >= TELL)) || return 0
	told=$1
	say "$(grep -cE '^(not )?ok ' "${BOOT[run]}/results.ktap" || true) of $(wc -l <"${BOOT[run]}/plan") tests, $1 s"
}

# QEMU dies with us, however we die
terminal='' qemu_pid=''
start_qemu() {
	if [[ -n ${BOOT[shell]} ]]; then
		exec 3<&0
		terminal=$(stty -g)
		setpriv --pdeathsig KILL "${QEMU[@]}" <&3 2>"${BOOT[run]}/qemu.log" &
	else
		setpriv --pdeathsig KILL "${QEMU[@]}" >"${BOOT[run]}/qemu.log" 2>&1 &
	fi
	qemu_pid=$!
	trap 'stop_qemu "$qemu_pid" "${BOOT[run]}" "killed: interrupted"; clean_up' EXIT
}

clean_up() {
	[[ -z $terminal ]] || stty "$terminal"
	[[ -z ${BOOT[socket]} ]] || rm -rf -- "${BOOT[socket]}"
}

# by_hand: somebody is at the keyboard, and may take any time. QEMU is slower than a program that types
# the line.
by_hand() {
	local vmlinux=${BOOT[tree]}/.build-${BOOT[config]}/vmlinux socket=${BOOT[socket]}/gdb line i
	SILENCE=999999999 TELL=999999999 DEADLINE=999999999
	if [[ -n ${BOOT[gdb]} ]]; then
		for ((i = 0; i < 50; i++)); do
			[[ -n ${BOOT[shell]} || -S $socket ]] || sleep 0.1
		done
		[[ ${BOOT[image]} == "${BOOT[dir]}/Image" && -f $vmlinux ]] || vmlinux=''
		tell "QEMU waits for a debugger, in another terminal; Ctrl-C here ends it:"
		line="target remote $socket"
		printf '    gdb-multiarch %s-ex %s\n' "${vmlinux:+${vmlinux@Q} }" "${line@Q}"
	fi
	[[ -z ${BOOT[shell]} ]] ||
		tell "a shell in the guest; the tests are in /selftests; exit or poweroff ends it, Ctrl-A X QEMU"
}

# run_qemu: until it ends; 8 if not by itself
run_qemu() {
	local run=${BOOT[run]} next status
	next="; next: scripts/check $run"
	if [[ -n ${BOOT[shell]} ]]; then
		next="; what the console said is in $run/console.log"
		by_hand
	fi
	start_qemu
	[[ -z ${BOOT[gdb]} || -n ${BOOT[shell]} ]] || by_hand
	watch_qemu "$qemu_pid" "$run" "$SILENCE" "$DEADLINE" tell_progress
	trap - EXIT
	clean_up
	status=$(<"$run/qemu-status")
	[[ -z ${BOOT[firmware]} ]] || firmware_ran
	if [[ $status != 'exit 0 '* ]]; then
		warn "QEMU: $status; $(tail -n 1 "$run/qemu.log")"
		tail -n 3 "$run/console.log" >&2
		die "$E_BOOT" "the guest did not end by itself$next"
	fi
	say "QEMU ended: $status$next"
}
