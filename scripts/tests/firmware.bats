# SPDX-License-Identifier: GPL-2.0-only
# The firmware below a payload of ours, in a kernel's place: each fault must be
# in the firmware's log, and must have its effect.
load toy

# One toy kernel and one firmware for all tests: what they differ in is the boot
setup_file() {
	BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR setup_toy
	bootable
	env -i PATH="$PATH" make -s -C "$SCRIPTS/../selftests/firmware" O="$SPLIT_STARTUP_OUT/payload" payload
	cp "$SPLIT_STARTUP_OUT/payload/payload.bin" "$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/Image"
	export KERNEL SCRIPTS
}

# What is in HCR_EL2 without a fault: 64 bits, pointer authentication let go, and SMC trapped
PLAIN=0x30080080000

setup() {
	firmware=$SCRIPTS/../selftests/firmware
	on gicv3-4
}

# on MACHINE: where its boot leaves what
on() {
	machine=$1
	dir=$SPLIT_STARTUP_OUT/$KERNEL/tiny+debug/$machine
	console=$dir/console.log
	log=$dir/firmware.log
}

# boot_with SPEC...: all of them must be in the log, as faults that took effect. Where the test
# measures, $accel is icount: then what it measures is the same on a host that is busy
boot_with() {
	local spec
	local -a options=(--firmware --accel "${accel:-tcg}")
	for spec; do options+=(--fault "$spec"); done
	run -0 "$SCRIPTS/boot" "$KERNEL" --machine "$machine" "${options[@]}"
	for spec; do has_fault "$spec"; done
}

has_fault() { cut -f3- "$log" | grep -qxF "fault	$1"; }

# says LINE TIMES: so often on the console, an extended regular expression
says() { [ "$(grep -cxE -- "$1" "$console")" -eq "$2" ]; }

# logs CPU EVENT DETAIL TIMES
logs() { [ "$(cut -f2- "$log" | grep -cxE -- "$1	$2	$3")" -eq "$4" ]; }

# values CPU WHAT: the word after that one, of each line of that CPU which has it
values() {
	awk -v cpu="$1" -v what="$2" '$1 == cpu { for (i = 2; i < NF; i++) if ($i == what) print $(i + 1) }' "$console" | paste -sd ' '
}

# ids CPU: all that it has read, both times, without its name
ids() { grep -E "^$1 (mmfr0|isar0|pfr0)" "$console" | cut -d' ' -f2- | sort -u; }

same_ids() { [ -n "$(ids "$1")" ] && [ "$(ids "$1")" = "$(ids cpu0)" ]; }

# fields CPU REGISTER SHIFT: four bits of it, both times
fields() {
	local value
	for value in $(values "$1" "$2"); do echo $((value >> $3 & 0xf)); done | paste -sd ' '
}

# the_rest CPU REGISTER MASK: of it, which must be as CPU0 has it
the_rest() {
	local value
	[ -n "$(values "$1" "$2")" ]
	for value in $(values "$1" "$2"); do [ $((value & ~$3)) -eq $(($(values cpu0 "$2") & ~$3)) ]; done
}

