// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading an image for kexec is refused while a CPU is stuck in the kernel. One
 * that is on its way is not stuck: here an image is loaded again and again
 * while a CPU goes off-line and on-line.
 *
 * A 6.12 oopses when it loads any image on a machine with LPA2: its copy of the
 * page tables lacks a level.
 */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define TIMES	20

/* In a process of its own: a CPU that does not come is that process' failure */
static pid_t start_toggling(int cpu)
{
	pid_t pid = fork();
	int i, err = 0;

	if (pid)
		return pid;
	for (i = 0; i < 2 * TIMES && !err; i++)
		err = cpuhp_set_online(cpu, i & 1);
	_exit(!!err);
}

/* Until the other process has ended: gives the errors, counts the loads */
static int load_beside(pid_t pid, int *loads, int *status)
{
	int err = 0;

	for (*loads = 0; !waitpid(pid, status, WNOHANG) && !err; ++*loads)
		err = cpuhp_kexec_load();
	if (err)
		waitpid(pid, status, 0);
	return err;
}

int main(void)
{
	int cpu, err, loads = 0, status = 0;
	pid_t pid;

	ksft_print_header();
	cpuhp_init();
	err = cpuhp_kexec_load();
	if (err == -EOPNOTSUPP)
		ksft_exit_skip("not CONFIG_KEXEC\n");
	ksft_set_plan(2);
	ksft_test_result(!err, "an image can be loaded\n");
	cpu = cpuhp_cpus[cpuhp_nr_cpus - 1];
	pid = start_toggling(cpu);
	err = pid < 0 ? -errno : load_beside(pid, &loads, &status);
	if (err)
		ksft_print_msg("after %d loads: %s\n", loads, strerror(-err));
	else
		ksft_print_msg("%d loads while CPU%d went off and on %d times\n",
			       loads, cpu, TIMES);
	ksft_test_result(!err && !status && loads > 1,
			 "and while a CPU goes off-line and on-line\n");
	ksft_finished();
}
