/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "failure.h"

#include <gio/gio.h>
#include <stdio.h>

#include "json.h"
#include "names.h"
#include "term.h"

#define CLIENT_ERROR_PREFIX "org.kexecd.Kexecctl.Error."

G_DEFINE_QUARK (kx-usage-error-quark, kx_usage_error)

static const struct
{
  const char *name;
  int exit_code;
} exit_codes[] = {
#define X(code, name, exit_code) { name, exit_code },
  KX_ERRORS (X)
#undef X
#define X(name, exit_code) { name, exit_code },
  KX_BUS_ERRORS (X)
#undef X
};

/* What the bus and systemd say where no daemon answers. */
static const char *const absent_names[] = {
  "org.freedesktop.DBus.Error.ServiceUnknown",
  "org.freedesktop.DBus.Error.NameHasNoOwner",
  "org.freedesktop.DBus.Error.FileNotFound",
  NULL,
};

static const char *const broken_prefixes[] = {
  "org.freedesktop.DBus.Error.Spawn.",
  "org.freedesktop.systemd1.",
  "org.freedesktop.DBus.Error.TimedOut",
  "org.freedesktop.DBus.Error.Timeout",
  "org.freedesktop.DBus.Error.NoReply",
  "org.freedesktop.DBus.Error.Disconnected",
  NULL,
};

static const char *const older_names[] = {
  "org.freedesktop.DBus.Error.UnknownMethod",
  "org.freedesktop.DBus.Error.UnknownInterface",
  "org.freedesktop.DBus.Error.UnknownObject",
  NULL,
};

gboolean
kx_usage (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (KX_USAGE_ERROR, 0, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
is_usage (const GError *error)
{
  return error->domain == KX_USAGE_ERROR || error->domain == G_OPTION_ERROR;
}

/* The name of @error (full): the bus's where it came over the bus. */
static char *
name_of (const GError *error)
{
  char *name = g_dbus_error_get_remote_error (error);

  if (name != NULL)
    return name;
  return g_strconcat (CLIENT_ERROR_PREFIX, is_usage (error) ? "Usage" : "Local", NULL);
}

static gboolean
has_prefix_of (const char *name, const char *const *prefixes)
{
  for (; *prefixes != NULL; prefixes++)
    if (g_str_has_prefix (name, *prefixes))
      return TRUE;
  return FALSE;
}

/* The message (full): the daemon's own; where it does not answer, what to do about that. */
static char *
message_of (const GError *error, const char *name)
{
  g_autoptr (GError) copy = g_error_copy (error);

  g_dbus_error_strip_remote_error (copy);

  if (g_strv_contains (absent_names, name))
    return g_strdup_printf ("kexecd is not running and the bus cannot start it (%s): is it "
                            "installed and not masked? See 'systemctl status kexecd'; 'kexecctl "
                            "explain' works without it",
                            copy->message);
  if (has_prefix_of (name, broken_prefixes))
    return g_strdup_printf ("kexecd does not start or does not answer (%s): see 'systemctl status "
                            "kexecd' and 'journalctl -u kexecd'; 'kexecctl explain' works without "
                            "it",
                            copy->message);
  if (g_strv_contains (older_names, name))
    return g_strdup_printf ("the running kexecd does not know this call (%s): it is of another "
                            "version; restart it with 'systemctl restart kexecd'",
                            copy->message);
  if (g_str_equal (name, "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"))
    return g_strdup_printf ("%s (without --no-ask-password, and on a terminal or a desktop, you "
                            "would be asked)",
                            copy->message);
  return g_strdup (copy->message);
}

static int
exit_code_of (const GError *error, const char *name)
{
  if (is_usage (error))
    return KX_EXIT_USAGE;

  for (gsize i = 0; i < G_N_ELEMENTS (exit_codes); i++)
    if (g_str_equal (exit_codes[i].name, name))
      return exit_codes[i].exit_code;
  return KX_EXIT_OTHER;
}

int
kx_failure_report (const GError *error, gboolean json)
{
  g_autofree char *name = name_of (error);
  g_autofree char *message = message_of (error, name);
  g_autofree char *safe = kx_term_safe (message);

  fflush (stdout);
  fprintf (stderr, "kexecctl: %s\n", safe);
  if (is_usage (error))
    fputs ("Try 'kexecctl --help'.\n", stderr);

  if (json)
    {
      GVariantBuilder details;
      GVariantBuilder root;

      g_variant_builder_init (&details, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&details, "{sv}", "name", g_variant_new_string (name));
      g_variant_builder_add (&details, "{sv}", "message", g_variant_new_string (message));
      g_variant_builder_init (&root, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&root, "{sv}", "error", g_variant_builder_end (&details));
      kx_json_print (g_variant_builder_end (&root));
    }
  return exit_code_of (error, name);
}

void
kx_note (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *safe = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  safe = kx_term_safe (text);
  fprintf (stderr, "kexecctl: %s\n", safe);
}
