/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-shell.h"

#include <string.h>

#include "error.h"

/* Files that include each other and functions that call each other end here. GRUB's own limit is
 * beyond what its stack holds. */
#define MAX_DEPTH 64

static void run_commands (KxGrubShell *shell, GPtrArray *commands);

void
kx_grub_item_free (gpointer data)
{
  KxGrubItem *item = data;

  g_free (item->id);
  g_free (item->title);
  g_free (item->file);
  g_free (item->version);
  g_strfreev (item->parameters);
  g_free (item->body);
  g_free (item->doubt);
  g_free (item);
}

void
kx_grub_shell_clear (KxGrubShell *shell)
{
  g_clear_pointer (&shell->file, g_free);
  g_clear_pointer (&shell->parameters, g_strfreev);
  g_clear_pointer (&shell->status_doubt, g_free);
  g_clear_pointer (&shell->doubt, g_free);
  g_clear_pointer (&shell->words_doubt, g_free);
  g_clear_pointer (&shell->words_origin, g_free);
  g_clear_pointer (&shell->lost, g_free);
  g_clear_pointer (&shell->missing, g_free);
  g_clear_pointer (&shell->one_shot, g_free);
  g_clear_pointer (&shell->bls, g_ptr_array_unref);
  g_clear_pointer (&shell->envs, g_ptr_array_unref);
}

void
kx_grub_shell_lose (KxGrubShell *shell, gboolean pending, const char *format, ...)
{
  va_list arguments;

  /* What came first is what everything else follows from. */
  if (shell->lost != NULL)
    return;
  va_start (arguments, format);
  shell->lost = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  shell->pending = pending;
}

void
kx_grub_shell_spend (KxGrubShell *shell, gsize steps)
{
  shell->budget -= (gint64) steps;
  if (shell->budget < 0)
    kx_grub_shell_lose (shell, FALSE, "it does not come to an end within reason, in line %u of %s",
                        shell->line, shell->file);
}

