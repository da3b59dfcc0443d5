/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "verdict.h"

#include <string.h>

#include "cmdline.h"
#include "words.h"

/* A dying kernel dates its dump by the machine's clock, which the next one has not corrected yet. */
#define CLOCK_SLACK (2 * G_TIME_SPAN_MINUTE)

/* Every kernel has room for so many bytes of command line, less one for its end
 * (COMMAND_LINE_SIZE, include/uapi/asm-generic/setup.h): what is shorter was not cut. */
#define CMDLINE_ROOM_LEAST 512

#define DUMPS "; what it said last is in /var/lib/systemd/pstore or /sys/fs/pstore"

static const char *const words[] = {
  [KX_VERDICT_PENDING] = "pending",
  [KX_VERDICT_ARRIVED] = "arrived",
  [KX_VERDICT_WRONG_KERNEL] = "wrong-kernel",
  [KX_VERDICT_COLD] = "cold",
  [KX_VERDICT_PANICKED] = "panicked",
  [KX_VERDICT_LOST] = "lost",
};

/* How far the restart came before the machine left its old kernel. */
typedef enum
{
  STAGE_STOPPING,  /* services had not stopped yet */
  STAGE_ELSEWHERE, /* in order, but not to the kernel that was promised */
  STAGE_STARTED,   /* it was to be started, or may have been */
} Stage;

const char *
kx_verdict_to_string (KxVerdict verdict)
{
  return words[verdict];
}

gboolean
kx_verdict_from_string (const char *text, KxVerdict *verdict)
{
  int found = kx_words_find (words, G_N_ELEMENTS (words), text);

  if (found < 0)
    return FALSE;

  *verdict = (KxVerdict) found;
  return TRUE;
}

/* The note of the boot that the restart ended; NULL: none was written. */
static const KxStopNote *
get_note (const KxIntent *intent, const KxEvidence *evidence)
{
  const KxStopNote *note = evidence->stop_note;

  return note != NULL && g_strcmp0 (note->boot_id, intent->boot_id) == 0 ? note : NULL;
}

static gboolean
leads_elsewhere (const KxStopNote *note)
{
  return note->target == KX_STOP_TARGET_REBOOT || note->target == KX_STOP_TARGET_OFF
         || note->loaded == 0;
}

/* Without stopping services nobody writes a note. */
static gboolean
stops_services (KxBegun begun)
{
  return begun == KX_BEGUN_EXECUTE || begun == KX_BEGUN_ORDINARY;
}

static Stage
get_stage (const KxIntent *intent, const KxStopNote *note)
{
  if (note == NULL && stops_services (intent->begun))
    return STAGE_STOPPING;
  if (intent->dropped != NULL || (note != NULL && leads_elsewhere (note)))
    return STAGE_ELSEWHERE;
  return STAGE_STARTED;
}

static gboolean
is_cut (const char *running, const char *given)
{
  gsize length = strlen (running);

  return length >= CMDLINE_ROOM_LEAST - 1 && length < strlen (given)
         && strncmp (running, given, length) == 0;
}

/* The last words of the running one, or all of it. */
static gboolean
is_tail (const char *running, const char *given)
{
  gsize length = strlen (running);
  gsize tail = strlen (given);

  if (length < tail || strcmp (running + length - tail, given) != 0)
    return FALSE;
  return length == tail || (tail > 0 && g_ascii_isspace (running[length - tail - 1]));
}

static gboolean
is_same_cmdline (const char *running, const char *given)
{
  g_autofree char *plain_running = g_strstrip (g_strdup (running));
  g_autofree char *plain_given = g_strstrip (g_strdup (given));

  return is_tail (plain_running, plain_given) || is_cut (running, given)
         || is_cut (running, plain_given);
}

