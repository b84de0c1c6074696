// SPDX-License-Identifier: GPL-2.0-only
/*
 * Second threads of cores: all of them come up when smt/control says "on", also
 * those that were not wanted at boot (nosmt), and leave when it says "off".
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

#define CONTROL		"/sys/devices/system/cpu/smt/control"
#define TOPOLOGY	"/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list"

static bool present[CPUHP_MAX], online[CPUHP_MAX];

static bool all_online(void)
{
	int cpu;

	cpuhp_mask("online", online);
	for (cpu = 0; cpu < CPUHP_MAX; cpu++) {
		if (present[cpu] && (!online[cpu] || !cpuhp_runs_on(cpu)))
			return false;
	}
	return true;
}

/* Of threads that are on-line: "0-1" or "0,2" is more than one */
static bool alone_in_core(int cpu)
{
	char path[128], list[256] = "";
	FILE *f;

	snprintf(path, sizeof(path), TOPOLOGY, cpu);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(list, sizeof(list), f))
		*list = '\0';
	fclose(f);
	return *list && !strpbrk(list, ",-");
}

static bool only_first_threads(void)
{
	int cpu, on = cpuhp_mask("online", online);

	for (cpu = 0; cpu < CPUHP_MAX; cpu++) {
		if (online[cpu] && !alone_in_core(cpu))
			return false;
	}
	return on > 0 && on < cpuhp_mask("present", NULL);
}

static bool set_control(const char *value)
{
	int err = cpuhp_write_file(CONTROL, value);

	if (err)
		ksft_print_msg("%s: %s\n", value, strerror(-err));
	return !err;
}

int main(void)
{
	char was[32] = "";
	sigset_t signals;
	FILE *f;

	ksft_print_header();
	cpuhp_init();
	f = fopen(CONTROL, "r");
	if (!f || fscanf(f, "%31s", was) != 1 ||
	    (strcmp(was, "on") && strcmp(was, "off")))
		ksft_exit_skip("smt/control: %s\n", *was ? was : "there is none");
	fclose(f);
	ksft_set_plan(3);
	cpuhp_mask("present", present);

	/* What puts the CPUs back on a signal does not know of smt/control */
	sigfillset(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	ksft_test_result(set_control("on") && all_online(), "on, from %s\n",
			 was);
	ksft_test_result(set_control("off") && only_first_threads(), "off\n");
	ksft_test_result(set_control("on") && all_online(), "on again\n");
	set_control(was);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
	ksft_finished();
}
