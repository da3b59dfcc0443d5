/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "requests.h"

#include "error.h"
#include "events.h"

/* What is forgiven may be loaded again: whoever called finds it so. */
static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;

  /* Whether it can be loaded is another question, which Status answers. */
  (void) !kx_follower_look_finish (result, NULL);
  kx_call_return (call, NULL);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  const KxRequest *request = call->data;
  GError *error = NULL;

  if (kx_chronicle_save_finish (result, &error))
    kx_follower_look_async (request->service->follower, call->cancellable, on_settled, call);
  else
    {
      g_prefix_error (&error, "it is forgiven until the daemon starts again, and then no more: ");
      kx_call_fail (call, error);
    }
}

static void
do_forgive (KxCall *call)
{
  const KxRequest *request = call->data;
  KxKeeper *keeper = request->service->keeper;
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);
  KxJournal *journal = kx_chronicle_get_journal (chronicle);
  guint records = kx_quarantine_forgive (journal->quarantine, request->image);

  if (records == 0 && *request->image != '\0')
    {
      kx_call_fail (call,
                    g_error_new (KX_ERROR, KX_ERROR_NO_SUCH_IMAGE,
                                 "nothing that is called %s has failed on this machine; “kexecctl "
                                 "history” shows what has",
                                 request->image));
      return;
    }

  kx_event_forgiven (request->image, records, call->uid);
  kx_keeper_set_quarantine (keeper, kx_quarantine_copy (journal->quarantine));
  kx_chronicle_save_async (chronicle, on_kept, call);
}

gboolean
kx_request_forgive (KxDbusManager *skeleton,
                    GDBusMethodInvocation *invocation,
                    const char *image,
                    KxService *service)
{
  KxRequest *request = kx_request_new (service, KX_MEMBER_FORGIVE, do_forgive);

  request->image = g_strdup (image);
  kx_request_open (request, invocation, NULL, NULL);
  return TRUE;
}
