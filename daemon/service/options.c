/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "options.h"

#include "names.h"

/* Where an option's value goes, by its type. */
static const struct
{
  const char *name;
  const char *type;
  gsize offset;
} table[] = {
  { KX_OPTION_APPEND, "s", G_STRUCT_OFFSET (KxOptions, append) },
  { KX_OPTION_CMDLINE, "s", G_STRUCT_OFFSET (KxOptions, cmdline) },
  { KX_OPTION_EXPECT, "t", G_STRUCT_OFFSET (KxOptions, expect) },
  { KX_OPTION_FORCE, "b", G_STRUCT_OFFSET (KxOptions, force) },
  { KX_OPTION_IGNORE_HAZARDS, "b", G_STRUCT_OFFSET (KxOptions, ignore_hazards) },
  { KX_OPTION_IGNORE_INHIBITORS, "b", G_STRUCT_OFFSET (KxOptions, ignore_inhibitors) },
  { KX_OPTION_IGNORE_SESSIONS, "b", G_STRUCT_OFFSET (KxOptions, ignore_sessions) },
  { KX_OPTION_WHEN, "t", G_STRUCT_OFFSET (KxOptions, when) },
};

void
kx_options_clear (KxOptions *options)
{
  g_clear_pointer (&options->append, g_free);
  g_clear_pointer (&options->cmdline, g_free);
}

static gboolean G_GNUC_PRINTF (2, 3)
invalid (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
set_value (KxOptions *options, gsize i, GVariant *value, GError **error)
{
  gpointer field = G_STRUCT_MEMBER_P (options, table[i].offset);

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE (table[i].type)))
    return invalid (error, "the option “%s” must be of the D-Bus type “%s”", table[i].name,
                    table[i].type);

  switch (table[i].type[0])
    {
    case 's':
      *(char **) field = g_variant_dup_string (value, NULL);
      break;
    case 't':
      *(guint64 *) field = g_variant_get_uint64 (value);
      options->has_expect |= field == &options->expect;
      options->has_when |= field == &options->when;
      break;
    default:
      *(gboolean *) field = g_variant_get_boolean (value);
      break;
    }

  return TRUE;
}

gboolean
kx_options_parse (GVariant *variant, const char *const *known, KxOptions *options, GError **error)
{
  g_auto (KxOptions) parsed = { 0 };
  GVariantIter iter;
  const char *name;
  GVariant *next;
  guint seen = 0;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &next))
    {
      g_autoptr (GVariant) value = next;
      gsize i = 0;

      while (i < G_N_ELEMENTS (table) && g_strcmp0 (table[i].name, name) != 0)
        i++;
      if (i == G_N_ELEMENTS (table) || !g_strv_contains (known, name))
        return invalid (error, "this method has no option “%s”", name);
      if ((seen & 1u << i) != 0)
        return invalid (error, "the option “%s” is given twice", name);
      seen |= 1u << i;
      if (!set_value (&parsed, i, value, error))
        return FALSE;
    }

  if (parsed.append != NULL && parsed.cmdline != NULL)
    return invalid (error, "“%s” and “%s” exclude each other", KX_OPTION_APPEND, KX_OPTION_CMDLINE);

  *options = parsed;
  parsed = (KxOptions){ 0 };
  return TRUE;
}
