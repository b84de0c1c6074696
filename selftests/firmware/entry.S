/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways in and out of EL2: start, a CPU that was turned on, a trap, and the
 * kernel's entry. QEMU takes the firmware for a kernel: hence the header of an
 * arm64 Image, and the device tree in x0.
 */
#include "layout.h"

#define SCTLR_EL2_OFF	0x30c50830	/* RES1; no MMU, no caches, little-endian */
#define SPSR_KERNEL	0x3c5		/* EL1h, all interrupts masked */

	.section .head, "ax"
	.global	header
header:
	b	start
	.long	0
	.quad	FW_BASE - FW_RAM	/* where in memory */
	.quad	FW_SIZE
	.quad	0xa			/* little-endian, 4K pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

start:
	ldr	x1, =bss
	ldr	x2, =bss_end
1:	cmp	x1, x2
	b.hs	2f
	stp	xzr, xzr, [x1], #16
	b	1b
2:	mov	x19, x0
	mov	x0, #0
	bl	enter_el2
	mov	x0, x19
	bl	boot_main
	b	.

/* A CPU comes from QEMU's CPU_ON, with its number as the context id */
	.global	on_entry
on_entry:
	mov	x19, x0
	bl	enter_el2
	mov	x0, x19
	bl	on_main
	b	.

/* x0: number of the CPU, which gives its stack */
enter_el2:
	ldr	x1, =SCTLR_EL2_OFF
	msr	sctlr_el2, x1
	ldr	x1, =vectors
	msr	vbar_el2, x1
	ldr	x1, =stacks
	mov	x2, #FW_STACK
	madd	x1, x0, x2, x1
	add	x1, x1, x2
	isb
	mov	sp, x1
	ret

/* void enter_el1(entry, x0, stack): the stack must be empty when a trap comes */
	.global	enter_el1
enter_el1:
	mov	sp, x2
	msr	elr_el2, x0
	mov	x2, #SPSR_KERNEL
	msr	spsr_el2, x2
	mov	x0, x1
	.irp	n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
	mov	x\n, #0
	.endr
	eret

/* long smc(x0, x1, x2, x3) */
	.global	smc
smc:
	smc	#0
	ret

/* long semihosting(operation, argument) */
	.global	semihosting
semihosting:
	hlt	#0xf000
	ret

/* unsigned long read_id_reg(index): CRm * 8 + op2, CRm from 1 to 7 */
	.global	read_id_reg
read_id_reg:
	ldr	x1, =id_regs - 8 * 8
	add	x1, x1, x0, lsl #3
	br	x1
	.balign	8
id_regs:
	.irp	crm, 1,2,3,4,5,6,7
	.irp	op2, 0,1,2,3,4,5,6,7
	mrs	x0, S3_0_C0_C\crm\()_\op2
	ret
	.endr
	.endr

	.macro	vector, handler
	.balign	128
	sub	sp, sp, #256
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	adr	x1, \handler
	mov	x2, #((. - vectors) / 128)
	b	trap
	.endm

	.balign	2048
vectors:
	.rept	8
	vector	trap_stray
	.endr
	vector	trap_el1
	.rept	7
	vector	trap_stray
	.endr

/* x1: who handles it, x2: which vector */
trap:
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	str	x30, [sp, #240]
	mov	x3, x1
	mov	x0, sp
	mov	x1, x2
	blr	x3
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldr	x30, [sp, #240]
	add	sp, sp, #256
	eret

	.section .note.GNU-stack, "", %progbits
