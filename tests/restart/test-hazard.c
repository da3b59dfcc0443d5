/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard.h"

static void
test_severity (void)
{
  KxSeverity untouched = KX_SEVERITY_WARNING;

  for (int i = KX_SEVERITY_NOTE; i <= KX_SEVERITY_BLOCKING; i++)
    {
      KxSeverity severity = KX_SEVERITY_NOTE;

      g_assert_true (kx_severity_from_string (kx_severity_to_string ((KxSeverity) i), &severity));
      g_assert_cmpint (severity, ==, i);
    }

  g_assert_false (kx_severity_from_string ("grave", &untouched));
  g_assert_false (kx_severity_from_string (NULL, &untouched));
  g_assert_cmpint (untouched, ==, KX_SEVERITY_WARNING);
}

static void
assert_order (const KxHazards *hazards, const char *const *expected)
{
  for (guint i = 0; i < hazards->items->len; i++)
    {
      const KxHazard *hazard = hazards->items->pdata[i];
      g_autofree char *found = g_strdup_printf ("%s %s %s", kx_severity_to_string (hazard->severity),
                                                hazard->id, hazard->device);

      g_assert_cmpstr (found, ==, expected[i]);
    }
  g_assert_cmpuint (hazards->items->len, ==, g_strv_length ((char **) expected));
}

static void
test_order (void)
{
  const char *expected[] = { "blocking b 1", "blocking b 2", "blocking c ", "warning a 3",
                             "note a 1",     NULL };
  g_autoptr (KxHazards) hazards = kx_hazards_new ();

  kx_hazards_add (hazards, "a", KX_SEVERITY_NOTE, "1", "t", "");
  kx_hazards_add (hazards, "b", KX_SEVERITY_BLOCKING, "2", "t", "");
  kx_hazards_add (hazards, "a", KX_SEVERITY_WARNING, "3", "t", "");
  kx_hazards_add (hazards, "c", KX_SEVERITY_BLOCKING, "", "t", "");
  kx_hazards_add (hazards, "b", KX_SEVERITY_BLOCKING, "1", "t", "");
  kx_hazards_add (hazards, "b", KX_SEVERITY_WARNING, "1", "again", "");
  assert_order (hazards, expected);
}

static void
test_equal (void)
{
  g_autoptr (KxHazards) one = kx_hazards_new ();
  g_autoptr (KxHazards) other = kx_hazards_new ();
  g_autoptr (KxHazards) third = kx_hazards_new ();

  g_assert_true (kx_hazards_equal (one, other));
  kx_hazards_add (one, "a", KX_SEVERITY_NOTE, "1", "t", "r");
  g_assert_false (kx_hazards_equal (one, other));
  kx_hazards_add (other, "a", KX_SEVERITY_NOTE, "1", "t", "r");
  g_assert_true (kx_hazards_equal (one, other));
  kx_hazards_add (third, "a", KX_SEVERITY_NOTE, "1", "t", "another");
  g_assert_false (kx_hazards_equal (one, third));
}

static void
test_blocking (void)
{
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_autofree char *one = NULL, *many = NULL;

  g_assert_false (kx_hazards_block (hazards));
  g_assert_null (kx_hazards_describe_blocking (hazards));
  kx_hazards_add (hazards, "a", KX_SEVERITY_WARNING, "", "something is lost", "save it");
  g_assert_false (kx_hazards_block (hazards));
  g_assert_null (kx_hazards_describe_blocking (hazards));

  kx_hazards_add (hazards, "c", KX_SEVERITY_BLOCKING, "", "it hangs", "");
  g_assert_true (kx_hazards_block (hazards));
  one = kx_hazards_describe_blocking (hazards);
  g_assert_cmpstr (one, ==, "it hangs");

  kx_hazards_add (hazards, "b", KX_SEVERITY_BLOCKING, "", "it waits", "type");
  kx_hazards_add (hazards, "d", KX_SEVERITY_BLOCKING, "", "it burns", "water");
  many = kx_hazards_describe_blocking (hazards);
  g_assert_cmpstr (many, ==,
                   "it waits (type); it hangs; and 1 more (“kexecctl doctor” lists them)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/hazard/severity", test_severity);
  g_test_add_func ("/restart/hazard/order", test_order);
  g_test_add_func ("/restart/hazard/equal", test_equal);
  g_test_add_func ("/restart/hazard/blocking", test_blocking);
  return g_test_run ();
}
