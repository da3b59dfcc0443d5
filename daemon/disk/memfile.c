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

struct _KxMemfile
{
  int fd;
  guint64 cap;
  guint64 size; /* so far, padding included */
  char *name;
  gsize *progress;
  GCancellable *cancellable;
  KxDigest *digest;
  guint8 *buffer;
};

static gboolean
refuse (const char *name, GError **error, KxError code, const char *why)
{
  g_set_error (error, KX_ERROR, (int) code, "the %s %s", name, why);
  return FALSE;
}

static gboolean
refuse_errno (const char *name, GError **error, const char *what)
{
  int saved = errno;
  gboolean is_memory = saved == ENOMEM || saved == ENOSPC;

  g_set_error (error, KX_ERROR, is_memory ? KX_ERROR_NO_MEMORY : KX_ERROR_FAILED, "%s the %s: %s", what,
               name, g_strerror (saved));
  return FALSE;
}

/* What can block or has no length is not touched. */
static gboolean
inspect (int fd, const char *name, struct stat *status, GError **error)
{
  int flags = fcntl (fd, F_GETFL);

  if (flags < 0 || fstat (fd, status) != 0)
    return refuse (name, error, KX_ERROR_INVALID_IMAGE,
                   "is not an open file: pass a descriptor of one");
  if (S_ISDIR (status->st_mode))
    return refuse (name, error, KX_ERROR_INVALID_IMAGE, "is a directory: pass a regular file");
  if (S_ISFIFO (status->st_mode))
    return refuse (name, error, KX_ERROR_INVALID_IMAGE, "is a FIFO or pipe: pass a regular file");
  if (S_ISSOCK (status->st_mode))
    return refuse (name, error, KX_ERROR_INVALID_IMAGE, "is a socket: pass a regular file");
  if (!S_ISREG (status->st_mode))
    return refuse (name, error, KX_ERROR_INVALID_IMAGE, "is a device: pass a regular file");
  if ((flags & O_PATH) != 0 || (flags & O_ACCMODE) == O_WRONLY)
    return refuse (name, error, KX_ERROR_INVALID_IMAGE,
                   "is not open for reading: open it with O_RDONLY");
  if (status->st_size <= 0)
    return refuse (name, error, KX_ERROR_INVALID_IMAGE, "is an empty file");
  return TRUE;
}

gboolean
kx_memfile_check (int fd, const char *name, GError **error)
{
  struct stat status;

  return inspect (fd, name, &status, error);
}

static gboolean
check_room (const KxMemfile *memfile, guint64 size, GError **error)
{
  if (size <= memfile->cap - MIN (memfile->size, memfile->cap))
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "the %s has more than the %" G_GUINT64_FORMAT " bytes that are allowed",
               memfile->name, memfile->cap);
  return FALSE;
}

