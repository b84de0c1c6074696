# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# scripts/lint --boot-each: every prefix of a list through apply, build, boot and
# check. What has a PASS for the same patches and kernel is not done again.

readonly EACH_CONFIG=tiny+debug EACH_MACHINE=gicv3-4 SPLIT_TEST=hotplug_states

# verdict_of FOLDER: of the prefix there. One that does not split the startup yet
# must fail the test for that, and no other.
verdict_of() {
	jq -r -L "$TOP/scripts/lib" --arg splits "$splits" --arg test "$SPLIT_TEST" --argjson bad "$E_TEST" '
		include "views";
		[.problems[] | select(startswith($test + ":") or startswith($test + " failed") | not)] as $others |
		if $splits == "yes" or (.code != 0 and (.code != $bad or (.problems[0] | startswith($test + ": ") | not)))
		then verdict
		elif .code == 0 then "FAIL \($bad) \($test) passed, and nothing splits the startup yet"
		elif $others != [] then "FAIL \($bad) \($others[0])"
		else "PASS but for \($test): nothing splits the startup yet" end' "$1/run.json"
}

# The run folder's verdict, if it is one of this prefix as it is now
known_verdict() {
	local folder=$1 id=$2
	[[ -f $folder/run.json && -f $folder/.series && $(<"$folder/.series") == "$id" ]] || return 0
	verdict_of "$folder"
}

# stage VERB ARGS...: its code; what it said goes to the prefix's log
stage() {
	local code=0
	"$TOP/scripts/$1" "${@:2}" >>"$log" 2>&1 </dev/null || code=$?
	((code != E_INT && code != E_TOOL && code != E_SPACE)) || {
		tail -n 1 "$log"
		leave "$code"
	}
	return "$code"
}

# Sets built and verdict
boot_prefix() {
	local prefix=$1 folder=$2 id=$3 code=0
	local -a cut=(--upto "$prefix")
	built=no verdict="FAIL $E_APPLY not applied"
	stage apply "$branch" "${cut[@]}" || return 0
	verdict="FAIL $E_BUILD not built"
	stage build "$branch" "${cut[@]}" --config "$EACH_CONFIG" || return 0
	built=yes
	rm -f -- "$folder/.series" "$folder/run.json"
	stage boot "$branch" "${cut[@]}" --config "$EACH_CONFIG" --machine "$EACH_MACHINE" || code=$?
	# What it thinks of it is in its verdict
	stage check "$folder" || true
	verdict="FAIL $code no verdict"
	[[ -f $folder/run.json ]] || return 0
	verdict=$(verdict_of "$folder")
	if [[ $verdict == PASS* && $code -ne 0 ]]; then
		verdict="FAIL $code $verdict"
	else
		printf '%s\n' "$id" >"$folder/.series"
	fi
}

boot_each() {
	local n=0 patch prefix folder id table verdict built label log bad=0 splits=no
	lock "$scratch"
	mkdir -p -- "$scratch"
	table=$scratch/boot-each.tsv
	printf 'patch\tbuilt\tverdict\n' >"$table"
	for patch in "${patches[@]}"; do
		n=$((n + 1))
		prefix=$(basename "$patch" .patch)
		! grep -qE '^\+\s*select HOTPLUG_(SPLIT_STARTUP|PARALLEL)\>' "$PATCH_DIR/$patch" || splits=yes
		label=$name-upto-$prefix
		folder=$OUT/$label/$EACH_CONFIG/$EACH_MACHINE
		log=$scratch/boot-each-$prefix.log
		id=$(series_id "$owner" "$prefix")-$base
		verdict=$(known_verdict "$folder" "$id")
		if [[ $verdict == PASS* ]]; then
			built=reused
		else
			say "prefix $n of ${#patches[@]}, $prefix: apply, build, boot, check; what they say goes to $log"
			: >"$log"
			boot_prefix "$prefix" "$folder" "$id"
			# A work tree and its objects are some GiB each
			drop_tree "$(tree_of "$label")"
		fi
		[[ $verdict == PASS* ]] || bad=$((bad + 1))
		printf '%s\t%s\t%s\n' "$prefix" "$built" "$verdict" >>"$table"
		tell "$n of ${#patches[@]} $(paint "${verdict%% *}"): $prefix:" \
			"$verdict$([[ $built != reused ]] || printf ' (reused)')"
	done
	column -t -s $'\t' "$table"
	tell "$((n - bad)) prefixes of $name passed, $bad failed, on $EACH_MACHINE; the table is $table"
	((!bad)) || leave "$E_TEST"
}
