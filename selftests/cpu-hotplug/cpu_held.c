// SPDX-License-Identifier: GPL-2.0-only
/*
 * An AP held between kick and release, through hotplug/target. No grace period
 * may wait for it: a global membarrier, which is one, must complete. And it
 * must not be lost: taken down from there, or released, it has to work.
 */
#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define LIMIT_MS	5000	/* for a membarrier; a stall warning takes 21 s */
#define ROUNDS		3

static atomic_long membarrier_ms;	/* -1 while it runs, -errno - 1 */

static void *membarrier(void *arg)
{
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0)) {
		membarrier_ms = -errno - 1;
		return arg;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	membarrier_ms = (b.tv_sec - a.tv_sec) * 1000 +
			(b.tv_nsec - a.tv_nsec) / 1000000;
	return arg;
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

static bool release(int cpu)
{
	int err = cpuhp_write(cpu, "hotplug/target", cpuhp_last_state());
	bool works = !err && cpuhp_runs_on(cpu);

	if (err)
		ksft_print_msg("CPU%d: %s\n", cpu, strerror(-err));
	/* cpuN/online has not seen it come: hotplug/target goes past it */
	return works && !cpuhp_set_online(cpu, true);
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

/*
 * In a thread of its own, as nothing ends a membarrier but the grace period:
 * the AP can then still be released, and the test end.
 */
static pthread_t membarrier_while_held(void)
{
	pthread_t thread;
	int waited;

	membarrier_ms = -1;
	if (pthread_create(&thread, NULL, membarrier, NULL))
		ksft_exit_fail_msg("no thread to be had\n");
	for (waited = 0; membarrier_ms == -1 && waited < LIMIT_MS; waited += 10)
		usleep(10000);
	if (membarrier_ms < -1) {
		ksft_test_result_skip("membarrier: %s\n",
				      strerror(-membarrier_ms - 1));
		return thread;
	}
	ksft_print_msg("membarrier: %ld ms\n", membarrier_ms);
	ksft_test_result(membarrier_ms >= 0 && membarrier_ms <= LIMIT_MS,
			 "a grace period completes while the AP is held\n");
	return thread;
}

int main(void)
{
	pthread_t thread;
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
	thread = membarrier_while_held();
	ksft_test_result(release(cpu), "released, it works\n");
	pthread_join(thread, NULL);
	for (i = 0; i < ROUNDS; i++)
		good &= hold(cpu, kick) && take_down_and_up(cpu);
	ksft_test_result(good, "held, taken down and brought up, %d times\n",
			 ROUNDS);
	ksft_finished();
}
