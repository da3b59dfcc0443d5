/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bls.h"
#include "grub-shell.h"
#include "rpm-version.h"

#include <string.h>

/*
 * Entries of the Boot Loader Specification as Fedora's GRUB reads them (grub-core/commands/blscfg.c
 * of its package): each becomes a menu entry whose body is a script that is put together here.
 */

#define DIRECTORY "/loader/entries"
#define OTHER_DIRECTORY "/boot/loader/entries"

/* A file: its pairs of key and value, and whether it is in the menu. */
typedef struct
{
  char *id;
  char *path;
  GPtrArray *pairs; /* key, value, key, value … */
  gboolean shown;
} BlsFile;

static void
bls_file_free (gpointer data)
{
  BlsFile *file = data;

  g_free (file->id);
  g_free (file->path);
  g_ptr_array_unref (file->pairs);
  g_free (file);
}

/* It ends at the first line without a value, an empty one for example. The first space ends the
 * key, even where a tab comes before it. */
static GPtrArray *
read_pairs (const char *text, gsize length)
{
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, length);
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);
  const KxBlsLine *line;

  for (guint i = 0; (line = kx_bls_lines_get (lines, i)) != NULL; i++)
    {
      const char *separator = strchr (line->text, ' ');

      if (separator == NULL)
        separator = strchr (line->text, '\t');
      if (separator == NULL || separator[1] == '\0')
        break;
      g_ptr_array_add (pairs, g_strndup (line->text, separator - line->text));
      g_ptr_array_add (pairs, g_strdup (separator + strspn (separator, " \t")));
    }
  return pairs;
}

/* Returns: (nullable): the value of the @nth pair with @key. */
static const char *
get_nth (const BlsFile *file, const char *key, guint nth)
{
  for (guint i = 0; i < file->pairs->len; i += 2)
    if (g_str_equal (file->pairs->pdata[i], key) && nth-- == 0)
      return file->pairs->pdata[i + 1];
  return NULL;
}

static const char *
get (const BlsFile *file, const char *key)
{
  return get_nth (file, key, 0);
}

static gboolean
read_file (KxGrubShell *shell, const char *path, const char *name)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = shell->world->read (shell->world->data, path, &length, &error);
  BlsFile *file;

  if (text == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        kx_grub_shell_lose (shell, FALSE, "%s cannot be read: %s", path,
                            g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
                                ? "only root may; run this as root"
                                : error->message);
      return FALSE;
    }

  kx_grub_shell_spend (shell, 1 + length / 64);
  file = g_new0 (BlsFile, 1);
  file->id = g_strndup (name, strlen (name) - strlen (".conf"));
  file->path = g_strdup (path);
  file->pairs = read_pairs (text, length);
  g_ptr_array_add (shell->bls, file);
  return TRUE;
}

/* Newest first. */
static int
compare_files (gconstpointer a, gconstpointer b)
{
  const BlsFile *const *file_a = a;
  const BlsFile *const *file_b = b;

  return kx_rpm_package_compare ((*file_b)->id, (*file_a)->id);
}

/* In order, and of those that count as equal only the first. */
static void
sort_files (KxGrubShell *shell)
{
  g_ptr_array_sort (shell->bls, compare_files);
  for (guint i = 1; i < shell->bls->len;)
    if (compare_files (&shell->bls->pdata[i - 1], &shell->bls->pdata[i]) == 0)
      g_ptr_array_remove_index (shell->bls, i);
    else
      i++;
}

/* Returns whether there is such a directory. */
static gboolean
read_directory (KxGrubShell *shell, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *path = kx_grub_shell_locate (shell, name, &error);

  if (path == NULL)
    {
      kx_grub_shell_lose (shell, FALSE, "%s, line %u: %s", shell->file, shell->line,
                          shell->missing != NULL ? shell->missing : error->message);
      return FALSE;
    }
  names = shell->world->list (shell->world->data, path, &error);
  if (names == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        kx_grub_shell_lose (shell, FALSE, "%s cannot be read: %s", path, error->message);
      return FALSE;
    }

  for (guint i = 0; names[i] != NULL && shell->lost == NULL; i++)
    if (names[i][0] != '.' && g_str_has_suffix (names[i], ".conf")
        && strlen (names[i]) > strlen (".conf"))
      {
        g_autofree char *file = g_build_filename (path, names[i], NULL);

        (void) read_file (shell, file, names[i]);
      }
  return TRUE;
}

