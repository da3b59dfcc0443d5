/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raspberry-config.h"

#include <string.h>

/* What is behind it on a line, the firmware ignores. */
#define MAX_LINE 98

static const char *const keys[KX_RASPBERRY_N_KEYS] = {
  [KX_RASPBERRY_KERNEL] = "kernel",
  [KX_RASPBERRY_CMDLINE] = "cmdline",
  [KX_RASPBERRY_OS_PREFIX] = "os_prefix",
  [KX_RASPBERRY_UPSTREAM_KERNEL] = "upstream_kernel",
  [KX_RASPBERRY_ARM_64BIT] = "arm_64bit",
  [KX_RASPBERRY_INITRAMFS] = "ramfsfile",
  [KX_RASPBERRY_AUTO_INITRAMFS] = "auto_initramfs",
  [KX_RASPBERRY_BOOT_RAMDISK] = "boot_ramdisk",
  [KX_RASPBERRY_BOOT_PARTITION] = "boot_partition",
};

/* Filters of one kind replace each other, those of different kinds add up. */
typedef enum
{
  FILTER_MODEL,
  FILTER_NONE,
  FILTER_TRYBOOT,
  FILTER_SERIAL,
  FILTER_UNKNOWN,
  N_FILTERS,
} Filter;

typedef enum
{
  PASSES,
  BLOCKS,
  UNCERTAIN,
} Verdict;

typedef struct
{
  KxRaspberryConfig *config;
  const KxRaspberryBoard *board;
  KxRaspberryFetch fetch;
  gpointer user_data;
  Verdict filters[N_FILTERS];
  guint n_files;
  const char *file;
  guint line;
} Reader;

static void
clear_setting (KxRaspberrySetting *setting)
{
  g_free (setting->value);
  g_free (setting->file);
}

void
kx_raspberry_config_free (KxRaspberryConfig *config)
{
  for (guint i = 0; i < KX_RASPBERRY_N_KEYS; i++)
    clear_setting (&config->settings[i]);
  g_free (config);
}

const char *
kx_raspberry_config_get (const KxRaspberryConfig *config, KxRaspberryKey key)
{
  return config->settings[key].value;
}

static gboolean
is_model (const char *name)
{
  return g_ascii_strncasecmp (name, "pi", 2) == 0 || g_ascii_strncasecmp (name, "cm", 2) == 0;
}

static Verdict
judge_model (const KxRaspberryBoard *board, const char *name)
{
  for (guint i = 0; board->filters[i] != NULL; i++)
    if (g_ascii_strcasecmp (board->filters[i], name) == 0)
      return PASSES;
  return BLOCKS;
}

static void
read_filter (Reader *reader, const char *name)
{
  if (g_ascii_strcasecmp (name, "all") == 0)
    memset (reader->filters, 0, sizeof reader->filters);
  else if (g_ascii_strcasecmp (name, "none") == 0)
    reader->filters[FILTER_NONE] = BLOCKS;
  else if (g_ascii_strcasecmp (name, "tryboot") == 0)
    reader->filters[FILTER_TRYBOOT] = BLOCKS;
  else if (g_ascii_strncasecmp (name, "0x", 2) == 0)
    {
      guint64 serial = g_ascii_strtoull (name + 2, NULL, 16);

      reader->filters[FILTER_SERIAL] = reader->board->serial == 0        ? UNCERTAIN
                                       : serial == reader->board->serial ? PASSES
                                                                         : BLOCKS;
    }
  else if (is_model (name))
    reader->filters[FILTER_MODEL] = judge_model (reader->board, name);
  else
    reader->filters[FILTER_UNKNOWN] = UNCERTAIN;
}

static Verdict
judge (const Reader *reader)
{
  Verdict verdict = PASSES;

  for (guint i = 0; i < N_FILTERS; i++)
    if (reader->filters[i] == BLOCKS)
      return BLOCKS;
    else if (reader->filters[i] == UNCERTAIN)
      verdict = UNCERTAIN;
  return verdict;
}

