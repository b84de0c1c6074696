// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs that did not come up: what another attempt gives, what an attempt to
 * take one down gives, and whether kexec and hibernation are refused for just
 * as long as a CPU is stuck in the kernel. What a machine has to answer is
 * known only to whoever broke it: CPUHP_AGAIN tells, and without it the test
 * skips. It is a list of steps with commas between, done in that order:
 *
 *    cpu3:on=EAGAIN	bringing CPU3 up fails with that error
 *    cpu3:on=ok/500	it comes up within 500 ms, and work runs there
 *    cpu3:on=ok|EIO	either
 *    cpu3:off=ok	it goes down
 *    cpu3:held		an error is injected behind its kick: it is held there
 *    cpu3:hangs/5500	bringing it up does not end; within that time the kernel
 *			says in which state it is. What takes a CPU up or
 *			down waits from then on
 *    kexec=EBUSY/11000	loading an image fails with that error within 11 s
 *    cpu3:present	it is among the present CPUs, or
 *    cpu3:absent	it is not
 *    stuck		kexec and hibernation are refused, or
 *    free		they are not
 *    ...@14		any of these, 14 s after boot and not before
 *
 * At the end each of these CPUs is put back to where it was, if it can be.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "cpuhp.h"

#define MAX_STEPS	64

enum what { ON, OFF, KEXEC, HELD, HANGS, PRESENT, ABSENT, STUCK, FREE };

struct step {
	const char *text;	/* as it was asked for */
	enum what what;
	int cpu;
	int err;		/* what ON, OFF and KEXEC have to give: 0 or -errno */
	bool or_ok;		/* or 0 */
	long limit_ms;		/* for these and HANGS; 0: any time */
	long at;		/* seconds after boot */
};

static const struct {
	const char *name;
	int nr;
} errors[] = {
	{ "ok", 0 }, { "EPERM", EPERM }, { "EIO", EIO }, { "ENXIO", ENXIO },
	{ "EAGAIN", EAGAIN }, { "EFAULT", EFAULT }, { "EBUSY", EBUSY },
	{ "ENODEV", ENODEV }, { "EINVAL", EINVAL },
	{ "EOPNOTSUPP", EOPNOTSUPP }, { "ETIMEDOUT", ETIMEDOUT },
	{ "EALREADY", EALREADY }, { "EINPROGRESS", EINPROGRESS },
	{ "ECANCELED", ECANCELED },
};

static struct step steps[MAX_STEPS];
static int nr_steps;
static bool was_online[CPUHP_MAX];

static const char *error_name(int err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (errors[i].nr == -err)
			return errors[i].name;
	}
	return strerror(-err);
}

/* "EAGAIN/100": the error and the limit; false if there is none of that name */
static bool parse_result(const char *text, struct step *s)
{
	size_t i, len;

	s->or_ok = !strncmp(text, "ok|", 3);
	text += s->or_ok ? 3 : 0;
	len = strcspn(text, "/");
	if (text[len] == '/')
		s->limit_ms = atol(text + len + 1);
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		if (strlen(errors[i].name) == len &&
		    !strncmp(errors[i].name, text, len)) {
			s->err = -errors[i].nr;
			return true;
		}
	}
	return false;
}

static bool parse_cpu(const char *text, struct step *s)
{
	char what[32];

	if (sscanf(text, "cpu%d:%31s", &s->cpu, what) != 2 || s->cpu < 0 ||
	    s->cpu >= CPUHP_MAX)
		return false;
	if (!strcmp(what, "present"))
		s->what = PRESENT;
	else if (!strcmp(what, "absent"))
		s->what = ABSENT;
	else if (!strcmp(what, "held"))
		s->what = HELD;
	else if (sscanf(what, "hangs/%ld", &s->limit_ms) == 1)
		s->what = HANGS;
	else if (!strncmp(what, "on=", 3))
		s->what = ON;
	else if (!strncmp(what, "off=", 4))
		s->what = OFF;
	else
		return false;
	return s->what > OFF || parse_result(strchr(what, '=') + 1, s);
}

