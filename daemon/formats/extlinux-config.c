/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux-config.h"

#include <string.h>

/* Both end there: MAX_NEST_LEVEL of U-Boot, which syslinux does not need to be told. */
#define MAX_DEPTH 16

/* Of all labels and settings together: an INCLUDE of many is told many times. */
#define MAX_LINES 200000

/* A configuration that is being read. */
typedef struct
{
  KxExtlinux *config;
  KxExtlinuxFetch fetch;
  gpointer user_data;
  KxExtlinuxLabel *label; /* the one that is open */
  char *append;           /* the global one of syslinux */
  guint sysappend;        /* likewise */
  guint menu;
  guint n_menus;
  GArray *outer; /* the submenus around */
  gboolean in_text;
  guint n_files;
  guint n_lines;
  const char *file;
  guint line;
} Reader;

static void read_text (Reader *reader, const char *text, const char *name, guint depth);

void
kx_extlinux_free (KxExtlinux *config)
{
  g_ptr_array_unref (config->labels);
  g_free (config->fallback);
  g_free (config->on_timeout);
  g_free (config->ui);
  g_free (config->first_default);
  g_free (config->refused);
  g_free (config);
}

static gboolean
is_uboot (const Reader *reader)
{
  return reader->config->dialect == KX_EXTLINUX_UBOOT;
}

static void
replace (char **value, const char *with)
{
  g_free (*value);
  *value = g_strdup (with);
}

static void
close_label (Reader *reader)
{
  KxExtlinuxLabel *label = g_steal_pointer (&reader->label);

  if (label == NULL)
    return;
  kx_extlinux_label_close (label, reader->config->dialect, reader->append);
  if (reader->config->labels->len < KX_EXTLINUX_MAX_LABELS)
    g_ptr_array_add (reader->config->labels, label);
  else
    kx_extlinux_label_free (label);
}

static void
open_label (Reader *reader, const char *value)
{
  close_label (reader);
  reader->label = kx_extlinux_label_new (reader->config->dialect, value);
  reader->label->file = g_strdup (reader->file);
  reader->label->line = reader->line;
  reader->label->menu = reader->menu;
  reader->label->sysappend = reader->sysappend;
}

static gboolean
is_word (const char *line, const char *word, const char **value)
{
  return kx_extlinux_is_word (line, word, value);
}

static void
include (Reader *reader, const char *value, guint depth)
{
  g_autofree char *path = is_uboot (reader) ? g_strdup (value)
                                            : g_strndup (value, strcspn (value, " \t"));
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  const char *file = reader->file;
  guint line = reader->line;

  if (depth < MAX_DEPTH && ++reader->n_files < KX_EXTLINUX_MAX_FILES && path[0] != '\0')
    text = reader->fetch (path, &name, reader->user_data);
  if (text != NULL)
    read_text (reader, text, name != NULL ? name : path, depth + 1);
  else if (is_uboot (reader) && reader->config->refused == NULL)
    reader->config->refused = g_strdup_printf (
        "U-Boot refuses all of it: INCLUDE in line %u of %s cannot be followed", line, file);
  reader->file = file;
  reader->line = line;
}

static void
begin_menu (Reader *reader)
{
  close_label (reader);
  g_array_append_val (reader->outer, reader->menu);
  reader->menu = ++reader->n_menus;
}

static void
end_menu (Reader *reader)
{
  close_label (reader);
  if (reader->outer->len == 0)
    return;
  reader->menu = g_array_index (reader->outer, guint, reader->outer->len - 1);
  g_array_set_size (reader->outer, reader->outer->len - 1);
}

static void
read_menu (Reader *reader, const char *line, guint depth)
{
  gboolean syslinux = !is_uboot (reader);
  const char *value;

  if (is_word (line, "include", &value) && (syslinux || reader->label == NULL))
    {
      /* With a title, what is included becomes a submenu. */
      gboolean submenu = syslinux && value[strcspn (value, " \t")] != '\0';

      if (submenu)
        begin_menu (reader);
      include (reader, value, depth);
      if (submenu)
        end_menu (reader);
    }
  else if (syslinux && is_word (line, "begin", &value))
    begin_menu (reader);
  else if (syslinux && is_word (line, "end", &value))
    end_menu (reader);
  else if (syslinux && is_word (line, "separator", &value))
    close_label (reader);
  else if (syslinux && is_word (line, "save", &value))
    reader->config->saves = TRUE;
  else if (reader->label != NULL)
    {
      kx_extlinux_label_read_menu (reader->label, reader->config->dialect, line);
      if (reader->label->is_default && reader->config->fallback == NULL
          && reader->config->first_default == NULL)
        reader->config->first_default = g_strdup (reader->label->name);
    }
}

