// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a kernel's place, for the firmware's tests: turns every CPU on and off
 * twice, and prints on the UART what came of it. A fault must show here, too,
 * and not only in the firmware's log.
 */
#include "firmware.h"

#define CPUS		4
#define ROUNDS		2
#define UART		0x09000000UL
#define GICD		0x08000000UL
#define GICC		0x08010000UL
#define GICR		0x080a0000UL	/* of CPU 0; 128 KiB a CPU */
#define GICR_SGI	(GICR + 0x10000)

#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_SGI1R_EL1	S3_0_C12_C11_5
#define ICC_SRE_EL1	S3_0_C12_C12_5
#define ICC_IGRPEN1_EL1	S3_0_C12_C12_7
#define ID_AA64ISAR2	S3_0_C0_C6_2

#define TIMER_PPI	27
#define EL2_TIMER_PPI	26
#define SGI		3
#define PRIORITY	0xa0

#define PSCI_VERSION	0x84000000
#define CPU_OFF		0x84000002
#define CPU_ON_32	0x84000003
#define AFFINITY_INFO	0xc4000004
#define MIGRATE_TYPE	0x84000006
#define PSCI_FEATURES	0x8400000a

alignas(16) char stacks[MAX_CPUS][FW_STACK];

/* What a CPU has to tell, and is told. Flags are set last. */
static struct report {
	unsigned long x0, mmfr0, mmfr1, mmfr2, isar0, isar1, isar2, pfr0, ctr;
	unsigned long gic[6];
	long off;
	bool came, works, leave, stayed;
} reports[CPUS];

