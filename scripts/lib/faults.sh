# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-only
# The table of faults, and how a boot with faults in it is judged: for scripts/check,
# whose run, console, results and fail() these are, and scripts/faults.

FAULT_TABLE=${SPLIT_STARTUP_FAULTS:-$TOP/selftests/firmware/faults}

fault_sections() { sed -n 's/^\[machine "fault-\(.*\)"\]$/\1/p' "$FAULT_TABLE"; }
fault_all() { git config -f "$FAULT_TABLE" --get-all "machine.fault-$1.$2" || true; }
fault_one() { git config -f "$FAULT_TABLE" --get "machine.fault-$1.$2" || printf '%s\n' "${3-}"; }

# fault_config SECTION BRANCH: the configuration that this section is booted with
fault_config() {
	local last config
	read -r last config <<<"$(fault_one "$1" config-to)"
	if [[ -n $last && $(printf '%s\n' "$2" "$last" | sort -V | first_line) == "$2" ]]; then
		printf '%s\n' "$config"
	else
		fault_one "$1" config tiny+debug
	fi
}

# --- the table itself: what it says wrongly would be a fault of nobody

# A form for each key of which more than one word is expected
declare -rA FAULT_FORMS=(
	[row]='[a-z0-9.-]+ (cpu[0-9]+|all)'
	[cost]='cpu[0-9]+ [0-9]+' ['cost-min']='cpu[0-9]+ [0-9]+' [kicks]='cpu[0-9]+ [0-9]+(-[0-9]+)?'
	[from]='cpu[0-9]+ .+' [until]='cpu[0-9]+ .+'
	[again]='(cpu[0-9]+:((on|off)=((ok[|])?E[A-Z]+|ok)(/[0-9]+)?|held|hangs/[0-9]+|present|absent)|stuck|free)(@[0-9]+)?'
	[fault]='(cpu[0-9]+|all):.+'
	[bringup]='[0-9]+' [together]='[1-9][0-9]*' [cpus]='[0-9]+' [silence]='[0-9]+'
	[alone]='yes|no' [ends]='off|panic|waits|halts'
	[qemu]='.*' [append]='.*' [dt]='.*' [online]='.*' ['online-end']='.*'
	[tests]='.*' [says]='.*' [never]='.*' [allows]='.*'
	[config]='.*' ['config-to']='[0-9]+[.][0-9]+ [a-z0-9+_-]+' [memory]='.*'
)

bad_table() { die "$E_USAGE" "${FAULT_TABLE#"$TOP"/}: $*"; }

# 2, if the pattern is no regular expression
matches_nothing() { [[ '' =~ $1 ]]; }

# check_table_line SECTION KEY VALUE CPUS
check_table_line() {
	local section=$1 key=$2 value=$3 cpus=$4 why cpu code=0
	[[ -v FAULT_FORMS[$key] ]] || bad_table "fault-$section: there is no key $key"
	[[ $value =~ ^(${FAULT_FORMS[$key]})$ ]] ||
		bad_table "fault-$section: $key = $value: not of the form ${FAULT_FORMS[$key]}"
	case $key in
	fault)
		is_spec "$value" "$cpus" ||
			bad_table "fault-$section: fault = $value: scripts/boot has no such fault, or no such CPU"
		;;
	row | cost | cost-min | kicks | from | until | again)
		[[ $value =~ cpu([0-9]+) ]] || return 0
		cpu=${BASH_REMATCH[1]}
		((cpu < cpus)) || bad_table "fault-$section: $key = $value: it has no cpu$cpu"
		;;
	says | never | allows)
		matches_nothing "$value" || code=$?
		((code < 2)) || bad_table "fault-$section: $key = $value: not a regular expression"
		;;
	esac
}

