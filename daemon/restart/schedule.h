/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <glib.h>

#include "origin.h"

/*
 * A restart that somebody has scheduled: who, what, when, and all that he was authorised for and
 * consented to then. Immutable once made and reference-counted. Times are realtime, in
 * microseconds.
 *
 * In /run it is a key file with the group [schedule] (version=1 and the fields below), for the
 * daemon's successor; it is worth nothing in another boot.
 */
typedef struct
{
  char *boot_id;   /* of the boot in which it was granted */
  uid_t uid;       /* whose wish it is */
  char *user;      /* his name; NULL: not known */
  gint64 since;    /* when it was granted */
  gint64 when;     /* when the machine is to restart */
  KxOrigin origin; /* not foreign */
  char *digest;    /* KxArmed's: only that may be started */
  char *image;     /* for people, as in KxArmed */
  char *release;   /* likewise; NULL: the image does not tell */
  gboolean cold;   /* a cold restart was due already, and that did not keep him from it */
  gboolean force;
  gboolean ignore_hazards;
  gboolean ignore_sessions;
  gboolean ignore_inhibitors;
} KxSchedule;

/* No restart is scheduled for later than so long from now. */
#define KX_SCHEDULE_FARTHEST (366 * G_TIME_SPAN_DAY)

/* A restart whose time has passed (the machine was suspended, the daemon did not run) still begins
 * where it is less late than this. */
#define KX_SCHEDULE_LATEST (10 * G_TIME_SPAN_MINUTE)

/* All fields zero, to be filled by the caller before anybody else sees it. */
KxSchedule *kx_schedule_new (void);
KxSchedule *kx_schedule_ref (KxSchedule *schedule);
void kx_schedule_unref (KxSchedule *schedule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxSchedule, kx_schedule_unref)

/*
 * @data: the file's bytes. NULL with KX_ERROR_FAILED where they are not a schedule of this version.
 */
KxSchedule *kx_schedule_parse (const char *data, gsize size, GError **error);

/* The bytes for the file, NUL-terminated. (transfer full) */
char *kx_schedule_format (const KxSchedule *schedule);

typedef enum
{
  KX_SCHEDULE_WAIT,
  KX_SCHEDULE_WARN, /* whoever is logged in, of the restart to come */
  KX_SCHEDULE_DUE,
  KX_SCHEDULE_MISSED,
} KxScheduleStep;

/*
 * What is to be done at the moment @now, and the moment of the next step in @next, unless there is
 * none. @warnings counts those that the moment is past: 0 at first; each is due once, and again
 * where the clock has been set back. Several that are due at once are one.
 */
KxScheduleStep
kx_schedule_step (const KxSchedule *schedule, gint64 now, guint *warnings, gint64 *next);
