# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# A row of ci/kernels, from fetch to check: for scripts/matrix. kernel.sh, series.sh and campaign.sh
# are sourced before.

# What scripts/matrix fills in: [dir] for its rows, [good] is how one that passes ends, [apply_only],
# [fresh], [offline]
declare -A matrix=([dir]=$OUT/matrix [good]=PASS)

# The row that is done: its [name], [kernel], [branch], [owner] of the list, [label], [config],
# [machines], [dir], [log], [id] of all that decides how it ends; [result], [why], and the [code] of
# the stage that failed
declare -A row=()

# row_field ROW KEY [DEFAULT]
row_field() { field kernels "row.$1" "${@:2}"; }

# row_id NAME: of the kernel, the patches, the tools, the tests
row_id() {
	{
		kgit rev-parse "refs/kernels/$(ref_of "$1")"
		[[ -n $unpatched ]] || series_id "${row[owner]}" "$upto"
		printf '%s\n' "$suffix" "${row[config]}" "${row[machines]}" "${matrix[apply_only]+1}"
		tools_id
	} | sha 16
}

# worst CODE WHY: the row fails, for the first reason
worst() {
	[[ ${row[result]} == "${matrix[good]}" ]] || return 0
	row+=([result]=FAIL [code]=$1 [why]=$2)
}

last_line() { tail -n 1 "${row[log]}" | sed 's/^[a-z]*: //'; }

fetch_row() {
	if [[ -v matrix[apply_only] ]] && (resolve "${row[kernel]}") >/dev/null 2>&1; then
		say "${row[kernel]} is in the cache: taken as it is"
		return
	fi
	stage "${row[log]}" fetch "${row[kernel]}" ${matrix[offline]+--offline}
	# Nobody has it today: anything else, a wrong signature say, is a failure
	if ((code == E_SKIP)); then
		row+=([result]=SKIP [why]=$(last_line))
	elif ((code)); then
		worst "$code" "fetch: $(last_line)"
	fi
}

# apply_row: leaves {"clean": n, "offset": n, "fail": n, "total": n}
apply_row() {
	local applied total
	stage "${row[log]}" apply "${row[kernel]}" "${cut[@]}"
	applied=$(tree_of "${row[label]}").applied
	if [[ -f $applied ]]; then
		total=$(patches_of "${row[owner]}" "$upto" | wc -l) || total=0
		jq -n -R --argjson total "$total" '[inputs | split("\t")[1]] as $how |
			def n($of): $how | map(select(. == $of)) | length;
			{clean: n("clean"), offset: n("offset"), fail: n("fail"), $total}' <"$applied" >"${row[dir]}/patches"
	fi
	((code == 0)) ||
		worst "$code" "apply: $(grep -m1 'does not apply' "${row[log]}" | sed 's/^[a-z]*: //' || last_line)"
}

build_row() {
	local began stamp=$OUT/${row[label]}/${row[config]}/.fingerprint before how=ok
	began=$(date +%s)
	before=$(stat -c %y -- "$stamp" 2>/dev/null) || true
	stage "${row[log]}" build "${row[kernel]}" --config "${row[config]}" "${cut[@]}"
	if ((code)); then
		how=fail
		worst "$code" "build: $(last_line)"
	elif [[ -n $before && $(stat -c %y -- "$stamp") == "$before" ]]; then
		how=reused
	fi
	jq -n --arg result "$how" --argjson seconds $(($(date +%s) - began)) '{$result, $seconds}' >"${row[dir]}/build"
}

# machine_json MACHINE FOLDER SECONDS: how the boot of it ended. What could not be booted today may
# have a record of another day.
machine_json() {
	local record=/dev/null none='not judged'
	if ((code == E_SKIP)); then
		none="SKIP $(last_line)"
	elif [[ -f $2/run.json ]]; then
		record=$2/run.json
	fi
	jq -n -L "$TOP/scripts/lib" --arg name "$1" --argjson code "$code" --argjson seconds "$3" \
		--arg folder "${2#"$OUT"/}" --arg none "$none" 'include "views"; [inputs][0] as $run | ($run // {tests: []}) |
		{$name, verdict: (if $run == null then $none else verdict end), $code, $seconds, $folder} +
		({tests: whole} | {pass: count("pass"), skip: count("skip"), fail: (count("fail") + count("lost"))})' "$record"
}

