/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crypttab.h"

#include "option-list.h"

static void
test_lines (void)
{
  g_autoptr (GPtrArray) entries = kx_crypttab_parse (
      "# <target> <device> <key> <options>\n"
      "\n"
      "luks-root\tUUID=4f0c \t none luks,tpm2-device=auto,tpm2-pcrs=7+11 surplus\n"
      "   # another\n"
      "alone\n"
      "  data /dev/vda3\n"
      "swap /dev/vda4 /dev/urandom swap,nofail");
  const KxCrypttabEntry *entry;

  g_assert_cmpuint (entries->len, ==, 3);
  entry = entries->pdata[0];
  g_assert_cmpstr (entry->volume, ==, "luks-root");
  g_assert_cmpstr (entry->device, ==, "UUID=4f0c");
  g_assert_cmpstr (entry->options, ==, "luks,tpm2-device=auto,tpm2-pcrs=7+11");
  entry = entries->pdata[1];
  g_assert_cmpstr (entry->volume, ==, "data");
  g_assert_cmpstr (entry->options, ==, "");
  entry = entries->pdata[2];
  g_assert_cmpstr (entry->key, ==, "/dev/urandom");
  g_assert_cmpstr (entry->options, ==, "swap,nofail");
}

static void
assert_option (const char *list, const char *name, const char *expected)
{
  g_autofree char *value = kx_option_list_get (list, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_options (void)
{
  assert_option ("", "a", NULL);
  assert_option ("luks,a=1,nofail,a=2=3", "a", "2=3");
  assert_option ("luks,nofail", "nofail", "");
  assert_option ("luks,nofailing,nofai", "nofail", NULL);
  assert_option (",,a=", "a", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypttab/lines", test_lines);
  g_test_add_func ("/crypttab/options", test_options);
  return g_test_run ();
}
