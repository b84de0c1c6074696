# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Gates of scripts/lint that need no kernel. A gate prints its findings, one a
# line; it passes if there are none. kernel.sh and series.sh are sourced before.

# What scripts/lint fills in: the gates that are [chosen], how many [jobs] at once, [scratch] for what
# gates leave; of a kernel its [name], [version], [branch], [owner] of the list, [base], and [last]
# commit of the series, and the work [tree] with that
declare -A lint=([chosen]='' [version]='' [scratch]=$OUT/lint/quick)

# every KEY: all values of a key of ci/lint, in order
every() { git config -f "$TOP/ci/lint" --get-all "$1" || true; }

lists() { find "$PATCH_DIR" -maxdepth 1 \( -name series -o -name 'series-*' \) -printf '%f\n' | sort -V; }

# The sets that are to have a cover letter, and "all"
wanted_letters() {
	{
		printf 'all\n'
		[[ ! -f $PATCH_DIR/series-rfc ]] || printf 'rfc\n'
		sed -n 's/^# group: //p' "$PATCH_DIR/series"
	} | sort
}

listed() { sed '/^#/d;/^[[:space:]]*$/d;s/[[:space:]].*//' "$PATCH_DIR/$1"; }

stored_patches() { find "$PATCH_DIR" -name '*.patch' -printf '%P\n' | sort; }

# Files of the project: what git knows or would add, and is there. Gates are called in $TOP.
project_files() {
	git ls-files -co --exclude-standard -- "$@" | sort -u | while read -r file; do
		[[ ! -f $file ]] || printf '%s\n' "$file"
	done
}

shell_files() {
	project_files scripts ci .ci | grep -v '[.]bats$' |
		xargs -d '\n' -r awk 'FNR == 1 && (/^#!.*bash/ || FILENAME ~ /[.]sh$/) { print FILENAME }'
}

# say_each MESSAGE: a finding for each line of stdin
say_each() {
	local line
	while read -r line; do printf '%s: %s\n' "$line" "$1"; done
}

# What differs from the rule, a line each. The list of the newest branch is what all others
# are derived from: its names must be what the rule gives that branch.
unlike_rule() {
	local branch newest
	newest=$(canonical)
	[[ -n $newest ]] || return 0
	derive "$newest" >"${lint[scratch]}/derived"
	diff <(sed '/^#/d;/^$/d' "${lint[scratch]}/derived") <(listed series) |
		sed -n "s/^< /series: by the rule $newest takes /p; s/^> /series: by the rule $newest does not take /p" || true
	while read -r branch; do
		derive "$branch" >"${lint[scratch]}/derived"
		diff --unchanged-line-format='' --old-line-format="series-$branch:%dn: the rule gives \"%l\""$'\n' \
			--new-line-format="series-$branch:%dn: the rule does not give \"%l\""$'\n' \
			"${lint[scratch]}/derived" "$PATCH_DIR/series-$branch" |
			say_each 'edit series alone, then scripts/port --lists' || true
	done < <(derived)
}

