# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What a guest writes can be any bytes. Whoever reads it reads what clean makes of it; the
# file itself stays as it is.

# lines_of FILE: each as clean counts them. CR LF is LF, a CR alone ends a line, too, and a
# line of more than 100 KB is several: awk takes minutes for one of 100 MB
lines_of() {
	LC_ALL=C tr -d '\000' <"$1" | LC_ALL=C sed -E 's/\r+$//; y/\r/\n/' | fold -b -w 100000
}

# clean FILE: its text as lines of UTF-8 that XML can hold. A terminal's sequences,
# controls and broken characters are dropped, lines are not. A sequence that
# does not end takes nothing with it: behind it can be a message of the kernel, and its "["
clean() {
	# Mostly there is nothing to do
	if ! LC_ALL=C grep -qa $'[^ -~\t]' "$1" && (($(LC_ALL=C wc -L <"$1") <= 100000)); then
		cat "$1"
		return
	fi
	local esc=$'\033' bel=$'\007' csi='[0-?]*[ -/]*[]-~@-Z]'
	lines_of "$1" |
		LC_ALL=C sed -E "
			s/$esc\\[$csi//g
			s/\\xc2\\x9b$csi//g
			s/(^|[^\\x80-\\xff])\\x9b$csi/\\1/g
			s/$esc\\][^$bel$esc]*($bel|$esc\\\\)//g
			s/${esc}[()*+]?[^[]//g" |
		LC_ALL=C tr -d '\001-\010\013-\037\177' |
		# It says by 1 that it dropped something
		{ iconv -c -f UTF-8 -t UTF-8 || (($? == 1)); } |
		# No characters of XML, or of Unicode, though iconv takes them
		LC_ALL=C sed -E 's!\xef\xbf[\xbe\xbf]|(\xf4[\x90-\xbf]|[\xf5-\xff])[\x80-\xbf]+!!g'
}

# short: its lines, the first 1000 bytes of each
short() { LC_ALL=C cut -b 1-1000 | { iconv -c -f UTF-8 -t UTF-8 || (($? == 1)); }; }
