/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The generic address structure of ACPI, as far as a reset register needs it. */
typedef enum
{
  KX_RESET_NONE,
  KX_RESET_IO,     /* an I/O port */
  KX_RESET_PCI,    /* configuration space of bus 0: device << 32 | function << 16 | offset */
  KX_RESET_MEMORY, /* a physical address */
} KxResetSpace;

typedef struct
{
  KxResetSpace space;
  guint64 address;
  guint8 value;
} KxReset;

/*
 * What the next kernel must be told of this machine, and the purgatory must know of it; x86_64.
 * Immutable, reference-counted; from any thread.
 */
typedef struct
{
  guint8 boot_params[4096]; /* the running kernel's */
  guint64 rsdp;             /* physical address of ACPI's root pointer; 0: the kernel finds it */

  gboolean efi;             /* EFI runtime services are in use */
  guint64 efi_fw_vendor;    /* /sys/firmware/efi/fw_vendor, config_table, and SMBIOS in systab */
  guint64 efi_config_table;
  guint64 efi_smbios;
  GBytes *efi_runtime_map;  /* EFI_MEMORY_DESCRIPTORs, one after the other; NULL: none */
  guint32 efi_descriptor_size; /* bytes of each */
  guint32 efi_descriptor_version;

  KxReset reset;            /* FADT's reset register */
  guint16 serial_port;      /* I/O port of the serial console; 0: none */
} KxBootFacts;

KxBootFacts *kx_boot_facts_new (void); /* all zero, to be filled before anybody else sees it */
KxBootFacts *kx_boot_facts_ref (KxBootFacts *facts);
void kx_boot_facts_unref (KxBootFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBootFacts, kx_boot_facts_unref)
