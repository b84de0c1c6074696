// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI for the kernel: the tables that QEMU has for a firmware, put together as its script
 * says, and changed as the specs say. The kernel looks at ACPI only below EFI: so there is
 * what it reads of that before it calls anything, a system table and a memory map. The
 * device tree's /chosen says where they are, and the command line efi=noruntime.
 */
#include "firmware.h"

/* QEMU's configuration device: a key is written, and its bytes are read */
#define FW_CFG		0x09020000UL
#define FW_CFG_KEY	(FW_CFG + 8)
#define KEY_DIRECTORY	0x19
#define NAME_SIZE	56

/* What QEMU's script has firmware do, in steps of 128 bytes */
#define STEP_SIZE	128
#define ALLOCATE	1
#define ADD_POINTER	2
#define ADD_CHECKSUM	3

#define RSDP		"etc/acpi/rsdp"
#define TABLES		"etc/acpi/tables"
#define TABLES_AT	(FW_ACPI + 0x1000UL)

#define TABLE_CHECKSUM	9
#define MADT_ITS	0x0f
#define MADT_UNKNOWN	0x7f
#define FADT_ARM_PSCI	0x3	/* there is one, and by HVC */
#define GICC_ENABLED	BIT(0)
#define GICC_CAPABLE	BIT(3)

/* Of EFI: memory that is nobody's, free, and with ACPI tables; and that it is cached */
enum { EFI_RESERVED = 0, EFI_FREE = 7, EFI_ACPI = 9 };

#define EFI_WRITE_BACK	8
#define EFI_PAGE	4096

struct efi_region {
	unsigned int type;
	unsigned long start, virtual, pages, attributes, unused;
};

struct efi_table {
	unsigned long guid[2], address;
};

struct efi_system {
	unsigned long signature;
	unsigned int revision, size, crc, reserved;
	unsigned long vendor, vendor_revision, unused[8], tables, table;
};

static void get_bytes(unsigned long at, unsigned long size)
{
	while (size--)
		write8(read8(FW_CFG), at++);
}

static void choose(unsigned int key)
{
	write16(__builtin_bswap16(key), FW_CFG_KEY);
}

static void write_bytes(unsigned long value, unsigned long at, unsigned int size)
{
	for (; size--; value >>= 8)
		write8(value, at++);
}

/* QEMU's directory is big-endian */
static unsigned int get_big(unsigned long at)
{
	return __builtin_bswap32(read_bytes(at, 4));
}

/* Begins with that text. No two of the names begin alike. */
static bool is(unsigned long at, const char *text)
{
	while (*text)
		if (read8(at++) != (unsigned char)*text++)
			return false;
	return true;
}

/* The file goes to that address, of which it may take so much. Returns its size. */
static unsigned long load(const char *name, unsigned long at, unsigned long most)
{
	char entry[NAME_SIZE + 8];
	unsigned long size, files, e = (unsigned long)entry;

	choose(KEY_DIRECTORY);
	get_bytes(e, 4);
	for (files = get_big(e); files--;) {
		get_bytes(e, sizeof(entry));
		size = get_big(e);
		if (!is(e + 8, name))
			continue;
		if (size > most)
			break;
		choose(get_big(e + 4) >> 16);
		get_bytes(at, size);
		return size;
	}
	stop("QEMU has no %s, or it is too large: is its ACPI off?", name);
}

static unsigned long address_of(unsigned long name)
{
	if (is(name, RSDP))
		return FW_ACPI;
	if (!is(name, TABLES))
		stop("QEMU's ACPI has more than %s", TABLES);
	return TABLES_AT;
}

/* Such that all bytes are 0 together */
static void add_checksum(unsigned long at, unsigned long from, unsigned long length)
{
	unsigned char sum = 0;

	write8(0, at);
	while (length--)
		sum -= read8(from++);
	write8(sum, at);
}

static void do_step(unsigned long step)
{
	unsigned long file, at;

	switch (read_bytes(step, 4)) {
	case ALLOCATE:
		if (address_of(step + 4) == FW_ACPI)
			load(RSDP, FW_ACPI, TABLES_AT - FW_ACPI);
		else
			load(TABLES, TABLES_AT, FW_SPECS - TABLES_AT);
		break;
	case ADD_POINTER:
		at = address_of(step + 4) + read_bytes(step + 116, 4);
		file = address_of(step + 60);
		write_bytes(read_bytes(at, read8(step + 120)) + file, at, read8(step + 120));
		break;
	case ADD_CHECKSUM:
		file = address_of(step + 4);
		at = file + read_bytes(step + 64, 4);
		add_checksum(file + read_bytes(step + 60, 4), at, read_bytes(step + 68, 4));
		break;
	}
}

