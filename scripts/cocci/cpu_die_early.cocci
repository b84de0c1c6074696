// SPDX-License-Identifier: GPL-2.0-only
/// A secondary CPU that dies tells the boot CPU why: cpu_die_early() and
/// cpu_panic_kernel() take the reason, and the pr_crit() before them goes. The
/// boot CPU prints the line's end itself, so the reason has none.
///
// Patch: arm64-smp-reason-of-death.patch
// Names: cpu_die_early|cpu_panic_kernel
// Where: arch/arm64

virtual patch
virtual report

@last_words depends on patch@
identifier die =~ "^(cpu_die_early|cpu_panic_kernel)$";
identifier say =~ "^pr_(crit|emerg|err|warn)$";
constant char[] text;
expression list values;
position p;
@@

	say@p(text, smp_processor_id(), values);
	... when != say
	die();

@script:python reason_of depends on patch@
text << last_words.text;
reason;
@@
coccinelle.reason = cocci.make_expr(text.replace("\\n\"", "\"").replace("\"CPU%d: ", "\""))

@depends on patch@
identifier die =~ "^(cpu_die_early|cpu_panic_kernel)$";
identifier last_words.say;
constant char[] last_words.text;
expression list last_words.values;
position last_words.p;
expression reason_of.reason;
@@

-	say@p(text, smp_processor_id(), values);
	... when != say
-	die();
+	die(reason, values);

@bare depends on report@
identifier die =~ "^(cpu_die_early|cpu_panic_kernel)$";
position p;
@@

	die@p()

@script:python depends on report@
p << bare.p;
die << bare.die;
@@
coccilib.report.print_report(p[0], "%s() without the reason" % die)
