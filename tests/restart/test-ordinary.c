/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ordinary.h"

#include <string.h>

static void
test_names (void)
{
  KxOrdinary ordinary = KX_ORDINARY_COLD;

  for (int i = KX_ORDINARY_FOLLOW; i <= KX_ORDINARY_COLD; i++)
    {
      g_assert_true (kx_ordinary_from_string (kx_ordinary_to_string ((KxOrdinary) i), &ordinary));
      g_assert_cmpint (ordinary, ==, i);
    }
  g_assert_false (kx_ordinary_from_string ("warm", &ordinary));
  g_assert_false (kx_ordinary_from_string (NULL, &ordinary));
  g_assert_cmpint (ordinary, ==, KX_ORDINARY_COLD);
}

/* The words of a sentence that differ: those that are in it, and one that is not. */
static void
test_sentences (void)
{
  static const struct
  {
    KxOrdinaryFacts facts;
    const char *has[3];
    const char *has_not;
  } cases[] = {
    { { .systemd = 252, .loaded = TRUE },
      { "“reboot”, “shutdown -r” and “systemctl kexec” start the armed kernel directly",
        "“systemctl reboot” and a desktop's restart go through the firmware", "252" },
      "although" },
    { { .systemd = 254, .loaded = TRUE }, { "“systemctl reboot” and a desktop's" }, "although" },
    { { .systemd = 255, .loaded = TRUE },
      { "“systemctl reboot”, “reboot”, “shutdown -r” and “systemctl kexec” start the armed kernel",
        "a desktop's restart goes through the firmware", "255" },
      "although" },
    { { .systemd = 257, .loaded = TRUE, .foreign = TRUE },
      { "start the kernel that another program loaded directly" },
      "armed" },
    { { .loaded = TRUE }, { "may start the armed kernel", "version is not known" }, "although" },
    { { .systemd = 257 }, { "every ordinary restart goes through the firmware" }, "kexec" },
    { { .systemd = 257, .entries = TRUE },
      { "every ordinary restart goes through the firmware", "only “systemctl kexec”" },
      "cold" },
    { { .systemd = 257, .entries = TRUE, .locked = TRUE },
      { "every ordinary restart goes through the firmware" },
      "systemctl kexec" },
    { { .ordinary = KX_ORDINARY_COLD, .systemd = 257, .loaded = TRUE },
      { "every restart but “kexecctl execute” goes through the firmware", "OrdinaryReboot=cold" },
      "directly" },
    { { .ordinary = KX_ORDINARY_COLD, .systemd = 252, .entries = TRUE },
      { "every restart but “kexecctl execute”" },
      "systemctl kexec" },
    { { .ordinary = KX_ORDINARY_COLD, .systemd = 257, .loaded = TRUE, .locked = TRUE },
      { "start the armed kernel directly", "although “OrdinaryReboot=cold”" },
      "every restart" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = kx_ordinary_describe (&cases[i].facts);

      g_test_message ("%zu: %s", i, text);
      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].has) && cases[i].has[j] != NULL; j++)
        g_assert_nonnull (strstr (text, cases[i].has[j]));
      g_assert_null (strstr (text, cases[i].has_not));
      g_assert_false (g_str_has_suffix (text, "."));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ordinary/names", test_names);
  g_test_add_func ("/ordinary/sentences", test_sentences);
  return g_test_run ();
}
