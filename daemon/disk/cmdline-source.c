/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cmdline-source.h"

#include <fcntl.h>
#include <unistd.h>

#include "cmdline.h"
#include "error.h"
#include "trust.h"

#define MAX_LENGTH (64 * 1024)

/* Whoever can write the command line can become root with the next restart (init=/bin/sh). */
static void
check_trust (KxRoot *root, const char *path, KxProblems *problems)
{
  g_autofree char *distrust = NULL;
  struct stat status;
  int fd = kx_root_open (root, path, O_PATH, NULL);

  if (fd < 0)
    return;
  if (fstat (fd, &status) == 0 && !kx_trust_check (root, path, &status, &distrust))
    kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s", distrust);
  close (fd);
}

/* What a file says; %NULL where it is to be passed over. */
static char *
read_file (KxRoot *root, const char *path, KxProblems *problems)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = kx_root_read (root, path, MAX_LENGTH, &length, &error);
  g_autofree char *cmdline = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return NULL;

  if (text != NULL)
    cmdline = kx_cmdline_normalise (text, length, &error);
  /* It is shown to people, and goes over the bus. */
  if (cmdline != NULL && !g_utf8_validate (cmdline, -1, NULL))
    g_set_error (&error, KX_ERROR, KX_ERROR_INVALID_IMAGE, "it is not UTF-8: correct it");
  if (error != NULL)
    {
      /* Never the next best: the administrator meant this file. */
      kx_problems_add (problems, KX_OUTLOOK_LASTING, "the command line in %s cannot be used: %s",
                       path, error->message);
      return g_strdup ("");
    }
  if (cmdline[0] == '\0')
    return NULL;
  check_trust (root, path, problems);
  return g_steal_pointer (&cmdline);
}

char *
kx_find_cmdline (KxRoot *root, KxProblems *problems)
{
  static const char *const files[] = { KX_CMDLINE_ADMIN, KX_CMDLINE_VENDOR, KX_CMDLINE_RUNNING };
  g_autofree char *cmdline = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files) && cmdline == NULL; i++)
    {
      cmdline = read_file (root, files[i], problems);
      if (cmdline != NULL && g_str_equal (files[i], KX_CMDLINE_RUNNING))
        return kx_cmdline_filter_running (cmdline);
    }
  return cmdline != NULL ? g_steal_pointer (&cmdline) : g_strdup ("");
}
