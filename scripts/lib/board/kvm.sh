# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-2.0-only
# The board as a KVM host: run folders are prepared here, and QEMU runs there.

# for_kvm RUN IMAGE: its qemu-cmd, as the board has to call it
for_kvm() {
	local command
	command=$(<"$1/qemu-cmd")
	command=${command//"$2"/Image}
	command=${command//"$1/"/}
	command=${command/"'-accel' 'tcg'"/"'-accel' 'kvm'"}
	printf '%s\n' "${command/"'max,pauth-impdef=on'"/"'host'"}"
}

# kvm_run RUN IMAGE: what the guest says comes back, and how QEMU ended
kvm_run() {
	local run=$1 image=$2 code=0 began=$SECONDS
	local -a files=(Image initramfs.cpio qemu-cmd)
	for_kvm "$run" "$image" >"$run/qemu-cmd.new"
	mv -- "$run/qemu-cmd.new" "$run/qemu-cmd"
	cp -- "$image" "$run/Image"
	[[ ! -f $run/dtb ]] || files+=(dtb)
	tar -C "$run" -cf - --owner=0 --group=0 "${files[@]}" |
		on_board 'rm -rf split-startup-kvm && mkdir split-startup-kvm && tar -C split-startup-kvm --no-same-owner -xf -' ||
		die "$E_FETCH" "the guest could not be sent: is there space in its home? Call this again"
	rm -- "$run/Image"
	on_board 'cd split-startup-kvm && timeout -k 5 900 sh qemu-cmd' </dev/null >"$run/qemu.log" 2>&1 || code=$?
	((code != 255)) || die "$E_FETCH" "the connection was lost: call this again"
	on_board 'cd split-startup-kvm && touch console.log results.ktap && tar -cf - console.log results.ktap' </dev/null |
		tar -C "$run" --no-same-owner -xf -
	printf 'exit %d after %d s\n' "$code" "$((SECONDS - began))" >"$run/qemu-status"
}

# kvm_machines KERNEL CONFIG MACHINES DIR CUT...: DIR is where scripts/build has left the Image
kvm_machines() {
	local kernel=$1 config=$2 machines=$3 dir=$4 machine run code worst=0
	[[ -f $dir/Image ]] || die "$E_BUILD" "no $dir/Image: run scripts/build $kernel --config $config first"
	on_board '[ -w /dev/kvm ] && command -v qemu-system-aarch64' </dev/null >/dev/null ||
		die "$E_TOOL" "the board has no /dev/kvm that may be written, or no qemu-system-aarch64"
	for machine in $machines; do
		run=$dir/kvm-$machine
		code=0
		verb boot "$kernel" --config "$config" --machine "$machine" --prepare --to "$run" "${@:5}"
		say "$machine, with KVM, on the board"
		kvm_run "$run" "$dir/Image"
		"$TOP/scripts/check" "$run" || code=$?
		worst=$(worse "$worst" "$code")
	done
	on_board 'rm -rf split-startup-kvm' </dev/null
	JUDGED=$worst
}
