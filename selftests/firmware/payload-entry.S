/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An Image for the firmware's tests. QEMU's memory is zero: the BSS is, too.
 */
#include "layout.h"

	.section .head, "ax"
	.global	header
header:
	b	start
	.long	0
	.quad	0
	.quad	bss_end - header
	.quad	0xa
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

/* All CPUs come here, with x0 as firmware has made it */
	.global	start
start:
	mrs	x1, mpidr_el1
	and	x1, x1, #0xff
	add	x2, x1, #1
	mov	x3, #FW_STACK
	ldr	x4, =stacks
	madd	x2, x2, x3, x4
	mov	sp, x2
	bl	payload_main
	b	.

/* long smc(x0, x1, x2, x3) */
	.global	smc
smc:
	smc	#0
	ret

	.section .note.GNU-stack, "", %progbits
