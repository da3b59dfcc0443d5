/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reckoning.h"

#include <string.h>

#include "boot-evidence.h"
#include "boot-times.h"
#include "events.h"
#include "promise.h"
#include "pstore.h"
#include "runtime-file.h"
#include "verdict.h"

/* In the runtime directory: the boot in which its restart has been announced. */
#define TOLD "told"

/* The counter is measured over so long at least. */
#define MEASURE_SECONDS 1

/* A job that hangs lets no boot finish. */
#define PATIENCE_SECONDS (15 * 60)

struct _KxReckoning
{
  KxKeeper *keeper;
  KxChronicle *chronicle;
  const char *boot_id; /* the machine's; NULL: it is not known */
  KxBootEvidence evidence;
  KxStopNote note;
  gboolean has_note;
  KxTickReading start;
  KxBootTimes times;
  GCancellable *cancellable;
  guint patience;
  guint measuring;
  gulong changed_id;
};

static KxRestart *
get_restart (KxReckoning *self)
{
  KxRestart *last = kx_journal_get_last (kx_chronicle_get_journal (self->chronicle));

  return last != NULL && g_strcmp0 (last->boot_id, self->boot_id) == 0 ? last : NULL;
}

static const KxStopNote *
get_note_of (KxReckoning *self, const KxIntent *intent)
{
  return self->has_note && g_strcmp0 (self->note.boot_id, intent->boot_id) == 0 ? &self->note
                                                                                : NULL;
}

static void
tell_quarantine (KxReckoning *self)
{
  const KxJournal *journal = kx_chronicle_get_journal (self->chronicle);

  kx_keeper_set_quarantine (self->keeper, kx_quarantine_copy (journal->quarantine));
}

/* Takes @intent and @reason. */
static void
record (KxReckoning *self, KxIntent *intent, KxVerdict verdict, char *reason, gboolean failure)
{
  KxJournal *journal = kx_chronicle_get_journal (self->chronicle);
  KxRestart *restart = g_new0 (KxRestart, 1);

  restart->intent = intent;
  restart->verdict = verdict;
  restart->reason = reason;
  restart->boot_id = g_strdup (self->boot_id);
  restart->to = g_strdup (kx_keeper_get_machine (self->keeper)->release);
  restart->decided = g_get_real_time ();
  restart->saved = -1;
  kx_downtime_forget (&restart->downtime);

  if (verdict == KX_VERDICT_ARRIVED)
    kx_quarantine_note_arrival (journal->quarantine, intent->digest);
  else if (failure)
    kx_quarantine_add (journal->quarantine, intent, verdict, reason, restart->decided);
  kx_journal_add (journal, restart);
}

/* Services had stopped long after anybody waited for the restart: it was another one. Where there is
 * a counter it is asked, because nobody sets it. */
static gboolean
is_outlived (KxReckoning *self, const KxIntent *intent)
{
  const KxStopNote *note = get_note_of (self, intent);

  if (note == NULL || note->moment.realtime == 0)
    return FALSE;
  if (intent->khz != 0 && intent->asked.ticks != 0 && note->moment.ticks > intent->asked.ticks)
    return (note->moment.ticks - intent->asked.ticks) / intent->khz > KX_INTENT_PATIENCE / 1000;
  return intent->deadline != 0 && note->moment.realtime > intent->deadline;
}

static void
decide_promised (KxReckoning *self, const KxEvidence *evidence, KxIntent *intent)
{
  char *reason = NULL;
  KxVerdict verdict = kx_verdict_decide (intent, evidence, &reason);

  record (self, intent, verdict, reason, kx_verdict_is_failure (verdict, intent, evidence));
}

/* Nobody promised anything, but the machine may have restarted into what was armed all the same. */
static void
decide_unpromised (KxReckoning *self, const KxEvidence *evidence, const KxIntent *standing)
{
  const KxStopNote *note = get_note_of (self, standing);
  g_autoptr (KxIntent) intent = kx_intent_copy (standing);
  g_autofree char *reason = NULL;

  if (note != NULL && note->target == KX_STOP_TARGET_KEXEC)
    {
      intent->begun = KX_BEGUN_ORDINARY;
      intent->asked = note->moment;
      decide_promised (self, evidence, g_steal_pointer (&intent));
      return;
    }

  intent->begun = KX_BEGUN_UNSEEN;
  if (evidence->kexec && evidence->cmdline != NULL
      && kx_verdict_decide (intent, evidence, &reason) == KX_VERDICT_ARRIVED)
    record (self, g_steal_pointer (&intent), KX_VERDICT_ARRIVED, NULL, FALSE);
}

