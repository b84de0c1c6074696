# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# QEMU while it runs: for boot and bench. How it ended is in RUN/qemu-status: "exit CODE after
# N s", "stopped after N s", or "killed: WHY".

# stop_qemu PID RUN STATUS
stop_qemu() {
	printf '%s\n' "$3" >"$2/qemu-status"
	kill "$1" 2>/dev/null || true
	sleep 0.2
	kill -KILL "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# A shell in the guest has no results
said_in() { stat -c %s -- "$1/console.log" "$1/results.ktap" 2>/dev/null | paste -sd ' ' || true; }

# watch_qemu PID RUN SILENCE DEADLINE EACH [WORDS]: until it ends, has said nothing or has run
# for so many seconds, or its console has a line with these words. EACH is called with the
# seconds so far.
watch_qemu() {
	local pid=$1 run=$2 silence=$3 deadline=$4 each=$5 words=${6-} began=$SECONDS change=$SECONDS was='' size code=0
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.2
		"$each" "$((SECONDS - began))"
		size=$(said_in "$run")
		[[ $size == "$was" ]] || was=$size change=$SECONDS
		if [[ -n $words && $(<"$run/console.log") == *"$words"*$'\n'* ]] 2>/dev/null; then
			stop_qemu "$pid" "$run" "stopped after $((SECONDS - began)) s"
		elif ((SECONDS - change > silence)); then
			stop_qemu "$pid" "$run" "killed: silent for $silence s"
		elif ((SECONDS - began > deadline)); then
			stop_qemu "$pid" "$run" "killed: not done after $deadline s"
		else
			continue
		fi
		return
	done
	wait "$pid" || code=$?
	printf 'exit %d after %d s\n' "$code" "$((SECONDS - began))" >"$run/qemu-status"
}
