/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "schedule.h"

/* The scheduled restart's file, `schedule` in the runtime directory of the service (runtime-file.h). */

/*
 * @dir_fd: descriptor of the runtime directory; -1: there is none
 *
 * What a predecessor has promised. (transfer full) NULL where there is no file, without an error, or
 * where it cannot be read or understood, with one.
 */
KxSchedule *kx_schedule_file_read (int dir_fd, GError **error);

/* Errors: KX_ERROR_FAILED; there is no such file then, also not the former one. */
gboolean kx_schedule_file_write (int dir_fd, const KxSchedule *schedule, GError **error);

/* Removes it, where there is one. */
void kx_schedule_file_remove (int dir_fd);
