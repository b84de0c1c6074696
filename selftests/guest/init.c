// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the test guest: runs what /plan lists, sends the results as KTAP
 * over a virtio console of their own, and powers the machine off.
 *
 * The console carries only the kernel's words and one line a test, so that
 * neither can be taken for the other. Whatever goes wrong in here ends in
 * die(): the machine goes off, and the missing results are the verdict.
 *
 * With CPUHP_SHELL=ROWSxCOLUMNS in its environment it runs a shell on the console
 * in place of the tests.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define RESULTS		"/dev/hvc0"
#define RESULTS_WAIT_MS	10000
#define MAX_TESTS	64
#define MAX_ARGS	8

struct test {
	char name[64];
	unsigned int timeout;		/* seconds */
	char command[256];
};

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define __printf(a, b)	__attribute__((format(printf, a, b)))

static FILE *results;
static struct test tests[MAX_TESTS];
static int nr_tests;

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

static void __printf(1, 2) die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("init: ", stdout);
	vprintf(fmt, args);
	putchar('\n');
	va_end(args);
	if (results)
		fputs("Bail out! PID 1 gave up, see the console\n", results);
	power_off();
}

static void mount_all(void)
{
	static const char * const fs[][2] = {
		{ "proc", "/proc" }, { "sysfs", "/sys" },
		{ "devtmpfs", "/dev" }, { "tmpfs", "/tmp" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fs); i++) {
		mkdir(fs[i][1], 0755);
		if (mount(fs[i][0], fs[i][1], fs[i][0], 0, NULL) && errno != EBUSY)
			die("cannot mount %s: %s", fs[i][0], strerror(errno));
	}
}

static void read_line(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "r");

	buf[0] = '\0';
	if (!f)
		return;
	if (fgets(buf, size, f))
		buf[strcspn(buf, "\n")] = '\0';
	fclose(f);
}

/*
 * A virtio console, not a plain virtio port: that one stays closed for ever
 * after hibernation's test levels on 7.3, which asks the host for its state
 * before it can hear the answer.
 */
static void open_results(void)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	struct termios raw;
	int fd, wait;

	for (wait = 0; (fd = open(RESULTS, O_WRONLY | O_NOCTTY | O_CLOEXEC)) < 0; wait++) {
		if (wait == RESULTS_WAIT_MS)
			die("cannot open " RESULTS ": %s", strerror(errno));
		nanosleep(&ms, NULL);
	}
	if (!tcgetattr(fd, &raw)) {
		cfmakeraw(&raw);
		tcsetattr(fd, TCSANOW, &raw);
	}
	results = fdopen(fd, "w");
	if (!results)
		die("no memory for " RESULTS);
	/* A test that takes the machine down must not take lines with it */
	setvbuf(results, NULL, _IOLBF, 0);
}

static void read_plan(void)
{
	FILE *f = fopen("/plan", "r");
	char line[512];

	if (!f)
		die("cannot open /plan: %s", strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		struct test *t = &tests[nr_tests];

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (nr_tests == MAX_TESTS)
			die("more than %d tests in /plan", MAX_TESTS);
		if (sscanf(line, "%63s %u %255[^\n]", t->name, &t->timeout,
			   t->command) != 3)
			die("/plan has a bad line: %s", line);
		nr_tests++;
	}
	fclose(f);
}

static void report_cpus(const char *when)
{
	static const char * const masks[] = { "possible", "present", "online" };
	char path[64], buf[256];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/%s",
			 masks[i]);
		read_line(path, buf, sizeof(buf));
		fprintf(results, "# cpus %s %s: %s\n", masks[i], when, buf);
	}
}

static void report_machine(void)
{
	struct utsname u;

	uname(&u);
	fprintf(results, "KTAP version 1\n# kernel: %s %s %s\n", u.release,
		u.version, u.machine);
	report_cpus("after boot");
	fprintf(results, "1..%d\n", nr_tests);
}

/* Words between blanks: no quoting */
static void split(char *command, char *argv[MAX_ARGS + 1])
{
	char *save;
	int n = 0;

	for (argv[n] = strtok_r(command, " ", &save); argv[n] && n < MAX_ARGS;
	     argv[n] = strtok_r(NULL, " ", &save))
		n++;
	argv[n] = NULL;
}

static pid_t start(int nr, struct test *t, int *out)
{
	char *argv[MAX_ARGS + 1], number[16];
	int fds[2];
	pid_t pid;

	if (pipe(fds))
		die("pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (!pid) {
		setpgid(0, 0);
		dup2(fds[1], 1);
		dup2(fds[1], 2);
		close(fds[0]);
		close(fds[1]);
		snprintf(number, sizeof(number), "%d", nr);
		setenv("CPUHP_TEST", number, 1);
		split(t->command, argv);
		execv(argv[0], argv);
		printf("cannot run %s: %s\n", argv[0], strerror(errno));
		exit(127);
	}
	close(fds[1]);
	*out = fds[0];
	return pid;
}

