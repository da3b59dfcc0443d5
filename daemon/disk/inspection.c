/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspection.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "kernel-file.h"
#include "trust.h"

#define RECENT (G_GINT64_CONSTANT (1000000000) * 15 * 60)

gint64
kx_time_of_day (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

gboolean
kx_is_recent (const KxIdentity *identity, gint64 now)
{
  return identity->ctime > now - RECENT && identity->ctime < now + RECENT;
}

KxWriter
kx_find_writer (int fd)
{
  /* Whoever opens the file for writing while the lease is held makes the kernel send a signal,
   * SIGIO unless told otherwise, which would end this process; SIGURG is ignored by default. */
  if (fcntl (fd, F_SETSIG, SIGURG) != 0)
    return KX_WRITER_UNKNOWN;
  if (fcntl (fd, F_SETLEASE, F_RDLCK) == 0)
    {
      fcntl (fd, F_SETLEASE, F_UNLCK);
      return KX_WRITER_NONE;
    }
  return errno == EAGAIN ? KX_WRITER_PRESENT : KX_WRITER_UNKNOWN;
}

static KxOutlook
judge_outlook (const KxInspection *inspection)
{
  return kx_is_recent (&inspection->identity, kx_time_of_day ()) ? KX_OUTLOOK_PENDING
                                                                 : KX_OUTLOOK_LASTING;
}

static void
inspect_kernel (KxInspection *inspection, int fd, guint8 *buffer)
{
  g_autoptr (GError) error = NULL;

  inspection->is_kernel = kx_kernel_file_parse (fd, inspection->identity.size, buffer,
                                                &inspection->facts, &error);
  if (inspection->is_kernel)
    return;
  inspection->is_other = error->domain == KX_ERROR
                         && !g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE)
                         && judge_outlook (inspection) == KX_OUTLOOK_LASTING;
  if (error->domain == G_IO_ERROR)
    kx_problems_add (&inspection->problems, KX_OUTLOOK_LASTING, "%s cannot be read: %s",
                     inspection->path, error->message);
  else
    kx_problems_add (&inspection->problems,
                     g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE) ? KX_OUTLOOK_PENDING
                                                                            : judge_outlook (inspection),
                     "%s: %s", inspection->path, error->message);
}

/* What was to be written when the machine lost its power is often zeros. No initrd begins so:
 * where it is padded, the kernel skips a few bytes between archives. */
static void
inspect_initrd (KxInspection *inspection, int fd)
{
  guint8 head[4096];
  ssize_t length = pread (fd, head, sizeof head, 0);

  for (ssize_t i = 0; i < length; i++)
    if (head[i] != 0)
      return;
  if (length > 0)
    kx_problems_add (&inspection->problems, judge_outlook (inspection),
                     "%s begins with nothing but zeros: it is no initrd: make it again",
                     inspection->path);
}

static void
inspect_contents (KxInspection *inspection, int fd, KxInspectAs as, guint8 *buffer)
{
  struct stat status;
  KxIdentity after;

  if (inspection->identity.size == 0)
    kx_problems_add (&inspection->problems, KX_OUTLOOK_PENDING, "%s is empty", inspection->path);
  else if (as == KX_INSPECT_AS_INITRD)
    inspect_initrd (inspection, fd);
  else
    inspect_kernel (inspection, fd, buffer);

  if (as == KX_INSPECT_AS_NAMELESS_KERNEL && inspection->is_kernel
      && inspection->facts.release == NULL)
    inspection->facts.release = kx_kernel_file_search_release (fd, inspection->identity.size);

  if (kx_find_writer (fd) == KX_WRITER_PRESENT)
    kx_problems_add (&inspection->problems, KX_OUTLOOK_PENDING, "%s is being written",
                     inspection->path);

  if (fstat (fd, &status) != 0)
    return;
  after = kx_identity_new (fd, &status);
  if (!kx_identity_equal (&inspection->identity, &after))
    kx_problems_add (&inspection->problems, KX_OUTLOOK_PENDING, "%s changed while it was looked at",
                     inspection->path);
}

static void
report_unopened (KxInspection *inspection, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    kx_problems_add (&inspection->problems, KX_OUTLOOK_PENDING,
                     "%s is not there: it was removed, or is a link that leads nowhere",
                     inspection->path);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    kx_problems_add (&inspection->problems, KX_OUTLOOK_PENDING,
                     "another program holds a lease on %s",
                     inspection->path);
  else
    kx_problems_add (&inspection->problems, KX_OUTLOOK_LASTING, "%s", error->message);
}

KxInspection *
kx_inspect (KxRoot *root, const char *path, KxInspectAs as, guint8 *buffer)
{
  KxInspection *inspection = g_new0 (KxInspection, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *distrust = NULL;
  struct stat status;
  int fd = kx_root_open_regular (root, path, &error);

  inspection->path = g_strdup (path);
  inspection->as = as;
  kx_problems_init (&inspection->problems);
  if (fd < 0)
    {
      report_unopened (inspection, error);
      return inspection;
    }
  if (fstat (fd, &status) != 0)
    {
      kx_problems_add (&inspection->problems, KX_OUTLOOK_LASTING, "%s: %s", path,
                       g_strerror (errno));
      close (fd);
      return inspection;
    }

  inspection->exists = TRUE;
  inspection->identity = kx_identity_new (fd, &status);
  inspection->rest = kx_identity_rest (&inspection->identity, kx_time_of_day ());
  inspect_contents (inspection, fd, as, buffer);
  if (!kx_trust_check (root, path, &status, &distrust))
    kx_problems_add (&inspection->problems, KX_OUTLOOK_LASTING, "%s", distrust);
  close (fd);
  return inspection;
}

void
kx_inspection_free (KxInspection *inspection)
{
  g_free (inspection->path);
  kx_kernel_facts_clear (&inspection->facts);
  kx_problems_clear (&inspection->problems);
  g_free (inspection);
}
