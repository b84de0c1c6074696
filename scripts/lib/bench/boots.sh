# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The sides of a figure, what is booted for each, and what of earlier boots still counts.

source "$TOP/scripts/lib/bench/figures.sh"
source "$TOP/scripts/lib/bench/read.sh"

# What scripts/bench fills in: [kernel] as it was asked for, [name] of it, [config], [dir] for
# what comes out of it, [log], [offline]; then [figure], [measure], and [firmware] if all of that
# figure boots below it
declare -A bench=()

# N is a side of the figure. [N.role] is base, judged, told (shown, and not judged) or exact; [N.variant],
# [N.name], [N.image], [N.hash] of that, [N.append], [N.cpus], [N.online] of these after boot,
# [N.faults], [N.setup]: the id of all that a boot comes from but for the Image; [N.folder], [N.ready]
declare -A side=()
sides=0

readonly BOOTS=figure,variant,n,ms,load,online,date,image,setup,problem

# of the variant that read_variant has read
need_image() { [[ $1 == image:* ]] || with_cut make_kernel "${bench[kernel]}" "${bench[config]}"; }

# An Image of the user's has PID 1 and the selftests of a kernel that is there
borrow_guest() {
	local one
	for one in unpatched parallel; do
		read_variant "$one" "${bench[name]}" "${bench[config]}"
		[[ ! -x $(tree_of "${variant[label]}")/.build-${bench[config]}/usr/gen_init_cpio ]] || return 0
	done
	need_image parallel
}