static void
read_files (KxGrubShell *shell, const char *argument)
{
  const char *blsdir = kx_grub_env_get (shell->env, "blsdir");

  g_clear_pointer (&shell->bls, g_ptr_array_unref);
  shell->bls = g_ptr_array_new_with_free_func (bls_file_free);

  if (argument != NULL && g_str_has_suffix (argument, ".conf"))
    {
      g_autofree char *path = kx_grub_shell_locate (shell, argument, NULL);
      g_autofree char *name = g_path_get_basename (argument);

      if (path != NULL)
        (void) read_file (shell, path, name);
    }
  else if (argument != NULL)
    (void) read_directory (shell, argument);
  else if (!read_directory (shell, blsdir != NULL ? blsdir : DIRECTORY) && shell->lost == NULL)
    (void) read_directory (shell, OTHER_DIRECTORY);
  sort_files (shell);
}

/* A value in which variables are replaced. */
typedef struct
{
  KxGrubShell *shell;
  GString *expanded; /* NULL as long as nothing was added, not even something empty */
} Value;

static void
add_text (Value *value, const char *start, const char *end)
{
  if (value->expanded == NULL)
    value->expanded = g_string_new (NULL);
  g_string_append_len (value->expanded, start, end - start);
}

/* A space is put behind what a variable has. One that is unset adds nothing. */
static void
add_variable (Value *value, const char *start, const char *end)
{
  g_autofree char *name = g_strndup (start, end - start);
  const KxGrubVariable *variable = kx_grub_env_find (value->shell->env, name);

  if (variable == NULL)
    return;
  if (variable->doubt != NULL && value->shell->words_doubt == NULL)
    value->shell->words_doubt = g_strdup (variable->doubt);
  if (variable->value == NULL)
    return;
  add_text (value, variable->value, variable->value + strlen (variable->value));
  g_string_append_c (value->expanded, ' ');
}

/* GRUB counts up to the last character of a piece and takes a piece of a single one for none. */
static gboolean
is_piece (const char *start, const char *end)
{
  return end != start + 1;
}

/* Returns: (nullable): @text with its variables replaced; NULL where that leaves nothing at all. */
static char *
expand (KxGrubShell *shell, const char *text)
{
  Value value = { .shell = shell };
  const char *start = text;
  const char *c = text;
  gboolean in_variable = FALSE;

  if (text == NULL)
    return NULL;

  for (; *c != '\0'; c++)
    {
      if (*c == '$' && (c == text || c[-1] != '\\'))
        {
          if (in_variable && is_piece (start, c))
            add_variable (&value, start, c);
          else if (!in_variable && c > text && is_piece (start, c))
            add_text (&value, start, c);
          in_variable = TRUE;
          start = c + 1;
        }
      else if (in_variable && !g_ascii_isalnum (*c) && *c != '_')
        {
          add_variable (&value, start, c);
          in_variable = FALSE;
          start = *c == ' ' ? c + 1 : c;
        }
    }

  if (c > text && is_piece (start, c))
    {
      if (in_variable)
        add_variable (&value, start, c);
      else
        add_text (&value, start, c);
    }
  return value.expanded != NULL ? g_string_free (value.expanded, FALSE) : NULL;
}

/* The directory that an entry's files are in, with a "/" at its end. */
static char *
directory_of (const char *path)
{
  const char *slash = strrchr (path, '/');

  return g_strndup (path, slash != NULL ? slash - path + 1 : 0);
}

