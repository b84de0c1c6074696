// SPDX-License-Identifier: GPL-2.0-only
/*
 * Was cpuhp.parallel= honoured? The kernel says nothing of it, but a trace of
 * the boot does. In parallel a CPU is kicked by a cpu_up() that goes no further
 * than that, so that its target is cpu:kick_ap, and is released by another. One
 * after the other both are done by a cpu_up() whose target lies beyond, and no
 * CPU is kicked before the one before it is released.
 *
 * How many CPUs are kicked ahead is the kernel's choice, and may be none. Where
 * there must be some, CPUHP_HELD=N says how many CPUs are held at once at least,
 * kicked and not released.
 *
 * Needs "trace_event=cpuhp:cpuhp_enter" on the command line, and to run before
 * the trace is full: it looks at the first kick and release of each CPU.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

#define EVENT		"cpuhp_enter: cpu: "

static bool kicked[CPUHP_MAX], released[CPUHP_MAX];
static int nr_kicked, nr_released;
static int nr_kick_only;	/* CPUs whose kick was all that was asked for */
static int kick, bringup;	/* states */
static int most_held;	/* CPUs at once that were kicked and not released */

static void seen(int cpu, int target, int state)
{
	if (state == kick && !kicked[cpu]) {
		kicked[cpu] = true;
		nr_kicked++;
		nr_kick_only += target == kick;
	} else if (state == bringup && kicked[cpu] && !released[cpu]) {
		released[cpu] = true;
		nr_released++;
	}
	if (nr_kicked - nr_released > most_held)
		most_held = nr_kicked - nr_released;
}

static void read_event(const char *line)
{
	const char *p = strstr(line, EVENT);
	int cpu, target, state;

	if (p && sscanf(p, EVENT "%d target: %d step: %d", &cpu, &target,
			&state) == 3 && cpu >= 0 && cpu < CPUHP_MAX)
		seen(cpu, target, state);
}

static bool right_order(bool parallel)
{
	if (parallel)
		return nr_kick_only == nr_kicked;
	return !nr_kick_only && most_held == 1;
}

/* Of several the last one counts. The words that kstrtobool() has. */
static int wanted(const char *cmdline)
{
	const char *name = "cpuhp.parallel=", *p = cmdline;
	int value = -1;

	while ((p = strstr(p, name))) {
		p += strlen(name);
		if (strchr("1yYtT", *p) || !strncasecmp(p, "on", 2))
			value = 1;
		else if (strchr("0nNfF", *p) || !strncasecmp(p, "of", 2))
			value = 0;
	}
	return value;
}

int main(void)
{
	const char *env = getenv("CPUHP_HELD");
	int parallel, err, held = env ? atoi(env) : 0;
	char cmdline[4096] = "";
	FILE *f;

	ksft_print_header();
	cpuhp_init();
	f = fopen("/proc/cmdline", "r");
	if (!f || !fgets(cmdline, sizeof(cmdline), f))
		ksft_exit_fail_msg("cannot read /proc/cmdline\n");
	parallel = wanted(cmdline);
	if (parallel < 0)
		ksft_exit_skip("no cpuhp.parallel= on the command line\n");
	if (!strstr(cmdline, "trace_event=cpuhp:cpuhp_enter"))
		ksft_exit_skip("no trace_event=cpuhp:cpuhp_enter on the command line\n");
	ksft_set_plan(held ? 3 : 2);

	kick = cpuhp_state("cpu:kick_ap");
	bringup = cpuhp_state("cpu:bringup");
	err = cpuhp_trace(read_event);
	if (err)
		ksft_print_msg("the trace: %s\n", strerror(-err));
	ksft_print_msg("%d CPUs kicked, %d only that; %d released, at most %d held at once\n",
		       nr_kicked, nr_kick_only, nr_released, most_held);

	ksft_test_result(nr_kicked > 1 && nr_released == nr_kicked,
			 "each CPU was kicked and released\n");
	ksft_test_result(nr_kicked > 1 && right_order(parallel),
			 "CPUs came up %s\n", parallel ? "in parallel" :
			 "one after the other");
	if (held)
		ksft_test_result(most_held >= held,
				 "%d CPUs were on their way at once\n", held);
	ksft_finished();
}
