# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Kernels: a name, a commit in the cache's repository, a work tree on a branch.
#
# refs/kernels/<ref>            the source as fetched; the commit says whence
# refs/heads/split-startup/<ref> the same with the series
# trees/<name>                  a work tree of either
# branches/<branch>             the name that was fetched last for a branch
#
# <name> is fit for a folder, a path that make reads, and a table: see fit_name. <ref> is
# <name> as git takes it for a ref, and no two names have the same: see ref_of.
#
# A <branch> is one of ci/kernels, BRANCH:SOURCE, or the name that the user gave a kernel
# with fetch --as: own_kernels has those.

# A ~ was always written as _, so that an old cache keeps its kernels
ref_of() {
	local LC_ALL=C name=$1 ref='' char i
	for ((i = 0; i < ${#name}; i++)); do
		char=${name:i:1}
		case $char in
		[A-Za-z0-9+-]) ;;
		'~') char=_ ;;
		# None at an end, no two together, and no .lock
		.) [[ ${name:i+1} == [A-Za-z0-9+-]* && ${name:i} != .lock && -n $ref ]] || char='=2e' ;;
		*) printf -v char '=%02x' "'$char" ;;
		esac
		ref+=$char
	done
	printf '%s' "$ref"
}

# logged LOG COMMAND...: what it says goes there. Redirecting a function would
# also redirect what a trap says meanwhile: that Ctrl-C was heard.
logged() { "${@:2}" >"$1" 2>&1; }

# git_said FILE: what git has as a reason, in one line
git_said() {
	local said
	# A line that ends with a colon goes on in the next one
	said=$(sed -nE '/:$/{N; s/\n\s*/ /}; s/[[:cntrl:][:space:]]+$//; s/^(remote: )?(fatal|error): //p' "$1")
	# That the other process ended says nothing, and comes at any place among the others
	{
		grep -vE 'died with error|aborting due|hung up|early EOF|index-pack failed|pack-objects' <<<"$said" ||
			printf '%s\n' "$said"
	} | first_line
}

init_repo() {
	folder "$CACHE"
	mkdir -p -- "$CACHE/tmp" "$REPO/info"
	if [[ ! -f $REPO/HEAD ]]; then
		git init -q --bare --object-format=sha1 -- "$REPO"
		# Sources are imported once and read often: do not spend time packing
		kgit config core.compression 1
		kgit config core.fsync none
		kgit config checkout.workers 0
		printf '/.build-*/\n' >>"$REPO/info/exclude"
	fi
	# A source has its bytes, whatever its own .gitattributes ask for
	printf '* -text -ident -filter -working-tree-encoding\n' >"$REPO/info/attributes"
}

# fit_name VERSION: fit for a folder, a path that make reads, and a table
fit_name() {
	local LC_ALL=C.UTF-8 name=${1:0:56}
	printf '%s' "${name//[^[:alnum:].+~_-]/_}"
}

# is_kernel NAME: it was fetched. Not rev-parse, to which what ends in -g and a number is the
# commit of that number.
is_kernel() { [[ -n $1 ]] && kgit show-ref --verify --quiet "refs/kernels/$(ref_of "$1")" 2>/dev/null; }

# fetched_as BRANCH: the name that was fetched last for it, if there is one
fetched_as() {
	[[ -n $1 && $1 != */* && -f $CACHE/branches/$1 ]] || return 0
	cat -- "$CACHE/branches/$1"
}

# own_kernels: the names that the user has given
own_kernels() {
	local known
	known=$(sections kernels kernel)
	[[ -d $CACHE/branches ]] || return 0
	find "$CACHE/branches" -type f ! -name '*:*' -printf '%f\n' | { grep -vxF -- "$known" || true; } | sort -V
}

is_own() { grep -qxF -- "$1" <<<"$(own_kernels)"; }

# is_folder KERNEL: no name of a kernel has a slash in it
is_folder() { [[ $1 == */* || $1 == . || $1 == .. ]]; }

