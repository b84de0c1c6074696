# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The configuration: a base, what is added to it, and whether the .config has it.

CONFIGS=$TOP/scripts/configs

# base_target: the make target that the configuration begins with
base_target() {
	case ${BUILD[config]%%+*} in
	tiny | "${BUILD[arch]}") printf 'allnoconfig\n' ;;
	virt) printf 'virtconfig\n' ;;
	defconfig) printf 'defconfig\n' ;;
	*)
		bad_usage "no config ${BUILD[config]}: it begins with tiny, virt," \
			"defconfig$(sections archs arch | grep -vx arm64 | sed 's/^/, /' | tr -d '\n')"
		;;
	esac
}

# fragments: the files of options, in order
fragments() {
	local part
	local -a parts
	printf '%s\n' "$TOP/Kconfig.fragment" "$CONFIGS/guest.config"
	IFS=+ read -ra parts <<<"${BUILD[config]}"
	for part in "${parts[@]}"; do
		[[ ! $part =~ ^(virt|defconfig|llvm-.*)$ ]] || continue
		[[ -f $CONFIGS/$part.config ]] ||
			bad_usage "no config $part: there are virt defconfig llvm-N" \
				"$(cd "$CONFIGS" && printf '%s ' *.config | sed 's/[.]config//g')"
		printf '%s\n' "$CONFIGS/$part.config"
	done
}

# wanted FILE...: the lines that count: of several for one option the last one does
wanted() {
	awk '/^CONFIG_|^# CONFIG_.* is not set$/ { s = $0; sub(/^# /, "", s); sub(/[= ].*/, "", s); line[s] = $0 }
	     END { for (s in line) print line[s] }' "$@" | sort
}

# verify WANTED: each of its lines must be in the .config, or is named as dropped
verify() {
	local line symbol is dropped=0
	while read -r line; do
		symbol=${line#\# }
		symbol=${symbol%%[= ]*}
		is=$(grep -E "^(# )?${symbol}[ =]" "${BUILD[objdir]}/.config" || true)
		# An option that is nowhere is off
		[[ $line != '#'* || -n $is ]] || continue
		warn "the configuration drops $line: it is now '${is:-not there, a dependency is missing}'"
		dropped=1
	done < <(grep -vxFf "${BUILD[objdir]}/.config" "$1" || true)
	((!dropped)) ||
		die "$E_CONFIG" "mend scripts/configs/ or Kconfig.fragment:" \
			"make ARCH=${BUILD[make]} menuconfig knows what the option depends on"
}

# configure TARGET FRAGMENT...: unless that was done with the same files for the same source
configure() {
	local id why target=$1 objdir=${BUILD[objdir]} log=${BUILD[dir]}/config.log
	shift
	id=$(cat -- "$@" | sha 16)-${BUILD[state]}
	[[ ! -f $objdir/.config || ! -f $objdir/.config-id || $(<"$objdir/.config-id") != "$id" ]] || return 0
	wanted "$@" >"$objdir/.fragments"
	if ! make_config "$target" "$objdir/.fragments" >"$log" 2>&1; then
		! no_space || leave "$E_SPACE"
		why=$(grep -m1 -i 'error\|[*][*][*]' "$log" || tail -n 1 "$log")
		die "$E_CONFIG" "make $target failed: $why; all of it is in $log"
	fi
	verify "$objdir/.fragments"
	printf '%s\n' "$id" >"$objdir/.config-id"
}
