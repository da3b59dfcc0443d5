/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cmdline.h"

#include "error.h"

#include <gio/gio.h>
#include <string.h>

/* Of kx_cmdline_ignore_efi_initrd(). */
#define INITRDMEM "initrdmem"
#define NO_INITRD "0,1"

/* A word within a command line, quotes and all. */
typedef struct
{
  const char *start;
  gsize length;
  gboolean open; /* a quote was never closed: the word goes on to the end */
} Word;

/* The kernel's isspace() has Latin-1's no-break space among its characters. */
static gboolean
is_space (char c)
{
  return g_ascii_isspace (c) || c == '\v' || (guint8) c == 0xa0;
}

/* Finds the first word at or after @text; FALSE if there is none. */
static gboolean
next_word (const char *text, Word *word)
{
  gboolean quoted = FALSE;
  gsize i;

  while (is_space (*text))
    text++;

  for (i = 0; text[i] != '\0' && (quoted || !is_space (text[i])); i++)
    if (text[i] == '"')
      quoted = !quoted;

  *word = (Word) { .start = text, .length = i, .open = quoted };
  return i > 0;
}

static gboolean
is_separator (const Word *word)
{
  return word->length == 2 && memcmp (word->start, "--", 2) == 0;
}

/* Is @key the name of the parameter in @word? Sets @value to the offset of what follows "=", or to
 * 0 where there is no "=". */
static gboolean
is_named (const Word *word, const char *key, gsize *value)
{
  gsize start = word->start[0] == '"' ? 1 : 0; /* quotes may enclose the name, too */
  gsize length = strlen (key);
  gsize end = start + length;

  if (length == 0 || word->length < end)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char a = word->start[start + i];
      char b = key[i];

      if ((a == '-' ? '_' : a) != (b == '-' ? '_' : b))
        return FALSE;
    }

  *value = 0;
  if (end < word->length && word->start[end] == '=')
    *value = end + 1;
  else if (end < word->length
           && (start == 0 || end + 1 != word->length || word->start[end] != '"'))
    return FALSE;

  return TRUE;
}

static gboolean
is_for_one_boot (const Word *word)
{
  static const char *const keys[] = { "BOOT_IMAGE", "initrd", "elfcorehdr", "dmcryptkeys" };
  static const char ours[] = INITRDMEM "=" NO_INITRD;
  gsize value;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (is_named (word, keys[i], &value) && value > 0)
      return TRUE;

  return word->length == strlen (ours) && strncmp (word->start, ours, word->length) == 0;
}

char *
kx_cmdline_filter_running (const char *proc_cmdline)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *line = g_strdup (proc_cmdline);
  const char *text = line;
  gboolean for_init = FALSE;
  Word word;

  /* /proc adds a newline, which must not get into a quote that was left open. */
  for (gsize length = strlen (line); length > 0 && line[length - 1] == '\n'; length--)
    line[length - 1] = '\0';

  for (; next_word (text, &word); text = word.start + word.length)
    {
      /* The white space in front of a word goes with it; what stays, stays verbatim. */
      const char *start = out->len > 0 ? text : word.start;

      for_init = for_init || is_separator (&word);
      if (for_init || !is_for_one_boot (&word))
        g_string_append_len (out, start, word.start + word.length - start);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Appends the words of one line, unless it is a comment. */
static void
append_line (GString *out, const char *line, gsize length)
{
  gsize i = 0;

  while (i < length && g_ascii_isspace (line[i]))
    i++;
  if (i < length && line[i] == '#')
    return;

  while (i < length)
    {
      gsize start = i;

      while (i < length && !g_ascii_isspace (line[i]))
        i++;
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append_len (out, line + start, i - start);
      while (i < length && g_ascii_isspace (line[i]))
        i++;
    }
}

char *
kx_cmdline_normalise (const char *text, gsize length, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (text[i]) && !g_ascii_isspace (text[i]))
      {
        g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                     "the file with the command line has a control character (0x%02x) at byte %"
                     G_GSIZE_FORMAT "; it must be plain text: correct it",
                     (guint8) text[i], i);
        return NULL;
      }

  while (start < length)
    {
      const char *newline = memchr (text + start, '\n', length - start);
      gsize end = newline != NULL ? (gsize) (newline - text) : length;

      append_line (out, text + start, end - start);
      start = end + 1;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
kx_cmdline_check (const char *cmdline, guint32 max, GError **error)
{
  gsize length = strlen (cmdline);

  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (cmdline[i]) && cmdline[i] != '\t')
      {
        g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                     "the command line has a control character (0x%02x) at byte %" G_GSIZE_FORMAT
                     "; give it as one line of plain text",
                     (guint8) cmdline[i], i);
        return FALSE;
      }

  if (max > 0 && length > max)
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                   "the command line has %" G_GSIZE_FORMAT " bytes, but this kernel can be given "
                   "at most %u; shorten it", length, max);
      return FALSE;
    }

  return TRUE;
}

