# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The board at the other end of ssh.

# Sets ssh: the command, up to what the board is to do
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
