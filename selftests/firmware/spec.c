// SPDX-License-Identifier: GPL-2.0-only
/*
 * The specs as scripts/boot has loaded them: a line is
 * cpuN:FAULT[=VALUE][@ATTEMPT], or all:… for every CPU.
 */
#include "firmware.h"

static const struct word {
	const char *text;
	long value;
} answers[] = {
	{ "denied", DENIED },
	{ "already-on", ALREADY_ON },
	{ "on-pending", ON_PENDING },
	{ "internal-failure", INTERNAL_FAILURE },
	{ "invalid-parameters", INVALID_PARAMETERS },
	{ "invalid-address", INVALID_ADDRESS },
	{ "not-present", NOT_PRESENT },
	{ NULL, 0 },
}, versions[] = {
	{ "0.1", 1 },
	{ "0.2", 2 },
	{ NULL, 0 },
}, acpi_words[] = {
	{ "disabled", DISABLED_CPU },
	{ "online-capable", ONLINE_CAPABLE },
	{ "parked", PARKED },
	{ NULL, 0 },
};

enum takes { NOTHING, ANSWER, TIME, MAYBE_TIME, NUMBER, LIE, RELEASE, STRICT, TABLE };

static const struct {
	const char *name;
	enum takes takes;
	bool only_all;
} faults[KINDS] = {
	[ON] = { "on", ANSWER, false },
	[LOST] = { "lost", NOTHING, false },
	[LATE] = { "late", TIME, false },
	[QUEUE] = { "queue", TIME, false },
	[BLOCK] = { "block", TIME, false },
	[FAILS_LATE] = { "fails-late", TIME, false },
	[NO_GRANULE] = { "no-granule", NOTHING, false },
	[NO_52BIT] = { "no-52bit", NOTHING, false },
	[ASID8] = { "asid8", NOTHING, false },
	[CTR] = { "ctr", NOTHING, false },
	[NO_PAUTH] = { "no-pauth", NOTHING, false },
	[NO_LSE] = { "no-lse", NOTHING, false },
	[HANG] = { "hang", NOTHING, false },
	[OFF_RETURNS] = { "off-returns", MAYBE_TIME, false },
	[AFFINITY] = { "affinity", LIE, false },
	[CONTEXT] = { "context", NUMBER, false },
	[VERSION] = { "psci", RELEASE, true },
	[SPIN_TABLE] = { "spin-table", NOTHING, false },
	[FORGETS] = { "forgets", NOTHING, false },
	[ONE_WORD] = { "one-word", STRICT, false },
	[ACPI] = { "acpi", TABLE, false },
};

static struct spec specs[MAX_SPECS];
static unsigned int spec_count;

/* take WORD: steps over it, if it is there */
static bool take(const char **at, const char *word)
{
	const char *s = *at;

	while (*word)
		if (*s++ != *word++)
			return false;
	*at = s;
	return true;
}

static bool take_digit(const char **at, unsigned long base, unsigned long *n)
{
	char c = **at | 0x20;	/* lower case; digits have the bit */
	unsigned long digit = base;

	if (c >= '0' && c <= '9')
		digit = c - '0';
	else if (c >= 'a' && c <= 'f')
		digit = c - 'a' + 10;
	if (digit >= base || *n > (~0UL - digit) / base)
		return false;
	*n = *n * base + digit;
	(*at)++;
	return true;
}

static bool take_number(const char **at, unsigned long base, unsigned long *n)
{
	*n = 0;
	if (!take_digit(at, base, n))
		return false;
	while (take_digit(at, base, n))
		;
	return true;
}

/* In microseconds; an hour is more than anybody waits */
static bool take_time(const char **at, unsigned long *us)
{
	if (!take_number(at, 10, us) || *us > 3600000)
		return false;
	if (take(at, "us"))
		return true;
	if (take(at, "ms"))
		*us *= 1000;
	else if (take(at, "s"))
		*us *= 1000000;
	else
		return false;
	return true;
}

static bool ends(char c)
{
	return !c || c == '@' || c == '=' || c == ':';
}

static bool take_word(const char **at, const struct word *words, long *value)
{
	const char *s = *at;

	for (; words->text; words++, s = *at) {
		if (take(&s, words->text) && ends(*s)) {
			*at = s;
			*value = words->value;
			return true;
		}
	}
	return false;
}

