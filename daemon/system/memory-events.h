/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Tells when memory comes or goes (subsystem "memory"), at once and for each block. Listens to the
 * kernel and not to udev: its messages reach every network namespace of the machine, so that
 * the daemon need not be in the one of udev. Lives in the thread-default main context; wakes up for
 * nothing else.
 */
typedef struct _KxMemoryEvents KxMemoryEvents;

/*
 * kx_memory_events_new:
 * @changed: called from the main loop; must not free the events. Also when messages were lost
 * @error: KX_ERROR_FAILED: the kernel cannot be listened to
 */
KxMemoryEvents *kx_memory_events_new (void (*changed) (gpointer user_data), gpointer user_data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kx_memory_events_free (KxMemoryEvents *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemoryEvents, kx_memory_events_free)
