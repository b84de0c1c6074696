# SPDX-License-Identifier: GPL-2.0-only
# When each CPU did what while the boot brought it up: from the trace that boot_trace has
# printed. Only what is between the two lines of the console counts, as states are also
# set up later.
#
# usage: awk -v figure=F -v variant=V -f bench.awk kind=console F kind=results F
#
# Prints, with commas between: figure, variant, CPU, ms since the beginning when it
# began, and what it took to prepare it, to kick it, how long it was left alone then,
# how long it was waited for, and the rest up to on-line. What kernel has no state for
# the kick does it while it waits.

function stamp(    s) {
	match($0, /\[ *[0-9]+[.][0-9]+\]/)
	return substr($0, RSTART + 1) + 0
}

kind == "console" && /smp: Bringing up secondary CPUs/ { from = stamp() }
kind == "console" && /smp: Brought up / { to = stamp() }

kind == "results" && /# states: / {
	for (i = 1; i < NF; i++) {
		if ($i == "kick") kick = $(i + 1) + 0
		if ($i == "bringup") bringup = $(i + 1) + 0
	}
}

kind == "results" && /# trace: / && / cpuhp_(multi_)?(enter|exit): / {
	for (i = 1; i < NF; i++) {
		if ($i ~ /^\[[0-9]+\]$/) on = substr($i, 2) + 0
		if ($i ~ /^[0-9]+[.][0-9]+:$/) now = $i + 0
		if ($i == "cpu:") cpu = $(i + 1) + 0
		if ($i == "step:") step = $(i + 1) + 0
	}
	enter = $0 ~ /enter: /
	if (from == "" || to == "" || now < from || now > to || !cpu)
		next
	if (!(cpu in begin)) {
		begin[cpu] = now
		order[++cpus] = cpu
	}
	if (step == kick && enter && !(cpu in kick_at)) kick_at[cpu] = now
	if (step == kick && !enter) kicked[cpu] = now
	if (step == bringup && enter && !(cpu in wait_at)) wait_at[cpu] = now
	if (step == bringup && !enter) waited[cpu] = now
	if (on == cpu && !(cpu in here)) here[cpu] = now
	last[cpu] = now
}

function ms(a, b) { return sprintf("%.3f", a > b ? 0 : (b - a) * 1000) }

# Of the trace in order: a CPU whose beginning is lost has no states before its kick
END {
	for (i = 1; i <= cpus; i++) {
		cpu = order[i]
		if (!(cpu in wait_at))
			continue
		k = cpu in kick_at ? kick_at[cpu] : wait_at[cpu]
		x = cpu in kicked ? kicked[cpu] : k
		h = cpu in here ? here[cpu] : cpu in waited ? waited[cpu] : last[cpu]
		# It may be there before it is waited for
		w = wait_at[cpu] > h ? h : wait_at[cpu]
		print figure "," variant "," cpu "," ms(from, begin[cpu]) "," ms(begin[cpu], k) "," ms(k, x) "," ms(x, w) "," \
			ms(w, h) "," ms(h, cpu in here ? last[cpu] : h)
	}
}
