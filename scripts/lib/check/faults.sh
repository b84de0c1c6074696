# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# How a boot with faults in it is judged: for scripts/check, whose values(), fail() and bad_lines()
# these functions call.

# The folder of the boot, with what clean has made of it; check_faults sets it
FAULT_RUN=''

# pairs KEY: "N VALUE" of the lines "cpuN VALUE" of the run folder's machine file
pairs() { values "$1" | sed 's/^cpu//'; }

has_faults() { [[ -n $(values row)$(values fault) ]]; }

# What happened, as faults.awk has it
faults_read() {
	local log=$FAULT_RUN/firmware.log
	[[ -f $log ]] || log=/dev/null
	LC_ALL=C awk -f "$TOP/scripts/lib/check/faults.awk" kind=machine "$FAULT_RUN/machine" kind=log "$log" \
		kind=results "$FAULT_RUN/results.ktap" kind=console "$FAULT_RUN/console.log" >"$FAULT_RUN/faults.facts"
}

# fact KIND [N]: the rest of the lines of that kind, and CPU
fact() {
	awk -F'\t' -v kind="$1" -v n="${2-}" '
		$1 == kind && (n == "" || $2 == n) { sub(n == "" ? "^[^\t]*\t" : "^[^\t]*\t[^\t]*\t", ""); print }' \
		"$FAULT_RUN/faults.facts"
}

# Each fault must have been there: a kernel that answers well to nothing proves nothing
check_firmware() {
	local spec why
	if ! [[ -s $FAULT_RUN/firmware.log ]]; then
		fail "$E_BOOT" "firmware.log is empty: the firmware did not run"
		return
	fi
	why=$(fact stop)
	[[ -z $why ]] || fail "$E_BOOT" "the firmware gave up: $why"
	while read -r spec; do
		fact fault | grep -qxF -- "$spec" ||
			fail "$E_TEST" "the fault $spec did not happen: firmware.log does not have it"
	done < <(values fault)
}

# Where CPUs come up one after the other, each silent one has 5 s of its own
check_bringup() {
	local limit ms
	limit=$(bringup_limit)
	ms=$(fact bringup)
	[[ -n $limit ]] || return 0
	if [[ -z $ms ]]; then
		fail "$E_TEST" "what bring-up took cannot be told: the console has no end of it"
	elif ((ms > limit)); then
		fail "$E_TEST" "bring-up took $ms ms, more than $limit"
	fi
}

# One is no more than one; another number is what there must be at least
check_together() {
	local want is
	want=$(values together)
	[[ -z $want || -z $(fact serial) ]] || want=1
	is=$(fact together)
	if ((want == 1 && is > 1)); then
		fail "$E_TEST" "bring-up had $is CPUs on their way at once, and should go one by one"
	elif ((is < want)); then
		fail "$E_TEST" "bring-up had $is CPUs on their way at once, not $want: the kernel waits for each"
	fi
}

bringup_limit() { [[ -n $(fact serial) ]] || values bringup; }

