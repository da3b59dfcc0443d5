/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-source.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "memfile.h"
#include "read-at.h"
#include "uki-file.h"

/* Sealed memory, looked at. */
typedef struct
{
  int fd;
  guint8 *data;
  gsize size;
} Mapping;

static void
clear_mapping (Mapping *mapping)
{
  if (mapping->data != NULL)
    munmap (mapping->data, mapping->size);
  if (mapping->fd >= 0)
    close (mapping->fd);
  *mapping = (Mapping) { .fd = -1 };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mapping, clear_mapping)

static gboolean
is_uki (int fd, guint64 size, gboolean *answer, GError **error)
{
  g_autofree guint8 *head = g_malloc (KX_KERNEL_HEAD_SIZE);
  gssize n = kx_read_at (fd, 0, head, MIN (size, KX_KERNEL_HEAD_SIZE), error);

  if (n < 0)
    {
      g_prefix_error (error, "the kernel cannot be read: ");
      return FALSE;
    }
  *answer = kx_uki_probe (head, (gsize) n);
  return TRUE;
}

gboolean
kx_kernel_source_init (KxKernelSource *source, int fd, int profile, GError **error)
{
  KxKernelSource made = { .fd = fd };
  struct stat status;

  if (!kx_memfile_check (fd, "kernel", error))
    return FALSE;
  if (fstat (fd, &status) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                   "the kernel cannot be looked at: %s", g_strerror (saved));
      return FALSE;
    }

  made.identity = kx_identity_new (fd, &status);
  if (!is_uki (fd, made.identity.size, &made.is_uki, error))
    return FALSE;
  if (made.is_uki && !kx_uki_file_layout (fd, MAX (profile, 0), &made.layout, error))
    return FALSE;

  *source = made;
  return TRUE;
}

guint64
kx_kernel_source_get_size (const KxKernelSource *source)
{
  const KxUkiRange *sections = source->layout.sections;

  if (!source->is_uki)
    return source->identity.size;
  return sections[KX_UKI_LINUX].size + sections[KX_UKI_UCODE].size + sections[KX_UKI_INITRD].size;
}

/* Sections were found where the file had them at first. */
static gboolean
check_unchanged (const KxKernelSource *source, GError **error)
{
  struct stat status;
  KxIdentity now;

  if (fstat (source->fd, &status) == 0)
    {
      now = kx_identity_new (source->fd, &status);
      if (kx_identity_equal (&source->identity, &now))
        return TRUE;
    }
  g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                       "the kernel was changed while it was read: try again when nobody writes it");
  return FALSE;
}

/* Seals @memfile and takes a look at it. */
static gboolean
map (KxMemfile *memfile, Mapping *mapping, char **digest, GError **error)
{
  g_auto (Mapping) made = { .fd = kx_memfile_finish (memfile, digest, error) };
  struct stat status;
  void *data;

  if (made.fd < 0)
    return FALSE;
  data = fstat (made.fd, &status) == 0
             ? mmap (NULL, (gsize) status.st_size, PROT_READ, MAP_PRIVATE, made.fd, 0)
             : MAP_FAILED;
  if (data == MAP_FAILED)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_NO_MEMORY,
                           "not enough memory to look at the kernel; free some and try again");
      return FALSE;
    }

  made.data = data;
  made.size = (gsize) status.st_size;
  *mapping = made;
  made = (Mapping) { .fd = -1 };
  return TRUE;
}

static gboolean
copy_file (const KxKernelSource *source, const KxCopying *copying, Mapping *mapping, char **digest,
           GError **error)
{
  const KxUkiRange *kernel = &source->layout.sections[KX_UKI_LINUX];
  g_autoptr (KxMemfile) memfile
      = kx_memfile_new ("kernel", copying->cap, copying->progress, copying->cancellable, error);

  if (memfile == NULL)
    return FALSE;
  if (source->is_uki
          ? !kx_memfile_append_part (memfile, source->fd, kernel->offset, kernel->size, error)
          : !kx_memfile_append_file (memfile, source->fd, error))
    return FALSE;
  return check_unchanged (source, error) && map (memfile, mapping, digest, error);
}

static gboolean
append_unpacked (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  return kx_memfile_append_bytes (user_data, bytes, size, error);
}

