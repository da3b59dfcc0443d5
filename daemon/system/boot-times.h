/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* When the parts of this boot ended, by the service manager; microseconds after the kernel's clocks
 * began. 0: it does not know. */
typedef struct
{
  gint64 initrd;
  gint64 userspace;
  gint64 finished;
} KxBootTimes;

/*
 * kx_boot_times_async:
 * @connection: the system bus
 *
 * Waits until everything is started, for as long as it takes: until @cancellable is.
 */
void kx_boot_times_async (GDBusConnection *connection, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);

/* FALSE with G_IO_ERROR_CANCELLED, KX_ERROR_UNSUPPORTED where there is no systemd, or KX_ERROR_FAILED where
 * it does not answer; @times untouched then. */
gboolean kx_boot_times_finish (GAsyncResult *result, KxBootTimes *times, GError **error);
