/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grubenv.h"

#include <string.h>

#include "error.h"

#define HEAD "# GRUB Environment Block\n"

/* "name=value|name=value" */
static char *
dump (const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) settings = kx_grubenv_parse (data, size, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < settings->len; i++)
    {
      const KxGrubenvSetting *setting = &g_array_index (settings, KxGrubenvSetting, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "|" : "", setting->name, setting->value);
    }
  return g_string_free (text, FALSE);
}

static void
check (const char *data, const char *expected)
{
  g_autofree char *found = dump (data, strlen (data));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_whole (void)
{
  char block[1024];
  const char *text = HEAD "# WARNING: Do not edit this "
                          "file\nsaved_entry=a>b\nnext_entry=\nkernelopts=root=UUID=1 ro\n";
  g_autofree char *found = NULL;

  memset (block, '#', sizeof block);
  memcpy (block, text, strlen (text));
  found = dump (block, sizeof block);
  g_assert_cmpstr (found, ==, "saved_entry=a>b|next_entry=|kernelopts=root=UUID=1 ro");
}

static void
test_escapes (void)
{
  check (HEAD "a=one\\\\two\\\nthree\nb=\\x\n", "a=one\\two\nthree|b=x");
}

static void
test_other_sizes (void)
{
  check (HEAD, "");
  check (HEAD "a=1\n", "a=1");
  check (HEAD "####\na=1\n##", "a=1");
}

static void
test_broken (void)
{
  /* What GRUB reads up to the broken place counts. */
  check (HEAD "a=1\nb=2", "a=1");
  check (HEAD "a=1\nb=2\\", "a=1");
  check (HEAD "a=1\nb", "a=1");
  check (HEAD "a=1\n\nb=2\n", "a=1|\nb=2");
}

static void
test_none (void)
{
  static const char *const texts[] = { "", "# GRUB Environment Block", "saved_entry=1\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (kx_grubenv_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grubenv/whole", test_whole);
  g_test_add_func ("/grubenv/escapes", test_escapes);
  g_test_add_func ("/grubenv/other-sizes", test_other_sizes);
  g_test_add_func ("/grubenv/broken", test_broken);
  g_test_add_func ("/grubenv/none", test_none);
  return g_test_run ();
}
