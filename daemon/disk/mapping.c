/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mapping.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "error.h"

gboolean
kx_mapping_init (KxMapping *mapping, int fd, GError **error)
{
  struct stat status;
  void *bytes;

  if (fd < 0)
    return TRUE;

  bytes = fstat (fd, &status) == 0
              ? mmap (NULL, (gsize) status.st_size, PROT_READ, MAP_SHARED, fd, 0)
              : MAP_FAILED;
  if (bytes == MAP_FAILED)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "the image cannot be read again: %s",
                   g_strerror (errno));
      return FALSE;
    }

  *mapping = (KxMapping){ .bytes = bytes, .size = (gsize) status.st_size };
  return TRUE;
}

void
kx_mapping_clear (KxMapping *mapping)
{
  if (mapping->bytes != NULL)
    munmap (mapping->bytes, mapping->size);
  *mapping = (KxMapping){ 0 };
}