/* What is not known on either side is not compared. */
static KxVerdict
decide_kexec (const KxIntent *intent, const KxEvidence *evidence, char **reason)
{
  if (evidence->cmdline != NULL && kx_cmdline_has (evidence->cmdline, "elfcorehdr"))
    {
      *reason = g_strdup ("a kernel panicked, and the crash kernel, which looks at what it left "
                          "behind, runs");
      return KX_VERDICT_PANICKED;
    }
  if (intent->release != NULL && evidence->release != NULL
      && strcmp (intent->release, evidence->release) != 0)
    {
      *reason = g_strdup_printf ("a kexec has started Linux %s where Linux %s was promised: another "
                                 "program loaded it",
                                 evidence->release, intent->release);
      return KX_VERDICT_WRONG_KERNEL;
    }
  if (intent->cmdline != NULL && evidence->cmdline != NULL
      && !is_same_cmdline (evidence->cmdline, intent->cmdline))
    {
      *reason = g_strdup ("a kexec has started a kernel with another command line than was promised: "
                          "another program loaded it");
      return KX_VERDICT_WRONG_KERNEL;
    }

  *reason = NULL;
  return KX_VERDICT_ARRIVED;
}

static gboolean
has_panicked (const KxIntent *intent, const KxEvidence *evidence)
{
  gint64 panic = evidence->panic;

  if (panic == 0 || intent->asked.realtime == 0 || panic < intent->asked.realtime - CLOCK_SLACK)
    return FALSE;
  if (intent->deadline != 0 && panic - CLOCK_SLACK > intent->deadline)
    return FALSE;
  return evidence->started == 0 || panic - CLOCK_SLACK <= evidence->started;
}

static const char *
explain_panic (Stage stage)
{
  switch (stage)
    {
    case STAGE_STOPPING:
      return "the kernel panicked before all services had stopped" DUMPS;
    case STAGE_ELSEWHERE:
      return "the kernel panicked on its way to a restart through the firmware" DUMPS;
    case STAGE_STARTED:
    default:
      return "the machine was on its way into the new kernel when a kernel panicked" DUMPS;
    }
}

static const char *
explain_loss (Stage stage, gboolean watchdog)
{
  if (stage == STAGE_STOPPING)
    return watchdog ? "a watchdog reset the machine before all services had stopped"
                    : "the machine was reset, or its power was cut, before all services had stopped";
  return watchdog ? "the machine was on its way into the new kernel when a watchdog reset it: the "
                    "new kernel hung, or the old one on its last steps"
                  : "the machine was on its way into the new kernel and came up through its firmware "
                    "without a trace: the new kernel hung or reset the machine, what was loaded was "
                    "damaged, or power was cut";
}

/* @note is NULL only where kexecd itself took the image out. */
static char *
explain_cold (const KxIntent *intent, const KxStopNote *note)
{
  if (intent->dropped != NULL)
    return g_strdup_printf ("kexecd had taken the image out of the kernel: %s", intent->dropped);
  if (note->target == KX_STOP_TARGET_OFF)
    return g_strdup ("the machine was switched off instead");
  if (note->target == KX_STOP_TARGET_REBOOT)
    return g_strdup ("when all services had stopped, the machine was on its way through its firmware: "
                     "another restart was asked for, and that one went ahead");
  return g_strdup ("when all services had stopped, the kernel held nothing to start: another program "
                   "had unloaded it");
}

KxVerdict
kx_verdict_decide (const KxIntent *intent, const KxEvidence *evidence, char **reason)
{
  const KxStopNote *note = get_note (intent, evidence);
  Stage stage = get_stage (intent, note);

  *reason = NULL;
  /* Where it is not known which boot this is, nothing can be said. */
  if (evidence->boot_id == NULL || g_strcmp0 (evidence->boot_id, intent->boot_id) == 0)
    return KX_VERDICT_PENDING;
  if (evidence->kexec)
    return decide_kexec (intent, evidence, reason);

  if (has_panicked (intent, evidence))
    {
      *reason = g_strdup (explain_panic (stage));
      return KX_VERDICT_PANICKED;
    }
  if (stage == STAGE_ELSEWHERE)
    {
      *reason = explain_cold (intent, note);
      return KX_VERDICT_COLD;
    }

  *reason = g_strdup (explain_loss (stage, evidence->watchdog));
  return KX_VERDICT_LOST;
}

gboolean
kx_verdict_is_failure (KxVerdict verdict, const KxIntent *intent, const KxEvidence *evidence)
{
  return (verdict == KX_VERDICT_PANICKED || verdict == KX_VERDICT_LOST)
         && get_stage (intent, get_note (intent, evidence)) == STAGE_STARTED;
}