static void
append_initrds (KxGrubShell *shell, const BlsFile *file, GString *script)
{
  const char *early = kx_grub_env_get (shell->env, "early_initrd");
  const char *initrd = get (file, "initrd");
  g_autofree char *directory = directory_of (initrd != NULL ? initrd : get (file, "linux"));
  g_auto (GStrv) names = early != NULL ? g_strsplit (early, " ", -1) : NULL;

  if (initrd == NULL && early == NULL)
    return;
  g_string_append (script, "initrd");
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_string_append_printf (script, " ($root)%s%s", directory, names[i]);
  for (guint i = 0; (initrd = get_nth (file, "initrd", i)) != NULL; i++)
    g_string_append_printf (script, " ($root)%s", initrd);
  g_string_append_c (script, '\n');
}

static char *
make_script (KxGrubShell *shell, const BlsFile *file)
{
  GString *script = g_string_new (NULL);
  g_autofree char *options = expand (shell, get (file, "options"));

  if (options == NULL)
    options = expand (shell, kx_grub_env_get (shell->env, "default_kernelopts"));
  if (g_strcmp0 (kx_grub_env_get (shell->env, "save_default"), "true") == 0)
    g_string_append (script, "savedefault\n");
  g_string_append_printf (
      script, "load_video\nset gfxpayload=keep\ninsmod gzio\nlinux ($root)%s%s%s\n",
      get (file, "linux"), options != NULL ? " " : "", options != NULL ? options : "");
  append_initrds (shell, file, script);
  return g_string_free (script, FALSE);
}

static void
add_entry (KxGrubShell *shell, const BlsFile *file)
{
  const char *kernel = get (file, "linux");
  const char *title = get (file, "title");
  g_autoptr (GPtrArray) parameters = NULL;
  const char *argument;
  KxGrubItem *item;

  if (kernel == NULL)
    return;
  if (shell->items->len >= KX_GRUB_MAX_ENTRIES)
    {
      kx_grub_shell_lose (shell, FALSE, "there are more than %d entries", KX_GRUB_MAX_ENTRIES);
      return;
    }

  parameters = g_ptr_array_new ();
  g_ptr_array_add (parameters, g_strdup (title != NULL ? title : kernel));
  for (guint i = 0; (argument = get_nth (file, "grub_arg", i)) != NULL; i++)
    g_ptr_array_add (parameters, g_strdup (argument));
  g_ptr_array_add (parameters, NULL);

  item = g_new0 (KxGrubItem, 1);
  item->id = g_strdup (file->id);
  item->title = g_strdup (title != NULL ? title : kernel);
  item->file = g_strdup (file->path);
  item->version = g_strdup (get (file, "version"));
  item->parameters = (char **) g_ptr_array_steal (parameters, NULL);
  item->body = make_script (shell, file);
  item->bls = TRUE;
  item->doubt = g_strdup (shell->words_doubt);
  kx_grub_shell_spend (shell, strlen (item->body) / 64);
  g_ptr_array_add (shell->items, item);
}

/* `blscfg [default|non-default|ID|(device)directory|FILE.conf]` */
KxGrubStatus
kx_grub_command_blscfg (KxGrubShell *shell, GPtrArray *words,
                        const KxGrubCommand *command G_GNUC_UNUSED)
{
  const char *argument = words->len == 2 ? words->pdata[1] : NULL;
  gboolean is_path = argument != NULL && argument[0] == '(';

  if (shell->items == NULL)
    return KX_GRUB_MENU_ERROR;
  shell->blscfg = TRUE;
  if (g_strcmp0 (argument, "default") == 0 || g_strcmp0 (argument, "non-default") == 0)
    {
      kx_grub_shell_lose (shell, FALSE,
                          "“blscfg %s” in line %u of %s is not understood here: leave “%s” away",
                          argument, shell->line, shell->file, argument);
      return KX_GRUB_OK;
    }
  read_files (shell, is_path ? argument : NULL);

  for (guint i = 0; i < shell->bls->len && shell->lost == NULL; i++)
    {
      const BlsFile *file = shell->bls->pdata[i];

      if (argument == NULL || is_path || g_str_equal (argument, file->id))
        add_entry (shell, file);
    }
  return KX_GRUB_OK;
}
