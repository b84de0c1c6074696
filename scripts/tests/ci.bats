# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	isolate
	TOP=${SCRIPTS%/*}
	cd "$TOP"
}

# options_exist FILE: each scripts/VERB --option that it calls is one that VERB knows
options_exist() {
	local verb option
	while read -r verb option; do
		[ -x "scripts/$verb" ] || { echo "no verb $verb" && return 1; }
		[ -z "$option" ] || "scripts/$verb" --help | grep -q -- "$option" || { echo "$verb has no $option" && return 1; }
	done < <(grep -oE 'scripts/[a-z]+( --[a-z-]+)?' "$1" | sed 's#scripts/##')
}

@test "ci: every verb and option that the engines call is there" {
	options_exist .github/workflows/matrix.yml
	options_exist ci/gitlab.yml
	options_exist ci/gitlab.jq
	options_exist ci/lava.jq
	echo 'run: scripts/matrix --nonsense' >"$BATS_TEST_TMPDIR/bad.yml"
	run ! options_exist "$BATS_TEST_TMPDIR/bad.yml"
}

@test "ci: GitLab gets one job a row, and the report" {
	scripts/matrix --list --when weekly >"$BATS_TEST_TMPDIR/rows"
	jq -f ci/gitlab.jq "$BATS_TEST_TMPDIR/rows" >"$BATS_TEST_TMPDIR/child"
	[ "$(jq '[to_entries[] | select(.key | startswith("row "))] | length' "$BATS_TEST_TMPDIR/child")" = "$(jq length "$BATS_TEST_TMPDIR/rows")" ]
	jq -e '."row 7.3-defconfig".script == "scripts/matrix 7.3-defconfig" and .report' "$BATS_TEST_TMPDIR/child"
}

lava_job() { jq -n -f ci/lava.jq --arg row "$1" --arg repository https://example.org/split-startup.git; }
lava_valid() { /usr/bin/python3 -c 'import sys, yaml; from lava_common.schemas import validate; validate(yaml.safe_load(sys.stdin))'; }

@test "ci: each row is a job by LAVA's own schema, and a misspelt word is none" {
	for row in $(scripts/matrix --list | jq -r '.[]'); do
		lava_job "$row" | lava_valid
	done
	lava_job 7.3 | sed 's/"definitions"/"definition"/' >"$BATS_TEST_TMPDIR/bad.yml"
	run ! lava_valid <"$BATS_TEST_TMPDIR/bad.yml"
}

# lava_steps CODE: what the steps of a job do where the row ends so, one machine of two failed
lava_steps() {
	local stubs=$BATS_TEST_TMPDIR/stubs dir=$BATS_TEST_TMPDIR/$1
	mkdir -p "$stubs" "$dir"
	printf '#!/bin/sh\n' | tee "$stubs/apt-get" >"$stubs/setup"
	printf '#!/bin/sh\necho "$@" >>"$CASES"\n' >"$stubs/lava-test-case"
	cat >"$stubs/matrix" <<-END
		#!/bin/sh
		mkdir -p "out/matrix/\$1"
		echo '{"machines": [{"name": "a", "code": 0, "seconds": 7}, {"name": "b", "code": 1, "seconds": 9}]}' >"out/matrix/\$1/row.json"
		exit $1
	END
	printf '#!/bin/sh\nmkdir -p "$3/scripts" && cp "%s"/* "$3/scripts"\n' "$stubs" >"$stubs/git"
	chmod +x "$stubs"/*
	lava_job 7.3 | jq -r '.actions[2].test.definitions[0].repository.run.steps[]' >"$dir/run.sh"
	(cd "$dir" && PATH=$stubs:$PATH CASES=$dir/cases bash -e run.sh)
	paste -sd ';' "$dir/cases"
}

@test "ci: a LAVA job tells how the row ended, and each machine" {
	machines='a --result pass --measurement 7 --units s;b --result fail --measurement 9 --units s'
	[ "$(lava_steps 0)" = "row --result pass;$machines" ]
	[ "$(lava_steps 4)" = "row --result skip;$machines" ]
	[ "$(lava_steps 9)" = "row --result fail;$machines" ]
}

@test "ci: each row names a kernel, machines and an occasion that there are" {
	for row in $(sed -n 's/^\[row "\(.*\)"\]$/\1/p' ci/kernels); do
		kernel=$(git config -f ci/kernels "row.$row.kernel")
		[[ $kernel == *:kernel.org ]] || git config -f ci/kernels "kernel.${kernel%%:*}.suites" >/dev/null
		git config -f ci/kernels "kernel.${kernel%%:*}.machines" >/dev/null
		[[ $(git config -f ci/kernels "row.$row.when") =~ ^(change|weekly)$ ]]
		for machine in $(git config -f ci/kernels "row.$row.machines"); do
			git config -f ci/machines "machine.$machine.cpus" >/dev/null
		done
	done
}

@test "ci: the machines of a row are of the architecture of its configuration, of which all is told" {
	for row in $(sed -n 's/^\[row "\(.*\)"\]$/\1/p' ci/kernels); do
		base=$(git config -f ci/kernels "row.$row.config" || echo tiny)
		arch=${base%%+*}
		git config -f ci/archs "arch.$arch.make" >/dev/null || arch=arm64
		for machine in $(git config -f ci/kernels "row.$row.machines"); do
			[ "$(git config -f ci/machines "machine.$machine.arch" || echo arm64)" = "$arch" ]
		done
		for key in make host cross image qemu console results; do
			git config -f ci/archs "arch.$arch.$key" >/dev/null
		done
	done
}

@test "ci: each machine is booted by a branch, a row or torture, and runs tests that there are" {
	git config -f ci/kernels --get-regexp '[.]machines$' | cut -d ' ' -f 2- | tr ' ' '\n' | sort -u >"$BATS_TEST_TMPDIR/booted"
	for machine in $(sed -n 's/^\[machine "\(.*\)"\]$/\1/p' ci/machines); do
		[[ $machine == torture-* ]] || grep -qx "$machine" "$BATS_TEST_TMPDIR/booted"
		for name in $(git config -f ci/machines "machine.$machine.tests" || git config -f ci/machines default.machine.tests); do
			[[ $name == kernel_* || -f selftests/cpu-hotplug/$name.c ]]
			[[ $name == kernel_* ]] || grep -qw "$name" selftests/cpu-hotplug/Makefile
		done
	done
}
