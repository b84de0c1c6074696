// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line of text, put together. What does not fit is cut off.
 */
#include "firmware.h"

/* Room is left for the newline and the end */
static void put_char(struct line *line, char c)
{
	if (line->length < sizeof(line->text) - 2)
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

/* Takes %s, and %d and %x of a long */
void put_format(struct line *line, const char *format, va_list args)
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

void put(struct line *line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_format(line, format, args);
	va_end(args);
}

void end_line(struct line *line)
{
	line->text[line->length++] = '\n';
	line->text[line->length] = '\0';
}
