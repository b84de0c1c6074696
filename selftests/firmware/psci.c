// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PSCI calls of the kernel. QEMU does the work; we start CPUs through an
 * entry of our own, keep count, and answer wrongly where a spec says so.
 */
#include "firmware.h"

#define PSCI_VERSION		0x0
#define CPU_SUSPEND		0x1
#define CPU_OFF			0x2
#define CPU_ON			0x3
#define AFFINITY_INFO		0x4
#define MIGRATE			0x5
#define LAST_OF_0_2		0x9

/* Function numbers of PSCI, 32 and 64 bit, without that bit */
#define PSCI_MASK		0xbfffffe0UL
#define PSCI_BASE		0x84000000UL
#define CALL_64			BIT(30)
#define MPIDR_MASK		0xff00ffffffUL

#define AFFINITY_ON		0
#define AFFINITY_OFF		1
#define AFFINITY_PENDING	2

static bool lock;

static void take_lock(void)
{
	while (__atomic_exchange_n(&lock, true, __ATOMIC_ACQUIRE))
		;
}

static void give_lock(void)
{
	__atomic_store_n(&lock, false, __ATOMIC_RELEASE);
}

const char *psci_name(long value)
{
	static const char * const names[] = {
		"SUCCESS", "NOT_SUPPORTED", "INVALID_PARAMETERS", "DENIED",
		"ALREADY_ON", "ON_PENDING", "INTERNAL_FAILURE", "NOT_PRESENT",
		"DISABLED", "INVALID_ADDRESS",
	};

	return value <= 0 && value >= INVALID_ADDRESS ? names[-value] : "?";
}

static long answer(unsigned int cpu, long value)
{
	log_event(cpu, "answer", "%d %s", value, psci_name(value));
	return value;
}

/* Those that we know; QEMU says what it thinks of others */
static bool known(unsigned long mpidr, unsigned int *cpu)
{
	*cpu = cpu_of(mpidr);
	return mpidr_of(*cpu) == (mpidr & MPIDR_MASK);
}

/* With the lock held: when it comes, behind those that were to come before */
static void queue_up(unsigned int cpu)
{
	const struct spec *spec = spec_for(cpu, QUEUE);
	static unsigned long last;
	unsigned long now = now_us();

	if (!spec)
		return;
	last = (now > last ? now : last) + spec->value;
	cpus[cpu].due = last;
}

/*
 * With the lock held. Lost CPUs stay on their way, and QEMU does not hear of
 * them, until an attempt that is not to be lost. One that is forgotten is off.
 */
static long turn_on(unsigned int cpu, unsigned long entry,
		    unsigned long context)
{
	long ret;

	__atomic_store_n(&named, cpu, __ATOMIC_RELEASE);
	if (cpus[cpu].state == PENDING ||
	    (cpus[cpu].state == NOWHERE && use_spec(cpu, LOST)))
		return ON_PENDING;
	if (use_spec(cpu, FORGETS))
		return SUCCESS;
	if (use_spec(cpu, LOST)) {
		cpus[cpu].state = NOWHERE;
		return SUCCESS;
	}
	/* It may be in the kernel before QEMU's answer is here */
	cpus[cpu].state = PENDING;
	cpus[cpu].entry = entry;
	cpus[cpu].context = context;
	queue_up(cpu);
	ret = smc(CPU_ON_64, mpidr_of(cpu), (unsigned long)on_entry, cpu);
	if (ret)
		cpus[cpu].state = AS_QEMU_SAYS;
	return ret;
}

