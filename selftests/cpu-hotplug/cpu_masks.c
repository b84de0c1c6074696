// SPDX-License-Identifier: GPL-2.0-only
/*
 * After boot, the possible, present and on-line CPUs are what the machine and
 * the command line (maxcpus=, nr_cpus=, nosmp) ask for. The machine is what
 * CPUHP_EXPECT says, or else its device tree.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest.h"
#include "cpuhp.h"

static int count_dt_cpus(void)
{
	DIR *dir = opendir("/proc/device-tree/cpus");
	struct dirent *d;
	int n = 0;

	while (dir && (d = readdir(dir)))
		n += !strncmp(d->d_name, "cpu@", 4);
	if (dir)
		closedir(dir);
	return n;
}

/* Value of @name= on the command line, or @missing */
static int cmdline(const char *text, const char *name, int missing)
{
	const char *p = strstr(text, name);

	return p && (p == text || p[-1] == ' ') ? atoi(p + strlen(name)) :
	       missing;
}

static int min(int a, int b)
{
	return a < b ? a : b;
}

int main(void)
{
	int machine, boot, possible, present, online;
	char text[4096] = "";
	FILE *f;

	ksft_print_header();
	f = fopen("/proc/cmdline", "r");
	if (!f || !fgets(text, sizeof(text), f))
		ksft_exit_fail_msg("cannot read /proc/cmdline\n");
	machine = getenv("CPUHP_EXPECT") ? atoi(getenv("CPUHP_EXPECT")) :
		  count_dt_cpus();
	if (!machine)
		ksft_exit_skip("no device tree: say CPUHP_EXPECT=<CPUs>\n");
	ksft_set_plan(3);

	machine = min(machine, cmdline(text, "nr_cpus=", machine));
	boot = min(machine, cmdline(text, "maxcpus=", machine));
	if (strstr(text, "nosmp") || !boot)
		boot = 1;
	possible = cpuhp_mask("possible", NULL);
	present = cpuhp_mask("present", NULL);
	online = cpuhp_mask("online", NULL);
	ksft_print_msg("%d CPUs, %d to boot; possible %d, present %d, on-line %d\n",
		       machine, boot, possible, present, online);

	/* Since 7.3, without SMP the others are not even possible */
	ksft_test_result(possible == machine || (boot == 1 && possible == 1),
			 "possible CPUs\n");
	ksft_test_result(present == possible || (boot == 1 && present == 1),
			 "present CPUs\n");
	ksft_test_result(online == boot, "on-line CPUs\n");
	ksft_finished();
}
