// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define SYS_CPU		"/sys/devices/system/cpu"
#define TRACING		"/sys/kernel/tracing"
#define PM_TEST		"/sys/power/pm_test"
#define PM_TEST_DELAY	"/sys/module/suspend/parameters/pm_test_delay"
#define MAX_STATES	512
#define MAX_AT_END	4
#define KEXEC_AT	0x50000000UL	/* memory, on QEMU's arm64 */
#define LOADS		4	/* threads */
#define RESTORE_TRIES	50	/* 100 ms each: others may hold the hotplug lock */

int cpuhp_cpus[CPUHP_MAX];
int cpuhp_nr_cpus;

static char states[MAX_STATES][64];
static int last_state;
static pid_t owner;
static void (*at_end[MAX_AT_END])(void);
static int nr_at_end;

int cpuhp_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	err = n < 0 ? -errno : 0;
	close(fd);
	return err;
}

int cpuhp_read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	err = n < 0 ? -errno : 0;
	buf[n < 0 ? 0 : n] = '\0';
	close(fd);
	return err;
}

int cpuhp_write(int cpu, const char *attr, int value)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), SYS_CPU "/cpu%d/%s", cpu, attr);
	snprintf(text, sizeof(text), "%d", value);
	return cpuhp_write_file(path, text);
}

int cpuhp_read(int cpu, const char *attr, int *value)
{
	char path[128], text[32];
	int err;

	snprintf(path, sizeof(path), SYS_CPU "/cpu%d/%s", cpu, attr);
	err = cpuhp_read_file(path, text, sizeof(text));
	if (!err)
		*value = atoi(text);
	return err;
}

int cpuhp_set_online(int cpu, bool online)
{
	return cpuhp_write(cpu, "online", online);
}

int cpuhp_online(int cpu)
{
	int value = 0, err = cpuhp_read(cpu, "online", &value);

	return err ? err : value;
}

int cpuhp_mask(const char *name, bool *set)
{
	char path[64], text[4096], *p = text;
	int count = 0, err;

	snprintf(path, sizeof(path), SYS_CPU "/%s", name);
	err = cpuhp_read_file(path, text, sizeof(text));
	if (err)
		return err;
	if (set)
		memset(set, 0, CPUHP_MAX * sizeof(*set));
	while (*p >= '0' && *p <= '9') {
		long a = strtol(p, &p, 10), b = a;

		if (*p == '-')
			b = strtol(p + 1, &p, 10);
		for (; a <= b && a < CPUHP_MAX; a++, count++) {
			if (set)
				set[a] = true;
		}
		if (*p == ',')
			p++;
	}
	return count;
}

static int read_states(void)
{
	FILE *f = fopen(SYS_CPU "/hotplug/states", "r");
	char name[64];
	int nr;

	if (!f)
		return -errno;
	while (fscanf(f, "%d: %63[^\n]", &nr, name) == 2) {
		if (nr < 0 || nr >= MAX_STATES)
			continue;
		memcpy(states[nr], name, sizeof(name));
		if (nr > last_state)
			last_state = nr;
	}
	fclose(f);
	return 0;
}

int cpuhp_state(const char *name)
{
	int i;

	if (!last_state)
		read_states();
	for (i = 0; i <= last_state; i++) {
		if (!strcmp(states[i], name))
			return i;
	}
	return -ENOENT;
}

int cpuhp_hold(int cpu)
{
	int err = cpuhp_write(cpu, "hotplug/fail", cpuhp_state("cpu:bringup"));

	if (err)
		return err;
	err = cpuhp_set_online(cpu, true);
	if (err != -EAGAIN)
		cpuhp_write(cpu, "hotplug/fail", -1);
	return err == -EAGAIN ? 0 : err ? err : -ENODATA;
}

int cpuhp_last_state(void)
{
	return last_state;
}

const char *cpuhp_state_name(int state)
{
	return state >= 0 && state <= last_state ? states[state] : "";
}

bool cpuhp_runs_on(int cpu)
{
	cpu_set_t *set = CPU_ALLOC(CPUHP_MAX), *old = CPU_ALLOC(CPUHP_MAX);
	size_t size = CPU_ALLOC_SIZE(CPUHP_MAX);
	bool runs;

	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	sched_getaffinity(0, size, old);
	runs = !sched_setaffinity(0, size, set) && sched_getcpu() == cpu;
	sched_setaffinity(0, size, old);
	CPU_FREE(set);
	CPU_FREE(old);
	return runs;
}

int cpuhp_trace(void (*each)(const char *line))
{
	bool mounted = !mount("tracefs", TRACING, "tracefs", 0, NULL);
	FILE *f = fopen(TRACING "/trace", "r");
	int err = f ? 0 : -errno;
	char line[512];

	while (f && fgets(line, sizeof(line), f))
		each(line);
	if (f)
		fclose(f);
	if (mounted)
		umount(TRACING);
	return err;
}

unsigned int cpuhp_seed(void)
{
	const char *env = getenv("CPUHP_SEED");
	struct timespec now;
	unsigned int seed;

	clock_gettime(CLOCK_REALTIME, &now);
	seed = env ? strtoul(env, NULL, 0) : (unsigned long)now.tv_nsec;
	ksft_print_msg("seed: CPUHP_SEED=%u\n", seed);
	return seed;
}

