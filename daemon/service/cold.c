/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cold.h"

#include "cold-reason.h"
#include "events.h"
#include "names.h"

GPtrArray *
kx_cold_get_reasons (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  GPtrArray *reasons = kx_cold_reasons_new ();

  if (kx_keeper_is_cold_requested (keeper))
    kx_cold_reasons_add (reasons, KX_COLD_REQUESTED,
                         "a cold restart was asked for; “kexecctl next fast” withdraws that");
  if (catalogue != NULL)
    kx_cold_reasons_add_all (reasons, catalogue->cold_reasons);
  return reasons;
}

void
kx_cold_update (KxKeeper *keeper)
{
  g_autoptr (GPtrArray) reasons = kx_cold_get_reasons (keeper);
  g_autofree char *now = kx_cold_reasons_join (reasons);
  g_autofree char *before = g_strdup (kx_keeper_get_hindrance (keeper, KX_HINDRANCE_COLD));

  kx_keeper_set_hindrance (keeper, KX_HINDRANCE_COLD, now);
  if (now != NULL && g_strcmp0 (before, now) != 0)
    kx_event_cold_due (now);
  else if (now == NULL && before != NULL)
    kx_event_cold_over (before);
}

gboolean
kx_cold_parse_kind (const char *kind, gboolean *cold, GError **error)
{
  if (!g_str_equal (kind, KX_NEXT_COLD) && !g_str_equal (kind, KX_NEXT_FAST))
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                   "a restart is “" KX_NEXT_COLD "” or “" KX_NEXT_FAST "”, not “%s”", kind);
      return FALSE;
    }

  *cold = g_str_equal (kind, KX_NEXT_COLD);
  return TRUE;
}
