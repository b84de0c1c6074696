// SPDX-License-Identifier: GPL-2.0-only
/*
 * Roll-back: an error is injected through hotplug/fail at every state that
 * takes one, on the way up and on the way down. The CPU must end where it
 * came from, and come up or go down as asked right afterwards.
 *
 * cpu:kick_ap and cpu:bringup of an off-line CPU are the states where an AP
 * was, or was about to be, started: an AP that is lost there does not come
 * back on-line.
 */
#include <errno.h>
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

static bool move(int cpu, bool online)
{
	int err = cpuhp_set_online(cpu, online);

	if (err)
		ksft_print_msg("CPU%d does not go %s: %s\n", cpu,
			       online ? "on-line" : "off-line", strerror(-err));
	return !err && cpuhp_online(cpu) == online;
}

/* An error at @state on the way to @online: stays, then goes when asked again */
static void fail_at(int cpu, int state, bool online)
{
	const char *way = online ? "up" : "down";
	int err, now = -1;
	bool good;

	if (cpuhp_write(cpu, "hotplug/fail", state)) {
		ksft_test_result_skip("%s, %s: the kernel refuses\n",
				      cpuhp_state_name(state), way);
		return;
	}
	err = cpuhp_set_online(cpu, online);
	if (!err) {
		/* Some states have a callback for the other way only */
		cpuhp_write(cpu, "hotplug/fail", -1);
		if (move(cpu, !online))
			ksft_test_result_skip("%s, %s: nothing to fail\n",
					      cpuhp_state_name(state), way);
		else
			ksft_test_result_fail("%s, %s: the way back\n",
					      cpuhp_state_name(state), way);
		return;
	}
	cpuhp_read(cpu, "hotplug/state", &now);
	good = cpuhp_online(cpu) != online &&
	       now == (online ? 0 : cpuhp_last_state());
	if (!good)
		ksft_print_msg("CPU%d is in state %d after the roll-back\n",
			       cpu, now);
	good &= move(cpu, online) && (!online || cpuhp_runs_on(cpu));
	good &= move(cpu, !online);
	ksft_test_result(good, "%s, %s\n", cpuhp_state_name(state), way);
}

static int count_states(void)
{
	int state, n = 0;

	for (state = 1; state <= cpuhp_last_state(); state++)
		n += !!cpuhp_state_name(state)[0];
	return n;
}

int main(void)
{
	int cpu, state;

	ksft_print_header();
	cpuhp_init();
	ksft_set_plan(2 * count_states() + 1);
	cpu = cpuhp_cpus[cpuhp_nr_cpus - 1];
	ksft_print_msg("CPU%d\n", cpu);

	for (state = 1; state <= cpuhp_last_state(); state++) {
		if (cpuhp_state_name(state)[0])
			fail_at(cpu, state, false);
	}
	if (!move(cpu, false))
		ksft_exit_fail_msg("CPU%d does not go off-line\n", cpu);
	for (state = 1; state <= cpuhp_last_state(); state++) {
		if (cpuhp_state_name(state)[0])
			fail_at(cpu, state, true);
	}
	ksft_test_result(move(cpu, true) && cpuhp_runs_on(cpu),
			 "CPU%d is on-line and works at the end\n", cpu);
	ksft_finished();
}
