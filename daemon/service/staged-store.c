/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "staged-store.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "notify.h"

#define KERNEL "kexecd-kernel"
#define INITRD "kexecd-initrd"

void
kx_staged_store_replace (const KxPlan *plan)
{
  kx_fdstore_remove (KERNEL);
  kx_fdstore_remove (INITRD);

  if (plan != NULL)
    {
      kx_fdstore_put (KERNEL, plan->kernel_fd);
      if (plan->initrd_fd >= 0)
        kx_fdstore_put (INITRD, plan->initrd_fd);
    }
}

/* Adds the file's size to @memory. NULL where it cannot be read. */
static char *
digest_of (int fd, guint64 *memory)
{
  struct stat status;
  KxDigest state;
  void *data;
  char *digest;

  if (fstat (fd, &status) < 0 || status.st_size == 0)
    return NULL;

  data = mmap (NULL, (gsize) status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED)
    return NULL;

  kx_digest_init (&state);
  kx_digest_update (&state, data, (gsize) status.st_size);
  digest = kx_digest_finish (&state);
  munmap (data, (gsize) status.st_size);
  *memory += (guint64) status.st_size;
  return digest;
}

KxPlan *
kx_staged_store_take (const KxArmed *armed)
{
  int kernel_fd = kx_fdstore_take (KERNEL);
  int initrd_fd = kx_fdstore_take (INITRD);
  guint64 memory = 0;
  g_autofree char *kernel_digest = kernel_fd >= 0 ? digest_of (kernel_fd, &memory) : NULL;
  g_autofree char *initrd_digest = initrd_fd >= 0 ? digest_of (initrd_fd, &memory) : NULL;
  g_autoptr (KxPlan) plan = NULL;

  if (kernel_digest == NULL)
    {
      if (kernel_fd >= 0)
        close (kernel_fd);
      if (initrd_fd >= 0)
        close (initrd_fd);
      return NULL;
    }

  plan = kx_plan_new (kernel_fd, initrd_fd, armed->cmdline, armed->release, kernel_digest,
                      initrd_digest, memory);
  return strcmp (plan->digest, armed->digest) == 0 ? g_steal_pointer (&plan) : NULL;
}
