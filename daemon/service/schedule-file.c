/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "schedule-file.h"

#include "error.h"
#include "runtime-file.h"

#define NAME "schedule"

KxSchedule *
kx_schedule_file_read (int dir_fd, GError **error)
{
  g_autofree char *data = NULL;
  gsize size = 0;

  if (dir_fd < 0)
    return NULL;

  data = kx_runtime_file_read (dir_fd, NAME, &size, error);
  return data != NULL ? kx_schedule_parse (data, size, error) : NULL;
}

gboolean
kx_schedule_file_write (int dir_fd, const KxSchedule *schedule, GError **error)
{
  g_autofree char *text = kx_schedule_format (schedule);

  if (dir_fd >= 0)
    return kx_runtime_file_write (dir_fd, NAME, text, error);

  g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                       "a scheduled restart cannot be kept: there is no /run/kexecd; is the service "
                       "started by its unit?");
  return FALSE;
}

void
kx_schedule_file_remove (int dir_fd)
{
  if (dir_fd >= 0)
    kx_runtime_file_remove (dir_fd, NAME);
}
