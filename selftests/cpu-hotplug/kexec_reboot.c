// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second kernel by kexec, from one whose CPUs have been off-line and are back: it has to
 * have them all, and they go off-line and on-line there.
 *
 * With CPUHP_CRASH=1 it is the kernel for a crash, which has one CPU and the memory of the
 * first. That panics while a CPU that was kicked waits for its release.
 *
 * For a guest whose PID 1 runs a test again in the second kernel, from its number in
 * CPUHP_FROM; retain_initrd on the command line has the initramfs in /sys.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define IMAGE	"/Image"
#define INITRD	"/sys/firmware/initrd"
#define LINUX_REBOOT_CMD_KEXEC	0x45584543
#define KEXEC_FILE_ON_CRASH	2

static bool each_off_and_on(void)
{
	bool good = true;
	int i, err;

	for (i = 0; i < cpuhp_nr_cpus; i++) {
		err = cpuhp_set_online(cpuhp_cpus[i], false);
		err = err ? err : cpuhp_set_online(cpuhp_cpus[i], true);
		if (err)
			ksft_print_msg("CPU%d: %s\n", cpuhp_cpus[i], strerror(-err));
		good &= !err && cpuhp_runs_on(cpuhp_cpus[i]);
	}
	return good;
}

/* The same command line, and what PID 1 goes on with */
static int load(const char *test, int cpus, bool crash)
{
	unsigned long flags = crash ? KEXEC_FILE_ON_CRASH : 0;
	int image = open(IMAGE, O_RDONLY | O_CLOEXEC), initrd = open(INITRD, O_RDONLY | O_CLOEXEC);
	char line[2048], more[64];
	int err = cpuhp_read_file("/proc/cmdline", line, sizeof(line) - sizeof(more));

	if (image < 0 || initrd < 0 || err)
		return -ENOENT;
	line[strcspn(line, "\n")] = '\0';
	snprintf(more, sizeof(more), " CPUHP_FROM=%s CPUHP_EXPECT=%d%s", test, crash ? 1 : cpus,
		 crash ? " maxcpus=1" : "");
	strcat(line, more);
	if (syscall(SYS_kexec_file_load, image, initrd, strlen(line) + 1, line, flags))
		return -errno;
	return 0;
}

static void crash(void)
{
	int cpu = cpuhp_cpus[cpuhp_nr_cpus - 1], err = cpuhp_set_online(cpu, false);

	err = err ? err : cpuhp_hold(cpu);
	if (err)
		ksft_exit_fail_msg("CPU%d is not held: %s\n", cpu, strerror(-err));
	cpuhp_write_file("/proc/sysrq-trigger", "c");
	ksft_exit_fail_msg("no panic from /proc/sysrq-trigger\n");
}

static void first_kernel(bool crashes)
{
	const char *test = getenv("CPUHP_TEST");
	int err;

	ksft_print_header();
	cpuhp_init();
	if (!test || access(INITRD, F_OK) || access("/sys/kernel/kexec_loaded", F_OK))
		ksft_exit_skip("not in a guest that can: see the head of this test\n");
	ksft_set_plan(3);
	ksft_test_result(each_off_and_on(), "each CPU off and on before\n");
	err = load(test, cpuhp_mask("online", NULL), crashes);
	if (err)
		ksft_exit_fail_msg("kexec_file_load: %s\n", strerror(-err));
	fflush(NULL);
	/* PID 1 reads what was said, and takes it to the host */
	sleep(1);
	if (crashes)
		crash();
	reboot(LINUX_REBOOT_CMD_KEXEC);
	ksft_exit_fail_msg("reboot: %s\n", strerror(errno));
}

/* Its first result was given by the first kernel */
static void second_kernel(bool crashed)
{
	int is = cpuhp_mask("online", NULL), want = atoi(getenv("CPUHP_EXPECT"));

	ksft_plan = 3;
	ksft_inc_pass_cnt();
	ksft_test_result(is == want, "the second kernel has all of its CPUs: %d of %d\n", is, want);
	if (crashed) {
		ksft_test_result(!access("/proc/vmcore", R_OK), "it has the memory of the first\n");
	} else {
		cpuhp_init();
		ksft_test_result(each_off_and_on(), "each CPU off and on there\n");
	}
	ksft_finished();
}

int main(void)
{
	bool crashes = getenv("CPUHP_CRASH");

	if (getenv("CPUHP_FROM"))
		second_kernel(crashes);
	else
		first_kernel(crashes);
}
