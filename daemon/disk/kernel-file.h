/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "kernel-image.h"

G_BEGIN_DECLS

/**
 * kx_kernel_file_parse:
 * @fd: a regular file, open for reading
 * @size: its length in bytes
 * @buffer: KX_KERNEL_HEAD_SIZE bytes of room
 * @facts: (out): as for kx_kernel_image_parse(); of a unified kernel image those of its first
 *   profile's kernel, with the release that .uname names where the kernel's head does not
 * @error: as for kx_kernel_image_parse(); in the domain %G_IO_ERROR where reading fails
 *
 * Looks at a kernel. Reads as little as it can: of most files the first few kilobytes.
 *
 * Returns: whether @facts was filled in
 */
gboolean kx_kernel_file_parse (int fd, guint64 size, guint8 *buffer, KxKernelFacts *facts,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_kernel_file_search_release:
 * @fd: a regular file, open for reading, that kx_kernel_file_parse() found a kernel in
 * @size: its length in bytes
 *
 * Searches the whole kernel for its release, unpacks it if need be: slow. No more than 256 MiB are
 * looked at.
 *
 * Returns: (transfer full) (nullable): the release; %NULL without one
 */
char *kx_kernel_file_search_release (int fd, guint64 size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
