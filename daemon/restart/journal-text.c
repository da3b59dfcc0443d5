/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journal.h"

#include <string.h>

#include "error.h"
#include "key-file-bytes.h"
#include "key-file-group.h"

#define GROUP "journal"
#define JOURNAL_VERSION 1
#define STANDING "standing"
#define PENDING "pending"
#define RESTART "restart "
#define FAILURE "failure "
#define TOTAL "total-"
#define SEAL_GROUP "seal"

/* The end of the file; the digest's 64 digits and a newline follow. */
#define SEAL "[" SEAL_GROUP "]\nsha256="
#define SEAL_SIZE (strlen (SEAL) + 64 + 1)

/* Moments and spans, microseconds: sums of a few of them do not overflow. */
#define FARTHEST (G_MAXINT64 / 8)

static char *
read_optional_bytes (KxKeyFileGroup *group, const char *key)
{
  return kx_key_file_get_bytes (group->file, group->name, key);
}

static gint64
read_time (KxKeyFileGroup *group, const char *key, gint64 min)
{
  return kx_key_file_group_get_signed (group, key, min, FARTHEST);
}

static void
write_time (GKeyFile *file, const char *group, const char *key, gint64 time, gint64 min)
{
  g_key_file_set_int64 (file, group, key, CLAMP (time, min, FARTHEST));
}

/* What has to be there: "" for nothing. A key file is UTF-8 or cannot be read again. */
static void
write_word (GKeyFile *file, const char *group, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_key_file_set_string (file, group, key, valid);
}

static void
write_bytes (GKeyFile *file, const char *group, const char *key, const char *text)
{
  kx_key_file_set_bytes (file, group, key, text != NULL ? text : "");
}

static KxIntent *
read_intent (KxKeyFileGroup *group)
{
  g_autoptr (KxIntent) intent = g_new0 (KxIntent, 1);
  g_autofree char *begun = kx_key_file_group_get_word (group, "begun");

  intent->boot_id = kx_key_file_group_get_word (group, "boot-id");
  intent->from = kx_key_file_group_get_bytes (group, "from");
  intent->image = kx_key_file_group_get_bytes (group, "image");
  intent->release = read_optional_bytes (group, "release");
  intent->cmdline = kx_key_file_group_get_bytes (group, "cmdline");
  intent->digest = kx_key_file_group_get_word (group, "digest");
  intent->method = read_optional_bytes (group, "method");
  intent->uid = (uid_t) kx_key_file_group_get_unsigned (group, "uid", G_MAXUINT32);
  intent->asked.ticks = kx_key_file_group_get_unsigned (group, "asked-ticks", G_MAXUINT64);
  intent->asked.realtime = read_time (group, "asked", 0);
  intent->khz = kx_key_file_group_get_unsigned (group, "khz", G_MAXUINT64);
  intent->deadline = read_time (group, "deadline", 0);
  intent->dropped = read_optional_bytes (group, "dropped");
  group->bad |= !kx_begun_from_string (begun, &intent->begun);

  return group->bad ? NULL : g_steal_pointer (&intent);
}

static void
write_intent (GKeyFile *file, const char *group, const KxIntent *intent)
{
  g_key_file_set_string (file, group, "begun", kx_begun_to_string (intent->begun));
  write_word (file, group, "boot-id", intent->boot_id);
  write_bytes (file, group, "from", intent->from);
  write_bytes (file, group, "image", intent->image);
  kx_key_file_set_bytes (file, group, "release", intent->release);
  write_bytes (file, group, "cmdline", intent->cmdline);
  write_word (file, group, "digest", intent->digest);
  kx_key_file_set_bytes (file, group, "method", intent->method);
  g_key_file_set_uint64 (file, group, "uid", intent->uid);
  g_key_file_set_uint64 (file, group, "asked-ticks", intent->asked.ticks);
  write_time (file, group, "asked", intent->asked.realtime, 0);
  g_key_file_set_uint64 (file, group, "khz", intent->khz);
  write_time (file, group, "deadline", intent->deadline, 0);
  kx_key_file_set_bytes (file, group, "dropped", intent->dropped);
}

/* One that is over, and none of the verdicts that say that there is none yet. */
static KxVerdict
read_verdict (KxKeyFileGroup *group, const char *key)
{
  g_autofree char *text = kx_key_file_group_get_word (group, key);
  KxVerdict verdict = KX_VERDICT_PENDING;

  group->bad |= !kx_verdict_from_string (text, &verdict) || verdict == KX_VERDICT_PENDING;
  return verdict;
}

static void
read_downtime (KxKeyFileGroup *group, KxDowntime *downtime)
{
  downtime->total = read_time (group, "total", -1);
  downtime->stopped = read_time (group, "stopped", -1);
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    downtime->parts[part] = read_time (group, kx_downtime_part_to_string (part), -1);
}

