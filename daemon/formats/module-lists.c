/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "module-lists.h"

#include <string.h>

#define SUFFIX ".ko"

static char
fold (char character)
{
  return character == '-' ? '_' : character;
}

/* Whether the @length bytes at @name are called so. */
static gboolean
is_module (const char *name, gsize length, const char *module)
{
  if (length != strlen (module))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (fold (name[i]) != fold (module[i]))
      return FALSE;
  return TRUE;
}

/* "kernel/drivers/watchdog/i6300esb.ko.xz", of @length bytes. */
static gboolean
is_file_of (const char *path, gsize length, const char *module)
{
  const char *suffix;
  gsize begin = length;

  while (begin > 0 && path[begin - 1] != '/')
    begin--;
  suffix = g_strstr_len (path + begin, (gssize) (length - begin), SUFFIX);
  return suffix != NULL && is_module (path + begin, (gsize) (suffix - path) - begin, module);
}

gboolean
kx_module_lists_has (const char *text, const char *module)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "\n");

      if (is_file_of (text, MIN (length, strcspn (text, ":")), module))
        return TRUE;
      text += length + (text[length] == '\n');
    }
  return FALSE;
}

/* The next word of a line, and its length, 0 at the end of the line; a backslash joins two lines. */
static const char *
next_word (const char *text, gsize *length)
{
  while (*text == ' ' || *text == '\t' || *text == '\r' || (*text == '\\' && text[1] == '\n'))
    text += *text == '\\' ? 2 : 1;

  *length = 0;
  while (strchr (" \t\r\n", text[*length]) == NULL
         && !(text[*length] == '\\' && text[*length + 1] == '\n'))
    ++*length;
  return text;
}

/* What follows this line and those that belong to it. */
static const char *
skip_line (const char *text)
{
  while (*text != '\0' && *text != '\n')
    text += *text == '\\' && text[1] == '\n' ? 2 : 1;
  return *text == '\n' ? text + 1 : text;
}

gboolean
kx_module_lists_forbids (const char *text, const char *module)
{
  while (*text != '\0')
    {
      gsize length, name_length;
      const char *command = next_word (text, &length);
      const char *name = next_word (command + length, &name_length);

      if ((is_module (command, length, "blacklist") || is_module (command, length, "install"))
          && is_module (name, name_length, module))
        return TRUE;
      text = skip_line (text);
    }
  return FALSE;
}
