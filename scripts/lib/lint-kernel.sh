# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Gates of scripts/lint that ask the tools of a kernel, or judge its patched
# source: a work tree of lint's own, at the last commit of the series.

# before_and_after TOOL FILE...: what TOOL says of the files with the series, and
# not without it, line numbers aside. TOOL gets the folder as its first argument.
before_and_after() {
	local tool=$1 work=$scratch/before file
	shift
	rm -rf -- "$work"
	mkdir -p -- "$work"
	for file; do
		mkdir -p -- "$work/$(dirname "$file")"
		# A file that the series adds was empty before
		git -C "$tree" show "$base:$file" >"$work/$file" 2>/dev/null || true
	done
	"$tool" "$work" "$@" 2>&1 | sed "s#$work/##g" >"$scratch/was"
	"$tool" "$tree" "$@" 2>&1 | sed "s#$tree/##g" >"$scratch/is"
	awk '
		{ key = $0; gsub(/:[0-9]+(-[0-9]+)?/, ":", key); gsub(/on line [0-9]+/, "on line", key) }
		FILENAME == ARGV[1] { was[key]++; next }
		++is[key] > was[key]
	' "$scratch/was" "$scratch/is"
}

# touched PATTERN: files of the series that are there with it
touched() {
	git -C "$tree" diff --name-only --diff-filter=d "$base" "$last" | grep -E -- "$1" || true
}

# --- checkpatch. What the project does on purpose: no sign-off is stored,
# Based-on-patch-by: is no tag checkpatch knows, and a file that a patch adds is in a
# folder of the kernel that has its maintainer.

readonly ON_PURPOSE='[A-Z]+:(MISSING_SIGN_OFF: |FILE_PATH_CHANGES: |BAD_SIGN_OFF: Non-standard signature:? .?Based-on-patch-by:)'

run_checkpatch() {
	local said code=0
	[[ -f $tree/scripts/checkpatch.pl ]] || { printf '%s has no scripts/checkpatch.pl\n' "$name" && return; }
	said=$(cd "$tree" && perl scripts/checkpatch.pl --no-tree --strict --quiet --terse --no-summary --show-types \
		"$@" 2>&1) || code=$?
	((code < 2)) || printf 'checkpatch.pl ended with %d\n' "$code"
	grep -vE -- "$ON_PURPOSE" <<<"$said" | sed "/^$/d;s#^$PATCH_DIR/##;s#^$TOP/##" || true
}

# The subject of a commit that covers a patch may make its line a long one
gate_checkpatch() {
	local patch
	for patch in "${patches[@]}"; do
		sed 's/^\(Upstream-Status: covered by\) .*/\1/' "$PATCH_DIR/$patch" >"$scratch/patch"
		run_checkpatch "$scratch/patch" | sed "s#^$scratch/patch:#$patch:#"
	done
}

# User space has no linux/compiler_attributes.h to take the short form from
gate_selftests() {
	local file
	project_files selftests | grep '[.][ch]$' | while read -r file; do
		[[ ! -f $TOP/$file ]] || run_checkpatch -f --ignore PREFER_DEFINED_ATTRIBUTE_MACRO "$TOP/$file"
	done
}

# --- maintainers: the kernel's own tool must find ours, for a file below each F:
# and for each patch that has a K: in it

ask_maintainers() {
	(cd "$TOP" && perl "$tree/scripts/get_maintainer.pl" --no-tree --nogit --nogit-fallback --no-rolestats \
		--mpath "$TOP/MAINTAINERS" "$@" 2>&1) || true
}

expect_maintainers() {
	local what=$1 said address
	shift
	said=$(ask_maintainers "$@")
	while read -r address; do
		grep -qF -- "$address" <<<"$said" ||
			printf '%s: get_maintainer.pl does not name %s: %s\n' "$what" "$address" "$(head -n 1 <<<"$said")"
	done < <(sed -n 's/^M:\t\(.*\)/\1/p; s/^L:\t\([^ ]*\).*/\1/p' "$TOP/MAINTAINERS")
}

gate_maintainers() {
	local path file word patch
	[[ -f $tree/scripts/get_maintainer.pl ]] || { printf '%s has no scripts/get_maintainer.pl\n' "$name" && return; }
	while read -r path; do
		file=$(project_files "$path" | first_line)
		[[ -n $file ]] || { printf 'F: %s: no file\n' "$path" && continue; }
		expect_maintainers "F: $path" -f "$file"
	done < <(sed -n 's/^F:\t//p' "$TOP/MAINTAINERS")
	while read -r word; do
		patch=$(cd "$PATCH_DIR" && grep -lE -- "^[+-].*$word" "${patches[@]}" | head -n 1) || true
		[[ -n $patch ]] || { printf 'K: %s: in no patch for %s\n' "$word" "$owner" && continue; }
		expect_maintainers "K: $word" "$PATCH_DIR/$patch"
	done < <(sed -n 's/^K:\t//p' "$TOP/MAINTAINERS")
}

