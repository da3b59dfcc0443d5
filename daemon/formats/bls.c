/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bls.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Takes the line that begins at @offset of both copies: ends it in them, and splits it in the
 * second. Returns where the next one begins. */
static gsize
take_line (KxBlsLines *file, gsize offset, guint number)
{
  gsize length = strcspn (file->whole + offset, "\r\n");
  gsize next = offset + length;
  gsize key;
  gsize value;
  KxBlsLine line = { .number = number };

  if (file->whole[next] == '\r' && file->whole[next + 1] == '\n')
    next++;
  if (file->whole[next] != '\0')
    next++;

  file->whole[offset + length] = '\0';
  file->split[offset + length] = '\0';
  offset += strspn (file->whole + offset, " \t");
  if (file->whole[offset] == '#')
    return next;

  key = strcspn (file->whole + offset, " \t");
  value = key + strspn (file->whole + offset + key, " \t");
  line.text = file->whole + offset;
  line.key = file->split + offset;
  if (file->whole[offset + value] != '\0')
    line.value = file->whole + offset + value;
  file->split[offset + key] = '\0';
  g_array_append_val (file->lines, line);
  return next;
}

KxBlsLines *
kx_bls_lines_new (const char *text, gsize length)
{
  KxBlsLines *file = g_new0 (KxBlsLines, 1);
  gsize offset = 0;

  file->lines = g_array_new (FALSE, FALSE, sizeof (KxBlsLine));
  file->whole = g_strndup (text, length);
  length = strlen (file->whole);
  file->split = g_strndup (file->whole, length);

  for (guint number = 1; offset < length; number++)
    offset = take_line (file, offset, number);
  return file;
}

void
kx_bls_lines_free (KxBlsLines *lines)
{
  g_array_unref (lines->lines);
  g_free (lines->whole);
  g_free (lines->split);
  g_free (lines);
}

const KxBlsLine *
kx_bls_lines_get (const KxBlsLines *lines, guint i)
{
  return i < lines->lines->len ? &g_array_index (lines->lines, KxBlsLine, i) : NULL;
}

char *
kx_bls_line_dup_value (const KxBlsLine *line)
{
  gsize length;

  if (line->value == NULL)
    return NULL;

  length = strlen (line->value);
  while (length > 0 && is_blank (line->value[length - 1]))
    length--;

  /* A single quote is a pair of them, with itself. */
  if (strchr ("\"'", line->value[0]) != NULL && line->value[length - 1] == line->value[0])
    return g_strndup (line->value + 1, length < 2 ? 0 : length - 2);
  return g_strndup (line->value, length);
}

static void
set_string (char **string, char **value)
{
  g_free (*string);
  *string = g_steal_pointer (value);
}

static void
set_program (KxBlsEntry *entry, KxBlsKind kind, char **value)
{
  if (entry->kind == KX_BLS_NOTHING || entry->kind == kind)
    entry->kind = kind;
  else
    entry->kind = KX_BLS_CONFLICT;
  set_string (&entry->program, value);
}

static void
set_profile (KxBlsEntry *entry, const char *value)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &number, NULL))
    entry->profile = (guint) number;
}

/* Whether @key is a program's; sets it. */
static gboolean
take_program (KxBlsEntry *entry, const char *key, char **value)
{
  static const struct
  {
    const char *key;
    KxBlsKind kind;
  } programs[] = {
    { "linux", KX_BLS_LINUX },
    { "efi", KX_BLS_EFI },
    { "uki", KX_BLS_UKI },
    { "uki-url", KX_BLS_UKI_URL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    if (strcmp (key, programs[i].key) == 0)
      {
        set_program (entry, programs[i].kind, value);
        return TRUE;
      }
  return FALSE;
}

static void
take_setting (KxBlsEntry *entry, const char *key, char **value)
{
  const struct
  {
    const char *key;
    char **string;
    GPtrArray *list;
  } settings[] = {
    { "title", &entry->title, NULL },
    { "version", &entry->version, NULL },
    { "machine-id", &entry->machine_id, NULL },
    { "sort-key", &entry->sort_key, NULL },
    { "devicetree", &entry->devicetree, NULL },
    { "architecture", NULL, entry->architectures },
    { "initrd", NULL, entry->initrds },
    { "extra", NULL, entry->extras },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strcmp (key, settings[i].key) == 0)
      {
        if (settings[i].list != NULL)
          g_ptr_array_add (settings[i].list, g_steal_pointer (value));
        else
          set_string (settings[i].string, value);
        return;
      }

  if (strcmp (key, "profile") == 0)
    set_profile (entry, *value);
}

KxBlsEntry *
kx_bls_entry_new (const char *text, gsize length)
{
  KxBlsEntry *entry = g_new0 (KxBlsEntry, 1);
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, length);
  g_autoptr (GString) options = g_string_new (NULL);
  const KxBlsLine *line;

  entry->architectures = g_ptr_array_new_with_free_func (g_free);
  entry->initrds = g_ptr_array_new_with_free_func (g_free);
  entry->extras = g_ptr_array_new_with_free_func (g_free);

  /* A conflict ends it for systemd-boot: what follows must not heal it. */
  for (guint i = 0; entry->kind != KX_BLS_CONFLICT && (line = kx_bls_lines_get (lines, i)); i++)
    {
      g_autofree char *value = kx_bls_line_dup_value (line);

      if (value == NULL || take_program (entry, line->key, &value))
        continue;
      if (strcmp (line->key, "options") == 0)
        g_string_append_printf (options, " %s", value);
      else
        take_setting (entry, line->key, &value);
    }
  if (options->len > 0)
    entry->options = g_strdup (options->str + 1);
  return entry;
}

void
kx_bls_entry_free (KxBlsEntry *entry)
{
  g_free (entry->program);
  g_free (entry->title);
  g_free (entry->version);
  g_free (entry->machine_id);
  g_free (entry->sort_key);
  g_ptr_array_unref (entry->architectures);
  g_ptr_array_unref (entry->initrds);
  g_ptr_array_unref (entry->extras);
  g_free (entry->devicetree);
  g_free (entry->options);
  g_free (entry);
}

gboolean
kx_bls_entry_is_for (const KxBlsEntry *entry, const char *architecture)
{
  for (guint i = 0; i < entry->architectures->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (entry->architectures, i), architecture) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
are_utf8 (const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (!g_utf8_validate (g_ptr_array_index (list, i), -1, NULL))
      return FALSE;
  return TRUE;
}

gboolean
kx_bls_entry_is_utf8 (const KxBlsEntry *entry)
{
  const char *const texts[] = {
    entry->program, entry->title, entry->version, entry->machine_id, entry->sort_key,
    entry->devicetree, entry->options,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && !g_utf8_validate (texts[i], -1, NULL))
      return FALSE;
  return are_utf8 (entry->architectures) && are_utf8 (entry->initrds) && are_utf8 (entry->extras);
}