static void
write_downtime (GKeyFile *file, const char *group, const KxDowntime *downtime)
{
  write_time (file, group, "total", downtime->total, -1);
  write_time (file, group, "stopped", downtime->stopped, -1);
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    write_time (file, group, kx_downtime_part_to_string (part), downtime->parts[part], -1);
}

static KxRestart *
read_restart (KxKeyFileGroup *group, guint64 number)
{
  g_autoptr (KxRestart) restart = g_new0 (KxRestart, 1);

  restart->number = number;
  restart->intent = read_intent (group);
  restart->verdict = read_verdict (group, "verdict");
  restart->reason = read_optional_bytes (group, "reason");
  restart->boot_id = kx_key_file_group_get_word (group, "decided-in");
  restart->to = kx_key_file_group_get_bytes (group, "to");
  restart->decided = read_time (group, "decided", 0);
  read_downtime (group, &restart->downtime);
  restart->saved = read_time (group, "saved", -FARTHEST);

  return group->bad ? NULL : g_steal_pointer (&restart);
}

static void
write_restart (GKeyFile *file, const KxRestart *restart)
{
  g_autofree char *group = g_strdup_printf (RESTART "%" G_GUINT64_FORMAT, restart->number);

  write_intent (file, group, restart->intent);
  g_key_file_set_string (file, group, "verdict", kx_verdict_to_string (restart->verdict));
  kx_key_file_set_bytes (file, group, "reason", restart->reason);
  write_word (file, group, "decided-in", restart->boot_id);
  write_bytes (file, group, "to", restart->to);
  write_time (file, group, "decided", restart->decided, 0);
  write_downtime (file, group, &restart->downtime);
  write_time (file, group, "saved", restart->saved, -FARTHEST);
}

static KxFailureRecord *
read_failure (KxKeyFileGroup *group)
{
  g_autoptr (KxFailureRecord) record = g_new0 (KxFailureRecord, 1);

  record->digest = kx_key_file_group_get_word (group, "digest");
  record->image = kx_key_file_group_get_bytes (group, "image");
  record->release = read_optional_bytes (group, "release");
  record->failures = (guint) kx_key_file_group_get_unsigned (group, "failures", G_MAXUINT);
  record->methods = kx_key_file_get_bytes_list (group->file, group->name, "methods");
  record->last = read_verdict (group, "last");
  record->reason = read_optional_bytes (group, "reason");
  record->when = read_time (group, "when", 0);
  group->bad |= record->last == KX_VERDICT_ARRIVED;

  return group->bad ? NULL : g_steal_pointer (&record);
}

static void
write_failure (GKeyFile *file, guint number, const KxFailureRecord *record)
{
  g_autofree char *group = g_strdup_printf (FAILURE "%u", number);

  write_word (file, group, "digest", record->digest);
  write_bytes (file, group, "image", record->image);
  kx_key_file_set_bytes (file, group, "release", record->release);
  g_key_file_set_uint64 (file, group, "failures", record->failures);
  kx_key_file_set_bytes_list (file, group, "methods", (const char *const *) record->methods);
  g_key_file_set_string (file, group, "last", kx_verdict_to_string (record->last));
  kx_key_file_set_bytes (file, group, "reason", record->reason);
  write_time (file, group, "when", record->when, 0);
}

static gboolean
add_restart (KxJournal *journal, KxKeyFileGroup *group)
{
  const KxRestart *last = kx_journal_get_last (journal);
  KxRestart *restart;
  guint64 number;

  if (!g_ascii_string_to_unsigned (group->name + strlen (RESTART), 10, 1, G_MAXUINT64, &number,
                                   NULL)
      || number >= journal->next || (last != NULL && number <= last->number)
      || journal->restarts->len >= KX_JOURNAL_MAX)
    return FALSE;

  restart = read_restart (group, number);
  if (restart != NULL)
    g_ptr_array_add (journal->restarts, restart);
  return restart != NULL;
}

static gboolean
add_failure (KxJournal *journal, KxKeyFileGroup *group)
{
  GPtrArray *records = journal->quarantine->records;
  g_autoptr (KxFailureRecord) record = read_failure (group);

  if (record == NULL || kx_quarantine_find (journal->quarantine, record->digest) != NULL
      || records->len >= KX_QUARANTINE_MAX)
    return FALSE;

  g_ptr_array_add (records, g_steal_pointer (&record));
  return TRUE;
}

static gboolean
add_group (KxJournal *journal, GKeyFile *file, const char *name)
{
  KxKeyFileGroup group = { .file = file, .name = name };

  if (strcmp (name, GROUP) == 0 || strcmp (name, SEAL_GROUP) == 0)
    return TRUE;
  if (strcmp (name, STANDING) == 0)
    return (journal->standing = read_intent (&group)) != NULL;
  if (strcmp (name, PENDING) == 0)
    return (journal->pending = read_intent (&group)) != NULL;
  if (g_str_has_prefix (name, RESTART))
    return add_restart (journal, &group);
  return g_str_has_prefix (name, FAILURE) && add_failure (journal, &group);
}

