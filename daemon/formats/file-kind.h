/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/**
 * kx_file_kind_explain:
 * @head: the first bytes of a file that is no kernel which could be loaded
 * @head_size: how many there are; at least one
 * @file_size: the length of the file in bytes
 * @error: (out): set in any case: KX_ERROR_UNSUPPORTED for a kernel in a shape that is not loaded,
 *   KX_ERROR_INCOMPLETE for the beginning of something, KX_ERROR_INVALID_IMAGE for what is none
 *
 * Names the file for what it is, and says what to do.
 */
void kx_file_kind_explain (const guint8 *head, gsize head_size, guint64 file_size, GError **error);

G_END_DECLS
