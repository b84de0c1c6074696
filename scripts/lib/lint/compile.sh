# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Gates of scripts/lint that compile: every prefix of the series, for each
# [compile] of ci/lint, only the objects in question. One pass serves all of
# them: each compilation is with W=1, and with sparse where it can be had. It
# leaves in compile/ of lint's scratch what each gate has to say.

source "$TOP/scripts/lib/make.sh"
source "$TOP/scripts/lib/lint/kernel.sh"

value() { field lint "compile.$1" "$2" "${3-}"; }

# kind_of NAME: the gate of its compiler
kind_of() { [[ -n $(value "$1" llvm) ]] && printf 'llvm\n' || printf 'w1\n'; }

# The configurations that the chosen gates need, and that the kernel, if one is known yet, has
configurations() {
	local one since gates
	while read -r one; do
		since=$(value "$one" since)
		[[ -z $since || -z ${lint[version]} ]] || ! is_older "${lint[version]}" "$since" || continue
		gates="prefixes|$(kind_of "$one")$([[ -z $(value "$one" sparse) ]] || printf '|sparse')"
		[[ $one != random ]] || gates=random
		[[ ! " ${lint[chosen]} " =~ \ ($gates)\  ]] || printf '%s\n' "$one"
	done < <(sections lint compile)
}

cross_of() { [[ $(uname -m) == "$(value "$1" host)" ]] || value "$1" cross; }

compile_tools() {
	local one llvm
	while read -r one; do
		llvm=$(value "$one" llvm)
		if [[ -n $llvm ]]; then
			printf '%s\n' "clang$llvm" "ld.lld$llvm" "llvm-nm$llvm"
		else
			printf '%sgcc\n' "$(cross_of "$one")"
		fi
		[[ -z $(value "$one" sparse) ]] || printf 'sparse\n'
	done < <(configurations)
}

# take NAME: sets BUILD and sparse as that configuration has it. Each is compiled in a shell of its own
take() {
	BUILD=([tree]=${lint[tree]} [objdir]=${lint[tree]}/.build-lint-$1)
	BUILD+=([make]=$(value "$1" arch) [llvm]=$(value "$1" llvm) [cross]=$(cross_of "$1"))
	sparse=()
	[[ -z $(value "$1" sparse) ]] || sparse=(C=1 CHECK=sparse CF=-fmax-warnings=unlimited)
}

# lint_make ARGS...
lint_make() { mk "${sparse[@]}" W=1 "$@"; }

