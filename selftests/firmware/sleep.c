// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleep in WFI on the EL2 physical timer. A loop would take the host from the
 * CPUs that have something to do.
 *
 * The timer's interrupt is never taken, as EL2 has all masked: it only wakes.
 * What the kernel has pending must not, or a CPU that sleeps in the middle of
 * one of the kernel's calls would spin: the timer gets the highest priority, and
 * the mask lets nothing else through. Nothing of the kernel's is acknowledged.
 *
 * The distributor must be on. The kernel turns it on long before it starts a CPU.
 */
#include "firmware.h"

#define TIMER_PPI	26
#define ONLY_TIMER	0x08	/* priorities below this one: 0 */

#define GICD		0x08000000UL
#define GICC		0x08010000UL
#define GICR		0x080a0000UL	/* of CPU 0; 128 KiB a CPU */
#define GICR_SIZE	0x20000
#define GICR_SGI	0x10000

/* The same in a distributor, banked, and in a redistributor's second half */
#define IGROUPR0	0x080
#define ISENABLER0	0x100
#define ICENABLER0	0x180
#define ICPENDR0	0x280
#define IPRIORITYR	0x400

#define GICR_WAKER	0x014
#define WAKER_SLEEP	BIT(1)
#define WAKER_ASLEEP	BIT(2)

#define GICC_CTLR	0x0
#define GICC_PMR	0x4

#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_SRE_EL2	S3_4_C12_C9_5
#define ICC_IGRPEN0_EL1	S3_0_C12_C12_6
#define ICC_IGRPEN1_EL1	S3_0_C12_C12_7

static unsigned long redistributor(void)
{
	return GICR + this_cpu() * GICR_SIZE;
}

/* Where this CPU's private interrupts are set up */
static unsigned long private_base(void)
{
	return have_gicv3() ? redistributor() + GICR_SGI : GICD;
}

static void set_waker(unsigned int waker)
{
	unsigned long address = redistributor() + GICR_WAKER;
	unsigned int want = waker & WAKER_SLEEP ? WAKER_ASLEEP : 0;

	write32(waker, address);
	while ((read32(address) & WAKER_ASLEEP) != want)
		;
}

static void open_interface_v3(struct gic_state *old)
{
	old->waker = read32(redistributor() + GICR_WAKER);
	set_waker(old->waker & ~WAKER_SLEEP);
	/* Left set: the kernel needs it, and it is set again at its entry */
	write_sysreg(0x9, ICC_SRE_EL2);
	isb();
	old->mask = read_sysreg(ICC_PMR_EL1);
	old->enable = read_sysreg(ICC_IGRPEN1_EL1);
	write_sysreg(ONLY_TIMER, ICC_PMR_EL1);
	write_sysreg(1, ICC_IGRPEN1_EL1);
	isb();
}

static void open_interface_v2(struct gic_state *old)
{
	old->mask = read32(GICC + GICC_PMR);
	old->enable = read32(GICC + GICC_CTLR);
	write32(ONLY_TIMER, GICC + GICC_PMR);
	write32(old->enable | 1, GICC + GICC_CTLR);
}

void gic_open(struct gic_state *old)
{
	unsigned long base = private_base();

	if (have_gicv3())
		open_interface_v3(old);
	else
		open_interface_v2(old);
	old->groups = read32(base + IGROUPR0);
	old->priority = read8(base + IPRIORITYR + TIMER_PPI);
	old->enabled = read32(base + ISENABLER0) & BIT(TIMER_PPI);
	/* Linux has all in group 1 of a GICv3, and in group 0 of a GICv2 */
	if (have_gicv3())
		write32(old->groups | BIT(TIMER_PPI), base + IGROUPR0);
	write8(0, base + IPRIORITYR + TIMER_PPI);
	write32(BIT(TIMER_PPI), base + ISENABLER0);
}

void gic_close(const struct gic_state *old)
{
	unsigned long base = private_base();

	if (!old->enabled)
		write32(BIT(TIMER_PPI), base + ICENABLER0);
	write32(BIT(TIMER_PPI), base + ICPENDR0);
	write8(old->priority, base + IPRIORITYR + TIMER_PPI);
	if (have_gicv3()) {
		write32(old->groups, base + IGROUPR0);
		write_sysreg(old->enable, ICC_IGRPEN1_EL1);
		write_sysreg(old->mask, ICC_PMR_EL1);
		isb();
		set_waker(old->waker);
	} else {
		write32(old->enable, GICC + GICC_CTLR);
		write32(old->mask, GICC + GICC_PMR);
	}
	wait_for_memory();
}

/*
 * For a CPU that waits before the kernel has started. The kernel sets the
 * distributor up anew and does not mind.
 */
void gic_start_distributor(void)
{
	write32(have_gicv3() ? BIT(4) | BIT(1) | BIT(0) : BIT(0), GICD);
}

/* Between gic_open() and gic_close() */
void sleep_until(unsigned long us)
{
	unsigned long hz = read_sysreg(cntfrq_el0);
	unsigned long count = us / 1000000 * hz + us % 1000000 * hz / 1000000;

	write_sysreg(count, cnthp_cval_el2);
	write_sysreg(1, cnthp_ctl_el2);
	isb();
	while (now_us() < us)
		wait_for_interrupt();
	write_sysreg(0, cnthp_ctl_el2);
	isb();
}

void sleep_for(unsigned long us)
{
	unsigned long end = now_us() + us;
	struct gic_state gic;

	gic_open(&gic);
	sleep_until(end);
	gic_close(&gic);
}

/* For a CPU that is to sleep for ever: nothing is signalled to it any more */
void gic_silence(void)
{
	write_sysreg(0x9, ICC_SRE_EL2);
	isb();
	write_sysreg(0, ICC_IGRPEN0_EL1);
	write_sysreg(0, ICC_IGRPEN1_EL1);
	write_sysreg(0, ICC_PMR_EL1);
	isb();
}