# --- kernel-doc, wherever the kernel keeps it

find_kernel_doc() {
	local script
	for script in tools/docs/kernel-doc scripts/kernel-doc.py scripts/kernel-doc scripts/kernel-doc.pl; do
		[[ -f $tree/$script ]] && printf '%s\n' "$script" && return
	done
	return 1
}

run_kernel_doc() {
	local dir=$1 script file code
	shift
	script=$(find_kernel_doc)
	for file; do
		[[ -s $dir/$file ]] || continue
		code=0
		PYTHONDONTWRITEBYTECODE=1 "$tree/$script" -none -Wall "$dir/$file" >"$scratch/said" 2>&1 || code=$?
		# It has no other way to say that it did not get to the end
		grep -E ': (warning|error): |^(Warning|Error|Traceback)' "$scratch/said" || ((!code)) ||
			printf '%s ended with %d: %s\n' "$script" "$code" "$(tail -n 1 "$scratch/said")"
	done
}

gate_kernel_doc() {
	local -a files
	find_kernel_doc >/dev/null || { printf '%s has no kernel-doc\n' "$name" && return; }
	mapfile -t files < <(touched '[.][ch]$')
	before_and_after run_kernel_doc "${files[@]}"
}

# --- coccicheck: each semantic patch of the kernel, then those of the project

# run_rule RULE FOLDER FILE...: findings as "file:line: [rule] text"
run_rule() {
	local rule=$1 dir=$2 code=0 tmp
	local -a options
	shift 2
	tmp=$(mktemp -d "$scratch/said.XXXXXX")
	read -ra options <<<"$(sed -n 's#^// *Options: *##p' "$rule")"
	[[ " ${options[*]} " == *' --very-quiet '* ]] || options+=(--very-quiet)
	(cd "$dir" && spatch -D report --no-show-diff "${options[@]}" --cocci-file "$rule" "$@") \
		>"$tmp/out" 2>"$tmp/err" || code=$?
	sed "/^$/d;s#^\([^ ]*:[0-9-]*:\) *#\1 [$(basename "$rule" .cocci)] #" "$tmp/out"
	((!code)) || printf '%s cannot be run: %s\n' "$(basename "$rule")" "$(tail -n 1 "$tmp/err")"
	rm -rf -- "$tmp"
}

# A rule that has nothing to say of the patched source need not see the other.
# The folder is its own, as others run at the same time.
rule_before_and_after() {
	local rule=$1 own
	shift
	[[ -n $(this_rule "$tree" "$@") ]] || return 0
	own=$(mktemp -d "$scratch/rule.XXXXXX")
	local scratch=$own
	before_and_after this_rule "$@"
}

this_rule() { run_rule "$rule" "$@"; }

kernel_rules() {
	local rule
	find "$tree/scripts/coccinelle" -name '*.cocci' 2>/dev/null | sort | while read -r rule; do
		grep -q '^virtual.*report' "$rule" || continue
		[[ -n $(field lint "cocci.$(basename "$rule" .cocci)" why) ]] || printf '%s\n' "$rule"
	done
}

# All of them at once would be quicker still, and take the machine from others
gate_coccicheck() {
	local rule n=0
	local -a files rules
	mapfile -t files < <(touched '[.]c$')
	mapfile -t rules < <(kernel_rules)
	((${#files[@]})) || return 0
	((${#rules[@]})) || printf '%s has no scripts/coccinelle\n' "$name"
	for rule in "${rules[@]}"; do
		n=$((n + 1))
		((n % 10)) || progress "semantic patch $n of ${#rules[@]}"
		while (($(jobs -pr | wc -l) >= jobs)); do wait -n; done
		rule_before_and_after "$rule" "${files[@]}" >"$scratch/rule-$n" 2>&1 &
	done
	wait
	find "$scratch" -maxdepth 1 -name 'rule-*' -exec cat {} +
	for rule in "$TOP"/scripts/cocci/*.cocci; do
		[[ ! -f $rule ]] || own_rule "$rule"
	done
}

# What the project's own look for must not be there at all: in no file of the kernel
own_rule() {
	local -a files
	widen "$1" "$tree"
	mapfile -t files < <(files_of "$1" HEAD "$tree")
	((!${#files[@]})) || run_rule "$1" "$tree" "${files[@]}"
}
