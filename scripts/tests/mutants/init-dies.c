// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 that dies.
 *
 * Machine: gicv3-4
 * Tests: hotplug_states
 * Expect: 8
 * Says: Attempted to kill init
 */
int main(void)
{
	return 3;
}
