/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-hazards.h"

#include <string.h>

#include "unbind-list.h"

/*
 * Whether @text is what @glob means: "*" is anything, "?" one byte. Only the last "*" is ever tried
 * again, so that the time is bounded by the product of the lengths.
 */
static gboolean
matches_glob (const char *glob, const char *text)
{
  const char *star = NULL;
  const char *from = NULL;

  while (*text != '\0')
    {
      if (*glob == '*')
        {
          star = glob++;
          from = text;
        }
      else if (*glob == '?' || *glob == *text)
        {
          glob++;
          text++;
        }
      else if (star != NULL)
        {
          glob = star + 1;
          text = ++from;
        }
      else
        return FALSE;
    }
  while (*glob == '*')
    glob++;
  return *glob == '\0';
}

/* No list is met by everything; the empty text, which stands for "none", meets no list. */
static gboolean
meets (char *const *globs, const char *text)
{
  if (globs == NULL)
    return TRUE;
  for (gsize i = 0; *text != '\0' && globs[i] != NULL; i++)
    if (matches_glob (globs[i], text))
      return TRUE;
  return FALSE;
}

static gboolean
is_of_machine (const KxHazardRule *rule, const KxDeviceFacts *devices)
{
  return !rule->off && meets (rule->cpus, devices->cpu) && meets (rule->boards, devices->board);
}

static gboolean
is_of_device (const KxHazardRule *rule, const KxDevice *device)
{
  return strcmp (rule->subsystem, device->subsystem) == 0 && meets (rule->drivers, device->driver)
         && (rule->class == NULL || g_str_has_prefix (device->class, rule->class))
         && meets (rule->modaliases, device->modalias)
         && (rule->power == KX_POWER_ANY || device->active == (rule->power == KX_POWER_ACTIVE))
         && (!rule->functions || device->functions > 0);
}

/* @text with what the words in braces stand for; a word that stands for nothing stays. */
static char *
fill_in (const char *text, const char *name, const char *driver, const char *device)
{
  const struct
  {
    const char *word;
    const char *value;
  } words[] = { { "{name}", name }, { "{driver}", driver }, { "{device}", device } };
  g_autoptr (GString) filled = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (words) && !g_str_has_prefix (text, words[i].word))
        i++;
      g_string_append_len (filled, i < G_N_ELEMENTS (words) ? words[i].value : text,
                           i < G_N_ELEMENTS (words) ? -1 : 1);
      text += i < G_N_ELEMENTS (words) ? strlen (words[i].word) : 1;
    }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
add (KxHazards *hazards, const KxHazardRule *rule, const char *name, const char *driver,
     const char *device)
{
  g_autofree char *text = fill_in (rule->text, name, driver, device);
  g_autofree char *remedy = fill_in (rule->remedy, name, driver, device);

  kx_hazards_add (hazards, rule->id, rule->severity, device, text, remedy);
}

void
kx_device_hazards_judge (const KxHazardTable *table, const KxDeviceFacts *devices,
                         KxHazards *hazards)
{
  for (guint i = 0; i < table->rules->len; i++)
    {
      const KxHazardRule *rule = table->rules->pdata[i];

      if (!is_of_machine (rule, devices))
        continue;
      if (rule->subsystem == NULL)
        add (hazards, rule, rule->cpus != NULL ? devices->cpu : devices->board, "", "");
      for (guint j = 0; rule->subsystem != NULL && j < devices->items->len; j++)
        {
          const KxDevice *device = devices->items->pdata[j];

          if (!is_of_device (rule, device))
            continue;
          add (hazards, rule, *device->name != '\0' ? device->name : device->address,
               device->driver, device->address);
          if (rule->unbind)
            kx_unbind_list_add (hazards->bindings, device->subsystem, device->driver,
                                device->address);
        }
    }
}
