/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "verdict.h"

#define MINUTE G_TIME_SPAN_MINUTE
#define ASKED G_GINT64_CONSTANT (1795377600000000)
#define STARTED (ASKED + 2 * MINUTE)
#define CMDLINE "root=/dev/vda2 ro quiet"

/* What is expected: the reason must have the words, and none other is that of an arrival. */
typedef struct
{
  KxVerdict verdict;
  gboolean failure;
  const char *words;
} Expected;

static KxIntent
an_intent (void)
{
  return (KxIntent){ .boot_id = (char *) "old",
                     .from = (char *) "6.1.0-1-amd64",
                     .image = (char *) "debian",
                     .release = (char *) "6.1.0-2-amd64",
                     .cmdline = (char *) CMDLINE,
                     .digest = (char *) "00",
                     .begun = KX_BEGUN_EXECUTE,
                     .asked = { .realtime = ASKED },
                     .deadline = ASKED + KX_INTENT_PATIENCE };
}

/* As it is after a restart that went well. */
static KxEvidence
an_arrival (void)
{
  return (KxEvidence){ .boot_id = "new",
                       .release = "6.1.0-2-amd64",
                       .cmdline = CMDLINE,
                       .kexec = TRUE,
                       .started = STARTED };
}

static KxEvidence
a_cold_boot (void)
{
  KxEvidence evidence = an_arrival ();

  evidence.kexec = FALSE;
  return evidence;
}

static KxStopNote
a_note (KxStopTarget target)
{
  return (KxStopNote){ .boot_id = (char *) "old", .target = target, .loaded = 1 };
}

static void
check (const KxIntent *intent, const KxEvidence *evidence, Expected expected)
{
  g_autofree char *reason = NULL;
  KxVerdict verdict = kx_verdict_decide (intent, evidence, &reason);

  g_assert_cmpstr (kx_verdict_to_string (verdict), ==, kx_verdict_to_string (expected.verdict));
  g_assert_cmpint (kx_verdict_is_failure (verdict, intent, evidence), ==, expected.failure);
  if (expected.words == NULL)
    {
      g_assert_null (reason);
      return;
    }
  g_test_message ("%s", reason);
  g_assert_nonnull (strstr (reason, expected.words));
  g_assert_false (g_str_has_suffix (reason, "."));
  g_assert_true (g_ascii_islower (*reason));
}

static void
test_words (void)
{
  KxVerdict verdict = KX_VERDICT_LOST;

  for (KxVerdict v = KX_VERDICT_PENDING; v <= KX_VERDICT_LOST; v++)
    {
      g_assert_true (kx_verdict_from_string (kx_verdict_to_string (v), &verdict));
      g_assert_cmpint (verdict, ==, v);
    }
  g_assert_false (kx_verdict_from_string ("won", &verdict));
  g_assert_false (kx_verdict_from_string (NULL, &verdict));
  g_assert_cmpint (verdict, ==, KX_VERDICT_LOST);
}

static void
test_pending (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = an_arrival ();

  /* Whatever else there is to see is of older days. */
  evidence.boot_id = "old";
  evidence.panic = ASKED + 1;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PENDING, FALSE, NULL });
  evidence.kexec = FALSE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PENDING, FALSE, NULL });
  evidence.boot_id = NULL;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PENDING, FALSE, NULL });
}

static void
test_arrived (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = an_arrival ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  check (&intent, &evidence, (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL });
  evidence.stop_note = &note;
  check (&intent, &evidence, (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL });
  /* A dump of the same day: what was promised runs. */
  evidence.panic = ASKED + MINUTE;
  evidence.watchdog = TRUE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL });
  /* Late is not lost. */
  evidence.started = intent.deadline + 60 * MINUTE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL });
  /* What is not known is not compared. */
  intent.release = NULL;
  evidence.cmdline = NULL;
  check (&intent, &evidence, (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL });
}

static void
check_cmdline (const char *given, const char *running, gboolean same)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = an_arrival ();

  intent.cmdline = (char *) given;
  evidence.cmdline = running;
  g_test_message ("‘%s’ ‘%s’", given, running);
  check (&intent, &evidence,
         same ? (Expected){ KX_VERDICT_ARRIVED, FALSE, NULL }
              : (Expected){ KX_VERDICT_WRONG_KERNEL, FALSE, "another command line" });
}

static void
test_cmdlines (void)
{
  g_autofree char *longer = g_strnfill (4096, 'a');
  g_autofree char *cut = g_strnfill (2047, 'a');
  g_autofree char *short_cut = g_strnfill (510, 'a');
  g_autofree char *other = g_strconcat (short_cut, "bb", NULL);

  check_cmdline (" " CMDLINE "  ", CMDLINE, TRUE);
  check_cmdline (CMDLINE, CMDLINE " ", TRUE);
  check_cmdline ("", "", TRUE);
  check_cmdline ("", "quiet", FALSE);
  check_cmdline ("quiet", "", FALSE);
  check_cmdline ("a  b", "a b", FALSE);
  check_cmdline (CMDLINE, CMDLINE " single", FALSE);
  /* Built into the kernel. */
  check_cmdline (CMDLINE, "console=ttyS0 " CMDLINE, TRUE);
  check_cmdline ("quiet", "notquiet", FALSE);
  /* Cut by the kernel. */
  check_cmdline (longer, cut, TRUE);
  check_cmdline (longer, short_cut, FALSE);
  check_cmdline (longer, other, FALSE);
}

