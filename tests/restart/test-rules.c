/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pure decisions: levels, recovery after a crash, arming by itself. */
#include "arming.h"
#include "interference.h"
#include "recovery.h"

static void
test_level (void)
{
  static const struct
  {
    KxLevel configured;
    KxOrigin origin;
    KxLevel expected;
  } cells[] = {
    { KX_LEVEL_ARMED, KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED },
    { KX_LEVEL_ARMED, KX_ORIGIN_FALLBACK, KX_LEVEL_STAGED },
    { KX_LEVEL_ARMED, KX_ORIGIN_LISTED, KX_LEVEL_ARMED },
    { KX_LEVEL_ARMED, KX_ORIGIN_CUSTOM, KX_LEVEL_STAGED },
    { KX_LEVEL_ARMED, KX_ORIGIN_FOREIGN, KX_LEVEL_OFF },
    { KX_LEVEL_STAGED, KX_ORIGIN_DEFAULT, KX_LEVEL_STAGED },
    { KX_LEVEL_STAGED, KX_ORIGIN_LISTED, KX_LEVEL_STAGED },
    { KX_LEVEL_STAGED, KX_ORIGIN_CUSTOM, KX_LEVEL_STAGED },
    { KX_LEVEL_STAGED, KX_ORIGIN_FOREIGN, KX_LEVEL_OFF },
    { KX_LEVEL_OFF, KX_ORIGIN_DEFAULT, KX_LEVEL_OFF },
    { KX_LEVEL_OFF, KX_ORIGIN_FALLBACK, KX_LEVEL_OFF },
    { KX_LEVEL_OFF, KX_ORIGIN_LISTED, KX_LEVEL_OFF },
    { KX_LEVEL_OFF, KX_ORIGIN_CUSTOM, KX_LEVEL_OFF },
    { KX_LEVEL_OFF, KX_ORIGIN_FOREIGN, KX_LEVEL_OFF },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    g_assert_cmpint (kx_level_decide (cells[i].configured, cells[i].origin, FALSE), ==,
                     cells[i].expected);

  /* Nothing may be in the way of an ordinary reboot that has to be cold. */
  g_assert_cmpint (kx_level_decide (KX_LEVEL_ARMED, KX_ORIGIN_DEFAULT, TRUE), ==, KX_LEVEL_STAGED);
  g_assert_cmpint (kx_level_decide (KX_LEVEL_ARMED, KX_ORIGIN_LISTED, TRUE), ==, KX_LEVEL_STAGED);
  g_assert_cmpint (kx_level_decide (KX_LEVEL_OFF, KX_ORIGIN_DEFAULT, TRUE), ==, KX_LEVEL_OFF);
}

static void
test_names (void)
{
  KxOrigin origin = KX_ORIGIN_FOREIGN;
  KxLevel level = KX_LEVEL_ARMED;

  for (int i = KX_ORIGIN_DEFAULT; i <= KX_ORIGIN_FOREIGN; i++)
    {
      g_assert_true (kx_origin_from_string (kx_origin_to_string ((KxOrigin) i), &origin));
      g_assert_cmpint (origin, ==, i);
    }
  for (int i = KX_LEVEL_OFF; i <= KX_LEVEL_ARMED; i++)
    {
      g_assert_true (kx_level_from_string (kx_level_to_string ((KxLevel) i), &level));
      g_assert_cmpint (level, ==, i);
    }

  g_assert_false (kx_origin_is_pinned (KX_ORIGIN_DEFAULT));
  g_assert_false (kx_origin_is_pinned (KX_ORIGIN_FALLBACK));
  g_assert_true (kx_origin_is_pinned (KX_ORIGIN_LISTED));
  g_assert_false (kx_origin_from_string ("nobody's", &origin));
  g_assert_false (kx_level_from_string (NULL, &level));
  g_assert_cmpint (origin, ==, KX_ORIGIN_FOREIGN);
  g_assert_cmpint (level, ==, KX_LEVEL_ARMED);
}

static void
test_recovery_without_ledger (void)
{
  g_assert_cmpint (kx_recovery_decide (NULL, "b", 0, -1, FALSE), ==, KX_RECOVERY_NOTHING);
  g_assert_cmpint (kx_recovery_decide (NULL, "b", 1, -1, FALSE), ==, KX_RECOVERY_FOREIGN);
  g_assert_cmpint (kx_recovery_decide (NULL, "b", -1, -1, FALSE), ==, KX_RECOVERY_NOTHING);
}

/* phase × what was loaded × the kernel's flag × whether the sealed memory is still there. */
static void
test_recovery (void)
{
  enum { NONE, ARMED, STAGED, FOREIGN };
  static const struct
  {
    const char *boot;
    KxPhase phase;
    int armed;
    int loaded;
    gboolean kept;
    KxRecovery expected;
  } cells[] = {
    { "b", KX_PHASE_REST, NONE, 0, FALSE, KX_RECOVERY_NOTHING },
    { "b", KX_PHASE_REST, NONE, 1, FALSE, KX_RECOVERY_FOREIGN },
    { "b", KX_PHASE_REST, ARMED, 1, FALSE, KX_RECOVERY_KNOWN },
    { "b", KX_PHASE_REST, ARMED, 0, FALSE, KX_RECOVERY_GONE },
    { "b", KX_PHASE_REST, ARMED, -1, FALSE, KX_RECOVERY_UNSURE },
    { "b", KX_PHASE_REST, STAGED, 0, TRUE, KX_RECOVERY_KNOWN },
    { "b", KX_PHASE_REST, STAGED, 0, FALSE, KX_RECOVERY_NOTHING },
    { "b", KX_PHASE_REST, STAGED, 1, TRUE, KX_RECOVERY_FOREIGN },
    { "b", KX_PHASE_REST, FOREIGN, 1, FALSE, KX_RECOVERY_FOREIGN },
    { "b", KX_PHASE_REST, FOREIGN, 0, FALSE, KX_RECOVERY_NOTHING },
    { "b", KX_PHASE_LOADING, NONE, 0, FALSE, KX_RECOVERY_NOTHING },
    { "b", KX_PHASE_LOADING, NONE, 1, FALSE, KX_RECOVERY_UNSURE },
    { "b", KX_PHASE_LOADING, ARMED, 1, FALSE, KX_RECOVERY_UNSURE },
    { "b", KX_PHASE_LOADING, ARMED, -1, FALSE, KX_RECOVERY_UNSURE },
    { "b", KX_PHASE_LOADING, STAGED, 0, TRUE, KX_RECOVERY_KNOWN },
    { "b", KX_PHASE_LOADING, STAGED, 1, TRUE, KX_RECOVERY_UNSURE },
    { "b", KX_PHASE_UNLOADING, ARMED, 0, FALSE, KX_RECOVERY_NOTHING },
    { "b", KX_PHASE_UNLOADING, ARMED, 1, FALSE, KX_RECOVERY_UNSURE },
    /* The record of another boot is none. */
    { "a", KX_PHASE_REST, ARMED, 1, FALSE, KX_RECOVERY_FOREIGN },
    { "a", KX_PHASE_LOADING, ARMED, 1, FALSE, KX_RECOVERY_FOREIGN },
    { "a", KX_PHASE_REST, ARMED, 0, FALSE, KX_RECOVERY_NOTHING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_auto (KxLedger) ledger = { .boot_id = g_strdup (cells[i].boot), .phase = cells[i].phase };

      if (cells[i].armed != NONE)
        ledger.armed = kx_armed_new (cells[i].armed == FOREIGN ? KX_ORIGIN_FOREIGN
                                                               : KX_ORIGIN_DEFAULT,
                                     cells[i].armed == STAGED ? KX_LEVEL_STAGED : KX_LEVEL_ARMED);
      g_test_message ("cell %zu", i);
      g_assert_cmpint (kx_recovery_decide (&ledger, "b", cells[i].loaded, -1, cells[i].kept), ==,
                       cells[i].expected);
    }
}

/* The same, where the kernel has counted: what became of the counter since the record was written. */
static void
test_recovery_by_counter (void)
{
  static const struct
  {
    KxPhase phase;
    KxLevel level; /* off: nothing */
    int loaded;
    int recorded;
    int counter;
    KxRecovery expected;
  } cells[] = {
    { KX_PHASE_REST, KX_LEVEL_ARMED, 1, G_MAXINT - 3, G_MAXINT - 3, KX_RECOVERY_KNOWN },
    { KX_PHASE_REST, KX_LEVEL_ARMED, 1, G_MAXINT - 3, G_MAXINT - 4, KX_RECOVERY_FOREIGN },
    { KX_PHASE_REST, KX_LEVEL_ARMED, -1, G_MAXINT - 3, G_MAXINT - 4, KX_RECOVERY_FOREIGN },
    { KX_PHASE_REST, KX_LEVEL_ARMED, 0, G_MAXINT - 3, G_MAXINT - 4, KX_RECOVERY_GONE },
    { KX_PHASE_REST, KX_LEVEL_ARMED, 1, -1, G_MAXINT, KX_RECOVERY_KNOWN },
    { KX_PHASE_REST, KX_LEVEL_STAGED, 0, G_MAXINT - 3, G_MAXINT - 4, KX_RECOVERY_KNOWN },
    { KX_PHASE_REST, KX_LEVEL_OFF, 0, G_MAXINT - 3, G_MAXINT - 4, KX_RECOVERY_NOTHING },
    /* It was about to call, and did not come so far. */
    { KX_PHASE_LOADING, KX_LEVEL_ARMED, 1, 7, 7, KX_RECOVERY_KNOWN },
    { KX_PHASE_LOADING, KX_LEVEL_STAGED, 0, 7, 7, KX_RECOVERY_KNOWN },
    { KX_PHASE_LOADING, KX_LEVEL_OFF, 0, 7, 7, KX_RECOVERY_NOTHING },
    { KX_PHASE_UNLOADING, KX_LEVEL_ARMED, 1, 7, 7, KX_RECOVERY_KNOWN },
    { KX_PHASE_LOADING, KX_LEVEL_ARMED, 1, 7, 6, KX_RECOVERY_UNSURE },
    { KX_PHASE_UNLOADING, KX_LEVEL_ARMED, 1, 7, 6, KX_RECOVERY_UNSURE },
    { KX_PHASE_LOADING, KX_LEVEL_ARMED, 1, -1, -1, KX_RECOVERY_UNSURE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_auto (KxLedger) ledger = { .boot_id = g_strdup ("b"), .phase = cells[i].phase };

      ledger.counter = cells[i].recorded;
      if (cells[i].level != KX_LEVEL_OFF)
        ledger.armed = kx_armed_new (KX_ORIGIN_DEFAULT, cells[i].level);
      g_test_message ("cell %zu", i);
      g_assert_cmpint (kx_recovery_decide (&ledger, "b", cells[i].loaded, cells[i].counter,
                                           cells[i].level == KX_LEVEL_STAGED),
                       ==, cells[i].expected);
    }
}

static void
test_tally (void)
{
  static const struct
  {
    int before;
    int now;
    guint own;
    KxTally expected;
  } cells[] = {
    { -1, -1, 0, KX_TALLY_UNKNOWN },
    { -1, 5, 0, KX_TALLY_UNKNOWN },
    { 5, -1, 0, KX_TALLY_UNKNOWN },
    { 5, 5, 0, KX_TALLY_OURS },
    { G_MAXINT, G_MAXINT - 2, 2, KX_TALLY_OURS },
    { G_MAXINT, G_MAXINT - 2, 1, KX_TALLY_FOREIGN },
    { 5, 4, 0, KX_TALLY_FOREIGN },
    { 1, 0, 1, KX_TALLY_OURS },
    /* The last call was somebody else's, and ours was refused. */
    { 1, 0, 2, KX_TALLY_FOREIGN },
    { 0, 0, 0, KX_TALLY_OURS },
    /* Nobody can raise it. */
    { 4, 5, 0, KX_TALLY_FOREIGN },
    { 0, G_MAXINT, 0, KX_TALLY_FOREIGN },
    { 1, 1, G_MAXUINT, KX_TALLY_FOREIGN },
    /* An administrator sets a limit. */
    { G_MAXINT - 1, 5, 0, KX_TALLY_UNKNOWN },
    { G_MAXINT - 1, 0, 1, KX_TALLY_UNKNOWN },
    { 5, 2, 0, KX_TALLY_FOREIGN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_test_message ("cell %zu", i);
      g_assert_cmpint (kx_tally (cells[i].before, cells[i].now, cells[i].own), ==,
                       cells[i].expected);
    }
}

/* What is loaded × the flag × whose calls. */
static void
test_interference (void)
{
  g_autoptr (KxArmed) armed = kx_armed_new (KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED);
  g_autoptr (KxArmed) staged = kx_armed_new (KX_ORIGIN_CUSTOM, KX_LEVEL_STAGED);
  g_autoptr (KxArmed) foreign = kx_armed_new (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED);
  const struct
  {
    const KxArmed *armed;
    int loaded;
    KxTally tally;
    KxInterference expected;
  } cells[] = {
    { NULL, 0, KX_TALLY_FOREIGN, KX_INTERFERENCE_NONE },
    { NULL, 1, KX_TALLY_UNKNOWN, KX_INTERFERENCE_LOADED },
    { NULL, -1, KX_TALLY_FOREIGN, KX_INTERFERENCE_NONE },
    { staged, 0, KX_TALLY_FOREIGN, KX_INTERFERENCE_NONE },
    { staged, 1, KX_TALLY_OURS, KX_INTERFERENCE_LOADED },
    { armed, 1, KX_TALLY_OURS, KX_INTERFERENCE_NONE },
    { armed, 1, KX_TALLY_UNKNOWN, KX_INTERFERENCE_NONE },
    { armed, 1, KX_TALLY_FOREIGN, KX_INTERFERENCE_LOADED },
    { armed, -1, KX_TALLY_FOREIGN, KX_INTERFERENCE_LOADED },
    { armed, 0, KX_TALLY_UNKNOWN, KX_INTERFERENCE_UNLOADED },
    { armed, 0, KX_TALLY_FOREIGN, KX_INTERFERENCE_UNLOADED },
    { foreign, 1, KX_TALLY_FOREIGN, KX_INTERFERENCE_NONE },
    { foreign, 0, KX_TALLY_FOREIGN, KX_INTERFERENCE_UNLOADED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_test_message ("cell %zu", i);
      g_assert_cmpint (kx_interference_judge (cells[i].armed, cells[i].loaded, cells[i].tally), ==,
                       cells[i].expected);
    }
}

static KxArmed *
loaded (KxOrigin origin, KxLevel level, const char *stamp)
{
  KxArmed *armed = kx_armed_new (origin, level);

  armed->stamp = g_strdup (stamp);
  return armed;
}

static void
test_arming (void)
{
  g_autoptr (KxArmed) same = loaded (KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED, "new");
  g_autoptr (KxArmed) older = loaded (KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED, "old");
  g_autoptr (KxArmed) staged = loaded (KX_ORIGIN_DEFAULT, KX_LEVEL_STAGED, "new");
  g_autoptr (KxArmed) listed = loaded (KX_ORIGIN_LISTED, KX_LEVEL_ARMED, "old");
  g_autoptr (KxArmed) set_aside = loaded (KX_ORIGIN_LISTED, KX_LEVEL_STAGED, "old");
  g_autoptr (KxArmed) custom = loaded (KX_ORIGIN_CUSTOM, KX_LEVEL_STAGED, "");
  g_autoptr (KxArmed) foreign = loaded (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED, NULL);
  g_autoptr (KxArmed) fallback = loaded (KX_ORIGIN_FALLBACK, KX_LEVEL_STAGED, "old");
  const struct
  {
    const char *name;
    KxArmingFacts facts;
    gboolean expected;
    gboolean silent; /* there is nothing to explain */
  } cells[] = {
    { "nothing loaded", { KX_LEVEL_ARMED, FALSE, NULL, NULL, FALSE, "new", FALSE, FALSE, FALSE, -1 }, TRUE, TRUE },
    { "no choice", { KX_LEVEL_ARMED, FALSE, NULL, NULL, FALSE, NULL, FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "off", { KX_LEVEL_OFF, FALSE, NULL, NULL, FALSE, "new", FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "suspended", { KX_LEVEL_ARMED, FALSE, "why", NULL, FALSE, "new", FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "no load left", { KX_LEVEL_ARMED, FALSE, NULL, NULL, FALSE, "new", FALSE, FALSE, FALSE, 0 }, FALSE, FALSE },
    { "one left", { KX_LEVEL_ARMED, FALSE, NULL, NULL, FALSE, "new", FALSE, FALSE, FALSE, 1 }, TRUE, TRUE },
    { "same", { KX_LEVEL_ARMED, FALSE, NULL, same, FALSE, "new", TRUE, TRUE, FALSE, -1 }, FALSE, TRUE },
    { "newer", { KX_LEVEL_ARMED, FALSE, NULL, older, FALSE, "new", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "the last load is kept", { KX_LEVEL_ARMED, FALSE, NULL, older, FALSE, "new", TRUE, TRUE, FALSE, 1 }, FALSE, FALSE },
    { "being rewritten", { KX_LEVEL_ARMED, FALSE, NULL, older, FALSE, "new", TRUE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "removed", { KX_LEVEL_ARMED, FALSE, NULL, older, FALSE, "new", FALSE, FALSE, FALSE, -1 }, TRUE, TRUE },
    { "/boot went away", { KX_LEVEL_ARMED, FALSE, NULL, older, FALSE, NULL, FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "other level", { KX_LEVEL_ARMED, FALSE, NULL, staged, FALSE, "new", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "pinned", { KX_LEVEL_ARMED, FALSE, NULL, listed, FALSE, "new", TRUE, TRUE, FALSE, -1 }, FALSE, FALSE },
    { "custom", { KX_LEVEL_ARMED, FALSE, NULL, custom, FALSE, "new", FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "foreign", { KX_LEVEL_ARMED, FALSE, NULL, foreign, FALSE, "new", FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "cold due", { KX_LEVEL_ARMED, TRUE, NULL, same, FALSE, "new", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "still cold due", { KX_LEVEL_ARMED, TRUE, NULL, staged, FALSE, "new", TRUE, TRUE, FALSE, -1 }, FALSE, TRUE },
    { "pinned, cold due", { KX_LEVEL_ARMED, TRUE, NULL, listed, FALSE, NULL, TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "cold due, one left", { KX_LEVEL_ARMED, TRUE, NULL, same, FALSE, "new", TRUE, TRUE, FALSE, 1 }, TRUE, TRUE },
    { "pinned, cold due, one left", { KX_LEVEL_ARMED, TRUE, NULL, listed, FALSE, NULL, TRUE, TRUE, FALSE, 1 }, TRUE, TRUE },
    { "pinned, cold no more", { KX_LEVEL_ARMED, FALSE, NULL, set_aside, FALSE, "new", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "pinned, cold no more, one left", { KX_LEVEL_ARMED, FALSE, NULL, set_aside, FALSE, "new", TRUE, TRUE, FALSE, 1 }, FALSE, FALSE },
    { "pinned and gone", { KX_LEVEL_ARMED, TRUE, NULL, listed, FALSE, "new", FALSE, FALSE, FALSE, -1 }, FALSE, FALSE },
    { "another method is named", { KX_LEVEL_ARMED, FALSE, NULL, same, FALSE, "new", TRUE, TRUE, TRUE, -1 }, TRUE, TRUE },
    { "pinned, another method is named", { KX_LEVEL_ARMED, FALSE, NULL, listed, FALSE, "new", TRUE, TRUE, TRUE, -1 }, TRUE, TRUE },
    { "another method, one left", { KX_LEVEL_ARMED, FALSE, NULL, same, FALSE, "new", TRUE, TRUE, TRUE, 1 }, FALSE, FALSE },
    { "in place of the default", { KX_LEVEL_ARMED, FALSE, NULL, fallback, FALSE, "new", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "… and being rewritten", { KX_LEVEL_ARMED, FALSE, NULL, fallback, FALSE, "new", TRUE, FALSE, FALSE, -1 }, TRUE, TRUE },
    { "… and the default by now", { KX_LEVEL_ARMED, FALSE, NULL, fallback, FALSE, "old", TRUE, TRUE, FALSE, -1 }, TRUE, TRUE },
    { "… and no default", { KX_LEVEL_ARMED, FALSE, NULL, fallback, FALSE, NULL, TRUE, TRUE, FALSE, -1 }, FALSE, FALSE },
    { "… and one load left", { KX_LEVEL_ARMED, FALSE, NULL, fallback, FALSE, "new", TRUE, TRUE, FALSE, 1 }, FALSE, FALSE },
    { "unsure", { KX_LEVEL_ARMED, FALSE, NULL, NULL, TRUE, "new", FALSE, FALSE, FALSE, -1 }, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      const char *why = "untouched";

      g_test_message ("%s", cells[i].name);
      g_assert_cmpint (kx_arming_wanted (&cells[i].facts, &why), ==, cells[i].expected);
      g_assert_cmpint (why == NULL, ==, cells[i].silent);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/names", test_names);
  g_test_add_func ("/restart/level", test_level);
  g_test_add_func ("/restart/recovery/without-ledger", test_recovery_without_ledger);
  g_test_add_func ("/restart/recovery/table", test_recovery);
  g_test_add_func ("/restart/recovery/by-counter", test_recovery_by_counter);
  g_test_add_func ("/restart/tally", test_tally);
  g_test_add_func ("/restart/interference", test_interference);
  g_test_add_func ("/restart/arming", test_arming);
  return g_test_run ();
}
