# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The mails of a series, made by git, as it knows how a mail is written.

# What is exported, for all of lib/export. scripts/export sets it: branch; owner, whose list it is; set,
# or nothing; before, the patches that the set stands on; base, the kernel to name; signoff. mail, the
# address of the cover letter, is set here.
declare -A EXPORT=()
# A folder to work in, and how many patches there are
WORK='' COUNT=0

plain_git() { git -C "$WORK/git" "$@"; }

# info_of PATCH KEY: as git mailinfo has found it
info_of() { sed -n "s/^$2: //p" "$WORK/$1.info"; }

# read_patch N FILE: takes the mail apart into info, message and diff
read_patch() {
	local n=$1 file=$2
	local -a trailers=(cat)
	plain_git mailinfo "$WORK/$n.body" "$WORK/$n.diff" <"$PATCH_DIR/$file" >"$WORK/$n.info" 2>/dev/null ||
		die "$E_APPLY" "patches/$file is no mail that git am takes: make it with git format-patch"
	[[ -n $(info_of "$n" Subject) && -n $(info_of "$n" Email) && -n $(info_of "$n" Date) && -s $WORK/$n.diff ]] ||
		die "$E_APPLY" "patches/$file has no subject, author, date or diff: make it with git format-patch"
	# Our own trailer is made known to git, which would else not see the last paragraph
	# as one of trailers where a variant has its "[6.12: …]" there
	[[ -z ${EXPORT[signoff]} ]] || trailers=(plain_git -c trailer.status.key=Upstream-Status interpret-trailers
		--if-exists addIfDifferent --trailer "Signed-off-by: ${EXPORT[signoff]}")
	{
		info_of "$n" Subject
		printf '\n'
		cat "$WORK/$n.body"
	} | "${trailers[@]}" >"$WORK/$n.message"
	end_of_mail "$WORK/$n.diff"
}

# A mail ends in a signature, so that nothing an archive adds runs into the diff, and an
# empty line. Some patch files have both, some have none.
end_of_mail() {
	tail -n 3 "$1" | grep -qx -- '-- ' || printf -- '-- \nsplit-startup\n' >>"$1"
	[[ -z $(tail -n 1 "$1") ]] || printf '\n' >>"$1"
}

empty_tree() { plain_git mktree </dev/null; }

# commit N PARENT AUTHOR MAIL DATE: one without content, of the message N
commit() {
	GIT_AUTHOR_NAME=$3 GIT_AUTHOR_EMAIL=$4 GIT_AUTHOR_DATE=$5 \
		GIT_COMMITTER_NAME=split-startup GIT_COMMITTER_EMAIL=split-startup@localhost GIT_COMMITTER_DATE='@0 +0000' \
		plain_git commit-tree -p "$2" -F "$WORK/$1.message" "$(empty_tree)"
}

commit_patches() {
	local n parent=$1
	for ((n = 1; n <= COUNT; n++)); do
		parent=$(commit "$n" "$parent" "$(info_of "$n" Author)" "$(info_of "$n" Email)" "$(info_of "$n" Date)")
	done
	plain_git update-ref refs/heads/series "$parent"
}

# Commits without content carry author, date and message to git format-patch, which
# knows how a mail is written; the diffs follow later. So no kernel is needed. The
# cover letter is a commit, too, in front of the others: it needs the list of them,
# so they are made twice.
make_commits() {
	local cover newest sender mail
	plain_git update-ref refs/heads/base "$(plain_git commit-tree -m base "$(empty_tree)")"
	commit_patches base
	sender=${EXPORT[signoff]:-$(plain_git log -1 --format='%an <%ae>' series)}
	mail=${sender##*<}
	EXPORT[mail]=${mail%>}
	newest=$(plain_git log --format=%at base..series | sort -n | tail -n 1)
	cover_text >"$WORK/0.message"
	cover=$(commit 0 base "${sender% <*}" "${EXPORT[mail]}" "@$newest +0000")
	plain_git update-ref refs/heads/cover "$cover"
	commit_patches cover
}

# unfold FILE: each header on one line, as b4 0.12 ends in a traceback over a folded From
unfold() {
	awk '
		!body && /^[ \t]/ { sub(/^[ \t]+/, " "); line = line $0; next }
		NR > 1 { print line }
		{ line = $0; if (line == "") body = 1 }
		END { print line }
	' "$1" >"$1.unfolded"
	mv -- "$1.unfolded" "$1"
}

# encode FILE: a mail in the text of which a line begins with "From ", as quoted-printable:
# b4 takes such a line for the next mail
encode() {
	local headers='Content-Transfer-Encoding: quoted-printable'
	sed '1,/^$/d' "$1" | grep -q '^From ' || return 0
	grep -q '^Content-Type: ' "$1" || headers=$'MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n'$headers
	{
		sed '/^$/,$d; /^Content-Transfer-Encoding: /d' "$1"
		printf '%s\n\n' "$headers"
		sed '1,/^$/d; s/=/=3D/g; s/^From /=46rom /; s/ $/=20/; s/\t$/=09/' "$1"
	} >"$1.encoded"
	mv -- "$1.encoded" "$1"
}

# format DIR FIRST OPTIONS...: mails from number FIRST on, with their diffs
format() {
	local dir=$WORK/$1 n=$2
	shift 2
	plain_git format-patch -q --always --zero-commit --no-signature --numbered-files --encode-email-headers \
		--start-number "$n" -o "$dir" "$@"
	for (( ; n <= COUNT; n++)); do
		unfold "$dir/$n"
		cat "$WORK/$n.diff" >>"$dir/$n"
	done
}

# id_of N FILE: from what is in the mail, so that it changes with it and only then
id_of() { printf '<%s.%s.git.%s>' "$(sha 40 <"$2")" "$1" "${EXPORT[mail]}"; }

# thread: a cover letter that depends on all patches, and patches that answer it
thread() {
	local dir=$WORK/mails n cover id
	for ((n = 0; n <= COUNT; n++)); do encode "$dir/$n"; done
	for ((n = 0; n <= COUNT; n++)); do cat "$dir/$n"; done >"$WORK/all"
	cover=$(id_of cover "$WORK/all")
	for ((n = 1; n <= COUNT; n++)); do
		id=$(id_of "$n" "$dir/$n")
		sed -i "1a\\Message-ID: $id\\nIn-Reply-To: $cover\\nReferences: $cover" "$dir/$n"
	done
	sed -i "1a\\Message-ID: $cover" "$dir/0"
}