void
kx_grub_shell_doubt_status (KxGrubShell *shell, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_free (shell->status_doubt);
  shell->status_doubt = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static gboolean
is_special (const char *name)
{
  return g_ascii_isdigit (name[0]) || g_str_equal (name, "#") || g_str_equal (name, "*")
         || g_str_equal (name, "@");
}

void
kx_grub_shell_set (KxGrubShell *shell, const char *name, const char *value)
{
  g_autofree char *origin = NULL;

  if (is_special (name))
    return;
  origin = shell->words_origin != NULL ? g_strdup (shell->words_origin)
                                       : g_strdup_printf ("%s, line %u", shell->file, shell->line);
  kx_grub_env_set (shell->env, name, value, origin,
                   shell->words_doubt != NULL ? shell->words_doubt : shell->doubt);
  kx_grub_shell_spend (shell, 1);
}

/* Whether the commands that follow are not to be run. */
static gboolean
is_over (const KxGrubShell *shell)
{
  return shell->lost != NULL || shell->finished || shell->returning || shell->breaks > 0
         || (shell->load != NULL && shell->load->booted);
}

static void
set_status (KxGrubShell *shell, KxGrubStatus status)
{
  shell->status = status;
  g_clear_pointer (&shell->status_doubt, g_free);
}

/* Where it depends on @doubt which way is taken, both are gone and leave doubts behind them. */
static void
run_in_doubt (KxGrubShell *shell, GPtrArray *commands, const char *doubt)
{
  g_autofree char *former = g_steal_pointer (&shell->doubt);

  if (commands == NULL)
    return;
  shell->doubt = g_strdup (former != NULL ? former : doubt);
  run_commands (shell, commands);
  if (shell->returning || shell->breaks > 0 || shell->finished
      || (shell->load != NULL && shell->load->booted))
    kx_grub_shell_lose (shell, FALSE, "what comes after line %u of %s depends on %s", shell->line,
                        shell->file, shell->doubt);
  g_free (shell->doubt);
  shell->doubt = g_steal_pointer (&former);
}

static void
run_if (KxGrubShell *shell, const KxGrubCommand *command)
{
  g_autofree char *doubt = NULL;

  run_commands (shell, command->condition);
  if (is_over (shell))
    return;

  doubt = g_steal_pointer (&shell->status_doubt);
  if (doubt != NULL)
    {
      run_in_doubt (shell, command->body, doubt);
      run_in_doubt (shell, command->otherwise, doubt);
      kx_grub_shell_doubt_status (shell, "%s", doubt);
    }
  else if (shell->status == KX_GRUB_OK)
    run_commands (shell, command->body);
  else if (command->otherwise != NULL)
    run_commands (shell, command->otherwise);
  else
    set_status (shell, KX_GRUB_OK);
}

/* At the end of one round: whether another one may follow. */
static gboolean
goes_on (KxGrubShell *shell)
{
  if (shell->breaks == 1 && shell->continuing)
    shell->breaks = 0;
  kx_grub_shell_spend (shell, 1);
  return !is_over (shell);
}

static void
leave_loop (KxGrubShell *shell)
{
  if (shell->breaks > 0)
    shell->breaks--;
  shell->loops--;
}

static void
run_for (KxGrubShell *shell, const KxGrubCommand *command)
{
  g_autoptr (GPtrArray) words = kx_grub_shell_expand (shell, command->words);
  g_autofree char *doubt = g_strdup (shell->words_doubt);

  set_status (shell, KX_GRUB_OK);
  shell->loops++;
  for (guint i = 0; i < words->len && !is_over (shell); i++)
    {
      g_clear_pointer (&shell->words_doubt, g_free);
      shell->words_doubt = g_strdup (doubt);
      g_clear_pointer (&shell->words_origin, g_free);
      kx_grub_shell_set (shell, command->name, words->pdata[i]);
      if (doubt != NULL)
        run_in_doubt (shell, command->body, doubt);
      else
        run_commands (shell, command->body);
      if (!goes_on (shell))
        break;
    }
  leave_loop (shell);
}

static void
run_while (KxGrubShell *shell, const KxGrubCommand *command)
{
  gboolean until = command->kind == KX_GRUB_COMMAND_UNTIL;

  shell->loops++;
  for (;;)
    {
      run_commands (shell, command->condition);
      if (is_over (shell))
        break;
      if (shell->status_doubt != NULL)
        {
          kx_grub_shell_lose (shell, FALSE,
                              "how often the loop in line %u of %s is run depends on %s",
                              command->line, shell->file, shell->status_doubt);
          break;
        }
      if ((shell->status == KX_GRUB_OK) == until)
        break;
      run_commands (shell, command->body);
      if (!goes_on (shell))
        break;
    }
  leave_loop (shell);
}

static void
run_simple (KxGrubShell *shell, const KxGrubCommand *command)
{
  g_autoptr (GPtrArray) words = kx_grub_shell_expand (shell, command->words);
  gboolean invert = words->len > 0 && g_str_equal (words->pdata[0], "!");
  KxGrubStatus status;

  set_status (shell, KX_GRUB_OK);
  if (shell->lost != NULL)
    return;
  if (invert)
    g_ptr_array_remove_index (words, 0);
  if (words->len == 0)
    {
      shell->status = invert ? KX_GRUB_BAD_ARGUMENT : KX_GRUB_OK;
      return;
    }

  status = kx_grub_shell_command (shell, words, command);
  if (invert)
    status = status == KX_GRUB_OK ? KX_GRUB_FALSE : KX_GRUB_OK;
  shell->status = status;
}

static void
run_command (KxGrubShell *shell, const KxGrubCommand *command)
{
  shell->line = command->line;
  kx_grub_shell_spend (shell, 1);

  switch (command->kind)
    {
    case KX_GRUB_COMMAND_SIMPLE:
      run_simple (shell, command);
      break;

    case KX_GRUB_COMMAND_IF:
      run_if (shell, command);
      break;

    case KX_GRUB_COMMAND_FOR:
      run_for (shell, command);
      break;

    case KX_GRUB_COMMAND_WHILE:
    case KX_GRUB_COMMAND_UNTIL:
      run_while (shell, command);
      break;

    case KX_GRUB_COMMAND_FUNCTION:
      kx_grub_env_set_function (shell->env, command->name, command->body);
      break;
    }
}

static void
run_commands (KxGrubShell *shell, GPtrArray *commands)
{
  for (guint i = 0; i < commands->len && !is_over (shell); i++)
    run_command (shell, commands->pdata[i]);
}

static gboolean
enter (KxGrubShell *shell)
{
  if (shell->depth >= MAX_DEPTH)
    {
      kx_grub_shell_lose (shell, FALSE,
                          "files or functions call each other without end, in line %u of %s",
                          shell->line, shell->file);
      return FALSE;
    }
  shell->depth++;
  return TRUE;
}

static KxGrubStatus
call_function (KxGrubShell *shell, GPtrArray *body, GPtrArray *words)
{
  char **former = shell->parameters;
  guint loops = shell->loops;

  if (!enter (shell))
    return KX_GRUB_INVALID_COMMAND;

  /* The function may be defined anew while it runs. */
  g_ptr_array_ref (body);
  shell->parameters = g_new0 (char *, words->len);
  for (guint i = 1; i < words->len; i++)
    shell->parameters[i - 1] = g_strdup (words->pdata[i]);
  shell->loops = 0;

  run_commands (shell, body);

  shell->returning = FALSE;
  shell->loops = loops;
  g_strfreev (shell->parameters);
  shell->parameters = former;
  g_ptr_array_unref (body);
  shell->depth--;
  return shell->status;
}

/* Nobody knows what it does: the variables that it may set, as in "--set=1:NAME", are not known
 * then. */
static void
doubt_variables (KxGrubShell *shell, GPtrArray *words)
{
  for (guint i = 1; i < words->len; i++)
    {
      const char *word = words->pdata[i];
      const char *mark = strpbrk (word, "=:");

      for (; mark != NULL; mark = strpbrk (word, "=:"))
        word = mark + 1;
      if ((g_ascii_isalpha (word[0]) || word[0] == '_')
          && kx_grub_scan_variable (word, strlen (word), 0) == strlen (word))
        kx_grub_env_set (shell->env, word, kx_grub_env_get (shell->env, word), NULL,
                         shell->status_doubt);
    }
}

/* What GRUB makes of a name that is no command: a function, or NAME=VALUE, or nothing. */
KxGrubStatus
kx_grub_shell_other (KxGrubShell *shell, GPtrArray *words)
{
  const char *name = words->pdata[0];
  const char *equals = strchr (name, '=');
  GPtrArray *body = kx_grub_env_find_function (shell->env, name);

  if (body != NULL)
    return call_function (shell, body, words);
  if (equals != NULL)
    {
      g_autofree char *variable = g_strndup (name, equals - name);

      kx_grub_shell_set (shell, variable, equals + 1);
      return KX_GRUB_OK;
    }
  kx_grub_shell_doubt_status (shell, "what GRUB's command “%s” does, in line %u of %s", name,
                              shell->line, shell->file);
  doubt_variables (shell, words);
  return KX_GRUB_OK;
}

void
kx_grub_shell_run (KxGrubShell *shell, const char *text, gsize size, guint line, gboolean is_file)
{
  g_autoptr (KxGrubParser) parser = NULL;

  if (!enter (shell))
    return;
  kx_grub_shell_spend (shell, size / 64);
  parser = kx_grub_parser_new (text, size, line, is_file);
  while (!is_over (shell))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) commands = NULL;

      if (kx_grub_parser_next (parser, &commands, &error))
        run_commands (shell, commands);
      else if (g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE))
        kx_grub_shell_lose (shell, TRUE, "%s: %s", shell->file, error->message);
      else if (error == NULL)
        break;
    }
  shell->depth--;
}
