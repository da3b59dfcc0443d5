/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl: reads the command line, finds the command, reports its failure.
 */
#include <locale.h>
#include <stdio.h>

#include "command.h"
#include "failure.h"

static gboolean option_json = FALSE;
static gboolean option_no_ask_password = FALSE;
static gboolean option_version = FALSE;

static const GOptionEntry global_options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &option_json, "Answer as JSON", NULL },
  { "no-ask-password", 0, 0, G_OPTION_ARG_NONE, &option_no_ask_password,
    "Fail where a password would be asked for", NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, &option_version, "Show the version", NULL },
  G_OPTION_ENTRY_NULL,
};

/*
 * Parses the options in front of the command. On success the command, if any, is @argv[1].
 */
static gboolean
parse_global (int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("[COMMAND]");
  g_autofree char *summary = kx_command_summary ();

  g_option_context_set_summary (options, summary);
  g_option_context_add_main_entries (options, global_options, NULL);
  g_option_context_set_strict_posix (options, TRUE);
  return g_option_context_parse (options, argc, argv, error);
}

/*
 * Parses the options behind the command. On success @argv holds the command's own words from
 * @argv[1] on.
 */
static gboolean
parse_command (const KxCommand *command, int *argc, char ***argv, GError **error)
{
  g_autofree char *program = g_strdup_printf ("kexecctl %s", command->name);
  g_autoptr (GOptionContext) options = g_option_context_new (command->parameters);

  /* The command's name is no argument of its own. */
  for (int i = 1; i < *argc; i++)
    (*argv)[i] = (*argv)[i + 1];
  *argc -= 1;

  g_set_prgname (program);
  g_option_context_set_summary (options, command->summary);
  if (command->options != NULL)
    g_option_context_add_main_entries (options, command->options, NULL);
  g_option_context_add_main_entries (options, global_options, NULL);
  if (!g_option_context_parse (options, argc, argv, error))
    return FALSE;

  /* "--" has done its work. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      for (int i = 1; i < *argc; i++)
        (*argv)[i] = (*argv)[i + 1];
      *argc -= 1;
    }
  if ((guint) (*argc - 1) > command->max_arguments)
    return kx_usage (error, "'%s' does not know what to do with '%s'", command->name,
                     (*argv)[command->max_arguments + 1]);
  return TRUE;
}

static gboolean
run (int argc, char **argv, KxContext *context, GError **error)
{
  const KxCommand *command = kx_command_find ("status");

  if (!parse_global (&argc, &argv, error))
    return FALSE;
  if (argc > 1)
    {
      command = kx_command_find (argv[1]);
      if (command == NULL)
        return kx_usage (error, "there is no command '%s'", argv[1]);
      if (!parse_command (command, &argc, &argv, error))
        return FALSE;
    }
  if (option_version)
    {
      printf ("kexecctl %s\n", PACKAGE_VERSION);
      return TRUE;
    }

  context->json = option_json;
  context->ask_password = !option_no_ask_password;
  return command->run (context, argv + 1, error);
}

static void
wait_for_enter (void)
{
  int byte;

  fputs ("Press Enter to close. ", stdout);
  fflush (stdout);
  do
    byte = getchar ();
  while (byte != '\n' && byte != EOF);
}

int
main (int argc, char **argv)
{
  g_auto (KxContext) context = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char **words = NULL;
  int exit_code;

  setlocale (LC_ALL, "");
  g_set_prgname ("kexecctl");

  /* GOption moves words around: in a copy, whose strings stay ours. */
  words = g_new0 (char *, argc + 1);
  for (int i = 0; i < argc; i++)
    words[i] = argv[i];

  if (run (argc, words, &context, &error))
    return context.exit_code;

  exit_code = kx_failure_report (error, option_json);
  if (context.hold)
    wait_for_enter ();
  return exit_code;
}