static void
read_global (Reader *reader, const char *line, guint depth)
{
  KxExtlinux *config = reader->config;
  const char *value;

  if (is_word (line, "default", &value) || (is_uboot (reader) && is_word (line, "ontimeout", &value)))
    replace (&config->fallback, value);
  else if (is_word (line, "include", &value))
    include (reader, value, depth);
  else if (is_word (line, "timeout", &value))
    config->timeout = kx_extlinux_parse_number (value);
  else if (is_uboot (reader))
    return;
  else if (is_word (line, "ontimeout", &value))
    replace (&config->on_timeout, value);
  else if (is_word (line, "ui", &value))
    replace (&config->ui, value);
  else if (is_word (line, "prompt", &value))
    config->prompt = kx_extlinux_parse_number (value) != 0;
  else if (is_word (line, "append", &value))
    replace (&reader->append, value);
  else if (is_word (line, "ipappend", &value) || is_word (line, "sysappend", &value))
    reader->sysappend = kx_extlinux_parse_number (value);
}

/* U-Boot gives the whole file up where a setting that it knows has no value. */
static void
check_value (Reader *reader, const char *line)
{
  static const char *const needy[] = {
    "default", "ontimeout", "timeout", "label", "include", "kernel", "linux", "append", "initrd", "fdt",
    "devicetree", "fdtdir", "devicetreedir", "fdtoverlays", "localboot", "ipappend",
  };
  const char *value;

  if (!is_uboot (reader) || reader->config->refused != NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (needy); i++)
    if (is_word (line, needy[i], &value) && (value[0] == '\0' || value[0] == '#'))
      reader->config->refused = g_strdup_printf (
          "U-Boot refuses all of it: line %u of %s has no value: give it one, or remove it",
          reader->line, reader->file);
}

static void
read_line (Reader *reader, const char *line, guint depth)
{
  const char *value;

  if (line[0] == '\0' || line[0] == '#')
    return;
  check_value (reader, line);
  if (!is_uboot (reader) && (reader->in_text || is_word (line, "text", &value)))
    reader->in_text = !is_word (line, "endtext", &value);
  else if (is_word (line, "label", &value))
    open_label (reader, value);
  else if (is_word (line, "menu", &value))
    read_menu (reader, value, depth);
  else if (reader->label == NULL || !kx_extlinux_label_read (reader->label, reader->config->dialect, line))
    {
      /* U-Boot's labels end at the first line that is not one of theirs. */
      if (is_uboot (reader))
        close_label (reader);
      read_global (reader, line, depth);
    }
}

static void
read_text (Reader *reader, const char *text, const char *name, guint depth)
{
  reader->file = name;
  reader->line = 0;
  while (*text != '\0' && reader->n_lines++ < MAX_LINES)
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strndup (text, length);

      reader->line++;
      read_line (reader, g_strstrip (line), depth);
      text += length + (text[length] == '\n');
    }
  /* U-Boot's labels do not go on where the file that includes this one does. */
  if (is_uboot (reader))
    close_label (reader);
}

KxExtlinux *
kx_extlinux_parse (const char *text, const char *name, KxExtlinuxDialect dialect,
                   KxExtlinuxFetch fetch, gpointer user_data)
{
  g_autoptr (GArray) outer = g_array_new (FALSE, FALSE, sizeof (guint));
  Reader reader = {
    .config = g_new0 (KxExtlinux, 1),
    .fetch = fetch,
    .user_data = user_data,
    .menu = KX_EXTLINUX_TOP,
    .n_menus = KX_EXTLINUX_TOP,
    .outer = outer,
  };

  reader.config->dialect = dialect;
  reader.config->labels = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_extlinux_label_free);
  read_text (&reader, text, name, 1);
  close_label (&reader);
  g_free (reader.append);
  return reader.config;
}
