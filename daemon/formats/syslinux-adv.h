/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KX_SYSLINUX_ADV_SIZE: so many bytes at the end of ldlinux.sys are two copies of the vector. */
#define KX_SYSLINUX_ADV_SIZE 1024

/** KxSyslinuxAdvTag: what syslinux keeps between two starts (com32/include/syslinux/advconst.h). */
typedef enum
{
  KX_SYSLINUX_ADV_BOOT_ONCE = 1, /* extlinux --once */
  KX_SYSLINUX_ADV_MENU_SAVE = 2, /* the label that MENU SAVE remembers */
} KxSyslinuxAdvTag;

/**
 * kx_syslinux_adv_get:
 * @data: the last KX_SYSLINUX_ADV_SIZE bytes of ldlinux.sys
 * @size: how many there are
 * @tag: what is asked for
 *
 * Reads the auxiliary data vector: of 512 bytes, little-endian: a magic number, a word by which
 * the sum of all words from it on becomes another one, items of a tag, a length and so many bytes,
 * and a third magic number at the end (libinstaller/setadv.c). The first copy that is sound counts.
 *
 * Returns: (transfer full) (nullable): the value; %NULL where it is not set, or no copy is sound
 */
char *kx_syslinux_adv_get (const guint8 *data, gsize size,
                           KxSyslinuxAdvTag tag) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
