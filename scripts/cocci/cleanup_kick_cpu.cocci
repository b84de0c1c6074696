// SPDX-License-Identifier: GPL-2.0-only
/// arch_cpuhp_cleanup_kick_cpu() is told whether the AP became alive. Where an
/// architecture calls it itself, the kick has failed: no AP became alive.
///
// Patch: cpu-hotplug-cleanup-kick-status.patch
// Names: arch_cpuhp_cleanup_kick_cpu
// Where: arch kernel

virtual patch
virtual report

@depends on patch@
identifier cpu;
@@

 void arch_cpuhp_cleanup_kick_cpu(unsigned int cpu
+	, bool is_alive
 ) { ... }

@depends on patch@
expression cpu;
@@

 arch_cpuhp_cleanup_kick_cpu(cpu
+	, false
 )

@definition depends on report@
identifier cpu;
position p;
@@

 void arch_cpuhp_cleanup_kick_cpu@p(unsigned int cpu) { ... }

@call depends on report@
expression cpu;
position p;
@@

 arch_cpuhp_cleanup_kick_cpu@p(cpu)

@script:python depends on report@
p << definition.p;
@@
coccilib.report.print_report(p[0], "arch_cpuhp_cleanup_kick_cpu() without is_alive")

@script:python depends on report@
p << call.p;
@@
coccilib.report.print_report(p[0], "arch_cpuhp_cleanup_kick_cpu() called without is_alive")