# add_side ROLE VARIANT FAULTS: the faults are lines, none if its firmware does what it should
add_side() {
	local n=$sides role=$1 name image cpus id
	sides=$((sides + 1))
	read_variant "$2" "${bench[name]}" "${bench[config]}"
	need_image "$2"
	image=${variant[image]}
	name=$(variant_name "$2")
	[[ -z $3 || $role == exact ]] || name+=+faults
	cpus=$(figure_one "${bench[figure]}" cpus)
	[[ $role != base ]] || cpus=$(figure_one "${bench[figure]}" base-cpus "$cpus")
	side+=([$n.role]=$role [$n.variant]=$2 [$n.name]=$name [$n.image]=$image [$n.cpus]=$cpus [$n.faults]=$3)
	side[$n.append]="${variant[append]} $(figure_one "${bench[figure]}" append)"
	side[$n.hash]=$(sha 12 <"$image")
	side[$n.online]=$((cpus - $(grep -c ':lost$' <<<"$3" || true)))
	side[$n.folder]=${bench[dir]}/runs/${bench[figure]}/${name//[^A-Za-z0-9._+-]/_}
	side[$n.ready]=''
	id="$cpus ${side[$n.append]} $3 ${bench[measure]} $(git config -f "$FIGURES" --list | grep -E '^(default|machine)[.]')"
	[[ -z ${bench[firmware]} ]] || id+=$(sha <"$OUT/firmware/firmware.bin")
	[[ ${bench[measure]} != off-on ]] || id+=$(sha <"$TOP/selftests/cpu-hotplug/off_on_time.c")
	side[$n.setup]=$(sha 12 <<<"$id")
	[[ $2 != image:* ]] || borrow_guest
}

# read_sides FIGURE [VARIANTS]: those of the figure, unless others are named
read_sides() {
	local figure=$1 wanted=${2-} word role=base faults
	side=()
	sides=0
	faults=$(figure_faults "$figure")
	bench+=([figure]=$figure [measure]=$(figure_one "$figure" measure boot) [firmware]=$faults [failed]=0)
	[[ -z $faults ]] || build_firmware
	if [[ $section == exact ]]; then
		for word in ${wanted:-$(exact_variants "$figure")}; do add_side exact "$word" "$faults"; done
		return
	fi
	for word in ${wanted:-$(figure_one "$figure" variants)}; do
		# A ratio is of what two kernels make of the same firmware
		if [[ $role == base && $(figure_one "$figure" limit) != ratio* ]]; then
			add_side "$role" "$word" ''
		else
			add_side "$role" "$word" "$faults"
		fi
		role=judged
	done
	[[ -z $wanted ]] || return 0
	for word in $(figure_one "$figure" also); do add_side told "$word" "$faults"; done
	[[ -z $(side_names | sort | uniq -d) ]] || bad_figures "$figure: two of its variants have one name"
}

side_names() { local n && for ((n = 0; n < sides; n++)); do printf '%s\n' "${side[$n.name]}"; done; }

# --- boots

# get_ready SIDE: makes its run folder, once. The first boot is not timed, as nothing is in the host's cache
# yet, unless that is of no matter
get_ready() {
	local n=$1 log=${bench[log]} code fault
	local -a options=(--machine "$(machine_for "${bench[figure]}" "${side[$n.cpus]}")" --config "${bench[config]}")
	[[ -z ${side[$n.ready]} ]] || return 0
	read_variant "${side[$n.variant]}" "${bench[name]}" "${bench[config]}"
	options+=(--image "${side[$n.image]}" --to "${side[$n.folder]}" --append "${side[$n.append]}")
	[[ -z ${bench[offline]} ]] || options+=(--offline)
	[[ $section != exact ]] || options+=(--accel icount)
	[[ ${bench[measure]} != off-on ]] || options+=(--tests off_on_time)
	[[ -z ${bench[firmware]} ]] || options+=(--firmware)
	while read -r fault; do
		[[ -z $fault ]] || options+=(--fault "$fault")
	done <<<"${side[$n.faults]}"
	# What is timed is no evidence of a fault
	with_cut env CPUHP_KEEP=0 "$TOP/scripts/boot" "${bench[kernel]}" --prepare "${options[@]}" >>"$log" 2>&1 || {
		code=$?
		tail -n 1 "$log" >&2
		leave "$code"
	}
	[[ $section == exact ]] || boot_again "${side[$n.folder]}"
	side[$n.ready]=1
}

# boot_again RUN: into the same files. What a kernel does after the bring-up is of no matter where
# that is measured, and can take minutes if the host is short of CPUs
boot_again() {
	local line='' deadline=${CPUHP_DEADLINE:-180}
	[[ $section != exact ]] || deadline=${CPUHP_DEADLINE:-900}
	[[ ${bench[measure]} != boot ]] || line='smp: Brought up '
	: >"$1/console.log"
	: >"$1/results.ktap"
	[[ ! -f $1/firmware.log ]] || : >"$1/firmware.log"
	# QEMU dies with us, however we die
	setpriv --pdeathsig KILL "$1/qemu-cmd" >"$1/qemu.log" 2>&1 </dev/null &
	# It may say nothing all that time
	watch_qemu "$!" "$1" "$((2 * deadline))" "$deadline" : "$line"
}

# sample SIDE ROUND: a line of boots.csv; counts those that failed in bench
sample() {
	local n=$1 round=$2 load
	get_ready "$n"
	read -r load _ </proc/loadavg
	boot_again "${side[$n.folder]}"
	read_boot "${side[$n.folder]}" "${side[$n.online]}" "${bench[measure]}"
	printf '%s,%s,%d,%s,%s,%s,%s,%s,%s,%s\n' "${bench[figure]}" "${side[$n.name]}" "$round" "${boot[ms]}" "$load" \
		"${boot[online]}" "$(date -u +%FT%TZ)" "${side[$n.hash]}" "${side[$n.setup]}" "${boot[problem]}" \
		>>"${bench[dir]}/boots.csv"
	[[ -n ${boot[problem]} ]] || return 0
	bench[failed]=$((bench[failed] + 1))
	warn "${bench[figure]}, ${side[$n.name]}, boot $round: ${boot[problem]}"
}

# --- what is there already

# keep_boots [none]: of this figure the boots of whole rounds, with the Images and set-ups that
# there are now, or none
keep_boots() {
	local boots=${bench[dir]}/boots.csv n
	[[ -s $boots ]] || printf '%s\n' "$BOOTS" >"$boots"
	for ((n = 0; n < sides; n++)); do
		printf '%s,%s,%s\n' "${side[$n.name]}" "${side[$n.hash]}" "${side[$n.setup]}"
	done | awk -F, -v figure="${bench[figure]}" -v none="${1-}" '
		!pass { wanted[$1, $2, $3]; all++; next }
		$1 != figure { if (pass == 2) print; next }
		pass == 1 && none == "" && ($2, $8, $9) in wanted { have[$3]++ }
		pass == 2 && have[$3] == all' - pass=1 "$boots" pass=2 "$boots" >"$boots.new"
	mv -- "$boots.new" "$boots"
}

# is_there ROUND: of what keep_boots has kept
is_there() { grep -q "^${bench[figure]},[^,]*,$1," "${bench[dir]}/boots.csv"; }
