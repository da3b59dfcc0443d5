/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <gio/gio.h>

/* Looks up what @uid is called, which may take its time where users come from elsewhere: in a
 * thread. */
void kx_user_name_async (uid_t uid, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);

/* The name, UTF-8; NULL where there is none. (transfer full) Cannot fail. */
char *kx_user_name_finish (GAsyncResult *result);
