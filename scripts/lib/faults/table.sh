# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The sections of the table of faults, and whether it is one: for scripts/faults. What it says wrongly
# would be a fault of nobody. firmware.sh is sourced before.

source "$TOP/scripts/lib/faults.sh"

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

# A form for each key of which more than one word is expected
declare -rA FAULT_FORMS=(
	[row]='[a-z0-9.-]+ (cpu[0-9]+|all)'
	[cost]='cpu[0-9]+ [0-9]+' ['cost-min']='cpu[0-9]+ [0-9]+' [kicks]='cpu[0-9]+ [0-9]+(-[0-9]+)?'
	[from]='cpu[0-9]+ .+' [until]='cpu[0-9]+ .+'
	[again]='(cpu[0-9]+:((on|off)=((ok[|])?E[A-Z]+|ok)(/[0-9]+)?|held|hangs/[0-9]+|present|absent)|stuck|free|kexec=(ok|E[A-Z]+)(/[0-9]+)?)(@[0-9]+)?'
	[fault]='(cpu[0-9]+|all):.+'
	[bringup]='[0-9]+' [together]='[1-9][0-9]*' [cpus]='[0-9]+' [silence]='[0-9]+'
	[alone]='yes|no' [ends]='off|panic|waits|halts'
	[qemu]='.*' [append]='.*' [dt]='.*' [online]='.*' ['online-end']='.*'
	[tests]='.*' [says]='.*' [never]='.*' [allows]='.*'
	[config]='.*' ['config-to']='[0-9]+[.][0-9]+ [a-z0-9+_-]+' [memory]='.*' [disk]='[0-9]+M' [reboots]='yes' [since]='[0-9]+[.][0-9]+'
)

bad_table() { die "$E_USAGE" "${FAULT_TABLE#"$TOP"/}: $*"; }

# 2, if the pattern is no regular expression
matches_nothing() { [[ '' =~ $1 ]]; }

# check_table_line SECTION KEY VALUE CPUS
check_table_line() {
	local section=$1 key=$2 value=$3 cpus=$4 cpu code=0
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

# sections_with WORD...: the sections that these are, or that these faults are in
sections_with() {
	local word found
	for word; do
		found=$(fault_rows | awk -F'\t' -v word="$word" '$1 == word { section = $1 } $2 == word { other = $1 }
			END { print section == "" ? other : section }')
		[[ -n $found ]] || bad_usage "--rows: no section or fault $word: --list names them"
		printf '%s\n' "$found"
	done | awk '!seen[$0]++'
}
