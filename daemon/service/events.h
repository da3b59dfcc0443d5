/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <glib.h>

#include "armed.h"
#include "journal.h"
#include "schedule.h"

/* What an administrator finds in the journal, each with its MESSAGE_ID (event-ids.h). */

/* The kernel is being asked for @next; an ordinary message. */
void kx_event_loading (const KxArmed *next);

/* @armed is armed, or staged because of @hindrance (NULL: because of its origin or the level). */
void kx_event_loaded (const KxArmed *armed, const char *hindrance);

/* The default image @image could not be loaded by itself. */
void kx_event_load_failed (const char *image, const GError *error);

/* What was loaded, @armed (NULL: it was not known what), is no longer. */
void kx_event_unloaded (const KxArmed *armed);

/* What was armed, @armed (NULL: it was not known what), is out of the kernel: memory is short. */
void kx_event_unloaded_for_memory (const KxArmed *armed);

/* Each of @mistakes in the files of the configuration. */
void kx_event_config_mistakes (char **mistakes);

/* The next ordinary reboot has to be a cold one, and no longer; why, in a sentence. */
void kx_event_cold_due (const char *reasons);
void kx_event_cold_over (const char *reasons);

/* What the kernel holds is not, or may not be, what was loaded here. */
void kx_event_foreign (const KxArmed *foreign);
/* While the machine goes down: it will not start what was announced. */
void kx_event_restart_cold (void);

void kx_event_executing (const KxArmed *armed, uid_t uid);

/* A restart of this machine might fail, for the reasons in @sentence; and no more. */
void kx_event_hazard (const char *sentence);
void kx_event_hazard_over (void);

/* @armed: NULL: nothing was loaded. */
void kx_event_execute_refused (const KxArmed *armed, const GError *error);

void kx_event_scheduled (const KxSchedule *schedule);
void kx_event_schedule_cancelled (const KxSchedule *schedule, uid_t uid);
void kx_event_schedule_stopped (const KxSchedule *schedule, const char *why);

/* What became of a restart. */
void kx_event_restarted (const KxRestart *restart);

/* A file in the state directory was of no use; @what happened to it, in a sentence. */
void kx_event_journal_aside (const char *what);

/* The journal of restarts cannot be written. */
void kx_event_journal_unwritten (const GError *error);

/* Somebody wants what failed to be tried again; @image "": all of it. */
void kx_event_forgiven (const char *image, guint records, uid_t uid);
