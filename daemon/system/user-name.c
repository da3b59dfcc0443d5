/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "user-name.h"

#include <pwd.h>

/* No entry of the user database is longer. */
#define ENTRY_BYTES 65536

static void
look_up (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autofree char *buffer = g_malloc (ENTRY_BYTES);
  struct passwd entry;
  struct passwd *found = NULL;

  if (getpwuid_r ((uid_t) GPOINTER_TO_SIZE (task_data), &entry, buffer, ENTRY_BYTES, &found) != 0
      || found == NULL || *found->pw_name == '\0')
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, g_utf8_make_valid (found->pw_name, -1), g_free);
}

void
kx_user_name_async (uid_t uid, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, kx_user_name_async);
  g_task_set_task_data (task, GSIZE_TO_POINTER ((gsize) uid), NULL);
  g_task_run_in_thread (task, look_up);
}

char *
kx_user_name_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_user_name_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
