# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Completion for the verbs, as called from the top of the project:
#
#     source scripts/completion.bash
#
# Options are read from each verb's --help, names from ci/ and patches/.

_split_startup_sections() { sed -n "s/^\[$2 \"\(.*\)\"\]$/\1/p" "ci/$1"; }

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
	--machines) _split_startup_sections machines machine ;;
	--rows) sed -n 's/^\[machine "fault-\(.*\)"\]$/\1/p; s/^\trow = \([^ ]*\) .*/\1/p' selftests/firmware/faults ;;
	--figures) _split_startup_sections figures figure ;;
	--variants) printf '%s\n' unpatched part1 serial parallel ;;
	--config) printf '%s\n' tiny tiny+debug tiny+trace tiny+nohotplug virt defconfig x86_64+debug riscv64+debug ;;
	--upto) _split_startup_patches ;;
	--when) printf '%s\n' change weekly ;;
	--accel) printf '%s\n' tcg kvm ;;
	--from) _split_startup_sections kernels kernel ;;
	--gates) "$verb" --list 2>/dev/null | awk '{ print $1 }' ;;
	--with | --tarball | --keyring | --to | --init | --image | --base | --tree) compgen -f -- "$3" ;;
	esac
}

_split_startup_words() {
	case ${1##*/} in
	matrix) _split_startup_sections kernels row ;;
	check) compgen -d -- "$2" ;;
	test | setup | report) ;;
	*) _split_startup_sections kernels kernel ;;
	esac
}

_split_startup() {
	local verb=$1 word=$2 before=$3 values
	values=$(_split_startup_values "$verb" "$before" "$word")
	if [[ -z $values && $word == -* ]]; then
		values=$("$verb" --help | grep -oE -- '--[a-z][a-z-]*' | sort -u)$'\n--help\n--quiet'
	elif [[ -z $values ]]; then
		values=$(_split_startup_words "$verb" "$word")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
}

for _split_startup_verb in scripts/*; do
	[[ -f $_split_startup_verb && -x $_split_startup_verb ]] &&
		complete -o filenames -F _split_startup "$_split_startup_verb" "./$_split_startup_verb"
done
unset _split_startup_verb
