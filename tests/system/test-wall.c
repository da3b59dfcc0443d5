/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wall.h"

#include <string.h>
#include <sys/stat.h>

#include "fake-bus.h"
#include "fake-root.h"

typedef struct
{
  FakeBus *bus;
  FakeRoot *root;
  char *program;
  char **arguments;
  char **flags;
} Fixture;

static void
answer (GDBusMessage *call, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) command = NULL;
  g_autoptr (GVariant) more = NULL;
  const char *name, *mode;

  g_assert_cmpstr (g_dbus_message_get_member (call), ==, "StartTransientUnit");
  g_assert_cmpstr (g_dbus_message_get_signature (call), ==, "ssa(sv)a(sa(sv))");
  g_variant_get (g_dbus_message_get_body (call), "(&s&s@a(sv)@a(sa(sv)))", &name, &mode,
                 &properties, &more);
  g_assert_true (g_str_has_prefix (name, "kexecd-note-"));
  g_assert_true (g_str_has_suffix (name, ".service"));
  for (gsize i = 0; i < g_variant_n_children (properties); i++)
    {
      g_autoptr (GVariant) value = NULL;
      const char *key;

      g_variant_get_child (properties, i, "(&sv)", &key, &value);
      if (g_str_equal (key, "ExecStartEx"))
        {
          g_assert_cmpstr (g_variant_get_type_string (value), ==, "a(sasas)");
          g_assert_cmpuint (g_variant_n_children (value), ==, 1);
          g_variant_get_child (value, 0, "(s^as^as)", &f->program, &f->arguments, &f->flags);
        }
    }
  fake_bus_reply (f->bus, call, g_variant_new ("(o)", "/org/freedesktop/systemd1/job/9"));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bus = fake_bus_new (answer, f);
  f->root = fake_root_new ();
  fake_bus_own (f->bus, "org.freedesktop.systemd1");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->program);
  g_strfreev (f->arguments);
  g_strfreev (f->flags);
  fake_root_free (f->root);
  fake_bus_free (f->bus);
}

static void
install_wall (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->root->path, "usr/bin/wall", NULL);

  fake_root_write (f->root, "usr/bin/wall", "");
  g_assert_cmpint (chmod (path, 0755), ==, 0);
}

/* One argument, whatever is in it, and nothing that a terminal would obey. */
static void
test_text (Fixture *f, gconstpointer data)
{
  install_wall (f);
  kx_wall (f->bus->client, f->root->fd, "-n $HOME ${x} %i \"a b\" 'c';\n\x1b[2J ü “q” \xff.\n");
  fake_bus_wait_calls (f->bus, 1);
  g_assert_cmpstr (f->program, ==, "/usr/bin/wall");
  g_assert_cmpuint (g_strv_length (f->arguments), ==, 3);
  g_assert_cmpstr (f->arguments[0], ==, "/usr/bin/wall");
  g_assert_cmpstr (f->arguments[1], ==, "--");
  g_assert_cmpstr (f->arguments[2], ==, "-n $HOME ${x} %i \"a b\" 'c';\n?[2J ? ?q? ?.\n");
  g_assert_cmpuint (g_strv_length (f->flags), ==, 1);
  g_assert_cmpstr (f->flags[0], ==, "no-env-expand");
}

/* Lines are broken between words where there are any. */
static void
test_long_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *forty = g_strnfill (40, 'a');
  g_autofree char *hundred = g_strnfill (100, 'b');
  g_autofree char *text
      = g_strdup_printf ("%s %.38s %s\n%s\n%.39s %s\n", forty, forty, forty, hundred, forty, forty);
  g_autofree char *expected
      = g_strdup_printf ("%s %.38s\n%s\n%s\n%.39s\n%s\n", forty, forty, forty, hundred, forty, forty);

  install_wall (f);
  kx_wall (f->bus->client, f->root->fd, text);
  fake_bus_wait_calls (f->bus, 1);
  g_assert_cmpstr (f->arguments[2], ==, expected);
}

static void
test_no_wall (Fixture *f, gconstpointer data)
{
  kx_wall (f->bus->client, f->root->fd, "x");
  install_wall (f);
  kx_wall (f->bus->client, f->root->fd, "y");
  fake_bus_wait_calls (f->bus, 1);
  g_assert_cmpstr (f->arguments[2], ==, "y");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/wall/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/wall/long-lines", Fixture, NULL, set_up, test_long_lines, tear_down);
  g_test_add ("/wall/no-wall", Fixture, NULL, set_up, test_no_wall, tear_down);
  return g_test_run ();
}
