/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPU hotplug as user space sees it: /sys/devices/system/cpu.
 *
 * Every function that returns int gives 0 (or a value, where it says so) or a
 * negative errno. All of them put nothing back: that is what cpuhp_init()
 * arranges, on exit and on a signal.
 */
#ifndef CPUHP_H
#define CPUHP_H

#include <stdbool.h>

#define CPUHP_MAX	4096	/* CPUs; as many as CPUMASK_OFFSTACK allows */

/* Logical numbers of the CPUs that can go off-line, ascending */
extern int cpuhp_cpus[CPUHP_MAX];
extern int cpuhp_nr_cpus;

/**
 * cpuhp_init() - Read the machine, and have it restored when the test ends
 *
 * Skips the whole test (KSFT_SKIP) where CPUs cannot be taken off-line. Goes
 * between ksft_print_header() and ksft_set_plan().
 */
void cpuhp_init(void);

/**
 * cpuhp_at_end() - Have something put back when the test ends, or a signal ends it
 * @restore: Makes system calls only, as it runs in signal handlers, too
 */
void cpuhp_at_end(void (*restore)(void));

/** cpuhp_restore() - Bring every CPU back that was on-line at cpuhp_init() */
void cpuhp_restore(void);

/** cpuhp_set_online() - Write cpuN/online */
int cpuhp_set_online(int cpu, bool online);

/** cpuhp_online() - Read cpuN/online: 0, 1, or a negative errno */
int cpuhp_online(int cpu);

/**
 * cpuhp_read(), cpuhp_write() - An attribute below cpuN/
 * @attr: "hotplug/state", "hotplug/target" or "hotplug/fail"
 *
 * cpuhp_read() gives the value, which is never negative but for "fail".
 */
int cpuhp_read(int cpu, const char *attr, int *value);
int cpuhp_write(int cpu, const char *attr, int value);

/**
 * cpuhp_hold() - Have an attempt to bring an off-line CPU up fail at cpu:bringup
 *
 * Where startup is split its AP has been kicked by then, and is not released.
 * Returns 0 if the attempt gave the injected error, else what it gave; -ENODATA
 * if it had no error.
 */
int cpuhp_hold(int cpu);

/** cpuhp_read_file(), cpuhp_write_file() - Any file of /sys, with its whole path */
int cpuhp_read_file(const char *path, char *buf, size_t size);
int cpuhp_write_file(const char *path, const char *text);

/**
 * cpuhp_state() - Number of a state by its name in hotplug/states
 *
 * Returns -ENOENT if the kernel has no such state.
 */
int cpuhp_state(const char *name);

/** cpuhp_last_state() - The highest state, "online" */
int cpuhp_last_state(void);

/** cpuhp_state_name() - Name of a state, "" if there is none of that number */
const char *cpuhp_state_name(int state);

/**
 * cpuhp_mask() - Parse a mask of /sys/devices/system/cpu, "0-3,8"
 * @name: "possible", "present" or "online"
 * @set: One flag a CPU; may be NULL
 *
 * Returns the number of CPUs in it.
 */
int cpuhp_mask(const char *name, bool *set);

/** cpuhp_runs_on() - Does a thread pinned to @cpu really run there? */
bool cpuhp_runs_on(int cpu);

/**
 * cpuhp_kexec_load() - Load an image of one page for kexec, and throw it away
 *
 * The kernel refuses it with -EBUSY while a CPU is stuck in the kernel. Returns
 * -EOPNOTSUPP if it has no kexec.
 */
int cpuhp_kexec_load(void);

/**
 * cpuhp_suspend_init() - Have the next hibernations be tests of the level "processors"
 *
 * Put back at the end. Gives what /sys/power/pm_test says if the kernel has no such test.
 */
int cpuhp_suspend_init(void);

/**
 * cpuhp_suspend() - Freeze tasks and devices, all secondary CPUs down, and all of it up again
 *
 * -EBUSY while something else holds it up.
 */
int cpuhp_suspend(void);

/** cpuhp_suspend_and_back() - Suspend, and see that the same CPUs are on-line and work */
bool cpuhp_suspend_and_back(void);

/** cpuhp_load_start(), cpuhp_load_stop() - Some threads that compute, and sleep in between */
void cpuhp_load_start(void);
void cpuhp_load_stop(void);

/**
 * cpuhp_trace() - Give each line of the kernel's trace to a function
 *
 * Mounts tracefs for as long as it takes. Returns -ENOENT, or what mount says,
 * if the kernel has none.
 */
int cpuhp_trace(void (*each)(const char *line));

/** cpuhp_seed() - Seed of this run, from CPUHP_SEED or the clock; printed */
unsigned int cpuhp_seed(void);

#endif