static bool take_cpu(const char **at, struct spec *spec)
{
	unsigned long n;

	spec->cpu = -1;
	if (take(at, "all:"))
		return true;
	if (!take(at, "cpu") || !take_number(at, 10, &n) || n >= MAX_CPUS)
		return false;
	spec->cpu = n;
	return take(at, ":");
}

static bool take_kind(const char **at, struct spec *spec)
{
	const char *s;
	int kind;

	for (kind = 0; kind < KINDS; kind++) {
		s = *at;
		if (take(&s, faults[kind].name) && ends(*s)) {
			*at = s;
			spec->kind = kind;
			return !faults[kind].only_all || spec->cpu < 0;
		}
	}
	return false;
}

static bool take_value(const char **at, struct spec *spec)
{
	enum takes takes = faults[spec->kind].takes;
	long *word = (long *)&spec->value;

	if (takes == NOTHING)
		return true;
	if (!take(at, "="))
		return takes == MAYBE_TIME || takes == STRICT || takes == TABLE;
	switch (takes) {
	case ANSWER:
		return take_word(at, answers, word);
	case RELEASE:
		return take_word(at, versions, word);
	case TIME:
	case MAYBE_TIME:
		return take_time(at, &spec->value);
	case NUMBER:
		return take_number(at, take(at, "0x") ? 16 : 10, &spec->value);
	case TABLE:
		/* Of the parking protocol there is one word for all */
		return take_word(at, acpi_words, word) &&
		       (spec->value != PARKED || spec->cpu < 0);
	case STRICT:
		spec->value = true;
		return take(at, "strict");
	default:
		spec->value = SAYS_OFF;
		if (take(at, "off"))
			return true;
		spec->value = FOREVER;
		if (!take(at, "on"))
			return false;
		return !take(at, ":") || take_time(at, &spec->value);
	}
}

static bool parse(const char *text, struct spec *spec)
{
	const char *at = text;

	*spec = (struct spec){ .text = text };
	if (!take_cpu(&at, spec) || !take_kind(&at, spec) ||
	    !take_value(&at, spec))
		return false;
	if (take(&at, "@") &&
	    (!take_number(&at, 10, &spec->attempt) || !spec->attempt))
		return false;
	return !*at;
}

/* Ends each line with a zero: the specs point into the text */
void read_specs(char *text)
{
	char *line;

	while (*text) {
		line = text;
		while (*text && *text != '\n')
			text++;
		if (*text)
			*text++ = '\0';
		if (spec_count == MAX_SPECS)
			stop("more than %d specs", (long)MAX_SPECS);
		if (!parse(line, &specs[spec_count]))
			stop("cannot parse the spec '%s'", line);
		if (specs[spec_count].kind == HANG && !have_gicv3())
			stop("'%s' needs a GICv3", line);
		spec_count++;
	}
}

unsigned int count_specs(void)
{
	return spec_count;
}

/* Is there any of that kind? */
bool have_spec(enum kind kind)
{
	unsigned int i;

	for (i = 0; i < spec_count; i++)
		if (specs[i].kind == kind)
			return true;
	return false;
}

/* What is wrong with that CPU at this attempt; NULL if nothing of that kind */
const struct spec *spec_for(unsigned int cpu, enum kind kind)
{
	unsigned int i;

	for (i = 0; i < spec_count; i++) {
		const struct spec *spec = &specs[i];

		if (spec->kind != kind)
			continue;
		if (spec->cpu >= 0 && (unsigned int)spec->cpu != cpu)
			continue;
		if (!spec->attempt || spec->attempt == cpus[cpu].attempts)
			return spec;
	}
	return NULL;
}

/* The same, and it takes effect now: the log says it once an attempt */
const struct spec *use_spec(unsigned int cpu, enum kind kind)
{
	const struct spec *spec = spec_for(cpu, kind);
	unsigned long bit;

	if (!spec)
		return NULL;
	bit = BIT(spec - specs);
	if (!(cpus[cpu].said & bit)) {
		cpus[cpu].said |= bit;
		log_event(cpu, "fault", "%s", spec->text);
	}
	return spec;
}