static gboolean
is_of_this_boot (KxReckoning *self, const KxIntent *intent)
{
  return g_strcmp0 (intent->boot_id, self->boot_id) == 0;
}

/* Of the newest panic that no earlier restart was judged by; 0: there is none. */
static gint64
find_panic (KxReckoning *self)
{
  KxJournal *journal = kx_chronicle_get_journal (self->chronicle);
  gint64 newest = kx_pstore_find_panic (kx_keeper_get_root (self->keeper));
  gint64 known = journal->panic;

  journal->panic = newest;
  return newest != known ? newest : 0;
}

static void
decide (KxReckoning *self)
{
  KxJournal *journal = kx_chronicle_get_journal (self->chronicle);
  g_autoptr (KxIntent) pending = NULL;
  g_autoptr (KxIntent) standing = NULL;
  KxEvidence evidence = {
    .boot_id = self->boot_id,
    .release = kx_keeper_get_machine (self->keeper)->release,
    .cmdline = self->evidence.cmdline,
    .kexec = self->evidence.kexec,
    .watchdog = self->evidence.watchdog,
    .started = kx_tick_clock_get_zero (&self->start, 0).realtime,
    .stop_note = self->has_note ? &self->note : NULL,
  };

  /* Where it is not known which boot this is, nothing can be decided. */
  if (self->boot_id == NULL)
    return;

  /* A predecessor's, in this boot: the restart may still be on its way. */
  if (journal->pending != NULL && is_of_this_boot (self, journal->pending))
    {
      kx_chronicle_set_pending (self->chronicle, journal->pending);
      return;
    }

  if (journal->standing != NULL && !is_of_this_boot (self, journal->standing))
    standing = g_steal_pointer (&journal->standing);
  pending = g_steal_pointer (&journal->pending);
  if (pending == NULL && standing == NULL)
    return;

  evidence.panic = find_panic (self);
  if (pending != NULL && !is_outlived (self, pending))
    decide_promised (self, &evidence, g_steal_pointer (&pending));
  else if (standing != NULL)
    decide_unpromised (self, &evidence, standing);
  kx_chronicle_save (self->chronicle);
}

/* The counter runs through a kexec, from the moment of the promise to this one. */
static guint64
measure_khz (KxReckoning *self, const KxTickReading *now, const KxRestart *restart)
{
  guint64 khz = kx_chronicle_get_khz (self->chronicle, now);

  return khz == 0 && restart != NULL ? restart->intent->khz : khz;
}

static KxDowntimeStamps
get_stamps (KxReckoning *self, const KxRestart *restart)
{
  KxTickReading now = kx_tick_clock_read (kx_root_get_fd (kx_keeper_get_root (self->keeper)));
  guint64 khz = measure_khz (self, &now, restart);

  return (KxDowntimeStamps){
    .entered = self->evidence.kexec ? self->evidence.entered : 0,
    .left = self->evidence.kexec ? self->evidence.left : 0,
    .zero = kx_tick_clock_get_zero (&now, khz),
    .initrd = self->times.initrd,
    .userspace = self->times.userspace,
    .finished = self->times.finished,
    .khz = khz,
  };
}

static void
measure_restart (KxReckoning *self, KxRestart *restart)
{
  const KxStopNote *note = get_note_of (self, restart->intent);
  KxDowntimeStamps stamps = get_stamps (self, restart);

  stamps.asked = restart->intent->asked;
  if (note != NULL)
    stamps.stopped = note->moment;
  kx_downtime_reckon (&stamps, self->evidence.kexec, &restart->downtime);
  if (restart->verdict == KX_VERDICT_ARRIVED)
    restart->saved = kx_downtime_get_saved (&restart->downtime,
                                            kx_chronicle_get_journal (self->chronicle)->cold);
}

/*
 * This boot went through the firmware, right after services had stopped for that: a note that an earlier
 * one went by is an old one.
 */