static void
test_wrong_kernel (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = an_arrival ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  /* The image was not started: it is not to blame. */
  evidence.stop_note = &note;
  evidence.release = "6.12.1";
  check (&intent, &evidence, (Expected){ KX_VERDICT_WRONG_KERNEL, FALSE, "Linux 6.12.1" });
}

static void
test_crash_kernel (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = an_arrival ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  evidence.cmdline = CMDLINE " elfcorehdr=0x7f000000";
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, FALSE, "crash kernel" });
  evidence.stop_note = &note;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, TRUE, "crash kernel" });
}

static void
test_cold (void)
{
  static const struct
  {
    KxStopTarget target;
    int loaded;
    const char *words;
  } cases[] = {
    { KX_STOP_TARGET_REBOOT, 1, "through its firmware" },
    { KX_STOP_TARGET_OFF, 1, "switched off" },
    { KX_STOP_TARGET_KEXEC, 0, "held nothing" },
    { KX_STOP_TARGET_UNKNOWN, 0, "held nothing" },
  };
  KxIntent intent = an_intent ();
  KxEvidence evidence = a_cold_boot ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxStopNote note = a_note (cases[i].target);

      note.loaded = cases[i].loaded;
      evidence.stop_note = &note;
      check (&intent, &evidence, (Expected){ KX_VERDICT_COLD, FALSE, cases[i].words });
    }
}

static void
test_dropped (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = a_cold_boot ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  intent.dropped = (char *) "/boot had changed";
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, FALSE, "before all services" });
  evidence.stop_note = &note;
  check (&intent, &evidence, (Expected){ KX_VERDICT_COLD, FALSE, "the kernel: /boot had changed" });
  evidence.stop_note = NULL;
  intent.begun = KX_BEGUN_FORCE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_COLD, FALSE, "the kernel: /boot had changed" });
}

static void
test_lost (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = a_cold_boot ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);
  KxStopNote older = a_note (KX_STOP_TARGET_REBOOT);

  older.boot_id = (char *) "older";
  evidence.stop_note = &older;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, FALSE, "before all services" });
  evidence.watchdog = TRUE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, FALSE, "a watchdog reset" });
  evidence.stop_note = &note;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "a watchdog reset it" });
  evidence.watchdog = FALSE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
  /* The kernel did not say, or nobody knows where it went: it may have been started. */
  note.loaded = -1;
  note.target = KX_STOP_TARGET_UNKNOWN;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
  /* Who does not stop services does not leave a note. */
  evidence.stop_note = NULL;
  intent.begun = KX_BEGUN_FORCE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
}

static void
test_panicked (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = a_cold_boot ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  evidence.panic = ASKED + MINUTE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, FALSE, "before all services" });
  evidence.stop_note = &note;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, TRUE, "into the new kernel" });
  /* The watchdog only ended it. */
  evidence.watchdog = TRUE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, TRUE, "into the new kernel" });
  note.target = KX_STOP_TARGET_REBOOT;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, FALSE, "through the firmware" });
}

static void
test_panics_of_other_days (void)
{
  KxIntent intent = an_intent ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);
  const struct
  {
    gint64 panic;
    gboolean counts;
  } cases[] = {
    { ASKED - G_TIME_SPAN_DAY, FALSE },   { ASKED - 2 * MINUTE - 1, FALSE },
    { ASKED - 2 * MINUTE, TRUE },         { ASKED, TRUE },
    { intent.deadline + 2 * MINUTE, TRUE }, { intent.deadline + 2 * MINUTE + 1, FALSE },
    { G_MAXINT64, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxEvidence evidence = a_cold_boot ();

      evidence.stop_note = &note;
      evidence.started = intent.deadline + 10 * MINUTE;
      evidence.panic = cases[i].panic;
      g_test_message ("%" G_GSIZE_FORMAT, i);
      check (&intent, &evidence,
             cases[i].counts ? (Expected){ KX_VERDICT_PANICKED, TRUE, "panicked" }
                             : (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
    }
}

/* The clock was set back before the restart was asked for, and a dump of the time before is there. */
static void
test_panics_of_days_to_come (void)
{
  KxIntent intent = an_intent ();
  KxEvidence evidence = a_cold_boot ();
  KxStopNote note = a_note (KX_STOP_TARGET_KEXEC);

  evidence.stop_note = &note;
  evidence.panic = STARTED + 2 * MINUTE + 1;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
  evidence.panic = STARTED + 2 * MINUTE;
  check (&intent, &evidence, (Expected){ KX_VERDICT_PANICKED, TRUE, "panicked" });
  /* Nobody knows when the restart was asked for: no dump can be said to be of it. */
  intent.asked.realtime = 0;
  check (&intent, &evidence, (Expected){ KX_VERDICT_LOST, TRUE, "without a trace" });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/words", test_words);
  g_test_add_func ("/verdict/pending", test_pending);
  g_test_add_func ("/verdict/arrived", test_arrived);
  g_test_add_func ("/verdict/cmdlines", test_cmdlines);
  g_test_add_func ("/verdict/wrong-kernel", test_wrong_kernel);
  g_test_add_func ("/verdict/crash-kernel", test_crash_kernel);
  g_test_add_func ("/verdict/cold", test_cold);
  g_test_add_func ("/verdict/dropped", test_dropped);
  g_test_add_func ("/verdict/lost", test_lost);
  g_test_add_func ("/verdict/panicked", test_panicked);
  g_test_add_func ("/verdict/panics-of-other-days", test_panics_of_other_days);
  g_test_add_func ("/verdict/panics-of-days-to-come", test_panics_of_days_to_come);
  return g_test_run ();
}
