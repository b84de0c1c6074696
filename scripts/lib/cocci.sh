# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The semantic patches in scripts/cocci/. Each says in its head which patch it
# finishes (Patch:), which names it is about (Names:, an extended regular
# expression) and below which folders of a kernel (Where:).

cocci_head() { sed -n "s#^// $2: ##p" "$1"; }

# semantic_patches_of PATCH: those that belong to it, of whichever branch it is
semantic_patches_of() { grep -lx "// Patch: ${1##*/}" "$TOP"/scripts/cocci/*.cocci || true; }

# files_of COCCI COMMIT DIR: what in that commit of a work tree speaks of its names
files_of() {
	local -a where
	read -ra where <<<"$(cocci_head "$1" Where)"
	git -C "$3" grep -lwE "$(cocci_head "$1" Names)" "$2" -- "${where[@]/%//*.c}" | sed 's/^[^:]*://'
}

# semantic COCCI DIR SPATCH ARGS...: run it on those files that are there
semantic() {
	local cocci=$1 dir=$2 file
	local -a files=()
	while read -r file; do
		[[ ! -f $dir/$file ]] || files+=("$file")
	done < <(files_of "$cocci" HEAD "$dir")
	((${#files[@]})) || return 0
	(cd "$dir" && spatch --very-quiet --no-includes "${@:3}" --sp-file "$cocci" "${files[@]}")
}

# undone COCCI DIR: the places that the series was not carried on to
undone() {
	local said
	said=$(semantic "$1" "$2" -D report 2>"$2.log") ||
		die "$E_APPLY" "scripts/cocci/${1##*/} cannot be run: $(tail -n 1 "$2.log")"
	grep -E '^[^ ]+:[0-9]+:' <<<"$said" || true
}

# widen COCCI DIR: its files, into a work tree that may have only what the series touches
widen() {
	local -a files
	is_sparse "$2" || return 0
	mapfile -t files < <(files_of "$1" HEAD "$2" | sed 's#^#/#')
	((!${#files[@]})) || git -C "$2" sparse-checkout add "${files[@]}"
}