# between FROM TO VALUE... With icount a CPU that does not sleep keeps its turn for 100 ms
between() {
	local from=$1 to=$2 value
	shift 2
	[ $# -gt 0 ]
	for value; do
		[ "$value" -ge "$from" ]
		[ "$value" -lt "$to" ]
	done
}

@test "firmware: builds with gcc and clang, and again only what has changed" {
	for llvm in '' LLVM=-19; do
		run -0 make -s -C "$firmware" O="$BATS_TEST_TMPDIR/o$llvm" $llvm
		[ -z "$output" ]
		run -0 make -s -C "$firmware" O="$BATS_TEST_TMPDIR/o$llvm" $llvm payload
		[ -z "$output" ]
		run -0 make -C "$firmware" O="$BATS_TEST_TMPDIR/o$llvm" $llvm
		[[ $output == *'up to date'* ]]
	done
}

@test "firmware: as clang has built it, it works, too" {
	make -s -C "$firmware" O="$BATS_TEST_TMPDIR/o" LLVM=-19
	boot_with cpu1:late=100ms cpu2:no-granule
	sed -i "s#[^']*/firmware.bin#$BATS_TEST_TMPDIR/o/firmware.bin#" "$dir/qemu-cmd"
	: >"$log"
	run -0 timeout 60 "$dir/qemu-cmd"
	has_fault cpu1:late=100ms
	has_fault cpu2:no-granule
	says 'reboot: Power down' 1
}

@test "firmware: without a fault it does nothing but pass on" {
	boot_with
	run ! grep -E '	(fault|affinity|stop)	' "$log"
	logs cpu0 boot GICv3 1
	says 'cpu0 has a device tree at 0x40100000' 1
	for n in 1 2 3; do
		logs "cpu$n" on 'attempt 1 by cpu0' 1
		logs "cpu$n" on 'attempt 2 by cpu0' 1
		logs "cpu$n" answer '0 SUCCESS' 2
		logs "cpu$n" enter "0x[0-9a-f]+, HCR $PLAIN" 2
		logs "cpu$n" off 'attempt [12]' 2
		says "cpu$n comes after [0-9]+ ms with 0xc0de0$n" 2
		says "cpu$n affinity 1 after [0-9]+ ms" 2
		same_ids "cpu$n"
	done
	says 'version 0x1000[01]' 1
	says 'features 0 migrate 2 no-such-call -1 no-such-cpu -2' 1
	says 'reboot: Power down' 1
}

@test "firmware: the caller's GIC is left as it was, what is pending stays so" {
	boot_with cpu1:block=50ms
	says '(before|after): .*' 12
	[ "$(sed -n 's/^\(before\|after\): //p' "$console" | sort -u | wc -l)" -eq 1 ]
	says 'after: enabled 0x8000008 groups 0xffffffff pending 0x8 priority 0xa0 .* mask 0xf0 on 0x1' 6
}

@test "firmware: each wrong answer to CPU_ON, and nothing is started" {
	boot_with cpu1:on=denied@1 cpu1:on=already-on@2 cpu2:on=on-pending@1 cpu2:on=internal-failure@2 \
		cpu3:on=invalid-parameters@1 cpu3:on=not-present@2
	logs cpu1 answer '-3 DENIED' 1
	logs cpu1 answer '-4 ALREADY_ON' 1
	logs cpu2 answer '-5 ON_PENDING' 1
	logs cpu2 answer '-6 INTERNAL_FAILURE' 1
	logs cpu3 answer '-2 INVALID_PARAMETERS' 1
	logs cpu3 answer '-7 NOT_PRESENT' 1
	[ "$(values cpu1 CPU_ON)" = '-3 -4' ]
	[ "$(values cpu2 CPU_ON)" = '-5 -6' ]
	[ "$(values cpu3 CPU_ON)" = '-2 -7' ]
	says 'cpu[123] does not come, affinity 1' 6
	boot_with cpu1:on=invalid-address@2
	[ "$(values cpu1 CPU_ON)" = '0 -9' ]
	says 'cpu1 comes after .*' 1
	says 'cpu[23] comes after .*' 4
}

@test "firmware: lost: accepted, and on its way for ever" {
	boot_with cpu2:lost cpu3:lost@2
	[ "$(values cpu2 CPU_ON)" = '0 -5' ]
	[ "$(values cpu3 CPU_ON)" = '0 0' ]
	says 'cpu2 does not come, affinity 2' 2
	says 'cpu3 comes after .*' 1
	says 'cpu3 does not come, affinity 2' 1
	logs cpu2 enter '.*' 0
	logs cpu3 enter '.*' 1
	says 'cpu1 comes after .*' 2
	# Lost once only: the next attempt has it
	boot_with cpu1:lost@1
	[ "$(values cpu1 CPU_ON)" = '0 0' ]
	says 'cpu1 does not come, affinity 2' 1
	says 'cpu1 comes after .*' 1
}

@test "firmware: forgets: accepted, and off" {
	boot_with cpu2:forgets@1 cpu3:forgets
	[ "$(values cpu2 CPU_ON)" = '0 0' ]
	says 'cpu2 does not come, affinity 1' 1
	says 'cpu2 comes after .*' 1
	[ "$(values cpu3 CPU_ON)" = '0 0' ]
	says 'cpu3 does not come, affinity 1' 2
	logs cpu3 enter '.*' 0
	says 'cpu1 comes after .*' 2
}

# The payload waits for 0.8 s, and asks for the next CPU then, which takes its time
@test "firmware: fails-late: it comes, and CPU_ON fails after that" {
	boot_with cpu1:fails-late=50ms@1
	says 'cpu1 comes after .*' 2
	logs cpu1 answer '-6 INTERNAL_FAILURE' 1
	[ "$(cut -f2,3 "$log" | grep -xE 'cpu1	(enter|answer)' | head -n 2 | cut -f2 | paste -sd ' ')" = 'enter answer' ]
}

# The payload waits for 0.8 s, and asks for CPU2 then, which comes 0.3 s after CPU1: 0.6 s later
@test "firmware: queue: one comes after the other" {
	accel=icount boot_with cpu1:queue=1100ms@1 cpu2:queue=300ms@1
	between 550 750 $(values cpu2 after | cut -d ' ' -f 1)
	says 'cpu[23] comes after .*' 4
}

@test "firmware: one-word: who is not named waits until it is asked for again" {
	local specs='cpu1:late=900ms@1 cpu2:late=300ms@1 all:one-word'
	accel=icount boot_with $specs
	logs cpu1 enter '.*' 1
	[ "$(values cpu1 CPU_ON)" = '0 -5' ]
	says 'cpu1 comes after .*' 1
	says 'cpu[23] comes after .*' 4
	# It waits asleep
	boot_with $specs
	asleep
}

@test "firmware: one-word=strict: who is not named is lost" {
	accel=icount boot_with cpu1:late=900ms@1 cpu2:late=300ms@1 all:one-word=strict
	says 'cpu1 does not come, affinity 2' 2
	[ "$(values cpu1 CPU_ON)" = '0 -5' ]
	logs cpu1 enter '.*' 0
	says 'cpu[23] comes after .*' 4
}

SLEEPY='cpu1:late=600ms cpu2:block=600ms cpu3:late=300ms@1 cpu3:block=300ms@1'
# sleepy MACHINE: some are late, and some are held
sleepy() {
	on "$1"
	accel=icount boot_with $SLEEPY
	between 595 620 $(values cpu1 after | cut -d' ' -f1,3)
	between 0 20 $(sed -n 's/^cpu1 CPU_ON 0 in \([0-9]*\) ms$/\1/p' "$console")
	between 600 720 $(sed -n 's/^cpu2 CPU_ON 0 in \([0-9]*\) ms$/\1/p' "$console")
	between 300 420 $(sed -n '/^cpu3 CPU_ON 0 in \([0-9]*\) ms$/{s//\1/p;q}' "$console")
	between 295 320 "$(values cpu3 after | cut -d' ' -f1)"
	says 'cpu[123] comes after .*' 6
	# It was not CPU2 that slept: the others' GIC must be as closed as its
	[ -n "$(values cpu2 gic)" ]
	[ "$(values cpu1 gic)" = "$(values cpu2 gic)" ]
	[ "$(values cpu3 gic)" = "$(values cpu2 gic)" ]
}

# asleep: the machine's last boot, once more, takes next to nothing of the host
asleep() { costs 20 timeout 60 "$dir/qemu-cmd"; }

@test "firmware: late and held CPUs take the time they should, and none of the host's" {
	sleepy gicv3-4
	boot_with $SLEEPY
	# Late for 1.5 s in all, and held for as long; the rest of this boot takes 0.1 to 0.4 s
	asleep
}

@test "firmware: a time in microseconds" {
	accel=icount boot_with cpu1:late=250500us@1 cpu2:block=150500us@1 cpu3:late=5us
	between 245 270 "$(values cpu1 after | cut -d' ' -f1)"
	between 150 270 $(sed -n '/^cpu2 CPU_ON 0 in \([0-9]*\) ms$/{s//\1/p;q}' "$console")
	between 0 20 $(values cpu3 after)
}

@test "firmware: late and held CPUs with GICv2" { sleepy gicv2-4; }

@test "firmware: ID registers: the granules, 52 bits of VA, ASIDs" {
	boot_with cpu1:no-granule cpu2:no-52bit cpu3:asid8
	[ "$(fields cpu1 mmfr0 28)" = '15 15' ]
	[ "$(fields cpu1 mmfr0 24)" = '15 15' ]
	[ "$(fields cpu1 mmfr0 20)" = '0 0' ]
	the_rest cpu1 mmfr0 0xfff00000
	[ "$(fields cpu0 mmfr2 16)" = 1 ]
	[ "$(fields cpu2 mmfr2 16)" = '0 0' ]
	the_rest cpu2 mmfr2 0xf0000
	[ "$(fields cpu0 mmfr0 28)" = 1 ]
	[ "$(fields cpu2 mmfr0 28)" = '0 0' ]
	[ "$(fields cpu2 mmfr0 20)" = '1 1' ]
	the_rest cpu2 mmfr0 0xf0ff0f00000
	[ "$(fields cpu0 mmfr0 4)" = 2 ]
	[ "$(fields cpu3 mmfr0 4)" = '0 0' ]
	the_rest cpu3 mmfr0 0xf0
	# All else, which is trapped as well, is as it was
	the_rest cpu1 mmfr2 0
	for cpu in cpu1 cpu2 cpu3; do
		for reg in mmfr1 isar0 isar1 isar2 pfr0 ctr; do the_rest "$cpu" "$reg" 0; done
	done
}

@test "firmware: ID registers: LSE, pointer authentication, the cache type; on one attempt" {
	boot_with cpu1:no-lse@2 cpu2:no-pauth cpu3:ctr
	# Nothing is trapped but where a fault needs it
	logs cpu0 enter "0x[0-9a-f]+, HCR $PLAIN" 1
	logs cpu1 enter "0x[0-9a-f]+, HCR $PLAIN" 1
	logs cpu1 enter "0x[0-9a-f]+, HCR $(printf '%#x' $((PLAIN | 1 << 18)))" 1
	logs cpu2 enter "0x[0-9a-f]+, HCR $(printf '%#x' $((PLAIN | 1 << 18)))" 2
	logs cpu3 enter "0x[0-9a-f]+, HCR $(printf '%#x' $((PLAIN | 1 << 17)))" 2
	[ "$(fields cpu1 isar0 20)" = '2 0' ]
	the_rest cpu1 isar0 0xf00000
	[ $(($(values cpu0 isar1) & 0xff000ff0)) -ne 0 ]
	for shift in 4 8 24 28; do [ "$(fields cpu2 isar1 $shift)" = '0 0' ]; done
	the_rest cpu2 isar1 0xff000ff0
	[ "$(fields cpu0 ctr 0),$(fields cpu0 ctr 16)" = 4,4 ]
	[ "$(fields cpu3 ctr 0),$(fields cpu3 ctr 16)" = '3 3,3 3' ]
	the_rest cpu3 ctr 0xf000f
}

@test "firmware: a CPU hangs at the GIC's CPU interface, after it has come" {
	boot_with cpu2:hang@1 cpu3:hang@2
	says 'cpu2 comes after .*' 1
	says 'cpu2 hangs' 1
	[ "$(values cpu2 CPU_ON)" = '0 -4' ]
	says 'cpu3 comes after .*' 2
	says 'cpu3 hangs' 1
	says 'cpu1 hangs' 0
	# It hangs asleep: two of them for more than a second
	boot_with cpu1:hang@1 cpu2:hang@1 cpu3:late=600ms
	asleep
	on gicv2-4
	run -8 "$SCRIPTS/boot" "$KERNEL" --machine gicv2-4 --fault cpu1:hang
	one_line "the firmware has stopped the machine: 'cpu1:hang' needs a GICv3"
	logs cpu0 stop "'cpu1:hang' needs a GICv3" 1
}

@test "firmware: CPU_OFF that returns, AFFINITY_INFO that lies" {
	accel=icount boot_with cpu1:off-returns@1 cpu2:affinity=on@2 cpu3:affinity=on:100ms
	logs cpu1 answer '-3 DENIED' 1
	says 'cpu1 CPU_OFF came back with -3' 1
	[ "$(values cpu1 CPU_ON)" = '0 -4' ]
	[ "$(values cpu1 affinity | cut -d' ' -f1)" = 0 ]
	[ "$(values cpu2 affinity)" = '1 0' ]
	logs cpu2 affinity '0 ON' "$(grep -c '	cpu2	affinity	' "$log")"
	[ "$(values cpu3 affinity)" = '1 1' ]
	between 95 120 $(sed -n 's/^cpu3 affinity 1 after \([0-9]*\) ms$/\1/p' "$console")
	logs 'cpu[01]' affinity '.*' 0
	boot_with cpu1:off-returns@1 cpu1:affinity=off
	says 'cpu1 CPU_OFF came back with -3' 1
	[ "$(values cpu1 affinity | cut -d' ' -f1)" = 1 ]
	logs cpu1 affinity '1 OFF' "$(grep -c '	cpu1	affinity	' "$log")"
	accel=icount boot_with cpu1:off-returns=300ms
	between 300000 320000 "$(awk '$2 == "cpu1" && $3 == "off" { off = $1 } $4 == -3 { print $1 - off; exit }' "$log")"
}

@test "firmware: another context than the one that was asked for" {
	boot_with cpu1:context=0xdeadbeef0123@1 cpu2:context=77
	says 'cpu1 comes after .* with 0xdeadbeef0123' 1
	says 'cpu1 comes after .* with 0xc0de01' 1
	says 'cpu2 comes after .* with 0x4d' 2
	says 'cpu3 comes after .* with 0xc0de03' 2
}

@test "firmware: PSCI 0.2, and 0.1, which cannot even power the machine off" {
	boot_with all:psci=0.2
	says 'version 0x2' 1
	says 'features -1 migrate 2 .*' 1
	says 'cpu[123] comes after .*' 6
	CPUHP_SILENCE=2 run -8 "$SCRIPTS/boot" "$KERNEL" --fault all:psci=0.1
	has_fault all:psci=0.1
	says 'version 0xffffffff' 1
	says 'features -1 migrate -1 .*' 1
	says 'cpu[123] comes after .*' 6
	says 'cpu[123] affinity -1 after .*' 6
}

@test "firmware: a spin-table, with faults of its own" {
	boot_with all:spin-table cpu1:late=60ms cpu2:context=5
	says 'cpu[123] was in the pen, .*' 3
	logs 'cpu[123]' on 'attempt 1, out of the pen' 3
	says 'cpu1 comes after .* with 0x0' 1
	says 'cpu2 comes after .* with 0x5' 2
	says 'cpu3 comes after .* with 0x0' 1
	boot_with all:spin-table cpu3:lost
	says 'cpu[12] was in the pen, .*' 2
	says 'cpu3 comes after .*' 0
	on gicv2-4
	boot_with all:spin-table
	says 'cpu[123] was in the pen, .*' 3
}

@test "firmware: tables of ACPI, as QEMU has them, and as they are told to be" {
	boot_with all:acpi
	says 'table (XSDT|FACP|APIC) sum 0' 3
	says 'table .* sum [^0].*' 0
	says 'MADT 0x[0-3] flags 0x1 parking 0x0 at 0x0' 4
	says 'cpu[123] comes after .*' 6
	boot_with cpu1:acpi=disabled cpu2:acpi=online-capable
	says 'table APIC sum 0' 1
	says 'MADT 0x1 flags 0x0 .*' 1
	says 'MADT 0x2 flags 0x8 .*' 1
	says 'MADT 0x[03] flags 0x1 .*' 2
	says 'FADT flags 0x1' 1
}

@test "firmware: CPUs at mailboxes, which they leave empty" {
	boot_with all:acpi=parked cpu2:late=60ms
	says 'MADT 0x3 flags 0x1 parking 0x1 at 0x403a3000' 1
	says 'table FACP sum 0' 1
	says 'FADT flags 0x0' 1
	says 'cpu[123] was in the pen, and has left 0x0 in its mailbox' 3
	logs 'cpu[123]' on 'attempt 1, out of the pen' 3
	boot_with all:acpi=parked cpu3:lost
	says 'cpu[12] was in the pen, .*' 2
	says 'cpu3 comes after .*' 0
}

@test "firmware: one CPU in the pen, the others with PSCI" {
	boot_with cpu2:spin-table
	has_fault cpu2:spin-table
	says 'cpu2 was in the pen, .*' 1
	says 'cpu[0-9]+ was in the pen, .*' 1
	logs 'cpu2' on 'attempt 1, out of the pen' 1
	says 'cpu[13] CPU_ON 0 in .*' 4
}

@test "firmware: all: is every CPU, and two faults of one CPU add up" {
	boot_with all:no-lse cpu2:no-granule cpu2:asid8
	[ "$(fields cpu0 isar0 20)" = 0 ]
	for cpu in cpu1 cpu2 cpu3; do [ "$(fields "$cpu" isar0 20)" = '0 0' ]; done
	[ "$(fields cpu2 mmfr0 28)" = '15 15' ]
	[ "$(fields cpu2 mmfr0 4)" = '0 0' ]
	[ "$(fields cpu1 mmfr0 4)" = '2 2' ]
}

@test "boot --fault: what is no fault is refused, before anything starts" {
	for spec in '' lost cpu1 cpu1: cpu1:lost=1 cpu1:on cpu1:on=maybe cpu1:late cpu1:late=5 cpu1:late=-5ms cpu1:block=5m cpu1:late=5u cpu1:late=1.5ms \
		cpu1:lost@0 cpu1:lost@ cpu1:lost@x cpu4:lost cpu-1:lost all:psci=1.0 cpu1:psci=0.1 cpu1:spin-table=1 cpu1:context= \
		cpu1:forgets=1 cpu1:acpi= cpu1:acpi=parked cpu1:one-word= cpu1:one-word=lax cpu1:off-returns=5 \
		cpu1:affinity=off:5ms cpu1:affinity=on:5 'cpu1:lost cpu2:lost' $'cpu1:lost\ncpu2:lost'; do
		rm -rf -- "$dir"
		run -2 "$SCRIPTS/boot" "$KERNEL" --fault "$spec"
		[ "${#lines[@]}" -le 2 ]
		one_line '^boot: --fault '
		[ ! -e "$dir" ]
	done
	run -2 "$SCRIPTS/boot" "$KERNEL" --fault
	ends 2 'need --accel tcg' boot "$KERNEL" --accel kvm --fault cpu1:lost
}

# fed SPEC: past boot, to the firmware itself
fed() {
	printf '%s' "$1" >"$dir/faults"
	: >"$log"
	run -0 timeout 60 "$dir/qemu-cmd"
}

@test "firmware: what it cannot parse stops the machine, and is named" {
	boot_with cpu1:on=denied
	for spec in x lost cpu64:lost cpu1:los cpu1:lostt cpu1:lost=1 cpu1:on=maybe cpu1:on=deniedd cpu1:late=5 cpu1:late=5m cpu1:late=5u \
		cpu1:late=3600001ms cpu1:late=3600001us cpu1:lost@0 cpu1:lost@1x cpu1:psci=0.1 all:psci=0.3 \
		cpu1:context=0x1ffffffffffffffff cpu1:affinity=off:5ms \
		cpu1:forgets=1 cpu1:one-word= cpu1:one-word=strictly cpu1:off-returns= cpu1:off-returns=5; do
		fed "cpu2:lost"$'\n'"$spec"
		logs cpu0 stop "cannot parse the spec '$spec'" 1
		logs cpu0 enter '.*' 0
	done
	fed "$(printf 'cpu1:lost\n%.0s' {1..65})"
	logs cpu0 stop 'more than 64 specs' 1
	fed 'cpu1:on=denied'
	logs cpu1 answer '-3 DENIED' 2
}

@test "firmware: no Image, or too large a one: it says so" {
	boot_with
	sed -i "s#file=[^,]*/Image,#file=$dir/dtb,#" "$dir/qemu-cmd"
	: >"$log"
	run -0 timeout 60 "$dir/qemu-cmd"
	logs cpu0 stop 'no arm64 Image at 0x40400000' 1
}

@test "boot: a machine of the table of faults has its faults in its section" {
	on fault-lost
	run -0 "$SCRIPTS/boot" "$KERNEL" --machine fault-lost --tests cpu_masks
	has_fault cpu2:lost
	says 'cpu2 does not come, affinity 2' 2
	grep -qx 'fault	cpu2:lost' "$dir/machine"
}

@test "boot: without a fault QEMU is called as ever" {
	program qemu-system-aarch64 ''
	run -0 "$SCRIPTS/boot" "$KERNEL"
	run ! grep -qE 'virtualization|semihosting|loader|firmware|dtb' "$dir/qemu-cmd"
	[ ! -e "$log" ]
}
