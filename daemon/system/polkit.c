/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "polkit.h"

#include <unistd.h>

#define NAME "org.freedesktop.PolicyKit1"
#define PATH "/org/freedesktop/PolicyKit1/Authority"
#define INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* CheckAuthorizationFlags */
#define ALLOW_USER_INTERACTION 1U

struct _KxPolkit
{
  GDBusConnection *connection;
};

KxPolkit *
kx_polkit_new (GDBusConnection *connection)
{
  KxPolkit *polkit = g_new0 (KxPolkit, 1);

  polkit->connection = g_object_ref (connection);
  return polkit;
}

void
kx_polkit_free (KxPolkit *polkit)
{
  if (polkit == NULL)
    return;
  g_object_unref (polkit->connection);
  g_free (polkit);
}

/* polkitd tells the checks of one bus name apart by this; never the same twice in a process. */
static char *
new_cancellation_id (void)
{
  static guint64 serial = 0;

  return g_strdup_printf ("kexecd-%ld-%" G_GUINT64_FORMAT, (long) getpid (), ++serial);
}

static void
withdraw (GDBusConnection *connection, const char *cancellation_id)
{
  g_dbus_connection_call (connection, NAME, PATH, INTERFACE, "CancelCheckAuthorization",
                          g_variant_new ("(s)", cancellation_id), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection *connection = G_DBUS_CONNECTION (source);
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) details = NULL;
  gboolean authorized, challenge;

  reply = g_dbus_connection_call_finish (connection, result, &error);
  if (reply == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          withdraw (connection, g_task_get_task_data (task));
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      g_dbus_error_strip_remote_error (error);
      g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                               "nobody can be authorised, because polkit gave no answer (%s); root "
                               "needs none, others need polkitd running",
                               error->message);
      return;
    }

  g_variant_get (reply, "((bb@a{ss}))", &authorized, &challenge, &details);
  /* Somebody was asked and closed the prompt: asking again would only annoy. */
  if (g_variant_lookup (details, "polkit.dismissed", "s", NULL))
    challenge = FALSE;
  g_task_return_int (task, authorized  ? KX_AUTHORITY_YES
                           : challenge ? KX_AUTHORITY_CHALLENGE
                                       : KX_AUTHORITY_NO);
}

void
kx_polkit_check_async (KxPolkit *polkit, const char *sender, const char *action,
                       const char *const *details, gboolean interactive, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GVariantBuilder subject, pairs;
  char *id;

  g_task_set_source_tag (task, kx_polkit_check_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  g_variant_builder_init (&subject, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (sender));
  g_variant_builder_init (&pairs, G_VARIANT_TYPE ("a{ss}"));
  for (gsize i = 0; details != NULL && details[i] != NULL && details[i + 1] != NULL; i += 2)
    g_variant_builder_add (&pairs, "{ss}", details[i], details[i + 1]);

  id = new_cancellation_id ();
  g_task_set_task_data (task, id, g_free);
  g_dbus_connection_call (polkit->connection, NAME, PATH, INTERFACE, "CheckAuthorization",
                          g_variant_new ("((sa{sv})sa{ss}us)", "system-bus-name", &subject, action,
                                         &pairs, interactive ? ALLOW_USER_INTERACTION : 0, id),
                          G_VARIANT_TYPE ("((bba{ss}))"), G_DBUS_CALL_FLAGS_NONE,
                          interactive ? G_MAXINT : -1, cancellable, on_checked,
                          g_steal_pointer (&task));
}

gboolean
kx_polkit_check_finish (GAsyncResult *result, KxAuthority *authority, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_async_result_is_tagged (result, kx_polkit_check_async), FALSE);
  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;
  *authority = (KxAuthority) value;
  return TRUE;
}
