# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What every verb shares: its environment, strict mode, exit codes, messages, options, paths. A verb
# ends in braces, with main and exit in them: all of it is read before any of it runs, as it may be
# edited or updated meanwhile.

# Other shells get so far, as "sh scripts/run" does, and are told what is missing
case ${BASH_VERSION-} in
4.[4-9]* | [5-9].* | [1-9][0-9].*) ;;
*)
	printf '%s: this needs bash 4.4 or newer: start it as scripts/%s\n' "${0##*/}" "${0##*/}" >&2
	exit 10
	;;
esac

# What a user has started begins once more, by its own name and with what environment.sh
# lets in: the environment has functions and options for bash, too
if [[ ${SPLIT_STARTUP_CLEAN-} != "$$" ]]; then
	self=${BASH_SOURCE[1]-$0}
	[[ -L $self ]] && self=$(command -p readlink -f -- "$self")
	self=${BASH_SOURCE[0]%/*/*}/${self##*/}
	source "${BASH_SOURCE[0]%/*}/environment.sh" || exit 12
	let_in
	if ! [[ . -ef ${PWD-} ]]; then
		clean+=(SPLIT_STARTUP_NOWHERE=1)
		cd / || exit 12
	fi
	exec /usr/bin/env -i "${clean[@]}" SPLIT_STARTUP_CLEAN=$$ "$BASH" -- "$self" "$@"
fi
unset SPLIT_STARTUP_CLEAN

set -o errexit -o errtrace -o nounset -o pipefail
shopt -s inherit_errexit

# Exit codes tell the stage; scripts/README.md documents them once. Not every verb has all.
# shellcheck disable=SC2034
readonly E_TEST=1 E_USAGE=2 E_FETCH=3 E_SKIP=4 E_APPLY=5 E_CONFIG=6 E_BUILD=7 E_BOOT=8
# shellcheck disable=SC2034
readonly E_SPLAT=9 E_TOOL=10 E_SPACE=11 E_BUG=12 E_INT=130

# A subshell that has said its line exits with this much more, so that the
# shell around it stays silent and passes the code on.
readonly SAID=200

