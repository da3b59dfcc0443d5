/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "acpi-fadt.h"

/* A node of setup_data: something that the firmware's loader told of the hardware. */
typedef struct
{
  guint32 type;
  GBytes *contents;
} KxSetupNode;

/*
 * What the next kernel must be told of this machine, and the purgatory must know of it; x86_64.
 * Immutable.
 */
typedef struct
{
  guint8 boot_params[4096]; /* the running kernel's */
  guint64 rsdp;             /* physical address of ACPI's root pointer; 0: the kernel finds it */
  GArray *setup_data;       /* KxSetupNode: what is handed on as it is */

  /* Where EFI runtime services are in use; nothing of it where they are not. Physical addresses, as
   * they were before the firmware was told of virtual ones. */
  gboolean efi;
  guint64 efi_fw_vendor;
  guint64 efi_runtime;         /* for kernels before 5.7; 0: not shown */
  guint64 efi_config_table;
  guint64 efi_smbios;          /* 0: none */
  GBytes *efi_runtime_map;     /* EFI_MEMORY_DESCRIPTORs, one after the other */
  guint32 efi_descriptor_size; /* bytes of each */

  KxReset reset;            /* FADT's reset register */
  guint16 serial_port;      /* I/O port of the serial console; 0: none */
} KxBootFacts;

/* All zero, `setup_data` empty: to be filled before anybody else sees it. */
KxBootFacts *kx_boot_facts_new (void);
void kx_boot_facts_free (KxBootFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBootFacts, kx_boot_facts_free)
