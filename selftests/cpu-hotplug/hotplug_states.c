// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state table is that of a split startup: the kick is a state of its own,
 * right below the one that waits for the AP and releases it. A kernel without
 * CONFIG_HOTPLUG_SPLIT_STARTUP fails this test, and is meant to.
 */
#include "kselftest.h"
#include "cpuhp.h"

int main(void)
{
	int kick, bringup;

	ksft_print_header();
	cpuhp_init();
	ksft_set_plan(2);

	kick = cpuhp_state("cpu:kick_ap");
	bringup = cpuhp_state("cpu:bringup");
	ksft_print_msg("cpu:kick_ap is state %d, cpu:bringup is state %d\n",
		       kick, bringup);
	ksft_test_result(kick > 0, "cpu:kick_ap is a state\n");
	ksft_test_result(kick > 0 && bringup == kick + 1,
			 "cpu:bringup follows cpu:kick_ap\n");
	ksft_finished();
}
