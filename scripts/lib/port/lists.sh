# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What scripts/port makes of a port: patches/series, the lists that are derived from it, and the
# variants that each of them needs.

source "$TOP/scripts/lib/port/carry.sh"

# In port are from here on [was], the folder of the patches before, and [owners], whom a line that says
# what differs may be of

# stale: whose list is not what the rule gives
stale() {
	local branch list
	while read -r branch; do
		list=$(derive "$branch")
		[[ $list == "$(<"$PATCH_DIR/series-$branch")" ]] || printf '%s\n' "$branch"
	done < <(derived)
}

# check_derived BRANCH: what somebody has changed in the list of another one would be lost
check_derived() {
	local edited
	is_derived "$1" || return 0
	edited=$(stale)
	edited=$(grep -vxF -- "$1" <<<"$edited" | first_line) || true
	[[ -z $edited ]] ||
		die "$E_USAGE" "$PATCH_DIR/series-$edited is not what series gives, as scripts/lint --gates lists says:" \
			"edit series, then scripts/port --lists$PATCHES_OPTION"
}

# write_lists: as the rule gives them; says which are others than before
write_lists() {
	local branch list branches
	[[ -n $(canonical) ]] ||
		die "$E_USAGE" "$PATCH_DIR has no list series that begins with its branch (\"# kernel: 7.3\"): write that"
	branches=$(stale)
	for branch in $branches; do
		list=$(derive "$branch")
		printf '%s\n' "$list" >"$PATCH_DIR/series-$branch"
		printf 'series-%s\n' "$branch"
	done
}