/* All words from @text up to a "--", or to the end; white space around them is left out. */
static Word
words_before_separator (const char *text)
{
  Word words = { .start = text };
  Word word;

  for (; next_word (text, &word) && !is_separator (&word); text = word.start + word.length)
    {
      if (words.length == 0)
        words.start = word.start;
      words.length = word.start + word.length - words.start;
      words.open = word.open;
    }

  return words;
}

/* All words after the first "--". */
static Word
words_after_separator (const char *text)
{
  Word words = { .start = text };
  Word word;

  while (next_word (text, &word) && !is_separator (&word))
    text = word.start + word.length;
  if (word.length > 0)
    text = word.start + word.length;

  for (; next_word (text, &word); text = word.start + word.length)
    {
      if (words.length == 0)
        words.start = word.start;
      words.length = word.start + word.length - words.start;
      words.open = word.open;
    }

  return words;
}

/* Appends @words; closes a quote that was left open before them, and says whether they leave one.
 * */
static void
append_words (GString *out, const Word *words, gboolean *open)
{
  if (words->length == 0)
    return;
  if (*open)
    g_string_append_c (out, '"');
  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append_len (out, words->start, words->length);
  *open = words->open;
}

char *
kx_cmdline_append (const char *base, const char *extra)
{
  static const Word separator = { .start = "--", .length = 2 };
  const Word kernel[] = { words_before_separator (base), words_before_separator (extra) };
  const Word init[] = { words_after_separator (base), words_after_separator (extra) };
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean open = FALSE;

  append_words (out, &kernel[0], &open);
  append_words (out, &kernel[1], &open);
  if (init[0].length > 0 || init[1].length > 0)
    append_words (out, &separator, &open);
  append_words (out, &init[0], &open);
  append_words (out, &init[1], &open);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
kx_cmdline_has (const char *cmdline, const char *key)
{
  gsize value;
  Word word;

  for (; next_word (cmdline, &word) && !is_separator (&word); cmdline = word.start + word.length)
    if (is_named (&word, key, &value))
      return TRUE;

  return FALSE;
}

char *
kx_cmdline_add_default (const char *cmdline, const char *key, const char *value)
{
  g_autofree char *word = NULL;

  if (kx_cmdline_has (cmdline, key))
    return g_strdup (cmdline);

  word = g_strdup_printf ("%s=%s", key, value);
  return kx_cmdline_append (cmdline, word);
}

char *
kx_cmdline_ignore_efi_initrd (const char *cmdline)
{
  return kx_cmdline_add_default (cmdline, INITRDMEM, NO_INITRD);
}

char **
kx_cmdline_get_all (const char *cmdline, const char *key)
{
  GStrvBuilder *values = g_strv_builder_new ();
  char **all;
  gsize start;
  Word word;

  for (; next_word (cmdline, &word) && !is_separator (&word); cmdline = word.start + word.length)
    if (is_named (&word, key, &start) && start > 0)
      {
        gsize end = word.length;
        gboolean quoted = word.start[0] == '"' || (start < end && word.start[start] == '"');
        g_autofree char *value = NULL;

        if (start < end && word.start[start] == '"')
          start++;
        if (quoted && end > start && word.start[end - 1] == '"')
          end--;
        value = g_strndup (word.start + start, end - start);
        g_strv_builder_add (values, value);
      }

  all = g_strv_builder_end (values);
  g_strv_builder_unref (values);
  return all;
}

char *
kx_cmdline_get (const char *cmdline, const char *key)
{
  g_auto (GStrv) values = kx_cmdline_get_all (cmdline, key);
  guint n = g_strv_length (values);

  return n > 0 ? g_strdup (values[n - 1]) : NULL;
}

gboolean
kx_cmdline_is_same_system (const char *a, const char *b)
{
  static const char *const keys[] = { "root", "rootflags", "ostree", "init", "systemd.machine_id" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *one = kx_cmdline_get (a, keys[i]);
      g_autofree char *other = kx_cmdline_get (b, keys[i]);

      if (g_strcmp0 (one, other) != 0)
        return FALSE;
    }
  return TRUE;
}
