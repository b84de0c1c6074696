// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 that powers the machine off in good order, without a word of results.
 *
 * Machine: gicv3-4
 * Tests: hotplug_states
 * Expect: 8
 * Says: the results have no end
 */
#include <sys/reboot.h>

int main(void)
{
	return reboot(RB_POWER_OFF);
}