gate_lists() {
	local list patch groups
	diff <(wanted_letters) <(find "$PATCH_DIR/cover" -type f -printf '%f\n' 2>/dev/null | sort) |
		sed -n 's/^< /cover: there is no letter of the set /p; s/^> /cover: there is no set of the letter /p' || true
	[[ ! -f $PATCH_DIR/series-rfc ]] || has_list "$(kernel_of series-rfc)" ||
		printf 'series-rfc: the first line does not name the kernel that it is for ("# kernel: 7.3")\n'
	head -n 1 "$PATCH_DIR/series" | grep -qE '^# kernel: [0-9]+[.][0-9]+$' ||
		printf 'series: the first line does not name its kernel ("# kernel: 7.3")\n'
	while read -r list; do
		while read -r patch; do
			[[ $patch != *..* && $patch != /* ]] || printf '%s: %s leaves patches/\n' "$list" "$patch"
			[[ -f $PATCH_DIR/$patch ]] || printf '%s: there is no %s\n' "$list" "$patch"
		done < <(listed "$list")
		listed "$list" | sort | uniq -d | say_each "twice in $list"
		[[ $list != series-rfc ]] || continue
		groups=$(groups_of "$list")
		[[ $groups == "$(groups_of series)" ]] ||
			printf '%s: its groups are "%s", those of series "%s"\n' "$list" "$groups" "$(groups_of series)"
	done < <(lists)
	comm -13 <(lists | while read -r list; do listed "$list"; done | sort -u) <(stored_patches) |
		say_each 'in no list, so no kernel takes it: name it in series, or delete it'
	unlike_rule
}

groups_of() { sed -n 's/^# group: //p' "$PATCH_DIR/$1" | paste -sd ' '; }

# --- headers: the message of a patch, by the table of trailers in ci/lint

# By trailer.KEY.WHAT
declare -A asked=()
trailers=()
read_asked() {
	local line
	mapfile -t trailers < <(sections lint trailer)
	while IFS= read -r -d '' line; do
		asked[${line%%$'\n'*}]=${line#*$'\n'}
	done < <(git config -f ci/lint -z --get-regexp '^trailer[.]')
}

check_subject() {
	local subject prefix length
	length=$(field lint subject length)
	subject=$(sed -n 's/^Subject: //p' "${lint[scratch]}/info")
	[[ -n $subject ]] || printf 'no subject\n'
	((${#subject} <= length)) || printf 'the subject has %d characters, more than %d\n' "${#subject}" "$length"
	! grep -m1 '^Subject:' "$1" | grep -qE '\[[^]]*[0-9]+/[0-9]+[^]]*\]' ||
		printf 'the stored subject has a number: export adds those\n'
	prefix=$(every subject.prefix)
	grep -qE "^(${prefix//$'\n'/|}) [^ ]" <<<"$subject" ||
		printf 'the subject "%s" begins with none of: %s\n' "$subject" "${prefix//$'\n'/ }"
}

check_trailer() {
	local key=$1 of=trailer.$1 value found=0 message=${lint[scratch]}/message
	local need=${asked[$of.need]-} form=${asked[$of.form]-} bar=${asked[$of.bar]-} why=${asked[$of.why]-}
	while read -r value; do
		found=1
		if [[ -n $form && ! $value =~ ^($form)$ ]]; then
			printf '%s: "%s" is not of the form %s\n' "$key" "$value" "$form"
		elif [[ -n $bar && $value =~ $bar ]]; then
			printf '%s: "%s" must not be stored: %s\n' "$key" "$value" "$why"
		fi
	done < <(sed -n "s/^$key: *//Ip" "$message")
	((found)) || [[ -z $need ]] || ! grep -qP -- "$need" "$message" || printf 'no %s: %s\n' "$key" "$why"
}

# The last paragraph, if it is one of trailers: keys nobody knows
check_keys() {
	local key
	awk -v RS= 'END { print }' "${lint[scratch]}/message" |
		sed -n 's/^\([A-Z][A-Za-z]*\(-[A-Za-z]*\)*\): .*/\1/p' | sort -u |
		while read -r key; do
			[[ " ${trailers[*]} " == *" $key "* ]] || printf '%s: a trailer that ci/lint does not know\n' "$key"
		done
}

# [6.12: …] may take more than one line
check_brackets() {
	local branch=$1
	awk -v branch="$branch" '
		/^\[/ { open = 1; if (index($0, "[" branch ": ") == 1 && length($0) > length(branch) + 4) says = 1 }
		open && length($0) > 75 { printf "a line in brackets has %d characters, more than 75\n", length($0) }
		open && /\]$/ { open = 0 }
		END {
			if (open) print "a bracket is not closed at the end of a line"
			if (branch != "" && !says) printf "a variant that does not say why in a line [%s: …]\n", branch
		}
	' "${lint[scratch]}/message"
}

check_header() {
	local patch=$1 key branch='' at=${lint[scratch]}
	[[ $patch != */* ]] || branch=${patch%%/*}
	if ! git mailinfo "$at/message" "$at/diff" <"$PATCH_DIR/$patch" >"$at/info" 2>/dev/null || ! [[ -s $at/diff ]]; then
		printf 'no mail with a diff that git am takes\n'
		return
	fi
	check_subject "$PATCH_DIR/$patch"
	for key in "${trailers[@]}"; do check_trailer "$key"; done
	check_keys
	check_brackets "$branch"
}

gate_headers() {
	local patch line
	read_asked
	while read -r patch; do
		check_header "$patch" | while read -r line; do printf '%s: %s\n' "$patch" "$line"; done
	done < <(stored_patches)
}

# --- spdx: our own files. checkpatch has a look at those that patches add, and at the selftests.

gate_spdx() {
	local file
	project_files scripts selftests ci .ci Kconfig.fragment .github | grep -v /golden | while read -r file; do
		[[ $file =~ (^|/)(Makefile|Kconfig)[^/]*$|[.](h|S|lds|c|dts|dtsi|cocci|sh|bash|bats|awk|py|jq|ya?ml)$ ||
			$(head -c 2 "$file" | tr -d '\0') == '#!' ]] || continue
		# A script has its interpreter first, and a file of shell its dialect
		head -n 2 "$file" | grep -qE '^(#|//|/[*]) SPDX-License-Identifier: GPL-2.0-only( [*]/)?$' ||
			printf '%s: the first lines have no "SPDX-License-Identifier: GPL-2.0-only"\n' "$file"
	done
}

# --- tools that know more than we do

gate_shellcheck() {
	{
		shell_files | xargs -d '\n' -r shellcheck -x -f gcc
		# Of tests only this: bats goes on behind a "!" that should have failed
		project_files scripts | grep '[.]bats$' | xargs -d '\n' -r shellcheck -s bats -i SC2314,SC2315 -f gcc
	} || true
}

gate_shfmt() { shell_files | xargs -d '\n' -r shfmt -d || true; }

gate_yamllint() {
	# Workflows have long commands, and "on" is a key of theirs
	local rules='{extends: default, rules: {line-length: {max: 120}, truthy: {check-keys: false}, '
	rules+='document-start: disable, comments: {min-spaces-from-content: 1}}}'
	project_files '*.yml' '*.yaml' | xargs -d '\n' -r yamllint -f parsable -d "$rules" || true
}

# Of a patch only what it says itself: the rest is the kernel's spelling
gate_codespell() {
	local words patch
	words=$(sections lint word | paste -sd ,)
	project_files README.md patches/README.md MAINTAINERS Kconfig.fragment scripts selftests ci .ci |
		xargs -d '\n' -r codespell -d -L "$words" || true
	while read -r patch; do
		sed -n '1,/^---$/p;/^+/p' "$PATCH_DIR/$patch" | { codespell -d -L "$words" - || true; } |
			sed -n "s#^[[:space:]]*\(.* ==> .*\)#$patch: \1#p"
	done < <(stored_patches)
	[[ ! -d $PATCH_DIR/cover ]] || codespell -d -L "$words" "$PATCH_DIR/cover" || true
}