static gboolean
unpack (const Mapping *packed, const KxCopying *copying, Mapping *mapping, char **digest,
        GError **error)
{
  g_autoptr (KxMemfile) memfile
      = kx_memfile_new ("kernel", copying->cap, NULL, copying->cancellable, error);

  return memfile != NULL
         && kx_kernel_image_unpack (packed->data, packed->size, copying->cap, append_unpacked,
                                    memfile, error)
         && map (memfile, mapping, digest, error);
}

static gboolean
parse (const KxKernelSource *source, const Mapping *mapping, KxKernelFacts *facts, GError **error)
{
  if (source->is_uki)
    return kx_kernel_image_parse_uki (&source->layout, mapping->data, mapping->size, facts, error);
  return kx_kernel_image_parse (mapping->data, mapping->size, mapping->size, facts, error);
}

/* What was unpacked must be what the kernel takes as it is. */
static gboolean
parse_unpacked (const Mapping *mapping, KxKernelFacts *facts, GError **error)
{
  if (mapping->size == 0
      || kx_kernel_image_packing (mapping->data, mapping->size) == KX_PACKING_NONE)
    return kx_kernel_image_parse (mapping->data, mapping->size, mapping->size, facts, error);

  g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                       "the kernel is packed more than once; unpack it, and give what is in it");
  return FALSE;
}

int
kx_kernel_source_copy_kernel (const KxKernelSource *source, const KxCopying *copying,
                              KxKernelFacts *facts, char **digest, GError **error)
{
  g_auto (Mapping) copy = { .fd = -1 };
  g_auto (Mapping) unpacked = { .fd = -1 };
  g_auto (KxKernelFacts) found = { 0 };
  g_autofree char *copy_digest = NULL;
  g_autofree char *unpacked_digest = NULL;
  char **final_digest = &copy_digest;
  Mapping *final = &copy;

  if (!copy_file (source, copying, &copy, &copy_digest, error)
      || !parse (source, &copy, &found, error))
    return -1;

  if (kx_kernel_image_packing (copy.data, copy.size) != KX_PACKING_NONE)
    {
      kx_kernel_facts_clear (&found);
      if (!unpack (&copy, copying, &unpacked, &unpacked_digest, error)
          || !parse_unpacked (&unpacked, &found, error))
        return -1;
      final = &unpacked;
      final_digest = &unpacked_digest;
    }

  if (found.release == NULL)
    found.release = kx_kernel_image_find_release (final->data, final->size, copying->cap);
  *facts = found;
  found = (KxKernelFacts) { 0 };
  *digest = g_steal_pointer (final_digest);
  return g_steal_fd (&final->fd);
}

gboolean
kx_kernel_source_has_initrd (const KxKernelSource *source)
{
  return source->layout.sections[KX_UKI_UCODE].size > 0
         || source->layout.sections[KX_UKI_INITRD].size > 0;
}

static gboolean
append_section (KxMemfile *memfile, const KxKernelSource *source, KxUkiSection section,
                GError **error)
{
  const KxUkiRange *range = &source->layout.sections[section];

  return range->size == 0
         || (kx_memfile_append_part (memfile, source->fd, range->offset, range->size, error)
             && kx_memfile_pad (memfile, KX_INITRD_ALIGNMENT, error));
}

int
kx_kernel_source_copy_initrds (const KxKernelSource *source, const int *fds, guint n,
                               const KxCopying *copying, char **digest, GError **error)
{
  g_autoptr (KxMemfile) memfile
      = kx_memfile_new ("initrd", copying->cap, copying->progress, copying->cancellable, error);

  g_return_val_if_fail (n > 0 || kx_kernel_source_has_initrd (source), -1);

  if (memfile == NULL || !append_section (memfile, source, KX_UKI_UCODE, error))
    return -1;
  for (guint i = 0; i < n; i++)
    if (!kx_memfile_append_file (memfile, fds[i], error)
        || !kx_memfile_pad (memfile, KX_INITRD_ALIGNMENT, error))
      return -1;
  if (!append_section (memfile, source, KX_UKI_INITRD, error) || !check_unchanged (source, error))
    return -1;
  return kx_memfile_finish (memfile, digest, error);
}
