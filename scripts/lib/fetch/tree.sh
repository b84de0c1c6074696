# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The user's own git tree, which is only read.

# in_tree DIR ARG...: git in there; nothing is fetched that a partial clone lacks
in_tree() { GIT_NO_LAZY_FETCH=1 git -c core.warnAmbiguousRefs=true -C "$1" "${@:2}"; }

# has_index DIR: something is checked out there; DIR may also be bare, or a .git folder
has_index() {
	[[ $(in_tree "$1" rev-parse --is-inside-work-tree) == true ]] &&
		[[ -f $(in_tree "$1" rev-parse --path-format=absolute --git-path index) ]]
}

# known_there DIR: git looks upwards for a tree, which may be one that has nothing to do with DIR
known_there() {
	! has_index "$1" || [[ -z $(in_tree "$1" rev-parse --show-prefix) ]] ||
		[[ -n $(in_tree "$1" ls-files -- . 2>/dev/null | first_line) ]]
}

# unchanged DIR: what is checked out there is what HEAD has, or nothing is
unchanged() {
	local dir=$1 said=$CACHE/tmp/said filter
	local -a off=()
	has_index "$dir" || return 0
	while read -r filter; do
		# Not -c, as the name may have a = in it
		off+=("--config-env=$filter=NONE")
	done < <(in_tree "$dir" config --name-only --get-regexp '^filter\..*\.(clean|process|required)$' || true)
	NONE='' in_tree "$dir" "${off[@]}" status --porcelain --untracked-files=no --no-renames --ignore-submodules \
		>"$said.status" 2>"$said" ||
		die "$E_FETCH" "git cannot tell whether $dir has uncommitted changes: $(git_said "$said")"
	[[ -s $said.status ]] || return 0
	filter=$(first_line <"$said.status")
	die "$E_FETCH" "$dir has uncommitted changes (${filter:3} …): commit or stash them, or name the REV you mean"
}

# commit_of DIR REV: its hash
commit_of() {
	local dir=$1 rev=$2 said=$CACHE/tmp/said object commit why
	if object=$(in_tree "$dir" rev-parse --verify --end-of-options "$rev" 2>"$said") && [[ $object =~ ^[0-9a-f]+$ ]]; then
		[[ $rev == HEAD ]] || ! grep 'is ambiguous' "$said" >/dev/null ||
			die "$E_FETCH" "$rev is ambiguous in $dir: name refs/heads/… or refs/tags/…, or the hash"
		commit=$(in_tree "$dir" rev-parse --verify "$object^{commit}" 2>"$said") && printf '%s\n' "$commit" && return
	fi
	why=$(git_said "$said")
	[[ $why != 'Needed a single revision' ]] || why=''
	die "$E_FETCH" "$dir has no commit $rev${why:+: $why}"
}

# as_seen DIR COMMIT: git has nothing else in place of it, or of what is in it; that is not fetched
as_seen() {
	local dir=$1 commit=$2 replaced
	replaced=$(in_tree "$dir" for-each-ref --format='%(refname:lstrip=2)' refs/replace)
	[[ -n $replaced ]] || return 0
	{
		printf '%s\n' "$commit"
		GIT_NO_REPLACE_OBJECTS=1 in_tree "$dir" rev-parse "$commit^{tree}"
		GIT_NO_REPLACE_OBJECTS=1 in_tree "$dir" ls-tree -r -t --object-only "$commit"
	} 2>/dev/null | grep -xF -- "$replaced" >/dev/null || return 0
	die "$E_FETCH" "$dir has something else in place of commit $commit, or of what is in it (git replace -l):" \
		"take a tarball, git archive --prefix=linux/ $commit"
}

# beside DIR OWN: a repository of ours with all that the user's has. What that one lacks, as a partial
# clone does, is asked of who promised to have it, and lands in ours.
beside() {
	local dir=$1 own=$2 path remote url top
	rm -rf -- "$own"
	git init -q --bare --template= --object-format=sha1 -- "$own"
	path=$(in_tree "$dir" rev-parse --path-format=absolute --git-path objects)
	path=${path//\\/\\\\}
	path=${path//\"/\\\"}
	mkdir -p -- "$own/objects/info"
	# Its own, too: git goes from one to the next only so often
	{
		printf '"%s"\n' "${path//$'\n'/\\n}"
		in_tree "$dir" count-objects -v 2>/dev/null | sed -n 's/^alternate: //p'
	} >"$own/objects/info/alternates"
	path=$(in_tree "$dir" rev-parse --path-format=absolute --git-path shallow)
	[[ ! -f $path ]] || cp -- "$path" "$own/shallow"
	top=$(in_tree "$dir" rev-parse --show-toplevel 2>/dev/null) || top=$(in_tree "$dir" rev-parse --absolute-git-dir)
	while read -r remote; do
		url=$(in_tree "$dir" ls-remote --get-url "$remote")
		[[ $url == /* || $url == *:* ]] || url=$top/$url
		git -C "$own" config "remote.$remote.url" "$url"
		git -C "$own" config "remote.$remote.promisor" true
		git -C "$own" config "remote.$remote.partialclonefilter" \
			"$(in_tree "$dir" config --get "remote.$remote.partialclonefilter" || echo blob:none)"
	done < <(promisors "$dir")
}

# promisors DIR: remotes that have what a partial clone lacks
promisors() {
	{
		in_tree "$1" config --type=bool --get-regexp '^remote\..*\.promisor$' |
			sed -n 's/^remote\.\(.*\)\.promisor true$/\1/p'
		in_tree "$1" config --get extensions.partialClone
	} | sort -u || true
}

# take_commit DIR COMMIT HISTORY OFFLINE: into the cache, with what leads to it if HISTORY is 1; nothing
# is asked of a remote if OFFLINE is. Nothing is written in DIR.
take_commit() {
	local dir=$1 commit=$2 history=$3 offline=$4 own=$CACHE/tmp/beside said=$CACHE/tmp/said depth=1 remote why
	# All there is, also if the cache has that commit alone. Else what is there is not fetched again: a
	# depth of 1 takes away what leads to it, which may be a kernel and our own series
	if ((history)); then
		depth=2147483647
	elif kgit cat-file -e "$commit" 2>/dev/null; then
		return
	fi
	beside "$dir" "$own"
	GIT_NO_LAZY_FETCH=$offline kgit fetch -q --no-tags --depth="$depth" \
		--upload-pack='git -c uploadpack.allowAnySHA1InWant=true upload-pack' "$own" "$commit" 2>"$said" || {
		! no_space || leave "$E_SPACE"
		remote=$(promisors "$dir" | first_line)
		why=$(git_said "$said")
		[[ -z $remote ]] ||
			why+="; it lacks what its remote $remote has, and git -C $dir archive $commit >/dev/null gets it"
		die "$E_FETCH" "git cannot read commit $commit of $dir: $why"
	}
}
