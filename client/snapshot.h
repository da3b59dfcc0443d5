/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "context.h"
#include "outcome.h"

/*
 * The daemon's situation at one moment: its answer to Status, taken apart. Every string is safe to
 * print, never NULL ("" where the daemon did not say) and owned by the snapshot.
 */
typedef struct
{
  GVariant *status; /* the whole answer, a{sv} */
  char *state;
  char *reason;
  char *waiting;
  char *problem; /* why a change of the kernels may go unnoticed */
  char *ordinary; /* what an ordinary reboot does */
  GStrv config_mistakes;
  char *running;       /* release of the running kernel */
  char *boot_id;       /* of this boot */
  KxOutcome last;      /* of the last fast restart; its verdict is "" where there was none */
  char *panic;         /* what becomes of the machine where the next kernel panics */
  char *watchdog;      /* the same, where it hangs */
  char *journal;       /* why restarts are not recorded, "" where they are */
  guint64 generation;  /* what Execute takes as "expect" */
  char *remedies;      /* devices that are taken from their drivers first, "" for none */
  gint64 loads_left;   /* -1 without a limit */
  GVariant *hazards;   /* aa{sv}: what may go wrong */
  guint n_blocking;    /* of them */
  guint n_warnings;

  gboolean has_armed; /* kexecd has something armed or staged, described by what follows */
  char *image;
  char *origin;
  char *level;
  char *release;
  char *kernel;
  char *cmdline; /* "" where it is not shown to this user */
  char *method;
  char *method_reason;
  guint64 since;  /* microseconds since the epoch, 0 unknown */
  guint64 memory;      /* bytes, 0 unknown */
  guint64 memory_peak; /* the same, of the daemon while it loaded */

  char *next_image; /* the default image, "" where there is none */
  char *next_release;
  char *next_reason;
  char **cold_reasons; /* why the next ordinary reboot has to be a cold one, NULL-terminated */
  char *one_shot; /* what the boot loader starts once before that, "" for nothing */

  gint64 scheduled; /* when the machine is to restart, realtime in microseconds; 0: never */
  char *scheduled_name; /* into what, in words */
  char *scheduled_user; /* on whose wish */
  char *schedule_stopped; /* why the last restart that was scheduled did not take place */
} KxSnapshot;

/* Asks the daemon; connects where that is still to do. @self is zeroed or cleared before. */
gboolean kx_snapshot_fetch (KxSnapshot *self, KxContext *context, GError **error);

void kx_snapshot_clear (KxSnapshot *self);

/* What is armed in words (full): its release, and its image where that is called otherwise. */
char *kx_snapshot_name (const KxSnapshot *self);

/* "IMAGE, ORIGIN" (full), as far as they are known. */
char *kx_snapshot_description (const KxSnapshot *self);

/* Where what is armed comes from, in words, "" where that is not known. Static. */
const char *kx_snapshot_origin (const KxSnapshot *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxSnapshot, kx_snapshot_clear)
