# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The patches in an mbox, as mailing lists have them: of the newest version, each once.

# split_mbox FILE DIR: its mails in DIR/mails, in the order of the file
split_mbox() {
	local file=$1 scratch=$2 first
	mkdir "$scratch/mails"
	gzip -cdf -- "$file" >"$scratch/mbox" 2>/dev/null ||
		die "$E_USAGE" "$file cannot be read or unpacked: it is truncated, or no file for you"
	[[ -s $scratch/mbox ]] || die "$E_USAGE" "$file is empty"
	# As mbox, or a single one that begins with its headers
	first=$(first_line <"$scratch/mbox" | tr -d '\0\r')
	if ! [[ $first =~ ^From\ .*[0-9]:[0-9][0-9]|^[A-Za-z][A-Za-z0-9-]*:\  ]] || ! grep -qi '^subject:' "$scratch/mbox"; then
		first=$(tr -d '\0\r' <"$scratch/mbox" | grep -m1 . | tr -c '[:print:]\n' '?' | cut -c1-40) || true
		die "$E_USAGE" "$file is no mbox, it begins with '$first':" \
			"what is saved or copied from an archive's page has lost headers and white space," \
			"so get the mail itself (\"raw\", \"mbox.gz\")"
	fi
	git mailsplit -b -d4 --mboxrd -o"$scratch/mails" "$scratch/mbox" >/dev/null 2>&1 ||
		die "$E_USAGE" "$file is no mbox that git can split"
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
# no answer and no cover letter. An answer has something before the bracket, or says "Re:" in
# the language of its mailer.
find_patches() {
	local scratch=$1 mail subject number
	for mail in "$scratch"/mails/[0-9]*; do
		git mailinfo -k --quoted-cr=strip /dev/null "$mail.diff" <"$mail" >"$scratch/info" 2>/dev/null || continue
		grep -q '^diff --git \|^+++ ' "$mail.diff" || continue
		subject=$(sed -n 's/^Subject: //p' "$scratch/info")
		[[ ! ${subject,,} =~ ^(re|aw|sv|vs|antw|fwd?|wg|回复|答复)(\[[0-9]+\])?[:：]|^[^[].*\[[^]]*patch ]] || continue
		number=$(number_of "$subject")
		[[ $number =~ ^[0-9]+\ 0\ [1-9] ]] || printf '%s %s %s\n' "$number" "${mail##*/}" "$subject"
	done
}

# choose_patches MBOX DIR: of the newest version, in the order of their numbers, each once, also if it
# came through several lists, which add to its text: "number mail subject" in DIR/chosen
choose_patches() {
	local mbox=$1 scratch=$2 newest others version n of kind file subject id total=0 missing=''
	local -A had=()
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
		total=$((of > total ? of : total))
		id=$n.$(git patch-id --stable <"$scratch/mails/$file.diff" | cut -d' ' -f1)
		[[ ! -v had[$id] ]] || continue
		[[ $n == 0 || ! -v had[$n] ]] ||
			die "$E_USAGE" "$mbox has two patches $n of v$newest that differ ('$subject'): leave one series in it"
		had+=([$n]=1 [$id]=1)
		printf '%s %s %s\n' "$n" "$file" "$subject"
	done < <(grep "^$newest " "$scratch/found" | sort -s -n -k2,2) >"$scratch/chosen"
	for ((n = 1; n <= total; n++)); do
		[[ -v had[$n] ]] || missing+=", $n"
	done
	[[ -z $missing ]] ||
		warn "$mbox has not all of the $total patches of v$newest: ${missing:2} is missing, and the others are compared"
}