static void run_script(void)
{
	static char script[64 * STEP_SIZE];
	unsigned long at = (unsigned long)script;
	unsigned long end = at + load("etc/table-loader", at, sizeof(script));

	for (; at + STEP_SIZE <= end; at += STEP_SIZE)
		do_step(at);
}

bool is_parked(unsigned int cpu)
{
	const struct spec *spec = spec_for(cpu, ACPI);

	return spec && spec->value == PARKED;
}

unsigned long mailbox_of(unsigned int cpu)
{
	return FW_MAILBOXES + cpu * 4096UL;
}

static void edit_gicc(unsigned long gicc)
{
	unsigned long flags = read_bytes(gicc + GICC_FLAGS, 4);
	unsigned int cpu = cpu_of(read_bytes(gicc + GICC_MPIDR, 8));
	const struct spec *spec = use_spec(cpu, ACPI);

	if (!spec)
		return;
	switch (spec->value) {
	case DISABLED_CPU:
		flags &= ~GICC_ENABLED;
		break;
	case ONLINE_CAPABLE:
		flags = (flags & ~GICC_ENABLED) | GICC_CAPABLE;
		break;
	case PARKED:
		write_bytes(1, gicc + GICC_PARKING, 4);
		write_bytes(mailbox_of(cpu), gicc + GICC_MAILBOX, 8);
		break;
	}
	write_bytes(flags, gicc + GICC_FLAGS, 4);
}

/* An ITS wants EFI to keep its tables for the next kernel: it gets a type that nobody knows */
static void edit_madt(unsigned long madt)
{
	unsigned long at = madt + MADT_ENTRIES, end = madt + read_bytes(madt + TABLE_LENGTH, 4);

	for (; at < end; at += read8(at + 1)) {
		if (read8(at) == MADT_GICC)
			edit_gicc(at);
		else if (read8(at) == MADT_ITS)
			write8(MADT_UNKNOWN, at);
	}
}

/* Without PSCI the parking protocol is what is left */
static void edit_fadt(unsigned long fadt)
{
	unsigned long flags = read_bytes(fadt + FADT_ARM_FLAGS, 2);

	if (is_parked(0))
		write_bytes(flags & ~FADT_ARM_PSCI, fadt + FADT_ARM_FLAGS, 2);
}

static void edit_tables(void)
{
	unsigned long xsdt = read_bytes(FW_ACPI + RSDP_XSDT, 8), at, table, length;

	for (at = xsdt + XSDT_ENTRIES; at < xsdt + read_bytes(xsdt + TABLE_LENGTH, 4); at += 8) {
		table = read_bytes(at, 8);
		length = read_bytes(table + TABLE_LENGTH, 4);
		if (is(table, "APIC"))
			edit_madt(table);
		else if (is(table, "FACP"))
			edit_fadt(table);
		add_checksum(table + TABLE_CHECKSUM, table, length);
	}
}

static void add_region(struct efi_region **map, unsigned int type,
		       unsigned long start, unsigned long end)
{
	**map = (struct efi_region){ type, start, 0, (end - start) / EFI_PAGE, EFI_WRITE_BACK, 0 };
	(*map)++;
}

/* /chosen has the addresses, and the size of the map */
static void make_efi(void)
{
	struct efi_system *system = (void *)FW_EFI;
	struct efi_table *table = (void *)(FW_EFI + 0x80);
	struct efi_region *map = (void *)(FW_EFI + 0x100);

	/* The name of who made it is an empty one */
	write_bytes(0, FW_EFI + 0xc0, 2);
	*system = (struct efi_system){
		.signature = 0x5453595320494249, .revision = 2 << 16, .size = sizeof(*system),
		.vendor = FW_EFI + 0xc0, .tables = 1, .table = (unsigned long)table,
	};
	/* That of ACPI 2.0 and later */
	*table = (struct efi_table){ { 0x11d3e4f18868e871, 0x81883cc7800022bc }, FW_ACPI };
	add_region(&map, EFI_FREE, FW_RAM, FW_BASE);
	add_region(&map, EFI_RESERVED, FW_BASE, FW_ACPI);
	add_region(&map, EFI_ACPI, FW_ACPI, FW_SPECS);
	add_region(&map, EFI_RESERVED, FW_SPECS, FW_BASE + FW_SIZE);
	add_region(&map, EFI_FREE, FW_BASE + FW_SIZE, FW_RAM_END);
}

/* Whatever one of the specs asks for; all of it, as half a firmware is none */
void make_acpi(void)
{
	run_script();
	edit_tables();
	make_efi();
}
