// SPDX-License-Identifier: GPL-2.0-only
/*
 * What all of the firmware stands on: who am I, and what is there.
 */
#include "firmware.h"

struct cpu cpus[MAX_CPUS];

/* As QEMU numbers them: 16 to a cluster with GICv3, and no more than 8 without */
unsigned int cpu_of(unsigned long mpidr)
{
	return ((mpidr >> 8 & 0xff) * 16 + (mpidr & 0xff)) % MAX_CPUS;
}

unsigned int this_cpu(void)
{
	return cpu_of(read_sysreg(mpidr_el1));
}

unsigned long mpidr_of(unsigned int cpu)
{
	return (cpu / 16) << 8 | cpu % 16;
}

bool have_gicv3(void)
{
	return FIELD(read_sysreg(id_aa64pfr0_el1), 24);
}