# resolve KERNEL: the exact name of a fetched kernel, from a name or a branch
resolve() {
	local name
	! is_folder "$1" ||
		bad_usage "$VERB takes no folder, but a kernel that was fetched: scripts/fetch --tree $1 HEAD makes one of it"
	name=$(fetched_as "$1")
	name=${name:-$1}
	is_kernel "$name" || die "$E_FETCH" "kernel $1 is not in the cache: run scripts/fetch $1 first"
	printf '%s\n' "$name"
}

# take_cut OPTION [VALUE]: those that say which make of a kernel is meant. Sets cut (the options
# again, to pass on) and suffix (of the name); and unpatched, upto, with.
# shellcheck disable=SC2034 # apply, faults and matrix read them
unpatched='' upto='' with='' suffix=''
cut=()
# shellcheck disable=SC2034
take_cut() {
	if [[ $1 == --unpatched ]]; then
		unpatched=1 suffix+=-unpatched
		cut+=("$1")
		return
	fi
	printf -v "${1#--}" '%s' "$2"
	[[ $1 != --with ]] || with=$(existing "$@")
	suffix+=-${1#--}-$(fit_name "$(basename -- "$2" .patch)")
	cut+=("$1" "$2")
}

# makefile_version: VERSION.PATCHLEVEL, SUBLEVEL and EXTRAVERSION, with a tab between, as the
# Makefile on stdin says; nothing if it is no kernel's
makefile_version() {
	awk '
		{ sub(/\r$/, "") }
		match($0, /^ *(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION)[ \t]*[:?]*=/) {
			name = substr($0, 1, RLENGTH)
			value = substr($0, RLENGTH + 1)
			gsub(/[ \t:?=]/, "", name)
			# A comment begins at a # without a backslash
			gsub(/\\#/, "\001", value)
			sub(/#.*/, "", value)
			gsub(/\001/, "#", value)
			gsub(/^[ \t]+|[ \t]+$/, "", value)
			gsub(/[[:cntrl:]]/, " ", value)
			if (!(name in v)) v[name] = value
		}
		END {
			if (v["VERSION"] v["PATCHLEVEL"] v["SUBLEVEL"] !~ /^[0-9]+$/ || v["VERSION"] == "" || v["PATCHLEVEL"] == "") exit
			printf "%s.%s\t%s\t%s\n", v["VERSION"], v["PATCHLEVEL"], v["SUBLEVEL"], v["EXTRAVERSION"]
		}'
}

# version_of NAME: VERSION.PATCHLEVEL, as the Makefile of that kernel, or folder, says
version_of() {
	if is_folder "$1"; then cat -- "$1/Makefile"; else kgit show "refs/kernels/$(ref_of "$1"):Makefile"; fi |
		makefile_version | cut -f 1
}

# A function of awk, with which versions are compared
readonly NUMBER='function number(word, part) { split(word, part, "."); return part[1] * 100000 + part[2] }'

# is_older BRANCH BRANCH: the first is
is_older() { [[ $1 != "$2" && $(printf '%s\n' "$1" "$2" | sort -V | first_line) == "$1" ]]; }

# nearest VERSION BRANCH...: of these the one of that version, else the next older, else the
# next newer
nearest() {
	printf '%s\n' "${@:2}" | sed -nE '/^[0-9]+[.][0-9]+$/p' | sort -V | awk -v version="$1" "$NUMBER"'
		number($1) <= number(version) { before = $1 }
		number($1) > number(version) && after == "" { after = $1 }
		END { print before == "" ? after : before }'
}

# machines_near VERSION: of ci/kernels, the first is what scripts/run boots
machines_near() {
	local -a branches
	mapfile -t branches < <(sections kernels kernel)
	field kernels "kernel.$(nearest "$1" "${branches[@]}")" machines gicv3-4
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