static bool parse_step(char *text, struct step *s)
{
	char *at = strchr(text, '@');

	s->text = strdup(text);
	if (at) {
		*at = '\0';
		s->at = atol(at + 1);
	}
	if (!strcmp(text, "stuck"))
		s->what = STUCK;
	else if (!strcmp(text, "free"))
		s->what = FREE;
	else if (!strncmp(text, "kexec=", 6))
		s->what = KEXEC;
	else
		return parse_cpu(text, s);
	return s->what != KEXEC || parse_result(text + 6, s);
}

static void parse_steps(const char *list)
{
	char *text = strdup(list), *word, *save;

	for (word = strtok_r(text, ",", &save); word;
	     word = strtok_r(NULL, ",", &save)) {
		if (nr_steps == MAX_STEPS)
			ksft_exit_fail_msg("CPUHP_AGAIN: more than %d steps\n",
					   MAX_STEPS);
		if (!parse_step(word, &steps[nr_steps++]))
			ksft_exit_fail_msg("CPUHP_AGAIN: no step is \"%s\"\n",
					   steps[nr_steps - 1].text);
	}
	free(text);
}

static void wait_until(long at)
{
	struct timespec now;

	for (;;) {
		clock_gettime(CLOCK_BOOTTIME, &now);
		if (now.tv_sec >= at)
			return;
		usleep(50000);
	}
}

/* A CPU that is off-line has no target above that, however the last attempt failed */
static bool at_rest(int cpu)
{
	int state = 0, target = 0;

	cpuhp_read(cpu, "hotplug/state", &state);
	cpuhp_read(cpu, "hotplug/target", &target);
	if (state || !target)
		return true;
	ksft_print_msg("CPU%d: off-line, and its target is state %d\n", cpu, target);
	return false;
}

