/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-number.h"
#include "grub-shell.h"

#include <string.h>

/* GRUB's own limit for parentheses. */
#define MAX_DEPTH 100

/* A `test` with its words, in grub-core/commands/test.c of GRUB 2.12: from left to right, `-a` is
 * what connects anyway, `-o` binds weaker. */
typedef struct
{
  KxGrubShell *shell;
  char **words;
  guint count;
  guint position;
  guint depth;
} Test;

/* One level of parentheses. */
typedef struct
{
  gboolean invert;
  gboolean or ;
  gboolean and;
} Level;

static void
update (Level *level, gboolean value)
{
  level->and = level->and &&(value != level->invert);
  level->invert = FALSE;
}

static gboolean
look (Test *test, const char *name, KxGrubFile *file)
{
  gsize length = strlen (name);
  g_autofree char *stripped = NULL;
  g_autofree char *path = NULL;

  *file = (KxGrubFile){ 0 };
  while (length > 1 && name[length - 1] == '/')
    length--;
  stripped = g_strndup (name, length);
  path = kx_grub_shell_locate (test->shell, stripped, NULL);
  kx_grub_shell_spend (test->shell, 16);
  return path != NULL && test->shell->world->look (test->shell->world->data, path, file);
}

/* grub-editenv truncates the file that it is about to write. */
static void
note_truncated (Test *test, const char *name, gboolean empty)
{
  if (empty && g_str_has_suffix (name, "/grubenv"))
    kx_grub_shell_lose (test->shell, TRUE,
                        "%s is empty: it may not be written yet; if it stays so, make "
                        "it anew with grub-editenv",
                        name);
}

static gint64
number (const char *text)
{
  guint64 value = 0;

  (void) kx_grub_number_parse (text[0] == '-' ? text + 1 : text, &value, NULL);
  /* Both are ints in GRUB. */
  return (gint32) (text[0] == '-' ? -(guint32) value : (guint32) value);
}

/* From where they begin to differ, but for digits that are common: "vmlinuz-2" -plt "vmlinuz-11".
 */
static gint64
compare_prefixed (const char *a, const char *b)
{
  gsize i = 0;
  guint64 number_a = 0;
  guint64 number_b = 0;

  while (a[i] != '\0' && a[i] == b[i])
    i++;
  while (i > 1 && g_ascii_isdigit (a[i - 1]))
    i--;
  (void) kx_grub_number_parse (a + i, &number_a, NULL);
  (void) kx_grub_number_parse (b + i, &number_b, NULL);
  return (number_a > number_b) - (number_a < number_b);
}

static gboolean
is_newer (Test *test, const char *a, const char *operator, const char * b)
{
  gint64 bias = operator[3] != '\0' ? number (operator+ 3) : 0;
  KxGrubFile file_a;
  KxGrubFile file_b;
  gboolean exists_a = look (test, a, &file_a);
  gboolean exists_b = look (test, b, &file_b);

  if (exists_a && exists_b)
    return operator[1] == 'n' ? file_a.mtime + bias > file_b.mtime
                              : file_a.mtime + bias<file_b.mtime;
  return operator[1] == 'n' ? exists_a && !exists_b : !exists_a && exists_b;
}

/* Is what comes next three words with an operator between? */
static gboolean
take_binary (Test *test, Level *level)
{
  const char *a = test->words[test->position];
  const char *operator= test->words[test->position + 1];
  const char *b = test->words[test->position + 2];
  static const char *const strings[] = { "=", "==", "!=", "<", "<=", ">", ">=" };
  static const char *const numbers[] = { "-eq", "-ge", "-gt", "-le", "-lt", "-ne" };
  int order = strcmp (a, b);
  gint64 first = number (a);
  gint64 second = number (b);
  const gboolean of_strings[]
      = { order == 0, order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0 };
  const gboolean of_numbers[] = { first == second, first >= second, first > second,
                                  first <= second, first < second,  first != second };
  gboolean value = FALSE;
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (g_str_equal (operator, strings[i]))
      {
        value = of_strings[i];
        known = TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (operator, numbers[i]))
      {
        value = of_numbers[i];
        known = TRUE;
      }
  if (g_str_equal (operator, "-pgt") || g_str_equal (operator, "-plt"))
    {
      value = operator[2] == 'g' ? compare_prefixed (a, b) > 0 : compare_prefixed (a, b) < 0;
      known = TRUE;
    }
  if (g_str_has_prefix (operator, "-nt") || g_str_has_prefix (operator, "-ot"))
    {
      value = is_newer (test, a, operator, b);
      known = TRUE;
    }

  if (!known)
    return FALSE;
  update (level, value);
  test->position += 3;
  return TRUE;
}

static gboolean
take_unary (Test *test, Level *level)
{
  const char *operator= test->words[test->position];
  const char *operand = test->words[test->position + 1];
  gboolean value;
  gboolean exists;
  KxGrubFile file;

  if (operator[0] != '-' || operator[1] == '\0' || operator[2] != '\0' || strchr (
          "defsnz", operator[1])
      == NULL)
    return FALSE;

  if (operator[1] == 'n' || operator[1] == 'z')
    value = (operand[0] != '\0') == (operator[1] == 'n');
  else
    {
      exists = look (test, operand, &file);
      if (operator[1] == 'd')
        value = exists && file.directory;
      else if (operator[1] == 'f')
        value = exists && !file.directory;
      else if (operator[1] == 's')
        {
          value = exists && !file.directory && file.size > 0;
          note_truncated (test, operand, exists && !value);
        }
      else
        value = exists;
    }
  update (level, value);
  test->position += 2;
  return TRUE;
}

static gboolean evaluate (Test *test);

/* A single word. Sets @closed where it ends a parenthesis. */
static void
take_word (Test *test, Level *level, gboolean *closed)
{
  const char *word = test->words[test->position++];

  *closed = g_str_equal (word, ")");
  if (*closed)
    test->depth -= test->depth > 0;
  else if (g_str_equal (word, "("))
    {
      if (++test->depth > MAX_DEPTH)
        kx_grub_shell_lose (test->shell, FALSE, "too many parentheses in line %u of %s",
                            test->shell->line, test->shell->file);
      else
        update (level, evaluate (test));
    }
  else if (g_str_equal (word, "!"))
    level->invert = !level->invert;
  else if (g_str_equal (word, "-o"))
    {
      level->or = level->or || level->and;
      level->and = TRUE;
    }
  else if (!g_str_equal (word, "-a"))
    update (level, word[0] != '\0');
}

static gboolean
evaluate (Test *test)
{
  Level level = { .and = TRUE };
  gboolean closed = FALSE;

  while (test->position < test->count && !closed && test->shell->lost == NULL)
    if ((test->position + 2 >= test->count || !take_binary (test, &level))
        && (test->position + 1 >= test->count || !take_unary (test, &level)))
      take_word (test, &level, &closed);

  return level.or || level.and;
}

KxGrubStatus
kx_grub_command_test (KxGrubShell *shell, GPtrArray *words,
                      const KxGrubCommand *command G_GNUC_UNUSED)
{
  Test test = { .shell = shell, .words = (char **) words->pdata + 1, .count = words->len - 1 };
  gboolean value;

  if (test.count > 0 && g_str_equal (test.words[test.count - 1], "]"))
    test.count--;
  value = evaluate (&test);

  if (shell->words_doubt != NULL)
    kx_grub_shell_doubt_status (shell, "%s", shell->words_doubt);
  return value ? KX_GRUB_OK : KX_GRUB_FALSE;
}
