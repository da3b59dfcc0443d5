/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl cancel: ends the caller's own waiting calls.
 */
#include <stdio.h>

#include "command.h"
#include "json.h"

gboolean
kx_cancel_run (KxContext *context, char **arguments, GError **error)
{
  if (!kx_context_connect (context, FALSE, error))
    return FALSE;
  if (!kx_dbus_manager_call_cancel_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error))
    return FALSE;

  if (context->json)
    kx_json_print (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  else
    puts ("Nothing of yours is waiting any more.");
  return TRUE;
}
