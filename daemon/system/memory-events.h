/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Tells when memory comes or goes (udev, subsystem "memory"), at once and for each block. Main loop only. */
typedef struct _KxMemoryEvents KxMemoryEvents;

/*
 * kx_memory_events_new:
 * @error: KX_ERROR_FAILED: udev cannot be listened to
 */
KxMemoryEvents *kx_memory_events_new (void (*changed) (gpointer user_data), gpointer user_data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kx_memory_events_free (KxMemoryEvents *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemoryEvents, kx_memory_events_free)
