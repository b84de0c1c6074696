# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Packages of a kernel by its own make, and kselftest's tarball, for scripts/package.

# need_tools FORMAT
need_tools() {
	local cross=''
	[[ $(uname -m) == aarch64 ]] || cross=${CROSS_COMPILE-aarch64-linux-gnu-}
	need make bc flex bison rsync "${cross}gcc"
	case $1 in
	deb) need dpkg-buildpackage dh_builddeb ;;
	rpm) need rpmbuild ;;
	esac
}

# kernel_make TREE OBJECT MAKE-WORD...: with ccache where it is
kernel_make() {
	local tree=$1 object=$2 cross=''
	local -a cc=()
	[[ $(uname -m) == aarch64 ]] || cross=${CROSS_COMPILE-aarch64-linux-gnu-}
	! command -v ccache >/dev/null || cc=(CC="ccache ${cross}gcc")
	bare env CCACHE_DIR="${CCACHE_DIR:-$CACHE/ccache}" CCACHE_BASEDIR="$tree" CCACHE_NOHASHDIR=1 \
		KBUILD_BUILD_USER=split-startup KBUILD_BUILD_HOST=split-startup KBUILD_BUILD_TIMESTAMP=@0 \
		make -C "$tree" O="$object" ARCH=arm64 CROSS_COMPILE="$cross" "${cc[@]}" "${@:3}"
}

# of_ours: what the build needs and a distribution has otherwise. Its keys are not here; debug
# information makes packages of hundreds of megabytes; the name is ours
of_ours() {
	cat <<-'END'
		CONFIG_LOCALVERSION=""
		# CONFIG_LOCALVERSION_AUTO is not set
		CONFIG_SYSTEM_TRUSTED_KEYS=""
		CONFIG_SYSTEM_REVOCATION_KEYS=""
		CONFIG_MODULE_SIG_KEY="certs/signing_key.pem"
		CONFIG_DEBUG_INFO_NONE=y
	END
}

# configure TREE OBJECT CONFIG SUFFIX DIR: what Kconfig.fragment asks for must come out
configure() {
	local tree=$1 object=$2 config=$3 suffix=$4 dir=$5 line
	local -a lost=()
	{
		cat -- "$config" "$TOP/Kconfig.fragment"
		of_ours
	} | awk '{ key = $0; sub(/^# /, "", key); sub(/[= ].*/, "", key) }
		key ~ /^CONFIG_/ { if (!(key in line)) order[++n] = key; line[key] = $0 }
		/^CONFIG_DEBUG_INFO_NONE/ { for (i = 1; i <= n; i++)
			if (order[i] ~ /^CONFIG_DEBUG_INFO_(DWARF|BTF)/) line[order[i]] = "# " order[i] " is not set" }
		END { for (i = 1; i <= n; i++) print line[order[i]] }' >"$object/.config"
	kernel_make "$tree" "$object" LOCALVERSION="$suffix" olddefconfig >"$dir/config.log" 2>&1 ||
		die "$E_CONFIG" "make olddefconfig failed: $(tail -n 1 "$dir/config.log"); all of it is in $dir/config.log"
	while read -r line; do
		grep -qxF -- "$line" "$object/.config" || lost+=("$line")
	done < <(grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$TOP/Kconfig.fragment")
	((!${#lost[@]})) || die "$E_CONFIG" "the configuration drops ${lost[*]}: what these depend on is off there"
	install -m 644 "$object/.config" "$dir/.config"
}

# make_package TREE OBJECT SUFFIX FORMAT JOBS DIR. KDEB_HOOKDIR is a folder that nobody has
make_package() {
	local tree=$1 object=$2 suffix=$3 format=$4 jobs=$5 dir=$6
	local -a words
	case $format in
	deb) words=(bindeb-pkg KDEB_PKGVERSION=1 KDEB_CHANGELOG_DIST=local KDEB_HOOKDIR=/etc/split-startup DPKG_FLAGS=-d) ;;
	rpm) words=(binrpm-pkg) ;;
	tar) words=(targz-pkg) ;;
	esac
	# Headers for the board would need its own compiler
	DEB_BUILD_PROFILES="pkg.linux-upstream.nokernelheaders pkg.linux-upstream.nokerneldbg" \
		DEBEMAIL=split-startup@localhost DEBFULLNAME=split-startup \
		kernel_make "$tree" "$object" -j"$jobs" LOCALVERSION="$suffix" KBUILD_VERBOSE=0 "${words[@]}" \
		>"$dir/build.log" 2>&1 && return
	! no_space || leave "$E_SPACE"
	die "$E_BUILD" "the package failed: $(grep -m1 -E 'error:|undefined reference|[*][*][*]|rror: ' "$dir/build.log" ||
		tail -n 1 "$dir/build.log"); all of it is in $dir/build.log"
}

