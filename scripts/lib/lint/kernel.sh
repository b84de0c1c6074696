# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Gates of scripts/lint that ask the tools of a kernel, or judge its patched
# source: a work tree of lint's own, at the last commit of the series. cocci.sh is sourced before.

source "$TOP/scripts/lib/lint/quick.sh"

# The patches of the list, in order: scripts/lint fills them in
patches=()

# before_and_after FOLDER TOOL FILE...: what TOOL says of the files with the series, and not without
# it, line numbers aside. TOOL gets the folder they are in as its first argument.
before_and_after() {
	local scratch=$1 tool=$2 work=$1/before file
	shift 2
	rm -rf -- "$work"
	mkdir -p -- "$work"
	for file; do
		mkdir -p -- "$work/$(dirname "$file")"
		# A file that the series adds was empty before
		git -C "${lint[tree]}" show "${lint[base]}:$file" >"$work/$file" 2>/dev/null || true
	done
	"$tool" "$work" "$@" 2>&1 | sed "s#$work/##g" >"$scratch/was"
	"$tool" "${lint[tree]}" "$@" 2>&1 | sed "s#${lint[tree]}/##g" >"$scratch/is"
	awk '
		{ key = $0; gsub(/:[0-9]+(-[0-9]+)?/, ":", key); gsub(/on line [0-9]+/, "on line", key) }
		FILENAME == ARGV[1] { was[key]++; next }
		++is[key] > was[key]
	' "$scratch/was" "$scratch/is"
}

# touched PATTERN: files of the series that are there with it
touched() {
	git -C "${lint[tree]}" diff --name-only --diff-filter=d "${lint[base]}" "${lint[last]}" | grep -E -- "$1" || true
}

# progress MESSAGE...: on the terminal, of which scripts/lint has made 3, as what a gate says are findings
progress() { say "$@" >&3; }

# has_script NAME: the kernel has it, or that is a finding
has_script() {
	[[ ! -f ${lint[tree]}/scripts/$1 ]] || return 0
	printf '%s has no scripts/%s\n' "${lint[name]}" "$1"
	return 1
}

# --- checkpatch. What the project does on purpose: no sign-off is stored,
# Based-on-patch-by: is no tag checkpatch knows, and a file that a patch adds is in a
# folder of the kernel that has its maintainer.

ON_PURPOSE='[A-Z]+:(MISSING_SIGN_OFF: |FILE_PATH_CHANGES: '
ON_PURPOSE+='|BAD_SIGN_OFF: Non-standard signature:? .?Based-on-patch-by:)'

run_checkpatch() {
	local said code=0
	has_script checkpatch.pl || return 0
	said=$(perl "${lint[tree]}/scripts/checkpatch.pl" --no-tree --strict --quiet --terse --no-summary --show-types \
		"$@" 2>&1) || code=$?
	((code < 2)) || printf 'checkpatch.pl ended with %d\n' "$code"
	grep -vE -- "$ON_PURPOSE" <<<"$said" | sed "/^$/d;s#^$PATCH_DIR/##;s#^$TOP/##" || true
}

# The subject of a commit that covers a patch may make its line a long one
gate_checkpatch() {
	local patch
	for patch in "${patches[@]}"; do
		sed 's/^\(Upstream-Status: covered by\) .*/\1/' "$PATCH_DIR/$patch" >"${lint[scratch]}/patch"
		run_checkpatch "${lint[scratch]}/patch" | sed "s#^${lint[scratch]}/patch:#$patch:#"
	done
}

# User space has no linux/compiler_attributes.h to take the short form from
gate_selftests() {
	local file
	project_files 'selftests/*.[ch]' | while read -r file; do
		run_checkpatch -f --ignore PREFER_DEFINED_ATTRIBUTE_MACRO "$file"
	done
}

# --- maintainers: the kernel's own tool must find ours, for a file below each F:
# and for each patch that has a K: in it

# expect_maintainers WHAT ARG...: get_maintainer.pl ARG... names each M: and L:
expect_maintainers() {
	local what=$1 said address
	shift
	said=$(perl "${lint[tree]}/scripts/get_maintainer.pl" --no-tree --nogit --nogit-fallback --no-rolestats \
		--mpath "$TOP/MAINTAINERS" "$@" 2>&1) || true
	while read -r address; do
		grep -qF -- "$address" <<<"$said" ||
			printf '%s: get_maintainer.pl does not name %s: %s\n' "$what" "$address" "${said%%$'\n'*}"
	done < <(sed -n 's/^M:\t\(.*\)/\1/p; s/^L:\t\([^ ]*\).*/\1/p' MAINTAINERS)
}

