/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl load: an image of the list, or files of the user's own.
 */
#include <stdio.h>

#include "agent.h"
#include "command.h"
#include "expect.h"
#include "failure.h"
#include "files.h"
#include "json.h"
#include "progress.h"
#include "term.h"

static char *option_kernel = NULL;
static char **option_initrds = NULL;
static char *option_cmdline = NULL;
static char *option_append = NULL;
static gint64 option_expect = KX_EXPECT_NONE;

const GOptionEntry kx_load_options[] = {
  { "kernel", 0, 0, G_OPTION_ARG_FILENAME, &option_kernel, "A kernel of your own", "FILE" },
  { "initrd", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &option_initrds,
    "Its initrd; several are joined in this order", "FILE" },
  { "cmdline", 0, 0, G_OPTION_ARG_STRING, &option_cmdline, "The whole command line", "TEXT" },
  { "append", 0, 0, G_OPTION_ARG_STRING, &option_append,
    "Words behind the image's own command line", "TEXT" },
  KX_EXPECT_OPTION (&option_expect),
  G_OPTION_ENTRY_NULL,
};

static gboolean
check_options (const char *image, GError **error)
{
  if (option_kernel != NULL && image != NULL)
    return kx_usage (error, "either IMAGE or --kernel, not both");
  if (option_kernel != NULL && option_append != NULL)
    return kx_usage (error, "--append needs an image of the list: with --kernel, give the whole "
                            "command line by --cmdline");
  if (option_kernel == NULL && option_initrds != NULL)
    return kx_usage (error, "--initrd needs --kernel");
  if (option_cmdline != NULL && option_append != NULL)
    return kx_usage (error, "either --cmdline or --append, not both");
  if (option_initrds != NULL && g_strv_length (option_initrds) > KX_FILES_MAX_INITRDS)
    return kx_usage (error, "%u initrds are too many: the bus carries at most %d; join them into "
                            "one file",
                     g_strv_length (option_initrds), KX_FILES_MAX_INITRDS);
  return kx_expect_check (option_expect, error);
}

/* Options of Load and LoadFiles, a{sv} (floating). */
static GVariant *
build_options (gboolean with_cmdline)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  if (option_expect != KX_EXPECT_NONE)
    kx_expect_add (&options, option_expect, 0);
  if (with_cmdline && option_cmdline != NULL)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_CMDLINE,
                           g_variant_new_string (option_cmdline));
  if (with_cmdline && option_append != NULL)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_APPEND,
                           g_variant_new_string (option_append));
  return g_variant_builder_end (&options);
}

static gboolean
load_image (KxContext *context, const char *image, GVariant **armed, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_load (context->manager, image != NULL ? image : "", build_options (TRUE),
                             kx_context_call_flags (context), G_MAXINT, NULL, kx_wait_callback,
                             &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_load_finish (context->manager, armed, result, error);
}

static gboolean
load_files (KxContext *context, KxFiles *files, GVariant **armed, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_load_files (
      context->manager, kx_files_kernel (files), kx_files_initrds (files),
      option_cmdline != NULL ? option_cmdline : "", build_options (FALSE),
      kx_context_call_flags (context), G_MAXINT, kx_files_list (files), NULL, kx_wait_callback,
      &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_load_files_finish (context->manager, armed, NULL, result, error);
}

/* The call, with what belongs on the terminal while it waits. */
static gboolean
load (KxContext *context, const char *image, GVariant **armed, GError **error)
{
  g_autoptr (KxFiles) files = NULL;
  g_autoptr (KxAgent) agent = NULL;
  g_autoptr (KxProgress) progress = NULL;

  /* A file that cannot be opened is said before anybody is asked for a password. */
  if (option_kernel != NULL)
    {
      files = kx_files_open (option_kernel, (const char *const *) option_initrds, error);
      if (files == NULL)
        return FALSE;
      if (option_cmdline == NULL)
        kx_note ("there is no --cmdline: the kernel gets nothing of yours on its command line");
    }
  if (!kx_context_connect (context, FALSE, error))
    return FALSE;

  agent = context->ask_password ? kx_agent_start () : NULL;
  progress = kx_progress_start (context->manager);
  if (files != NULL)
    return load_files (context, files, armed, error);
  return load_image (context, image, armed, error);
}

static void
print_armed (GVariant *armed)
{
  const char *release = "";
  const char *image = "";
  const char *level = "";
  g_autofree char *safe_release = NULL;
  g_autofree char *safe_image = NULL;
  gboolean is_named;

  g_variant_lookup (armed, "release", "&s", &release);
  g_variant_lookup (armed, "image", "&s", &image);
  g_variant_lookup (armed, "level", "&s", &level);
  safe_release = kx_term_safe (release);
  safe_image = kx_term_safe (image);
  is_named = image[0] != '\0' && !g_str_equal (image, release);

  printf ("Ready: Linux %s%s%s. 'kexecctl execute' restarts into it%s.\n", safe_release,
          is_named ? ", image " : "", is_named ? safe_image : "",
          g_str_equal (level, "staged") ? "; an ordinary reboot does not" : "");
}

gboolean
kx_load_run (KxContext *context, char **arguments, GError **error)
{
  g_autoptr (GVariant) armed = NULL;

  if (!check_options (arguments[0], error) || !load (context, arguments[0], &armed, error))
    return FALSE;

  if (context->json)
    kx_json_print (armed);
  else
    print_armed (armed);
  return TRUE;
}
