// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log, by semihosting: QEMU writes a string to the file in one go, so that
 * lines of several CPUs do not mix.
 */
#include "firmware.h"

#define SYS_WRITE0	4

static void vlog(unsigned int cpu, const char *event, const char *format,
		 va_list args)
{
	struct line line;

	line.length = 0;
	put(&line, "%d\tcpu%d\t%s\t", now_us(), (long)cpu, event);
	put_format(&line, format, args);
	end_line(&line);
	semihosting(SYS_WRITE0, line.text);
}

/* Of the physical counter */
unsigned long now_us(void)
{
	unsigned long hz = read_sysreg(cntfrq_el0), count;

	isb();
	count = read_sysreg(cntpct_el0);
	/* In two steps, as the product would not fit for long */
	return count / hz * 1000000 + count % hz * 1000000 / hz;
}

void log_event(unsigned int cpu, const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vlog(cpu, event, format, args);
	va_end(args);
}

/* What cannot go on ends the machine: a fault that is not there proves nothing */
void stop(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vlog(this_cpu(), "stop", format, args);
	va_end(args);
	smc(SYSTEM_OFF, 0, 0, 0);
	for (;;)
		wait_for_interrupt();
}
