# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# One patch after the other to another kernel, with stops where a person is needed: for scripts/port.
# kernel.sh, series.sh, moved.sh and cocci.sh are sourced before.

# What scripts/port fills in: the [branch], or name, that the port is for, the exact [name] of that kernel,
# where it starts [from], its [dir], git's folder [git] of that, and how the verb is called [again]
declare -A port=()

state() { kgit config "port.${port[branch]}.$1" || true; }
set_state() { kgit config "port.${port[branch]}.$1" "$2"; }

# note HOW PATCH: what became of a patch of the list, and in which commit
note() {
	printf '%s\t%s\t%s\n' "$1" "$2" "$(git -C "${port[dir]}" rev-parse HEAD)" >>"${port[dir]}.done"
}

g() { logged "${port[dir]}.log" git -C "${port[dir]}" -c rerere.enabled=true -c rerere.autoUpdate=true "$@"; }

unmerged() { git -C "${port[dir]}" diff --name-only --diff-filter=U; }

# rerere puts a recorded resolution into the index: then nothing is unmerged
resolved_before() {
	[[ -d ${port[git]}/rebase-apply && -z $(unmerged) ]] && ! git -C "${port[dir]}" diff --cached --quiet
}

# A call that another kernel has in one place more, or a signature that another
# architecture has too, is not for a person to type: the semantic patch that
# belongs to this patch looks for them, in the whole of the kernel. Then it is taken.
take() {
	local patch=$1 cocci said before
	for cocci in $(semantic_patches_of "$patch"); do
		widen "$cocci" "${port[dir]}"
		said=$(undone "$cocci" "${port[dir]}")
		[[ -n $said ]] || continue
		before=$(git -C "${port[dir]}" rev-parse HEAD)
		semantic "$cocci" "${port[dir]}" --in-place -D patch >/dev/null
		g commit -q -a --amend --no-edit
		say "$patch: finished by scripts/cocci/${cocci##*/}, to be looked at:"
		git -C "${port[dir]}" --no-pager diff "$before" HEAD
		said=$(undone "$cocci" "${port[dir]}")
		[[ -z $said ]] || {
			set_state stops $(($(state stops) + 1))
			note taken "$patch"
			warn "$said"
			die "$E_APPLY" "finish $patch in ${port[dir]}, then ${port[again]} --continue"
		}
	done
	note taken "$patch"
}

# What a person needs to resolve it: the hunk, and why it does not fit any more
explain() {
	local patch=$1 file function line count a b conflicts
	warn "$patch conflicts with ${port[name]}"
	a=refs/kernels/$(ref_of "$(resolve "${port[from]}")")
	b=refs/kernels/$(ref_of "${port[name]}")
	git -C "${port[dir]}" --no-pager diff --diff-filter=U >&2
	conflicts=$(unmerged)
	while IFS=$'\t' read -r file function line count; do
		grep -qxF -- "$file" <<<"$conflicts" || continue
		what_moved "$a" "$b" "$file" "$function" "$line" "$count" >&2
	done < <(functions_of "$PATCH_DIR/$patch")
}

stop_at() {
	local todo
	set_state stops $(($(state stops) + 1))
	explain "$1"
	todo=$(unmerged | paste -sd ' ')
	todo=${todo:+resolve $todo}
	die "$E_APPLY" "${todo:-do what $1 does, and git add it,} in ${port[dir]}," \
		"then ${port[again]} --continue (or --skip, --abort)"
}

# carry PATCH: one patch, to the next commit
carry() {
	local patch=$1 before covered
	covered=$(covered_by "refs/kernels/$(ref_of "$(resolve "${port[from]}")")" \
		"refs/kernels/$(ref_of "${port[name]}")" "$patch")
	if [[ -n $covered ]]; then
		say "$patch: covered by $covered, dropped"
		note dropped "$patch"
		return
	fi
	before=$(git -C "${port[dir]}" rev-parse HEAD)
	as_applied "$(resolve "${port[from]}")" "$(state next)" >"${port[dir]}.mail"
	if ! g am -q -3 "${port[dir]}.mail"; then
		if resolved_before; then
			say "$patch: resolved as it was before (rerere)"
			g am --continue || stop_at "$patch"
		elif [[ ! -d ${port[git]}/rebase-apply ]]; then
			die "$E_APPLY" "$patch: $(grep -m1 '^error\|^fatal' "${port[dir]}.log")"
		else
			# Without a merge a file is missing: git said which
			[[ -n $(unmerged) ]] || warn "$(grep '^error' "${port[dir]}.log" | head -n 3)"
			stop_at "$patch"
		fi
	elif [[ $(git -C "${port[dir]}" rev-parse HEAD) == "$before" ]]; then
		say "$patch: already there, dropped"
		note dropped "$patch"
		return
	fi
	take "$patch"
}

stopped_patch() { patches_of "${port[from]}" | sed -n "$(state next)p"; }

# What a semantic patch could not do is part of the patch that it belongs to
finished_by_hand() {
	local rest
	[[ $(tail -n 1 "${port[dir]}.done") == taken* ]] || return 0
	rest=$(sed '$d' "${port[dir]}.done")
	git -C "${port[dir]}" diff --quiet || g commit -q -a --amend --no-edit
	printf '%s\n' "$rest" | sed '/^$/d' >"${port[dir]}.done"
	take "$(stopped_patch)"
}

# What has no conflict markers any more. By force, as a distribution's .gitignore may
# have all of the kernel in it.
add_resolved() {
	local file
	while read -r file; do
		[[ ! -f ${port[dir]}/$file ]] || grep -qE '^(<<<<<<<|>>>>>>>) ' "${port[dir]}/$file" ||
			git -C "${port[dir]}" add -f -- "$file"
	done < <(unmerged)
}

go_on() {
	local patch
	patch=$(stopped_patch)
	if [[ ! -d ${port[git]}/rebase-apply ]]; then
		finished_by_hand
		return
	fi
	add_resolved
	[[ -z $(unmerged) ]] || die "$E_APPLY" "not resolved yet: $(unmerged | paste -sd ' ') in ${port[dir]}"
	git -C "${port[dir]}" diff --cached --quiet -G '^(<<<<<<<|>>>>>>>) ' ||
		die "$E_APPLY" "there are conflict markers in what was added in ${port[dir]}"
	g rerere
	g am --continue || die "$E_APPLY" "git am --continue: $(grep -m1 . "${port[dir]}.log")"
	take "$patch"
}

skip() {
	local patch
	patch=$(stopped_patch)
	[[ -d ${port[git]}/rebase-apply ]] || die "$E_USAGE" "no patch has stopped: --continue"
	g am --skip
	note dropped "$patch"
	say "$patch is dropped"
}
