/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux-label.h"

#include <string.h>

void
kx_extlinux_label_free (KxExtlinuxLabel *label)
{
  g_free (label->name);
  g_free (label->title);
  g_free (label->file);
  g_free (label->kernel);
  g_free (label->append);
  g_free (label->initrd);
  g_strfreev (label->initrds);
  g_free (label);
}

KxExtlinuxLabel *
kx_extlinux_label_new (KxExtlinuxDialect dialect, const char *value)
{
  KxExtlinuxLabel *label = g_new0 (KxExtlinuxLabel, 1);

  if (dialect == KX_EXTLINUX_UBOOT)
    label->name = g_strdup (value);
  else
    {
      label->name = g_strndup (value, strcspn (value, " \t"));
      label->kernel = g_strdup (label->name);
      label->is_linux = TRUE;
    }
  return label;
}

static void
replace (char **value, const char *with)
{
  g_free (*value);
  *value = g_strdup (with);
}

guint
kx_extlinux_parse_number (const char *text)
{
  guint64 number = g_ascii_strtoull (text, NULL, 0);

  return (guint) MIN (number, G_MAXUINT);
}

gboolean
kx_extlinux_is_word (const char *line, const char *word, const char **value)
{
  gsize length = strlen (word);

  if (g_ascii_strncasecmp (line, word, length) != 0
      || (line[length] != '\0' && !g_ascii_isspace (line[length])))
    return FALSE;
  line += length;
  *value = line + strspn (line, " \t");
  return TRUE;
}

/* The value of initrd= in a command line: up to the next space. NULL: there is none. */
static char *
find_initrd (const char *append)
{
  const char *found = append;

  while (found != NULL && (found = strstr (found, "initrd=")) != NULL
         && found != append && !g_ascii_isspace (found[-1]))
    found++;
  if (found == NULL)
    return NULL;
  found += strlen ("initrd=");
  return g_strndup (found, strcspn (found, " \t"));
}

/* syslinux puts INITRD behind APPEND, and takes the first initrd= of both; it knows several in
 * one. */
static char **
find_initrds (const KxExtlinuxLabel *label, KxExtlinuxDialect dialect)
{
  gboolean uboot = dialect == KX_EXTLINUX_UBOOT;
  g_autofree char *in_append
      = uboot || label->append == NULL ? NULL : find_initrd (label->append);
  const char *value = in_append != NULL ? in_append : label->initrd;
  g_autoptr (GStrvBuilder) initrds = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (value != NULL && uboot)
    g_strv_builder_add (initrds, value);
  else if (value != NULL)
    parts = g_strsplit (value, ",", -1);
  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_strv_builder_add (initrds, parts[i]);
  return g_strv_builder_end (initrds);
}

void
kx_extlinux_label_close (KxExtlinuxLabel *label, KxExtlinuxDialect dialect, const char *append)
{
  if (label->append == NULL)
    label->append = g_strdup (append);
  if (dialect == KX_EXTLINUX_SYSLINUX && g_strcmp0 (label->append, "-") == 0)
    replace (&label->append, "");
  label->initrds = find_initrds (label, dialect);
}

void
kx_extlinux_label_read_menu (KxExtlinuxLabel *label, KxExtlinuxDialect dialect, const char *line)
{
  gboolean syslinux = dialect == KX_EXTLINUX_SYSLINUX;
  const char *value;

  if (kx_extlinux_is_word (line, "label", &value))
    replace (&label->title, value[0] != '\0' ? value : NULL);
  else if (kx_extlinux_is_word (line, "default", &value))
    label->is_default = TRUE;
  else if (syslinux
           && (kx_extlinux_is_word (line, "hide", &value) || kx_extlinux_is_word (line, "disable", &value)
               || kx_extlinux_is_word (line, "disabled", &value)))
    label->is_hidden = TRUE;
  else if (syslinux
           && (kx_extlinux_is_word (line, "goto", &value) || kx_extlinux_is_word (line, "exit", &value)
               || kx_extlinux_is_word (line, "quit", &value)))
    label->is_linux = FALSE;
}

/* syslinux goes by the name. */
static gboolean
is_module (const char *kernel)
{
  gsize length = strcspn (kernel, " \t");

  return length >= 4 && g_ascii_strncasecmp (kernel + length - 4, ".c32", 4) == 0;
}

static gboolean
read_kernel (KxExtlinuxLabel *label, KxExtlinuxDialect dialect, const char *line)
{
  /* What syslinux starts otherwise than as a Linux. */
  static const char *const others[]
      = { "localboot", "boot", "bss", "pxe", "fdimage", "comboot", "com32", "config" };
  gboolean uboot = dialect == KX_EXTLINUX_UBOOT;
  const char *value;

  if (kx_extlinux_is_word (line, "linux", &value) || kx_extlinux_is_word (line, "kernel", &value))
    {
      g_free (label->kernel);
      /* What follows in U-Boot's is a configuration within a flattened image. */
      label->kernel = g_strndup (value, uboot ? strcspn (value, "#") : strlen (value));
      label->is_linux = uboot || !is_module (label->kernel);
      return TRUE;
    }
  for (guint i = 0; i < (uboot ? 1 : G_N_ELEMENTS (others)); i++)
    if (kx_extlinux_is_word (line, others[i], &value))
      {
        g_clear_pointer (&label->kernel, g_free);
        label->is_linux = FALSE;
        return TRUE;
      }
  return FALSE;
}

gboolean
kx_extlinux_label_read (KxExtlinuxLabel *label, KxExtlinuxDialect dialect, const char *line)
{
  gboolean uboot = dialect == KX_EXTLINUX_UBOOT;
  const char *value;

  if (read_kernel (label, dialect, line))
    return TRUE;
  if (kx_extlinux_is_word (line, "append", &value))
    {
      replace (&label->append, value);
      /* U-Boot takes the initrd from whichever comes first. */
      if (uboot && label->initrd == NULL)
        label->initrd = find_initrd (value);
    }
  else if (kx_extlinux_is_word (line, "initrd", &value))
    {
      if (!uboot || label->initrd == NULL)
        replace (&label->initrd, value);
    }
  else if (kx_extlinux_is_word (line, "ipappend", &value)
           || (!uboot && kx_extlinux_is_word (line, "sysappend", &value)))
    label->sysappend = kx_extlinux_parse_number (value);
  else
    /* Device trees: kexec keeps the one that runs. */
    return kx_extlinux_is_word (line, "fdt", &value) || kx_extlinux_is_word (line, "devicetree", &value)
           || kx_extlinux_is_word (line, "fdtdir", &value) || kx_extlinux_is_word (line, "devicetreedir", &value)
           || kx_extlinux_is_word (line, "fdtoverlays", &value) || kx_extlinux_is_word (line, "kaslrseed", &value)
           || kx_extlinux_is_word (line, "say", &value);
  return TRUE;
}

char *
kx_extlinux_expand (const char *append)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (; *append != '\0'; append++)
    if (*append == '\'')
      quoted = !quoted;
    else if (!quoted && *append == '\\')
      {
        if (append[1] == '\0')
          break;
        g_string_append_c (plain, *++append);
      }
    else if (!quoted && append[0] == '$' && (append[1] == '{' || append[1] == '('))
      return NULL;
    else
      g_string_append_c (plain, *append);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}
