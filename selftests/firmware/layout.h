/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is where in the memory of QEMU's machine "virt", which begins at 1 GiB.
 * The assembler, the linker script and scripts/lib/firmware.sh read it, too: one
 * name and one number a line.
 *
 * QEMU has a few instructions of its own at the beginning, and puts the initrd
 * 128 MiB into the memory, the device tree behind it.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

/* The firmware, all that it keeps for itself: the device tree reserves it */
#define FW_RAM		0x40000000
#define FW_RAM_END	0x60000000	/* each machine has so much; of EFI's map all */
#define FW_BASE		0x40200000
#define FW_SIZE		0x00200000

/* The kernel's device tree; if there is none, it gets QEMU's */
#define FW_DTB		0x40100000

/* ACPI's tables, and what of EFI leads the kernel to them */
#define FW_EFI		0x402ff000
#define FW_ACPI		0x40300000

/* The specs of the faults, text with a zero at the end */
#define FW_SPECS	0x40380000
#define FW_SPECS_SIZE	0x00001000

/* The spin-table's release addresses: CPU n has the 8 bytes at + 8n */
#define FW_PEN		0x40390000

/* Where parked CPUs wait: a page each */
#define FW_MAILBOXES	0x403a0000

/* The kernel's Image, and where it must have ended */
#define FW_KERNEL	0x40400000
#define FW_KERNEL_END	0x48000000

#define FW_STACK	4096

#endif
