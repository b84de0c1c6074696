// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs go off-line and on-line for CPUHP_SECONDS. CPUHP_TORTURE says who does that and
 * beside what, words with a comma between them:
 *
 * toggle	two threads of this test, each any CPU at any time
 * kernel	a torture test of the kernel's own, with onoff_interval= on its command
 *		line; its counts are read from the log
 * load		beside it, threads that compute
 * suspend	beside it, hibernation's test level "processors" now and then
 * faults	an attempt to bring a CPU up may fail, as firmware does; a later one may
 *		not. Each CPU is asked for a few times at least
 *
 * "toggle" unless it says otherwise. At the end each CPU must be on-line and work.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define SECONDS		10
#define TOGGLERS	2
#define LAST_ROUNDS	6	/* off and on, where firmware fails some of the time */
#define LOG_READ_ALL	3	/* syslog(2) */
#define LOG_SIZE	(4 << 20)

static bool toggle, kernel, load, suspend, faults;
static atomic_bool stop;
static atomic_long transitions, failed;

static void read_words(void)
{
	const char *env = getenv("CPUHP_TORTURE");
	char words[128], *save, *word;

	snprintf(words, sizeof(words), "%s", env ? env : "toggle");
	for (word = strtok_r(words, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		if (!strcmp(word, "toggle"))
			toggle = true;
		else if (!strcmp(word, "kernel"))
			kernel = true;
		else if (!strcmp(word, "load"))
			load = true;
		else if (!strcmp(word, "suspend"))
			suspend = true;
		else if (!strcmp(word, "faults"))
			faults = true;
		else
			ksft_exit_fail_msg("CPUHP_TORTURE=%s: no word %s\n", env, word);
	}
}

/* The last CPU that is on-line stays; and none goes or comes while another thread suspends */
static bool may_fail(int err, bool online)
{
	return err == -EBUSY || (faults && online);
}

static void *toggle_cpus(void *arg)
{
	unsigned int seed = (unsigned long)arg;

	while (!stop) {
		int cpu = cpuhp_cpus[rand_r(&seed) % cpuhp_nr_cpus];
		bool online = cpuhp_online(cpu) != 1;
		int err = cpuhp_set_online(cpu, online);

		if (!err) {
			transitions++;
		} else if (!may_fail(err, online)) {
			ksft_print_msg("CPU%d does not go %s: %s\n", cpu,
				       online ? "on-line" : "off-line", strerror(-err));
			failed++;
		}
	}
	return NULL;
}

static void *suspend_now_and_then(void *arg)
{
	unsigned int seed = (unsigned long)arg;

	while (!stop) {
		int err = cpuhp_suspend();

		if (err && err != -EBUSY) {
			ksft_print_msg("suspend: %s\n", strerror(-err));
			failed++;
		}
		usleep(rand_r(&seed) % 1000000);
	}
	return NULL;
}

/*
 * "onoff: 12/12:13/13": successes and attempts, on-line first. The last line that has it
 * counts, as it is of all that was. One attempt may be under way.
 */
static void read_kernel_counts(void)
{
	static char log[LOG_SIZE];
	int size = klogctl(LOG_READ_ALL, log, sizeof(log) - 1);
	long on = 0, on_tried = 0, off = 0, off_tried = 0;
	const char *at = log;

	log[size < 0 ? 0 : size] = '\0';
	while ((at = strstr(at, " onoff: ")) != NULL) {
		if (sscanf(at, " onoff: %ld/%ld:%ld/%ld", &on, &on_tried, &off, &off_tried) < 4)
			ksft_exit_fail_msg("a line is not understood: %.40s\n", at);
		at++;
	}
	transitions += on + off;
	on_tried += off_tried - on - off;
	failed += on_tried > 1 ? on_tried - 1 : 0;
}

static pthread_t start(void *(*what)(void *), unsigned long seed)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, what, (void *)seed))
		ksft_exit_fail_msg("no thread to be had\n");
	return thread;
}

static void torture(unsigned int seconds)
{
	unsigned long seed = cpuhp_seed();
	pthread_t threads[TOGGLERS + 1];
	int nr = 0;

	while (toggle && nr < TOGGLERS) {
		threads[nr] = start(toggle_cpus, seed + nr);
		nr++;
	}
	if (suspend) {
		threads[nr] = start(suspend_now_and_then, seed + nr);
		nr++;
	}
	sleep(seconds);
	stop = true;
	while (nr)
		pthread_join(threads[--nr], NULL);
	if (kernel)
		read_kernel_counts();
}

static int bring_back(int cpu)
{
	return cpuhp_online(cpu) == 1 ? 0 : cpuhp_set_online(cpu, true);
}

/* So that no fault waits for an attempt that never is */
static void ask_for_all(void)
{
	int i, round;

	for (round = 0; round < LAST_ROUNDS; round++) {
		for (i = 0; i < cpuhp_nr_cpus; i++) {
			if (!bring_back(cpuhp_cpus[i]))
				transitions += !cpuhp_set_online(cpuhp_cpus[i], false);
		}
	}
}

/* Nothing else toggles any more, but for the kernel, which has no end */
static bool comes_back(int cpu)
{
	int err = bring_back(cpu);

	if (!err && (kernel || cpuhp_runs_on(cpu)))
		return true;
	ksft_print_msg("CPU%d is lost: %s\n", cpu, strerror(-err));
	return false;
}

static bool all_come_back(void)
{
	bool good = true;
	int i;

	for (i = 0; i < cpuhp_nr_cpus; i++)
		good &= comes_back(cpuhp_cpus[i]);
	return good;
}

int main(void)
{
	const char *env = getenv("CPUHP_SECONDS");
	int seconds = env ? atoi(env) : SECONDS;

	ksft_print_header();
	cpuhp_init();
	read_words();
	if (seconds < 1)
		ksft_exit_fail_msg("CPUHP_SECONDS=%s: not a number of seconds\n", env);
	if (cpuhp_mask("online", NULL) == 1)
		ksft_exit_skip("the only CPU that is on-line has to stay\n");
	if (suspend && cpuhp_suspend_init())
		ksft_exit_skip("the kernel has no /sys/power/pm_test\n");
	ksft_set_plan(2);
	if (load)
		cpuhp_load_start();
	torture(seconds);
	if (load)
		cpuhp_load_stop();
	if (faults)
		ask_for_all();
	ksft_test_result(transitions && !failed, "%ld transitions, %ld failed\n",
			 (long)transitions, (long)failed);
	ksft_test_result(all_come_back(), "each CPU is back\n");
	ksft_finished();
}