# take_package OBJECT RELEASE FORMAT DIR
take_package() {
	local object=$1 release=$2 format=$3 dir=$4 file
	rm -f -- "$dir"/linux-*.{deb,rpm,tar.gz}
	case $format in
	deb) file=$(find "$object" -maxdepth 1 -name "linux-image-${release}_*.deb") ;;
	rpm) file=$(find "$object/obj/rpmbuild/RPMS" -name "kernel-[0-9]*.rpm" ! -name '*headers*' ! -name '*devel*') ;;
	tar) file=$object/obj/linux-$release-arm64.tar.gz ;;
	esac
	[[ -f $file ]] || die "$E_BUILD" "the kernel's make left no package of $release: the log is $dir/build.log"
	case $format in
	rpm) install -m 644 "$file" "$dir/linux-$release.rpm" ;;
	*) install -m 644 "$file" "$dir/" ;;
	esac
}

# make_kselftest TREE OBJECT DIR: ours stand beside the kernel's own, in a copy of kselftest,
# as nothing may be written to the tree
make_kselftest() {
	local tree=$1 copy=$2/kselftest dir=$3 cross=''
	[[ $(uname -m) == aarch64 ]] || cross=${CROSS_COMPILE-aarch64-linux-gnu-}
	rm -rf -- "$copy"
	mkdir -p -- "$copy/tools/testing/selftests"
	ln -s -- "$tree/scripts" "$copy/scripts"
	ln -s -- "$tree/tools/"{scripts,include} "$copy/tools/"
	find "$tree/tools/testing/selftests" -maxdepth 1 -type f -exec cp -t "$copy/tools/testing/selftests" -- {} +
	cp -r -- "$tree/tools/testing/selftests/"{cpu-hotplug,kselftest} "$copy/tools/testing/selftests/"
	cp -r -- "$TOP/selftests/cpu-hotplug" "$copy/tools/testing/selftests/split-startup"
	bare make -s -C "$copy/tools/testing/selftests" ARCH=arm64 CROSS_COMPILE="$cross" FORCE_TARGETS=1 \
		TARGETS='cpu-hotplug split-startup' FORMAT=.gz gen_tar >"$dir/kselftest.log" 2>&1 ||
		die "$E_BUILD" "kselftest's gen_tar failed: $(grep -m1 -E 'error|[*][*][*]' "$dir/kselftest.log" ||
			tail -n 1 "$dir/kselftest.log"); all of it is in $dir/kselftest.log"
	install -m 644 "$copy"/tools/testing/selftests/kselftest_install/kselftest-packages/kselftest.tar.gz "$dir/"
	rm -rf -- "$copy"
}

# describe_package LABEL RELEASE AS TREE: as scripts/build does, and the release
describe_package() {
	local label=$1 name=${1%-unpatched}
	printf 'kernel\t%s\nrelease\t%s\nconfig\t%s\narch\tarm64\n' "$label" "$2" "$3"
	printf 'commit\t%s\n' "$(git -C "$4" rev-parse HEAD)"
	kgit log -1 --format=%B "refs/kernels/$(ref_of "$name")" | sed -n 's/^Source: /source\t/p'
	printf 'series\t%s\n' "$(kgit config "branch.split-startup/$(ref_of "$label").series" || echo none)"
}
