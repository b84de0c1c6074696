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

# newest_release BRANCH URL DIR: "version sha256" of the newest that the index has.
# The index, and not releases.json: mirrors have it too, and branches that ended.
newest_release() {
	get -o "$3/index" "$2/sha256sums.asc" 2>"$3/log" || return 1
	awk -v b="$1" '
		NF == 2 && $2 ~ /^linux-[0-9.]+[.]tar[.]xz$/ {
			v = substr($2, 7); sub(/[.]tar[.]xz$/, "", v)
			if (v == b) v = b ".0"
			if (index(v, b ".") == 1) print v, $1
		}' "$3/index" | sort -V | tail -n 1
}

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

# The keys, and whose they are
KEYS='' WHOSE=''

# debian_key DIR: the keys that Debian verifies the kernel's releases with, out
# of its source package, which apt verifies with the archive's keys; to the cache
debian_key() {
	local dir=$1 version
	(update_lists "$(field kernels keyring.kernel.org suites)") >/dev/null 2>&1 || return 0
	mkdir -p -- "$CACHE/keyrings"
	for version in $(sources_of linux '' 3); do
		apt_get_in "$dir/debian" source --download-only --diff-only "linux=$version" || continue
		tar -xOf "$(find "$dir/debian" -name '*.debian.tar.*' -print -quit)" "$SIGNING_KEY" >"$dir/key" 2>/dev/null ||
			continue
		to_binary "$dir/key" "$dir/keyring" || return 0
		mv -- "$dir/keyring" "$CACHE/keyrings/kernel.org.gpg"
		printf '%s of Debian'\''s linux %s\n' "$SIGNING_KEY" "$version" >"$CACHE/keyrings/kernel.org.whose"
		return
	done
}

# get_keys WORD DIR FILE: sets KEYS and WHOSE, of the user's file, if there is one
get_keys() {
	local kept=$CACHE/keyrings/kernel.org
	if [[ -n $3 ]]; then
		KEYS=$2/keyring
		WHOSE="${3##*/}, given with --keyring"
		to_binary "$3" "$KEYS" || die "$E_FETCH" "--keyring $3: not a keyring; gpg --export KEY... >FILE makes one"
		return
	fi
	# Asked for each time, as a key may have been revoked or added
	say "looking for $SIGNING_KEY in Debian's source package of the kernel"
	debian_key "$2"
	[[ -f $kept.gpg && -f $kept.whose ]] ||
		die "$E_FETCH" "no keyring to verify $1 with: Debian's source package is not to be had here," \
			"so name a file of gpg --export with --keyring FILE"
	KEYS=$kept.gpg
	WHOSE=$(<"$kept.whose")
}

# said STATUS WORD: the rest of gpgv's first line with that word
said() { sed -n "s/^\[GNUPG:\] $2 //p" "$1" | first_line; }

# why_not STATUS SIGN: what gpgv found wrong, for people
why_not() {
	local bad unknown old
	bad=$(said "$1" BADSIG)
	unknown=$(said "$1" NO_PUBKEY)
	old=$(said "$1" '\(EXPKEYSIG\|REVKEYSIG\|EXPSIG\)')
	if [[ -n $bad ]]; then
		printf 'it is not what was signed (bad signature of %s)' "${bad#* }"
	elif [[ -n $unknown ]]; then
		printf 'it was signed with the key %s, which is not among those of %s' "$unknown" "$WHOSE"
	elif [[ -n $old ]]; then
		printf 'its signature, or the key of it, has expired or was revoked (%s)' "${old#* }"
	else
		printf 'gpgv finds no signature that it can verify in %s' "${2##*/}"
	fi
}

# verify TARBALL SIGN DIR: the signature is over the uncompressed tar. Says "KEY NAME", or what is wrong.
verify() {
	local status=$3/status key by
	local -a codes=(0 0)
	xz -dc -- "$1" 2>"$3/log" |
		gpgv --homedir "$3" --keyring "$KEYS" --status-fd 3 -- "$2" - 3>"$status" 2>>"$3/log" ||
		codes=("${PIPESTATUS[@]}")
	key=$(said "$status" VALIDSIG)
	by=$(said "$status" GOODSIG)
	# An expired or revoked key is VALIDSIG too, but not GOODSIG
	if [[ ${codes[*]} == '0 0' && -n $key && -n $by ]]; then
		printf '%s %s\n' "${key##* }" "${by#* }"
	elif ((codes[0] == 0 || codes[0] == 141)); then
		why_not "$status" "$2"
		return 1
	else
		printf 'xz cannot read it: it is corrupt or truncated'
		return 1
	fi
}

# from_kernel_org BRANCH KEYRING: sets FOUND, of the verified tarball, unless the cache has that release
from_kernel_org() {
	local branch=$1 dir=$CACHE/tmp/kernel.org-$1 url=$KERNEL_ORG/v${1%%.*}.x file sum name by
	need curl gpgv gpg xz
	mkdir -p -- "$dir"
	chmod 700 "$dir"
	# What the user gave is looked at before anything is downloaded
	[[ -z $2 ]] || get_keys "$branch:kernel.org" "$dir" "$2"
	say "reading $url/sha256sums.asc"
	if ! sum=$(newest_release "$branch" "$url" "$dir"); then
		TRIED+=("$url/sha256sums.asc$(curl_said "$dir/log")")
		return 1
	elif [[ -z $sum ]]; then
		TRIED+=("$url/sha256sums.asc, which has no release of $branch")
		return 1
	fi
	name=${sum%% *}
	FOUND['name']=$name
	! is_kernel "$name" || return 0
	[[ -n $2 ]] || get_keys "$branch:kernel.org" "$dir" ''
	need_space 4500 "$CACHE"
	# The first release of a branch goes without its .0
	file=linux-${name%.0}
	find "$dir" -type f -name 'linux-*' ! -name "$file.tar.*" -delete
	get -o "$dir/$file.tar.sign" "$url/$file.tar.sign" 2>"$dir/log" ||
		die "$E_FETCH" "$name has no signature at $url/$file.tar.sign$(curl_said "$dir/log"): nothing is imported"
	download "$url/$file.tar.xz" "$dir/$file.tar.xz.part" "${sum##* }"
	say "verifying $file.tar.sign with $WHOSE"
	if ! by=$(verify "$dir/$file.tar.xz.part" "$dir/$file.tar.sign" "$dir"); then
		rm -rf -- "$dir"
		die "$E_FETCH" "$url/$file.tar.xz: $by: nothing is imported"
	fi
	# An old release has a good signature too, whatever a server calls it
	if [[ $(version_in "$dir/$file.tar.xz.part") != "$name" ]]; then
		rm -rf -- "$dir"
		die "$E_FETCH" "$url/$file.tar.xz is well signed, but not $name: nothing is imported"
	fi
	FOUND['file']=$dir/$file.tar.xz
	mv -- "${FOUND[file]}.part" "${FOUND[file]}"
	say "good signature of ${by#* }, key ${by%% *}, as in $WHOSE"
	FOUND['origin']="kernel.org $url/$file.tar.xz"
	FOUND['proof']=$(printf 'Verified-Key: %s\nVerified-Keyring: %s' "$by" "$WHOSE")
}
