/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "authorise.h"

#include "error.h"

typedef struct
{
  KxPolkit *polkit;
  char *sender;
  char **actions;
  char **details;
  gboolean interactive;
  guint asked;        /* actions that have been asked about without a prompt */
  int prompt;         /* index of the strictest one that needs a password; -1: none */
} Authorisation;

static void ask_next (GTask *task);

static void
authorisation_free (gpointer data)
{
  Authorisation *self = data;

  g_free (self->sender);
  g_strfreev (self->actions);
  g_strfreev (self->details);
  g_free (self);
}

static void
refuse (GTask *task, const char *action)
{
  g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                           "the policy of this machine does not allow you to do this (polkit action "
                           "%s); ask an administrator",
                           action);
  g_object_unref (task);
}

static void
require_prompt (GTask *task, const char *action, const char *what)
{
  g_task_return_new_error (task, KX_ERROR, KX_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED,
                           "this needs a password (polkit action %s), but %s", action, what);
  g_object_unref (task);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Authorisation *self = g_task_get_task_data (task);
  const char *action;
  KxAuthority authority;
  GError *error = NULL;
  gboolean prompted = self->actions[self->asked] == NULL;

  action = self->actions[prompted ? (guint) self->prompt : self->asked];
  if (!kx_polkit_check_finish (result, &authority, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (authority == KX_AUTHORITY_NO)
    refuse (task, action);
  else if (prompted && authority == KX_AUTHORITY_CHALLENGE)
    require_prompt (task, action,
                    "there is nobody in your session who could ask for it; try it on a terminal "
                    "with kexecctl");
  else if (prompted)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else
    {
      if (authority == KX_AUTHORITY_CHALLENGE && self->prompt < 0)
        self->prompt = (int) self->asked;
      self->asked++;
      ask_next (task);
    }
}

static void
ask (GTask *task, const char *action, gboolean interactive)
{
  Authorisation *self = g_task_get_task_data (task);

  kx_polkit_check_async (self->polkit, self->sender, action, (const char *const *) self->details,
                         interactive, g_task_get_cancellable (task), on_answer, task);
}

static void
ask_next (GTask *task)
{
  Authorisation *self = g_task_get_task_data (task);

  if (self->actions[self->asked] != NULL)
    ask (task, self->actions[self->asked], FALSE);
  else if (self->prompt < 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else if (self->interactive)
    ask (task, self->actions[self->prompt], TRUE);
  else
    require_prompt (task, self->actions[self->prompt],
                    "the call does not allow to ask for one (flag ALLOW_INTERACTIVE_AUTHORIZATION)");
}

void
kx_authorise_async (KxPolkit *polkit,
                    const char *sender,
                    uid_t uid,
                    const char *const *actions,
                    const char *const *details,
                    gboolean interactive,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Authorisation *self = g_new0 (Authorisation, 1);

  self->polkit = polkit;
  self->sender = g_strdup (sender);
  self->actions = g_strdupv ((char **) actions);
  self->details = g_strdupv ((char **) details);
  self->interactive = interactive;
  self->prompt = -1;
  g_task_set_task_data (task, self, authorisation_free);

  if (uid == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  g_assert (actions[0] != NULL);
  ask_next (task);
}

gboolean
kx_authorise_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
