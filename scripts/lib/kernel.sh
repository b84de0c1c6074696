# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-2.0-only
# Kernels: a name, a commit in the cache's repository, a work tree on a branch.
#
# refs/kernels/<ref>            the source as fetched; the commit says whence
# refs/heads/split-startup/<ref> the same with the series
# trees/<name>                  a work tree of either
# branches/<branch>             the name that was fetched last for a branch
#
# <ref> is <name> with the characters that git does not take replaced.

ref_of() { printf '%s' "${1//[~^: ]/_}"; }

# logged LOG COMMAND...: what it says goes there. Redirecting a function would
# also redirect what a trap says meanwhile: that Ctrl-C was heard.
logged() { "${@:2}" >"$1" 2>&1; }

init_repo() {
	[[ -f $REPO/HEAD ]] && return
	folder "$CACHE"
	git init -q --bare -- "$REPO"
	mkdir -p -- "$REPO/info"
	# Sources are imported once and read often: do not spend time packing
	kgit config core.compression 1
	kgit config core.fsync none
	kgit config checkout.workers 0
	printf '/.build-*/\n' >>"$REPO/info/exclude"
}

# is_folder KERNEL: no name of a kernel has a slash in it
is_folder() { [[ $1 == */* || $1 == . || $1 == .. ]]; }

# resolve KERNEL: the exact name of a fetched kernel, from a name or a branch
resolve() {
	local name=$1
	! is_folder "$1" || bad_usage "$VERB takes no folder, but a kernel that was fetched: scripts/fetch --tree $1 HEAD makes one of it"
	[[ -f $CACHE/branches/$1 ]] && name=$(<"$CACHE/branches/$1")
	if ! kgit rev-parse -q --verify "refs/kernels/$(ref_of "$name")" >/dev/null 2>&1; then
		die "$E_FETCH" "kernel $1 is not in the cache: run scripts/fetch $1 first"
	fi
	printf '%s\n' "$name"
}

# take_cut WORD...: the options that say which make of a kernel is meant. Sets
# took (words used), cut (the options again, to pass on) and suffix (of the
# name); and unpatched, upto, with.
unpatched='' upto='' with='' suffix='' took=0
cut=()
take_cut() {
	took=1
	case $1 in
	--unpatched) unpatched=1 suffix+=-unpatched ;;
	--upto | --with)
		(($# > 1)) || bad_usage "$1 needs a value"
		took=2
		printf -v "${1#--}" '%s' "$2"
		[[ $1 != --with ]] || with=$(existing "$@")
		suffix+=-${1#--}-$(basename -- "$2" .patch)
		;;
	*) bad_usage "unknown option $1" ;;
	esac
	cut+=("${@:1:took}")
}

# version_of NAME: VERSION.PATCHLEVEL, as the Makefile of that kernel, or folder, says
version_of() {
	{ if is_folder "$1"; then cat -- "$1/Makefile"; else kgit show "refs/kernels/$(ref_of "$1"):Makefile"; fi; } |
		awk '$1 == "VERSION" { v = $3 } $1 == "PATCHLEVEL" { p = $3 } END { print v "." p }'
}

# tree_of LABEL: where the work tree of that make of a kernel is
tree_of() { printf '%s/trees/%s\n' "$CACHE" "$1"; }

# make_kernel KERNEL CONFIG CUT...: of the patches as they are now, as apply and
# build see what has changed; once a run
declare -A made=()
make_kernel() {
	[[ -z ${made[$*]:-} ]] || return 0
	verb apply "$1" "${@:3}"
	verb build "$1" --config "$2" "${@:3}"
	made[$*]=1
}

drop_tree() {
	kgit worktree remove --force "$1" 2>/dev/null || rm -rf -- "$1"
	kgit worktree prune
}

# add_tree DIR BRANCH COMMIT FILE...: a work tree with only these files in it.
# git am needs no more, and writing 86,000 takes half a minute; see fill_tree.
add_tree() {
	local dir=$1 branch=$2 commit=$3
	shift 3
	drop_tree "$dir"
	kgit worktree add -q --no-checkout -f -B "$branch" "$dir" "$commit" 2>/dev/null
	git -C "$dir" sparse-checkout set --no-cone "${@/#//}"
	git -C "$dir" checkout -q "$branch"
}

is_sparse() { [[ $(git -C "$1" config --worktree core.sparseCheckout) == true ]]; }

# fill_tree DIR: check out the rest, before a build
fill_tree() {
	is_sparse "$1" || return 0
	say "checking out $(git -C "$1" ls-files | wc -l) files to $1"
	git -C "$1" sparse-checkout disable
}
