/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unbind-list.h"

#include <string.h>

#include "error.h"

#define HEADER "kexecd-unbind 1\n"
#define LONGEST_NAME 255
#define FIELDS 3

/* What can be a directory of sysfs, and nothing that leads out of it. */
static gboolean
is_name (const char *text, gsize length)
{
  if (length == 0 || length > LONGEST_NAME)
    return FALSE;
  if (text[0] == '.' && (length == 1 || (length == 2 && text[1] == '.')))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]) || text[i] == '/')
      return FALSE;
  return TRUE;
}

KxBinding *
kx_binding_new (const char *bus, const char *driver, const char *device)
{
  KxBinding *binding;

  if (!is_name (bus, strlen (bus)) || !is_name (driver, strlen (driver))
      || !is_name (device, strlen (device)))
    return NULL;

  binding = g_new0 (KxBinding, 1);
  binding->bus = g_strdup (bus);
  binding->driver = g_strdup (driver);
  binding->device = g_strdup (device);
  return binding;
}

void
kx_binding_free (KxBinding *binding)
{
  g_free (binding->bus);
  g_free (binding->driver);
  g_free (binding->device);
  g_free (binding);
}

GPtrArray *
kx_unbind_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) kx_binding_free);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  const KxBinding *one = a;
  const KxBinding *other = b;

  return strcmp (one->bus, other->bus) == 0 && strcmp (one->driver, other->driver) == 0
         && strcmp (one->device, other->device) == 0;
}

void
kx_unbind_list_add (GPtrArray *list, const char *bus, const char *driver, const char *device)
{
  g_autoptr (KxBinding) binding = kx_binding_new (bus, driver, device);

  if (binding != NULL && !g_ptr_array_find_with_equal_func (list, binding, is_same, NULL))
    g_ptr_array_add (list, g_steal_pointer (&binding));
}

/* @length: of the line, without its end; NULL where it is none. */
static KxBinding *
parse_line (const char *line, gsize length)
{
  const char *end = line + length;
  g_auto (GStrv) names = g_new0 (char *, FIELDS + 1);

  for (guint i = 0; i < FIELDS; i++)
    {
      const char *tab = memchr (line, '\t', (gsize) (end - line));
      const char *stop = tab != NULL ? tab : end;

      if ((tab != NULL) != (i + 1 < FIELDS) || !is_name (line, (gsize) (stop - line)))
        return NULL;
      names[i] = g_strndup (line, (gsize) (stop - line));
      if (tab != NULL)
        line = tab + 1;
    }

  return kx_binding_new (names[0], names[1], names[2]);
}

GPtrArray *
kx_unbind_list_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GPtrArray) bindings = kx_unbind_list_new ();
  const char *end = data + size;
  const char *line = data;

  if (size >= strlen (HEADER) && memcmp (data, HEADER, strlen (HEADER)) == 0)
    line = data + strlen (HEADER);

  while (line > data && line < end && bindings->len < KX_UNBIND_MAX)
    {
      const char *newline = memchr (line, '\n', (gsize) (end - line));
      KxBinding *binding = newline != NULL ? parse_line (line, (gsize) (newline - line)) : NULL;

      if (binding == NULL)
        break;
      g_ptr_array_add (bindings, binding);
      line = newline + 1;
    }

  if (line > data && line == end)
    return g_steal_pointer (&bindings);

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
               "the list of devices to unbind is not understood from its byte %zu on",
               (gsize) (line - data));
  return NULL;
}

char *
kx_unbind_list_format (const GPtrArray *bindings)
{
  GString *text = g_string_new (HEADER);

  for (guint i = 0; i < MIN (bindings->len, KX_UNBIND_MAX); i++)
    {
      const KxBinding *binding = g_ptr_array_index (bindings, i);

      g_string_append_printf (text, "%s\t%s\t%s\n", binding->bus, binding->driver, binding->device);
    }
  return g_string_free (text, FALSE);
}
