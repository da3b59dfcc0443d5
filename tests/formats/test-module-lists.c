/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "module-lists.h"

static void
test_has (void)
{
  static const char text[] = "kernel/drivers/watchdog/i6300esb.ko: kernel/drivers/watchdog/watchdog.ko\n"
                             "kernel/drivers/watchdog/iTCO_wdt.ko.xz:\n"
                             "kernel/drivers/watchdog/sp5100-tco.ko.zst: kernel/lib/hpwdt.ko\n"
                             "softdog.ko";

  g_assert_true (kx_module_lists_has (text, "i6300esb"));
  g_assert_true (kx_module_lists_has (text, "iTCO_wdt"));
  g_assert_true (kx_module_lists_has (text, "sp5100_tco"));
  g_assert_true (kx_module_lists_has (text, "softdog"));
  g_assert_false (kx_module_lists_has (text, "watchdog"));
  g_assert_false (kx_module_lists_has (text, "hpwdt"));
  g_assert_false (kx_module_lists_has (text, "6300esb"));
  g_assert_false (kx_module_lists_has (text, "iTCO"));
  g_assert_false (kx_module_lists_has (text, ""));
  g_assert_false (kx_module_lists_has ("", "softdog"));
  g_assert_false (kx_module_lists_has ("softdog\n", "softdog"));
}

static void
test_forbids (void)
{
  static const char text[] = "# blacklist softdog\n"
                             "  blacklist\tiTCO-wdt  \n"
                             "options hpwdt pretimeout=0\n"
                             "install sp5100_tco /bin/false\n"
                             "blacklist \\\n  i6300esb\n"
                             "options wdat_wdt a=1 \\\nblacklist wdat_wdt\n"
                             "blacklisted nv_tco\n"
                             "blacklist";

  g_assert_true (kx_module_lists_forbids (text, "iTCO_wdt"));
  g_assert_true (kx_module_lists_forbids (text, "sp5100_tco"));
  g_assert_true (kx_module_lists_forbids (text, "i6300esb"));
  g_assert_false (kx_module_lists_forbids (text, "softdog"));
  g_assert_false (kx_module_lists_forbids (text, "hpwdt"));
  g_assert_false (kx_module_lists_forbids (text, "wdat_wdt"));
  g_assert_false (kx_module_lists_forbids (text, "nv_tco"));
  g_assert_false (kx_module_lists_forbids ("blacklist \\", "x"));
  g_assert_false (kx_module_lists_forbids ("\\", "x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module-lists/has", test_has);
  g_test_add_func ("/module-lists/forbids", test_forbids);
  return g_test_run ();
}
