/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl explain: hands over to 'kexecd --explain', which needs neither the daemon nor the bus.
 */
#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"

static char *option_root = NULL;

const GOptionEntry kx_explain_options[] = {
  { "root", 0, 0, G_OPTION_ARG_FILENAME, &option_root, "Look below DIR instead of /", "DIR" },
  G_OPTION_ENTRY_NULL,
};

gboolean
kx_explain_run (KxContext *context, char **arguments, GError **error)
{
  static const char path[] = LIBEXECDIR "/kexecd";
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  int saved_errno;

  g_ptr_array_add (argv, g_strdup ("kexecd"));
  g_ptr_array_add (argv, g_strdup ("--explain"));
  if (option_root != NULL)
    g_ptr_array_add (argv, g_strdup_printf ("--root=%s", option_root));
  if (context->json)
    g_ptr_array_add (argv, g_strdup ("--json"));
  g_ptr_array_add (argv, NULL);

  fflush (stdout);
  execv (path, (char **) argv->pdata);

  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "cannot run %s: %s: is kexecd installed?", path, g_strerror (saved_errno));
  return FALSE;
}
