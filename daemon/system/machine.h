/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "kernel-text.h"

/* What does not change while this kernel runs. Read-only. */
typedef struct
{
  char *release;      /* of the running kernel, as uname -r; never NULL */
  char *architecture; /* as uname -m; never NULL */
  char *boot_id;      /* 36 characters, "" where unknown */
  KxLockdown lockdown;
  gboolean needs_guard; /* kx_architecture_needs_guard() */
  gboolean la57;        /* x86: the running kernel uses five levels of page tables */
} KxMachine;

/*
 * kx_machine_read:
 * @root_fd: descriptor of the root directory
 *
 * Reads /proc/sys/kernel/{osrelease,arch,random/boot_id}, /sys/kernel/security/lockdown,
 * /sys/firmware/efi and the flags of the first CPU in /proc/cpuinfo below @root_fd.
 * Release and architecture fall back to uname(2).
 *
 * Returns: (transfer full): free with kx_machine_free().
 */
KxMachine *kx_machine_read (int root_fd);

void kx_machine_free (KxMachine *machine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMachine, kx_machine_free)
