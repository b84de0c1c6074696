# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The patches in an mbox, as mailing lists have them: of the newest version, each once.

# is_mail FILE: as mbox, or a single one that begins with its headers
is_mail() {
	local first
	IFS= read -r first <"$1" || return 1
	[[ ${first%$'\r'} =~ ^From\ .*[0-9]:[0-9][0-9] || ${first%$'\r'} =~ ^[A-Za-z][A-Za-z0-9-]*:\ .*$ ]] &&
		grep -qi '^subject:' "$1"
}

# split_mbox FILE DIR: its mails in DIR/mails, in the order of the file
split_mbox() {
	local file=$1 scratch=$2 first
	mkdir "$scratch/mails"
	gzip -cdf -- "$file" >"$scratch/mbox" 2>/dev/null ||
		die "$E_USAGE" "$file cannot be read or unpacked: it is truncated, or no file for you"
	[[ -s $scratch/mbox ]] || die "$E_USAGE" "$file is empty"
	if ! is_mail "$scratch/mbox"; then
		first=$(tr -d '\0\r' <"$scratch/mbox" | grep -m1 . | tr -c '[:print:]\n' '?' | cut -c1-40) || true
		die "$E_USAGE" "$file is no mbox, it begins with '$first':" \
			"what is saved or copied from an archive's page has lost headers and white space," \
			"so get the mail itself (\"raw\", \"mbox.gz\")"
	fi
	git mailsplit -b -d4 --mboxrd -o"$scratch/mails" "$scratch/mbox" >/dev/null 2>&1 ||
		die "$E_USAGE" "$file is no mbox that git can split"
}

# header NAME MAIL: of the mail, unfolded; empty if it has none
header() {
	awk -v name="$1:" '
		/^\r?$/ { exit }
		!/^[ \t]/ {
			on = !had && tolower(substr($0, 1, length(name))) == name
			had = had || on
			$0 = substr($0, length(name) + 1)
		}
		on { sub(/^[ \t]+/, ""); text = text (text == "" ? "" : " ") $0 }
		END { print text }' "$2"
}

# number_of SUBJECT: "version number of" of "[PATCH v3 06/12] [RFC] …": 1, 0 and 0 unless
# told, in any of the brackets before the title; and "-" in place of "patch" if none says
# that this is one
number_of() {
	local rest=$1 tags='' version=1 n=0 of=0 kind=-
	while [[ $rest =~ ^[[:space:]]*\[([^]]*)\] ]]; do
		tags+=" ${BASH_REMATCH[1]} "
		rest=${rest:${#BASH_REMATCH[0]}}
	done
	[[ ! ${tags,,} =~ (^|[^a-z0-9]|patch|rfc)v([0-9]+)([^0-9.]|$) ]] || version=$((10#${BASH_REMATCH[2]}))
	if [[ $tags =~ [[:space:],]([0-9]+)/([0-9]+)[[:space:],] ]]; then
		kind="patch" n=$((10#${BASH_REMATCH[1]})) of=$((10#${BASH_REMATCH[2]}))
	fi
	[[ ${tags,,} != *patch* ]] || kind="patch"
	printf '%d %d %d %s\n' "$version" "$n" "$of" "$kind"
}

# title_of SUBJECT: without the brackets before it, as git am takes it
title_of() { sed -E 's/^([[:space:]]*\[[^]]*\])+[[:space:]]*//' <<<"$1"; }

# find_patches DIR: "version number of kind file subject" of each mail that has a diff, and is
# no answer and no cover letter; of a mail that came through several lists the first one.
# An answer has something before the bracket, or says "Re:" in the language of its mailer.
find_patches() {
	local scratch=$1 mail subject id number
	local -A had=()
	for mail in "$scratch"/mails/[0-9]*; do
		git mailinfo -k --quoted-cr=strip "$scratch/message" "$mail.diff" <"$mail" >"$scratch/info" 2>/dev/null ||
			continue
		grep -q '^diff --git \|^+++ ' "$mail.diff" || continue
		subject=$(sed -n 's/^Subject: //p' "$scratch/info")
		[[ ! ${subject,,} =~ ^(re|aw|sv|vs|antw|fwd?|wg|回复|答复)(\[[0-9]+\])?[:：] ]] || continue
		[[ ! ${subject,,} =~ ^[^[].*\[[^]]*patch ]] || continue
		number=$(number_of "$subject")
		[[ ! $number =~ ^[0-9]+\ 0\ [1-9] ]] || continue
		id=$(header message-id "$mail")
		[[ -z $id || ! -v had[$id] ]] || continue
		[[ -z $id ]] || had[$id]=1
		printf '%s %s %s\n' "$number" "${mail##*/}" "$subject"
	done
}

# patch_id MAIL: of its diff, not counting what lists and mailers add
patch_id() { git patch-id --stable <"$1.diff" | cut -d' ' -f1; }

# choose_patches MBOX DIR: of the newest version, in the order of their numbers, each once: "number mail
# subject" in DIR/chosen
choose_patches() {
	local mbox=$1 scratch=$2 newest others version n of kind file subject missing
	local -A first=()
	find_patches "$scratch" >"$scratch/found"
	[[ -s $scratch/found ]] ||
		die "$E_USAGE" "$mbox has $(find "$scratch/mails" -name '[0-9]*' ! -name '*.diff' -printf . | wc -c)" \
			"mails and no patch in them"
	# What a bot, or somebody in between, shows without saying that it is a patch
	if grep -qE '^([0-9]+ ){3}patch ' "$scratch/found"; then sed -i -E '/^([0-9]+ ){3}- /d' "$scratch/found"; fi
	newest=$(sort -n -r "$scratch/found" | head -n 1 | cut -d' ' -f1)
	others=$(cut -d' ' -f1 "$scratch/found" | sort -n -u | grep -vx "$newest" | paste -sd ' ') || true
	[[ -z $others ]] || say "$mbox has several versions: v$newest is compared, not v${others// /, v}"
	while read -r version n of kind file subject; do
		if ((n)) && [[ -v first[$n] ]]; then
			[[ $(patch_id "$scratch/mails/$file") == "$(patch_id "$scratch/mails/${first[$n]}")" ]] ||
				die "$E_USAGE" "$mbox has two patches $n of v$newest that differ ('$subject'): leave one series in it"
			continue
		fi
		first[$n]=$file
		printf '%s %s %s\n' "$n" "$file" "$subject"
	done < <(grep "^$newest " "$scratch/found" | sort -s -n -k2,2) >"$scratch/chosen"
	of=$(grep "^$newest " "$scratch/found" | cut -d' ' -f3 | sort -n | tail -n 1)
	missing=$(comm -23 <(seq 1 "$of" | sort) <(cut -d' ' -f1 "$scratch/chosen" | sort) | sort -n | paste -sd ' ')
	[[ -z $missing ]] ||
		warn "$mbox has not all of the $of patches of v$newest: ${missing// /, } is missing, and the others are compared"
}
