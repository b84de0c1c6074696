// SPDX-License-Identifier: GPL-2.0-only
/// psci_ops.cpu_on() takes the context that firmware is to hand to the AP. Who has
/// none gave 0 until then, and still does.
///
// Patch: psci-context-id.patch
// Names: psci_ops
// Where: arch drivers

virtual patch
virtual report

@depends on patch@
expression cpuid, entry_point;
@@

 psci_ops.cpu_on(cpuid, entry_point
+	, 0
 )

@call depends on report@
expression cpuid, entry_point;
position p;
@@

 psci_ops.cpu_on@p(cpuid, entry_point)

@script:python depends on report@
p << call.p;
@@
coccilib.report.print_report(p[0], "psci_ops.cpu_on() without a context")
