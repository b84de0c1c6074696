# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What ci/splats does not allow on a console.

# lines_like FILE SED: its lines that match one of the patterns which the sed
# script picks, as NUMBER:LINE. Bytes, as a console may hold any. A pattern that
# grep does not take ends the verb: it would find nothing for ever.
lines_like() {
	tr -d '\r\000' <"$1" | LC_ALL=C grep -anE -f <(sed -n "$2" "$TOP/ci/splats") || (($? == 1))
}

# splats FILE: as NUMBER:LINE
splats() {
	local allowed denied
	allowed=$(lines_like "$1" 's/^!//p')
	denied=$(lines_like "$1" '/^[#!]/d; /^$/d; p')
	awk -F: '!deny { allowed[$1]; next } NF && !($1 in allowed)' \
		<(printf '%s\n' "$allowed") deny=1 <(printf '%s\n' "$denied")
}