# check_table_section SECTION ROWS FAULTS KEYS: which rows, of which CPUs faults are, and what
# else it has
check_table_section() {
	local section=$1 rows=$2 faults=$3 keys=$4 key name cpu
	[[ -n $rows ]] || bad_table "fault-$section: no row names a fault"
	for key in bringup together; do
		[[ " $keys" != *" $key="* || $rows =~ \ all$'\n' ]] || {
			name=${keys#* "$key="}
			bad_table "fault-$section: $key = ${name%% *}, and no row is of all CPUs"
		}
	done
	while read -r name cpu; do
		[[ -z $name || " $faults " == *" $cpu "* ]] ||
			bad_table "fault-$section: row = $name $cpu, and no fault is $cpu's"
	done <<<"$rows"
}

# The whole of it is read once: a thousand lines are too many for a process each
check_table() {
	local line section key i
	local -a of=() keys=() values=()
	local -A cpus=() rows=() faults=() others=()
	line=$(git config -f "$FAULT_TABLE" --list 2>&1 >/dev/null) || bad_table "git config cannot read it: ${line##*$'\n'}"
	# git config would drop the rest without a word
	line=$(grep -nEm1 '^[[:space:]]*[a-z-]+ = [^"]*[;#]' "$FAULT_TABLE" || true)
	[[ -z $line ]] || bad_table "line ${line%%:*}: a value with ; or # in it needs quotes"
	while IFS= read -r line; do
		section=${line%%=*}
		[[ $section == machine.fault-* ]] || continue
		key=${section##*.}
		section=${section%.*}
		section=${section#machine.fault-}
		line=${line#*=}
		of+=("$section") keys+=("$key") values+=("$line")
		case $key in
		cpus) cpus[$section]=$line ;;
		row) rows[$section]+=$line$'\n' ;;
		fault) faults[$section]+=" ${line%%:*}" ;;
		bringup | together) others[$section]+=" $key=$line" ;;
		esac
	done < <(git config -f "$FAULT_TABLE" --list)
	for i in "${!of[@]}"; do check_table_line "${of[i]}" "${keys[i]}" "${values[i]}" "${cpus[${of[i]}]:-0}"; done
	while read -r section; do
		check_table_section "$section" "${rows[$section]-}" "${faults[$section]-}" "${others[$section]-} "
	done < <(fault_sections)
	line=$(fault_rows | cut -f 2 | sort | uniq -d | head -n 1)
	[[ -z $line ]] || bad_table "two rows have the name $line"
}

# fault_rows: section, fault, CPU, in the order of the table
fault_rows() {
	git config -f "$FAULT_TABLE" --list |
		sed -nE 's/^machine[.]fault-([^=]*)[.]row=([^ ]*) (.*)$/\1\t\2\t\3/p'
}

# --- judging

# pairs KEY: "N VALUE" of the lines "cpuN VALUE" of the run folder's machine file
pairs() { values "$1" | sed 's/^cpu//'; }

has_faults() { [[ -n $(values row)$(values fault) ]]; }

# What happened, as faults.awk has it
faults_read() {
	local log=$work/firmware.log
	[[ -f $log ]] || log=/dev/null
	LC_ALL=C awk -f "$TOP/scripts/lib/faults.awk" kind=machine "$work/machine" kind=results "$results" \
		kind=log "$log" kind=console "$console" >"$work/faults.facts"
}

# fact KIND [N]: the rest of the lines of that kind, and CPU
fact() {
	awk -F'\t' -v kind="$1" -v n="${2-}" '
		$1 == kind && (n == "" || $2 == n) { sub(n == "" ? "^[^\t]*\t" : "^[^\t]*\t[^\t]*\t", ""); print }' \
		"$work/faults.facts"
}

