/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecd-stopped: what kexecd-stopped.service starts in a shutdown when everything that it outlives has
 * stopped, the daemon and the bus too. It notes down when that was and where the machine was going.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "jobs.h"
#include "note.h"

#define STATE_DIRECTORY "/var/lib/kexecd"

static int
open_directory (const char *path, int flags)
{
  int fd = open (path, flags | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    g_printerr ("kexecd-stopped: %s: %s\n", path, g_strerror (errno));
  return fd;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int root_fd = open_directory ("/", O_PATH);
  int state_fd = open_directory (STATE_DIRECTORY, O_RDONLY);

  if (root_fd < 0 || state_fd < 0)
    return EXIT_FAILURE;
  if (!kx_note_take (root_fd, state_fd, KX_JOBS_ADDRESS, &error))
    {
      g_printerr ("kexecd-stopped: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
