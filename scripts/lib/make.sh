# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The compiler, and the kernel's make: for build, package and lint.

# What is built. The verb sets it: config, arch; make, the kernel's word for that; tree, the work tree; objdir,
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
	else
		# What ccache has preprocessed to look it up is compiled: a fifth faster. clang would warn of it
		local -x CCACHE_NOCPP2=1
	fi
	command -v ccache >/dev/null && cc+=(CC="ccache $compiler")
	bare make -C "${BUILD[tree]}" ARCH="${BUILD[make]}" CROSS_COMPILE="${BUILD[cross]}" \
		O="${BUILD[objdir]}" "${cc[@]}" "$@"
}

# make_config TARGET WANTED: allnoconfig takes what is wanted while it decides, so that choices and what
# depends on them come out as asked; on the others it is laid on top. It is called where errexit is off.
make_config() {
	if [[ $1 == allnoconfig ]]; then
		KCONFIG_ALLCONFIG=$2 mk allnoconfig || return 1
	else
		mk "$1" || return 1
		(cd "${BUILD[tree]}" && scripts/kconfig/merge_config.sh -m -O "${BUILD[objdir]}" \
			"${BUILD[objdir]}/.config" "$2") || return 1
	fi
	mk olddefconfig || return 1
}
