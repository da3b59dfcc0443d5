/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecd-shutdown VERB: what systemd-shutdown starts when services have stopped and file systems are
 * unmounted or read-only, right before the machine goes down. Whatever happens here, that goes on.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "hook.h"

int
main (int argc, char **argv)
{
  int root_fd = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

  if (argc == 2 && root_fd >= 0)
    kx_hook_run (root_fd, argv[1], &kx_hook_limits);
  return EXIT_SUCCESS;
}
