/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KxFormat: the shapes in which kernels come. */
typedef enum
{
  KX_FORMAT_BZIMAGE,
  KX_FORMAT_UKI,
  KX_FORMAT_ZBOOT,
  KX_FORMAT_ARM64_IMAGE,
  KX_FORMAT_RISCV_IMAGE,
  KX_FORMAT_ELF,
} KxFormat;

/**
 * kx_format_to_string:
 *
 * Returns: (transfer none): "bzimage", "uki", "zboot", "arm64-image", "riscv-image" or "elf", as in
 *   the contract
 */
const char *kx_format_to_string (KxFormat format);

/**
 * KxKernelFacts:
 * @format: the shape of the file
 * @architecture: (transfer none): in the words of `uname -m`: "x86_64", "aarch64", "aarch64_be",
 *   "riscv64"
 * @release: (nullable): owned; what `uname -r` will say; %NULL where the head of the file does not
 *   tell (see kx_kernel_image_find_release())
 * @declared_size: bytes that the file must have according to its header, a signature included; 0
 *   where the format does not tell
 * @cmdline_max: the longest command line, in bytes without the final NUL, that kexec_file_load()
 *   hands over whole; 0 = unknown
 * @la57: may be entered while the CPU uses 5-level paging; always %FALSE where there is no such
 *   thing
 *
 * What is known of a kernel from the head of its file. Made by kx_kernel_image_parse().
 */
typedef struct
{
  KxFormat format;
  const char *architecture;
  char *release;
  guint64 declared_size;
  guint32 cmdline_max;
  gboolean la57;
} KxKernelFacts;

/**
 * kx_kernel_facts_clear:
 * @facts: all zero, or made by a parser
 *
 * Frees what @facts owns and makes it all zero.
 */
void kx_kernel_facts_clear (KxKernelFacts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxKernelFacts, kx_kernel_facts_clear)

G_END_DECLS
