/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl unload: drops what is armed or staged, and says what that was.
 */
#include <stdio.h>

#include "agent.h"
#include "command.h"
#include "expect.h"
#include "json.h"
#include "snapshot.h"

static gint64 option_expect = KX_EXPECT_NONE;

const GOptionEntry kx_unload_options[] = {
  KX_EXPECT_OPTION (&option_expect),
  G_OPTION_ENTRY_NULL,
};

static gboolean
call_unload (KxContext *context, GVariant *options, GError **error)
{
  g_autoptr (KxAgent) agent = context->ask_password ? kx_agent_start () : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_unload (context->manager, options, kx_context_call_flags (context), G_MAXINT,
                               NULL, kx_wait_callback, &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_unload_finish (context->manager, result, error);
}

gboolean
kx_unload_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };
  g_autofree char *name = NULL;
  GVariantBuilder options;

  if (!kx_expect_check (option_expect, error) || !kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  kx_expect_add (&options, option_expect, snapshot.generation);
  if (!call_unload (context, g_variant_builder_end (&options), error))
    return FALSE;

  if (context->json)
    {
      GVariantBuilder answer;

      g_variant_builder_init (&answer, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&answer, "{sv}", "image", g_variant_new_string (snapshot.image));
      g_variant_builder_add (&answer, "{sv}", "release", g_variant_new_string (snapshot.release));
      kx_json_print (g_variant_builder_end (&answer));
      return TRUE;
    }

  name = snapshot.has_armed ? kx_snapshot_name (&snapshot) : g_strdup ("what another program loaded");
  printf ("Dropped %s. The next restart is an ordinary one; 'kexecctl load' makes a fast one ready "
          "again.\n",
          name);
  return TRUE;
}
