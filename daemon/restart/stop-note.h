/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "moment.h"

/*
 * What is written when all services have stopped, right before the file systems go: when that was,
 * and where the machine was going. By kexecd-stopped.service, which outlives the daemon and the bus.
 *
 * On disk, in the state directory: a key file with the group [stopped] (version=1, boot-id, target,
 * ticks, realtime, loaded).
 */
typedef enum
{
  KX_STOP_TARGET_UNKNOWN,
  KX_STOP_TARGET_KEXEC,
  KX_STOP_TARGET_REBOOT,
  KX_STOP_TARGET_OFF, /* poweroff, halt */
} KxStopTarget;

typedef struct
{
  char *boot_id;
  KxStopTarget target;
  KxMoment moment;
  int loaded; /* kexec_loaded: 0 or 1; -1: the kernel did not say. Where it is 0, a restart to kexec
                 becomes a cold one */
} KxStopNote;

/* A cleared note has no strings. */
void kx_stop_note_clear (KxStopNote *note);

/* From the name of a systemd unit, "kexec.target": KX_STOP_TARGET_UNKNOWN for any other. */
KxStopTarget kx_stop_target_from_unit (const char *unit);

/* @data: the file's bytes. FALSE with KX_ERROR_FAILED and @note untouched where they are none. */
gboolean kx_stop_note_parse (const char *data, gsize size, KxStopNote *note, GError **error);

/* The bytes for the file, NUL-terminated. (transfer full) */
char *kx_stop_note_format (const KxStopNote *note);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxStopNote, kx_stop_note_clear)
