# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Cases: a kernel, a cut of the series, a configuration, a machine. For verbs that go through
# many: rows of ci/kernels, sections of faults, prefixes of a series, mutants. Who lists them
# says what to make of how one ended.

# fetch_unless_there KERNEL [--offline]
fetch_unless_there() { is_kernel "$1" || [[ -n $(fetched_as "$1") ]] || verb fetch "$1" ${2:+"$2"}; }

# The process group that start_group has started
GROUP=''
stop_group() { [[ -z $GROUP ]] || kill -TERM -- "-$GROUP" 2>/dev/null || true; }

# start_group LOG COMMAND...: in the background, as a function in front of || would run without
# errexit; in a process group of its own, so that all of it ends with the verb
start_group() {
	trap stop_group EXIT
	set -m
	"${@:2}" >"$1" 2>&1 </dev/null &
	GROUP=$!
	set +m
}

# wait_group: sets code
wait_group() {
	code=0
	wait "$GROUP" || code=$?
	GROUP=''
	! is_said "$code" || code=$((code - SAID))
}

# stage LOG VERB ARGS...: to that log and to whoever looks; sets code
stage() {
	code=0
	"$TOP/scripts/$2" "${@:3}" 2>&1 | tee -a "$1" || code=${PIPESTATUS[0]}
	# Nothing that comes after could end better
	((code != E_INT && code != E_SPACE)) || leave "$code"
	return 0
}

# make_case LOG KERNEL CONFIG [CUT...]: sets code, that of the stage that failed
make_case() {
	stage "$1" apply "$2" "${@:4}"
	((code)) || stage "$1" build "$2" --config "$3" "${@:4}"
}

# boot_case LOG FOLDER BOOT-ARGS...: boots, and judges what is then in FOLDER; sets code
boot_case() {
	stage "$1" boot "${@:3}"
	# A guest that does not end is for check to explain; what kept it from starting is not
	((code != 0 && code != E_BOOT)) || stage "$1" check "$2"
}

# tools_id: what else decides how a case ends: the tools, the tests, and what they know
tools_id() {
	(
		cd "$TOP" && cat -- Kconfig.fragment ci/archs ci/machines ci/splats scripts/{apply,build,boot,check} \
			scripts/configs/* selftests/*/*.{c,h,S,lds} selftests/*/Makefile selftests/*/settings
		# But for what is of verbs that boot nothing, or only have others boot
		find scripts/lib -type f -regextype posix-extended \
			! -regex 'scripts/lib/(bench|drift|export|faults|fetch|lint|matrix|port|rangediff|report|setup|test)/.*' \
			! -regex '.*/(bench|campaign|cocci|faults|moved|publish|tables)[.](sh|jq)' | sort | xargs cat --
	) | sha 16
}
