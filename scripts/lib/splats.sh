# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What ci/splats does not allow on a console.

# What may stand before a message: the number of its line, a level, a time, who said it
readonly BEFORE_MESSAGE='^[0-9]+:(<[0-9]+>)?(\\[ *[0-9]+\\.[0-9]+\\] ?(\\[ *[TC][0-9]+\\] ?)?)?'

# matching OPTION SED BEGIN: the lines that match a pattern which the sed script picks from
# ci/splats, with OPTION -v those that do not. BEGIN is put where a pattern has "^". Bytes,
# as a console may hold any. A pattern that grep refuses ends the verb: it would find
# nothing for ever.
matching() {
	LC_ALL=C grep -aE "$1" -f <(sed -n "$2" "$TOP/ci/splats" | sed -E "s/(^|[|])\^/\1$3/g") || (($? == 1))
}

# messages: of lines with their number before them, each message on a line of its own with
# that number. Half a line of somebody else can stand before a time stamp.
messages() {
	LC_ALL=C sed -E 's/(<[0-9]+>)?\[ *[0-9]+\.[0-9]{6}\]/\x01&/g' |
		awk -F'\001' '{
			n = substr($0, 1, index($0, ":"))
			if ($1 != n || NF == 1)
				print $1
			for (i = 2; i <= NF; i++)
				print n $i
		}'
}

# splats FILE [reasons]: as NUMBER:MESSAGE. With "reasons" without the reasons why a CPU is
# not there, which are somebody else's to judge
splats() {
	local denied='/^[#!]/d; /^$/d; s/^[?]//; p'
	[[ ${2-} != reasons ]] || denied='/^[#!?]/d; /^$/d; p'
	# Most lines are none, so that only few get to what is slow
	tr -d '\r\000\001' <"$1" | LC_ALL=C awk '{ print NR ":" $0 }' | matching -a "$denied" '' | messages |
		matching -a "$denied" "$BEFORE_MESSAGE" | matching -v 's/^!//p' "$BEFORE_MESSAGE"
}
