/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux-default.h"

#include <string.h>

static const KxExtlinuxLabel *
get (const KxExtlinux *config, int i)
{
  return config->labels->pdata[i];
}

int
kx_extlinux_find (const KxExtlinux *config, const char *name)
{
  gboolean uboot = config->dialect == KX_EXTLINUX_UBOOT;
  gsize length = uboot ? strlen (name) : strcspn (name, " \t");
  int found = -1;

  /* U-Boot looks through all of them, syslinux stops at the first. */
  for (int i = 0; i < (int) config->labels->len && (uboot || found < 0); i++)
    if (strlen (get (config, i)->name) == length
        && strncmp (get (config, i)->name, name, length) == 0)
      found = i;
  return found;
}

static int
find_default_of_uboot (const KxExtlinux *config, const char *file, char **reason)
{
  const char *setting = config->fallback != NULL ? "DEFAULT" : "MENU DEFAULT";
  const char *name = config->fallback != NULL ? config->fallback : config->first_default;
  int found = name != NULL ? kx_extlinux_find (config, name) : -1;

  if (found >= 0)
    *reason = g_strdup_printf ("%s in %s names %s", setting, file, name);
  else if (name != NULL)
    *reason = g_strdup_printf ("%s in %s names %s, which is no label there: U-Boot takes the first one",
                               setting, file, name);
  else
    *reason = g_strdup_printf ("%s has no DEFAULT: U-Boot takes the first label", file);
  return MAX (found, 0);
}

static gboolean
is_offered (const KxExtlinux *config, int i, guint menu)
{
  return i >= 0 && !get (config, i)->is_hidden && get (config, i)->menu == menu;
}

/* What a menu stands on when it appears. */
static int
find_selected (const KxExtlinux *config, const char *file, const char *saved, char **reason)
{
  int named = config->fallback != NULL ? kx_extlinux_find (config, config->fallback) : -1;
  int remembered = saved != NULL ? kx_extlinux_find (config, saved) : -1;
  int marked = -1;
  int first = -1;

  for (int i = (int) config->labels->len - 1; i >= 0; i--)
    if (is_offered (config, i, KX_EXTLINUX_TOP))
      {
        first = i;
        if (marked < 0 && get (config, i)->is_default)
          marked = i;
      }

  if (config->saves && remembered >= 0 && !get (config, remembered)->is_hidden)
    {
      *reason = g_strdup_printf ("MENU SAVE in %s, and %s was started last", file, saved);
      return remembered;
    }
  if (named >= 0 && !get (config, named)->is_hidden)
    {
      *reason = g_strdup_printf ("DEFAULT in %s names %s", file, get (config, named)->name);
      return named;
    }
  if (marked >= 0)
    {
      *reason = g_strdup_printf ("MENU DEFAULT in %s marks %s", file, get (config, marked)->name);
      return marked;
    }
  *reason = g_strdup_printf ("%s marks no default: the menu begins at its first label", file);
  return first;
}

static int
find_named (const KxExtlinux *config, const char *setting, const char *name, const char *file,
            char **reason)
{
  int found = kx_extlinux_find (config, name);

  *reason = found >= 0
                ? g_strdup_printf ("%s in %s names %s", setting, file, get (config, found)->name)
                : g_strdup_printf ("%s in %s says \"%s\", which is no label there", setting, file, name);
  return found;
}

static gboolean
is_menu_program (const KxExtlinux *config, const char *command)
{
  gsize length = strcspn (command, " \t");

  return kx_extlinux_find (config, command) < 0 && length >= 4
         && g_ascii_strncasecmp (command + length - 4, ".c32", 4) == 0;
}

static int
find_default_of_syslinux (const KxExtlinux *config, const char *file, const char *saved,
                          char **reason)
{
  gboolean times_out = config->timeout > 0 && config->on_timeout != NULL;
  gboolean has_menu = config->ui != NULL
                      || (config->fallback != NULL && is_menu_program (config, config->fallback));

  if (times_out && (has_menu || config->prompt))
    return find_named (config, "ONTIMEOUT", config->on_timeout, file, reason);
  if (has_menu)
    return find_selected (config, file, saved, reason);
  if (config->fallback != NULL)
    return find_named (config, "DEFAULT", config->fallback, file, reason);
  *reason = g_strdup_printf ("%s has no DEFAULT: syslinux starts nothing by itself", file);
  return -1;
}

int
kx_extlinux_find_default (const KxExtlinux *config, const char *file, const char *saved,
                          char **reason)
{
  if (config->refused != NULL)
    *reason = g_strdup (config->refused);
  else if (config->labels->len == 0)
    *reason = g_strdup_printf ("%s has no label", file);
  else if (config->dialect == KX_EXTLINUX_UBOOT)
    return find_default_of_uboot (config, file, reason);
  else
    return find_default_of_syslinux (config, file, saved, reason);
  return -1;
}
