# SPDX-License-Identifier: GPL-2.0-only
# What a boot with faults in it cost, and what was said: for scripts/check.
#
# usage: awk -f faults.awk kind=machine F kind=results F kind=log F kind=console F
#
# machine and results.ktap as boot leaves them, firmware.log, and the console
# without \r and \0. Prints, with tabs between:
#
#   bringup MS        from "Bringing up secondary CPUs" to "Brought up"
#   cost  N MS WHAT   CPU N cost so much, up to WHAT
#   fault SPEC        the firmware says that this fault took effect
#   ran   1           it left a log
#   kicks N COUNT     it was asked for CPU N so often
#   serial 1          CPUs came up one after the other, as the command line says
#   unsaid N          the line from which CPU N's cost counts is not there: from its CPU_ON
#   stop  WHY         the firmware gave up
#   says  N TEXT      a reason why CPU N is not there, with its number
#   together N        so many CPUs were on their way at once, from their CPU_ON until
#                     they entered the kernel; those that never did are not counted,
#                     nor those of a spin-table
#   online N          CPU N was on-line after boot
#
# What a CPU costs is the time from its first CPU_ON to the last word on it during
# bring-up: that it has booted, or why it is not there. That means the same if CPUs
# come up one after the other and if several are on their way. Of a CPU that firmware
# refuses there need not be a word: it costs what the call takes.
#
# The firmware's clock and the console's run alike, and differ by a constant, up to
# the first hibernation. A CPU that comes up at boot says so on both, and a refusal is
# on both: what the console has comes later, and the shortest such difference is
# closest to the constant. If all of them had to wait, behind a CPU that is silent, what
# the console has before the first CPU_ON is closer.

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

kind == "log" && !ran++ { print "ran\t1" }
kind == "log" && $3 == "fault" && !(("spec", $4) in seen) { seen["spec", $4]; print "fault\t" $4 }
kind == "log" && $3 == "stop" { print "stop\t" $4 }
kind == "log" && $3 == "enter" && !(number($2) in entered) {
	entered[number($2)] = $1 / 1000
	# Out of the firmware's pen they go into the kernel's, before it asks for any
	if (number($2) in kicks_of && kicks_of[number($2)] == 1 && !(number($2) in penned))
		enter_line[number($2)] = FNR
}
kind == "log" && $3 == "on" && $4 ~ /out of the pen$/ { penned[number($2)] }
kind == "log" && $3 == "on" && !kicks_of[number($2)]++ {
	kicked[++nr_kicked] = number($2)
	kick_time[number($2)] = $1 / 1000
	kick_line[number($2)] = FNR
}
kind == "log" && $3 == "answer" && (number($2) in kick_time) && !(number($2) in answered) {
	answered[number($2)]
	if ($4 !~ /^0 /)
		refused[number($2)] = $1 / 1000
}

# A line of the kernel's, whatever PID 1 wrote before it
kind == "console" && match($0, /\[ *[0-9]+[.][0-9]+\] /) {
	now = substr($0, RSTART + 1, RLENGTH - 3) * 1000
	line = substr($0, RSTART + RLENGTH)
	if (line ~ /^Kernel command line: .*cpuhp[.]parallel=0/)
		print "serial\t1"
	if (line ~ /^smp: Bringing up secondary CPUs/) {
		start = now
		early = nr_kicked ? now - kick_time[kicked[1]] : ""
	}
	if (match(line, /^CPU[0-9]+: Booted secondary processor/)) {
		n = number(line)
		word(n, substr(line, 1, RLENGTH))
		if (n in entered)
			clocks(entered[n])
	}
	reason(line)
	if (line ~ /^smp: Brought up/)
		end = now
	for (mark in line_of)
		if (!(mark in time_of) && line ~ line_of[mark])
			time_of[mark] = now
}

# word(N, TEXT): the kernel says this of CPU N
function word(n, text) {
	if (end != "")
		return
	word_time[n] = now
	word_text[n] = text
}

# clocks(TIME): what is on the console now was not before TIME of the firmware's
function clocks(time) {
	if (end == "" && (offset == "" || now - time < offset))
		offset = now - time
}

# reason(LINE): is it one why a CPU is not there, or not as it should be? Of each CPU once
function reason(line,    n, rest) {
	if (line !~ /fail|stuck|died|(does|will|may|did) not|not come|detected unsupported|unknown state|no progress/ &&
	    line !~ /came |has come|cannot|parked|refuse|CPU_OFF|context ID/)
		return
	rest = line
	while (match(rest, /CPU[0-9]+/)) {
		n = number(substr(rest, RSTART, RLENGTH))
		word(n, line)
		if (line ~ /failed to boot/ && n in refused)
			clocks(refused[n])
		if (!((n, line) in seen)) {
			seen[n, line]
			print "says\t" n "\t" line
		}
		rest = substr(rest, RSTART + RLENGTH)
	}
}

# cost(N): both ends by the console's clock
function cost(n,    begin, to, what) {
	# A kernel that does not say that line, as one without the series, paid from the CPU_ON
	if (("from", n) in line_of && !(("from", n) in time_of))
		print "unsaid\t" n
	if (("from", n) in time_of)
		begin = time_of["from", n]
	else if (offset != "")
		begin = kick_time[n] + offset
	if (("until", n) in line_of) {
		to = time_of["until", n]
		what = line_of["until", n]
	} else if (n in word_time) {
		to = word_time[n]
		what = word_text[n]
	} else if (n in refused && offset != "") {
		to = refused[n] + offset
		what = "the firmware's answer"
	}
	# Without a beginning or an end; or user space asked for it
	if (begin == "" || to == "" || end != "" && begin > end)
		return
	print "cost\t" n "\t" round(to - begin) "\t" what
}

# together(N): CPUs on their way when CPU N was kicked, with that one
function together(n,    m, count) {
	for (m in enter_line)
		count += kick_line[m] <= kick_line[n] && kick_line[n] < enter_line[m]
	return count
}

function round(ms) { return int(ms < 0 ? 0 : ms + 0.5) }

END {
	if (early != "" && (offset == "" || offset - early > 100))
		offset = early
	for (i = 1; i <= nr_kicked; i++) {
		cost(kicked[i])
		if (kicked[i] in enter_line && together(kicked[i]) > most)
			most = together(kicked[i])
	}
	print "together\t" most + 0
	for (n in kicks_of)
		print "kicks\t" n "\t" kicks_of[n]
	if (start != "" && end != "")
		print "bringup\t" round(end - start)
}
