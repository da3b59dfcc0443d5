/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader.h"

KxMenu *
kx_loader_read (KxRoot *root, const KxFilesystems *filesystems, char **note)
{
  *note = NULL;
  return NULL;
}

const char *const *
kx_loader_paths (void)
{
  static const char *const paths[] = { NULL };

  return paths;
}
