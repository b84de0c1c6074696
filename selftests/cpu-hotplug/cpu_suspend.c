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

#define PM_TEST		"/sys/power/pm_test"
#define PM_TEST_DELAY	"/sys/module/suspend/parameters/pm_test_delay"

static char test_before[128], delay_before[16];

/* Where it stays set the next hibernation is a test only */
static void restore(void)
{
	cpuhp_write_file(PM_TEST, test_before);
	cpuhp_write_file(PM_TEST_DELAY, delay_before);
}

/* Of all levels the one in brackets is set */
static int read_before(void)
{
	int err = cpuhp_read_file(PM_TEST, test_before, sizeof(test_before));
	char *from = strchr(test_before, '['), *to = strchr(test_before, ']');

	if (err || !from || !to)
		return err ? err : -EINVAL;
	*to = '\0';
	memmove(test_before, from + 1, to - from);
	/* Old kernels have none */
	cpuhp_read_file(PM_TEST_DELAY, delay_before, sizeof(delay_before));
	return 0;
}

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
	err = read_before();
	if (err)
		ksft_exit_skip(PM_TEST ": %s\n", strerror(-err));
	cpuhp_at_end(restore);
	/* Seconds that the kernel waits there; old ones wait 5, come what may */
	cpuhp_write_file(PM_TEST_DELAY, "0");
	err = cpuhp_write_file(PM_TEST, "processors");
	ksft_set_plan(1);
	ksft_test_result(!err && cycle(), "all secondary CPUs down and up\n");
	ksft_finished();
}
