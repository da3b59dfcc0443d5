/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec-calls.h"

#include <errno.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* include/uapi/linux/kexec.h; spelled out here because older headers lack some of them. */
#define FLAG_UNLOAD 0x1UL
#define FLAG_NO_INITRAMFS 0x4UL

static int
load (const KxSegments *segments)
{
  struct kexec_segment list[KX_SEGMENTS_MAX];
  int r = 0;

  for (guint i = 0; i < segments->n; i++)
    {
      const KxSegment *segment = &segments->items[i];

      list[i].buf = segment->bytes;
      list[i].bufsz = segment->size;
      list[i].mem = GSIZE_TO_POINTER (segment->address); /* the machine's, not ours */
      list[i].memsz = segment->memory_size;
    }

  if (syscall (SYS_kexec_load, (unsigned long) segments->entry, (unsigned long) segments->n, list,
               (unsigned long) KEXEC_ARCH_DEFAULT) < 0)
    r = -errno;
  explicit_bzero (list, sizeof list); /* it tells where the next kernel lies */
  return r;
}

static int
file_load (int kernel_fd, int initrd_fd, const char *cmdline)
{
  unsigned long flags = initrd_fd < 0 ? FLAG_NO_INITRAMFS : 0;

#ifdef SYS_kexec_file_load
  if (syscall (SYS_kexec_file_load, kernel_fd, initrd_fd, strlen (cmdline) + 1, cmdline, flags) < 0)
    return -errno;
  return 0;
#else
  return -ENOSYS;
#endif
}

static int
unload (void)
{
  /* This call first: under lockdown or IMA kexec_load() may not even unload. */
#ifdef SYS_kexec_file_load
  if (syscall (SYS_kexec_file_load, -1, -1, 0UL, NULL, FLAG_UNLOAD) == 0)
    return 0;
  if (errno != ENOSYS)
    return -errno;
#endif
  if (syscall (SYS_kexec_load, 0UL, 0UL, NULL, 0UL) < 0)
    return -errno;
  return 0;
}

const KxKexecCalls kx_kexec_calls = {
  .load = load,
  .file_load = file_load,
  .unload = unload,
};
