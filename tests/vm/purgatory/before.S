/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * In place of the kernel that hands over: a Multiboot image that brings the processor into the state in
 * which Linux enters a purgatory (relocate_kernel_64.S), and jumps there. Only the first 64 MiB are mapped
 * and the page behind them, as there memory may end and devices are not.
 */
#define TABLES 0x200000
/* Two 64-bit words that are put there: where to jump, and whether with five levels of page tables. */
#define ENTRY 0x180000
#define FIVE_LEVELS 0x180008

	.text
	.code32
	.balign 4
	.long	0x1badb002, 0, -0x1badb002

	.globl start
start:
	cli
	cld
	movl	$0x300000, %esp

	/* A panic device, if there is one as device 5, answers at 0xfc000000. */
	movl	$0x80002810, %eax
	movl	$0xfc000000, %ecx
	call	configure
	movl	$0x80002804, %eax
	movl	$2, %ecx
	call	configure

	/* One table for each level; the lowest maps 33 times 2 MiB. */
	movl	$TABLES, %edi
	xorl	%eax, %eax
	movl	$(4 * 4096 / 4), %ecx
	rep stosl
	movl	$(TABLES + 0x1003), TABLES
	movl	$(TABLES + 0x2003), TABLES + 0x1000
	movl	$(TABLES + 0x3003), TABLES + 0x2000
	movl	$0x83, %eax
	xorl	%ecx, %ecx
1:	movl	%eax, TABLES + 0x3000(, %ecx, 8)
	addl	$0x200000, %eax
	incl	%ecx
	cmpl	$33, %ecx
	jb	1b

	movl	$0x20, %eax
	movl	$(TABLES + 0x1000), %ecx
	cmpl	$0, FIVE_LEVELS
	je	1f
	orl	$0x1000, %eax
	movl	$TABLES, %ecx
1:	movl	%eax, %cr4
	movl	%ecx, %cr3
	movl	$0xc0000080, %ecx
	rdmsr
	orl	$0x100, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$0x80000000, %eax
	movl	%eax, %cr0
	lgdt	pointer
	ljmp	$0x10, $long_mode

/* %eax: address; %ecx: value */
configure:
	movw	$0xcf8, %dx
	outl	%eax, %dx
	movw	$0xcfc, %dx
	movl	%ecx, %eax
	outl	%eax, %dx
	ret

	.code64
long_mode:
	movl	$0x18, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	movq	ENTRY, %rax
	pushq	%rax
	lgdt	nothing(%rip)
	lidt	nothing(%rip)
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	pushq	$0
	popfq
	ret

	.balign 8
descriptors:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff
	.quad	0x00cf93000000ffff
pointer:
	.word	pointer - descriptors - 1
	.long	descriptors, 0
nothing:
	.word	0
	.quad	0
