# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The figures of ci/figures, and the variants of a kernel that they name. firmware.sh and arch.sh
# are sourced before.

# figure, or exact as scripts/bench --exact says
section=figure

# sections_of KINDS: the names of all figures of those kinds, in order
sections_of() { sed -nE "s/^\[($1) \"(.*)\"\]\$/\2/p" "$FIGURES"; }
figures() { sections_of "$section"; }
figure_all() { git config -f "$FIGURES" --get-all "$section.$1.$2" || true; }
figure_one() { git config -f "$FIGURES" --get "$section.$1.$2" || printf '%s\n' "${3-}"; }

# machine_for FIGURE CPUS: that of the figure's architecture
machine_for() {
	local arch
	arch=$(arch_of "$(figure_one "$1" config)")
	[[ $arch == arm64 ]] && arch='' || arch+=-
	printf 'bench-%s%s\n' "$arch" "$2"
}

# --- the file itself

# What a value looks like, of a key of both kinds of figures, or of one
declare -rA FIGURE_FORMS=(
	[about]='.+' [cpus]='[1-9][0-9]*' [also]='.+' [fault]='(cpu[0-9]+|all):.+' [append]='.+'
	[figure.variants]='.+ .+' ['figure.base-cpus']='[1-9][0-9]*' [figure.measure]='boot|off-on'
	['figure.late-between']='[0-9]{1,5} [0-9]{1,5} [0-9]{1,9}'
	[figure.limit]='ratio [0-9]+([.][0-9]+)?|difference [0-9]+([.][0-9]+)?( L)?'
	[exact.config]='[a-z0-9_+-]+' [exact.limit]='[^ ]+ [0-9]+([.][0-9]+)? [^ ]+'
)

bad_figures() { die "$E_USAGE" "${FIGURES#"$TOP"/}: $*"; }

# check_figure_line FIGURE KEY VALUE
check_figure_line() {
	local figure=$1 key=$2 value=$3 word form
	form=${FIGURE_FORMS[$key]-${FIGURE_FORMS[$section.$key]-}}
	[[ -n $form ]] || bad_figures "$figure: there is no key $key"
	[[ $value =~ ^($form)$ ]] || bad_figures "$figure: $key = $value: not of the form $form"
	case $key in
	fault)
		is_spec "$value" "$(figure_one "$figure" cpus 0)" ||
			bad_figures "$figure: fault = $value: scripts/boot has no such fault, or no such CPU"
		;;
	cpus | base-cpus)
		word=$(machine_for "$figure" "$value")
		[[ -n $(git config -f "$FIGURES" --get "machine.$word.cpus") ]] ||
			bad_figures "$figure: $key = $value: there is no machine $word"
		;;
	esac
	[[ $section == exact && $key == limit ]] || [[ $key == variants || $key == also ]] || return 0
	[[ $key != limit ]] || value="${value%% *} ${value##* }"
	for word in $value; do
		known_variant "$word" || bad_figures "$figure: $key = $3: no variant $word, and no $word.patch beside it"
	done
}

check_figures() {
	local figure line key=variants
	[[ -f $FIGURES ]] || bad_figures "no such file"
	line=$(git config -f "$FIGURES" --list 2>&1 >/dev/null) || bad_figures "git config cannot read it: ${line##*$'\n'}"
	[[ $section == figure ]] || key=limit
	while read -r figure; do
		while IFS= read -r line; do
			check_figure_line "$figure" "${line%%=*}" "${line#*=}"
		done < <(git config -f "$FIGURES" --list |
			awk -v head="$section.$figure." 'index($0, head) == 1 { print substr($0, length(head) + 1) }')
		for line in about cpus "$key"; do
			[[ -n $(figure_all "$figure" "$line") ]] || bad_figures "$figure: it has no $line"
		done
		[[ $(figure_one "$figure" limit) != *' L' || $(latest "$figure") != 0 ]] ||
			bad_figures "$figure: limit = $(figure_one "$figure" limit): no CPU is late"
	done < <(figures)
	line=$(figures | sort | uniq -d | head -n 1)
	[[ -z $line ]] || bad_figures "two figures have the name $line"
}

# --- what a figure's firmware is told

# The same numbers everywhere: awk's are another in each awk
late_between() {
	local cpus=$1 from=$2 to=$3 x=$4 n
	for ((n = 1; n < cpus; n++)); do
		x=$(((x * 1103515245 + 12345) & 0x7fffffff))
		printf 'cpu%d:late=%dms\n' "$n" $((from + (x >> 8) % (to - from + 1)))
	done
}

