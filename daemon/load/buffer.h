/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Memory for what is handed to the next kernel: anonymous pages of their own, zeroed, left out of
 * core dumps, and given back to the system when they are freed. All zero: an empty one.
 */
typedef struct
{
  guint8 *bytes;   /* page-aligned; NULL as long as there is no room */
  gsize size;      /* bytes in use */
  gsize room;      /* bytes that there are; what follows `size` is zero */
  gboolean secret; /* overwritten before it is given back */
} KxBuffer;

/*
 * kx_buffer_reserve:
 * @room: bytes that there must be
 * @error: KX_ERROR_NO_MEMORY
 *
 * Makes room; `bytes` may move (never copied where the system can remap). `size` stays.
 */
gboolean kx_buffer_reserve (KxBuffer *buffer, gsize room,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_buffer_append:
 * @error: as for kx_buffer_reserve()
 *
 * Appends @size bytes; room grows by more than is needed.
 */
gboolean kx_buffer_append (KxBuffer *buffer, const guint8 *bytes, gsize size,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* kx_buffer_pad: appends zeros up to a multiple of @align bytes. Errors as kx_buffer_reserve(). */
gboolean kx_buffer_pad (KxBuffer *buffer, gsize align, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* kx_buffer_clear: gives the memory back; an empty buffer is left. */
void kx_buffer_clear (KxBuffer *buffer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxBuffer, kx_buffer_clear)