/* Up or down, the error, and how long that took */
static bool change(struct step *s)
{
	bool good = s->what == KEXEC || at_rest(s->cpu);
	struct timespec a, b;
	long ms;
	int err;

	clock_gettime(CLOCK_BOOTTIME, &a);
	err = s->what == KEXEC ? cpuhp_kexec_load() :
				 cpuhp_set_online(s->cpu, s->what == ON);
	clock_gettime(CLOCK_BOOTTIME, &b);
	ms = (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000;
	ksft_print_msg("%s: %s after %ld ms\n", s->text, error_name(err), ms);
	good &= (err == s->err || (s->or_ok && !err)) &&
		(!s->limit_ms || ms <= s->limit_ms);
	if (!err && s->what != KEXEC)
		good &= cpuhp_runs_on(s->cpu) == (s->what == ON);
	return good;
}

/* A line of the kernel's that names the CPU, and a state */
static bool names_state(int kmsg, int cpu)
{
	char line[1024], name[16];
	ssize_t n = read(kmsg, line, sizeof(line) - 1);

	if (n <= 0) {
		usleep(10000);
		return false;
	}
	line[n] = '\0';
	snprintf(name, sizeof(name), "CPU%d", cpu);
	return strstr(line, name) && strstr(line, " state ");
}

/* The attempt is a child's, which has nothing of ours open: it may never end */
static bool hangs(struct step *s)
{
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	struct timespec a, b;
	bool said = false;
	long ms = 0;
	pid_t pid;

	lseek(kmsg, 0, SEEK_END);
	clock_gettime(CLOCK_BOOTTIME, &a);
	pid = fork();
	if (!pid) {
		close(0);
		close(1);
		close(2);
		_exit(!!cpuhp_set_online(s->cpu, true));
	}
	while (pid > 0 && !said && ms <= s->limit_ms && !waitpid(pid, NULL, WNOHANG)) {
		said = names_state(kmsg, s->cpu);
		clock_gettime(CLOCK_BOOTTIME, &b);
		ms = (b.tv_sec - a.tv_sec) * 1000 +
		     (b.tv_nsec - a.tv_nsec) / 1000000;
	}
	close(kmsg);
	ksft_print_msg("CPU%d: %s after %ld ms\n", s->cpu,
		       said ? "named" : "not named", ms);
	return said && ms <= s->limit_ms;
}

static bool is_present(int cpu)
{
	static bool present[CPUHP_MAX];

	return cpuhp_mask("present", present) > 0 && present[cpu];
}

static void test_kexec(struct step *s)
{
	int err = cpuhp_kexec_load();

	if (err == -EOPNOTSUPP) {
		ksft_test_result_skip("%s: kexec: not CONFIG_KEXEC\n", s->text);
		return;
	}
	ksft_print_msg("kexec: %s\n", error_name(err));
	ksft_test_result(s->what == STUCK ? err == -EBUSY : !err,
			 "%s: kexec\n", s->text);
}

static bool have_swap(void)
{
	FILE *f = fopen("/proc/swaps", "r");
	char line[256];
	int lines = 0;

	while (f && fgets(line, sizeof(line), f))
		lines++;
	if (f)
		fclose(f);
	return lines > 1;
}

/*
 * All of it but the image on a disk: without swap there is nowhere to write it,
 * so that the machine goes on with an error of that kind. The answer that CPUs
 * are stuck comes before.
 */
static void test_hibernation(struct step *s)
{
	int err;

	if (have_swap() || cpuhp_write_file("/sys/power/pm_test", "none")) {
		ksft_test_result_skip("%s: hibernation: %s\n", s->text,
				      have_swap() ? "there is swap" :
				      "no /sys/power/pm_test");
		return;
	}
	err = cpuhp_write_file("/sys/power/state", "disk");
	ksft_print_msg("hibernation: %s\n", strerror(-err));
	ksft_test_result(s->what == STUCK ? err == -EBUSY || !err :
			 err == -ENOSPC || err == -ENODEV,
			 "%s: hibernation\n", s->text);
}

static int nr_results(void)
{
	int i, n = 0;

	for (i = 0; i < nr_steps; i++)
		n += steps[i].what == STUCK || steps[i].what == FREE ? 2 : 1;
	return n;
}

static void do_step(struct step *s)
{
	wait_until(s->at);
	switch (s->what) {
	case ON:
	case OFF:
	case KEXEC:
		ksft_test_result(change(s), "%s\n", s->text);
		break;
	case HELD:
		ksft_test_result(!cpuhp_hold(s->cpu), "%s\n", s->text);
		break;
	case HANGS:
		ksft_test_result(hangs(s), "%s\n", s->text);
		break;
	case PRESENT:
	case ABSENT:
		ksft_test_result(is_present(s->cpu) == (s->what == PRESENT),
				 "%s\n", s->text);
		break;
	case STUCK:
	case FREE:
		test_kexec(s);
		test_hibernation(s);
		break;
	}
}

static void restore(void)
{
	int i, cpu;

	for (i = 0; i < nr_steps; i++) {
		cpu = steps[i].cpu;
		if (steps[i].what <= OFF && cpuhp_online(cpu) == !was_online[cpu])
			cpuhp_set_online(cpu, was_online[cpu]);
	}
}

int main(void)
{
	const char *list = getenv("CPUHP_AGAIN");
	int i;

	ksft_print_header();
	if (!list || !*list)
		ksft_exit_skip("nothing is asked for: CPUHP_AGAIN is not set\n");
	if (geteuid())
		ksft_exit_skip("must be run as root\n");
	parse_steps(list);
	cpuhp_mask("online", was_online);
	cpuhp_at_end(restore);
	ksft_set_plan(nr_results());
	for (i = 0; i < nr_steps; i++)
		do_step(&steps[i]);
	ksft_finished();
}
