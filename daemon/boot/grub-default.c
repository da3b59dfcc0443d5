/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-default.h"

#include <string.h>

#include "grub-number.h"

/* A ">" that stands for itself is doubled. Returns where the first part of @value ends. */
static const char *
end_of_part (const char *value)
{
  for (; *value != '\0'; value++)
    if (value[0] == '>' && value[1] == '>')
      value++;
    else if (value[0] == '>')
      break;
  return value;
}

/* Is @name what @value begins with, up to a ">" or the end? */
static gboolean
is_named (const char *name, const char *value)
{
  const char *end = end_of_part (value);

  for (; value < end; value++, name++)
    {
      if (value[0] == '>')
        value++;
      if (*name == '\0' || *name != *value)
        return FALSE;
    }
  return *name == '\0';
}

static int
find_number (const GPtrArray *items, const char *value, gboolean alone)
{
  guint64 number;
  const char *end;

  if (!kx_grub_number_parse (value, &number, &end) || number >= items->len)
    return -1;
  return alone && *end != '\0' ? -1 : (int) number;
}

static int
find_in_fedora (const GPtrArray *items, const char *value)
{
  gsize word = strcspn (value, " \t\n\v\f\r");
  g_autofree char *id = g_strndup (value, word);

  /* Of a list of ids the first one is looked for, and found; but a default has to be alone. */
  for (guint i = 0; id[0] != '\0' && i < items->len; i++)
    if (is_named (((KxGrubItem *) items->pdata[i])->id, id))
      return value[word] == '\0' ? (int) i : -1;
  for (guint i = 0; i < items->len; i++)
    if (is_named (((KxGrubItem *) items->pdata[i])->title, value))
      return (int) i;
  return find_number (items, value, TRUE);
}

int
kx_grub_default_find (const GPtrArray *items, const char *value, gboolean fedora)
{
  const char *digits = value;

  if (value == NULL)
    return -1;
  if (fedora)
    return find_in_fedora (items, value);

  digits += strspn (digits, " \t\n\v\f\r");
  if (g_ascii_isdigit (*digits) && !(g_str_has_prefix (digits, "0x") && !g_ascii_isxdigit (digits[2])))
    return find_number (items, value, FALSE);
  for (guint i = 0; i < items->len; i++)
    {
      const KxGrubItem *item = items->pdata[i];

      if (is_named (item->title, value) || is_named (item->id, value))
        return (int) i;
    }
  return -1;
}

const char *
kx_grub_default_get_rest (const char *value)
{
  const char *end = value != NULL ? end_of_part (value) : NULL;

  return end != NULL && end[0] == '>' && end[1] != '\0' ? end + 1 : value;
}
