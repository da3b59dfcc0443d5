/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl cancel: ends the caller's own waiting calls, and the restart that he scheduled.
 */
#include <stdio.h>

#include "command.h"
#include "date.h"
#include "json.h"
#include "snapshot.h"

/* What became of what was scheduled. */
static void
print_outcome (const KxSnapshot *before, const KxSnapshot *after)
{
  g_autofree char *moment = kx_date_format (before->scheduled);

  puts ("Nothing of yours is waiting any more.");
  if (after->scheduled != 0)
    {
      g_autofree char *left = kx_date_format (after->scheduled);

      printf ("The restart at %s stays: only %s%s can end it.\n", left, after->scheduled_user,
              g_str_equal (after->scheduled_user, "root") ? "" : " or root");
    }
  else if (before->scheduled != 0)
    printf ("The restart at %s does not take place.\n", moment);
}

/* What is left, another user's. */
static void
print_json (const KxSnapshot *after)
{
  g_autoptr (GVariant) scheduled
      = g_variant_lookup_value (after->status, "scheduled", G_VARIANT_TYPE_VARDICT);
  GVariantBuilder answer;

  g_variant_builder_init (&answer, G_VARIANT_TYPE_VARDICT);
  if (scheduled != NULL)
    g_variant_builder_add (&answer, "{sv}", "scheduled", scheduled);
  kx_json_print (g_variant_builder_end (&answer));
}

gboolean
kx_cancel_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) before = { 0 };
  g_auto (KxSnapshot) after = { 0 };

  if (!kx_snapshot_fetch (&before, context, error)
      || !kx_dbus_manager_call_cancel_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                            error)
      || !kx_snapshot_fetch (&after, context, error))
    return FALSE;

  if (context->json)
    print_json (&after);
  else
    print_outcome (&before, &after);
  return TRUE;
}
