// SPDX-License-Identifier: GPL-2.0-only
/*
 * An AP held between kick and release, by an error injected at cpu:bringup. No
 * grace period may wait for it: a global membarrier, which is one, must
 * complete. And it must not be lost: the next attempt has it at work.
 *
 * No CPU may be put to rest on that way by hotplug/target: neither one that is
 * off-line, at cpu:kick_ap or where the AP runs with interrupts off, nor one on its
 * way down, which has lost by then what the states before have prepared.
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

/* Others had split startup long before stopping at cpu:kick_ap was refused */
#ifdef __aarch64__
#define MAY_STOP	false
#else
#define MAY_STOP	true
#endif

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

static bool is_online(int cpu)
{
	static bool online[CPUHP_MAX];

	return cpuhp_mask("online", online) < 0 || online[cpu];
}

/* Of a CPU that is off-line, or held already */
static bool hold(int cpu)
{
	int err = cpuhp_hold(cpu), state = -1;
	bool online;

	/* It is on its way for a while */
	usleep(200000);
	cpuhp_read(cpu, "hotplug/state", &state);
	online = is_online(cpu);
	if (err || state || online)
		ksft_print_msg("CPU%d: %s, in state %d, %s\n", cpu,
			       strerror(-err), state,
			       online ? "on-line" : "off-line");
	return !err && !state && !online;
}

static bool release(int cpu)
{
	int err = cpuhp_set_online(cpu, true);

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

/* A kernel that stops there all the same goes on to @way_out: no CPU is lost */
static bool refused(int cpu, int state, int way_out)
{
	int err = cpuhp_write(cpu, "hotplug/target", state);

	if (err == -EINVAL)
		return true;
	ksft_print_msg("CPU%d: target %s: %s\n", cpu, cpuhp_state_name(state),
		       strerror(-err));
	cpuhp_write(cpu, "hotplug/target", way_out);
	/* cpuN/online has not seen it come or go: hotplug/target goes past it */
	cpuhp_set_online(cpu, !!way_out);
	return false;
}

/* The last state that prepares a CPU */
static int before(int kick)
{
	while (kick > 1 && !cpuhp_state_name(--kick)[0])
		;
	return kick;
}

int main(void)
{
	pthread_t thread;
	int cpu, kick, i;
	bool good;

	ksft_print_header();
	cpuhp_init();
	kick = cpuhp_state("cpu:kick_ap");
	if (kick < 0)
		ksft_exit_skip("no state cpu:kick_ap: not a split startup\n");
	cpu = cpuhp_cpus[cpuhp_nr_cpus - 1];
	ksft_set_plan(7);

	if (cpuhp_set_online(cpu, false))
		ksft_exit_fail_msg("CPU%d does not go off-line\n", cpu);
	good = refused(cpu, kick, cpuhp_last_state());
	if (!good && MAY_STOP) {
		ksft_test_result_skip("cpu:kick_ap is a target of this kernel\n");
		ksft_test_result_skip("so are those of the AP\n");
		ksft_test_result_skip("and the states below\n");
		cpuhp_set_online(cpu, true);
	} else {
		ksft_test_result(good, "cpu:kick_ap is no target\n");
		/* If not it goes online without interrupts, and there is no way out */
		good = good && refused(cpu, cpuhp_state("sched:starting"), 0);
		ksft_test_result(good, "sched:starting is no target\n");
		cpuhp_set_online(cpu, true);
		good = good && refused(cpu, before(kick), 0);
		ksft_test_result(good, "%s is no target of an online CPU\n",
				 cpuhp_state_name(before(kick)));
	}
	if (cpuhp_set_online(cpu, false))
		ksft_exit_fail_msg("CPU%d does not go off-line\n", cpu);
	ksft_test_result(hold(cpu), "CPU%d is held, and in no mask\n", cpu);
	thread = membarrier_while_held();
	ksft_test_result(release(cpu), "asked for again, it works\n");
	pthread_join(thread, NULL);
	for (good = true, i = 0; i < ROUNDS; i++)
		good &= !cpuhp_set_online(cpu, false) && hold(cpu) &&
			hold(cpu) && release(cpu);
	ksft_test_result(good, "held twice and brought up, %d times\n", ROUNDS);
	ksft_finished();
}
