/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What the running kernel tells about how it was started: /proc and /sys/kernel/boot_params.
 */
typedef struct
{
  char *cmdline;         /* without the newline */
  gboolean kexec;        /* loader type 0xD of the boot protocol, of every kexec (boot_params' bootloader_type
                            is 0xD0 after kexec_file_load and after kexecd's own way) */
  gboolean watchdog;     /* a watchdog's bootstatus has WDIOF_CARDRESET */
  guint64 entered, left; /* the purgatory's time stamps, ticks (purgatory/parameters.h); 0: none */
} KxBootEvidence;

/* @root_fd: descriptor of the root directory. What cannot be read is NULL, FALSE or 0. */
void kx_boot_evidence_read (int root_fd, KxBootEvidence *evidence);
void kx_boot_evidence_clear (KxBootEvidence *evidence);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxBootEvidence, kx_boot_evidence_clear)
