/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The running kernel jumps here (relocate_kernel_64.S in Linux): 64-bit mode, memory mapped to itself,
 * interrupts off, all registers 0 and no stack. The first instruction takes the interrupt table away
 * that a kernel built for debugging has left (CONFIG_KEXEC_DEBUG), whose handlers wait for ever: from
 * then on any exception resets the machine.
 *
 * The first thing is a look at this very program, in as few instructions as can be: a bit that changed
 * in one of them might end anywhere. It comes before everything that could be done more thoroughly.
 */

/* KxPurgatoryParameters.own_sum */
#define OWN_SUM 32
	/* Or the linker writes down the name of a temporary file. */
	.file	"entry.S"
	.section .text.entry, "ax", @progbits
	.globl kx_purgatory_entry
	.type kx_purgatory_entry, @function
kx_purgatory_entry:
	lidt	no_interrupts(%rip)
	cli
	cld
	rdtsc
	shlq	$32, %rdx
	orq	%rax, %rdx
	movq	%rdx, %rdi

	/* Any change within one word changes the sum, as both steps can be undone. */
	leaq	kx_purgatory_start(%rip), %rsi
	leaq	kx_purgatory_fixed_end(%rip), %rcx
	xorl	%eax, %eax
.Lsum:
	rolq	%rax
	addq	(%rsi), %rax
	addq	$8, %rsi
	cmpq	%rcx, %rsi
	jb	.Lsum
	cmpq	kx_purgatory_parameters + OWN_SUM(%rip), %rax
	je	.Lunchanged

	/* Nothing else in here can be relied on: the chipset, or an exception that nobody handles. */
	movl	$0xcf9, %edx
	movb	$0x02, %al
	outb	%al, %dx
	movb	$0x06, %al
	outb	%al, %dx
	ud2

.Lunchanged:
	leaq	stack_end(%rip), %rsp
	subq	$16, %rsp
	leaq	descriptors(%rip), %rax
	movw	$(descriptors_end - descriptors - 1), 6(%rsp)
	movq	%rax, 8(%rsp)
	lgdt	6(%rsp)
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	leaq	.Lflat(%rip), %rax
	pushq	$0x10
	pushq	%rax
	lretq
.Lflat:
	leaq	stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	call	kx_purgatory_main

	/* The boot protocol asks for boot_params in %rsi; nothing else is told. */
	movq	%rdx, %rsi
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%edi, %edi
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	cld
	jmp	*%rax
	.size kx_purgatory_entry, . - kx_purgatory_entry

/* 0x10: flat 64-bit code, 0x18: flat data. Marked as accessed, so that the CPU leaves them as they are. */
	.section .rodata.descriptors, "a", @progbits
	.balign 8
descriptors:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff
	.quad	0x00cf93000000ffff
descriptors_end:

no_interrupts:
	.word	0
	.quad	0

	.section .bss.stack, "aw", @nobits
	.balign 16
	.skip	8192
stack_end:

	.section .note.GNU-stack, "", @progbits
