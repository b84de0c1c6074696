# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What check writes: run.json, and of it the verdict and junit.xml.

LIB=$TOP/scripts/lib

# write_record RUN WORK CODE: of the files in WORK, which check has read and found
write_record() {
	local run=$1 work=$2 code=$3
	splats "$work/console.log" | short >"$work/splats"
	jq -n --rawfile machine "$work/machine" --rawfile tests "$work/tests.tsv" --rawfile faults "$work/faults.tsv" \
		--rawfile facts "$work/faults.facts" --rawfile splats "$work/splats" --rawfile ktap "$work/results.ktap" \
		--rawfile problems "$work/problems" --rawfile command "$work/qemu-cmd" \
		--arg ended "$(first_line <"$work/qemu-status")" --arg date "$(date -u -r "$run/qemu-status" +%FT%TZ)" \
		--argjson code "$code" -f "$LIB/check/record.jq" >"$work/run.json"
}

# view FILE FILTER: of a record, with the words of views.jq
view() { jq -r -L "$LIB" "include \"views\"; $2" "$1"; }

# write_verdict WORK NAME: what came out of it, for people and for CI
write_verdict() {
	local verdict said
	local -a problems
	view "$1/run.json" junit >"$1/junit.xml"
	view "$1/run.json" '(verdict, .problems[])' >"$1/verdict"
	mapfile -t problems <"$1/verdict"
	verdict=${problems[0]}
	said="$2: $(paint "${verdict%% *}") ${verdict#* }"
	if [[ $verdict == PASS* ]]; then
		say "$said"
	else
		tell "$said"
		((${#problems[@]} == 2)) || printf '    %s\n' "${problems[@]:2:9}"
	fi
}
