/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"

G_BEGIN_DECLS

/*
 * What a kernel is given as its initial file system: cpio archives ("newc" or "crc"), plain or
 * compressed, one after the other, with any number of zeros between them. See Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst and unpack_to_rootfs() in
 * init/initramfs.c, whose way of looking at the bytes this follows.
 */

/** KxInitramfsKind: what a part is. */
typedef enum
{
  KX_INITRAMFS_END,        /* there is none any more */
  KX_INITRAMFS_ARCHIVE,    /* a cpio archive, or several */
  KX_INITRAMFS_COMPRESSED, /* something compressed; only who unpacks it knows where it ends */
  KX_INITRAMFS_UNKNOWN,    /* nothing that is known; it goes up to the end */
} KxInitramfsKind;

typedef struct
{
  KxInitramfsKind kind;
  gsize offset; /* of the part, from the beginning of the data, in bytes: zeros are skipped */
  gsize size;   /* of an archive with the zeros behind it; else up to the end of the data */
  KxCompression compression;
} KxInitramfsPart;

/**
 * kx_initramfs_get_part:
 * @data: all of it
 * @size: its length in bytes
 * @offset: where the part before ended; at most @size
 * @part: (out): the next part
 */
void kx_initramfs_get_part (const guint8 *data, gsize size, gsize offset, KxInitramfsPart *part);

/**
 * kx_initramfs_is_archive:
 * @data: what was unpacked
 * @size: its length in bytes
 *
 * Returns: whether it is what the kernel takes inside something compressed: a plain archive, or
 *   several, with zeros at most between and behind them, and whole to the last byte
 */
gboolean kx_initramfs_is_archive (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_initramfs_get_length:
 * @data: all of it
 * @size: its length in bytes
 *
 * Returns: how many bytes belong to archives: all but a boot configuration at the end, which the
 *   kernel finds from there. See Linux, Documentation/admin-guide/bootconfig.rst
 */
gsize kx_initramfs_get_length (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