static void
set (Reader *reader, KxRaspberryKey key, char *value)
{
  KxRaspberrySetting *setting = &reader->config->settings[key];

  clear_setting (setting);
  *setting = (KxRaspberrySetting) {
    .value = value,
    .file = g_strdup (reader->file),
    .line = reader->line,
    .uncertain = judge (reader) == UNCERTAIN,
  };
}

static void read_text (Reader *reader, const char *text, const char *name);

static void
include (Reader *reader, const char *name)
{
  const char *file = reader->file;
  guint line = reader->line;
  g_autofree char *text = NULL;

  if (++reader->n_files < KX_RASPBERRY_MAX_FILES && name[0] != '\0')
    text = reader->fetch (name, reader->user_data);
  if (text != NULL)
    read_text (reader, text, name);
  reader->file = file;
  reader->line = line;
}

static const char *
skip_word (const char *line, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (line, word, length) != 0 || (line[length] != ' ' && line[length] != '\t'))
    return NULL;
  return line + length + strspn (line + length, " \t");
}

static void
read_setting (Reader *reader, const char *line)
{
  const char *value = skip_word (line, "initramfs");

  /* The address follows the names. */
  if (value != NULL)
    {
      set (reader, KX_RASPBERRY_INITRAMFS, g_strndup (value, strcspn (value, " \t")));
      return;
    }
  for (guint key = 0; key < KX_RASPBERRY_N_KEYS; key++)
    {
      gsize length = strlen (keys[key]);

      if (strncmp (line, keys[key], length) == 0 && line[length] == '=')
        set (reader, key, g_strdup (line + length + 1));
    }
}

static void
read_line (Reader *reader, char *line)
{
  gsize length = strlen (line);
  const char *name;

  if (line[0] == '[' && line[length - 1] == ']')
    {
      line[length - 1] = '\0';
      read_filter (reader, line + 1);
    }
  else if (line[0] == '#' || judge (reader) == BLOCKS)
    return;
  else if ((name = skip_word (line, "include")) != NULL)
    include (reader, name);
  else
    read_setting (reader, line);
}

static void
read_text (Reader *reader, const char *text, const char *name)
{
  reader->file = name;
  reader->line = 0;
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strndup (text, MIN (length, MAX_LINE));

      reader->line++;
      g_strstrip (line);
      if (line[0] != '\0')
        read_line (reader, line);
      text += length + (text[length] == '\n');
    }
}

KxRaspberryConfig *
kx_raspberry_config_parse (const char *text, const char *name, const KxRaspberryBoard *board,
                           KxRaspberryFetch fetch, gpointer user_data)
{
  Reader reader = {
    .config = g_new0 (KxRaspberryConfig, 1),
    .board = board,
    .fetch = fetch,
    .user_data = user_data,
  };

  read_text (&reader, text, name);
  return reader.config;
}

static char **
split (const char *cmdline)
{
  g_auto (GStrv) words = g_strsplit_set (cmdline, " \t\r\n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static gboolean
is_same_word (const char *running, const char *word)
{
  if (g_str_equal (running, word))
    return TRUE;
  if (!g_str_has_prefix (word, "console=serial") || !g_str_has_prefix (running, "console=tty"))
    return FALSE;
  return g_strcmp0 (strchr (running, ','), strchr (word, ',')) == 0;
}

gboolean
kx_raspberry_cmdline_contains (const char *running, const char *text)
{
  g_auto (GStrv) have = split (running);
  g_auto (GStrv) want = split (text);
  guint n_have = g_strv_length (have);
  guint n_want = g_strv_length (want);

  for (guint start = 0; start + n_want <= n_have; start++)
    {
      guint i = 0;

      while (i < n_want && is_same_word (have[start + i], want[i]))
        i++;
      if (i == n_want)
        return TRUE;
    }
  return FALSE;
}
