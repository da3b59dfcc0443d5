/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "method.h"

#include <string.h>

/* A machine and a kernel for which the fastest is sound. */
static const KxPlatform plain = { .x86_64 = TRUE };
static const KxTarget modern = { .bzimage = TRUE, .la57 = TRUE, .la57_on = TRUE, .cmdline = "quiet" };

static void
test_strings (void)
{
  for (KxMethod i = KX_METHOD_RAW; i <= KX_METHOD_FILES; i++)
    {
      KxMethod method = KX_METHOD_RAW;

      g_assert_true (kx_method_from_string (kx_method_to_string (i), &method));
      g_assert_cmpint (method, ==, i);
      g_assert_false (kx_method_from_string ("auto", &method));
      g_assert_false (kx_method_from_string (NULL, &method));
      g_assert_cmpint (method, ==, i);
    }
  g_assert_cmpstr (kx_method_to_string (KX_METHOD_RAW), ==, "raw");
}

/* @word: of the reason, which is a sentence without a full stop. */
static void
assert_chosen (KxMethod first, const KxPlatform *platform, const KxTarget *target, KxMethod expected,
               const char *word)
{
  g_autofree char *reason = NULL;
  KxMethod method = kx_method_choose (first, platform, target, &reason);

  g_test_message ("%s", reason);
  g_assert_cmpstr (kx_method_to_string (method), ==, kx_method_to_string (expected));
  g_assert_nonnull (strstr (reason, word));
  g_assert_false (g_str_has_suffix (reason, "."));
}

static void
assert_platform (KxPlatform platform, KxMethod expected, const char *word)
{
  assert_chosen (KX_METHOD_RAW, &platform, &modern, expected, word);
  assert_chosen (KX_METHOD_BZIMAGE, &platform, &modern, MAX (expected, KX_METHOD_BZIMAGE),
                 expected == KX_METHOD_FILES ? word : "Method=bzimage");
}

static void
test_platform (void)
{
  assert_platform (plain, KX_METHOD_RAW, "nothing stands in the way");
  assert_platform ((KxPlatform){ 0 }, KX_METHOD_FILES, "x86-64");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .la57 = TRUE }, KX_METHOD_RAW, "nothing");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .locked_down = TRUE }, KX_METHOD_FILES,
                   "locked down");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .secure_boot = TRUE }, KX_METHOD_FILES,
                   "Secure Boot");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .ima_appraise = TRUE }, KX_METHOD_FILES, "IMA");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .encryption = "SEV" }, KX_METHOD_FILES, "(SEV)");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .hypervisor = "Xen" }, KX_METHOD_FILES, "Xen");
  assert_platform ((KxPlatform){ .x86_64 = TRUE, .untold = "no memory" }, KX_METHOD_FILES, "no memory");
}

static void
test_target (void)
{
  KxPlatform five_levels = { .x86_64 = TRUE, .la57 = TRUE };
  KxTarget target = modern;

  target.la57_on = FALSE;
  assert_chosen (KX_METHOD_RAW, &plain, &target, KX_METHOD_RAW, "nothing");
  assert_chosen (KX_METHOD_RAW, &five_levels, &target, KX_METHOD_BZIMAGE, "five levels");
  target.la57 = FALSE;
  assert_chosen (KX_METHOD_RAW, &plain, &target, KX_METHOD_RAW, "nothing");
  assert_chosen (KX_METHOD_RAW, &five_levels, &target, KX_METHOD_FILES, "five levels");
  assert_chosen (KX_METHOD_BZIMAGE, &five_levels, &target, KX_METHOD_FILES, "five levels");
  target.bzimage = FALSE;
  assert_chosen (KX_METHOD_RAW, &plain, &target, KX_METHOD_FILES, "bzImage");
}

static void
test_cmdline (void)
{
  static const struct
  {
    const char *cmdline;
    KxMethod expected;
    const char *word;
  } cases[] = {
    { "root=/dev/vda1 nokaslr", KX_METHOD_RAW, "nothing" },
    { "mem=2G", KX_METHOD_BZIMAGE, "mem " },
    { "quiet memmap=1G$4G", KX_METHOD_BZIMAGE, "memmap" },
    { "movable_node", KX_METHOD_BZIMAGE, "movable_node" },
    { "memory=1 -- mem=2G", KX_METHOD_RAW, "nothing" },
    { "no5lvl", KX_METHOD_BZIMAGE, "no5lvl" },
  };
  KxPlatform five_levels = { .x86_64 = TRUE, .la57 = TRUE };
  KxPlatform turned_off = { .x86_64 = TRUE, .no5lvl = TRUE };
  KxTarget target = modern;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      target.cmdline = cases[i].cmdline;
      assert_chosen (KX_METHOD_RAW, &five_levels, &target, cases[i].expected, cases[i].word);
    }
  /* Nothing is to be turned off. */
  target.cmdline = "no5lvl";
  assert_chosen (KX_METHOD_RAW, &plain, &target, KX_METHOD_RAW, "nothing");

  /* They are off, and to be turned on again. */
  assert_chosen (KX_METHOD_RAW, &turned_off, &target, KX_METHOD_RAW, "nothing");
  target.cmdline = "quiet";
  assert_chosen (KX_METHOD_RAW, &turned_off, &target, KX_METHOD_BZIMAGE, "no5lvl");
  target.la57_on = FALSE;
  assert_chosen (KX_METHOD_RAW, &turned_off, &target, KX_METHOD_RAW, "nothing");
}

static void
test_files (void)
{
  assert_chosen (KX_METHOD_FILES, &plain, &modern, KX_METHOD_FILES, "Method=files");
}

static void
test_pass_over (void)
{
  const guint raw = 1u << KX_METHOD_RAW;
  const guint bzimage = 1u << KX_METHOD_BZIMAGE;
  const guint files = 1u << KX_METHOD_FILES;

  g_assert_cmpint (kx_method_pass_over (KX_METHOD_RAW, 0), ==, KX_METHOD_RAW);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_RAW, bzimage | files), ==, KX_METHOD_RAW);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_RAW, raw), ==, KX_METHOD_BZIMAGE);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_RAW, raw | bzimage), ==, KX_METHOD_FILES);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_BZIMAGE, raw), ==, KX_METHOD_BZIMAGE);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_BZIMAGE, bzimage), ==, KX_METHOD_FILES);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_RAW, raw | bzimage | files), ==, KX_METHOD_FILES);
  g_assert_cmpint (kx_method_pass_over (KX_METHOD_FILES, files), ==, KX_METHOD_FILES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/method/strings", test_strings);
  g_test_add_func ("/method/platform", test_platform);
  g_test_add_func ("/method/target", test_target);
  g_test_add_func ("/method/cmdline", test_cmdline);
  g_test_add_func ("/method/files", test_files);
  g_test_add_func ("/method/pass-over", test_pass_over);
  return g_test_run ();
}
