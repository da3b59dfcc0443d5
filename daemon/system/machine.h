/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How far the kernel keeps root out of itself. */
typedef enum
{
  KX_LOCKDOWN_UNKNOWN, /* no such file: not built in, or securityfs is not mounted */
  KX_LOCKDOWN_NONE,
  KX_LOCKDOWN_INTEGRITY,
  KX_LOCKDOWN_CONFIDENTIALITY,
} KxLockdown;

/* What does not change while this kernel runs. Read-only. */
typedef struct
{
  char *release;      /* of the running kernel, as uname -r; never NULL */
  char *architecture; /* as uname -m; never NULL */
  char *boot_id;      /* 36 characters, "" where unknown */
  KxLockdown lockdown;
  gboolean la57; /* x86: the running kernel uses five levels of page tables */
} KxMachine;

/*
 * kx_machine_read:
 * @root_fd: descriptor of the root directory
 *
 * Reads /proc/sys/kernel/{osrelease,arch,random/boot_id}, /sys/kernel/security/lockdown and the
 * flags of the first CPU in /proc/cpuinfo below @root_fd. Release and architecture fall back to
 * uname(2).
 *
 * Returns: (transfer full): free with kx_machine_free().
 */
KxMachine *kx_machine_read (int root_fd);

void kx_machine_free (KxMachine *machine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMachine, kx_machine_free)

/*
 * kx_lockdown_parse:
 * @text: content of /sys/kernel/security/lockdown: "none [integrity] confidentiality\n", the
 *   present mode in brackets
 *
 * Returns: the mode, KX_LOCKDOWN_UNKNOWN where there is none in brackets or an unknown one.
 */
KxLockdown kx_lockdown_parse (const char *text);

/* "none", "integrity", "confidentiality", "unknown". */
const char *kx_lockdown_to_string (KxLockdown lockdown);

/*
 * kx_cpuinfo_has_flag:
 * @text: the beginning of /proc/cpuinfo
 * @flag: a name out of the line "flags"
 */
gboolean kx_cpuinfo_has_flag (const char *text, const char *flag);
