# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Work trees that people change: those that apply leaves, and folders of their own,
# which are copied to one of ours and never written to.

# What is told of a kernel that is built with changes in it, set by read_changes
# and take_folder: edited, the paths that differ from the commit; mark, what the kernel's
# name ends with then, as of git describe; state, of all that make sees; told, for people
# shellcheck disable=SC2034 # boot, build and run tell and use them
mark='' state='' told='' left='' commit=''
edited=()

# name_edits LIST: sets edited, of one path a line; and adds to mark and told
name_edits() {
	edited=()
	[[ -n $1 ]] || return 0
	mapfile -t edited <<<"$1"
	mark+=-dirty
	told+="${told:+, }edited: $(printf '%s\n' "${edited[@]:0:3}" | paste -sd ' ')"
	((${#edited[@]} <= 3)) || told+=" and $((${#edited[@]} - 3)) more"
}

# lines: of what ends with a NUL. A line's end in a name would look like two of them
lines() { tr '\n\0' '?\n'; }

# edits_of DIR: the paths that differ from its commit, new ones too, but none that git ignores
edits_of() { git -C "$1" status --porcelain -z --no-renames --untracked-files=all | cut -z -c4- | lines; }

# tree_as_is DIR: the tree that git would commit if all of it was added
tree_as_is() {
	local index
	index=$(git -C "$1" rev-parse --path-format=absolute --git-path index)
	# With its time, by which git knows what may have changed in that very second
	cp -p -- "$index" "$index.as-is"
	GIT_INDEX_FILE=$index.as-is git -C "$1" add -A --sparse 2>"$1.log" ||
		die "$E_BUILD" "git cannot read what is edited in $1: $(git_said "$1.log")"
	GIT_INDEX_FILE=$index.as-is git -C "$1" write-tree
	rm -f -- "$index.as-is" "$1.log"
}

# branch_of LABEL: the one that apply makes
branch_of() {
	case $1 in
	*-unpatched) printf 'unpatched/%s\n' "$(ref_of "${1%-unpatched}")" ;;
	*) printf 'split-startup/%s\n' "$(ref_of "$1")" ;;
	esac
}

# read_changes TREE LABEL: what people did in that work tree since apply has left it, at the commit
# that is set as left. Where apply was stopped on the way, what is there is nobody's.
read_changes() {
	local tree=$1 branch head n list
	branch=branch.$(branch_of "$2")
	mark='' told='' state='' edited=()
	left=$(kgit config "$branch.applied" || true)
	[[ -e $tree/.git ]] && head=$(git -C "$tree" rev-parse -q --verify HEAD 2>/dev/null) || return 0
	[[ -n $left || -n $(kgit config "$branch.series" || true) ]] || return 0
	left=${left:-$head} state=$head
	if [[ $head != "$left" ]]; then
		mark=-g${head:0:12}
		if git -C "$tree" merge-base --is-ancestor "$left" "$head"; then
			n=$(git -C "$tree" rev-list --count "$left..$head")
			mark=-$n$mark
			told="$n commit$( ((n == 1)) || echo s) on top of what scripts/apply left"
		else
			told="at commit ${head:0:12}, and not on top of what scripts/apply left"
		fi
	fi
	list=$(edits_of "$tree")
	name_edits "$list"
	((!${#edited[@]})) || state+=-$(tree_as_is "$tree")
}

# --- a folder of the user's as KERNEL

# folder_name DIR: what the kernel in there is called, the same each time
folder_name() {
	local path
	need_folder "$1"
	path=$(realpath -e -- "$(absolute "$1")")
	printf '%s-%s\n' "$(printf '%s' "${path##*/}" | LC_ALL=C sed -z 's/[^A-Za-z0-9._-]/_/g; s/^[.-]/_/; s/[.][.]/__/g')" \
		"$(printf '%s' "$path" | sha 8)"
}

# name_of KERNEL SUFFIX: of a kernel that was fetched, or of a folder of the user's
name_of() {
	if ! is_folder "$1"; then
		resolve "$1"
	elif [[ -n $2 ]]; then
		bad_usage "$1 is built as it is: --unpatched, --upto and --with are for kernels that were fetched"
	else
		folder_name "$1"
	fi
}

# need_folder DIR: a work tree of git with a kernel in it
need_folder() {
	local dir=$1 why
	[[ -d $dir ]] || bad_usage "$dir: no such folder"
	why=$(git -C "$dir" rev-parse --is-inside-work-tree 2>&1) || true
	case $why in
	true) ;;
	false)
		bad_usage "$dir is a repository without a work tree, so there is nothing to build:" \
			"scripts/fetch --tree $dir REV takes a commit of it"
		;;
	*'not a git repository'*)
		bad_usage "$dir is no work tree of git: git init, git add -A and git commit in it make it one"
		;;
	*) bad_usage "git cannot read $dir: ${why%%$'\n'*}" ;;
	esac
	if ! { [[ -d $dir/arch/arm64 ]] && grep -q '^VERSION *=' "$dir/Makefile" 2>/dev/null; }; then
		bad_usage "$dir is not the top of a kernel's tree: it has no arch/arm64, or no Makefile with a VERSION"
	fi
}

# without_repositories: of what ls-files -s or ls-tree says those that are files
without_repositories() { grep -zv '^160000 ' || (($? == 1)); }

# add_folder DIR INDEX: that index is all of DIR that the user's git tracks or does not
# ignore, as it is there; the objects go to the cache's repository. Only what has changed
# since the last time is read, but for new files that git tracks: then it is all of it.
add_folder() {
	local dir=$1 index=$2 exclude modes id
	local -a git first=()
	exclude=$(git -C "$dir" rev-parse --path-format=absolute --git-path info/exclude)
	modes=$(git -C "$dir" config --type=bool core.fileMode || echo true)
	git=(git -C "$dir" --git-dir="$REPO" --work-tree="$dir" -c core.fileMode="$modes"
		-c core.excludesFile="$exclude" -c advice.addEmbeddedRepo=false)
	git -C "$dir" ls-files -s -z --recurse-submodules | without_repositories >"$index.tracked"
	[[ -f $exclude ]] || exclude=/dev/null
	id=$modes-$({ cut -z -f2- <"$index.tracked" && cat -- "$exclude"; } | sha)
	if [[ ! -f $index || ! -f $index.id || $(<"$index.id") != "$id" ]]; then
		rm -f -- "$index"
		# One pack, not a file for each
		first=(-c core.bigFileThreshold=1)
		GIT_INDEX_FILE=$index "${git[@]}" update-index -z --index-info <"$index.tracked"
	fi
	GIT_INDEX_FILE=$index "${git[@]}" "${first[@]}" add -A 2>"$index.log" || {
		! no_space || leave "$E_SPACE"
		rm -f -- "$index"
		die "$E_BUILD" "git cannot read $dir: $(git_said "$index.log")"
	}
	GIT_INDEX_FILE=$index "${git[@]}" ls-files -s -z | { grep -z '^160000 ' || true; } | cut -z -f2- >"$index.repositories"
	if [[ -s $index.repositories ]]; then
		say "a repository in $dir is not part of it, and is not taken: $(lines <"$index.repositories" | paste -sd ' ')"
		GIT_INDEX_FILE=$index "${git[@]}" update-index -z --force-remove --stdin <"$index.repositories"
	fi
	printf '%s\n' "$id" >"$index.id"
	rm -f -- "$index.tracked" "$index.repositories" "$index.log"
}

# differs DIR TREE: the paths in which it is not the commit that the user is at
differs() {
	[[ $(git -C "$1" rev-parse -q --verify HEAD:./) != "$2" ]] || return 0
	LC_ALL=C comm -z -3 <({ git -C "$1" ls-tree -r -z HEAD 2>/dev/null || true; } | without_repositories |
		LC_ALL=C sort -z) \
		<(kgit ls-tree -r -z "$2" | LC_ALL=C sort -z) | sed -z 's/^\t//' | cut -z -f2- | LC_ALL=C sort -zu | lines
}

# take_folder DIR TREE: our own work tree TREE is as DIR is now; only what has changed is
# written, so that make has little to do. Sets commit as well, the one DIR is at.
take_folder() {
	local dir tree=$2 id ours list
	dir=$(realpath -e -- "$(absolute "$1")")
	init_repo
	[[ -z $(git -C "$dir" ls-files -t | grep -m1 '^S ' || true) ]] ||
		bad_usage "$dir is a sparse checkout, with files missing: git sparse-checkout disable brings them"
	[[ $(git -C "$dir" rev-parse --show-object-format) == "$(kgit rev-parse --show-object-format)" ]] ||
		bad_usage "$dir is not a sha1 repository, and the cache is one: it cannot be taken"
	need_space 4000 "$CACHE"
	mkdir -p -- "${tree%/*}"
	say "reading $dir"
	add_folder "$dir" "$tree.index"
	id=$(GIT_INDEX_FILE=$tree.index kgit write-tree)
	ours=$(kgit commit-tree -m "As it is in $(printf %q "$dir")" "$id")
	if [[ -e $tree/.git ]] && git -C "$tree" rev-parse -q --verify HEAD >/dev/null 2>&1; then
		git -C "$tree" checkout -q -f --detach "$ours"
	else
		drop_tree "$tree"
		say "copying it to $tree"
		kgit worktree add -q -f --detach "$tree" "$ours"
	fi
	state=$ours
	commit=$(git -C "$dir" rev-parse -q --verify HEAD) || commit=none
	mark=-g${commit:0:12}
	told=''
	[[ $commit != none ]] || mark=''
	list=$(differs "$dir" "$id")
	name_edits "$list"
}