figure_faults() {
	local words
	figure_all "$1" fault
	read -ra words <<<"$(figure_one "$1" late-between)"
	((!${#words[@]})) || late_between "$(figure_one "$1" cpus)" "${words[@]}"
}

# latest FIGURE: how much the latest CPU is late, in ms
latest() {
	figure_faults "$1" | awk -F'[:=@]' '$2 == "late" {
		ms = $3 + 0
		if ($3 ~ /us$/) ms /= 1000
		else if ($3 !~ /ms$/) ms *= 1000
		if (ms > most) most = ms
	} END { print most + 0 }'
}

# latency_of FIGURE: by how much all CPUs are late, in ms, if that is all that is wrong
latency_of() {
	local faults
	faults=$(figure_faults "$1")
	if [[ $faults == all:late=* && $faults != *$'\n'* ]]; then latest "$1"; else printf 'null\n'; fi
}

# limit_of FIGURE: as JSON, a list of them of exact times
limit_of() {
	local kind number unit value
	if [[ $section == exact ]]; then
		figure_all "$1" limit | sed -E 's/image:([^ =]+)=[^ ]+/\1/g' |
			jq -cnR '[inputs | split(" ") | {variant: .[0], most: .[1], base: .[2]}]'
		return
	fi
	read -r kind number unit <<<"$(figure_one "$1" limit)"
	[[ -n $kind ]] || { printf 'null\n' && return; }
	value=$number
	[[ $unit != L ]] || value=$(awk -v a="$number" -v b="$(latest "$1")" 'BEGIN { print a * b }')
	jq -nc --arg kind "$kind" --argjson value "$value" '{$kind, $value,
		text: ("<= \($value)" + if $kind == "difference" then " ms more" else "" end)}'
}

# exact_variants FIGURE: those that its limits name, and those that are shown
exact_variants() {
	{
		figure_all "$1" limit | awk '{ print $3; print $1 }'
		figure_one "$1" also | tr ' ' '\n'
	} | awk 'NF && !seen[$0]++'
}

# --- variants

known_variant() {
	[[ $1 =~ ^(unpatched|serial|parallel|concurrent|upto:[A-Za-z0-9._-]+|image:[A-Za-z0-9._-]+=.+)$ ]] ||
		[[ $1 != */* && -f $(patch_for "$1") ]]
}

# patch_for VARIANT: what has its name, and is put on top of the series
patch_for() { printf '%s/%s.patch\n' "${FIGURES%/*}" "$1"; }

# variant_name VARIANT: an Image of the user's has the name that it was given
variant_name() {
	local name=$1
	[[ $name != image:* ]] || { name=${name#image:} && name=${name%%=*}; }
	printf '%s\n' "$name"
}

# What read_variant makes of one: [label] of its kernel, [append] to the command line, [image], and
# the option of its [cut], and what is cut [at]
declare -A variant=()

# with_cut COMMAND...: with that option
with_cut() { "$@" ${variant[cut]:+"${variant[cut]}"} ${variant[at]:+"${variant[at]}"}; }

# read_variant VARIANT NAME CONFIG: of the kernel NAME
read_variant() {
	local upto=''
	variant=([label]=$2 [append]='' [cut]='' [at]='')
	case $1 in
	unpatched)
		variant[cut]=--unpatched
		variant[label]+=-unpatched
		;;
	serial) variant[append]=cpuhp.parallel=0 ;;
	parallel) variant[append]=cpuhp.parallel=1 ;;
	concurrent)
		upto=rfc
		variant[append]='cpuhp.parallel=1 cpuhp.concurrent_kick=1'
		;;
	upto:*) upto=${1#upto:} ;;
	image:*) ;;
	*)
		variant+=([cut]=--with [at]=$(patch_for "$1"))
		variant[label]+=-with-$(fit_name "$1")
		variant[append]=cpuhp.parallel=1
		;;
	esac
	if [[ -n $upto ]]; then
		variant+=([cut]=--upto [at]=$upto)
		variant[label]+=-upto-$(basename "$upto" .patch)
	fi
	variant[image]=$OUT/${variant[label]}/$3/Image
	[[ $1 != image:* ]] || variant[image]=$(absolute "${1#image:*=}")
}
