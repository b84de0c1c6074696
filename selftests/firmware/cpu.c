// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU's way from EL2 to the kernel at EL1, after QEMU has started it. All that
 * EL2 could keep from the kernel is let go, but for what a fault needs.
 */
#include "firmware.h"

#define HCR_TID2	BIT(17)
#define HCR_TID3	BIT(18)
#define HCR_TSC		BIT(19)
#define HCR_RW		BIT(31)
#define HCR_APK		BIT(40)
#define HCR_API		BIT(41)
#define HCR_ATA		BIT(56)

/* RES1 but for TZ and TSM: SVE and SME are the kernel's, and so is FP */
#define CPTR_NO_TRAP	0x22ff
/* The bits that let EL1 use what came after the register */
#define HCRX_NO_TRAP	(0x7 | BIT(11) | BIT(14) | BIT(15) | BIT(22) | BIT(23))
#define CNTHCTL_NO_TRAP	0x3
#define SCTLR_EL1_OFF	0x30d00800
#define SRE_ENABLE	0x9
#define ICH_HCR_TC	BIT(10)
#define ICH_HCR_TALL0	BIT(11)
#define ICH_HCR_TALL1	BIT(12)
#define SMCR_FA64	BIT(31)
#define SMCR_EZT0	BIT(30)

#define HCRX_EL2	S3_4_C1_C2_2
#define ICC_SRE_EL2	S3_4_C12_C9_5
#define ICH_HCR_EL2	S3_4_C12_C11_0
#define ID_AA64SMFR0	S3_0_C0_C4_5
#define SMCR_EL2	S3_4_C1_C2_6
#define SMPRIMAP_EL2	S3_4_C1_C2_5
#define ZCR_EL2		S3_4_C1_C2_0

#define NOBODY		0xffffffff	/* in a mailbox */

#define DTB_MAGIC	0xedfe0dd0	/* big-endian */
#define IMAGE_MAGIC	0x644d5241	/* "ARM\x64" */

alignas(16) char stacks[MAX_CPUS][FW_STACK];

/* The CPU that CPU_ON was called for last */
unsigned int named;

void park(void)
{
	if (have_gicv3())
		gic_silence();
	for (;;)
		wait_for_interrupt();
}

static void open_vectors(void)
{
	unsigned long pfr1 = read_sysreg(id_aa64pfr1_el1), smcr = 0xf;

	write_sysreg(CPTR_NO_TRAP, cptr_el2);
	isb();
	if (FIELD(read_sysreg(id_aa64pfr0_el1), 32))
		write_sysreg(0xf, ZCR_EL2);
	if (!FIELD(pfr1, 24))
		return;
	if (read_sysreg(ID_AA64SMFR0) >> 63)
		smcr |= SMCR_FA64;
	if (FIELD(pfr1, 24) > 1)
		smcr |= SMCR_EZT0;
	write_sysreg(smcr, SMCR_EL2);
	write_sysreg(0, SMPRIMAP_EL2);
}

/* Of the fine-grained traps only those at the top are off when set */
static void open_fine_traps(void)
{
	if (!FIELD(read_sysreg(id_aa64mmfr0_el1), 56))
		return;
	write_sysreg(0x3fffUL << 50, S3_4_C1_C1_4);	/* HFGRTR_EL2 */
	write_sysreg(0x3fffUL << 50, S3_4_C1_C1_5);	/* HFGWTR_EL2 */
	write_sysreg(0x1ffUL << 55, S3_4_C1_C1_6);	/* HFGITR_EL2 */
	write_sysreg(0xfUL << 59, S3_4_C3_C1_4);	/* HDFGRTR_EL2 */
	write_sysreg(0xfUL << 59, S3_4_C3_C1_5);	/* HDFGWTR_EL2 */
}

static void open_gic(unsigned int cpu)
{
	unsigned long traps = 0;

	if (!have_gicv3())
		return;
	write_sysreg(SRE_ENABLE, ICC_SRE_EL2);
	isb();
	if (spec_for(cpu, HANG))
		traps = ICH_HCR_TC | ICH_HCR_TALL0 | ICH_HCR_TALL1;
	write_sysreg(traps, ICH_HCR_EL2);
}

static void open_pmu(void)
{
	unsigned long version = FIELD(read_sysreg(id_aa64dfr0_el1), 8);
	unsigned long counters = 0;

	if (version && version != 0xf)
		counters = read_sysreg(pmcr_el0) >> 11 & 0x1f;
	write_sysreg(counters, mdcr_el2);
}

static unsigned long hcr_for(unsigned int cpu)
{
	unsigned long hcr = HCR_RW | HCR_TSC | HCR_APK | HCR_API | HCR_ATA;

	if (spec_for(cpu, NO_GRANULE) || spec_for(cpu, NO_52BIT) ||
	    spec_for(cpu, ASID8) || spec_for(cpu, NO_PAUTH) ||
	    spec_for(cpu, NO_LSE))
		hcr |= HCR_TID3;
	if (spec_for(cpu, CTR))
		hcr |= HCR_TID2;
	return hcr;
}

