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
  if (g_ascii_isdigit (*digits)
      && !(g_str_has_prefix (digits, "0x") && !g_ascii_isxdigit (digits[2])))
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

/* The first doubt about what is in front of entry @index, and therefore about its number. */
static const char *
find_doubt (const GPtrArray *items, guint index)
{
  for (guint i = 0; i <= index && i < items->len; i++)
    if (((const KxGrubItem *) items->pdata[i])->doubt != NULL)
      return ((const KxGrubItem *) items->pdata[i])->doubt;
  return NULL;
}

/* Why GRUB starts entry @index of the whole menu; -1: its default names none. */
static char *
explain_default (const KxGrubShell *shell, const KxGrubVariable *variable, int index)
{
  const char *value = variable != NULL ? variable->value : NULL;
  const char *origin
      = variable != NULL && variable->origin != NULL ? variable->origin : shell->file;
  const char *rule = "";

  if (value == NULL)
    return g_strdup_printf ("GRUB starts the first entry: no default is set in %s", shell->file);
  if (index != kx_grub_default_find (shell->items, value, !shell->fedora))
    rule = shell->fedora ? "; Fedora's GRUB takes it for an id or a title before it takes it for a "
                           "number"
                         : "; GRUB takes what begins with a digit for a number";
  if (index < 0)
    return g_strdup_printf ("GRUB starts the first entry: its default “%s” (%s) names none%s",
                            value, origin, rule);
  return g_strdup_printf ("GRUB's default is “%s” (%s)%s", value, origin, rule);
}

/* What the choice in a submenu adds to the reason that led there. */
static char *
explain_submenu (const char *value, const char *value_above, int index, const char *reason)
{
  if (index < 0)
    return g_strdup_printf ("%s: a submenu, in which it names no entry, so that the first one is "
                            "started",
                            reason);
  /* A default of one part holds on in the submenu that it led to. */
  if (g_strcmp0 (value, value_above) == 0)
    return g_strdup_printf ("%s: a submenu, in which it is looked for once more", reason);
  return g_strdup (reason);
}

int
kx_grub_default_choose (const KxGrubShell *shell, const char *value_above, char **reason)
{
  const GPtrArray *items = shell->items;
  const KxGrubVariable *variable = kx_grub_env_find (shell->env, "default");
  const char *value = variable != NULL ? variable->value : NULL;
  int index = kx_grub_default_find (items, value, shell->fedora);
  const char *doubt = variable != NULL ? variable->doubt : NULL;
  g_autofree char *former = g_steal_pointer (reason);

  if (doubt == NULL)
    doubt = find_doubt (items, (guint) MAX (index, 0));
  if (doubt != NULL)
    {
      *reason = g_strdup_printf ("which entry GRUB starts depends on %s", doubt);
      return -1;
    }

  *reason = former == NULL ? explain_default (shell, variable, index)
                           : explain_submenu (value, value_above, index, former);
  return MAX (index, 0);
}
