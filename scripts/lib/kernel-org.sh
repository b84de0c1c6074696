# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Releases of kernel.org, or of a mirror of it: found, downloaded, verified.
#
# Only the signature is believed. The index beside the tarballs says which
# release is the newest, and its checksums tell a broken download from a wrong
# one; a key from there would prove nothing.

KERNEL_ORG=${SPLIT_STARTUP_KERNEL_ORG:-https://cdn.kernel.org/pub/linux/kernel}
KERNEL_ORG=${KERNEL_ORG%/}

# Where Debian's packaging of the kernel has the keys of those who release it
readonly SIGNING_KEY=debian/upstream/signing-key.asc

get() {
	curl -q -fL --silent --show-error --proto '=https,http,file' \
		--connect-timeout 20 --speed-limit 1000 --speed-time 60 "$@"
}

# curl_said LOG: its reason, without its name
curl_said() { sed -n 's/^curl: ([0-9]*) \(.*\)/ (\1)/p' "$1" | tail -n 1; }

# get_tarball URL FILE ARG...: with a bar where a person looks on, who then reads
# in curl's own words what went wrong
get_tarball() {
	: >"$2.log"
	if [[ -t 2 && -z ${SPLIT_STARTUP_QUIET-} ]]; then
		get --no-silent --progress-bar -o "$2" "${@:3}" "$1"
	else
		get -o "$2" "${@:3}" "$1" 2>"$2.log"
	fi
}

# newest_release BRANCH DIR: "version sha256" of the newest that the index has.
# The index, and not releases.json: mirrors have it too, and branches that ended.
newest_release() {
	local branch=$1 dir=$2
	get -o "$dir/index" "$url/sha256sums.asc" 2>"$dir/log" || return 1
	awk -v b="$branch" '
		NF == 2 && $2 ~ /^linux-[0-9.]+[.]tar[.]xz$/ {
			v = substr($2, 7); sub(/[.]tar[.]xz$/, "", v)
			if (v == b) v = b ".0"
			if (index(v, b ".") == 1) print v, $1
		}' "$dir/index" | sort -V | tail -n 1
}

# file_name VERSION: the first release of a branch goes without its .0
file_name() { printf 'linux-%s\n' "${1%.0}"; }

whole() { [[ -f $1 && $(sha <"$1") == "$2" ]]; }

broke_off() { die "$E_FETCH" "the download of $1 broke off$(curl_said "$2.log"): run it again to go on"; }

# download URL FILE SHA256: goes on where an earlier call was stopped
download() {
	local what=${1##*/} file=$2 sum=$3 resumed='' code=0
	if [[ -s $file ]]; then
		! whole "$file" "$sum" || return 0
		resumed=1
		say "$what: going on after $(($(stat -c %s "$file") >> 10)) KiB"
		get_tarball "$1" "$file" -C - || code=$?
		! whole "$file" "$sum" || return 0
		# 33 and 36: the server cannot go on. 0: what was there is of something else.
		[[ $code =~ ^(0|33|36)$ ]] || broke_off "$1" "$file"
		rm -f -- "$file"
	fi
	say "downloading $what${resumed:+ from its beginning}"
	get_tarball "$1" "$file" || broke_off "$1" "$file"
	whole "$file" "$sum" && return
	rm -f -- "$file"
	die "$E_FETCH" "$1 is truncated or was changed on the way," \
		"its SHA-256 is not the one in sha256sums.asc: nothing is imported"
}

# to_binary FILE OUT: gpgv takes no armor. Fails if there is no key in it.
to_binary() {
	local -a gpg=(gpg --homedir "${2%/*}" --batch --quiet --no-autostart --no-auto-check-trustdb --trust-model always)
	if grep -q -a -m1 -e '^-----BEGIN PGP PUBLIC KEY BLOCK-----' "$1"; then
		"${gpg[@]}" --dearmor <"$1" >"$2" 2>/dev/null || return 1
	else
		cat -- "$1" >"$2"
	fi
	[[ $("${gpg[@]}" --no-default-keyring --keyring "$2" --with-colons --list-keys 2>/dev/null || true) == *pub:* ]]
}

# debian_key DIR: the keys that Debian verifies the kernel's releases with, out
# of its source package, which apt verifies with the archive's keys
debian_key() {
	local dir=$1 version suites tar
	suites=$(field kernels keyring.kernel.org suites)
	(update_lists "$suites") >/dev/null 2>&1 || return 1
	for version in $(sources_of linux '' 3); do
		rm -rf -- "$dir/debian"
		mkdir -p -- "$dir/debian"
		(cd "$dir/debian" && own_apt apt-get source -qq --download-only --diff-only "linux=$version" >log 2>&1) || continue
		tar=$(find "$dir/debian" -name '*.debian.tar.*' -print -quit)
		tar -xOf "${tar:-none}" "$SIGNING_KEY" >"$dir/key" 2>/dev/null || continue
		whose="$SIGNING_KEY of Debian's linux $version"
		return 0
	done
	return 1
}

# get_keyring WORD DIR: sets keyring, and whose it is
get_keyring() {
	local word=$1 dir=$2 kept=$CACHE/keyrings/kernel.org
	if [[ -n $user_keyring ]]; then
		to_binary "$user_keyring" "$dir/keyring" ||
			die "$E_FETCH" "--keyring $user_keyring: not a keyring; gpg --export KEY... >FILE makes one"
		keyring=$dir/keyring
		whose="${user_keyring##*/}, given with --keyring"
		return
	fi
	# Asked for each time, as a key may have been revoked or added
	say "looking for $SIGNING_KEY in Debian's source package of the kernel"
	if debian_key "$dir" && to_binary "$dir/key" "$dir/keyring"; then
		mkdir -p -- "$CACHE/keyrings"
		mv -- "$dir/keyring" "$kept.gpg"
		printf '%s\n' "$whose" >"$kept.whose"
	fi
	[[ -f $kept.gpg && -f $kept.whose ]] ||
		die "$E_FETCH" "no keyring to verify $word with: Debian's source package is not to be had here," \
			"so name a file of gpg --export with --keyring FILE"
	keyring=$kept.gpg
	whose=$(<"$kept.whose")
}

# said WORD: the rest of gpgv's first line with that word
said() { sed -n "s/^\[GNUPG:\] $1 //p" "$status" | head -n 1; }

# why_not: what gpgv found wrong, for people
why_not() {
	local id
	if id=$(said 'BADSIG') && [[ -n $id ]]; then
		printf 'it is not what was signed (bad signature of %s)' "${id#* }"
	elif id=$(said 'NO_PUBKEY') && [[ -n $id ]]; then
		printf 'it was signed with the key %s, which is not among those of %s' "$id" "$whose"
	elif id=$(said '\(EXPKEYSIG\|REVKEYSIG\|EXPSIG\)') && [[ -n $id ]]; then
		printf 'its signature, or the key of it, has expired or was revoked (%s)' "${id#* }"
	else
		printf 'gpgv finds no signature that it can verify in %s' "${sign##*/}"
	fi
}

# verify TARBALL SIGN DIR: the signature is over the uncompressed tar. Sets key.
verify() {
	local tarball=$1 sign=$2 status=$3/status
	local -a codes=(0 0)
	say "verifying ${sign##*/} with $whose"
	xz -dc -- "$tarball" 2>"$3/log" |
		gpgv --homedir "$3" --keyring "$keyring" --status-fd 3 -- "$sign" - 3>"$status" 2>>"$3/log" ||
		codes=("${PIPESTATUS[@]}")
	key=$(said VALIDSIG)
	key=${key##* }
	# An expired or revoked key is VALIDSIG too, but not GOODSIG
	if [[ ${codes[*]} == '0 0' && -n $key && -n $(said GOODSIG) ]]; then
		by=$(said GOODSIG)
		by=${by#* }
		return 0
	fi
	why=$(why_not)
	[[ ${codes[0]} == 0 || ${codes[0]} == 141 ]] || why="xz cannot read it: it is corrupt or truncated"
	return 1
}

# from_kernel_org BRANCH: sets name, origin, proof, and from, the verified
# tarball, unless the cache has that release
# shellcheck disable=SC2034 # they are its caller's
from_kernel_org() {
	local branch=$1 dir=$CACHE/tmp/kernel.org-$1 url=$KERNEL_ORG/v${1%%.*}.x file sum keyring whose key by why
	need curl gpgv gpg xz
	mkdir -p -- "$dir"
	chmod 700 "$dir"
	# What the user gave is looked at before anything is downloaded
	[[ -z $user_keyring ]] || get_keyring "$branch:kernel.org" "$dir"
	say "reading $url/sha256sums.asc"
	if ! sum=$(newest_release "$branch" "$dir"); then
		tried+=("$url/sha256sums.asc$(curl_said "$dir/log")")
		return 1
	fi
	if [[ -z $sum ]]; then
		tried+=("$url/sha256sums.asc, which has no release of $branch")
		return 1
	fi
	name=${sum%% *}
	! is_kernel "$name" || return 0
	[[ -n $user_keyring ]] || get_keyring "$branch:kernel.org" "$dir"
	need_space 4500 "$CACHE"
	file=$(file_name "$name")
	find "$dir" -type f -name 'linux-*' ! -name "$file.tar.*" -delete
	get -o "$dir/$file.tar.sign" "$url/$file.tar.sign" 2>"$dir/log" ||
		die "$E_FETCH" "$name has no signature at $url/$file.tar.sign$(curl_said "$dir/log"): nothing is imported"
	from=$dir/$file.tar.xz
	download "$url/$file.tar.xz" "$from.part" "${sum##* }"
	if ! verify "$from.part" "$dir/$file.tar.sign" "$dir"; then
		rm -rf -- "$dir"
		die "$E_FETCH" "$url/$file.tar.xz: $why: nothing is imported"
	fi
	# An old release has a good signature too, whatever a server calls it
	if [[ $(version_in "$from.part") != "$name" ]]; then
		rm -rf -- "$dir"
		die "$E_FETCH" "$url/$file.tar.xz is well signed, but not $name: nothing is imported"
	fi
	mv -- "$from.part" "$from"
	say "good signature of $by, key $key, as in $whose"
	origin="kernel.org $url/$file.tar.xz"
	proof=$(printf 'Verified-Key: %s %s\nVerified-Keyring: %s' "$key" "$by" "$whose")
}