readonly VERB=${0##*/}
TOP=${0%/*/*}
readonly TOP
source "$TOP/scripts/lib/environment.sh"
own_git "$TOP/scripts/lib/gitconfig"

# --quiet and --patches DIR are every verb's, and of the verbs that it calls: taken out of "$@"
# here, which is the verb's own, as this file is sourced without arguments
PATCHES_OPTION='' PATCHES_BEFORE=${SPLIT_STARTUP_PATCHES-} no_value=''
set -- "$@" --end
while [[ $1 != --end ]]; do
	if [[ $1 == --quiet ]]; then
		export SPLIT_STARTUP_QUIET=1
	elif [[ $1 == --patches && ($2 == --end || -z $2) ]]; then
		no_value=$1
	elif [[ $1 == --patches ]]; then
		export SPLIT_STARTUP_PATCHES=$2
		printf -v PATCHES_OPTION ' --patches %q' "$2"
		shift
	else
		set -- "$@" "$1"
	fi
	shift
done
shift

# say MESSAGE...: what is being done. tell MESSAGE...: what came out of it all,
# said also with --quiet
tell() { printf '%s: %s\n' "$VERB" "$*" 2>/dev/null || unwritable; }
say() { [[ -n ${SPLIT_STARTUP_QUIET-} ]] || tell "$@"; }
# Where that cannot be written, the exit code is left
warn() { printf '%s: %s\n' "$VERB" "$*" >&2 2>/dev/null || true; }

# unwritable: if standard output takes no more, nobody must think that all was said. Where
# nobody reads any more, as behind "| head", this ends the verb without a word.
unwritable() {
	printf '\n' 2>/dev/null ||
		die "$E_SPACE" "what is to be said cannot be written: standard output is full, or was closed"
}

# die CODE MESSAGE...: one line that says what is wrong and what to do
die() {
	warn "${@:2}"
	leave "$1"
}

# is_said CODE: of a subshell that has said its line. git has 255 for what it dies of
is_said() { (($1 >= SAID && $1 <= SAID + E_BUG)); }

# leave CODE: after the line is said
leave() {
	trap - ERR
	((BASH_SUBSHELL == 0)) || exit $(($1 + SAID))
	exit "$1"
}

# verb NAME ARGS...: another of the verbs; where that ends, so does this one
verb() { "$TOP/scripts/$1" "${@:2}" || leave "$?"; }

on_error() {
	local code=$1 line=$2 command=$3
	trap - ERR
	! is_said "$code" || leave $((code - SAID))
	# Ctrl-C reaches whatever runs in front, and can end it before this shell hears
	((code != E_INT)) || on_interrupt
	! no_space || leave "$E_SPACE"
	! stale_lock || leave "$E_TOOL"
	unwritable
	warn "${BASH_SOURCE[1]#"$TOP"/}:$line: '$command' failed ($code): this is a bug of the tools"
	leave "$E_BUG"
}
trap 'on_error "$?" "$LINENO" "$BASH_COMMAND"' ERR

# absolute FILE: where it is for whoever has typed it, also after a cd
absolute() {
	case $1 in
	/*) printf '%s\n' "$1" ;;
	*)
		[[ -z ${SPLIT_STARTUP_NOWHERE-} ]] ||
			die "$E_USAGE" "$1: the folder that you are in was removed: go to one that is there, or give the whole path"
		printf '%s/%s\n' "${PWD%/}" "$1"
		;;
	esac
}

# Verbs that this one calls have them, too. A relative XDG_CACHE_HOME does not count, as
# its specification says; ~ is known without HOME, too.
[[ -n ${HOME-} ]] || unset HOME
[[ ${XDG_CACHE_HOME-} == /* ]] || XDG_CACHE_HOME=${HOME:-~}/.cache
CACHE=${SPLIT_STARTUP_CACHE:-$XDG_CACHE_HOME/split-startup}
[[ $CACHE == /* ]] || CACHE=$(absolute "$CACHE")
OUT=${SPLIT_STARTUP_OUT:-$TOP/out}
[[ $OUT == /* ]] || OUT=$(absolute "$OUT")
readonly CACHE OUT REPO=$CACHE/linux.git
export SPLIT_STARTUP_CACHE=$CACHE SPLIT_STARTUP_OUT=$OUT
for name in SPLIT_STARTUP_{PATCHES,FIGURES,RESULTS} PATCHES_BEFORE CCACHE_DIR; do
	[[ -z ${!name-} || ${!name} == /* ]] || printf -v "$name" '%s' "$(absolute "${!name}")"
done
# What PATH has to find stays as it is
[[ ! ${CROSS_COMPILE-} =~ ^[^/\ ]+/[^\ ]*$ ]] || CROSS_COMPILE=$(absolute "$CROSS_COMPILE")
own_shell

# Of verbs that call each other only the outermost says it
readonly NESTED=${SPLIT_STARTUP_NESTED-}
export SPLIT_STARTUP_NESTED=1

# A trap comes in the middle of a function, whose messages may go to a file
exec {STDERR}>&2
readonly STDERR
on_interrupt() {
	trap - HUP INT TERM ERR
	[[ $BASH_SUBSHELL -gt 0 || -n $NESTED ]] ||
		warn "interrupted; what was finished is kept, run it again to go on" 2>&"$STDERR"
	exit "$E_INT"
}
trap on_interrupt HUP INT TERM

# A full disk looks like a failure of whatever wrote last: say what it is.
no_space() {
	local dir free
	for dir in "$CACHE" "$OUT" "${TMPDIR:-/tmp}"; do
		[[ -d $dir ]] || continue
		free=$(df --output=avail -k -- "$dir" 2>/dev/null | tail -n 1) || continue
		if ((free < 1024)); then
			warn "no space left on the file system of $dir: free some, or move it (SPLIT_STARTUP_CACHE, SPLIT_STARTUP_OUT)"
			return 0
		fi
	done
	return 1
}

# A git that was killed leaves a lock, and the next one that needs it says so and dies
stale_lock() {
	local lock
	for lock in "$REPO"/*.lock; do
		[[ -f $lock ]] || continue
		warn "if no git is at work, one that was killed has left $lock: remove it, and call $VERB again"
		return 0
	done
	return 1
}

# folder DIR: it is there, and can be written
folder() {
	! { mkdir -p -- "$1" && [[ -w $1 ]]; } 2>/dev/null || return 0
	! no_space || leave "$E_SPACE"
	die "$E_USAGE" "the folder $1 cannot be made or written: name another with SPLIT_STARTUP_CACHE or SPLIT_STARTUP_OUT"
}

# need_space MIB DIR: refuse to start what cannot be finished
need_space() {
	local free
	folder "$2"
	free=$(df --output=avail -m -- "$2" | tail -n 1)
	((free >= $1)) ||
		die "$E_SPACE" "$2 has ${free// /} MiB free, and this needs $1:" \
			"free some, or move it (SPLIT_STARTUP_CACHE, SPLIT_STARTUP_OUT)"
}

# need TOOL...: the first missing one ends the verb
need() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null ||
			die "$E_TOOL" "$tool is missing: scripts/setup --all installs what the tools need"
	done
}

# lock PATH: nobody else has it until this verb ends, or unlocks it
declare -A locks=()
lock() {
	local fd
	folder "${1%/*}"
	exec {fd}>"$1.lock"
	locks[$1]=$fd
	flock -n "$fd" && return
	say "another verb is at work in $1: waiting for it"
	flock "$fd"
}

unlock() {
	local fd=${locks[$1]}
	unset "locks[$1]"
	exec {fd}>&-
}

# worse CODE CODE: which of two ends of a boot is said. One that did not get to its end
# explains everything else, then a splat does, then what failed first.
worse() {
	local code
	for code in "$E_BOOT" "$E_SPLAT"; do
		if (($1 == code || $2 == code)); then
			printf '%d\n' "$code"
			return
		fi
	done
	printf '%d\n' $(($1 ? $1 : $2))
}

# usage: the comment at the head of the verb's file is its help text
usage() { sed -n '4,/^$/s/^# \{0,1\}//p' "$0" 2>/dev/null || unwritable; }

bad_usage() {
	local see="; see"
	[[ $* != *'?' ]] || see=' See'
	die "$E_USAGE" "$*$see scripts/$VERB --help"
}

# options WORD...: takes a verb's words apart. Its options are those of its synopsis, the first paragraph
# of its help text: "--times N" takes a value, "[--fault SPEC]..." may come again. Those of take_cut
# (--unpatched, --upto, --with) go there. Sets opt[NAME] of each that is given, to 1 or the value, with a
# line for each if it may come again; and words to what is no option.
declare -A opt=()
words=()
options() {
	local synopsis name used
	synopsis=$(usage | sed '/^$/q')
	synopsis=" ${synopsis//$'\n'/ } "
	while (($#)); do
		name=${1#--}
		used=1
		if [[ $1 == --help ]]; then
			usage
			exit
		elif [[ $1 != -* ]]; then
			words+=("$1")
		elif [[ ! $1 =~ ^--[a-z-]+$ || ! $synopsis =~ [\ \[|]$1[]\ |] ]]; then
			bad_usage "unknown option $1"
		elif [[ ! $synopsis =~ [\ \[|]$1\ [^]\ \[|] ]]; then
			opt[$name]=1
		else
			(($# > 1)) || bad_usage "$1 needs a value"
			used=2
			if [[ $synopsis =~ \[$1\ [^]]*\][.]{3} ]]; then
				[[ $2 != *$'\n'* ]] || bad_usage "$1 takes one line"
				opt[$name]=${opt[$name]-}$2$'\n'
			else
				opt[$name]=$2
			fi
		fi
		[[ $synopsis != *'[--unpatched'* || ! $name =~ ^(unpatched|upto|with)$ ]] || take_cut "$@"
		shift "$used"
	done
}

# existing OPTION FILE: the file that the option names, as the whole path
existing() {
	local file
	file=$(absolute "$2")
	[[ -e $file ]] || bad_usage "$1 $2: no such file"
	[[ -f $file && -r $file ]] || bad_usage "$1 $2: not a file that can be read"
	printf '%s\n' "$file"
}

[[ -z $no_value ]] || bad_usage "$no_value needs a folder"
# shellcheck disable=SC2034 # port and apply tell and use them
readonly PATCHES_OPTION PATCHES_BEFORE

# field FILE SECTION KEY [DEFAULT]: a value of ci/kernels or ci/machines
field() {
	git config -f "$TOP/ci/$1" --get "$2.$3" || printf '%s\n' "${4-}"
}

# sections FILE KIND: the names of all sections of that kind, in order
sections() {
	sed -n "s/^\[$2 \"\(.*\)\"\]$/\1/p" "$TOP/ci/$1"
}

# Asked for here, as what paint says is mostly put into a line first: in there it
# writes to a pipe
COLOUR=0
[[ ! -t 1 || -n ${NO_COLOR-} || ${TERM-dumb} == dumb ]] || COLOUR=1
readonly COLOUR

# paint WORD: PASS, FAIL and SKIP in colour, where a person looks at a terminal
paint() {
	local colour
	case $1 in
	PASS* | APPLIES) colour=32 ;;
	FAIL*) colour=31 ;;
	*) colour=33 ;;
	esac
	if ((COLOUR)); then
		printf '\033[%sm%s\033[0m' "$colour" "$1"
	else
		printf '%s' "$1"
	fi
}

# seconds START: since then, for people
seconds() { printf '%d s' $(($(date +%s) - $1)); }

# bare COMMAND...: without what is meant for verbs alone. make hands all of its environment on
bare() (
	unset "${!SPLIT_STARTUP_@}" "${!CPUHP_@}" CROSS_COMPILE
	exec "$@"
)

# first_line: of what a pipe brings, all of which is read. With pipefail head would have
# a writer of much fail, of SIGPIPE; so would grep -q.
first_line() { sed -n 1p; }

sha() { sha256sum | cut -c1-"${1:-64}"; }

kgit() { git --git-dir="$REPO" "$@"; }
