# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What moved under a patch: the functions it touches, in two kernels.

# functions_of PATCH: file and function of each hunk, as the hunk's own header
# names it; "-" where it is in none (Kconfig, #include, a struct)
functions_of() {
	awk '
		/^\+\+\+ b\// { file = substr($2, 3) }
		/^@@ / {
			head = $0
			sub(/^@@ [^@]*@@ ?/, "", head)
			name = "-"
			if (file ~ /[.][ch]$/ && match(head, /[A-Za-z_0-9]+\(/) && head !~ /^(#|\/\*)/)
				name = substr(head, RSTART, RLENGTH - 1)
			if (!seen[file, name]++)
				print file "\t" name
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

# diff_of A B FILE NAME: what two commits have different in a function
diff_of() {
	diff -u --label "$1:$3" --label "$2:$3" <(function_in "$1" "$3" "$4") <(function_in "$2" "$3" "$4") || true
}

# what_moved A B FILE NAME: by the history between them where there is one, else
# by the two states; says which
what_moved() {
	local a=$1 b=$2 file=$3 name=$4
	if kgit merge-base --is-ancestor "$a" "$b" 2>/dev/null; then
		printf '%s, %s(): the commits between the two kernels (git log -L)\n' "$file" "$name"
		kgit log --no-color --format='%h %an: %s' -L ":$name:$file" "$a..$b"
	else
		printf '%s, %s(): no history between the two kernels, so the difference of its two states\n' "$file" "$name"
		diff_of "$a" "$b" "$file" "$name"
	fi
}
