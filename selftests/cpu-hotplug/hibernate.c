// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hibernation to a disk, and back: the machine is reset, a new kernel comes up with all
 * of its CPUs, takes them down, and hands over to the image, which brings them up again.
 *
 * For a guest whose disk is nobody's: /dev/vda is written over. The command line needs
 * resume=/dev/vda.
 *
 * CPUHP_GONE=1,2 are CPUs that firmware does not bring back. With it there is one time only,
 * as a CPU that is stuck in the kernel keeps it from another.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define DISK	"/dev/vda"
#define TIMES	3

/*
 * What mkswap writes: a version, the last page, and a signature at the end of the first. If
 * the disk has one, this is a kernel that did not take the image, and all begins again.
 */
static int make_swap(void)
{
	int fd = open(DISK, O_RDWR | O_CLOEXEC), size = getpagesize(), err = 0;
	off_t bytes = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	char page[65536] = "";
	__u32 info[2] = { 1, bytes / size - 1 };

	if (bytes < 0 || pread(fd, page, size, 0) != size)
		return -errno;
	if (page[size - 10])
		ksft_exit_fail_msg(DISK " is not empty: no kernel has taken the image\n");
	memcpy(page + 1024, info, sizeof(info));
	memcpy(page + size - 10, "SWAPSPACE2", 10);
	if (pwrite(fd, page, size, 0) != size || fsync(fd))
		err = -errno;
	close(fd);
	return err;
}

static void no_swap(void)
{
	swapoff(DISK);
}

/* The CPUs of the list, and no others, are off-line afterwards, and stay so at the end */
static bool to_disk_and_back(const char *gone)
{
	static bool is_gone[CPUHP_MAX];
	int i, cpu, kept = 0, err = cpuhp_suspend();
	bool good = !err;
	char *end;

	if (err)
		ksft_print_msg("/sys/power/state: %s\n", strerror(-err));
	for (; *gone; gone = *end ? end + 1 : end)
		is_gone[strtoul(gone, &end, 10) % CPUHP_MAX] = true;
	for (i = 0; i < cpuhp_nr_cpus; i++) {
		cpu = cpuhp_cpus[i];
		good &= cpuhp_runs_on(cpu) != is_gone[cpu];
		if (!is_gone[cpu])
			cpuhp_cpus[kept++] = cpu;
	}
	cpuhp_nr_cpus = kept;
	return good;
}

int main(void)
{
	const char *gone = getenv("CPUHP_GONE");
	int i, err, times = gone ? 1 : TIMES;

	ksft_print_header();
	cpuhp_init();
	if (access(DISK, F_OK) || access("/sys/power/resume", F_OK))
		ksft_exit_skip("no " DISK ", or no hibernation\n");
	err = make_swap();
	if (err || swapon(DISK, 0))
		ksft_exit_fail_msg("no swap on " DISK ": %s\n", strerror(err ? -err : errno));
	cpuhp_at_end(no_swap);
	err = cpuhp_write_file("/sys/power/disk", "reboot");
	if (err)
		ksft_exit_fail_msg("/sys/power/disk: %s\n", strerror(-err));
	ksft_set_plan(times);
	for (i = 1; i <= times; i++)
		ksft_test_result(to_disk_and_back(gone ?: ""), "to the disk and back, %d\n", i);
	ksft_finished();
}
