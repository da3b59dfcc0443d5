/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "version.h"

#include <locale.h>

typedef struct
{
  const char *a;
  int order;
  const char *b;
} Vector;

static void
assert_vectors (const Vector *vectors, gsize count)
{
  for (gsize i = 0; i < count; i++)
    {
      g_test_message ("\"%s\" against \"%s\"", vectors[i].a, vectors[i].b);
      g_assert_cmpint (kx_version_compare (vectors[i].a, vectors[i].b), ==, vectors[i].order);
      g_assert_cmpint (kx_version_compare (vectors[i].b, vectors[i].a), ==, -vectors[i].order);
    }
}

/* The examples of the UAPI Group's Version Format Specification, as of June 2026, in its order:
 * https://uapi-group.org/specifications/specs/version_format_specification/#examples */
static void
test_specification (void)
{
  static const Vector vectors[] = {
    { "11", 0, "11" },
    { "systemd-123", 0, "systemd-123" },
    { "bar-123", -1, "foo-123" },
    { "123a", 1, "123" },
    { "123.a", 1, "123" },
    { "123.a", -1, "123.b" },
    { "123a", 1, "123.a" },
    { "11α", 0, "11β" },
    { "B", -1, "a" },
    { "", -1, "0" },
    { "0.", 1, "0" },
    { "0.0", 1, "0" },
    { "0", 1, "~" },
    { "", 1, "~" },
    { "1_", 0, "1" },
    { "_1", 0, "1" },
    { "1_", -1, "1.2" },
    { "1_2_3", 1, "1.3.3" },
    { "1+", 0, "1" },
    { "+1", 0, "1" },
    { "1+", -1, "1.2" },
    { "1+2+3", 1, "1.3.3" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

/* From the oldest to the newest. */
static void
assert_ladder (const char *const *versions, gsize count)
{
  for (gsize i = 0; i < count; i++)
    for (gsize j = 0; j < count; j++)
      g_assert_cmpint (kx_version_compare (versions[i], versions[j]), ==, (i > j) - (i < j));
}

/* The specification's last example. */
static void
test_specification_ladder (void)
{
  static const char *const versions[] = {
    "122.1", "123~rc1-1", "123",        "123-a",   "123-a.1", "123-1",
    "123-1.1", "123^post1", "123.a-1", "123.1-1", "123a-1",  "124-1",
  };

  assert_ladder (versions, G_N_ELEMENTS (versions));
}

/* From systemd 262, src/test/test-string-util.c, strverscmp_improved: the list. */
static void
test_reference_ladder (void)
{
  static const char *const versions[] = {
    "~1", "", "ab", "abb", "abc", "0001", "002", "12", "122", "122.9", "123~rc1", "123", "123-a",
    "123-a.1", "123-a1", "123-a1.1", "123-3", "123-3.1", "123^patch1", "123^1", "123.a-1",
    "123.1-1", "123a-1", "124",
  };

  assert_ladder (versions, G_N_ELEMENTS (versions));
}

/* From systemd 262: the manual page systemd-analyze(1), compare-versions, and
 * test/test-compare-versions.sh. */
static void
test_analyze (void)
{
  static const Vector vectors[] = {
    { "systemd-250~rc1.fc36.aarch64", -1, "systemd-251.fc36.aarch64" },
    { "1", -1, "2" },
    { "2", 0, "2" },
    { "", 0, "" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

/* From systemd 262, src/test/test-string-util.c, strverscmp_improved: all beyond its list. */
static void
test_reference (void)
{
  static const Vector vectors[] = {
    { "123.45-67.88", -1, "123.45-67.89" },
    { "123.45-67.89", -1, "123.45-67.89a" },
    { "123.45-67.ab", -1, "123.45-67.89" },
    { "123.45-67.9", -1, "123.45-67.89" },
    { "123.45-67", -1, "123.45-67.89" },
    { "123.45-66.89", -1, "123.45-67.89" },
    { "123.45-9.99", -1, "123.45-67.89" },
    { "123.42-99.99", -1, "123.45-67.89" },
    { "123-99.99", -1, "123.45-67.89" },
    { "123~rc1-99.99", -1, "123.45-67.89" },
    { "123~rc1-99.99", -1, "123-45.67.89" },
    { "123~rc1-99.99", -1, "123~rc2-67.89" },
    { "123~rc1-99.99", -1, "123^aa2-67.89" },
    { "123~rc1-99.99", -1, "123aa2-67.89" },
    { "123-99.99", -1, "123^aa2-67.89" },
    { "123-99.99", -1, "123aa2-67.89" },
    { "123^45-67.89", -1, "123.45-67.89" },
    { "123^aa1-99.99", -1, "123^aa2-67.89" },
    { "123^aa2-67.89", -1, "123aa2-67.89" },
    { "123.aa2-67.89", -1, "123aa2-67.89" },
    { "123.aa2-67.89", -1, "123.ab2-67.89" },
    { "123_aa2-67.89", 0, "123aa+2-67.89" },
    { "123.", 1, "123" },
    { "12_3", -1, "123" },
    { "12_3", 1, "12" },
    { "12_3", 1, "12.3" },
    { "123.0", 1, "123" },
    { "123_0", 1, "123" },
    { "123..0", -1, "123.0" },
    { "", 0, NULL },
    { NULL, 0, NULL },
    { "0_", 0, "0" },
    { "_0_", 0, "0" },
    { "_0", 0, "0" },
    { "0", 0, "0___" },
    { "", 0, "_" },
    { "_", 0, "_" },
    { "", 1, "~" },
    { "~", 0, "~" },
    { "1٠١٢٣٤٥٦٧٨٩", 0, "1" },
    { "1๐๑๒๓๔๕๖๗๘๙", 0, "1" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

/* From systemd 262, src/test/test-string-util.c, strverscmp_improved_rpm: the vectors of rpm's own
 * tests (tests/rpmvercmp.at), with systemd's results. */
static void
test_rpm (void)
{
  static const Vector vectors[] = {
    { "1.0", 0, "1.0" },
    { "1.0", -1, "2.0" },
    { "2.0.1", 0, "2.0.1" },
    { "2.0", -1, "2.0.1" },
    { "2.0.1a", 0, "2.0.1a" },
    { "2.0.1a", 1, "2.0.1" },
    { "5.5p1", 0, "5.5p1" },
    { "5.5p1", -1, "5.5p2" },
    { "5.5p10", 0, "5.5p10" },
    { "5.5p1", -1, "5.5p10" },
    { "10xyz", 1, "10.1xyz" },
    { "xyz10", 0, "xyz10" },
    { "xyz10", -1, "xyz10.1" },
    { "xyz.4", 0, "xyz.4" },
    { "xyz.4", -1, "8" },
    { "xyz.4", -1, "2" },
    { "5.5p2", -1, "5.6p1" },
    { "5.6p1", -1, "6.5p1" },
    { "6.0.rc1", 1, "6.0" },
    { "10b2", 1, "10a1" },
    { "10a2", -1, "10b2" },
    { "1.0aa", 0, "1.0aa" },
    { "1.0a", -1, "1.0aa" },
    { "10.0001", 0, "10.0001" },
    { "10.0001", 0, "10.1" },
    { "10.0001", -1, "10.0039" },
    { "4.999.9", -1, "5.0" },
    { "20101121", 0, "20101121" },
    { "20101121", -1, "20101122" },
    { "2_0", 0, "2_0" },
    { "2.0", -1, "2_0" },
    { "a", 0, "a" },
    { "a+", 0, "a+" },
    { "a+", 0, "a_" },
    { "+a", 0, "+a" },
    { "+a", 0, "_a" },
    { "+_", 0, "+_" },
    { "_+", 0, "_+" },
    { "_+", 0, "+_" },
    { "+", 0, "_" },
    { "1.0~rc1", 0, "1.0~rc1" },
    { "1.0~rc1", -1, "1.0" },
    { "1.0~rc1", -1, "1.0~rc2" },
    { "1.0~rc1~git123", 0, "1.0~rc1~git123" },
    { "1.0~rc1~git123", -1, "1.0~rc1" },
    { "1.0^", 0, "1.0^" },
    { "1.0^", 1, "1.0" },
    { "1.0^git1", 0, "1.0^git1" },
    { "1.0^git1", 1, "1.0" },
    { "1.0^git1", -1, "1.0^git2" },
    { "1.0^git1", -1, "1.01" },
    { "1.0^20160101", 0, "1.0^20160101" },
    { "1.0^20160101", -1, "1.0.1" },
    { "1.0^20160101^git1", 0, "1.0^20160101^git1" },
    { "1.0^20160102", 1, "1.0^20160101^git1" },
    { "1.0~rc1^git1", 0, "1.0~rc1^git1" },
    { "1.0~rc1^git1", 1, "1.0~rc1" },
    { "1.0^git1~pre", 0, "1.0^git1~pre" },
    { "1.0^git1", 1, "1.0^git1~pre" },
    { "1b.fc17", 0, "1b.fc17" },
    { "1b.fc17", 1, "1.fc17" },
    { "1g.fc17", 0, "1g.fc17" },
    { "1g.fc17", 1, "1.fc17" },
    { "1.1.α", 0, "1.1.α" },
    { "1.1.α", 0, "1.1.β" },
    { "1.1.αα", 0, "1.1.α" },
    { "1.1.α", 0, "1.1.ββ" },
    { "1.1.ββ", 0, "1.1.αα" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

static void
test_kernels (void)
{
  static const Vector vectors[] = {
    { "6.1.0-9-amd64", -1, "6.1.0-10-amd64" },
    { "6.1.0-10-amd64", -1, "6.1.0-10-cloud-amd64" },
    { "6.9.12-200.fc40.x86_64", -1, "6.10.3-100.fc40.x86_64" },
    { "6.12~rc7-amd64", -1, "6.12.1-amd64" },
    { "5.14.0-427.el9.x86_64", -1, "5.14.0-427.13.1.el9.x86_64" },
    { "99999999999999999999998", -1, "99999999999999999999999" }, /* wider than any integer */
    { "00000000000000000000000001", 0, "1" },
  };

  assert_vectors (vectors, G_N_ELEMENTS (vectors));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/version/specification", test_specification);
  g_test_add_func ("/version/specification-ladder", test_specification_ladder);
  g_test_add_func ("/version/reference-ladder", test_reference_ladder);
  g_test_add_func ("/version/analyze", test_analyze);
  g_test_add_func ("/version/reference", test_reference);
  g_test_add_func ("/version/rpm", test_rpm);
  g_test_add_func ("/version/kernels", test_kernels);

  return g_test_run ();
}
