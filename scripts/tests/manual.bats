# SPDX-License-Identifier: GPL-2.0-only
bats_require_minimum_version 1.5.0
load toy
setup() {
	isolate
	cd "$SCRIPTS/.."
}

verbs() { find scripts -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort; }

@test "manual: the page is well-formed, and knows every verb and every exit code" {
	[ -z "$(mandoc -T lint -W warning scripts/split-startup.7 2>&1)" ]
	for verb in $(verbs); do
		grep -qx ".It Cm $verb" scripts/split-startup.7
	done
	for code in $(sed -n 's/^readonly E_.*/&/p' scripts/lib/common.sh | grep -oE 'E_[A-Z]+=[0-9]+' | cut -d= -f2); do
		grep -qx ".It $code" scripts/split-startup.7
	done
}

@test "manual: every verb answers --help, and README has a row for it" {
	for verb in $(verbs); do
		run -0 "scripts/$verb" --help
		[[ $output == "scripts/$verb"* ]]
		grep -q "^| \`$verb" README.md
	done
}

@test "manual: an option that there is not is a matter of usage, for every verb" {
	for verb in $(verbs); do
		run -2 "scripts/$verb" --nonsense
	done
}

# complete_with WORDS...: what bash would offer for the last of them
complete_with() {
	bash -c 'source scripts/completion.bash; n=$#; COMPREPLY=()
		_split_startup "$1" "${@:n}" "${@:n-1:1}"; printf "%s\n" "${COMPREPLY[@]}"' - "$@"
}

@test "manual: completion takes a file's name as it is" {
	local odd="$BATS_TEST_TMPDIR/"'a b$(touch run)'
	mkdir "$odd"
	[ "$(complete_with scripts/apply 7.3 --with "$BATS_TEST_TMPDIR/a")" = "$odd" ]
	[ "$(complete_with scripts/check "$BATS_TEST_TMPDIR/a")" = "$odd" ]
	[ ! -e run ]
}

@test "manual: completion knows options, kernels, rows, machines, patches" {
	complete_with scripts/build --c | grep -qx -- --config
	complete_with scripts/run 7. | grep -qx 7.3
	complete_with scripts/matrix 7.3-d | grep -qx 7.3-defconfig
	complete_with scripts/boot 7.3 --machine gic | grep -qx gicv3-16
	complete_with scripts/boot 7.3 --machine fault-l | grep -qx fault-lost
	complete_with scripts/faults 7.3 --rows no-g | grep -qx no-granule
	complete_with scripts/bench 7.3 --figures over-l | grep -qx over-l50-32
	complete_with scripts/bench 7.3 --variants 'p' | grep -qx parallel
	complete_with scripts/apply 7.3 --upto arm64-psci | grep -qx arm64-psci-print-once
	complete_with scripts/bench 7.3 --variants c | grep -qx concurrent
	complete_with scripts/build 7.3 --config tiny+nr | grep -qx 'tiny+nr-cpus-4+debug'
	complete_with scripts/test --mutants init-d | grep -qx init-dies
	[ -z "$(complete_with scripts/run nonsense)" ]
	[ -z "$(complete_with scripts/fetch --exp)" ]
	bash -c 'source scripts/completion.bash; complete -p scripts/run' | grep -q _split_startup
}
