/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl next: whether the next ordinary reboot has to be a cold one.
 */
#include <stdio.h>

#include "agent.h"
#include "command.h"
#include "failure.h"
#include "json.h"
#include "snapshot.h"

static gboolean
call_set (KxContext *context, const char *kind, GError **error)
{
  g_autoptr (KxAgent) agent = context->ask_password ? kx_agent_start () : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_set_next_restart (context->manager, kind, kx_context_call_flags (context),
                                         G_MAXINT, NULL, kx_wait_callback, &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_set_next_restart_finish (context->manager, result, error);
}

static void
print_outcome (const KxSnapshot *snapshot)
{
  if (snapshot->cold_reasons[0] == NULL)
    puts ("The next ordinary reboot need not go through the firmware.");
  for (char **reason = snapshot->cold_reasons; *reason != NULL; reason++)
    printf ("The next ordinary reboot has to go through the firmware: %s.\n", *reason);
  if (snapshot->cold_reasons[0] != NULL && g_str_equal (snapshot->state, KX_STATE_FOREIGN))
    puts ("But another program has loaded a kernel, which an ordinary reboot may start: "
          "'kexecctl unload' drops it.");
}

gboolean
kx_next_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };

  if (arguments[0] == NULL)
    return kx_usage (error, "'next' needs a word: '%s' or '%s'", KX_NEXT_COLD, KX_NEXT_FAST);
  if (!kx_context_connect (context, FALSE, error) || !call_set (context, arguments[0], error)
      || !kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  if (context->json)
    kx_json_print (snapshot.status);
  else
    print_outcome (&snapshot);
  return TRUE;
}
