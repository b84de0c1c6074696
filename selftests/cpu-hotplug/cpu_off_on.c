// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every hotpluggable CPU off and on again: in turn, in random order, all but
 * one at once, by several threads at once, and under load. After each round
 * work that is pinned to the CPU must run there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

#define RANDOM_ROUNDS	2	/* over all CPUs */
#define THREADS		4
#define TOGGLES		6	/* a thread */

static bool set_online(int cpu, bool online)
{
	int err = cpuhp_set_online(cpu, online);

	if (err)
		ksft_print_msg("CPU%d does not go %s: %s\n", cpu,
			       online ? "on-line" : "off-line", strerror(-err));
	else if (cpuhp_online(cpu) != online)
		ksft_print_msg("CPU%d says the opposite of online=%d\n", cpu,
			       online);
	else
		return true;
	return false;
}

static bool works(int cpu)
{
	if (cpuhp_runs_on(cpu))
		return true;
	ksft_print_msg("CPU%d is on-line, but nothing runs there\n", cpu);
	return false;
}

/* The last CPU stays: a machine that is all hotpluggable needs one */
static int nr_to_toggle;

static void count_cpus(void)
{
	nr_to_toggle = cpuhp_nr_cpus;
	if (cpuhp_mask("online", NULL) == cpuhp_nr_cpus)
		nr_to_toggle--;
	if (!nr_to_toggle)
		ksft_exit_skip("the only CPU that is on-line has to stay\n");
}

static bool toggle(int cpu)
{
	return set_online(cpu, false) && !cpuhp_runs_on(cpu) &&
	       set_online(cpu, true) && works(cpu);
}

static bool in_turn(void)
{
	bool good = true;
	int i;

	for (i = 0; i < cpuhp_nr_cpus; i++)
		good &= toggle(cpuhp_cpus[i]);
	return good;
}

static bool random_order(void)
{
	unsigned int seed = cpuhp_seed();
	bool good = true;
	int i;

	for (i = 0; i < RANDOM_ROUNDS * cpuhp_nr_cpus; i++)
		good &= toggle(cpuhp_cpus[rand_r(&seed) % cpuhp_nr_cpus]);
	return good;
}

static bool all_but_one(void)
{
	bool good = true;
	int i;

	for (i = 0; i < nr_to_toggle; i++)
		good &= set_online(cpuhp_cpus[i], false);
	for (i = 0; i < nr_to_toggle; i++)
		good &= set_online(cpuhp_cpus[i], true) && works(cpuhp_cpus[i]);
	return good;
}

/* Others toggle the same CPUs: what was asked for need not be what is. */
static void *toggle_some(void *arg)
{
	unsigned int seed = (unsigned long)arg;
	long bad = 0;
	int i;

	for (i = 0; i < TOGGLES; i++) {
		int cpu = cpuhp_cpus[rand_r(&seed) % nr_to_toggle];
		int err = cpuhp_set_online(cpu, rand_r(&seed) & 1);

		if (err && err != -EBUSY) {
			ksft_print_msg("CPU%d: %s\n", cpu, strerror(-err));
			bad++;
		}
	}
	return (void *)bad;
}

static bool several_threads(void)
{
	unsigned long seed = cpuhp_seed();
	pthread_t threads[THREADS];
	bool good = true;
	int i;

	for (i = 0; i < THREADS; i++) {
		if (pthread_create(&threads[i], NULL, toggle_some,
				   (void *)(seed + i)))
			ksft_exit_fail_msg("no thread to be had\n");
	}
	for (i = 0; i < THREADS; i++) {
		void *bad;

		pthread_join(threads[i], &bad);
		good &= !bad;
	}
	cpuhp_restore();
	for (i = 0; i < cpuhp_nr_cpus; i++)
		good &= works(cpuhp_cpus[i]);
	return good;
}

static bool under_load(void)
{
	bool good;

	cpuhp_load_start();
	good = in_turn();
	cpuhp_load_stop();
	return good;
}

int main(void)
{
	ksft_print_header();
	cpuhp_init();
	count_cpus();
	ksft_set_plan(5);
	ksft_test_result(in_turn(), "each CPU off and on, work runs there\n");
	ksft_test_result(random_order(), "random order\n");
	ksft_test_result(all_but_one(), "all but one off, then on\n");
	ksft_test_result(several_threads(), "several threads at once\n");
	ksft_test_result(under_load(), "under load\n");
	ksft_finished();
}
