/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The purgatory as the linker made it; found from the directory in which make runs. */
	.section .rodata
	.globl kx_purgatory_object
	.globl kx_purgatory_object_end
	.balign 16
kx_purgatory_object:
#ifdef __x86_64__
	.incbin "purgatory/purgatory.elf"
#endif
kx_purgatory_object_end:
	.byte 0

	.section .note.GNU-stack, "", %progbits