boot_row() {
	local machine began folder booted=0
	for machine in ${row[machines]}; do
		began=$(date +%s)
		folder=$OUT/${row[label]}/${row[config]}/$machine
		boot_case "${row[log]}" "$folder" "${row[kernel]}" --machine "$machine" --config "${row[config]}" "${cut[@]}" \
			${matrix[offline]+--offline}
		if ((code == 0)); then
			booted=1
		elif ((code != E_SKIP)); then
			worst "$code" "$machine: $(jq -r '.problems[0] // ""' "$folder/run.json" 2>/dev/null || true)"
		fi
		machine_json "$machine" "$folder" $(($(date +%s) - began)) >>"${row[dir]}/machines"
	done
	# Of which nothing was booted is no PASS
	((booted)) || [[ ${row[result]} != "${matrix[good]}" ]] || row+=([result]=SKIP [why]="$machine: $(last_line)")
}

# reusable: nothing of it changed since it passed
reusable() {
	[[ ! -v matrix[fresh] && -f ${row[dir]}/row.json && -f ${row[dir]}/id && $(<"${row[dir]}/id") == "${row[id]}" ]] &&
		jq -e --arg good "${matrix[good]}" '.result == $good and all(.machines[]; .code == 0)' "${row[dir]}/row.json" \
			>/dev/null
}

# write_row NAME BEGAN: NAME is the kernel's, if it is there
write_row() {
	local message='' series='' file
	[[ -z ${row[owner]} ]] || series=$(series_id "${row[owner]}" "$upto")
	[[ -z $1 ]] || message=$(kgit log -1 --format=%B "refs/kernels/$(ref_of "$1")")
	for file in patches build; do [[ -s ${row[dir]}/$file ]] || printf 'null\n' >"${row[dir]}/$file"; done
	jq -n --arg row "${row[name]}" --arg branch "${row[owner]:-${row[branch]}}" --arg kernel "${row[label]}" \
		--arg config "${row[config]}" --arg result "${row[result]}" --arg why "${row[why]}" \
		--arg source "$(sed -n 's/^Source: //p' <<<"$message")" \
		--arg sha256 "$(sed -n 's/^Tarball-SHA256: //p' <<<"$message")" \
		--argjson code "${row[code]}" --argjson seconds $(($(date +%s) - $2)) \
		--slurpfile patches "${row[dir]}/patches" --slurpfile build "${row[dir]}/build" \
		--slurpfile machines "${row[dir]}/machines" --arg date "$(date -u +%F)" --arg series "$series" \
		--arg upto "$upto" '{$row, $branch, $upto, $kernel, $source, $sha256, $config, $result, $why, $code, $date,
			$series, patches: $patches[0], build: $build[0], $machines, $seconds}' | whole "${row[dir]}/row.json"
	[[ -z ${row[id]} ]] || printf '%s\n' "${row[id]}" >"${row[dir]}/id"
}

# do_row ROW
do_row() {
	local began name='' step code=0
	local -a steps=(apply_row build_row boot_row)
	[[ ! -v matrix[apply_only] ]] || steps=(apply_row)
	began=$(date +%s)
	# Of the row before
	unpatched='' upto='' suffix='' cut=()
	row=([name]=$1 [dir]=${matrix[dir]}/$1 [log]=${matrix[dir]}/$1/log [owner]='' [label]='' [id]='')
	row+=([result]=${matrix[good]} [why]='' [code]=0)
	row+=([kernel]=$(row_field "$1" kernel "$1") [config]=$(row_field "$1" config tiny+debug))
	row[branch]=${row[kernel]%%:*}
	row[machines]=$(row_field "$1" machines "$(field kernels "kernel.${row[branch]}" machines)")
	[[ -z $(row_field "$1" unpatched) ]] || take_cut --unpatched
	[[ -z $(row_field "$1" upto) ]] || take_cut --upto "$(row_field "$1" upto)"
	folder "${row[dir]}"
	: >"${row[log]}"
	fetch_row
	if [[ ${row[result]} == "${matrix[good]}" ]]; then
		name=$(resolve "${row[kernel]}")
		row+=([owner]=$(owner_of "${row[kernel]}" "$name") [label]=$name$suffix)
		row[machines]=${row[machines]:-$(machines_near "$(version_of "$name")")}
		row[id]=$(row_id "$name")
		if reusable; then
			say "$1: ${row[label]} was ${matrix[good]}, and nothing changed since: reused"
			return
		fi
	fi
	rm -f -- "${row[dir]}"/{patches,build,machines,row.json}
	: >"${row[dir]}/machines"
	for step in "${steps[@]}"; do
		[[ ${row[result]} != "${matrix[good]}" ]] || "$step"
	done
	write_row "$name" "$began"
	tell "$1: $(paint "${row[result]}")${row[why]:+: ${row[why]}}"
}