/* What the test prints becomes a subtest: the same lines, indented by two. */
static void copy_output(int fd)
{
	FILE *f = fdopen(fd, "r");
	char line[1024];

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		fprintf(results, "  %s\n", line);
	}
	if (f)
		fclose(f);
}

/*
 * The clock of each test is a child of its own: PID 1 is busy reading, and a
 * test that hangs in the kernel may never close its pipe.
 */
static pid_t start_clock(pid_t test, unsigned int seconds)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	sleep(seconds);
	kill(-test, SIGTERM);
	sleep(10);
	kill(-test, SIGKILL);
	exit(0);
}

static void run(int nr, struct test *t)
{
	int out, status = 0, clock_status, timed_out;
	struct timespec a, b;
	pid_t pid, clock;

	printf("init: test %d of %d: %s\n", nr, nr_tests, t->name);
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid = start(nr, t, &out);
	clock = start_clock(pid, t->timeout);
	copy_output(out);
	if (waitpid(pid, &status, 0) != pid)
		die("lost track of %s", t->name);
	clock_gettime(CLOCK_MONOTONIC, &b);
	timed_out = b.tv_sec - a.tv_sec >= (time_t)t->timeout;
	kill(clock, SIGKILL);
	waitpid(clock, &clock_status, 0);

	fprintf(results, "# time %s: %.1f s\n", t->name,
		b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9);
	if (timed_out)
		fprintf(results, "not ok %d %s # TIMEOUT %u s\n", nr, t->name,
			t->timeout);
	else if (WIFSIGNALED(status))
		fprintf(results, "not ok %d %s # killed by signal %d\n", nr,
			t->name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == 4)
		fprintf(results, "ok %d %s # SKIP\n", nr, t->name);
	else if (WEXITSTATUS(status))
		fprintf(results, "not ok %d %s # exit %d\n", nr, t->name,
			WEXITSTATUS(status));
	else
		fprintf(results, "ok %d %s\n", nr, t->name);
}

static void on_poweroff(int sig)
{
	(void)sig;
	power_off();
}

/* /dev/console is nobody's controlling terminal, so it is what is behind it */
static void open_terminal(const char *size)
{
	char active[256], path[300], *last;
	struct winsize win = { 0 };
	int fd;

	read_line("/sys/class/tty/console/active", active, sizeof(active));
	last = strrchr(active, ' ');
	snprintf(path, sizeof(path), "/dev/%s", last ? last + 1 : active);
	setsid();
	fd = open(path, O_RDWR);
	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0)) {
		printf("init: cannot open %s: %s\n", path, strerror(errno));
		exit(1);
	}
	if (sscanf(size, "%hux%hu", &win.ws_row, &win.ws_col) == 2 &&
	    win.ws_row && win.ws_col)
		ioctl(fd, TIOCSWINSZ, &win);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
}

static pid_t spawn(char *const argv[], const char *terminal)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid)
		return pid;
	if (terminal)
		open_terminal(terminal);
	execv(argv[0], argv);
	printf("cannot run %s: %s\n", argv[0], strerror(errno));
	exit(127);
}

/* Until it ends; busybox's poweroff, halt and reboot are signals to PID 1 */
static void shell(const char *size)
{
	static char * const install[] = {
		"/bin/busybox", "--install", "-s", "/bin", NULL
	};
	static char * const bash[] = { "/bin/bash", NULL };
	pid_t pid;

	signal(SIGUSR1, on_poweroff);
	signal(SIGUSR2, on_poweroff);
	signal(SIGTERM, on_poweroff);
	waitpid(spawn(install, NULL), NULL, 0);
	setenv("PATH", "/bin:/selftests", 1);
	setenv("HOME", "/", 1);
	setenv("PS1", "guest:\\w# ", 1);
	pid = spawn(bash, size);
	/* Children of others end up here, too */
	while (wait(NULL) != pid)
		;
	power_off();
}

int main(void)
{
	const char *from;
	int i;

	if (getpid() != 1) {
		fputs("init: this is PID 1 of a test guest: it powers the machine off\n",
		      stderr);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("PATH", "/bin", 1);
	mount_all();
	if (getenv("CPUHP_SHELL"))
		shell(getenv("CPUHP_SHELL"));
	open_results();
	read_plan();
	/* A test that has started this kernel goes on in it: all before it was reported */
	from = getenv("CPUHP_FROM");
	if (!from)
		report_machine();
	for (i = from ? atoi(from) - 1 : 0; i < nr_tests; i++)
		run(i + 1, &tests[i]);
	report_cpus("at the end");
	fputs("# end\n", results);
	fflush(results);
	tcdrain(fileno(results));
	fclose(results);
	results = NULL;
	power_off();
}
