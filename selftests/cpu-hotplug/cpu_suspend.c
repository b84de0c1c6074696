// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspend, as far as a machine without firmware support goes: the test level
 * "processors" of hibernation freezes tasks and devices, takes all secondary
 * CPUs down and brings them up again.
 */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

static bool cycle(void)
{
	static bool before[CPUHP_MAX], after[CPUHP_MAX];
	bool good = true;
	int i, err;

	cpuhp_mask("online", before);
	err = cpuhp_write_file("/sys/power/state", "disk");
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
	err = cpuhp_write_file("/sys/power/pm_test", "processors");
	if (err)
		ksft_exit_skip("/sys/power/pm_test: %s\n", strerror(-err));
	/* Seconds that the kernel waits there; old ones wait 5, come what may */
	cpuhp_write_file("/sys/module/suspend/parameters/pm_test_delay", "0");
	ksft_set_plan(1);
	ksft_test_result(cycle(), "all secondary CPUs down and up\n");
	cpuhp_write_file("/sys/power/pm_test", "none");
	ksft_finished();
}
