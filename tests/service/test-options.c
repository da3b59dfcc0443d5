/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "options.h"

static const char *const known[]
    = { "append", "cmdline", "expect", "force", "ignore-sessions", "when", NULL };

static gboolean
parse (const char *text, KxOptions *options, GError **error)
{
  g_autoptr (GVariant) variant
      = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);

  return kx_options_parse (variant, known, options, error);
}

static void
test_values (void)
{
  g_auto (KxOptions) options = { 0 };

  g_assert_true (parse ("{'append': <'quiet'>, 'expect': <uint64 7>, 'force': <true>}", &options,
                        NULL));
  g_assert_cmpstr (options.append, ==, "quiet");
  g_assert_null (options.cmdline);
  g_assert_true (options.has_expect);
  g_assert_cmpuint (options.expect, ==, 7);
  g_assert_true (options.force);
  g_assert_false (options.ignore_sessions);
  g_assert_false (options.has_when);
}

static void
test_numbers (void)
{
  g_auto (KxOptions) options = { 0 };

  g_assert_true (parse ("{'when': <uint64 0>}", &options, NULL));
  g_assert_true (options.has_when);
  g_assert_cmpuint (options.when, ==, 0);
  g_assert_false (options.has_expect);
}

static void
test_none (void)
{
  g_auto (KxOptions) options = { .force = TRUE, .has_expect = TRUE };

  g_assert_true (parse ("@a{sv} {}", &options, NULL));
  g_assert_false (options.force);
  g_assert_false (options.has_expect);
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "{'ignore-inhibitors': <true>}", /* this method does not have it */
    "{'appendix': <'x'>}",
    "{'': <true>}",
    "{'append': <uint64 1>}",
    "{'expect': <uint32 1>}",
    "{'expect': <'1'>}",
    "{'when': <int64 1>}",
    "{'force': <'yes'>}",
    "{'force': <1>}",
    "{'append': <'a'>, 'cmdline': <'b'>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxOptions options = { .expect = 42 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i]);
      g_assert_false (parse (cases[i], &options, &error));
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
      g_assert_cmpuint (options.expect, ==, 42);
      g_assert_null (options.append);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/values", test_values);
  g_test_add_func ("/options/none", test_none);
  g_test_add_func ("/options/numbers", test_numbers);
  g_test_add_func ("/options/refused", test_refused);
  return g_test_run ();
}
