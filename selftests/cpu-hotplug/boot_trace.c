// SPDX-License-Identifier: GPL-2.0-only
/*
 * No test: the events of CPU hotplug in the trace of the boot, as diagnostics,
 * for who measures it. Needs events on the command line:
 * trace_event=cpuhp:cpuhp_enter,cpuhp:cpuhp_exit,cpuhp:cpuhp_multi_enter and a
 * trace_buf_size= that holds them.
 */
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

static int events;

static void print_event(const char *line)
{
	/* What precedes is the task, up to the CPU in brackets */
	const char *p = strstr(line, " [");

	if (!p || !strstr(p, ": cpuhp_"))
		return;
	events++;
	ksft_print_msg("trace:%s", p);
}

int main(void)
{
	int err;

	ksft_print_header();
	cpuhp_init();
	ksft_set_plan(1);
	/* What has no such state answers with a negative number */
	ksft_print_msg("states: kick %d bringup %d online %d\n",
		       cpuhp_state("cpu:kick_ap"), cpuhp_state("cpu:bringup"),
		       cpuhp_last_state());
	err = cpuhp_trace(print_event);
	if (err)
		ksft_exit_skip("no trace: %s\n", strerror(-err));
	if (!events)
		ksft_exit_skip("no event of CPU hotplug in the trace\n");
	ksft_test_result_pass("%d events\n", events);
	ksft_finished();
}