# Each fault must have been there: a kernel that answers well to nothing proves nothing
check_firmware() {
	local spec why
	if ! [[ -s $work/firmware.log ]]; then
		fail "$E_BOOT" "firmware.log is empty: the firmware did not run"
		return
	fi
	why=$(fact stop)
	[[ -z $why ]] || fail "$E_BOOT" "the firmware gave up: $why"
	while read -r spec; do
		fact fault | grep -qxF -- "$spec" || fail "$E_TEST" "the fault $spec did not happen: firmware.log does not have it"
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

check_faults() {
	has_faults || return 0
	faults_read
	check_firmware
	check_costs
	check_reasons
}

# problem_of CPU: the first problem that names it; of a fault of all CPUs, or if it is
# about no CPU with a fault of its own, the first such
problem_of() {
	local n=${1#cpu} problem others about
	others=$(values row | sed -n 's/.* cpu//p' | paste -sd '|')
	for problem in "${problems[@]}"; do
		# Its subtests have said of which CPU
		[[ $problem != 'cpu_again failed '* || ${problems[*]} != *'cpu_again: '* ]] || continue
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
	n=$(tail -n "+${line%%:*}" "$console" | sed -nE 's/.*CPU(: |#)([0-9]+)[ :].*/\2/p' | head -n 1 || true)
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
	if grep -q '^# cpus online after boot' "$results"; then
		if [[ $1 == all ]]; then
			printf '%d on-line\n' "$(fact online | wc -l)"
		elif fact online | grep -qx "${1#cpu}"; then
			printf 'on-line\n'
		else
			printf 'off-line\n'
		fi
	elif grep -q 'Kernel panic' "$console"; then
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
	[[ -n $ms ]] || ms=$(sed -nE "s/^  # CPU${1#cpu}: .* after ([0-9]+) ms.*/\1/p" "$results" | head -n 1)
	printf '%s\n' "$ms"
}

limit_of() { if [[ $1 == all ]]; then bringup_limit; else values cost | sed -n "s/^$1 //p"; fi; }

# One line a fault: faults.tsv for the record, and as subtests with the other results
# name, CPU, result, ms, limit, least, state, words, problem; what is empty is "-"
write_faults() {
	local name cpu problem ms limit least text words result all=pass
	has_faults || return 0
	while read -r name cpu; do
		problem=$(problem_of "$cpu")
		ms=$(cost_of "$cpu")
		limit=$(limit_of "$cpu")
		least=$(values cost-min | sed -n "s/^$cpu //p")
		text=${ms:+$ms ms${limit:+ of at most $limit}}
		result=pass
		[[ -z $problem ]] || { result=fail && all=fail && text=$problem; }
		words=$(words_of "$cpu")
		printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$cpu" "$result" "${ms:--}" "${limit:--}" "${least:--}" \
			"$(state_of "$cpu")" "${words:--}" "${problem:--}" >>"$work/faults.tsv"
		printf '%s\tfaults\t%s (%s)\t%s\t-\n' "$result" "$name" "$cpu" "${text:--}"
	done < <(values row) >>"$work/tests.tsv"
	printf '%s\tfaults\t-\t-\t-\n' "$all" >>"$work/tests.tsv"
}

# --- what people see

source "$TOP/scripts/lib/publish.sh"

# faults_here: what was run last of each kernel in out/; not of a cut of the series
faults_here() {
	local file
	[[ ! -d $OUT/faults ]] || find "$OUT/faults" -mindepth 2 -maxdepth 2 -name faults.json -regextype posix-extended \
		! -regex '.*-(upto|with)-[^/]*/faults.json' -printf '%h\n' | sort -V | while read -r file; do
		cat -- "$file/faults.json"
	done
}

# fault_order: the names of all faults, in order, as JSON
fault_order() { fault_rows | cut -f 2 | jq -R . | jq -sc .; }

# fault_columns FILTER: of files of results on stdin, with $order and $now
fault_columns() {
	local docs now order
	docs=$(cat)
	now=$(series_now <<<"$docs")
	order=$(fault_order)
	tables "$1" --argjson order "$order" --argjson now "$now" <<<"$docs"
}

# fault_summary: a line of heads, then one a fault, tabs between: what the newest kernel
# makes of it without the series, what the posted series does, and each kernel that was run
# last with it, in either mode. Fails if a file of it is broken
fault_summary() {
	local recorded ours
	recorded=$(published faults unpatched posted) || return
	ours=$(faults_here | tables '.[] | select(.judged != false) | results') || return
	fault_columns "fault_table(.; \$order; \$now)[] | @tsv" <<<"$recorded$ours"
}
