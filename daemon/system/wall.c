/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wall.h"

#include <unistd.h>

#include "bus-call.h"

#define WALL "usr/bin/wall"

/* wall(1) breaks lines at this width, within words. */
#define COLUMNS 79

/* Breaks lines between words. */
static void
fold (char *text)
{
  char *start = text;
  char *space = NULL;

  for (char *p = text; *p != '\0'; p++)
    {
      if (*p == ' ')
        space = p;
      if (*p != '\n' && (p - start < COLUMNS || space == NULL))
        continue;

      if (*p != '\n')
        *space = '\n';
      start = *p == '\n' ? p + 1 : space + 1;
      space = NULL;
    }
}

static char *
make_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isprint (*p) || *p == '\n')
      g_string_append_c (plain, *p);
    else if (((guchar) *p & 0xc0) != 0x80) /* one for each character of UTF-8 */
      g_string_append_c (plain, '?');
  return g_string_free (plain, FALSE);
}

static void
add_text (GVariantBuilder *properties, const char *name, const char *value)
{
  g_variant_builder_add (properties, "(sv)", name, g_variant_new_string (value));
}

/* A unit that is gone when it has run. "no-env-expand": systemd looks for no variables in it. */
static GVariant *
describe_unit (const char *text)
{
  g_autofree char *name = g_strdup_printf ("kexecd-note-%" G_GINT64_FORMAT ".service",
                                           g_get_monotonic_time ());
  g_auto (GVariantBuilder) properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));
  const char *const flags[] = { "no-env-expand", NULL };
  const char *const arguments[] = { "/" WALL, "--", text, NULL };
  g_auto (GVariantBuilder) commands = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sasas)"));

  g_variant_builder_add (&commands, "(s^as^as)", "/" WALL, arguments, flags);
  add_text (&properties, "Description", "Note of kexecd to whoever is logged in");
  add_text (&properties, "Type", "oneshot");
  add_text (&properties, "CollectMode", "inactive-or-failed");
  g_variant_builder_add (&properties, "(sv)", "ExecStartEx", g_variant_builder_end (&commands));
  return g_variant_new ("(ss@a(sv)@a(sa(sv)))", name, "fail", g_variant_builder_end (&properties),
                        g_variant_new_array (G_VARIANT_TYPE ("(sa(sv))"), NULL, 0));
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_debug ("whoever is logged in was not told: %s", error->message);
}

void
kx_wall (GDBusConnection *connection, int root_fd, const char *text)
{
  g_autofree char *plain = make_plain (text);

  fold (plain);
  if (faccessat (root_fd, WALL, X_OK, 0) < 0)
    {
      g_debug ("whoever is logged in was not told: there is no /" WALL);
      return;
    }

  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER,
                          "StartTransientUnit", describe_unit (plain), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_started, NULL);
}
