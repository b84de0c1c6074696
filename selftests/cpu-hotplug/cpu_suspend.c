// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspend, as far as a machine without firmware support goes: the test level
 * "processors" of hibernation freezes tasks and devices, takes all secondary
 * CPUs down and brings them up again.
 */
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

int main(void)
{
	int err;

	ksft_print_header();
	cpuhp_init();
	err = cpuhp_suspend_init();
	if (err)
		ksft_exit_skip("/sys/power/pm_test: %s\n", strerror(-err));
	ksft_set_plan(1);
	ksft_test_result(cpuhp_suspend_and_back(), "all secondary CPUs down and up\n");
	ksft_finished();
}
