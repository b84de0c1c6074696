# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Compiling, and how far that is. lib/make.sh is sourced before.

# Objects that a whole build makes: the last one of this configuration knows, or so
# many made the bases of 7.3
objects() {
	local total=5274
	case ${BUILD[config]%%+*} in
	tiny | "${BUILD[arch]}") total=1121 ;;
	virt) total=3543 ;;
	esac
	cat "${BUILD[objdir]}/.objects" 2>/dev/null || printf '%d\n' "$total"
}

# objects_in LOG: so many were made
objects_in() { grep -c '^  \(CC\|AS\|LD\|AR\) ' "$1" || true; }

# progress WHOLE TOTAL: objects done; of about how many, where all of them are to be made
progress() {
	local whole=$1 total=$2 log=${BUILD[dir]}/build.log began now n step=0
	began=$(date +%s)
	while sleep 1; do
		[[ -f $log ]] || continue
		now=$(($(date +%s) - began))
		n=$(objects_in "$log")
		((n > 20 && now / 15 > step)) || continue
		step=$((now / 15))
		if ((whole && n < total)); then
			say "$n of about $total objects, $now s, about $((now * (total - n) / n)) s left"
		else
			say "$n objects, $now s"
		fi
	done
}

compile() {
	local pid failed=0 image whole=1 total dir=${BUILD[dir]} objdir=${BUILD[objdir]}
	image=$(arch_field "${BUILD[arch]}" image)
	: >"$dir/build.log"
	[[ ! -e $objdir/vmlinux ]] || whole=0
	total=$(objects)
	progress "$whole" "$total" &
	pid=$!
	trap 'kill "$pid" 2>/dev/null || true' EXIT
	mk -j"${BUILD[jobs]}" "${image##*/}" >"$dir/build.log" 2>&1 || failed=1
	kill "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	trap - EXIT
	if ((failed)); then
		! no_space || leave "$E_SPACE"
		warn "$(grep -m1 -E 'error:|undefined reference|No rule to make|[*][*][*]' "$dir/build.log" ||
			tail -n 1 "$dir/build.log")"
		die "$E_BUILD" "the build failed: all of it is in $dir/build.log"
	fi
	# A whole build is the measure for the next one
	((!whole)) || objects_in "$dir/build.log" >"$objdir/.objects"
	install -m 644 "$objdir/.config" "$dir/.config"
	cmp -s "$objdir/$image" "$dir/Image" || install -m 644 "$objdir/$image" "$dir/Image"
}
