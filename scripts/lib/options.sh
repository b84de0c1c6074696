# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The options of a verb are those of its synopsis, the first paragraph of its help text: one with a
# word behind it, "--times N", takes a value.

# take_options OPTIONS WORDS ARGS...: of the caller's, OPTIONS is an associative array, which gets
# [times]=20 of "--times 20" and [apply_only]=1 of "--apply-only", and WORDS an array of what is no
# option
take_options() {
	local -n into=$1 others=$2
	local synopsis key
	synopsis=" $(usage | sed '/^$/q') "
	synopsis=${synopsis//$'\n'/ }
	shift 2
	while (($#)); do
		key=${1#--}
		key=${key//-/_}
		if [[ $1 == --help ]]; then
			usage
			exit
		elif [[ $1 != -* ]]; then
			others+=("$1")
		elif [[ ! $1 =~ ^--[a-z-]+$ || ! $synopsis =~ [\ \[|]$1[]\ |] ]]; then
			bad_usage "unknown option $1"
		elif [[ ! $synopsis =~ [\ \[|]$1\ [^]\ \[|] ]]; then
			into+=(["$key"]=1)
		else
			(($# > 1)) || bad_usage "$1 needs a value"
			into+=(["$key"]=$2)
			shift
		fi
		shift
	done
}