gate_maintainers() {
	local path file word patch letter
	has_script get_maintainer.pl || return 0
	for letter in M L S F; do
		grep -q "^$letter:" MAINTAINERS || printf 'MAINTAINERS: no %s:\n' "$letter"
	done
	# The letters, their order, and the tabs behind them
	run_checkpatch -f --ignore EMBEDDED_FILENAME MAINTAINERS
	while read -r path; do
		file=$(project_files "$path" | first_line)
		[[ -n $file ]] || { printf 'F: %s: no file\n' "$path" && continue; }
		expect_maintainers "F: $path" -f "$file"
	done < <(sed -n 's/^F:\t//p' MAINTAINERS)
	while read -r word; do
		patch=$(cd "$PATCH_DIR" && grep -lE -- "^[+-].*$word" "${patches[@]}" | head -n 1) || true
		[[ -n $patch ]] || { printf 'K: %s: in no patch for %s\n' "$word" "${lint[owner]}" && continue; }
		expect_maintainers "K: $word" "$PATCH_DIR/$patch"
	done < <(sed -n 's/^K:\t//p' MAINTAINERS)
}

# --- kernel-doc, wherever the kernel keeps it

run_kernel_doc() {
	local dir=$1 file code
	shift
	for file; do
		[[ -s $dir/$file ]] || continue
		code=0
		PYTHONDONTWRITEBYTECODE=1 "$script" -none -Wall "$dir/$file" >"${lint[scratch]}/said" 2>&1 || code=$?
		# It has no other way to say that it did not get to the end
		grep -E ': (warning|error): |^(Warning|Error|Traceback)' "${lint[scratch]}/said" || ((!code)) ||
			printf '%s ended with %d: %s\n' "${script##*/}" "$code" "$(tail -n 1 "${lint[scratch]}/said")"
	done
}

gate_kernel_doc() {
	local script
	local -a files
	for script in "${lint[tree]}"/{tools/docs/kernel-doc,scripts/kernel-doc{.py,,.pl}}; do
		[[ ! -f $script ]] || break
	done
	[[ -f $script ]] || { printf '%s has no kernel-doc\n' "${lint[name]}" && return; }
	mapfile -t files < <(touched '[.][ch]$')
	before_and_after "${lint[scratch]}" run_kernel_doc "${files[@]}"
}

# --- coccicheck: each semantic patch of the kernel, then those of the project

# run_rule RULE FOLDER FILE...: findings as "file:line: [rule] text"
run_rule() {
	local rule=$1 dir=$2 code=0 tmp
	local -a options
	shift 2
	tmp=$(mktemp -d "${lint[scratch]}/said.XXXXXX")
	read -ra options <<<"$(sed -n 's#^// *Options: *##p' "$rule")"
	[[ " ${options[*]} " == *' --very-quiet '* ]] || options+=(--very-quiet)
	(cd "$dir" && spatch -D report --no-show-diff "${options[@]}" --cocci-file "$rule" "$@") \
		>"$tmp/out" 2>"$tmp/err" || code=$?
	sed "/^$/d;s#^\([^ ]*:[0-9-]*:\) *#\1 [$(basename "$rule" .cocci)] #" "$tmp/out"
	((!code)) || printf '%s cannot be run: %s\n' "$(basename "$rule")" "$(tail -n 1 "$tmp/err")"
	rm -rf -- "$tmp"
}

# new_findings RULE FILE...: one that has nothing to say of the patched source need not see the
# other. The folder is its own, as others run at the same time.
new_findings() {
	local rule=$1 own
	shift
	this_rule() { run_rule "$rule" "$@"; }
	[[ -n $(this_rule "${lint[tree]}" "$@") ]] || return 0
	own=$(mktemp -d "${lint[scratch]}/rule.XXXXXX")
	before_and_after "$own" this_rule "$@"
}

kernel_rules() {
	local rule
	grep -rl --include='*.cocci' '^virtual.*report' "${lint[tree]}/scripts/coccinelle" 2>/dev/null | sort |
		while read -r rule; do
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
	((${#rules[@]})) || printf '%s has no scripts/coccinelle\n' "${lint[name]}"
	for rule in "${rules[@]}"; do
		n=$((n + 1))
		((n % 10)) || progress "semantic patch $n of ${#rules[@]}"
		while (($(jobs -pr | wc -l) >= lint[jobs])); do wait -n; done
		new_findings "$rule" "${files[@]}" >"${lint[scratch]}/rule-$n" 2>&1 &
	done
	wait
	find "${lint[scratch]}" -maxdepth 1 -name 'rule-*' -exec cat {} +
	# What the project's own look for must not be there at all: in no file of the kernel
	for rule in scripts/cocci/*.cocci; do
		[[ -f $rule ]] || continue
		widen "$rule" "${lint[tree]}"
		mapfile -t files < <(files_of "$rule" HEAD "${lint[tree]}")
		((!${#files[@]})) || run_rule "$TOP/$rule" "${lint[tree]}" "${files[@]}"
	done
}
