/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl forgive: lets an image be loaded again that has failed.
 */
#include <stdio.h>

#include "agent.h"
#include "command.h"
#include "failure.h"
#include "json.h"
#include "snapshot.h"
#include "term.h"

static gboolean option_all = FALSE;

const GOptionEntry kx_forgive_options[] = {
  { "all", 0, 0, G_OPTION_ARG_NONE, &option_all, "Every image that has failed", NULL },
  G_OPTION_ENTRY_NULL,
};

static gboolean
call_forgive (KxContext *context, const char *image, GError **error)
{
  g_autoptr (KxAgent) agent = context->ask_password ? kx_agent_start () : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_forgive (context->manager, image, kx_context_call_flags (context), G_MAXINT,
                                NULL, kx_wait_callback, &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_forgive_finish (context->manager, result, error);
}

static void
print_outcome (const char *image)
{
  g_autofree char *safe = kx_term_safe (image);

  if (image[0] == '\0')
    puts ("Everything is forgiven: no image and no way to load is kept out any more.");
  else
    printf ("%s is forgiven: it may be loaded again, in every way.\n", safe);
}

gboolean
kx_forgive_run (KxContext *context, char **arguments, GError **error)
{
  const char *image = arguments[0];
  g_auto (KxSnapshot) snapshot = { 0 };

  if (option_all && image != NULL)
    return kx_usage (error, "either IMAGE or --all, not both");
  /* To the daemon an empty name is every image: nobody shall forgive so much by accident. */
  if (!option_all && (image == NULL || image[0] == '\0'))
    return kx_usage (error, "'forgive' needs an image ('kexecctl history' shows what failed) or "
                            "--all");
  if (option_all)
    image = "";

  if (!kx_context_connect (context, FALSE, error) || !call_forgive (context, image, error)
      || !kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  if (context->json)
    kx_json_print (snapshot.status);
  else
    print_outcome (image);
  return TRUE;
}
