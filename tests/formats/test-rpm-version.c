/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rpm-version.h"

/* The published vectors of RPM (tests/rpmvercmp.at) that hold for GRUB, too: without "^", which it
 * takes for any other separator, and with its own rule for "+". */
static const struct
{
  const char *a;
  const char *b;
  int order;
} versions[] = {
  { "1.0", "1.0", 0 },
  { "1.0", "2.0", -1 },
  { "2.0.1", "2.0.1", 0 },
  { "2.0", "2.0.1", -1 },
  { "2.0.1a", "2.0.1a", 0 },
  { "2.0.1a", "2.0.1", 1 },
  { "5.5p1", "5.5p2", -1 },
  { "5.5p10", "5.5p10", 0 },
  { "5.5p1", "5.5p10", -1 },
  { "10xyz", "10.1xyz", -1 },
  { "xyz10", "xyz10", 0 },
  { "xyz10", "xyz10.1", -1 },
  { "xyz.4", "xyz.4", 0 },
  { "xyz.4", "8", -1 },
  { "xyz.4", "2", -1 },
  { "5.5p2", "5.6p1", -1 },
  { "5.6p1", "6.5p1", -1 },
  { "6.0.rc1", "6.0", 1 },
  { "10b2", "10a1", 1 },
  { "10a2", "10b2", -1 },
  { "1.0aa", "1.0aa", 0 },
  { "1.0a", "1.0aa", -1 },
  { "10.0001", "10.0001", 0 },
  { "10.0001", "10.1", 0 },
  { "10.0001", "10.0039", -1 },
  { "4.999.9", "5.0", -1 },
  { "20101121", "20101122", -1 },
  { "2_0", "2_0", 0 },
  { "2.0", "2_0", 0 },
  { "a", "a", 0 },
  { "a+", "a+", 0 },
  { "a+", "a_", 1 },
  { "+a", "_a", -1 },
  { "+", "_", 1 },
  { "1.0~rc1", "1.0~rc1", 0 },
  { "1.0~rc1", "1.0", -1 },
  { "1.0~rc1", "1.0~rc2", -1 },
  { "1.0~rc1~git123", "1.0~rc1", -1 },
  { "99999999999999999999999", "100000000000000000000000", -1 },
  { "1.0+1", "1.0", 1 },
  { "1.0+1", "1.0.1", -1 },
  { "", "", 0 },
  { "", "0", -1 },
};

static int
sign (int number)
{
  return (number > 0) - (number < 0);
}

static void
test_versions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_test_message ("%s, %s", versions[i].a, versions[i].b);
      g_assert_cmpint (sign (kx_rpm_version_compare (versions[i].a, versions[i].b)), ==,
                       versions[i].order);
      g_assert_cmpint (sign (kx_rpm_version_compare (versions[i].b, versions[i].a)), ==,
                       -versions[i].order);
    }
}

static void
test_packages (void)
{
  static const char *const newest_first[] = {
    "c7fd37a0a76a4c2c8c2e8a5e3d1b0f9a-6.10.2-100.fc39.x86_64",
    "c7fd37a0a76a4c2c8c2e8a5e3d1b0f9a-6.5.12-300.fc39.x86_64",
    "c7fd37a0a76a4c2c8c2e8a5e3d1b0f9a-6.5.6-300.fc39.x86_64",
    "c7fd37a0a76a4c2c8c2e8a5e3d1b0f9a-6.5.6-100.fc39.x86_64",
    "c7fd37a0a76a4c2c8c2e8a5e3d1b0f9a-0-rescue",
    "arch",
  };

  for (guint i = 0; i < G_N_ELEMENTS (newest_first); i++)
    for (guint j = 0; j < G_N_ELEMENTS (newest_first); j++)
      g_assert_cmpint (sign (kx_rpm_package_compare (newest_first[i], newest_first[j])), ==,
                       sign ((int) j - (int) i));

  /* Each part by itself: what is before the last "-" counts more. */
  g_assert_cmpint (kx_rpm_package_compare ("a-1-9", "a-2-1"), <, 0);
  g_assert_cmpint (kx_rpm_package_compare ("a-1", "a-1-1"), <, 0);
  g_assert_cmpint (kx_rpm_package_compare ("b-1", "a-2"), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpm-version/versions", test_versions);
  g_test_add_func ("/rpm-version/packages", test_packages);
  return g_test_run ();
}
