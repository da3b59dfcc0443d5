/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl rescan: looks at /boot again and shows the outcome.
 */
#include "agent.h"
#include "command.h"
#include "progress.h"

gboolean
kx_rescan_run (KxContext *context, char **arguments, GError **error)
{
  g_autoptr (KxAgent) agent = NULL;
  g_autoptr (KxProgress) progress = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  if (!kx_context_connect (context, FALSE, error))
    return FALSE;

  agent = context->ask_password ? kx_agent_start () : NULL;
  progress = kx_progress_start (context->manager);
  kx_dbus_manager_call_rescan (context->manager, kx_context_call_flags (context), G_MAXINT, NULL,
                               kx_wait_callback, &wait);
  result = kx_wait_run (&wait);
  if (!kx_dbus_manager_call_rescan_finish (context->manager, result, error))
    return FALSE;

  /* The outcome belongs on a clean terminal. */
  g_clear_pointer (&progress, kx_progress_stop);
  g_clear_pointer (&agent, kx_agent_stop);
  return kx_status_run (context, arguments, error);
}
