/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How long things may take, in milliseconds. */
typedef struct
{
  guint each;  /* one device */
  guint grace; /* … until it has noticed that it was killed */
  guint all;   /* after that no further one is begun */
} KxHookLimits;

/*
 * What systemd-shutdown has to wait for at most: `all` + `each` + `grace`. It gives its hooks 90
 * seconds.
 */
extern const KxHookLimits kx_hook_limits;

/*
 * Takes the devices on the list (unbind-list.h) from their drivers, one after the other, where
 * @verb is "kexec"; does nothing for any other. The list must belong to this user and be writable
 * for nobody else. Says what it does in the kernel's log, which the next person can read on the
 * console or in what the machine keeps of it.
 *
 * Where the kernel does not come back from one of them it would wait for that device in a kexec
 * for ever (device_shutdown() takes the lock that the removal of a driver holds): the machine is
 * reset instead. Its file systems have been unmounted or are read-only by then.
 *
 * @root_fd: of the directory that stands for "/". Blocks; SIGCHLD is blocked afterwards.
 */
void kx_hook_run (int root_fd, const char *verb, const KxHookLimits *limits);
