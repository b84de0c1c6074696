// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long it takes to put every CPU off-line and on-line again, one after the
 * other. Fails only where a CPU does not go or come. CPUHP_ROUNDS= is how often.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kselftest.h"
#include "cpuhp.h"

#define ROUNDS	100

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static bool set_online(int cpu, bool online)
{
	int err = cpuhp_set_online(cpu, online);

	if (err)
		ksft_print_msg("CPU%d does not go %s: %s\n", cpu,
			       online ? "on-line" : "off-line", strerror(-err));
	return !err;
}

static bool each_off_and_on(void)
{
	bool good = true;
	int i;

	for (i = 0; i < cpuhp_nr_cpus && good; i++)
		good = set_online(cpuhp_cpus[i], false) &&
		       set_online(cpuhp_cpus[i], true);
	return good;
}

int main(void)
{
	const char *env = getenv("CPUHP_ROUNDS");
	int round, rounds = env ? atoi(env) : ROUNDS;
	bool good = rounds > 0;
	double begin;

	ksft_print_header();
	cpuhp_init();
	ksft_set_plan(1);
	begin = now_ms();
	for (round = 0; round < rounds && good; round++)
		good = each_off_and_on();
	ksft_print_msg("%d rounds of %d CPUs took %.3f ms\n", round,
		       cpuhp_nr_cpus, now_ms() - begin);
	ksft_test_result(good, "each CPU off and on, %d times\n", rounds);
	ksft_finished();
}
