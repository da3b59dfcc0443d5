/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the kernel says of itself in /proc and /sys, as text: bytes in, value out. */

/* How far the kernel keeps root out of itself. */
typedef enum
{
  KX_LOCKDOWN_UNKNOWN, /* no such file: not built in, or securityfs is not mounted */
  KX_LOCKDOWN_NONE,
  KX_LOCKDOWN_INTEGRITY,
  KX_LOCKDOWN_CONFIDENTIALITY,
} KxLockdown;

/*
 * kx_kexec_state_parse:
 * @text: the content of one of these files
 * @length: its bytes
 * @value: (out): the number
 *
 * Reads a decimal number with an optional minus and an optional line feed, and nothing else.
 *
 * Returns: whether it was one; @value is untouched where it was not.
 */
gboolean kx_kexec_state_parse (const char *text, gsize length,
                               int *value) G_GNUC_WARN_UNUSED_RESULT;

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
 * kx_cpuinfo_find:
 * @text: the beginning of /proc/cpuinfo
 * @key: the name of a line, e.g. "model name"
 *
 * Returns: (transfer full) (nullable): what the first line of that name says
 */
char *kx_cpuinfo_find (const char *text, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_cpuinfo_has_flag:
 * @text: the beginning of /proc/cpuinfo
 * @flag: a name out of the line "flags"
 */
gboolean kx_cpuinfo_has_flag (const char *text, const char *flag);

/*
 * kx_address_parse:
 * @text: "0x", up to 16 hexadecimal digits, and an optional line feed
 * @value: (out): untouched where it was something else
 */
gboolean kx_address_parse (const char *text, guint64 *value) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_efi_systab_find:
 * @text: content of /sys/firmware/efi/systab: lines of NAME=0xADDRESS
 * @value: (out): untouched where there is no such line
 */
gboolean kx_efi_systab_find (const char *text, const char *name,
                             guint64 *value) G_GNUC_WARN_UNUSED_RESULT;
