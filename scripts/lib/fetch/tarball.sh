# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# A tarball of a kernel, wherever it is from, becomes a commit.

# What a source has found: name, of the kernel; and unless the cache has that one: file, the tarball;
# origin, in words; proof, lines for the commit. TRIED is what there was not.
declare -A FOUND=()
# shellcheck disable=SC2034 # fetch tells it
TRIED=()

# full_version < Makefile: 7.3.4, 7.3.0-rc2
full_version() { makefile_version | awk -F'\t' '{ print $1 ($2 == "" ? "" : "." $2) $3 }'; }

# version_in TARBALL: as the Makefile at its top says, not another's below it
version_in() {
	tar --force-local -xOf "$1" --wildcards --no-wildcards-match-slash --occurrence=1 '*/Makefile' 2>/dev/null |
		full_version || true
}

# unpack TARBALL DIR: its files in DIR/src, which must be one kernel; prints where that is.
# Names may be ./linux/Makefile, linux/Makefile or Makefile. Modes are not the user's umask's.
unpack() {
	local tarball=$1 dir=$2 said=$2/log what=${1##*/} bad=0 wrong version
	what=${what//[[:cntrl:]]/?}
	local -a makefiles found=() how=()
	# The one format that tar does not see by its first bytes, which every one of its files has
	[[ $(head -c 3 -- "$tarball" | od -An -tx1) != ' 5d 00 00' ]] || how+=(--lzma)
	(umask 022 && tar --force-local -xvmf "$tarball" -C "$dir/src" --no-same-owner --quoting-style=escape \
		--warning=no-timestamp --warning=no-unknown-keyword "${how[@]}" >"$dir/list" 2>"$said") || {
		! no_space || leave "$E_SPACE"
		wrong=$(sed -n 's/^tar (child): \(.*\): Cannot exec.*/\1/p' "$said" | first_line)
		[[ -z $wrong ]] || die "$E_TOOL" "$wrong is missing, which unpacks $what: scripts/setup --all installs it"
		bad=1
	}
	# tar itself has written none of these
	wrong=$(grep -m1 -E '^/|(^|/)\.\.(/|$)' "$dir/list") ||
		wrong=$(sed -n "s/^tar: \(.*\): Member name contains '\.\.'\$/\1/p" "$said" | first_line)
	[[ -z $wrong ]] || die "$E_FETCH" "$what is refused: it has $wrong, which is outside of its own folder"
	((!bad)) ||
		die "$E_FETCH" "$what is corrupt, truncated, or not a kernel source:" \
			"$(sed -n 's/^ *//; /./p' "$said" | first_line)"
	! no_end "$tarball" || die "$E_FETCH" "$what is corrupt or truncated: it has no end"
	chmod -R u+rwX -- "$dir/src"
	mapfile -d '' makefiles < <(find "$dir/src" -maxdepth 4 -type f -name Makefile -printf '%d %h\0' | sort -z -n)
	for version in "${makefiles[@]}"; do
		[[ -d ${version#* }/arch/arm64 && -n $(makefile_version <"${version#* }/Makefile") ]] || continue
		((!${#found[@]})) || [[ ${found[0]%% *} == "${version%% *}" ]] || break
		found+=("$version")
	done
	((${#found[@]})) ||
		die "$E_FETCH" "$what is not a kernel source: it has no Makefile with a version, and arch/arm64 beside it"
	((${#found[@]} == 1)) || die "$E_FETCH" "$what has more than one kernel source: make a tarball of one of them"
	printf '%s\n' "${found[0]#* }"
}

# discard DIR...: also what its modes keep everybody out of
discard() {
	chmod -R u+rwX -- "$@" 2>/dev/null || true
	rm -rf -- "$@"
}

# no_end TARBALL: one that is not compressed ends in zeroes, or was cut between two files, which
# tar does not say
no_end() {
	[[ $(head -c 262 -- "$1" | tail -c 5 | tr '\0' '.') == ustar && -n $(tail -c 1024 -- "$1" | tr -d '\0' | tr -c '' x) ]]
}

# import: FOUND becomes a commit, with what it was made of in its message. Without a name it is called
# by its version and content.
import() {
	local dir=$CACHE/tmp/import root tree commit sum name said=$CACHE/tmp/import/log
	need_space 4000 "$CACHE"
	discard "$dir"
	mkdir -p -- "$dir/src"
	say "unpacking ${FOUND[origin]#tarball }"
	root=$(unpack "${FOUND[file]}" "$dir")
	sum=$(sha <"${FOUND[file]}")
	name=${FOUND[name]-}
	name=${name:-$(fit_name "$(full_version <"$root/Makefile")")-tarball-${sum:0:8}}
	FOUND[name]=$name
	say "importing it into git"
	# A git tree in there would become a submodule
	find "$root" -name .git -prune -exec rm -rf -- {} +
	# A threshold of 1 byte has all of it go to one pack, not to 86,000 files
	GIT_INDEX_FILE=$dir/index kgit -C "$root" -c core.bigFileThreshold=1 --work-tree="$root" add -A -f . 2>"$said" || {
		! no_space || leave "$E_SPACE"
		die "$E_FETCH" "git add: $(git_said "$said")"
	}
	tree=$(GIT_INDEX_FILE=$dir/index kgit write-tree)
	commit=$(printf 'Linux %s\n\nSource: %s\nTarball-SHA256: %s\n%s' "$name" "${FOUND[origin]}" "$sum" \
		"${FOUND[proof]:+${FOUND[proof]}$'\n'}" | kgit commit-tree -F - "$tree")
	kgit update-ref "refs/kernels/$(ref_of "$name")" "$commit"
}
