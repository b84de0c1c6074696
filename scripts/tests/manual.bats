# SPDX-License-Identifier: GPL-2.0-only
load toy
setup() {
	isolate
	cd "$SCRIPTS/.."
}

verbs() { find scripts -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort; }

# knows FILE: it has a row for each verb with its options, and for each exit code and variable
knows() {
	local verb option code name good=0
	for verb in $(verbs); do
		grep -q "^| \`$verb[\` ]" "$1" || { echo "no row for $verb" && good=1; }
		for option in $("scripts/$verb" --help | sed '/^$/q' | grep -oE -- '--[a-z][a-z-]*' | sort -u); do
			grep "^| \`$verb[\` ]" "$1" | grep -qE -- "$option([^a-z-]|$)" || { echo "no $option of $verb" && good=1; }
		done
	done
	for code in $(sed -n 's/^readonly E_.*/&/p' scripts/lib/common.sh | grep -oE 'E_[A-Z]+=[0-9]+' | cut -d= -f2); do
		grep -q "^| $code | " "$1" || { echo "no exit code $code" && good=1; }
	done
	for name in $(variables); do
		grep -q "^| .*\`$name\`.* | " "$1" || { echo "no variable $name" && good=1; }
	done
	return "$good"
}

# variables: those of the project that its programs read
variables() {
	grep -rohE '[$][{]?(SPLIT_STARTUP|CPUHP)_[A-Z_]+|getenv[(]"CPUHP_[A-Z]+' scripts selftests --exclude-dir=tests |
		grep -oE '(SPLIT_STARTUP|CPUHP)_[A-Z_]+' | sort -u
}

# without PATTERN WHAT: the README of the verbs without those lines, or words, does not know it all
without() {
	sed -E "$1" scripts/README.md >"$BATS_TEST_TMPDIR/README.md"
	run -1 knows "$BATS_TEST_TMPDIR/README.md"
	[ "$output" = "$2" ]
}

@test "manual: README of the verbs knows each verb and option, exit code and variable; one that is missing is found" {
	run -0 knows scripts/README.md
	[ "$(variables | wc -l)" -ge 15 ]
	without '/^[|] `drift /d' $'no row for drift\nno --diff of drift'
	without '/^[|] `boot /s/`--gdb`, //' 'no --gdb of boot'
	without '/^[|] 9 /d' 'no exit code 9'
	without 's/`CPUHP_HELD`, //' 'no variable CPUHP_HELD'
}

@test "manual: every verb answers --help" {
	for verb in $(verbs); do
		run -0 "scripts/$verb" --help
		[[ $output == "scripts/$verb"* ]]
	done
}

# links FILE FOLDER: each file, and each heading in one, that it leads to from there is there
links() {
	local link file good=0
	while read -r link; do
		file=${link%%#*}
		file=$2/${file:-README.md}
		[ -e "$file" ] || { echo "$1: $link: no such file" && good=1; }
		[[ $link == *'#'* && -f $file ]] || continue
		sed -n 's/^##* //p' "$file" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9\n-' | grep -qxF -- "${link#*#}" ||
			{ echo "$1: $link: no such heading" && good=1; }
	done < <(grep -oE '\]\([^)]+\)' "$1" | sed 's/^](//; s/)$//' | grep -v '^https:')
	return "$good"
}

@test "manual: the READMEs lead to what is there" {
	for file in README.md */README.md; do run -0 links "$file" "$(dirname "$file")"; done
	sed 's#(ci/README.md)#(ci/nowhere.md)#; s/what-changes-for-a-user/what-changes/' README.md >"$BATS_TEST_TMPDIR/README.md"
	run -1 links "$BATS_TEST_TMPDIR/README.md" .
	[ "${lines[*]##*: }" = 'no such heading no such file' ]
}

# The newest branch has the list without a suffix
patches_in_lists() {
	local list branch
	for list in patches/series patches/series-*; do
		[ "$list" != patches/series-rfc ] || continue
		branch=${list#patches/series-}
		[ "$list" != patches/series ] || branch=$(sed -n 's/^# kernel: //p' "$list")
		printf '| %s | `%s` | %d |\n' "$branch" "$list" "$(grep -vcE '^(#|$)' "$list")"
	done | sort
}

@test "manual: README is short, and its branches and patches are those of the lists" {
	[ "$(wc -l <README.md)" -le 160 ]
	[ "$(wc -c <README.md)" -le 12288 ]
	branches() { grep -E '^[|] [0-9]+[.][0-9]+ [|] `patches/' "$1" | sort; }
	diff <(patches_in_lists) <(branches README.md)
	sed '/^| 7.1 /d; /^| 6.6 /s/[0-9]* |$/3 |/' README.md >"$BATS_TEST_TMPDIR/README.md"
	[ "$(diff <(patches_in_lists) <(branches "$BATS_TEST_TMPDIR/README.md") | grep -c '^[<>]')" -eq 3 ]
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
	[ "$(complete_with scripts/torture 7.3 --machines '' | grep -vc '^torture-')" = 0 ]
	complete_with scripts/torture 7.3 --machines torture-r | grep -qx torture-rcu
	complete_with scripts/board --from scripts/boa | grep -qx scripts/board
	complete_with scripts/package 7.3 --format r | grep -qx rpm
	[ -z "$(complete_with scripts/run nonsense)" ]
	[ -z "$(complete_with scripts/fetch --exp)" ]
	bash -c 'source scripts/completion.bash; complete -p scripts/run' | grep -q _split_startup
}
