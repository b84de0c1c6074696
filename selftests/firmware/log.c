// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log, by semihosting: QEMU writes a string to the file in one go, so that
 * lines of several CPUs do not mix.
 */
#include "firmware.h"

#define SYS_WRITE0	4
#define LINE		200

struct line {
	char text[LINE];
	unsigned int length;
};

/* Room is left for the newline and the end */
static void put_char(struct line *line, char c)
{
	if (line->length < LINE - 2)
		line->text[line->length++] = c;
}

static void put_string(struct line *line, const char *s)
{
	while (*s)
		put_char(line, *s++);
}

static void put_number(struct line *line, unsigned long n, unsigned int base)
{
	char digits[20];
	unsigned int i = 0;

	do {
		digits[i++] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	while (i)
		put_char(line, digits[--i]);
}

static void put_signed(struct line *line, long n)
{
	if (n < 0)
		put_char(line, '-');
	put_number(line, n < 0 ? -n : n, 10);
}

/* %s; %d and %x are long */
static void put_format(struct line *line, const char *format, va_list args)
{
	for (; *format; format++) {
		if (*format != '%') {
			put_char(line, *format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_string(line, va_arg(args, const char *));
			break;
		case 'd':
			put_signed(line, va_arg(args, long));
			break;
		case 'x':
			put_string(line, "0x");
			put_number(line, va_arg(args, unsigned long), 16);
			break;
		}
	}
}

static void vlog(unsigned int cpu, const char *event, const char *format,
		 va_list args)
{
	struct line line;

	line.length = 0;
	put_number(&line, now_us(), 10);
	put_string(&line, "\tcpu");
	put_number(&line, cpu, 10);
	put_char(&line, '\t');
	put_string(&line, event);
	put_char(&line, '\t');
	put_format(&line, format, args);
	line.text[line.length++] = '\n';
	line.text[line.length] = '\0';
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
	park();
}
