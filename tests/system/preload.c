/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "preload.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
preload_umockdev (char **argv)
{
  const char *loaded = getenv ("LD_PRELOAD");

  if (loaded != NULL && strstr (loaded, "umockdev") != NULL)
    return;
  setenv ("LD_PRELOAD", "libumockdev-preload.so.0", 1);
  /* The sanitizer's library insists on that, too. */
  setenv ("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
  execv (argv[0], argv);
  g_error ("cannot start again with umockdev: %s", g_strerror (errno));
}
