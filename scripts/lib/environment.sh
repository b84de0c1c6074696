# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the tools let in of the user's environment, and what git sees of it. common.sh
# reads this before anything else runs, and so does the helper of the tests.

# Variables that come in: where things are, how to reach the network, how to talk to a
# terminal, and what scripts/README.md says. A name with * is all that begin so. All
# others stay outside: those of git, make, Kbuild, tar, grep, bash say what a user wants
# of them elsewhere.
LET_IN=(PATH HOME TMPDIR XDG_CACHE_HOME USER LOGNAME TZ TERM COLORTERM NO_COLOR
	'SPLIT_STARTUP_*' 'CPUHP_*' CROSS_COMPILE 'CCACHE_*' 'BATS_*' LD_LIBRARY_PATH LD_PRELOAD APT_CONFIG
	http_proxy https_proxy ftp_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY
	SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE SSH_AUTH_SOCK PYTHONUSERBASE)

# let_in: sets clean to NAME=VALUE of all that come in
let_in() {
	local name
	clean=()
	for name in "${LET_IN[@]}" "${!SPLIT_STARTUP_@}" "${!CPUHP_@}" "${!CCACHE_@}" "${!BATS_@}"; do
		[[ $name == *'*' || ! -v $name ]] || clean+=("$name=${!name}")
	done
}

# own_git CONFIG: git has no variable, configuration, attribute, hook or identity of the
# user's or the system's, and starts no program that a repository names
own_git() {
	local name
	for name in "${!GIT_@}"; do unset "$name"; done
	export GIT_CONFIG_GLOBAL=$1 GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1
	# These are stronger than what the repository itself has: it may be the user's
	export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/dev/null
	export GIT_CONFIG_KEY_1=core.fsmonitor GIT_CONFIG_VALUE_1=false
	# To read a repository must not write to it, and nobody is there to answer
	export GIT_OPTIONAL_LOCKS=0 GIT_TERMINAL_PROMPT=0 GIT_EDITOR=false
	# Commits of the tools are nobody's, and always the same
	export GIT_AUTHOR_NAME=split-startup GIT_AUTHOR_EMAIL=split-startup@localhost GIT_AUTHOR_DATE='@0 +0000'
	export GIT_COMMITTER_NAME=split-startup GIT_COMMITTER_EMAIL=split-startup@localhost GIT_COMMITTER_DATE='@0 +0000'
}

# own_shell: what else programs look at. Those of a home are a user's settings (~/.jq,
# ~/.curlrc, ~/.checkpatch.conf); programs of Python's may be installed there. Below a
# file nobody makes one: root would make /nonexistent.
own_shell() {
	export LC_ALL=C.UTF-8 PYTHONUSERBASE=${PYTHONUSERBASE:-${HOME-}/.local} HOME=/dev/null
	[[ ${TMPDIR-} == /* && -d $TMPDIR && -w $TMPDIR ]] || unset TMPDIR
	umask u+rwx
	# What is opened next would get the number of one that is closed, and be written to: so does the
	# verb itself, when bash opens it
	[[ -e /dev/fd/0 && ! /dev/fd/0 -ef $0 ]] || exec </dev/null
	[[ -e /dev/fd/1 && ! /dev/fd/1 -ef $0 ]] || exec >/dev/null
	[[ -e /dev/fd/2 && ! /dev/fd/2 -ef $0 ]] || exec 2>/dev/null
}