static bool is(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void mark(bool *flag)
{
	__atomic_store_n(flag, true, __ATOMIC_RELEASE);
}

static void print(const char *format, ...)
{
	struct line line;
	va_list args;
	const char *c;

	line.length = 0;
	va_start(args, format);
	put_format(&line, format, args);
	va_end(args);
	end_line(&line);
	for (c = line.text; *c; c++)
		write32(*c, UART);
}

static bool gicv3(void)
{
	return FIELD(read_sysreg(id_aa64pfr0_el1), 24);
}

static unsigned long now_ms(void)
{
	isb();
	return read_sysreg(cntvct_el0) / (read_sysreg(cntfrq_el0) / 1000);
}

/* As a kernel would have it, with an interrupt that stays pending for ever */
static void set_up_gic(void)
{
	write32(gicv3() ? BIT(4) | BIT(1) | BIT(0) : BIT(0), GICD);
	if (!gicv3())
		return;
	write32(0, GICR + 0x14);
	while (read32(GICR + 0x14) & BIT(2))
		;
	write32(~0U, GICR_SGI + 0x80);
	write8(PRIORITY, GICR_SGI + 0x400 + SGI);
	write8(PRIORITY, GICR_SGI + 0x400 + TIMER_PPI);
	write8(PRIORITY, GICR_SGI + 0x400 + EL2_TIMER_PPI);
	write32(BIT(SGI) | BIT(TIMER_PPI), GICR_SGI + 0x100);
	write_sysreg(1, ICC_SRE_EL1);
	isb();
	write_sysreg(0xf0, ICC_PMR_EL1);
	write_sysreg(1, ICC_IGRPEN1_EL1);
	isb();
}

static void set_pending(bool pending)
{
	if (gicv3())
		write32(BIT(SGI), GICR_SGI + (pending ? 0x200 : 0x280));
}

static void print_gic(const char *when)
{
	if (!gicv3())
		return;
	print("%s: enabled %x groups %x pending %x priority %x waker %x mask %x on %x",
	      when, (long)read32(GICR_SGI + 0x100),
	      (long)read32(GICR_SGI + 0x80),
	      (long)(read32(GICR_SGI + 0x200) & ~BIT(TIMER_PPI)),
	      (long)read8(GICR_SGI + 0x400 + EL2_TIMER_PPI), (long)read32(GICR + 0x14),
	      read_sysreg(ICC_PMR_EL1), read_sysreg(ICC_IGRPEN1_EL1));
}

/* Asleep, where there is a GICv3: who looks on must not cost what is measured */
static void nap(unsigned long ms)
{
	unsigned long hz = read_sysreg(cntfrq_el0);

	write_sysreg(read_sysreg(cntvct_el0) + hz / 1000 * ms, cntv_cval_el0);
	write_sysreg(1, cntv_ctl_el0);
	isb();
	while (!(read_sysreg(cntv_ctl_el0) & BIT(2)))
		if (gicv3())
			wait_for_interrupt();
	write_sysreg(0, cntv_ctl_el0);
	isb();
}

static bool wait_flag(const bool *flag, unsigned long ms)
{
	unsigned long end = now_ms() + ms;

	while (!is(flag) && now_ms() < end)
		nap(5);
	return is(flag);
}

static void read_ids(struct report *report)
{
	report->mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	report->mmfr1 = read_sysreg(id_aa64mmfr1_el1);
	report->mmfr2 = read_sysreg(id_aa64mmfr2_el1);
	report->isar0 = read_sysreg(id_aa64isar0_el1);
	report->isar1 = read_sysreg(id_aa64isar1_el1);
	report->isar2 = read_sysreg(ID_AA64ISAR2);
	report->pfr0 = read_sysreg(id_aa64pfr0_el1);
	report->ctr = read_sysreg(ctr_el0);
}

/* What firmware may have touched, of a CPU that has not touched it yet */
static void read_gic(struct report *report)
{
	unsigned long base = GICR + (report - reports) * 0x20000;

	if (gicv3()) {
		report->gic[0] = read32(base + 0x14);
		report->gic[1] = read_sysreg(ICC_PMR_EL1);
		report->gic[2] = read_sysreg(ICC_IGRPEN1_EL1);
		base += 0x10000;
	} else {
		report->gic[1] = read32(GICC + 4);
		report->gic[2] = read32(GICC);
		base = GICD;
	}
	report->gic[3] = read32(base + 0x80);
	report->gic[4] = read32(base + 0x100);
	report->gic[5] = read8(base + 0x400 + EL2_TIMER_PPI);
}

static void print_ids(unsigned long cpu)
{
	const struct report *report = &reports[cpu];

	print("cpu%d mmfr0 %x mmfr1 %x mmfr2 %x", cpu, report->mmfr0,
	      report->mmfr1, report->mmfr2);
	print("cpu%d isar0 %x isar1 %x isar2 %x", cpu, report->isar0,
	      report->isar1, report->isar2);
	print("cpu%d pfr0 %x ctr %x", cpu, report->pfr0, report->ctr);
}

static noreturn void secondary(struct report *report, unsigned long x0)
{
	report->x0 = x0;
	read_ids(report);
	/* An interrupt to itself is no way to hang yet */
	if (gicv3())
		write_sysreg(BIT(report - reports) | 15UL << 24, ICC_SGI1R_EL1);
	mark(&report->came);
	/* A CPU that is to hang does so here */
	read_gic(report);
	if (gicv3())
		write_sysreg(0xf0, ICC_PMR_EL1);
	mark(&report->works);
	while (!is(&report->leave))
		;
	report->off = smc(CPU_OFF, 0, 0, 0);
	mark(&report->stayed);
	for (;;)
		;
}

static void turn_off(unsigned long cpu)
{
	unsigned long begin = now_ms(), took;
	bool at_once = true;
	long info;

	mark(&reports[cpu].leave);
	for (;;) {
		info = smc(AFFINITY_INFO, cpu, 0, 0);
		if (info || now_ms() >= begin + 1000)
			break;
		at_once = false;
		nap(5);
	}
	took = now_ms() - begin;
	/* Who is said to be off before it can be may be on its way back */
	if (info == 1 && at_once)
		wait_flag(&reports[cpu].stayed, 1000);
	if (is(&reports[cpu].stayed))
		print("cpu%d CPU_OFF came back with %d", cpu, reports[cpu].off);
	print("cpu%d affinity %d after %d ms", cpu, info, took);
	/* With PSCI 0.1 there is nothing to ask */
	if (info == NOT_SUPPORTED)
		nap(100);
}

static bool wait_for(unsigned long cpu, unsigned long ms)
{
	unsigned long begin = now_ms();

	if (!wait_flag(&reports[cpu].came, ms))
		return false;
	print("cpu%d comes after %d ms with %x", cpu, now_ms() - begin,
	      reports[cpu].x0);
	return true;
}

/* CPU_ON, by turns with 64 and 32 bits; then the pen, which nobody may look at */
static bool turn_on(unsigned long cpu, unsigned int round)
{
	unsigned long begin, id = round & 1 ? CPU_ON_32 : CPU_ON_64;
	long ret;

	set_pending(true);
	print_gic("before");
	begin = now_ms();
	ret = smc(id, cpu, (unsigned long)start, 0xc0de00 + cpu);
	print("cpu%d CPU_ON %d in %d ms", cpu, ret, now_ms() - begin);
	print_gic("after");
	set_pending(false);
	if (wait_for(cpu, ret ? 20 : 800))
		return true;
	print("cpu%d does not come, affinity %d", cpu,
	      smc(AFFINITY_INFO, cpu, 0, 0));
	write64((unsigned long)start, FW_PEN + 8 * cpu);
	write64((unsigned long)start, FW_MAILBOXES + 4096 * cpu + 8);
	write32(cpu, FW_MAILBOXES + 4096 * cpu);
	if (!ret || !wait_for(cpu, 100))
		return false;
	print("cpu%d was in the pen, and has left %x in its mailbox", cpu,
	      read64(FW_MAILBOXES + 4096 * cpu + 8));
	return true;
}

static void try_cpu(unsigned long cpu, unsigned int round)
{
	struct report *report = &reports[cpu];

	report->came = false;
	report->works = false;
	report->leave = false;
	report->stayed = false;
	wait_for_memory();
	if (!turn_on(cpu, round))
		return;
	print_ids(cpu);
	if (!wait_flag(&report->works, 100)) {
		print("cpu%d hangs", cpu);
		return;
	}
	print("cpu%d gic %x,%x,%x,%x,%x,%x", cpu, report->gic[0],
	      report->gic[1], report->gic[2], report->gic[3], report->gic[4],
	      report->gic[5]);
	turn_off(cpu);
}

static void print_calls(void)
{
	print("version %x", smc(PSCI_VERSION, 0, 0, 0) & 0xffffffff);
	print("features %d migrate %d no-such-call %d no-such-cpu %d",
	      smc(PSCI_FEATURES, CPU_ON_64, 0, 0), smc(MIGRATE_TYPE, 0, 0, 0),
	      smc(0x8400001f, 0, 0, 0), smc(CPU_ON_64, 0x63, 0, 0));
}

static void print_madt(unsigned long madt, unsigned long end)
{
	unsigned long at;

	for (at = madt + MADT_ENTRIES; at < end; at += read8(at + 1))
		if (read8(at) == MADT_GICC)
			print("MADT %x flags %x parking %x at %x", read_bytes(at + GICC_MPIDR, 8),
			      read_bytes(at + GICC_FLAGS, 4), read_bytes(at + GICC_PARKING, 4),
			      read_bytes(at + GICC_MAILBOX, 8));
}

static void print_table(unsigned long table)
{
	unsigned long end = table + read_bytes(table + TABLE_LENGTH, 4), at;
	char name[5] = { read8(table), read8(table + 1), read8(table + 2), read8(table + 3) };
	unsigned char sum = 0;

	for (at = table; at < end; at++)
		sum += read8(at);
	print("table %s sum %d", name, (long)sum);
	if (name[0] == 'A')
		print_madt(table, end);
	if (name[0] == 'F')
		print("FADT flags %x", read_bytes(table + FADT_ARM_FLAGS, 2));
}

/* As a kernel goes: from EFI's table to ACPI's */
static void print_acpi(void)
{
	unsigned long rsdp, xsdt, at;

	if (read64(FW_EFI) != 0x5453595320494249)
		return;
	rsdp = read64(read64(FW_EFI + 112) + 16);
	xsdt = read_bytes(rsdp + RSDP_XSDT, 8);
	print_table(xsdt);
	for (at = xsdt + XSDT_ENTRIES; at < xsdt + read_bytes(xsdt + TABLE_LENGTH, 4); at += 8)
		print_table(read_bytes(at, 8));
}

void payload_main(unsigned long x0)
{
	unsigned long cpu = read_sysreg(mpidr_el1) & 0xff;
	unsigned int round;

	if (cpu)
		secondary(&reports[cpu], x0);
	set_up_gic();
	print("cpu0 has %s device tree at %x",
	      x0 && read32(x0) == 0xedfe0dd0 ? "a" : "no", x0);
	print_calls();
	print_acpi();
	read_ids(&reports[0]);
	print_ids(0);
	for (round = 0; round < ROUNDS; round++)
		for (cpu = 1; cpu < CPUS; cpu++)
			try_cpu(cpu, round);
	print("reboot: Power down");
	smc(SYSTEM_OFF, 0, 0, 0);
}
