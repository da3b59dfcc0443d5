/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hardware.h"

#include "page-table.h"

/* Cycles; and rounds, for a machine whose counter stands still. */
#define PAUSE_CYCLES 50000000ULL
#define PAUSE_ROUNDS 5000000

#define CR4_LA57 (1ULL << 12)

/* Where the linker puts the purgatory, its stack included. */
extern const uint8_t kx_purgatory_start[], kx_purgatory_end[];

static KxPageTable page_table;

uint8_t
kx_hardware_in8 (uint16_t port)
{
  uint8_t value;

  __asm__ volatile ("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

void
kx_hardware_out8 (uint16_t port, uint8_t value)
{
  __asm__ volatile ("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

void
kx_hardware_out32 (uint16_t port, uint32_t value)
{
  __asm__ volatile ("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

void
kx_hardware_poke (uint64_t address, uint8_t value)
{
  uint64_t cr4;
  int levels;

  __asm__ volatile ("mov %%cr4, %0" : "=r"(cr4));
  levels = cr4 & CR4_LA57 ? 5 : 4;
  if (!kx_page_table_map (&page_table, levels, (uintptr_t) kx_purgatory_start, 0)
      || !kx_page_table_map (&page_table, levels, (uintptr_t) kx_purgatory_end - 1, 0)
      || !kx_page_table_map (&page_table, levels, address, 1))
    return;
  __asm__ volatile ("mov %0, %%cr3" : : "r"(&page_table) : "memory");
  *(volatile uint8_t *) (uintptr_t) address = value;
}

void
kx_hardware_pause (void)
{
  uint64_t begin = __builtin_ia32_rdtsc ();

  for (int i = 0; i < PAUSE_ROUNDS && __builtin_ia32_rdtsc () - begin < PAUSE_CYCLES; i++)
    __asm__ volatile ("" : : : "memory");
}

void
kx_hardware_fault (void)
{
  struct
  {
    uint16_t limit;
    uint64_t base;
  } __attribute__ ((packed)) none = { 0, 0 };

  __asm__ volatile ("lidt %0\n\tud2" : : "m"(none));
}
