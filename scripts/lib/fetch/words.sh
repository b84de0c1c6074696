# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Words of the user's: whether a kernel may be called so, and who has such a branch.

# has_word WORD: of the lines on stdin it is one
has_word() { grep -xF -- "$1" >/dev/null; }

# check_as NAME: whether --as is a name, and nobody's yet
check_as() {
	local as=$1
	[[ $as =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ && ! $as =~ ^[0-9]+[.][0-9]+[.][0-9.]*$ ]] ||
		bad_usage "--as $as: a name is made of letters, digits, '.', '_' and '-'," \
			"begins with one of the first two, and is no release, vendor-6.6 say"
	! { sections kernels kernel && sections kernels row; } | has_word "$as" ||
		bad_usage "--as $as: ci/kernels has that name, choose another one"
	! is_kernel "$as" || bad_usage "--as $as: that is another kernel's exact name, choose another one"
}

# check_branch WORD BRANCH SOURCE KEYRING: whether anybody has that. Says the source.
check_branch() {
	local word=$1 branch=$2 source=$3
	case $word in
	*:orig | *:package | *:kernel.org) ;;
	*:*) bad_usage "$branch has no source '$source': there are orig, package and kernel.org" ;;
	esac
	if [[ -z $(field kernels "kernel.$branch" suites) ]]; then
		# A branch of ci/kernels that no suite has is kernel.org's, which has others, too
		if sections kernels kernel | has_word "$branch"; then
			source=${source:-kernel.org}
			[[ $source == kernel.org ]] || bad_usage "$branch has no source '$source': only kernel.org has it"
		fi
		[[ $source == kernel.org && $branch =~ ^[0-9]+[.][0-9]+$ ]] ||
			die "$E_FETCH" "unknown branch $branch: ci/kernels has" \
				"$(sections kernels kernel | paste -sd ' '), and a tree of yours gets a name with --tree DIR --as NAME"
	fi
	[[ -z $4 || $source == kernel.org ]] || bad_usage "--keyring is for BRANCH:kernel.org"
	printf '%s\n' "$source"
}
