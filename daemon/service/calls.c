/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "calls.h"

#include "caller.h"
#include "error.h"

struct _KxCalls
{
  GPtrArray *open; /* KxCall*, of known users */
};

typedef struct
{
  KxCall *call;
  void (*ready) (KxCall *call);
} Opening;

KxCalls *
kx_calls_new (void)
{
  KxCalls *calls = g_new0 (KxCalls, 1);

  calls->open = g_ptr_array_new ();
  return calls;
}

void
kx_calls_free (KxCalls *calls)
{
  g_ptr_array_unref (calls->open);
  g_free (calls);
}

static void
call_free (KxCall *call)
{
  g_ptr_array_remove_fast (call->calls->open, call);
  g_clear_pointer (&call->watch, kx_caller_watch_free);
  g_clear_object (&call->cancellable);
  if (call->data_free != NULL)
    call->data_free (call->data);
  g_free (call);
}

void
kx_call_return (KxCall *call, GVariant *values)
{
  g_dbus_method_invocation_return_value (g_steal_pointer (&call->invocation), values);
  call_free (call);
}

void
kx_call_fail (KxCall *call, GError *error)
{
  /* A cancelled call is one that its own user or root has ended: the contract has no better name.
   * */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      error = g_error_new_literal (KX_ERROR, KX_ERROR_FAILED, "the call was cancelled");
    }
  else if (error->domain != KX_ERROR && error->domain != G_DBUS_ERROR)
    {
      error->domain = KX_ERROR;
      error->code = KX_ERROR_FAILED;
    }

  g_dbus_method_invocation_take_error (g_steal_pointer (&call->invocation), error);
  call_free (call);
}

static gboolean
admit (const KxCalls *calls, uid_t uid, GError **error)
{
  guint own = 0, others = 0;

  for (guint i = 0; i < calls->open->len; i++)
    {
      const KxCall *call = calls->open->pdata[i];

      if (call->uid == uid)
        own++;
      else if (call->uid != 0)
        others++;
    }

  if (own < (uid == 0 ? KX_CALLS_OF_ROOT : KX_CALLS_PER_USER)
      && (uid == 0 || own + others < KX_CALLS_OF_USERS))
    return TRUE;

  g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED,
                       "too many calls are waiting for an answer; end some of them (“kexecctl "
                       "cancel”) or wait until they end");
  return FALSE;
}

static void
on_caller (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Opening *opening = user_data;
  KxCall *call = opening->call;
  GError *error = NULL;

  if (!kx_caller_lookup_finish (result, &call->uid, &error)
      || !admit (call->calls, call->uid, &error))
    {
      kx_call_fail (call, error);
      return;
    }

  g_ptr_array_add (call->calls->open, call);
  call->watch = kx_caller_watch_new (g_dbus_method_invocation_get_connection (call->invocation),
                                     g_dbus_method_invocation_get_sender (call->invocation),
                                     call->cancellable);
  opening->ready (call);
}

void
kx_call_open (KxCalls *calls,
              GDBusMethodInvocation *invocation,
              gpointer data,
              GDestroyNotify data_free,
              void (*ready) (KxCall *call))
{
  KxCall *call = g_new0 (KxCall, 1);
  Opening *opening = g_new0 (Opening, 1);

  call->calls = calls;
  call->invocation = invocation;
  call->cancellable = g_cancellable_new ();
  call->data = data;
  call->data_free = data_free;
  opening->call = call;
  opening->ready = ready;
  kx_caller_lookup_async (g_dbus_method_invocation_get_connection (invocation),
                          g_dbus_method_invocation_get_sender (invocation), NULL, on_caller,
                          opening);
}

void
kx_calls_cancel (KxCalls *calls, uid_t uid)
{
  g_autoptr (GPtrArray) cancellables = g_ptr_array_new_with_free_func (g_object_unref);

  /* First collected: a call that is cancelled may end at once and leave the list. */
  for (guint i = 0; i < calls->open->len; i++)
    {
      const KxCall *call = calls->open->pdata[i];

      if (uid == 0 || call->uid == uid)
        g_ptr_array_add (cancellables, g_object_ref (call->cancellable));
    }

  for (guint i = 0; i < cancellables->len; i++)
    g_cancellable_cancel (cancellables->pdata[i]);
}