static void
read_totals (KxJournal *journal, KxKeyFileGroup *group)
{
  for (guint verdict = 0; verdict < KX_JOURNAL_VERDICTS; verdict++)
    {
      g_autofree char *key = g_strconcat (TOTAL, kx_verdict_to_string (verdict), NULL);

      if (g_key_file_has_key (group->file, group->name, key, NULL))
        journal->totals[verdict] = kx_key_file_group_get_unsigned (group, key, G_MAXUINT64 / 2);
    }
}

static void
write_totals (GKeyFile *file, const KxJournal *journal)
{
  for (guint verdict = 0; verdict < KX_JOURNAL_VERDICTS; verdict++)
    {
      g_autofree char *key = g_strconcat (TOTAL, kx_verdict_to_string (verdict), NULL);

      if (journal->totals[verdict] != 0)
        g_key_file_set_uint64 (file, GROUP, key, journal->totals[verdict]);
    }
}

static KxJournal *
read_journal (GKeyFile *file)
{
  KxKeyFileGroup group = { .file = file, .name = GROUP };
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_auto (GStrv) names = g_key_file_get_groups (file, NULL);

  journal->next = kx_key_file_group_get_unsigned (&group, "next", G_MAXUINT64 / 2);
  journal->cold = read_time (&group, "cold", -1);
  journal->cold_stop = read_optional_bytes (&group, "cold-stop");
  if (g_key_file_has_key (file, GROUP, "panic", NULL))
    journal->panic = read_time (&group, "panic", 0);
  read_totals (journal, &group);
  if (group.bad || journal->next == 0)
    return NULL;

  for (char **name = names; *name != NULL; name++)
    if (!add_group (journal, file, *name))
      return NULL;

  return g_steal_pointer (&journal);
}

static gboolean
is_sealed (const char *data, gsize size)
{
  g_autofree char *digest = NULL;
  const char *seal;

  if (size < SEAL_SIZE)
    return FALSE;

  seal = data + (size - SEAL_SIZE);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, size - SEAL_SIZE);
  return memcmp (seal, SEAL, strlen (SEAL)) == 0
         && memcmp (seal + strlen (SEAL), digest, strlen (digest)) == 0 && data[size - 1] == '\n';
}

KxJournal *
kx_journal_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (KxJournal) journal = NULL;
  gboolean legible
      = size > 0 && g_key_file_load_from_data (file, data, size, G_KEY_FILE_NONE, NULL);
  int version = legible ? g_key_file_get_integer (file, GROUP, "version", NULL) : 0;

  /* What a newer version has for a seal is not known here. */
  if (version > JOURNAL_VERSION)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the journal of restarts is of a newer kexecd (version %d, this one reads %d); "
                   "it is put aside and begun anew",
                   version, JOURNAL_VERSION);
      return NULL;
    }

  if (version == JOURNAL_VERSION && is_sealed (data, size))
    journal = read_journal (file);
  if (journal == NULL)
    g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                         "the journal of restarts is damaged; it is put aside and begun anew");
  return g_steal_pointer (&journal);
}

/* Without those of the oldest entries, @skipped of them. */
static char *
format_from (const KxJournal *journal, guint skipped)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const GPtrArray *records = journal->quarantine->records;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  gsize size;

  g_key_file_set_integer (file, GROUP, "version", JOURNAL_VERSION);
  g_key_file_set_uint64 (file, GROUP, "next", journal->next);
  write_time (file, GROUP, "cold", journal->cold, -1);
  kx_key_file_set_bytes (file, GROUP, "cold-stop", journal->cold_stop);
  if (journal->panic != 0)
    write_time (file, GROUP, "panic", journal->panic, 0);
  write_totals (file, journal);
  if (journal->standing != NULL)
    write_intent (file, STANDING, journal->standing);
  if (journal->pending != NULL)
    write_intent (file, PENDING, journal->pending);
  for (guint i = skipped; i < journal->restarts->len; i++)
    write_restart (file, journal->restarts->pdata[i]);
  for (guint i = 0; i < records->len; i++)
    write_failure (file, i + 1, records->pdata[i]);

  text = g_key_file_to_data (file, &size, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, size);
  return g_strconcat (text, SEAL, digest, "\n", NULL);
}

char *
kx_journal_format (const KxJournal *journal)
{
  guint skipped = 0;
  char *text = format_from (journal, skipped);

  while (strlen (text) > KX_JOURNAL_SIZE_MAX && skipped < journal->restarts->len)
    {
      skipped += (journal->restarts->len - skipped + 1) / 2;
      g_free (text);
      text = format_from (journal, skipped);
    }

  return text;
}
