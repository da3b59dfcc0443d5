/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "menu.h"

static const char *const names[] = {
  [KX_LOADER_NONE] = "none",
  [KX_LOADER_SYSTEMD_BOOT] = "systemd-boot",
  [KX_LOADER_GRUB] = "grub",
  [KX_LOADER_EXTLINUX] = "extlinux",
  [KX_LOADER_FIRMWARE] = "firmware",
  [KX_LOADER_RASPBERRY_PI] = "raspberry-pi",
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
  menu->watch = g_ptr_array_new_with_free_func (g_free);
  return menu;
}

void
kx_menu_free (KxMenu *menu)
{
  g_ptr_array_unref (menu->entries);
  g_ptr_array_unref (menu->watch);
  g_free (menu->reason);
  g_free (menu->one_shot);
  g_free (menu);
}

void
kx_menu_watch (KxMenu *menu, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (menu->watch, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}
