// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs that did not come up at boot, because of maxcpus= for example, come up
 * now. The capabilities of the system are final by then: such a CPU is checked
 * against them before it is let in, and contributes nothing.
 */
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

static int late[CPUHP_MAX], nr_late;

static void find_late(void)
{
	static bool present[CPUHP_MAX], online[CPUHP_MAX];
	int cpu;

	cpuhp_mask("present", present);
	cpuhp_mask("online", online);
	for (cpu = 0; cpu < CPUHP_MAX; cpu++) {
		if (present[cpu] && !online[cpu])
			late[nr_late++] = cpu;
	}
}

static bool come_and_go(int cpu)
{
	int err = cpuhp_set_online(cpu, true);
	bool good = !err && cpuhp_runs_on(cpu);

	if (err)
		ksft_print_msg("CPU%d: %s\n", cpu, strerror(-err));
	err = cpuhp_set_online(cpu, false);
	if (err)
		ksft_print_msg("CPU%d does not go off-line again: %s\n", cpu,
			       strerror(-err));
	return good && !err;
}

int main(void)
{
	int i;

	ksft_print_header();
	cpuhp_init();
	find_late();
	if (!nr_late)
		ksft_exit_skip("all present CPUs are on-line: boot with maxcpus=\n");
	ksft_set_plan(nr_late);
	for (i = 0; i < nr_late; i++)
		ksft_test_result(come_and_go(late[i]), "CPU%d\n", late[i]);
	ksft_finished();
}
