# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The board at the other end of ssh, and what it says of itself.

BOARD_SH=$TOP/scripts/lib/board/board.sh

# The command, up to what the board is to do
ssh=()

# ssh_command USER@HOST CONFIG: nobody is asked for a password, and a connection that is dead
# ends within 15 s
ssh_command() {
	[[ $1 =~ ^[A-Za-z0-9_.@:%-]+$ && $1 != -* ]] || bad_usage "$1 is no user@host"
	need ssh
	ssh=(ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3)
	[[ -z $2 ]] || ssh+=(-F "$(existing --ssh-config "$2")")
	ssh+=(-- "$1")
}

# on_board COMMAND: a line for the board's shell. Standard input is the command's
on_board() { "${ssh[@]}" "$1"; }

# remote WORD...: a step of board.sh, which is there already
remote() { on_board "sh split-startup/board.sh $*"; }

# ask_board FILE: what probe says. board.sh comes by standard input: nothing is written there
ask_board() {
	# shellcheck disable=SC2016 # the board's home
	on_board 'BOARD_DIR=$HOME/split-startup sh -s probe' <"$BOARD_SH" >"$1.new" 2>"${1%/*}/ssh.log" || return 1
	clean "$1.new" >"$1"
	[[ -n $(probed "$1" boot-id) ]] || {
		printf 'its shell does not run scripts\n' >"${1%/*}/ssh.log"
		return 1
	}
}

# probed FILE KEY
probed() { awk -F'\t' -v key="$2" '$1 == key { print $2; exit }' "$1"; }

# refuse PROBE: a board where this should not be tried ends the verb
refuse() {
	local why
	[[ $(probed "$1" boot-id) != "$(</proc/sys/kernel/random/boot_id)" ]] ||
		die "$E_USAGE" "that is this machine: the board is another one"
	why=$(probed "$1" refuse)
	[[ -z $why ]] || die "${why%% *}" "the board is left alone: ${why#* }"
}

# send FOLDER: what the board needs. Cut off, it is sent again
send() {
	local -a files
	mapfile -t files < <(cd "$1" && find . -maxdepth 1 \( -name 'linux-*' -o -name build -o -name kselftest.tar.gz \))
	tar -C "$1" -cf - --owner=0 --group=0 "${files[@]}" -C "${BOARD_SH%/*}" board.sh |
		on_board 'rm -rf split-startup && mkdir split-startup && tar -C split-startup --no-same-owner -xf -' ||
		die "$E_FETCH" "the package could not be sent: is there space in its home? Call this again"
}

# wait_board PROBE LIMIT: until it has its own kernel again
wait_board() {
	local probe=$1 end=$((SECONDS + $2)) told=$SECONDS state='' silent=$SECONDS
	while ((SECONDS < end)); do
		if ask_board "$probe"; then
			silent=$SECONDS
			state=$(probed "$probe" state)
			[[ $state != back ]] || return 0
		fi
		if ((SECONDS - told >= ${CPUHP_TELL:-15})); then
			told=$SECONDS
			if ((SECONDS - silent > 10)); then
				say "no answer for $((SECONDS - silent)) s"
			else
				say "it is $state; $(probed "$probe" reported) tests have reported"
			fi
		fi
		sleep 1
	done
	die "$E_BOOT" "the board did not come back within $2 s: power-cycle it, its own kernel boots then," \
		"as the other was for once; then call this again, which fetches what there is"
}

# sudoers: the commands that board.sh calls as root
sudoers() {
	printf '# For sudo visudo -f /etc/sudoers.d/split-startup. Whoever may install packages is root.\n'
	printf 'USER ALL=(root) NOPASSWD:'
	sh "$BOARD_SH" commands | tr ' ' '\n' | sed '$!s/$/,/' | while read -r name; do
		printf ' /usr/bin/%s, /usr/sbin/%s' "${name%,}" "$name"
	done
	printf '\n'
}
