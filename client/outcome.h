/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What became of one restart, as the daemon tells it in History, in "last-restart" of Status and in
 * the signal Restarted. Every string is safe to print, never NULL ("" where the daemon did not say)
 * and owned by the outcome.
 */
typedef struct
{
  guint64 number;
  char *verdict; /* the daemon's word */
  char *reason;  /* why it is not "arrived" */
  char *from;    /* releases */
  char *to;
  char *image;
  char *release; /* of what was promised */
  char *method;
  char *begun;
  char *user;    /* who asked, "" where nobody did or it is not known */
  char *boot_id; /* of the boot in which the verdict was found */
  char *phases;  /* "services 3.1 s, kernel 2.0 s" */
  gint64 when;     /* asked for, or else found out; realtime in microseconds, 0 unknown */
  gint64 downtime; /* microseconds, -1 unknown */
  gint64 saved;    /* against a cold restart, microseconds, negative where it took longer */
  gboolean has_saved;
} KxOutcome;

/* @restart: a{sv}; NULL: nothing is known. @self is zeroed or cleared before. */
void kx_outcome_take (KxOutcome *self, GVariant *restart);

void kx_outcome_clear (KxOutcome *self);

/* What was promised runs. */
gboolean kx_outcome_is_arrival (const KxOutcome *self);

/* "arrived as promised", or the daemon's word for what happened instead, and why (full). */
char *kx_outcome_describe (const KxOutcome *self);

/* Who or what began it, to stand behind a comma, "" where nothing is known (full). */
char *kx_outcome_beginning (const KxOutcome *self);

/* "34.0 s less than through the firmware" (full); @saved: microseconds, negative where it took longer. */
char *kx_outcome_describe_saved (gint64 saved);

/* "21.4 s, 34.0 s less than through the firmware" (full); "" where the time is not known. */
char *kx_outcome_times (const KxOutcome *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxOutcome, kx_outcome_clear)
