/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pressure.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"

#define FILE_NAME "proc/pressure/memory"

/* 40 ms out of 2 s; who has no rights may only ask for windows of 2 s. With its NUL: the kernel
 * takes the last byte for one. */
#define TRIGGER "some 40000 2000000"

static void
give_up_right (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  const guint32 mask = ~CAP_TO_MASK (CAP_SYS_RESOURCE);
  const gsize word = CAP_TO_INDEX (CAP_SYS_RESOURCE);

  if (syscall (SYS_capget, &header, data) < 0)
    return;

  data[word].effective &= mask;
  data[word].permitted &= mask;
  data[word].inheritable &= mask;
  if (syscall (SYS_capset, &header, data) < 0)
    g_warning ("CAP_SYS_RESOURCE cannot be given up: %s", g_strerror (errno));
}

int
kx_pressure_open (int root_fd, GError **error)
{
  int fd = openat (root_fd, FILE_NAME, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
  int cause = errno;

  if (fd >= 0 && write (fd, TRIGGER, sizeof TRIGGER) < 0)
    {
      cause = errno;
      close (fd);
      fd = -1;
    }
  give_up_right ();

  if (fd < 0)
    g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "/" FILE_NAME ": %s", g_strerror (cause));
  return fd;
}
