/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "../boot/grub-toy.c"

/* The files that an input has, one after the other with a line "====" between. */
static const char *const paths[]
    = { "/boot/grub/grub.cfg", "/boot/grub/grubenv", "/boot/grub/custom.cfg",
        "/boot/loader/entries/b-2.conf", "/boot/loader/entries/a-1.conf" };

static void
check_string (const char *string)
{
  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
}

static void
check_menu (const KxMenu *menu)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean found = menu->chosen == NULL;

  g_assert_nonnull (menu->reason);
  for (guint i = 0; i < menu->entries->len; i++)
    {
      const KxEntry *entry = menu->entries->pdata[i];

      g_assert_true (g_hash_table_add (ids, entry->id));
      g_assert_true (entry->kernel != NULL || kx_problems_any (&entry->problems));
      g_assert_true ((entry->kernel != NULL) == (entry->cmdline != NULL));
      check_string (entry->id);
      check_string (entry->title);
      check_string (entry->version);
      check_string (entry->kernel);
      check_string (entry->cmdline);
      for (guint j = 0; entry->initrds != NULL && entry->initrds[j] != NULL; j++)
        check_string (entry->initrds[j]);
      found |= menu->chosen == entry;
    }
  g_assert_true (found);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) files = g_strsplit (text, "\n====\n", G_N_ELEMENTS (paths));
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  toy->system.fedora = size % 2 == 0;
  /* Loops without end are found again and again. */
  toy->system.budget = KX_GRUB_BUDGET / 100;
  for (guint i = 0; files[i] != NULL; i++)
    grub_toy_add (toy, paths[i], files[i]);
  menu = kx_grub_menu_read (&toy->world, &toy->system);
  check_menu (menu);
  return 0;
}
