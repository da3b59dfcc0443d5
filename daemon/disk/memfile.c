/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "error.h"

#define CHUNK (256 * 1024)

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

/* A copy under way. */
typedef struct
{
  int fd;
  guint64 cap;
  guint64 size; /* so far, padding included */
  const char *name;
  gsize *progress;
  GCancellable *cancellable;
  KxDigest *digest; /* NULL: not wanted */
  guint8 *buffer;
} Copy;

static void
clear_copy (Copy *copy)
{
  if (copy->fd >= 0)
    close (copy->fd);
  g_clear_pointer (&copy->digest, g_free);
  g_clear_pointer (&copy->buffer, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, clear_copy)

static gboolean
refuse (const Copy *copy, GError **error, KxError code, const char *why)
{
  g_set_error (error, KX_ERROR, (int) code, "the %s %s", copy->name, why);
  return FALSE;
}

static gboolean
refuse_errno (const Copy *copy, GError **error, const char *what)
{
  int saved = errno;
  gboolean is_memory = saved == ENOMEM || saved == ENOSPC;

  g_set_error (error, KX_ERROR, is_memory ? KX_ERROR_NO_MEMORY : KX_ERROR_FAILED, "%s the %s: %s", what,
               copy->name, g_strerror (saved));
  return FALSE;
}

/* Is this a descriptor that may be read? What can block or has no length is not touched. */
static gboolean
inspect (const Copy *copy, int fd, struct stat *status, GError **error)
{
  int flags = fcntl (fd, F_GETFL);

  if (flags < 0 || fstat (fd, status) != 0)
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE,
                   "is not an open file: pass a descriptor of one");
  if (S_ISDIR (status->st_mode))
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE, "is a directory: pass a regular file");
  if (S_ISFIFO (status->st_mode))
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE, "is a FIFO or pipe: pass a regular file");
  if (S_ISSOCK (status->st_mode))
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE, "is a socket: pass a regular file");
  if (!S_ISREG (status->st_mode))
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE, "is a device: pass a regular file");
  if ((flags & O_PATH) != 0 || (flags & O_ACCMODE) == O_WRONLY)
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE,
                   "is not open for reading: open it with O_RDONLY");
  if (status->st_size <= 0)
    return refuse (copy, error, KX_ERROR_INVALID_IMAGE, "is an empty file");
  if ((guint64) status->st_size > copy->cap - MIN (copy->size, copy->cap))
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the %s has more than the %" G_GUINT64_FORMAT " bytes that are allowed",
                   copy->name, copy->cap);
      return FALSE;
    }
  return TRUE;
}

static gboolean
append (Copy *copy, const guint8 *data, gsize size, GError **error)
{
  if (copy->digest != NULL)
    kx_digest_update (copy->digest, data, size);
  while (size > 0)
    {
      ssize_t n = pwrite (copy->fd, data, size, (off_t) copy->size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return refuse_errno (copy, error, "cannot keep a copy of");
      data += n;
      size -= (gsize) n;
      copy->size += (guint64) n;
    }
  return TRUE;
}

static gboolean
append_file (Copy *copy, int fd, guint64 size, GError **error)
{
  for (guint64 offset = 0; offset < size;)
    {
      ssize_t n;

      if (g_cancellable_set_error_if_cancelled (copy->cancellable, error))
        return FALSE;
      n = pread (fd, copy->buffer, MIN (CHUNK, size - offset), (off_t) offset);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return refuse_errno (copy, error, "cannot read");
      if (n == 0)
        return refuse (copy, error, KX_ERROR_CHANGED,
                       "became shorter while it was read: try again when nobody writes it");
      if (!append (copy, copy->buffer, (gsize) n, error))
        return FALSE;
      offset += (guint64) n;
      if (copy->progress != NULL)
        g_atomic_pointer_add (copy->progress, n);
    }
  return TRUE;
}

static gboolean
same_time (struct timespec a, struct timespec b)
{
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static gboolean
copy_one (Copy *copy, int fd, guint align, GError **error)
{
  static const guint8 zeros[4096];
  struct stat before, after;

  if (!inspect (copy, fd, &before, error)
      || !append_file (copy, fd, (guint64) before.st_size, error))
    return FALSE;

  if (fstat (fd, &after) != 0 || after.st_size != before.st_size
      || !same_time (after.st_mtim, before.st_mtim) || !same_time (after.st_ctim, before.st_ctim))
    return refuse (copy, error, KX_ERROR_CHANGED,
                   "was changed while it was read: try again when nobody writes it");

  while (copy->size % align != 0)
    if (!append (copy, zeros, MIN (sizeof zeros, align - copy->size % align), error))
      return FALSE;
  return TRUE;
}

static int
create (const char *name)
{
  int fd = memfd_create (name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

  if (fd < 0 && errno == EINVAL)
    fd = memfd_create (name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return fd;
}

/* Seals the copy and opens it once more, for reading only. */
static int
seal (const Copy *copy, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", copy->fd);
  int fd;

  if (fcntl (copy->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    {
      refuse_errno (copy, error, "cannot seal the copy of");
      return -1;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    refuse_errno (copy, error, "cannot open the copy of");
  return fd;
}

int
kx_memfile_copy (const int *fds, guint n, guint64 cap, guint align, const char *name,
                 gsize *progress, GCancellable *cancellable, char **digest, GError **error)
{
  g_auto (Copy) copy = { .fd = -1, .cap = cap, .name = name, .progress = progress,
                         .cancellable = cancellable };
  int result;

  g_return_val_if_fail (n > 0 && align > 0, -1);

  copy.fd = create (name);
  if (copy.fd < 0)
    {
      refuse_errno (&copy, error, "cannot make room for");
      return -1;
    }
  copy.buffer = g_malloc (CHUNK);
  if (digest != NULL)
    {
      copy.digest = g_new (KxDigest, 1);
      kx_digest_init (copy.digest);
    }

  for (guint i = 0; i < n; i++)
    if (!copy_one (&copy, fds[i], align, error))
      return -1;

  result = seal (&copy, error);
  if (result >= 0 && digest != NULL)
    *digest = kx_digest_finish (copy.digest);
  return result;
}
