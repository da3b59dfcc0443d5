/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl doctor: what may go wrong in a fast restart of this machine, and what to do about it.
 */
#include <stdio.h>

#include "command.h"
#include "json.h"
#include "snapshot.h"
#include "term.h"

/* The exit code where something blocks: that of the error which Execute would meet. */
#define BLOCKED_EXIT 25

/* The string @key of @hazard, safe to print (full). */
static char *
text_of (GVariant *hazard, const char *key)
{
  const char *text = "";

  g_variant_lookup (hazard, key, "&s", &text);
  return kx_term_safe (text);
}

static KxColour
colour_of (const char *severity)
{
  if (g_str_equal (severity, KX_SEVERITY_NAME_BLOCKING))
    return KX_COLOUR_RED;
  return g_str_equal (severity, KX_SEVERITY_NAME_WARNING) ? KX_COLOUR_YELLOW : KX_COLOUR_DIM;
}

static void
print_hazard (GVariant *hazard)
{
  g_autofree char *id = text_of (hazard, "id");
  g_autofree char *severity = text_of (hazard, "severity");
  g_autofree char *device = text_of (hazard, "device");
  g_autofree char *text = text_of (hazard, "text");
  g_autofree char *remedy = text_of (hazard, "remedy");

  printf ("%s%s%s %s%s%s%s\n", kx_term_begin (colour_of (severity)), severity, kx_term_end (), id,
          *device != '\0' ? " (" : "", device, *device != '\0' ? ")" : "");
  printf ("  %s\n", text);
  if (*remedy != '\0')
    printf ("  %sTo do:%s %s\n", kx_term_begin (KX_COLOUR_DIM), kx_term_end (), remedy);
}

static void
print_hazards (const KxSnapshot *snapshot)
{
  const char *heading = "Nothing stands in the way of a fast restart";
  KxColour colour = KX_COLOUR_GREEN;

  if (snapshot->n_blocking > 0)
    {
      heading = "This machine might not come through a fast restart";
      colour = KX_COLOUR_RED;
    }
  else if (snapshot->n_warnings > 0)
    {
      heading = "A fast restart works, but not everything outlives it";
      colour = KX_COLOUR_YELLOW;
    }

  printf ("%s%s%s %s%s%s\n", kx_term_begin (colour), kx_term_bullet (), kx_term_end (),
          kx_term_begin (KX_COLOUR_BOLD), heading, kx_term_end ());
  for (gsize i = 0; i < g_variant_n_children (snapshot->hazards); i++)
    {
      g_autoptr (GVariant) hazard = g_variant_get_child_value (snapshot->hazards, i);

      print_hazard (hazard);
    }
}

/* What gets the machine back should the next kernel not come up; nothing where nothing is armed. */
static void
print_protection (const char *what, const char *text)
{
  if (*text != '\0')
    printf ("%s%s%s\n  %s\n", kx_term_begin (KX_COLOUR_DIM), what, kx_term_end (), text);
}

/* Not everything that matters tells when it changes: the daemon looks anew for this question. */
static gboolean
look_again (KxContext *context, GError **error)
{
  g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  g_autoptr (GVariant) details = NULL;
  g_autofree char *verdict = NULL;

  if (!kx_context_connect (context, FALSE, error))
    return FALSE;
  return kx_dbus_manager_call_can_execute_sync (context->manager, options,
                                                G_DBUS_CALL_FLAGS_NONE, -1, &verdict, &details,
                                                NULL, error);
}

gboolean
kx_doctor_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };

  if (!look_again (context, error) || !kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  if (context->json)
    kx_json_print (snapshot.hazards);
  else
    {
      print_hazards (&snapshot);
      print_protection ("after a panic", snapshot.panic);
      print_protection ("after a hang", snapshot.watchdog);
    }
  context->exit_code = snapshot.n_blocking > 0 ? BLOCKED_EXIT : 0;
  return TRUE;
}
