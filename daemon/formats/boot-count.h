/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KX_BOOT_COUNT_NONE:
 *
 * KxBootCount.left and KxBootCount.done of an entry whose starts are not counted.
 */
#define KX_BOOT_COUNT_NONE (-1)

/**
 * KxBootCount:
 * @id: the name of the file without the counters
 * @left: how often it may still be tried, or KX_BOOT_COUNT_NONE; 0: it is bad
 * @done: how often it was tried without success, or KX_BOOT_COUNT_NONE
 *
 * What the name of an entry says of the attempts to start it.
 */
typedef struct
{
  char *id;
  int left;
  int done;
} KxBootCount;

/**
 * kx_boot_count_init:
 * @count: what to fill; free with kx_boot_count_clear()
 * @name: of a file: "debian-6.1.0+2-1.conf"
 * @suffix: that it has, whatever its case: ".conf"
 *
 * Splits off "+LEFT" or "+LEFT-DONE" in front of @suffix, by the Boot Loader Specification's
 * chapter on boot counting. What is no such thing belongs to the name.
 */
void kx_boot_count_init (KxBootCount *count, const char *name, const char *suffix);

/** kx_boot_count_clear: frees what @count owns. */
void kx_boot_count_clear (KxBootCount *count);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxBootCount, kx_boot_count_clear)

G_END_DECLS