static long cpu_on(unsigned long mpidr, unsigned long entry,
		   unsigned long context)
{
	const struct spec *spec;
	unsigned int cpu;
	long ret;

	if (!known(mpidr, &cpu))
		return smc(CPU_ON_64, mpidr, (unsigned long)on_entry, 0);
	/* A spin-table's CPUs are on: attempts to start them are releases */
	if (cpus[cpu].in_pen)
		return answer(cpu, ALREADY_ON);
	take_lock();
	cpus[cpu].attempts++;
	cpus[cpu].said = 0;
	cpus[cpu].off_at = 0;
	log_event(cpu, "on", "attempt %d by cpu%d", cpus[cpu].attempts,
		  (long)this_cpu());
	give_lock();

	/* Without the lock: it is this caller that is held, nobody else */
	spec = use_spec(cpu, BLOCK);
	if (spec)
		sleep_for(spec->value);
	spec = use_spec(cpu, ON);
	if (spec)
		return answer(cpu, (long)spec->value);
	take_lock();
	ret = turn_on(cpu, entry, context);
	give_lock();
	spec = ret ? NULL : use_spec(cpu, FAILS_LATE);
	if (spec) {
		sleep_for(spec->value);
		ret = INTERNAL_FAILURE;
	}
	return answer(cpu, ret);
}

static long cpu_off(const unsigned long *x)
{
	const struct spec *spec;
	unsigned int cpu = this_cpu();

	log_event(cpu, "off", "attempt %d", cpus[cpu].attempts);
	spec = use_spec(cpu, OFF_RETURNS);
	if (spec) {
		if (spec->value)
			sleep_for(spec->value);
		return answer(cpu, DENIED);
	}
	cpus[cpu].off_at = now_us();
	wait_for_memory();
	return smc(x[0], x[1], x[2], x[3]);
}

/*
 * What is said of the CPU in place of the truth, or -1: OFF, or ON for longer than
 * is true, of a CPU that has been turned off.
 */
static long lie_about(unsigned int cpu)
{
	const struct spec *spec = spec_for(cpu, AFFINITY);

	if (spec && spec->value == SAYS_OFF)
		return AFFINITY_OFF;
	if (spec && cpus[cpu].off_at &&
	    (spec->value == FOREVER ||
	     now_us() < cpus[cpu].off_at + spec->value))
		return AFFINITY_ON;
	return -1;
}

static long affinity_info(const unsigned long *x)
{
	unsigned int cpu;
	long lie = known(x[1], &cpu) ? lie_about(cpu) : -1;

	if (lie >= 0) {
		use_spec(cpu, AFFINITY);
		log_event(cpu, "affinity",
			  lie == AFFINITY_ON ? "%d ON" : "%d OFF", lie);
		return lie;
	}
	if (known(x[1], &cpu) && !x[2] &&
	    __atomic_load_n(&cpus[cpu].state, __ATOMIC_ACQUIRE) != AS_QEMU_SAYS)
		return AFFINITY_PENDING;
	return smc(x[0], x[1], x[2], x[3]);
}

/* An older PSCI does not know what came later, nor any call of SMCCC's own */
static bool too_new(unsigned long version, unsigned long id)
{
	unsigned long number = id - PSCI_BASE;

	if (!version)
		return false;
	if ((id & PSCI_MASK) != PSCI_BASE)
		return true;
	if (version == 1)
		return number < CPU_SUSPEND || number > MIGRATE ||
		       number == AFFINITY_INFO;
	return number > LAST_OF_0_2;
}

/* x: x0 to x3 of the caller. What it returns goes to x0. */
long psci_call(const unsigned long *x)
{
	const struct spec *spec = spec_for(this_cpu(), VERSION);
	unsigned long id = x[0] & ~CALL_64 & 0xffffffff;
	unsigned long arguments = x[0] & CALL_64 ? ~0UL : 0xffffffff;

	if (spec && too_new(spec->value, id))
		return NOT_SUPPORTED;
	switch (id) {
	case PSCI_BASE + PSCI_VERSION:
		/* 0.1 has no such call: this is 0.2 */
		if (spec)
			return spec->value;
		break;
	case PSCI_BASE + CPU_ON:
		return cpu_on(x[1] & arguments, x[2] & arguments,
			      x[3] & arguments);
	case PSCI_BASE + CPU_OFF:
		return cpu_off(x);
	case PSCI_BASE + AFFINITY_INFO:
		return affinity_info(x);
	}
	return smc(x[0], x[1], x[2], x[3]);
}
