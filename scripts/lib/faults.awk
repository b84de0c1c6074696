# SPDX-License-Identifier: GPL-2.0-only
# What a boot with faults in it cost, and what was said: for scripts/check.
#
# usage: awk -f faults.awk kind=machine F kind=results F kind=log F kind=console F
#
# machine and results.ktap as boot leaves them, firmware.log, and the console
# without \r and \0. Prints, with tabs between:
#
#   cost  N MS WHAT   CPU N cost the boot so much, up to WHAT
#   fault SPEC        the firmware says that this fault took effect
#   kicks N COUNT     it was asked for CPU N so often
#   stop  WHY         the firmware gave up
#   says  N TEXT      a reason why CPU N is not there, with its number
#   online N          CPU N was on-line after boot
#
# CPUs come up one after the other, so that what a CPU costs is the time from its
# CPU_ON to the next one's. The firmware's clock and the console's run alike, and
# differ by a constant, up to the first hibernation: a CPU that comes up at boot says
# so on both, and the shortest such difference is closest to it.

BEGIN { FS = "\t" }

function number(cpu) { return substr(cpu, 4) + 0 }

kind == "machine" && ($1 == "from" || $1 == "until") {
	n = number($2)
	sub(/^[^ ]+ +/, "", $2)
	line_of[$1, n] = $2
}

kind == "results" && /^# cpus online after boot: / {
	sub(/.*: /, "")
	ranges = split($0, range, ",")
	for (i = 1; i <= ranges; i++) {
		split(range[i] "-" range[i], ends, "-")
		for (n = ends[1] + 0; n <= ends[2] + 0; n++)
			print "online\t" n
	}
}

kind == "log" && $3 == "fault" && !(("spec", $4) in seen) { seen["spec", $4]; print "fault\t" $4 }
kind == "log" && $3 == "stop" { print "stop\t" $4 }
kind == "log" && $3 == "enter" && !(number($2) in entered) { entered[number($2)] = $1 / 1000 }
kind == "log" && $3 == "on" {
	kick_time[++kicks] = $1 / 1000
	kick_cpu[kicks] = number($2)
	kicks_of[number($2)]++
}

# A line of the kernel's, whatever PID 1 wrote before it
kind == "console" && match($0, /\[ *[0-9]+[.][0-9]+\] /) {
	now = substr($0, RSTART + 1, RLENGTH - 3) * 1000
	line = substr($0, RSTART + RLENGTH)
	if (end == "" && match(line, /^CPU[0-9]+: Booted secondary processor/)) {
		n = number(line)
		if (n in entered && !(n in booted)) {
			booted[n]
			if (offset == "" || now - entered[n] < offset)
				offset = now - entered[n]
		}
	}
	if (line ~ /^smp: Brought up/)
		end = now
	for (mark in line_of)
		if (!(mark in time_of) && line ~ line_of[mark])
			time_of[mark] = now
	reason(line)
}

# reason(LINE): is it one why a CPU is not there? Of each CPU once
function reason(line,    n, rest) {
	if (line !~ /fail|stuck|died|does not|will not|may not|did not|not come|detected unsupported|unknown state|last seen|parked|refuse|CPU_OFF/)
		return
	rest = line
	while (match(rest, /CPU[0-9]+/)) {
		n = number(substr(rest, RSTART, RLENGTH))
		if (!((n, line) in seen)) {
			seen[n, line]
			print "says\t" n "\t" line
		}
		rest = substr(rest, RSTART + RLENGTH)
	}
}

# cost(I): of the CPU whose kick is the Ith
function cost(i,    n, j, to, what, begin) {
	n = kick_cpu[i]
	if (("until", n) in line_of) {
		if (("from", n) in time_of)
			begin = time_of["from", n]
		else if (("from", n) in line_of || offset == "")
			return
		else
			begin = kick_time[i] + offset
		if (("until", n) in time_of) {
			print "cost\t" n "\t" round(time_of["until", n] - begin) "\t" line_of["until", n]
			return
		}
	}
	if (offset != "" && end != "") {
		# User space asked for it
		if (kick_time[i] > end - offset)
			return
		to = end - offset
		what = "the end of bring-up"
	}
	for (j = i + 1; j <= kicks; j++)
		if (kick_cpu[j] != n) {
			if (to == "" || kick_time[j] < to) {
				to = kick_time[j]
				what = "the CPU_ON of cpu" kick_cpu[j]
			}
			break
		}
	if (to != "")
		print "cost\t" n "\t" round(to - kick_time[i]) "\t" what
}

function round(ms) { return int(ms < 0 ? 0 : ms + 0.5) }

END {
	for (i = 1; i <= kicks; i++)
		if (!(kick_cpu[i] in done)) {
			done[kick_cpu[i]]
			cost(i)
		}
	for (n in kicks_of)
		print "kicks\t" n "\t" kicks_of[n]
}