static gboolean
is_cold_boot (KxReckoning *self)
{
  return self->has_note && !self->evidence.kexec && self->boot_id != NULL
         && self->note.target == KX_STOP_TARGET_REBOOT
         && g_strcmp0 (self->note.boot_id, self->boot_id) != 0
         && g_strcmp0 (self->note.boot_id, kx_chronicle_get_journal (self->chronicle)->cold_stop) != 0;
}

static void
measure_cold_boot (KxReckoning *self)
{
  KxJournal *journal = kx_chronicle_get_journal (self->chronicle);
  KxDowntimeStamps stamps = get_stamps (self, NULL);
  KxDowntime downtime;

  stamps.stopped = self->note.moment;
  kx_downtime_reckon (&stamps, FALSE, &downtime);
  if (downtime.stopped < 0)
    return;

  journal->cold = downtime.stopped;
  g_free (journal->cold_stop);
  journal->cold_stop = g_strdup (self->note.boot_id);
}

static gboolean
is_told (KxReckoning *self)
{
  int fd = kx_keeper_get_runtime_fd (self->keeper);
  gsize size = 0;
  g_autofree char *told = fd >= 0 ? kx_runtime_file_read (fd, TOLD, &size, NULL) : NULL;

  return told != NULL && size == strlen (self->boot_id)
         && memcmp (told, self->boot_id, size) == 0;
}

static void
note_told (KxReckoning *self)
{
  int fd = kx_keeper_get_runtime_fd (self->keeper);
  g_autoptr (GError) error = NULL;

  if (fd >= 0 && !kx_runtime_file_write (fd, TOLD, self->boot_id, &error))
    g_warning ("%s; the restart before this boot is announced again when the daemon starts again",
               error->message);
}

static gboolean
on_measured (gpointer user_data)
{
  KxReckoning *self = user_data;
  KxRestart *restart = get_restart (self);

  self->measuring = 0;
  if (is_cold_boot (self))
    measure_cold_boot (self);
  if (restart != NULL)
    measure_restart (self, restart);
  kx_chronicle_save (self->chronicle);
  note_told (self);
  if (restart != NULL)
    {
      kx_event_restarted (restart);
      kx_chronicle_announce (self->chronicle);
    }
  return G_SOURCE_REMOVE;
}

static void
on_boot_times (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxReckoning *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_boot_times_finish (result, &self->times, &error))
    {
      /* The end of the daemon, or of patience. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->patience != 0)
        return;
      g_message ("when everything was started is not known: %s", error->message);
    }

  g_clear_handle_id (&self->patience, g_source_remove);
  self->measuring = g_timeout_add_seconds (MEASURE_SECONDS, on_measured, self);
}

static gboolean
on_patience_over (gpointer user_data)
{
  KxReckoning *self = user_data;

  self->patience = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

KxReckoning *
kx_reckoning_new (GDBusConnection *connection, KxKeeper *keeper)
{
  KxReckoning *self = g_new0 (KxReckoning, 1);
  int root_fd = kx_root_get_fd (kx_keeper_get_root (keeper));
  const char *boot_id = kx_keeper_get_machine (keeper)->boot_id;

  self->keeper = g_object_ref (keeper);
  self->boot_id = *boot_id != '\0' ? boot_id : NULL;
  self->chronicle = g_object_ref (kx_keeper_get_chronicle (keeper));
  self->cancellable = g_cancellable_new ();
  self->start = kx_tick_clock_read (root_fd);
  kx_boot_evidence_read (root_fd, &self->evidence);
  self->has_note = kx_chronicle_read_stop_note (self->chronicle, &self->note);

  decide (self);
  tell_quarantine (self);
  kx_promise_stand (keeper);
  self->changed_id
      = g_signal_connect (keeper, "changed", G_CALLBACK (kx_promise_stand), NULL);

  if ((get_restart (self) != NULL || is_cold_boot (self)) && !is_told (self))
    {
      self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_over, self);
      kx_boot_times_async (connection, self->cancellable, on_boot_times, self);
    }
  return self;
}

void
kx_reckoning_free (KxReckoning *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->measuring, g_source_remove);
  g_signal_handler_disconnect (self->keeper, self->changed_id);
  kx_boot_evidence_clear (&self->evidence);
  if (self->has_note)
    kx_stop_note_clear (&self->note);
  g_object_unref (self->cancellable);
  g_object_unref (self->chronicle);
  g_object_unref (self->keeper);
  g_free (self);
}
