/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PSCI firmware at EL2 that misbehaves on request, for QEMU's machine "virt"
 * under TCG. The MMU stays off. TCG has no caches, so there is no cache
 * maintenance here, and exclusives work without them.
 */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "layout.h"

#define MAX_CPUS	64
#define MAX_SPECS	64

#define BIT(n)		(1UL << (n))
#define FIELD(v, shift)	(((v) >> (shift)) & 0xf)

/* In two steps, as some registers are known by their numbers only */
#define STRING(s)	STRING_(s)
#define STRING_(s)	#s

#define read_sysreg(reg) ({						\
	unsigned long value_;						\
	asm volatile("mrs %0, " STRING(reg) : "=r" (value_));		\
	value_;								\
})
#define write_sysreg(value, reg) ({					\
	asm volatile("msr " STRING(reg) ", %0"				\
		     : : "r" ((unsigned long)(value)));			\
})

static inline void isb(void)
{
	asm volatile("isb" : : : "memory");
}

static inline void wait_for_memory(void)
{
	asm volatile("dsb sy" : : : "memory");
}

static inline void wait_for_interrupt(void)
{
	asm volatile("dsb sy; wfi" : : : "memory");
}

/* What others write, and devices */
static inline unsigned long read64(unsigned long address)
{
	unsigned long value;

	asm volatile("ldr %0, [%1]" : "=r" (value) : "r" (address) : "memory");
	return value;
}

static inline unsigned int read32(unsigned long address)
{
	unsigned int value;

	asm volatile("ldr %w0, [%1]" : "=r" (value) : "r" (address) : "memory");
	return value;
}

static inline void write32(unsigned int value, unsigned long address)
{
	asm volatile("str %w0, [%1]" : : "r" (value), "r" (address) : "memory");
}

static inline void write64(unsigned long value, unsigned long address)
{
	asm volatile("str %0, [%1]" : : "r" (value), "r" (address) : "memory");
}

static inline void write16(unsigned int value, unsigned long address)
{
	asm volatile("strh %w0, [%1]" : : "r" (value), "r" (address) : "memory");
}

static inline unsigned char read8(unsigned long address)
{
	unsigned int value;

	asm volatile("ldrb %w0, [%1]" : "=r" (value) : "r" (address) : "memory");
	return value;
}

/* A number of so many bytes, wherever it is */
static inline unsigned long read_bytes(unsigned long address, unsigned int size)
{
	unsigned long value = 0;

	while (size--)
		value = value << 8 | read8(address + size);
	return value;
}

static inline void write8(unsigned char value, unsigned long address)
{
	asm volatile("strb %w0, [%1]" : : "r" (value), "r" (address) : "memory");
}

/* entry.S */
extern char stacks[MAX_CPUS][FW_STACK];
void on_entry(void);
void start(void);
noreturn void enter_el1(unsigned long entry, unsigned long x0, void *stack);
long smc(unsigned long x0, unsigned long x1, unsigned long x2,
	 unsigned long x3);
long semihosting(unsigned long operation, const void *argument);
unsigned long read_id_reg(unsigned long index);

/*
 * ground.c: who am I, and what is there
 */
enum state {
	AS_QEMU_SAYS,		/* off, or in the kernel */
	PENDING,		/* on its way, and maybe for ever */
	NOWHERE,		/* said to be on its way; QEMU has not heard of it */
};

struct cpu {
	enum state state;
	unsigned long attempts;	/* CPU_ON calls for it */
	unsigned long said;	/* the specs that the log has, this attempt */
	unsigned long entry;
	unsigned long context;
	unsigned long off_at;	/* microseconds; 0: it has not been off */
	unsigned long due;	/* the same: when it comes, if it is in a queue */
	bool in_pen;
};

extern struct cpu cpus[MAX_CPUS];
unsigned int cpu_of(unsigned long mpidr);
unsigned int this_cpu(void);
bool have_gicv3(void);
unsigned long mpidr_of(unsigned int cpu);

/* line.c */
struct line {
	char text[200];
	unsigned int length;	/* zero at first */
};

void put_format(struct line *line, const char *format, va_list args);
void put(struct line *line, const char *format, ...);
void end_line(struct line *line);

/* log.c */
unsigned long now_us(void);
void log_event(unsigned int cpu, const char *event, const char *format, ...);
noreturn void stop(const char *format, ...);

/*
 * spec.c: what goes wrong, for which CPU, at which attempt
 */
enum kind {
	ON, LOST, LATE, QUEUE, BLOCK, FAILS_LATE, NO_GRANULE, NO_52BIT, ASID8, CTR,
	NO_PAUTH, NO_LSE, HANG, OFF_RETURNS, AFFINITY, CONTEXT, VERSION, SPIN_TABLE,
	FORGETS, ONE_WORD, ACPI,
	KINDS
};

#define FOREVER		(~0UL)
#define SAYS_OFF	(~0UL - 1)

/* What the tables of ACPI say of a CPU, and some of their offsets */
enum { AS_QEMU_HAS_IT, DISABLED_CPU, ONLINE_CAPABLE, PARKED };

#define RSDP_XSDT	24
#define TABLE_LENGTH	4
#define XSDT_ENTRIES	36
#define FADT_ARM_FLAGS	129
#define MADT_ENTRIES	44
#define MADT_GICC	0x0b
#define GICC_FLAGS	12
#define GICC_PARKING	16
#define GICC_MAILBOX	24
#define GICC_MPIDR	68

struct spec {
	enum kind kind;
	int cpu;		/* -1: all of them */
	unsigned long attempt;	/* 0: always */
	unsigned long value;	/* of its kind; times are in microseconds */
	const char *text;
};

void read_specs(char *text);
const struct spec *spec_for(unsigned int cpu, enum kind kind);
const struct spec *use_spec(unsigned int cpu, enum kind kind);
unsigned int count_specs(void);
bool have_spec(enum kind kind);

/*
 * sleep.c: WFI until the EL2 physical timer fires, for a CPU whose GIC is still
 * closed, or belongs to the kernel. Between the two calls nothing else wakes it.
 */
struct gic_state {
	unsigned int waker, groups, priority, enabled;
	unsigned long mask, enable;
};

void gic_open(struct gic_state *old);
void gic_close(const struct gic_state *old);
void gic_start_distributor(void);
void sleep_until(unsigned long us);
void sleep_for(unsigned long us);
void gic_silence(void);

/*
 * acpi.c: tables for the kernel; and where a CPU that is parked looks for its way: its
 * number in 4 bytes, and at + 8 where to go
 */
void make_acpi(void);
bool is_parked(unsigned int cpu);
unsigned long mailbox_of(unsigned int cpu);

/*
 * cpu.c: the CPUs' way to the kernel
 */
extern unsigned int named;
noreturn void park(void);

/*
 * psci.c. The values are those of the PSCI specification.
 */
enum {
	SUCCESS = 0,
	NOT_SUPPORTED = -1,
	INVALID_PARAMETERS = -2,
	DENIED = -3,
	ALREADY_ON = -4,
	ON_PENDING = -5,
	INTERNAL_FAILURE = -6,
	NOT_PRESENT = -7,
	DISABLED = -8,
	INVALID_ADDRESS = -9,
};

#define CPU_ON_64	0xc4000003
#define SYSTEM_OFF	0x84000008

long psci_call(const unsigned long *x);
const char *psci_name(long value);

#endif
