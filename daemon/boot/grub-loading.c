/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-shell.h"

#include <string.h>

/* Adds one argument to a kernel's command line. */
static void
append_argument (const KxGrubShell *shell, GString *cmdline, const char *word)
{
  gboolean spaced = strchr (word, ' ') != NULL;

  if (cmdline->len > 0)
    g_string_append_c (cmdline, ' ');
  if (spaced)
    g_string_append_c (cmdline, '"');
  for (; *word != '\0'; word++)
    {
      gboolean kept = shell->fedora && word[0] == '\\' && word[1] == 'x'
                      && g_ascii_isxdigit (word[2]) && g_ascii_isxdigit (word[3]);

      if (strchr ("\\'\"", *word) != NULL && !kept)
        g_string_append_c (cmdline, '\\');
      g_string_append_c (cmdline, *word);
    }
  if (spaced)
    g_string_append_c (cmdline, '"');
}

/* What an entry depends on that nobody can tell here. */
static void
note_doubt (KxGrubShell *shell)
{
  if (shell->words_doubt != NULL)
    kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING, "what it starts depends on %s",
                     shell->words_doubt);
}

static char *
locate (KxGrubShell *shell, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = kx_grub_shell_locate (shell, name, &error);

  if (path == NULL && shell->missing != NULL && error->code == G_IO_ERROR_NOT_FOUND)
    kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING, "%s is out of reach: %s; %s", name,
                     error->message, shell->missing);
  else if (path == NULL)
    kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING, "%s is out of reach: %s", name,
                     error->message);
  else if (!g_utf8_validate (path, -1, NULL))
    {
      kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING,
                       "the name of a file in it is not UTF-8");
      g_clear_pointer (&path, g_free);
    }
  return path;
}

/* As grub-core/lib/cmdline.c of GRUB 2.12 puts it together, without BOOT_IMAGE=. */
KxGrubStatus
kx_grub_command_linux (KxGrubShell *shell, GPtrArray *words,
                       const KxGrubCommand *command G_GNUC_UNUSED)
{
  g_autoptr (GString) cmdline = g_string_new (NULL);

  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (shell->load == NULL)
    return KX_GRUB_OK;

  for (guint i = 2; i < words->len; i++)
    append_argument (shell, cmdline, words->pdata[i]);
  if (!g_utf8_validate (cmdline->str, -1, NULL))
    {
      kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING, "its command line is not UTF-8");
      g_string_truncate (cmdline, 0);
    }

  g_free (shell->load->kernel);
  shell->load->kernel = locate (shell, words->pdata[1]);
  note_doubt (shell);
  g_free (shell->load->cmdline);
  shell->load->cmdline = g_strdup (cmdline->str);
  g_ptr_array_set_size (shell->load->initrds, 0);
  kx_grub_shell_spend (shell, cmdline->len / 64);
  return shell->load->kernel != NULL ? KX_GRUB_OK : KX_GRUB_NOT_FOUND;
}

KxGrubStatus
kx_grub_command_initrd (KxGrubShell *shell, GPtrArray *words,
                        const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (shell->load == NULL)
    return KX_GRUB_OK;
  if (shell->load->cmdline == NULL)
    {
      kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING,
                       "its initrd in line %u comes before its kernel", shell->line);
      return KX_GRUB_BAD_ARGUMENT;
    }

  note_doubt (shell);
  g_ptr_array_set_size (shell->load->initrds, 0);
  for (guint i = 1; i < words->len; i++)
    {
      const char *name = words->pdata[i];
      char *path;

      if (g_str_has_prefix (name, "newc:"))
        {
          kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING,
                           "GRUB packs the file %s into its initrd, which is not done here", name);
          continue;
        }
      path = locate (shell, name);
      if (path == NULL)
        return KX_GRUB_NOT_FOUND;
      g_ptr_array_add (shell->load->initrds, path);
    }
  return KX_GRUB_OK;
}

/* What starts something else than a Linux kernel, or leaves GRUB. */
KxGrubStatus
kx_grub_command_other_system (KxGrubShell *shell, GPtrArray *words,
                              const KxGrubCommand *command G_GNUC_UNUSED)
{
  static const char *const leaving[] = { "exit", "fwsetup", "halt", "poweroff", "reboot", NULL };
  const char *name = words->pdata[0];

  if (shell->load == NULL)
    return KX_GRUB_OK;
  g_clear_pointer (&shell->load->kernel, g_free);
  if (g_strv_contains (leaving, name))
    {
      kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING,
                       "it starts no system but leaves GRUB (%s)", name);
      shell->load->booted = TRUE;
    }
  else
    kx_problems_add (&shell->load->problems, KX_OUTLOOK_LASTING, "it starts another system (%s)",
                     name);
  return KX_GRUB_OK;
}