check_costs() {
	local n limit ms end
	check_bringup
	check_together
	while read -r n limit; do
		IFS=$'\t' read -r ms end < <(fact cost "$n") || true
		if [[ -z $(fact kicks "$n") || -n $(fact unsaid "$n") ]]; then
			fail "$E_TEST" "cpu$n: its cost cannot be told: no beginning of it in the logs"
		elif [[ -z $ms ]]; then
			fail "$E_TEST" "cpu$n: its cost cannot be told: no end of it in the logs"
		elif ((ms > limit)); then
			fail "$E_TEST" "cpu$n cost $ms ms, more than $limit, up to $end"
		fi
	done < <(pairs cost)
	while read -r n limit; do
		ms=$(fact cost "$n" | cut -f 1)
		((${ms:-$limit} >= limit)) || fail "$E_TEST" "cpu$n cost $ms ms, less than $limit: the fault is not what it should be"
	done < <(pairs cost-min)
	while read -r n limit; do
		ms=$(fact kicks "$n")
		((${ms:-0} >= ${limit%-*} && ${ms:-0} <= ${limit#*-})) ||
			fail "$E_TEST" "cpu$n: the kernel asked the firmware ${ms:-0} times to start it, not $limit"
	done < <(pairs kicks)
}

# A reason why a CPU is not there that no fault accounts for: another's, or an old one
check_reasons() {
	local n line
	local -a known=()
	mapfile -t known < <(values says && values allows)
	while IFS=$'\t' read -r n line; do
		[[ -n $line ]] || continue
		((${#known[@]})) && printf '%s\n' "$line" | grep -qE -f <(printf '%s\n' "${known[@]}") && continue
		fail "$E_TEST" "cpu$n: no fault of this machine has this reason: $line"
	done < <(fact says)
}

# check_faults FOLDER
check_faults() {
	FAULT_RUN=$1
	has_faults || return 0
	faults_read
	check_firmware
	check_costs
	check_reasons
}

# problem_of CPU PROBLEM...: the first problem that names it; of a fault of all CPUs, or if it is
# about no CPU with a fault of its own, the first such
problem_of() {
	local n=${1#cpu} problem others about
	others=$(values row | sed -n 's/.* cpu//p' | paste -sd '|')
	for problem in "${@:2}"; do
		# Its subtests have said of which CPU
		[[ $problem != 'cpu_again failed '* || $* != *'cpu_again: '* ]] || continue
		# That is what the fault of all CPUs is about
		[[ $n == all || $problem != 'bring-up '* ]] || continue
		# The line that ends a cost can name another CPU, and is not what it is about
		about=${problem%, up to *}
		if [[ $n != all && $about =~ (^|[^A-Za-z0-9])(CPU|cpu)$n([^0-9]|$) ]]; then
			printf '%s\n' "$problem"
			return
		elif [[ -z $others || ! $about =~ (^|[^A-Za-z0-9])(CPU|cpu)($others)([^0-9]|$) ]]; then
			printf '%s\n' "$problem"
			return
		fi
	done
}

# splat_of CPU: the first splat, if it is of that CPU, or of one that no fault is of
splat_of() {
	local line text n others
	line=$(bad_lines | first_line)
	[[ -n $line ]] || return 0
	text=${line#*:}
	n=$(tail -n "+${line%%:*}" "$FAULT_RUN/console.log" | sed -nE 's/.*CPU(: |#)([0-9]+)[ :].*/\2/p' | head -n 1 || true)
	others=$(values row | sed -n 's/.* cpu//p' | paste -sd ' ')
	[[ " $others " == *" $n "* && $n != "${1#cpu}" ]] || sed -E 's/^\[[^]]*\] //' <<<"$text"
}

# words_of CPU: what was said of it, without what says so, once
words_of() {
	{
		[[ $1 == all ]] || fact says "${1#cpu}" | sed -E "s/^(psci: )?CPU${1#cpu}:? //"
		splat_of "$1"
	} | short | awk '!seen[$0]++' | paste -sd ';' | sed 's/;/; /g'
}

state_of() {
	if grep -q '^# cpus online after boot' "$FAULT_RUN/results.ktap"; then
		if [[ $1 == all ]]; then
			printf '%d on-line\n' "$(fact online | wc -l)"
		elif fact online | grep -qx "${1#cpu}"; then
			printf 'on-line\n'
		else
			printf 'off-line\n'
		fi
	elif grep -q 'Kernel panic' "$FAULT_RUN/console.log"; then
		printf 'panic\n'
	else
		printf 'no boot\n'
	fi
}

# cost_of CPU: what it cost the boot; at run time, how long the first attempt took; of
# all CPUs, what bring-up took, where the machine is about that
cost_of() {
	local ms=''
	if [[ $1 == all ]]; then
		[[ -z $(values bringup) ]] || fact bringup
		return
	fi
	! values cost | grep -q "^$1 " || ms=$(fact cost "${1#cpu}" | cut -f 1)
	[[ -n $ms ]] || ms=$(sed -nE "s/^  # CPU${1#cpu}: .* after ([0-9]+) ms.*/\1/p" "$FAULT_RUN/results.ktap" | head -n 1)
	printf '%s\n' "$ms"
}

limit_of() { if [[ $1 == all ]]; then bringup_limit; else values cost | sed -n "s/^$1 //p"; fi; }

# write_faults PROBLEM...: one line a fault: faults.tsv for the record, and as subtests with the other results
# name, CPU, result, ms, limit, least, state, words, problem; what is empty is "-"
write_faults() {
	local name cpu problem ms limit least text words result all=pass
	has_faults || return 0
	while read -r name cpu; do
		problem=$(problem_of "$cpu" "$@")
		ms=$(cost_of "$cpu")
		limit=$(limit_of "$cpu")
		least=$(values cost-min | sed -n "s/^$cpu //p")
		text=${ms:+$ms ms${limit:+ of at most $limit}}
		result=pass
		[[ -z $problem ]] || { result=fail && all=fail && text=$problem; }
		words=$(words_of "$cpu")
		printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$cpu" "$result" "${ms:--}" "${limit:--}" "${least:--}" \
			"$(state_of "$cpu")" "${words:--}" "${problem:--}" >>"$FAULT_RUN/faults.tsv"
		printf '%s\tfaults\t%s (%s)\t%s\t-\n' "$result" "$name" "$cpu" "${text:--}"
	done < <(values row) >>"$FAULT_RUN/tests.tsv"
	printf '%s\tfaults\t-\t-\t-\n' "$all" >>"$FAULT_RUN/tests.tsv"
}
