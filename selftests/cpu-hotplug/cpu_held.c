// SPDX-License-Identifier: GPL-2.0-only
/*
 * An AP held between kick and release, through hotplug/target. No grace period
 * may wait for it: a global membarrier, which is one, must complete. And it
 * must not be lost: taken down from there, or released, it has to work.
 */
#include <errno.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define LIMIT_MS	5000	/* for a membarrier; a stall warning takes 21 s */
#define ROUNDS		3

static long membarrier_ms(void)
{
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0))
		return -errno;
	clock_gettime(CLOCK_MONOTONIC, &b);
	return (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
}

static bool hold(int cpu, int kick)
{
	int state = -1, err;

	err = cpuhp_set_online(cpu, false);
	if (!err)
		err = cpuhp_write(cpu, "hotplug/target", kick);
	cpuhp_read(cpu, "hotplug/state", &state);
	if (err || state != kick)
		ksft_print_msg("CPU%d: held in state %d, not %d: %s\n", cpu,
			       state, kick, strerror(-err));
	/* It is on its way for a while */
	usleep(200000);
	return !err && state == kick;
}

static bool take_down_and_up(int cpu)
{
	int err = cpuhp_write(cpu, "hotplug/target", 0);

	if (!err)
		err = cpuhp_set_online(cpu, true);
	if (err)
		ksft_print_msg("CPU%d: %s\n", cpu, strerror(-err));
	return !err && cpuhp_runs_on(cpu);
}

static bool release(int cpu)
{
	int err = cpuhp_write(cpu, "hotplug/target", cpuhp_last_state());
	bool works = !err && cpuhp_runs_on(cpu);

	if (err)
		ksft_print_msg("CPU%d: %s\n", cpu, strerror(-err));
	/* cpuN/online has not seen it come: hotplug/target goes past it */
	return works && !cpuhp_set_online(cpu, true);
}

static void membarrier_while_held(void)
{
	long ms = membarrier_ms();

	if (ms < 0) {
		ksft_test_result_skip("membarrier: %s\n", strerror(-ms));
		return;
	}
	ksft_print_msg("membarrier: %ld ms\n", ms);
	ksft_test_result(ms <= LIMIT_MS,
			 "a grace period completes while the AP is held\n");
}

int main(void)
{
	int cpu, kick, i;
	bool good = true;

	ksft_print_header();
	cpuhp_init();
	kick = cpuhp_state("cpu:kick_ap");
	if (kick < 0)
		ksft_exit_skip("no state cpu:kick_ap: not a split startup\n");
	cpu = cpuhp_cpus[cpuhp_nr_cpus - 1];
	if (cpuhp_set_online(cpu, false))
		ksft_exit_fail_msg("CPU%d does not go off-line\n", cpu);
	if (cpuhp_write(cpu, "hotplug/target", kick) == -EINVAL)
		ksft_exit_skip("not CONFIG_CPU_HOTPLUG_STATE_CONTROL\n");
	ksft_set_plan(5);

	ksft_test_result(release(cpu), "released after the first hold\n");
	ksft_test_result(hold(cpu, kick), "CPU%d is held at cpu:kick_ap\n", cpu);
	membarrier_while_held();
	ksft_test_result(release(cpu), "released, it works\n");
	/* The kernel takes nothing down while only one CPU is on-line */
	if (cpuhp_mask("online", NULL) < 3) {
		ksft_test_result_skip("taken down: needs 3 CPUs\n");
		ksft_finished();
	}
	for (i = 0; i < ROUNDS; i++)
		good &= hold(cpu, kick) && take_down_and_up(cpu);
	ksft_test_result(good, "held, taken down and brought up, %d times\n",
			 ROUNDS);
	ksft_finished();
}