/* Only system calls, as this runs in signal handlers, too. */
void cpuhp_restore(void)
{
	const struct timespec tenth = { .tv_nsec = 100000000 };
	int i, tries;

	for (i = 0; i < cpuhp_nr_cpus; i++) {
		cpuhp_write(cpuhp_cpus[i], "hotplug/fail", -1);
		for (tries = 0; tries < RESTORE_TRIES; tries++) {
			if (cpuhp_online(cpuhp_cpus[i]) == 1 ||
			    !cpuhp_set_online(cpuhp_cpus[i], true))
				break;
			nanosleep(&tenth, NULL);
		}
	}
}

/* The last one first, and none in a child */
static void end(void)
{
	int i;

	for (i = nr_at_end; i-- && getpid() == owner;)
		at_end[i]();
}

static void end_on_signal(int sig)
{
	end();
	signal(sig, SIG_DFL);
	raise(sig);
}

void cpuhp_at_end(void (*restore)(void))
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	size_t i;

	if (nr_at_end == MAX_AT_END)
		ksft_exit_fail_msg("MAX_AT_END is too small\n");
	at_end[nr_at_end++] = restore;
	if (nr_at_end > 1)
		return;
	owner = getpid();
	atexit(end);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], end_on_signal);
}

void cpuhp_init(void)
{
	static bool online[CPUHP_MAX];
	int cpu;

	if (geteuid())
		ksft_exit_skip("must be run as root\n");
	if (read_states())
		ksft_exit_skip("no " SYS_CPU "/hotplug/states: not CONFIG_HOTPLUG_CPU?\n");
	if (cpuhp_mask("online", online) < 0)
		ksft_exit_fail_msg("cannot read " SYS_CPU "/online\n");
	for (cpu = 0; cpu < CPUHP_MAX; cpu++) {
		if (online[cpu] && cpuhp_online(cpu) == 1)
			cpuhp_cpus[cpuhp_nr_cpus++] = cpu;
	}
	if (!cpuhp_nr_cpus)
		ksft_exit_skip("no CPU can be taken off-line\n");
	cpuhp_at_end(cpuhp_restore);
}

/* struct kexec_segment, which the C library does not have */
struct segment {
	const void *buf;
	size_t bufsz;
	const void *mem;
	size_t memsz;
};

/* Loading refuses already, and nobody executes what is loaded */
int cpuhp_kexec_load(void)
{
	static const char image[4096];
	/* The kernel takes whole pages, of whichever size it has */
	struct segment segment = { image, sizeof(image), (void *)KEXEC_AT,
				   getpagesize() };

	if (access("/sys/kernel/kexec_loaded", F_OK))
		return -EOPNOTSUPP;
	if (syscall(SYS_kexec_load, KEXEC_AT, 1, &segment, 0))
		return -errno;
	syscall(SYS_kexec_load, 0, 0, NULL, 0);
	return 0;
}

static char test_before[128], delay_before[16];

/* Where it stays set the next hibernation is a test only */
static void restore_suspend(void)
{
	cpuhp_write_file(PM_TEST, test_before);
	cpuhp_write_file(PM_TEST_DELAY, delay_before);
}

int cpuhp_suspend_init(void)
{
	int err = cpuhp_read_file(PM_TEST, test_before, sizeof(test_before));
	char *from = strchr(test_before, '['), *to = strchr(test_before, ']');

	/* Of all levels the one in brackets is set */
	if (err || !from || !to)
		return err ? err : -EINVAL;
	*to = '\0';
	memmove(test_before, from + 1, to - from);
	/* Old kernels have none */
	cpuhp_read_file(PM_TEST_DELAY, delay_before, sizeof(delay_before));
	cpuhp_at_end(restore_suspend);
	/* Seconds that the kernel waits there; old ones wait 5, come what may */
	cpuhp_write_file(PM_TEST_DELAY, "0");
	return cpuhp_write_file(PM_TEST, "processors");
}

int cpuhp_suspend(void)
{
	return cpuhp_write_file("/sys/power/state", "disk");
}

bool cpuhp_suspend_and_back(void)
{
	static bool before[CPUHP_MAX], after[CPUHP_MAX];
	bool good = true;
	int i, err;

	cpuhp_mask("online", before);
	err = cpuhp_suspend();
	if (err)
		ksft_print_msg("/sys/power/state: %s\n", strerror(-err));
	cpuhp_mask("online", after);
	for (i = 0; i < cpuhp_nr_cpus; i++)
		good &= cpuhp_runs_on(cpuhp_cpus[i]);
	return good && !err && !memcmp(before, after, sizeof(before));
}

static pthread_t loads[LOADS];
static atomic_bool stop_load;

static void *load(void *arg)
{
	const struct timespec blink = { .tv_nsec = 200000 };
	unsigned int spin;

	while (!stop_load) {
		for (spin = 0; spin < 100000 && !stop_load; spin++)
			;
		nanosleep(&blink, NULL);
	}
	return arg;
}

void cpuhp_load_start(void)
{
	int i;

	stop_load = false;
	for (i = 0; i < LOADS; i++) {
		if (pthread_create(&loads[i], NULL, load, NULL))
			ksft_exit_fail_msg("no thread to be had\n");
	}
}

void cpuhp_load_stop(void)
{
	int i;

	stop_load = true;
	for (i = 0; i < LOADS; i++)
		pthread_join(loads[i], NULL);
}