# edit_series BRANCH FILE: that branch takes what FILE names in order, and each other branch with a
# list what it took. What is in FILE alone is then for that branch alone.
edit_series() {
	local branches all edited
	branches=$({ canonical && derived && printf '%s\n' "$1"; } | sort -uV | paste -sd ' ')
	all=$(entries)
	edited=$(awk -F'\t' -v branch="$1" -v branches="$branches" "$NUMBER"'
		function range(first, last, name) {
			return (first ? "# from " b[first] "\n" : "") (last < n ? "# until " b[last] ": " : "") name "\n"
		}
		# What series does not have yet stands behind what it is behind in FILE
		function extra(k) { while (++k <= m && !(want[k] in known)) printf "%s", range(own > 1 ? own : 0, own, want[k]) }
		function flush(   i, first) {
			if (name == "") return
			if (has[own] != (name in at)) {
				has[own] = !has[own]
				text = ""
				for (i = 1; i <= n; i++) {
					if (has[i] && !has[i - 1]) first = i > 1 ? i : 0
					if (has[i] && !has[i + 1]) text = text range(first, i, name)
				}
			}
			printf "%s", text
			if (name in at) extra(at[name])
			name = text = ""
			split("", has)
		}
		BEGIN { n = split(branches, b, " "); for (i = 1; i <= n; i++) if (b[i] == branch) own = i }
		reading == 0 { want[++m] = $1; at[$1] = m; next }
		reading == 1 { if ($3 != "") known[$3]; next }
		$3 != name { flush() }
		sub(/^\t\t/, "") || $0 == "" { print; next }
		!begun++ { extra(0) }
		{
			name = $3
			text = text ($1 ? "# from " $1 "\n" : "") ($2 == "" ? "" : "# until " $2 ": ") name "\n"
			for (i = 1; i <= n; i++)
				if (number($1) <= number(b[i]) && ($2 == "" || number(b[i]) <= number($2))) has[i] = 1
		}
		END { flush() }
	' reading=0 "$2" reading=1 <(printf '%s\n' "$all") reading=2 <(printf '%s\n' "$all"))
	edited=$(sed '/^#/!Q; /^# \(group\|from\|until\)/Q' "$PATCH_DIR/series" && printf '%s\n' "$edited")
	printf '%s\n' "$edited" >"$PATCH_DIR/series"
}

# fits WANTED FILE: the file makes that commit of its parent; or it is another file as that was,
# but for the lines in which a variant says what differs
fits() {
	local wanted=$1 file=$2
	[[ -f $file ]] || return
	if [[ $wanted == *.patch ]]; then
		cmp -s "${port[was]}/$wanted" "$file" || cmp -s <(without_note "${port[was]}/$wanted") <(without_note "$file")
		return
	fi
	(
		export GIT_INDEX_FILE=${port[dir]}.index
		kgit read-tree "$wanted^"
		kgit apply --cached "$file" 2>/dev/null && [[ $(kgit write-tree) == $(kgit rev-parse "$wanted^{tree}") ]]
	)
}

without_note() { sed -E "/^\\[(${port[owners]}): /{:a;/\\]\$/!{N;ba};d}" "$1"; }

# texts_of NAME: its files, the one without a folder first, then those of the newest branch
texts_of() { (cd "$PATCH_DIR" && find . -name "$1" -printf '%d\t%P\n') | sort -k 1,1n -k 2,2Vr | cut -f 2; }

# first_fit WANTED: of the files on stdin
first_fit() {
	local file
	while read -r file; do
		if fits "$1" "$PATCH_DIR/$file"; then printf '%s\n' "$file" && return; fi
	done
	return 1
}

# write_own OWNER PATCH WANTED: a file that fits, in its folder: what was there, a copy, or the commit.
# A copy of an older branch's replaces that, as by the rule it is for that one, too. A variant says
# in its message what differs: of another's the words stay.
write_own() {
	local owner=$1 origin=$2 wanted=$3 name=${2##*/} to=$1/${2##*/} found
	[[ $owner != "$(canonical)" ]] || to=$name
	mkdir -p -- "$PATCH_DIR/$owner"
	if [[ $wanted == *.patch ]]; then
		[[ -f ${port[was]}/$wanted ]] || die "$E_APPLY" "the list of $owner names $wanted, which is not in ${port[was]}:" \
			"mend that, then ${port[again]} --continue"
		warn "$to is what $wanted was: the list of $owner needs that"
		cp -- "${port[was]}/$wanted" "${port[dir]}.mail"
	elif fits "$wanted" "${port[was]}/$to"; then
		cp -- "${port[was]}/$to" "$PATCH_DIR/$to"
		return
	elif found=$(first_fit "$wanted" < <(texts_of "$name")); then
		origin=$found
		cp -- "$PATCH_DIR/$found" "${port[dir]}.mail"
		! is_derived "${found%/*}" || ! is_older "${found%/*}" "${port[branch]}" || rm -- "$PATCH_DIR/$found"
	else
		kgit format-patch -1 --stdout --full-index --zero-commit --no-signature -N "$wanted" >"${port[dir]}.mail"
	fi
	if [[ $to == "$name" ]]; then
		without_note "${port[dir]}.mail" >"$PATCH_DIR/$to"
	elif grep -qE "^\\[(${port[owners]}): " "${port[dir]}.mail"; then
		sed -E "s/^\\[(${port[owners]}): /[$owner: /" "${port[dir]}.mail" >"$PATCH_DIR/$to"
		warn "$to: its line [$owner: …] is that of $origin: see whether it still says what differs"
	else
		sed "0,/^---\$/s//[$owner: TODO: say what differs from $name, and why]\n---/" "${port[dir]}.mail" >"$PATCH_DIR/$to"
		warn "$to: its line [$owner: …] is to be written"
	fi
}

# settle OWNER: on stdin are its patches, and what each has to fit. Where what the rule gives does not,
# it gets a file of its own, which the rule gives then; a list that is not derived may name any.
settle() {
	local owner=$1 rule='' patch wanted file
	! is_derived "$owner" || rule=$(derive "$owner")
	while IFS=$'\t' read -r patch wanted; do
		file=$(first_fit "$wanted" < <(
			if [[ -n $rule ]]; then
				awk -F/ -v name="${patch##*/}" '$NF == name' <<<"$rule"
			else
				printf '%s\n' "$patch" && texts_of "${patch##*/}"
			fi
		)) || {
			write_own "$owner" "$patch" "$wanted"
			file=$owner/${patch##*/}
		}
		[[ -n $rule ]] || sed -i "s#^$patch\$#$file#" "$PATCH_DIR/series-$owner"
	done
}

# new_list: series says which patches a branch takes, where it is derived; else its list is that of
# FROM, but for what was dropped
new_list() {
	local newest
	newest=$(canonical)
	if ! is_derived "${port[branch]}"; then
		list_head "${port[branch]}" >"${port[dir]}.list"
		sed -n '/^$\|^[^#]\|^# group/,$ { /^# \(from\|until\) /!p }' "$(list_of "${port[from]}")" |
			grep -vxFf <(sed -n 's/^dropped\t\([^\t]*\).*/\1/p' "${port[dir]}.done") >>"${port[dir]}.list"
		mv -- "${port[dir]}.list" "$PATCH_DIR/series-${port[branch]}"
		return
	elif is_older "$newest" "${port[branch]}"; then
		sed -i "s/^# kernel: .*/# kernel: ${port[branch]}/" "$PATCH_DIR/series"
		say "${port[branch]} is the canonical branch now, in place of $newest"
	else
		newest=${port[branch]}
	fi
	touch -- "$PATCH_DIR/series-$newest"
	edit_series "${port[branch]}" <(sed -n 's#^taken\t\([^\t]*/\)\?\([^\t]*\).*#\2#p' "${port[dir]}.done")
}

# patch_files DIR, copy_patches FROM TO: the lists, and what they may name
patch_files() { (cd "$1" && find . -maxdepth 2 \( -name 'series*' -o -name '*.patch' \) -xtype f | sort); }
copy_patches() { patch_files "$1" | tar -C "$1" -ch -T - | tar -C "$2" -x --overwrite; }

# All is made in a copy: until that is finished, patches/ stays as it was
write_back() {
	local was=$PATCH_DIR other
	[[ ${port[branch]} != "$(canonical)" ]] ||
		die "$E_USAGE" "${port[branch]} is the canonical branch: edit its patches themselves; the port is in ${port[dir]}"
	check_derived "${port[branch]}"
	rm -rf -- "${port[dir]}.new"
	mkdir -- "${port[dir]}.new"
	copy_patches "$was" "${port[dir]}.new"
	local PATCH_DIR=${port[dir]}.new
	rm -f -- "$PATCH_DIR/${port[branch]}"/*.patch
	new_list
	port+=([was]=$was)
	port[owners]="[0-9]+[.][0-9]+|$(supported | sed 's/[.]/[.]/g; s/ /|/g')"
	sed -n 's/^taken\t//p' "${port[dir]}.done" | settle "${port[branch]}"
	# Each other list keeps the texts that it had: of the derived ones the newest first
	for other in $({ derived | tac && supported | tr ' ' '\n'; } | awk '!seen[$0]++'); do
		[[ $other == "${port[branch]}" ]] || PATCH_DIR=$was patches_of "$other" | sed 's/.*/&\t&/' | settle "$other"
	done
	! is_derived "${port[branch]}" || write_lists >/dev/null
	copy_patches "$PATCH_DIR" "$was"
	comm -23 <(patch_files "$was") <(patch_files "$PATCH_DIR") | (cd "$was" && xargs -r -d '\n' rm --)
	rmdir -- "$was/${port[branch]}" "$was"/[0-9]*.[0-9]*/ 2>/dev/null || true
}
