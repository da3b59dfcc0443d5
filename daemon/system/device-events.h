/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Tells when devices come, go or change, at once and for each of them. Listens to the kernel and not
 * to udev: its messages reach every network namespace of the machine, so that the daemon need not be
 * in the one of udev; what udev makes of it follows a moment later. Lives in the thread-default main
 * context; wakes up for nothing else.
 */
typedef struct _KxDeviceEvents KxDeviceEvents;

/*
 * kx_device_events_new:
 * @subsystems: (array zero-terminated=1): "memory", "block"
 * @directories: (array zero-terminated=1): beginnings of the paths in sysfs below which they are, as
 *   of kx_uevent_filter_attach()
 * @changed: called from the main loop; must not free the events. Also when messages were lost
 * @error: KX_ERROR_FAILED: the kernel cannot be listened to
 */
KxDeviceEvents *kx_device_events_new (const char *const *subsystems,
                                      const char *const *directories,
                                      void (*changed) (gpointer user_data), gpointer user_data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kx_device_events_free (KxDeviceEvents *events);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxDeviceEvents, kx_device_events_free)
