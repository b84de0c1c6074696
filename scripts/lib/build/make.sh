# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The compiler, and the kernel's make.

# What is built, for all of lib/build. scripts/build sets it: config, arch; tree, the work tree; objdir,
# dir, the folders of the objects and of what comes out; state, of all that make sees; jobs; cross, its
# compiler's prefix; llvm, the kernel's own word for one of LLVM's (-19 of the part llvm-19), or nothing.
declare -A BUILD=()

CC_MIN=8

# find_compiler: its version, in its own words
find_compiler() {
	local version llvm=${BUILD[llvm]} gcc=${BUILD[cross]}gcc
	need make flex bison bc
	if [[ -n $llvm ]]; then
		need "clang$llvm" "ld.lld$llvm" "llvm-nm$llvm"
		"clang$llvm" --version | first_line
		return
	fi
	need "$gcc"
	version=$("$gcc" -dumpversion)
	((${version%%.*} >= CC_MIN)) ||
		die "$E_TOOL" "$gcc is version $version, and kernels from 7.0 on need $CC_MIN:" \
			"install a newer one, or set CROSS_COMPILE"
	"$gcc" --version | first_line
}

# fixed: a fixed time, user and host: the same source gives the same Image, and ccache
# hits. Kconfig asks the compiler, too, and by way of ccache: there is no home for its files.
fixed() {
	export KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_VERSION=1
	export KBUILD_BUILD_USER=split-startup KBUILD_BUILD_HOST=split-startup
	export CCACHE_DIR=${CCACHE_DIR:-$CACHE/ccache} CCACHE_BASEDIR=${BUILD[tree]} CCACHE_NOHASHDIR=1
	export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
}

mk() {
	local compiler=${BUILD[cross]}gcc
	local -a cc=()
	if [[ -n ${BUILD[llvm]} ]]; then
		compiler=clang${BUILD[llvm]}
		cc=(LLVM="${BUILD[llvm]}")
	fi
	command -v ccache >/dev/null && cc+=(CC="ccache $compiler")
	bare make -C "${BUILD[tree]}" ARCH="$(arch_field "${BUILD[arch]}" make)" CROSS_COMPILE="${BUILD[cross]}" \
		O="${BUILD[objdir]}" "${cc[@]}" "$@"
}

# Objects that a whole build makes: the last one of this configuration knows, or so
# many made the bases of 7.3; tiny of 6.12 made 950
objects() {
	local total=5274
	case ${BUILD[config]%%+*} in
	tiny | "${BUILD[arch]}") total=$([[ $(version_of "${BUILD[tree]}/") == [0-6].* ]] && echo 950 || echo 1391) ;;
	virt) total=3543 ;;
	esac
	cat "${BUILD[objdir]}/.objects" 2>/dev/null || printf '%d\n' "$total"
}

# objects_in LOG: so many were made
objects_in() { grep -c '^  \(CC\|AS\|LD\|AR\) ' "$1" || true; }

# progress WHOLE: objects done; of about how many, where all of them are to be made
progress() {
	local whole=$1 log=${BUILD[dir]}/build.log total began now n step=0
	total=$(objects)
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
	local pid failed=0 image whole=1 dir=${BUILD[dir]} objdir=${BUILD[objdir]}
	image=$(arch_field "${BUILD[arch]}" image)
	: >"$dir/build.log"
	[[ ! -e $objdir/vmlinux ]] || whole=0
	progress "$whole" &
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
