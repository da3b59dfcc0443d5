/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "note.h"

#include "error.h"
#include "jobs.h"
#include "kexec-state.h"
#include "small-file.h"
#include "state-file.h"
#include "stop-note.h"
#include "tick-clock.h"

#define BOOT_ID "proc/sys/kernel/random/boot_id"

gboolean
kx_note_take (int root_fd, int state_fd, const char *address, GError **error)
{
  KxTickReading now = kx_tick_clock_read (root_fd);
  g_auto (KxStopNote) note = { .moment = now.moment };
  g_autofree char *text = NULL;
  gboolean is_shutdown;
  KxKexecState kexec;

  if (!kx_jobs_find_target (address, &is_shutdown, &note.target, error))
    return FALSE;
  if (!is_shutdown)
    return TRUE;

  note.boot_id = kx_small_file_read_line (root_fd, BOOT_ID, 64);
  if (note.boot_id == NULL)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                           "the kernel does not say which boot this is (/" BOOT_ID "); is /proc "
                           "mounted?");
      return FALSE;
    }

  kx_kexec_state_read (root_fd, &kexec);
  note.loaded = kexec.loaded;
  text = kx_stop_note_format (&note);
  return kx_state_file_write (state_fd, KX_NOTE_FILE, text, error);
}