static gboolean
append (KxMemfile *memfile, const guint8 *data, gsize size, GError **error)
{
  kx_digest_update (memfile->digest, data, size);
  while (size > 0)
    {
      ssize_t n = pwrite (memfile->fd, data, size, (off_t) memfile->size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return refuse_errno (memfile->name, error, "cannot keep a copy of");
      data += n;
      size -= (gsize) n;
      memfile->size += (guint64) n;
    }
  return TRUE;
}

static gboolean
append_contents (KxMemfile *memfile, int fd, guint64 offset, guint64 end, GError **error)
{
  while (offset < end)
    {
      ssize_t n;

      if (g_cancellable_set_error_if_cancelled (memfile->cancellable, error))
        return FALSE;
      n = pread (fd, memfile->buffer, MIN (CHUNK, end - offset), (off_t) offset);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return refuse_errno (memfile->name, error, "cannot read");
      if (n == 0)
        return refuse (memfile->name, error, KX_ERROR_CHANGED,
                       "became shorter while it was read: try again when nobody writes it");
      if (!append (memfile, memfile->buffer, (gsize) n, error))
        return FALSE;
      offset += (guint64) n;
      if (memfile->progress != NULL)
        g_atomic_pointer_add (memfile->progress, n);
    }
  return TRUE;
}

static gboolean
same_time (struct timespec a, struct timespec b)
{
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Copies a part of the file whose status was @before. */
static gboolean
append_steady (KxMemfile *memfile, int fd, const struct stat *before, guint64 offset, guint64 size,
               GError **error)
{
  struct stat after;

  if (!check_room (memfile, size, error)
      || !append_contents (memfile, fd, offset, offset + size, error))
    return FALSE;

  if (fstat (fd, &after) == 0 && after.st_size == before->st_size
      && same_time (after.st_mtim, before->st_mtim) && same_time (after.st_ctim, before->st_ctim))
    return TRUE;
  return refuse (memfile->name, error, KX_ERROR_CHANGED,
                 "was changed while it was read: try again when nobody writes it");
}

gboolean
kx_memfile_append_file (KxMemfile *memfile, int fd, GError **error)
{
  struct stat status;

  return inspect (fd, memfile->name, &status, error)
         && append_steady (memfile, fd, &status, 0, (guint64) status.st_size, error);
}

gboolean
kx_memfile_append_part (KxMemfile *memfile, int fd, guint64 offset, guint64 size, GError **error)
{
  struct stat status;

  if (!inspect (fd, memfile->name, &status, error))
    return FALSE;
  if (offset > (guint64) status.st_size || size > (guint64) status.st_size - offset)
    return refuse (memfile->name, error, KX_ERROR_CHANGED,
                   "became shorter while it was read: try again when nobody writes it");
  return append_steady (memfile, fd, &status, offset, size, error);
}

gboolean
kx_memfile_append_bytes (KxMemfile *memfile, const guint8 *bytes, gsize size, GError **error)
{
  return !g_cancellable_set_error_if_cancelled (memfile->cancellable, error)
         && check_room (memfile, size, error) && append (memfile, bytes, size, error);
}

gboolean
kx_memfile_pad (KxMemfile *memfile, guint align, GError **error)
{
  static const guint8 zeros[4096];

  g_return_val_if_fail (align > 0, FALSE);

  while (memfile->size % align != 0)
    if (!append (memfile, zeros, MIN (sizeof zeros, align - memfile->size % align), error))
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

KxMemfile *
kx_memfile_new (const char *name, guint64 cap, gsize *progress, GCancellable *cancellable,
                GError **error)
{
  int fd = create (name);
  KxMemfile *memfile;

  if (fd < 0)
    {
      refuse_errno (name, error, "cannot make room for");
      return NULL;
    }

  memfile = g_new0 (KxMemfile, 1);
  memfile->fd = fd;
  memfile->cap = cap;
  memfile->name = g_strdup (name);
  memfile->progress = progress;
  memfile->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  memfile->buffer = g_malloc (CHUNK);
  memfile->digest = g_aligned_alloc0 (1, sizeof (KxDigest), _Alignof (KxDigest));
  kx_digest_init (memfile->digest);
  return memfile;
}

void
kx_memfile_free (KxMemfile *memfile)
{
  close (memfile->fd);
  g_free (memfile->name);
  g_clear_object (&memfile->cancellable);
  g_aligned_free (memfile->digest);
  g_free (memfile->buffer);
  g_free (memfile);
}

int
kx_memfile_finish (KxMemfile *memfile, char **digest, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", memfile->fd);
  int fd;

  if (fcntl (memfile->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)
      != 0)
    {
      refuse_errno (memfile->name, error, "cannot seal the copy of");
      return -1;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    refuse_errno (memfile->name, error, "cannot open the copy of");
  else if (digest != NULL)
    *digest = kx_digest_finish (memfile->digest);
  return fd;
}

int
kx_memfile_copy (const int *fds, guint n, guint64 cap, guint align, const char *name,
                 gsize *progress, GCancellable *cancellable, char **digest, GError **error)
{
  g_autoptr (KxMemfile) memfile = kx_memfile_new (name, cap, progress, cancellable, error);

  g_return_val_if_fail (n > 0 && align > 0, -1);

  if (memfile == NULL)
    return -1;
  for (guint i = 0; i < n; i++)
    if (!kx_memfile_append_file (memfile, fds[i], error) || !kx_memfile_pad (memfile, align, error))
      return -1;
  return kx_memfile_finish (memfile, digest, error);
}
