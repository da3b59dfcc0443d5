/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "menu.h"

static const char *const names[] = {
  [KX_LOADER_NONE] = "none",
  [KX_LOADER_SYSTEMD_BOOT] = "systemd-boot",
  [KX_LOADER_GRUB] = "grub",
  [KX_LOADER_EXTLINUX] = "extlinux",
  [KX_LOADER_FIRMWARE] = "firmware",
  [KX_LOADER_RASPBERRY_PI] = "raspberry-pi",
  [KX_LOADER_UNKNOWN] = "unknown",
};

const char *
kx_loader_to_string (KxLoader loader)
{
  g_return_val_if_fail ((gsize) loader < G_N_ELEMENTS (names), NULL);

  return names[loader];
}

KxMenu *
kx_menu_new (KxLoader loader)
{
  KxMenu *menu = g_new0 (KxMenu, 1);

  menu->loader = loader;
  menu->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_entry_free);
  menu->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  menu->watch = g_ptr_array_new_with_free_func (g_free);
  return menu;
}

void
kx_menu_free (KxMenu *menu)
{
  g_ptr_array_unref (menu->entries);
  g_hash_table_unref (menu->ids);
  g_ptr_array_unref (menu->watch);
  g_free (menu->reason);
  g_free (menu->one_shot);
  g_free (menu->trial);
  g_free (menu);
}

void
kx_menu_add (KxMenu *menu, KxEntry *entry)
{
  g_autofree char *wanted = g_strdup (entry->id);
  guint n = MAX (1, GPOINTER_TO_UINT (g_hash_table_lookup (menu->ids, wanted)));

  /* "x#2" may be somebody's own id. Each number is tried once, however many ask for the same. */
  for (; g_hash_table_contains (menu->ids, entry->id); n++)
    {
      g_free (entry->id);
      entry->id = g_strdup_printf ("%s#%u", wanted, n + 1);
    }
  g_hash_table_insert (menu->ids, g_strdup (wanted), GUINT_TO_POINTER (n));
  if (!g_str_equal (entry->id, wanted))
    g_hash_table_insert (menu->ids, g_strdup (entry->id), GUINT_TO_POINTER (1));
  g_ptr_array_add (menu->entries, entry);
}

void
kx_menu_watch (KxMenu *menu, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (menu->watch, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}
