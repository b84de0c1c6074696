# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Packages of a kernel by its own make, and kselftest's tarball, for scripts/package. They are made as
# scripts/build makes an Image: mk, fixed and BUILD are of lib/make.sh, which is sourced before.

# need_tools FORMAT
need_tools() {
	find_compiler >/dev/null
	need rsync
	case $1 in
	deb) need dpkg-buildpackage dh_builddeb ;;
	rpm) need rpmbuild ;;
	esac
}

# failed WHAT LOG: in one line; the rest is in the log
failed() {
	local why
	! no_space || leave "$E_SPACE"
	why=$(grep -m1 -E 'rror:|undefined reference|[*][*][*]' "$2" || tail -n 1 "$2")
	die "$E_BUILD" "$1 failed: $why; all of it is in $2"
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

# configure CONFIG SUFFIX: of several lines for one option Kconfig takes the last. What
# Kconfig.fragment asks for must come out
configure() {
	local config=$1 suffix=$2 object=${BUILD[objdir]} dir=${BUILD[dir]} lost
	{
		sed -E 's/^(CONFIG_DEBUG_INFO_(DWARF|BTF)\w*)=.*/# \1 is not set/' "$config"
		cat -- "$TOP/Kconfig.fragment"
		of_ours
	} >"$object/.config"
	mk LOCALVERSION="$suffix" olddefconfig >"$dir/config.log" 2>&1 ||
		die "$E_CONFIG" "make olddefconfig failed: $(tail -n 1 "$dir/config.log"); all of it is in $dir/config.log"
	lost=$(grep -E '^(# )?CONFIG_' "$TOP/Kconfig.fragment" | grep -vxFf "$object/.config" | paste -sd ' ' || true)
	[[ -z $lost ]] || die "$E_CONFIG" "the configuration drops $lost: what these depend on is off there"
	install -m 644 "$object/.config" "$dir/.config"
}

# make_package SUFFIX FORMAT. KDEB_HOOKDIR is a folder that nobody has
make_package() {
	local log=${BUILD[dir]}/build.log
	local -a words
	case $2 in
	deb) words=(bindeb-pkg KDEB_PKGVERSION=1 KDEB_CHANGELOG_DIST=local KDEB_HOOKDIR=/etc/split-startup DPKG_FLAGS=-d) ;;
	rpm) words=(binrpm-pkg) ;;
	tar) words=(targz-pkg) ;;
	esac
	# Headers for the board would need its own compiler
	DEB_BUILD_PROFILES="pkg.linux-upstream.nokernelheaders pkg.linux-upstream.nokerneldbg" \
		DEBEMAIL=split-startup@localhost DEBFULLNAME=split-startup \
		mk -j"${BUILD[jobs]}" LOCALVERSION="$1" KBUILD_VERBOSE=0 "${words[@]}" >"$log" 2>&1 ||
		failed 'the package' "$log"
}

# take_package RELEASE FORMAT
take_package() {
	local release=$1 format=$2 object=${BUILD[objdir]} dir=${BUILD[dir]} file
	rm -f -- "$dir"/linux-*.{deb,rpm,tar.gz}
	case $format in
	deb) file=$(find "$object/.." -maxdepth 1 -name "linux-image-${release}_*.deb") ;;
	rpm) file=$(find "$object/rpmbuild/RPMS" -name "kernel-[0-9]*.rpm" ! -name '*headers*' ! -name '*devel*') ;;
	tar) file=$object/linux-$release-arm64.tar.gz ;;
	esac
	[[ -f $file ]] || die "$E_BUILD" "the kernel's make left no package of $release: the log is $dir/build.log"
	case $format in
	rpm) install -m 644 "$file" "$dir/linux-$release.rpm" ;;
	*) install -m 644 "$file" "$dir/" ;;
	esac
}

# make_kselftest: ours stand beside the kernel's own, in a copy of kselftest,
# as nothing may be written to the tree
make_kselftest() {
	local tree=${BUILD[tree]} dir=${BUILD[dir]} copy=${BUILD[objdir]%/*}/kselftest
	rm -rf -- "$copy"
	mkdir -p -- "$copy/tools/testing/selftests"
	ln -s -- "$tree/scripts" "$copy/scripts"
	ln -s -- "$tree/tools/"{scripts,include} "$copy/tools/"
	find "$tree/tools/testing/selftests" -maxdepth 1 -type f -exec cp -t "$copy/tools/testing/selftests" -- {} +
	cp -r -- "$tree/tools/testing/selftests/"{cpu-hotplug,kselftest} "$copy/tools/testing/selftests/"
	cp -r -- "$TOP/selftests/cpu-hotplug" "$copy/tools/testing/selftests/split-startup"
	bare make -s -C "$copy/tools/testing/selftests" ARCH=arm64 CROSS_COMPILE="${BUILD[cross]}" FORCE_TARGETS=1 \
		TARGETS='cpu-hotplug split-startup' FORMAT=.gz gen_tar >"$dir/kselftest.log" 2>&1 ||
		failed "kselftest's gen_tar" "$dir/kselftest.log"
	install -m 644 "$copy"/tools/testing/selftests/kselftest_install/kselftest-packages/kselftest.tar.gz "$dir/"
	rm -rf -- "$copy"
}

# describe_package LABEL RELEASE: as scripts/build does, and the release
describe_package() {
	local label=$1 name=${1%-unpatched}
	printf 'kernel\t%s\nrelease\t%s\nconfig\t%s\narch\tarm64\n' "$label" "$2" "${BUILD[config]}"
	printf 'commit\t%s\n' "$(git -C "${BUILD[tree]}" rev-parse HEAD)"
	kgit log -1 --format=%B "refs/kernels/$(ref_of "$name")" | sed -n 's/^Source: /source\t/p'
	printf 'series\t%s\n' "$(kgit config "branch.split-startup/$(ref_of "$label").series" || echo none)"
}
