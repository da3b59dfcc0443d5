/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "schedule.h"

#include "error.h"
#include "key-file-bytes.h"

#define GROUP "schedule"
#define SCHEDULE_VERSION 1

/* So long before the restart those who are logged in are warned. */
static const gint64 warning_spans[] = {
  10 * G_TIME_SPAN_MINUTE,
  5 * G_TIME_SPAN_MINUTE,
  1 * G_TIME_SPAN_MINUTE,
};

KxSchedule *
kx_schedule_new (void)
{
  return g_atomic_rc_box_new0 (KxSchedule);
}

KxSchedule *
kx_schedule_ref (KxSchedule *schedule)
{
  return g_atomic_rc_box_acquire (schedule);
}

static void
clear (KxSchedule *schedule)
{
  g_free (schedule->boot_id);
  g_free (schedule->user);
  g_free (schedule->digest);
  g_free (schedule->image);
  g_free (schedule->release);
}

void
kx_schedule_unref (KxSchedule *schedule)
{
  g_atomic_rc_box_release_full (schedule, (GDestroyNotify) clear);
}

/* A number that has to be there: 0 would be root. */
static gboolean
parse_uid (GKeyFile *file, uid_t *uid)
{
  g_autoptr (GError) error = NULL;
  guint64 number = g_key_file_get_uint64 (file, GROUP, "uid", &error);

  if (error != NULL || number >= G_MAXUINT32)
    return FALSE;

  *uid = (uid_t) number;
  return TRUE;
}

static gboolean
parse_fields (GKeyFile *file, KxSchedule *schedule)
{
  g_autofree char *origin = g_key_file_get_string (file, GROUP, "origin", NULL);

  if (g_key_file_get_integer (file, GROUP, "version", NULL) != SCHEDULE_VERSION
      || !parse_uid (file, &schedule->uid) || !kx_origin_from_string (origin, &schedule->origin))
    return FALSE;

  schedule->boot_id = g_key_file_get_string (file, GROUP, "boot-id", NULL);
  schedule->user = g_key_file_get_string (file, GROUP, "user", NULL);
  schedule->since = g_key_file_get_int64 (file, GROUP, "since", NULL);
  schedule->when = g_key_file_get_int64 (file, GROUP, "when", NULL);
  schedule->digest = g_key_file_get_string (file, GROUP, "digest", NULL);
  schedule->image = kx_key_file_get_bytes (file, GROUP, "image");
  schedule->release = kx_key_file_get_bytes (file, GROUP, "release");
  schedule->cold = g_key_file_get_boolean (file, GROUP, "cold", NULL);
  schedule->force = g_key_file_get_boolean (file, GROUP, "force", NULL);
  schedule->ignore_hazards = g_key_file_get_boolean (file, GROUP, "ignore-hazards", NULL);
  schedule->ignore_sessions = g_key_file_get_boolean (file, GROUP, "ignore-sessions", NULL);
  schedule->ignore_inhibitors = g_key_file_get_boolean (file, GROUP, "ignore-inhibitors", NULL);

  /* The span keeps every sum with a moment far from an overflow. */
  return schedule->boot_id != NULL && schedule->digest != NULL && schedule->image != NULL
         && schedule->origin != KX_ORIGIN_FOREIGN && schedule->since > 0
         && schedule->since < G_MAXINT64 / 2 && schedule->when > schedule->since
         && schedule->when - schedule->since <= KX_SCHEDULE_FARTHEST;
}

KxSchedule *
kx_schedule_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (KxSchedule) schedule = kx_schedule_new ();

  if (size == 0 || !g_key_file_load_from_data (file, data, size, G_KEY_FILE_NONE, NULL)
      || !parse_fields (file, schedule))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                           "the record of the scheduled restart cannot be read; nothing is "
                           "scheduled any more");
      return NULL;
    }

  return g_steal_pointer (&schedule);
}

char *
kx_schedule_format (const KxSchedule *schedule)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, GROUP, "version", SCHEDULE_VERSION);
  g_key_file_set_string (file, GROUP, "boot-id", schedule->boot_id);
  g_key_file_set_uint64 (file, GROUP, "uid", schedule->uid);
  if (schedule->user != NULL)
    g_key_file_set_string (file, GROUP, "user", schedule->user);
  g_key_file_set_int64 (file, GROUP, "since", schedule->since);
  g_key_file_set_int64 (file, GROUP, "when", schedule->when);
  g_key_file_set_string (file, GROUP, "origin", kx_origin_to_string (schedule->origin));
  g_key_file_set_string (file, GROUP, "digest", schedule->digest);
  kx_key_file_set_bytes (file, GROUP, "image", schedule->image);
  kx_key_file_set_bytes (file, GROUP, "release", schedule->release);
  g_key_file_set_boolean (file, GROUP, "cold", schedule->cold);
  g_key_file_set_boolean (file, GROUP, "force", schedule->force);
  g_key_file_set_boolean (file, GROUP, "ignore-hazards", schedule->ignore_hazards);
  g_key_file_set_boolean (file, GROUP, "ignore-sessions", schedule->ignore_sessions);
  g_key_file_set_boolean (file, GROUP, "ignore-inhibitors", schedule->ignore_inhibitors);

  return g_key_file_to_data (file, NULL, NULL);
}

KxScheduleStep
kx_schedule_step (const KxSchedule *schedule, gint64 now, guint *warnings, gint64 *next)
{
  guint before = *warnings, passed = 0;

  if (now >= schedule->when)
    return now - schedule->when < KX_SCHEDULE_LATEST ? KX_SCHEDULE_DUE : KX_SCHEDULE_MISSED;

  while (passed < G_N_ELEMENTS (warning_spans)
         && schedule->when - now <= warning_spans[passed])
    passed++;

  *warnings = passed;
  *next = passed < G_N_ELEMENTS (warning_spans) ? schedule->when - warning_spans[passed]
                                                : schedule->when;
  return passed > before ? KX_SCHEDULE_WARN : KX_SCHEDULE_WAIT;
}