static void open_el1(unsigned int cpu)
{
	write_sysreg(hcr_for(cpu), hcr_el2);
	open_vectors();
	open_fine_traps();
	if (FIELD(read_sysreg(id_aa64mmfr1_el1), 40))
		write_sysreg(HCRX_NO_TRAP, HCRX_EL2);
	write_sysreg(0, hstr_el2);
	open_pmu();
	write_sysreg(CNTHCTL_NO_TRAP, cnthctl_el2);
	write_sysreg(0, cntvoff_el2);
	write_sysreg(0, cnthp_ctl_el2);
	write_sysreg(read_sysreg(midr_el1), vpidr_el2);
	write_sysreg(read_sysreg(mpidr_el1), vmpidr_el2);
	write_sysreg(0, vtcr_el2);
	write_sysreg(0, vttbr_el2);
	open_gic(cpu);
	write_sysreg(SCTLR_EL1_OFF, sctlr_el1);
	isb();
}

static noreturn void enter_kernel(unsigned int cpu)
{
	const struct spec *spec = use_spec(cpu, CONTEXT);
	unsigned long entry = cpus[cpu].entry, context = cpus[cpu].context;

	if (spec)
		context = spec->value;
	open_el1(cpu);
	log_event(cpu, "enter", "%x, HCR %x", entry, read_sysreg(hcr_el2));
	__atomic_store_n(&cpus[cpu].state, AS_QEMU_SAYS, __ATOMIC_RELEASE);
	enter_el1(entry, context, stacks[cpu + 1]);
}

/* Where the kernel has written that the CPU is to go; 0: nowhere yet */
static unsigned long way_out(unsigned int cpu)
{
	unsigned long way, mailbox = mailbox_of(cpu);

	if (!is_parked(cpu))
		return read64(FW_PEN + cpu * 8);
	if (read32(mailbox) != cpu)
		return 0;
	way = read64(mailbox + 8);
	/* By which the kernel sees that it was taken */
	write64(0, mailbox + 8);
	return way;
}

/* A spin-table's pen, or ACPI's parking protocol */
static void wait_in_pen(unsigned int cpu)
{
	struct gic_state gic;

	gic_open(&gic);
	while (!(cpus[cpu].entry = way_out(cpu)))
		sleep_until(now_us() + 1000);
	gic_close(&gic);
	cpus[cpu].attempts++;
	log_event(cpu, "on", "attempt %d, out of the pen", cpus[cpu].attempts);
	if (use_spec(cpu, LOST))
		park();
	cpus[cpu].in_pen = false;
}

/*
 * One word says which CPU may go on, and each CPU_ON writes it: who finds another
 * there waits to be named again or, where that is strict, is lost.
 */
static void wait_to_be_named(unsigned int cpu, bool strict)
{
	struct gic_state gic;

	gic_open(&gic);
	while (__atomic_load_n(&named, __ATOMIC_ACQUIRE) != cpu) {
		if (strict)
			park();
		sleep_until(now_us() + 1000);
	}
	gic_close(&gic);
}

/* A CPU that QEMU has started */
void on_main(unsigned long cpu)
{
	const struct spec *spec;

	if (cpus[cpu].in_pen)
		wait_in_pen(cpu);
	spec = use_spec(cpu, LATE);
	if (spec)
		sleep_for(spec->value);
	if (use_spec(cpu, QUEUE) && cpus[cpu].due > now_us())
		sleep_for(cpus[cpu].due - now_us());
	spec = use_spec(cpu, ONE_WORD);
	if (spec)
		wait_to_be_named(cpu, spec->value);
	enter_kernel(cpu);
}

/*
 * The firmware starts these CPUs itself. There is nobody to tell how many all
 * are: the first that is not there ends it.
 */
static void fill_pen(void)
{
	unsigned int cpu;

	for (cpu = 1; cpu < MAX_CPUS; cpu++) {
		if (!spec_for(cpu, SPIN_TABLE) && !is_parked(cpu))
			continue;
		gic_start_distributor();
		cpus[cpu].in_pen = true;
		write64(0, mailbox_of(cpu) + 8);
		write32(NOBODY, mailbox_of(cpu));
		if (smc(CPU_ON_64, mpidr_of(cpu), (unsigned long)on_entry, cpu))
			break;
		use_spec(cpu, SPIN_TABLE);
	}
}

static void check_image(void)
{
	unsigned long size = read64(FW_KERNEL + 16);

	if (read32(FW_KERNEL + 56) != IMAGE_MAGIC)
		stop("no arm64 Image at %x", (unsigned long)FW_KERNEL);
	if (size > FW_KERNEL_END - FW_KERNEL)
		stop("the Image takes %x, and reaches into the initrd", size);
}

void boot_main(unsigned long dtb)
{
	log_event(0, "boot", "GICv%d", have_gicv3() ? 3L : 2L);
	read_specs((char *)FW_SPECS);
	check_image();
	/* An older PSCI takes effect by what is not called */
	use_spec(0, VERSION);
	if (have_spec(ACPI))
		make_acpi();
	fill_pen();
	cpus[0].entry = FW_KERNEL;
	cpus[0].context = read32(FW_DTB) == DTB_MAGIC ? FW_DTB : dtb;
	enter_kernel(0);
}
