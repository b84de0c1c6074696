# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What moved under a patch: the functions it touches, in two kernels; what is in no
# function (Kconfig, assembly, a struct, #include), by its lines.

# Earlier patches of a series move a hunk of a later one by about so many lines
readonly MOVED_BY=10

# functions_of PATCH: file, function, and first line and number of lines of each
# hunk, as its own header has them; "-" where it is in none. Each function once.
functions_of() {
	awk '
		# An attribute and a macro with a semicolon have parentheses, too
		function function_in(head) {
			if (file !~ /[.][ch]$/ || head ~ /^(#|\/\*)/ || head ~ /[;=][ \t]*$/)
				return "-"
			gsub(/__(printf|scanf|section|aligned|attribute__|acquires|releases|must_hold)\(+[^()]*\)+/, "", head)
			return match(head, /[A-Za-z_0-9]+\(/) ? substr(head, RSTART, RLENGTH - 1) : "-"
		}
		/^\+\+\+ b\// { file = substr($2, 3) }
		/^@@ / {
			head = $0
			sub(/^@@ [^@]*@@ ?/, "", head)
			name = function_in(head)
			split(substr($2, 2) ",1", old, ",")
			if (name == "-" || !seen[file, name]++)
				print file "\t" name "\t" old[1] "\t" old[2]
		}' "$1"
}

# function_in COMMIT FILE NAME: its lines, from what stands before its name to the
# brace in the first column. Kernel style is all that this has to know.
function_in() {
	kgit show "$1:$2" 2>/dev/null | awk -v name="$3" '
		!inside && /^[A-Za-z_]/ && $0 ~ "(^|[^A-Za-z0-9_])" name "\\(" && $0 !~ /;[ \t]*$/ { inside = 1 }
		inside { print }
		inside && (/^}/ || /^[^\t ].*;[ \t]*$/ || /\{ *\}$/) { exit }'
}

# diff_near A B FILE LINE COUNT: what two commits have different about those lines of A
diff_near() {
	kgit diff --no-color -U0 "$1" "$2" -- "$3" | awk -v from=$(($4 - MOVED_BY)) -v to=$(($4 + $5 + MOVED_BY)) '
		/^@@ / {
			split(substr($2, 2) ",1", old, ",")
			near = old[1] <= to && old[1] + old[2] >= from
		}
		near'
}

# diff_of A B FILE NAME LINE COUNT: what two commits have different in a function, or
# about those lines if NAME is "-"
diff_of() {
	if [[ $4 == - ]]; then
		diff_near "$1" "$2" "$3" "$5" "$6"
	else
		diff -u --label "$1:$3" --label "$2:$3" <(function_in "$1" "$3" "$4") <(function_in "$2" "$3" "$4") || true
	fi
}

# place NAME LINE: it, in words
place() { [[ $1 == - ]] && printf 'about line %d' "$2" || printf '%s()' "$1"; }

# what_moved A B FILE NAME LINE COUNT: by the commits of B that A has not, where their
# history is there and they have touched it, else by the two states; says which
what_moved() {
	local a=$1 b=$2 file=$3 name=$4 log='' how='the difference of its two states' lines
	if [[ $name != - ]]; then
		if kgit merge-base "$a" "$b" >/dev/null 2>&1; then
			log=$(kgit log --no-color --format='%h %an: %s' -L ":$name:$file" "$a..$b" 2>/dev/null) || log=''
		else
			how="no history between the two kernels, so $how"
		fi
	fi
	if [[ -n $log ]]; then
		how='the commits between the two kernels (git log -L)'
		lines=$log
	else
		lines=$(diff_of "$@")
	fi
	[[ -n $lines ]] || how='the same in both'
	printf '%s, %s: %s\n%s' "$file" "$(place "$name" "$5")" "$how" "${lines:+$lines$'\n'}"
}

# as_applied NAME N: the Nth patch as apply has put it on that kernel. The file in patches/ may be
# made for another kernel, whose blobs need not be there to merge with.
as_applied() {
	local ref commit
	ref=$(ref_of "$1")
	commit=$(kgit rev-list --reverse "refs/kernels/$ref..refs/heads/split-startup/$ref" | sed -n "$2p")
	[[ -n $commit ]] && kgit format-patch -1 --stdout --full-index --no-signature "$commit"
}

# has_commit A B ID: B has that commit, or one that A has not says as those of stable kernels
# do that it is that one. A kernel without its history has none.
has_commit() {
	local says="^(commit $3[0-9a-f]* upstream|\\[ Upstream commit $3[0-9a-f]* \\])"
	kgit merge-base --is-ancestor "$3" "$2" 2>/dev/null ||
		[[ -n $(kgit log -1 --format=%h -E --grep="$says" "$1..$2") ]]
}

# covered_by A B PATCH: the commits that its Upstream-Status says cover it, if B has them all
covered_by() {
	local id
	local -a ids
	mapfile -t ids < <(sed -n 's/^Upstream-Status: covered by \([0-9a-f]*\).*/\1/p' "$PATCH_DIR/$3")
	for id in "${ids[@]}"; do has_commit "$1" "$2" "$id" || return 0; done
	printf '%s' "${ids[*]}"
}
