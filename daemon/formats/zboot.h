/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"
#include "kernel-facts.h"

G_BEGIN_DECLS

/**
 * KxZboot:
 * @architecture: (transfer none): as of `uname -m`
 * @compression: how the kernel in it is compressed
 * @payload: where that begins in the file, in bytes
 * @payload_size: how many bytes
 * @declared_size: bytes that the file must have: payload, sections and signature
 *
 * An EFI program that unpacks the kernel in it: vmlinuz.efi of arm64, riscv64 and others.
 */
typedef struct
{
  const char *architecture;
  KxCompression compression;
  guint64 payload;
  guint64 payload_size;
  guint64 declared_size;
} KxZboot;

/**
 * kx_zboot_probe:
 *
 * Returns: whether the file announces itself as such a program ("MZ" at 0, "zimg" at 4)
 */
gboolean kx_zboot_probe (const guint8 *head, gsize head_size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_zboot_parse:
 * @head: the first bytes of the file: all headers
 * @head_size: how many there are
 * @file_size: the length of the file in bytes
 * @zboot: (out): untouched on failure
 * @error: KX_ERROR_INCOMPLETE: the file is shorter than its headers say; KX_ERROR_UNSUPPORTED: a
 *   machine or a compression that is not supported; KX_ERROR_INVALID_IMAGE: the headers contradict
 *   themselves
 *
 * Offsets: Linux, drivers/firmware/efi/libstub/zboot-header.S: payload 0x08, its size 0x0c
 * (without the 4 bytes of its unpacked length), kind of compression 0x18, as the kernel's build
 * calls it.
 *
 * Returns: whether @zboot was filled in
 */
gboolean kx_zboot_parse (const guint8 *head, gsize head_size, guint64 file_size, KxZboot *zboot,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
