/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon.h"

#include "fake-kexec.h"

/* The daemon as it is, but for the kernel that it talks to. */
int
main (int argc, char **argv)
{
  return kx_daemon_run (argc, argv, &fake_kexec_calls);
}
