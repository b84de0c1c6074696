# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# scripts/lint --random N: the series compiles in configurations that nobody has chosen. Only what
# does not compile with it, and does without, is a finding.

source "$TOP/scripts/lib/lint/compile.sh"

# fails_at COMMIT: the objects that do not compile there with the configuration that is there
fails_at() {
	local log=${lint[tree]}/.build-lint-random/lint.log
	local -a objects
	git -C "${lint[tree]}" checkout -q -f --detach "$1"
	mapfile -t objects < <(objects_of random)
	rm -f -- "${objects[@]/#/${log%/*}/}"
	lint_make olddefconfig >"$log" 2>&1 </dev/null || { printf 'olddefconfig\n' && return; }
	lint_make -k -Otarget -j"${lint[jobs]}" "${objects[@]}" >"$log" 2>&1 </dev/null ||
		sed -n 's/.*[*][*][*] \[\(.*: \)\?\(.*\)\] Error.*/\2/p' "$log" | sort -u
}

# random_config SEED
random_config() {
	local dir=${lint[tree]}/.build-lint-random failed
	every compile.random.set >"$dir/.wanted"
	if ! KCONFIG_SEED=$1 KCONFIG_ALLCONFIG=$dir/.wanted lint_make randconfig >"$dir/lint.log" 2>&1; then
		printf 'seed %s: no configuration: %s\n' "$1" "$(why_failed "$dir/lint.log")"
		return
	fi
	failed=$(fails_at "${lint[last]}")
	[[ -n $failed ]] || return 0
	cp -- "$dir/lint.log" "${lint[scratch]}/random-$1.log"
	comm -23 - <(fails_at "${lint[base]}") <<<"$failed" |
		sed "s|.*|seed $1: & does not compile with the series, and does without: see random-$1.log|"
}

gate_random() {
	local n
	compile_setup
	take random
	mkdir -p -- "${lint[tree]}/.build-lint-random"
	git -C "${lint[tree]}" checkout -q -f --detach "${lint[last]}"
	for ((n = 0; n < lint[random]; n++)); do
		progress "random configuration $((n + 1)) of ${lint[random]}, seed $((lint[seed] + n))"
		random_config $((lint[seed] + n))
	done
}
