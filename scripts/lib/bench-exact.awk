# SPDX-License-Identifier: GPL-2.0-only
# What exact times of a figure are held against: its limits, and what was recorded of them.
#
# usage: awk -v kernel=K -v figure=F -f bench-exact.awk kind=record FILE kind=limit FILE kind=boot boots.csv
#
# Prints with tabs between: figure, variant, ms, what was recorded, the ratios, and PASS,
# FAIL and why, or "-" where nothing is asked of it.

BEGIN { OFS = "\t"; MOST = 2 }

function wrong(s) { why = why (why == "" ? "" : "; ") s }

kind == "record" && $1 == kernel && $2 == figure { was[$3] = $4 }
kind == "limit" && NF { judged[++limits] = $1; most[limits] = $2; base[limits] = $3 }
kind == "boot" {
	split($0, f, ",")
	if (f[1] == figure && f[3] == 1) {
		variant[++n] = f[2]
		ms[f[2]] = f[4]
		problem[f[2]] = f[10]
	}
}

END {
	for (i = 1; i <= n; i++) {
		v = variant[i]
		why = problem[v]
		held = ""
		for (l = 1; l <= limits; l++) {
			if (judged[l] != v || ms[v] == "")
				continue
			if (ms[base[l]] + 0 == 0) {
				wrong(base[l] " has no time")
				continue
			}
			ratio = ms[v] / ms[base[l]]
			held = held (held == "" ? "" : ", ") sprintf("%.3f of %s (<= %s)", ratio, base[l], most[l])
			if (ratio > most[l])
				wrong("above " most[l] " of " base[l])
		}
		if (v in was && ms[v] != "") {
			change = (ms[v] / was[v] - 1) * 100
			if (change * change > MOST * MOST + 0.001)
				wrong(sprintf("%+.1f %% against the record: say why, and --record it", change))
		}
		print figure, v, ms[v] == "" ? "-" : sprintf("%.1f", ms[v]), v in was ? sprintf("%.1f", was[v]) : "-", \
			held == "" ? "-" : held, why != "" ? "FAIL: " why : held != "" || v in was ? "PASS" : "-"
	}
}