# The lines for the configuration, as scripts/build orders them: the last counts
wanted_lines() {
	local one=$1 part
	local -a parts
	IFS=+ read -ra parts <<<"$(value "$one" config)"
	if ((${#parts[@]})); then
		cat "$TOP/Kconfig.fragment" "$TOP/scripts/configs/guest.config"
		for part in "${parts[@]}"; do cat "$TOP/scripts/configs/$part.config"; done
	fi
	every "compile.$one.set"
}

lint_config() {
	local one=$1 dir=${BUILD[objdir]} line
	mkdir -p -- "$dir"
	wanted_lines "$one" >"$dir/.wanted"
	make_config "$(value "$one" base allnoconfig)" "$dir/.wanted" >"$dir/lint.log" 2>&1 || return 1
	while read -r line; do
		grep -qxF -- "$line" "$dir/.config" && continue
		# An option that is nowhere is off
		[[ $line == '#'* ]] && ! grep -qE "^$(cut -d' ' -f2 <<<"$line")=" "$dir/.config" && continue
		printf 'lint: error: the configuration drops %s\n' "$line" >>"$dir/lint.log"
		return 1
	done < <(every "compile.$one.set")
}

# objects_of NAME: what the series touches and this architecture has, and what
# ci/lint adds; as far as this prefix has the source
objects_of() {
	local one=$1 arch source file
	arch=$(value "$one" arch)
	source=$(value "$one" source "$arch")
	{
		printf 'kernel/cpu.o\n'
		git -C "${lint[tree]}" diff --name-only --diff-filter=d "${lint[base]}" "${lint[last]}" |
			grep -E '[.][cS]$' | grep -vE '^(Documentation|samples|scripts|tools)/' | sed 's/[.][cS]$/.o/'
		value "$one" objects | tr ' ' '\n'
	} | sort -u | while read -r file; do
		[[ -n $file ]] || continue
		[[ $file != arch/* || $file == "arch/$source/"* ]] || continue
		[[ " $(field lint "object.$file" arch "$arch") " == *" $arch "* ]] || continue
		[[ " $(field lint "object.$file" not) " != *" $one "* ]] || continue
		[[ -f ${lint[tree]}/${file%.o}.c || -f ${lint[tree]}/${file%.o}.S ]] && printf '%s\n' "$file"
	done
}

why_failed() {
	grep -m1 -E ' error: |undefined reference|No rule to make|[*][*][*]' "$1" |
		sed "s#${lint[tree]}/##g;s#^\([.][.]/\)*##" || tail -n 1 "$1"
}

# concerns NAME: what the checked out prefix adds can be something to it: not all of
# it is documentation, or below another architecture's folder
concerns() {
	git -C "${lint[tree]}" diff --name-only HEAD~1 HEAD |
		awk -v own="arch/$(value "$1" source "$(value "$1" arch)")/" '
			index($0, own) == 1 || !/^(Documentation|arch\/[^\/]*)\// { found = 1 } END { exit !found }'
}

# compile N NAME: the prefix of N patches, which is checked out
compile() {
	local n=$1 one=$2 dir=${lint[tree]}/.build-lint-$2 what code=0 finding tool
	local -a objects
	take "$one"
	what="prefix $n of ${#patches[@]} (${prefix_names[n]}), $one"
	progress "prefix $n of ${#patches[@]}, $one"
	mapfile -t objects < <(objects_of "$one")
	if ((n == 0)); then
		# A prefix that was there before must not make the objects look up to date
		rm -f -- "${objects[@]/#/$dir/}"
		: >"$results/$one.seen"
		lint_config "$one" || code=1
	elif git -C "${lint[tree]}" diff --name-only HEAD~1 HEAD | grep -q '\(^\|/\)Kconfig'; then
		lint_make olddefconfig >"$dir/lint.log" 2>&1 || code=1
	fi
	if ((!code)); then
		lint_make -k -Otarget -j"$each" "${objects[@]}" >"$dir/lint.log" 2>&1 </dev/null || code=1
	fi
	cp -- "$dir/lint.log" "$results/$one-$n.log"
	if ((code)); then
		printf '%s: %s\n' "$what" "$(why_failed "$dir/lint.log")" >>"$results/prefixes"
		# Of a kernel that does not compile as it is nothing more can be said
		((n)) || : >"$results/$one.broken"
	fi
	awk -v tree="${lint[tree]}" -v seen="$results/$one.seen" -v base="$((n == 0))" \
		-f "$TOP/scripts/lib/lint/warnings.awk" "$dir/lint.log" |
		while IFS=$'\t' read -r tool finding; do
			[[ $tool == sparse ]] || tool=$(kind_of "$one")
			printf '%s: %s\n' "$what" "$finding" >>"$results/$tool"
		done
}

# compile_prefix N: for all configurations, side by side: much of what make does for a
# few objects is one thing after the other. What has failed has said so.
compile_prefix() {
	local n=$1 one running=0 code=0 each=$((lint[jobs] > ${#all[@]} ? lint[jobs] / ${#all[@]} : 1))
	for one in "${all[@]}"; do
		[[ ! -f $results/$one.broken ]] || continue
		((!n)) || concerns "$one" || continue
		if ((running == lint[jobs])); then
			wait -n || code=$?
			running=$((running - 1))
		fi
		compile "$n" "$one" &
		running=$((running + 1))
	done
	for (( ; running; running--)); do wait -n || code=$?; done
	((!code)) || exit "$code"
}

# compile_setup: the whole source, and what the compiler's cache has to know
compile_setup() {
	BUILD=([tree]=${lint[tree]})
	fill_tree "${lint[tree]}" >&3
	fixed
}

compile_all() {
	local n
	local -a commits all prefix_names=('without the series' "${patches[@]}")
	rm -rf -- "$results"
	mkdir -p -- "$results"
	compile_setup
	mapfile -t commits < <(git -C "${lint[tree]}" rev-list --reverse "${lint[base]}..${lint[last]}")
	commits=("${lint[base]}" "${commits[@]}")
	mapfile -t all < <(configurations)
	for n in "${!commits[@]}"; do
		git -C "${lint[tree]}" checkout -q -f --detach "${commits[n]}"
		compile_prefix "$n"
	done
	: >"$results/done"
}

# What a gate has to say, after the pass that the first of them makes
compiled() {
	local results=${lint[scratch]}/compile
	[[ -f $results/done ]] || compile_all
	[[ ! -f $results/$1 ]] || sort -V -- "$results/$1"
	# A prefix that was not compiled was not judged either
	[[ $1 == prefixes || ! -f $results/prefixes || " ${lint[chosen]} " == *' prefixes '* ]] ||
		sed 's/^/not compiled: /' "$results/prefixes"
}

gate_prefixes() { compiled prefixes; }
gate_w1() { compiled w1; }
gate_llvm() { compiled llvm; }
gate_sparse() { compiled sparse; }
