/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * In place of the next kernel: tells on the serial port how it was started, and what the time stamps
 * say, and ends the machine by QEMU's debug exit.
 */
#include "parameters.h"

#define SERIAL_PORT 0x3f8
#define EXIT_PORT 0xf4

typedef struct
{
  uint64_t rsi, flags, cs, ds, es, ss, cr4;
} State;

void tell (const State *state);

/* The entry is at the very start; it loads the data segments again, as a kernel does. */
__asm__ (".section .text.startup, \"ax\"\n"
         ".globl start\n"
         "start:\n"
         "  pushq %rsp\n" /* there is a stack, or this is the end */
         "  leaq space(%rip), %rsp\n"
         "  movq %cr4, %rax; pushq %rax\n"
         "  movq %ss, %rax; pushq %rax\n"
         "  movq %es, %rax; pushq %rax\n"
         "  movq %ds, %rax; pushq %rax\n"
         "  movq %cs, %rax; pushq %rax\n"
         "  pushfq\n"
         "  pushq %rsi\n"
         "  movl $0x18, %eax\n"
         "  movl %eax, %ds; movl %eax, %es; movl %eax, %ss; movl %eax, %fs; movl %eax, %gs\n"
         "  movq %rsp, %rdi\n"
         "  andq $-16, %rsp\n"
         "  call tell\n"
         ".section .data\n"
         "  .fill 4096, 1, 0\n"
         "space:\n"
         "  .quad 0\n"
         ".text\n");

static void
out8 (uint16_t port, uint8_t value)
{
  __asm__ volatile ("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void
line (const char *name, uint64_t value)
{
  for (; *name != '\0'; name++)
    out8 (SERIAL_PORT, (uint8_t) *name);
  out8 (SERIAL_PORT, '=');
  for (int shift = 60; shift >= 0; shift -= 4)
    out8 (SERIAL_PORT, (uint8_t) "0123456789abcdef"[value >> shift & 15]);
  out8 (SERIAL_PORT, '\n');
}

void
tell (const State *state)
{
  /* Behind what it is given as boot parameters. */
  const KxPurgatoryStamps *stamps = (const KxPurgatoryStamps *) (uintptr_t) (state->rsi + 4096);

  line ("rsi", state->rsi);
  line ("flags", state->flags);
  line ("cs", state->cs);
  line ("ds", state->ds);
  line ("es", state->es);
  line ("ss", state->ss);
  line ("cr4", state->cr4);
  line ("stamps.magic", stamps->magic);
  line ("stamps.version", stamps->version);
  line ("stamps.flags", stamps->flags);
  line ("stamps.bytes", stamps->bytes);
  line ("stamps.entered", stamps->entered);
  line ("stamps.checked", stamps->checked);
  line ("stamps.left", stamps->left);
  for (;;)
    out8 (EXIT_PORT, 0x10);
}
