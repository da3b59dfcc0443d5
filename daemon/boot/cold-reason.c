/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cold-reason.h"

static void
reason_free (gpointer data)
{
  KxColdReason *reason = data;

  g_free (reason->text);
  g_free (reason);
}

GPtrArray *
kx_cold_reasons_new (void)
{
  return g_ptr_array_new_with_free_func (reason_free);
}

void
kx_cold_reasons_add (GPtrArray *reasons, const char *id, const char *format, ...)
{
  KxColdReason *reason = g_new0 (KxColdReason, 1);
  va_list arguments;

  va_start (arguments, format);
  reason->id = id;
  reason->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (reasons, reason);
}

void
kx_cold_reasons_add_all (GPtrArray *reasons, const GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    {
      const KxColdReason *other = others->pdata[i];

      kx_cold_reasons_add (reasons, other->id, "%s", other->text);
    }
}

gboolean
kx_cold_reasons_have (const GPtrArray *reasons, const char *id)
{
  for (guint i = 0; i < reasons->len; i++)
    if (g_str_equal (((const KxColdReason *) reasons->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

char *
kx_cold_reasons_join (const GPtrArray *reasons)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < reasons->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            ((const KxColdReason *) reasons->pdata[i])->text);
  return reasons->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
