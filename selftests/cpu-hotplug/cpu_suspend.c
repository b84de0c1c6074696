// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspend, as far as a machine without firmware support goes: the test level
 * "processors" of hibernation freezes tasks and devices, takes all secondary
 * CPUs down and brings them up again.
 */
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

static bool cycle(void)
{
	static bool before[CPUHP_MAX], after[CPUHP_MAX];
	bool good = true;
	int i, err;

	cpuhp_mask("online", before);
	err = cpuhp_suspend();
	if (err)
		ksft_print_msg("/sys/power/state: %s\n", strerror(-err));
	cpuhp_mask("online", after);
	for (i = 0; i < cpuhp_nr_cpus; i++)
		good &= cpuhp_runs_on(cpuhp_cpus[i]);
	return good && !err && !memcmp(before, after, sizeof(before));
}

int main(void)
{
	int err;

	ksft_print_header();
	cpuhp_init();
	err = cpuhp_suspend_init();
	if (err)
		ksft_exit_skip("/sys/power/pm_test: %s\n", strerror(-err));
	ksft_set_plan(1);
	ksft_test_result(cycle(), "all secondary CPUs down and up\n");
	ksft_finished();
}
