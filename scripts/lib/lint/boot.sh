# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# scripts/lint --boot-each: every prefix of a list through apply, build, boot and
# check. What has a PASS for the same patches and kernel is not done again.

source "$TOP/scripts/lib/lint/random.sh"

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

# Sets built and verdict
boot_prefix() {
	local prefix=$1 folder=$2 id=$3 code
	built=no
	rm -f -- "$folder"/{.case,run.json}
	make_case "$log" "${lint[branch]}" "$EACH_CONFIG" --upto "$prefix"
	if ((code == 0)); then
		built=yes
		boot_case "$log" "$folder" "${lint[branch]}" --upto "$prefix" --config "$EACH_CONFIG" --machine "$EACH_MACHINE"
	fi
	# Without it no prefix can end better
	((code != E_TOOL)) || leave "$code"
	verdict="FAIL $code $(tail -n 1 "$log" | sed 's/^[a-z]*: //')"
	[[ -f $folder/run.json ]] || return 0
	verdict=$(verdict_of "$folder")
	printf '%s\n' "$id" >"$folder/.case"
}

boot_each() {
	local n=0 patch prefix folder id table verdict built label log tools bad=0 splits=no
	lock "${lint[scratch]}"
	mkdir -p -- "${lint[scratch]}"
	table=${lint[scratch]}/boot-each.tsv
	printf 'patch\tbuilt\tverdict\n' >"$table"
	tools=$(tools_id)
	for patch in "${patches[@]}"; do
		n=$((n + 1))
		prefix=$(basename "$patch" .patch)
		! grep -qE '^\+\s*select HOTPLUG_(SPLIT_STARTUP|PARALLEL)\>' "$PATCH_DIR/$patch" || splits=yes
		label=${lint[name]}-upto-$prefix
		folder=$OUT/$label/$EACH_CONFIG/$EACH_MACHINE
		log=${lint[scratch]}/boot-each-$prefix.log
		id=$(series_id "${lint[owner]}" "$prefix")-${lint[base]}-$tools
		# The run folder's verdict, if it is one of this prefix as it is now
		verdict=''
		[[ ! -f $folder/run.json || ! -f $folder/.case || $(<"$folder/.case") != "$id" ]] || verdict=$(verdict_of "$folder")
		if [[ $verdict == PASS* ]]; then
			built=reused
		else
			say "prefix $n of ${#patches[@]}, $prefix: apply, build, boot, check"
			: >"$log"
			SPLIT_STARTUP_QUIET=1 boot_prefix "$prefix" "$folder" "$id"
			# A work tree and its objects are some GiB each
			drop_tree "$(tree_of "$label")"
		fi
		[[ $verdict == PASS* ]] || bad=$((bad + 1))
		printf '%s\t%s\t%s\n' "$prefix" "$built" "$verdict" >>"$table"
		tell "$n of ${#patches[@]} $(paint "${verdict%% *}"): $prefix:" \
			"$verdict$([[ $built != reused ]] || printf ' (reused)')"
	done
	column -t -s $'\t' "$table"
	tell "$((n - bad)) prefixes of ${lint[name]} passed, $bad failed, on $EACH_MACHINE; the table is $table"
	((!bad)) || leave "$E_TEST"
}
