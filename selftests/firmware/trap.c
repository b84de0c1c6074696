// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel traps on: SMC always; ID registers, the cache type and the
 * GIC's CPU interface only on a CPU with a fault that needs it.
 */
#include "firmware.h"

#define EC_HVC64	0x16
#define EC_SMC64	0x17
#define EC_SYSREG	0x18

/* A system register as the syndrome of a trap encodes it */
#define SYS(op0, op1, crn, crm, op2) \
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)
#define SYS_MASK	SYS(3, 7, 15, 15, 7)
#define ID_REG(crm, op2) SYS(3, 0, 0, crm, op2)

#define ID_AA64ISAR0	ID_REG(6, 0)
#define ID_AA64ISAR1	ID_REG(6, 1)
#define ID_AA64ISAR2	ID_REG(6, 2)
#define ID_AA64MMFR0	ID_REG(7, 0)
#define ID_AA64MMFR2	ID_REG(7, 2)
#define CCSIDR		SYS(3, 1, 0, 0, 0)
#define CLIDR		SYS(3, 1, 0, 0, 1)
#define CCSIDR2		SYS(3, 1, 0, 0, 2)
#define CSSELR		SYS(3, 2, 0, 0, 0)
#define CTR_EL0		SYS(3, 3, 0, 0, 1)
#define ICC_SGI1R	SYS(3, 0, 12, 11, 5)

#define MASK(shift)	(0xfUL << (shift))

static unsigned long set(unsigned long value, unsigned int shift,
			 unsigned long field)
{
	return (value & ~MASK(shift)) | field << shift;
}

/* Where the field has that value, and only there */
static unsigned long change(unsigned long value, unsigned int shift,
			    unsigned long from, unsigned long to)
{
	return FIELD(value, shift) == from ? set(value, shift, to) : value;
}

static unsigned long no_granule(unsigned long mmfr0)
{
	mmfr0 = set(mmfr0, 28, 0xf);	/* 4K */
	mmfr0 = set(mmfr0, 24, 0xf);	/* 64K */
	return set(mmfr0, 20, 0);	/* 16K */
}

/* LPA2 is a value of the granules, at both stages */
static unsigned long no_lpa2(unsigned long mmfr0)
{
	mmfr0 = change(mmfr0, 28, 1, 0);
	mmfr0 = change(mmfr0, 20, 2, 1);
	mmfr0 = change(mmfr0, 40, 3, 2);
	return change(mmfr0, 32, 3, 2);
}

/* A line is 4 bytes << field: take another, for both caches */
static unsigned long other_lines(unsigned long ctr)
{
	static const unsigned int shifts[] = { 0, 16 };
	unsigned long field;
	size_t i;

	for (i = 0; i < sizeof(shifts) / sizeof(*shifts); i++) {
		field = FIELD(ctr, shifts[i]);
		ctr = set(ctr, shifts[i], field > 3 ? field - 1 : field + 1);
	}
	return ctr;
}

static unsigned long edit(unsigned int cpu, unsigned long reg,
			  unsigned long value)
{
	switch (reg) {
	case ID_AA64MMFR0:
		if (use_spec(cpu, NO_GRANULE))
			value = no_granule(value);
		if (use_spec(cpu, NO_52BIT))
			value = no_lpa2(value);
		if (use_spec(cpu, ASID8))
			value = set(value, 4, 0);
		break;
	case ID_AA64MMFR2:
		if (use_spec(cpu, NO_52BIT))
			value = set(value, 16, 0);
		break;
	case ID_AA64ISAR0:
		if (use_spec(cpu, NO_LSE))
			value = set(value, 20, 0);
		break;
	case ID_AA64ISAR1:
		if (use_spec(cpu, NO_PAUTH))
			value &= ~(MASK(4) | MASK(8) | MASK(24) | MASK(28));
		break;
	case ID_AA64ISAR2:
		if (use_spec(cpu, NO_PAUTH))
			value &= ~(MASK(8) | MASK(12));
		break;
	case CTR_EL0:
		if (use_spec(cpu, CTR))
			value = other_lines(value);
		break;
	}
	return value;
}

/* What HCR_EL2.TID2 traps together with the cache type */
static bool read_cache_reg(unsigned long reg, unsigned long *value)
{
	switch (reg) {
	case CTR_EL0:
		*value = read_sysreg(ctr_el0);
		return true;
	case CLIDR:
		*value = read_sysreg(clidr_el1);
		return true;
	case CCSIDR:
		*value = read_sysreg(ccsidr_el1);
		return true;
	case CCSIDR2:
		*value = read_sysreg(S3_1_C0_C0_2);
		return true;
	case CSSELR:
		*value = read_sysreg(csselr_el1);
		return true;
	}
	return false;
}

static bool read_trapped(unsigned int cpu, unsigned long reg,
			 unsigned long *value)
{
	unsigned long crm = reg >> 1 & 0xf, op2 = reg >> 17 & 7;

	if (reg == ID_REG(crm, op2) && crm >= 1 && crm <= 7)
		*value = read_id_reg(crm * 8 + op2);
	else if (!read_cache_reg(reg, value))
		return false;
	*value = edit(cpu, reg, *value);
	return true;
}

static bool write_trapped(unsigned long reg, unsigned long value)
{
	if (reg == CSSELR)
		write_sysreg(value, csselr_el1);
	else if (reg == ICC_SGI1R)
		write_sysreg(value, S3_0_C12_C11_5);
	else
		return false;
	return true;
}

/*
 * ICC_PMR_EL1, and all else in the group of CRn 12, by which a CPU sets its
 * interface up. An interrupt to itself is none of it: printk() can send one long
 * before, to wake who writes to the console.
 */
static bool is_gic(unsigned long reg)
{
	unsigned long crn = reg >> 10 & 0xf, crm = reg >> 1 & 0xf;

	return (crn == 12 && crm >= 8 && reg != ICC_SGI1R) ||
	       (crn == 4 && crm == 6);
}

static bool sysreg_trap(unsigned long *x, unsigned long esr)
{
	unsigned int cpu = this_cpu(), rt = esr >> 5 & 0x1f;
	unsigned long reg = esr & SYS_MASK, value;

	if (is_gic(reg) && use_spec(cpu, HANG))
		park();
	if (!(esr & 1))
		return write_trapped(reg, rt < 31 ? x[rt] : 0);
	if (!read_trapped(cpu, reg, &value))
		return false;
	if (rt < 31)
		x[rt] = value;
	return true;
}

static noreturn void unexpected(const char *what, unsigned long vector)
{
	stop("%s: vector %d, ESR %x, ELR %x, FAR %x", what, vector,
	     read_sysreg(esr_el2), read_sysreg(elr_el2), read_sysreg(far_el2));
}

/* x: the registers of the caller; what is changed here it gets back */
void trap_el1(unsigned long *x, unsigned long vector)
{
	unsigned long esr = read_sysreg(esr_el2), class = esr >> 26;

	if (class == EC_HVC64) {
		/* Nobody is there to call; the way back is behind it already */
		x[0] = NOT_SUPPORTED;
		return;
	}
	if (class == EC_SMC64)
		x[0] = psci_call(x);
	else if (class != EC_SYSREG || !sysreg_trap(x, esr))
		unexpected("a trap that no fault asked for", vector);
	write_sysreg(read_sysreg(elr_el2) + 4, elr_el2);
}

void trap_stray(unsigned long *x, unsigned long vector)
{
	(void)x;
	unexpected("an exception of the firmware's own", vector);
}
