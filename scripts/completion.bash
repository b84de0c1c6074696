# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Completion for the verbs, as called from the top of the project:
#
#     source scripts/completion.bash
#
# Options are read from each verb's --help, names from ci/ and patches/.

_split_startup_sections() { sed -n "s/^\[$2 \"\(.*\)\"\]$/\1/p" "ci/$1"; }

# Branches of ci/kernels, and the names that kernels were given or fetched by
_split_startup_kernels() {
	_split_startup_sections kernels kernel
	find "${SPLIT_STARTUP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/split-startup}/branches" \
		-type f -printf '%f\n' 2>/dev/null
}

_split_startup_patches() {
	local list
	for list in patches/series*; do
		sed -n 's/^# group: //p; /^#/d; /^$/d; s#^\(.*/\)\?\(.*\)[.]patch$#\2#p' "$list"
	done | sort -u
}

_split_startup_values() {
	local verb=$1 option=$2
	case $option in
	--machine)
		_split_startup_sections machines machine
		_split_startup_sections ../selftests/firmware/faults machine
		_split_startup_sections figures machine
		;;
	--machines) _split_startup_sections machines machine | if [[ $verb == */torture ]]; then grep '^torture-'; else cat; fi ;;
	--format) printf '%s\n' deb rpm tar ;;
	--rows) sed -n 's/^\[machine "fault-\(.*\)"\]$/\1/p; s/^\trow = \([^ ]*\) .*/\1/p' selftests/firmware/faults ;;
	--figures) _split_startup_sections figures figure && _split_startup_sections figures exact ;;
	--variants) printf '%s\n' unpatched serial parallel concurrent ;;
	--config)
		printf '%s\n' tiny tiny+debug tiny+trace tiny+nohotplug
		sed -n 's/^\tconfig = //p' ci/kernels
		;;
	--upto) _split_startup_patches ;;
	--when) printf '%s\n' change weekly ;;
	--accel) printf '%s\n' tcg kvm icount ;;
	--from) _split_startup_sections kernels kernel ;;
	--gates) "$verb" --list 2>/dev/null | awk '{ print $1 }' ;;
	esac
}

_split_startup_words() {
	case ${1##*/} in
	matrix) _split_startup_sections kernels row && _split_startup_kernels ;;
	test) find scripts/tests/mutants -type f -printf '%f\n' | sed 's/[.][a-z]*$//' ;;
	setup | report | board) ;;
	*) _split_startup_kernels ;;
	esac
}

_split_startup() {
	local verb=$1 word=$2 before=$3 values
	# Names of files are not words: compgen -W would expand what is in them
	case $before:${verb##*/} in
	--with:* | --tarball:* | --keyring:* | --to:* | --init:* | --image:* | --base:* | --tree:* | --patches:* | \
		--config-from:* | --ssh-config:* | --from:board)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	esac
	# A run folder, or a folder as a kernel
	if [[ ${verb##*/} == check || $word == */* || $word == . ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
	fi
	values=$(_split_startup_values "$verb" "$before")
	if [[ -z $values && $word == -* ]]; then
		# Of the synopsis: the text below names options of other tools, too
		values=$("$verb" --help | sed '/^$/q' | command grep -oE -- '--[a-z][a-z-]*' | sort -u)$'\n--help\n--quiet\n--patches'
	elif [[ -z $values ]]; then
		values=$(_split_startup_words "$verb")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
}

for _split_startup_verb in scripts/*; do
	[[ -f $_split_startup_verb && -x $_split_startup_verb ]] &&
		complete -o filenames -F _split_startup "$_split_startup_verb" "./$_split_startup_verb"
done
unset _split_startup_verb
