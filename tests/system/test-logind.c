/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "logind.h"

#include "error.h"
#include "fake-bus.h"
#include "fake-root.h"

/* How new the logind and the systemd of a test are. */
typedef struct
{
  FakeBus *bus;
  FakeRoot *root;
  gboolean knows_skip;       /* 257 */
  gboolean knows_flags;      /* 246 */
  const char *reboot_error;  /* answered to RebootWithFlags */
  gboolean unload_on_reboot; /* the flag falls while the first call is on its way */
  const char *session_error;
} Fixture;

static const char *const session_class[] = { "user", "user", "greeter", "user" };
static const char *const session_state[] = { "active", "online", "active", "closing" };

static void
answer_session (Fixture *f, GDBusMessage *call)
{
  int n = g_dbus_message_get_path (call)[strlen ("/org/freedesktop/login1/session/_")] - '1';
  GVariantBuilder properties;

  if (f->session_error != NULL)
    {
      fake_bus_fail (f->bus, call, f->session_error, "no such session");
      return;
    }
  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", "Class", g_variant_new_string (session_class[n]));
  g_variant_builder_add (&properties, "{sv}", "State", g_variant_new_string (session_state[n]));
  g_variant_builder_add (&properties, "{sv}", "TTY", g_variant_new_string ("tty2"));
  fake_bus_reply (f->bus, call, g_variant_new ("(a{sv})", &properties));
}

static void
answer_reboot (Fixture *f, GDBusMessage *call)
{
  guint64 flags, known = f->knows_skip ? 31 : 3;

  g_variant_get (g_dbus_message_get_body (call), "(t)", &flags);
  if (f->unload_on_reboot)
    fake_root_write (f->root, "sys/kernel/kexec_loaded", "0\n");
  if (!f->knows_flags)
    fake_bus_fail (f->bus, call, "org.freedesktop.DBus.Error.UnknownMethod", "no such method");
  else if ((flags & ~known) != 0)
    fake_bus_fail (f->bus, call, "org.freedesktop.DBus.Error.InvalidArgs", "Invalid flags parameter");
  else if (f->reboot_error != NULL)
    fake_bus_fail (f->bus, call, f->reboot_error, "no");
  else
    fake_bus_reply (f->bus, call, NULL);
}

static void
answer (GDBusMessage *call, gpointer user_data)
{
  Fixture *f = user_data;
  const char *member = g_dbus_message_get_member (call);

  if (g_str_equal (member, "ListSessions"))
    fake_bus_reply (f->bus, call,
                    g_variant_new_parsed (
                        "([('1', uint32 1000, 'anna', 'seat0', @o '/org/freedesktop/login1/session/_1'),"
                        "  ('2', uint32 1001, 'bert', '', @o '/org/freedesktop/login1/session/_2'),"
                        "  ('3', uint32 110, 'gdm', 'seat0', @o '/org/freedesktop/login1/session/_3'),"
                        "  ('4', uint32 1002, 'carl', '', @o '/org/freedesktop/login1/session/_4')],)"));
  else if (g_str_equal (member, "GetAll"))
    answer_session (f, call);
  else if (g_str_equal (member, "ListInhibitors"))
    fake_bus_reply (
        f->bus, call,
        g_variant_new_parsed (
            "([('sleep', 'a', 'b', 'block', uint32 0, uint32 1),"
            "  ('shutdown:sleep', 'dpkg', 'installing', 'block', uint32 0, uint32 12),"
            "  ('shutdown', 'NetworkManager', 'needs to turn off networks', 'delay', uint32 0, uint32 3)],)"));
  else if (g_str_equal (member, "RebootWithFlags"))
    answer_reboot (f, call);
  else if (g_str_equal (member, "StartUnit"))
    fake_bus_reply (f->bus, call, g_variant_new ("(o)", "/org/freedesktop/systemd1/job/7"));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->knows_flags = TRUE;
  f->root = fake_root_new ();
  fake_root_write (f->root, "sys/kernel/kexec_loaded", "1\n");
  f->bus = fake_bus_new (answer, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_bus_free (f->bus);
  fake_root_free (f->root);
}

static KxLogindSituation *
situation (Fixture *f, uid_t uid, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_logind_situation_async (f->bus->client, uid, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  return kx_logind_situation_finish (result, error);
}

static void
test_situation (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxLogindSituation) s = NULL;
  const KxSession *session;
  const KxInhibitor *inhibitor;

  fake_bus_own (f->bus, "org.freedesktop.login1");
  s = situation (f, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (s->sessions->len, ==, 1);
  session = g_ptr_array_index (s->sessions, 0);
  g_assert_cmpstr (session->user, ==, "bert");
  g_assert_cmpstr (session->id, ==, "2");
  g_assert_cmpstr (session->tty, ==, "tty2");
  g_assert_cmpstr (session->seat, ==, "");
  g_assert_cmpuint (session->uid, ==, 1001);
  g_assert_cmpuint (s->inhibitors->len, ==, 1);
  inhibitor = g_ptr_array_index (s->inhibitors, 0);
  g_assert_cmpstr (inhibitor->who, ==, "dpkg");
  g_assert_cmpint (inhibitor->pid, ==, 12);
  g_clear_pointer (&s, kx_logind_situation_unref);

  s = situation (f, 0, &error);
  g_assert_cmpuint (s->sessions->len, ==, 2);
}

/* A session that ends while it is asked about is not there; another failure is one. */
static void
test_session_vanishes (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxLogindSituation) s = NULL;

  fake_bus_own (f->bus, "org.freedesktop.login1");
  f->session_error = "org.freedesktop.DBus.Error.UnknownObject";
  s = situation (f, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (s->sessions->len, ==, 0);

  f->session_error = "org.freedesktop.DBus.Error.NoReply";
  g_assert_null (situation (f, 1000, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

static void
test_no_logind (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (situation (f, 1000, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "org.freedesktop.login1"));
  g_assert_nonnull (strstr (error->message, "force"));
}

static gboolean
restart (Fixture *f, gboolean ignore_inhibitors, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_logind_restart_async (f->bus->client, f->root->fd, ignore_inhibitors, NULL,
                           fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  return kx_logind_restart_finish (result, error);
}

/* 252: no bit 4. */
static void
test_restart_252 (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_bus_own (f->bus, "org.freedesktop.login1");
  g_assert_true (restart (f, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (f->bus, 0), ==, "RebootWithFlags(3,)");

  g_assert_true (restart (f, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (f->bus, 1), ==, "RebootWithFlags(18,)");
  g_assert_cmpstr (fake_bus_call (f->bus, 2), ==, "RebootWithFlags(2,)");
}

static void
test_restart_257 (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->knows_skip = TRUE;
  fake_bus_own (f->bus, "org.freedesktop.login1");
  g_assert_true (restart (f, FALSE, &error));
  g_assert_cmpstr (fake_bus_call (f->bus, 0), ==, "RebootWithFlags(3,)");
  g_assert_true (restart (f, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (f->bus, 1), ==, "RebootWithFlags(18,)");
  g_assert_cmpuint (f->bus->log->len, ==, 2);
}

/* Before 246, without RebootWithFlags. */
static void
test_restart_old (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->knows_flags = FALSE;
  fake_bus_own (f->bus, "org.freedesktop.login1");
  g_assert_false (restart (f, FALSE, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  g_assert_true (restart (f, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake_bus_call (f->bus, f->bus->log->len - 1), ==,
                   "StartUnit('kexec.target', 'replace-irreversibly')");
}

/* A kernel that only has the new home of the flag, where logind does not look. */
static void
test_restart_new_home (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (GAsyncResult) result = NULL;

  fake_root_write (root, "sys/kernel/kexec/loaded", "1\n");
  fake_bus_own (f->bus, "org.freedesktop.login1");
  fake_bus_own (f->bus, "org.freedesktop.systemd1");
  kx_logind_restart_async (f->bus->client, root->fd, FALSE, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_true (kx_logind_restart_finish (result, &error));
  g_assert_cmpstr (fake_bus_call (f->bus, 0), ==,
                   "StartUnit('kexec.target', 'replace-irreversibly')");
  g_clear_object (&result);

  fake_root_write (root, "sys/kernel/kexec/loaded", "0\n");
  kx_logind_restart_async (f->bus->client, root->fd, FALSE, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  g_assert_false (kx_logind_restart_finish (result, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NOT_ARMED);
  g_assert_cmpuint (f->bus->log->len, ==, 1);
}

/* Never a cold restart: without the flag no message leaves. */
static void
test_restart_nothing_loaded (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_bus_own (f->bus, "org.freedesktop.login1");
  fake_root_write (f->root, "sys/kernel/kexec_loaded", "0\n");
  g_assert_false (restart (f, FALSE, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NOT_ARMED);
  g_assert_cmpuint (f->bus->log->len, ==, 0);
  g_clear_error (&error);

  /* Nor a second one, when it falls between the two. */
  fake_root_write (f->root, "sys/kernel/kexec_loaded", "1\n");
  f->unload_on_reboot = TRUE;
  g_assert_false (restart (f, TRUE, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NOT_ARMED);
  g_assert_cmpuint (f->bus->log->len, ==, 1);
}

static void
test_restart_errors (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    KxError code;
  } cases[] = {
    { "org.freedesktop.login1.OperationInProgress", KX_ERROR_BUSY },
    { "org.freedesktop.login1.BlockedByInhibitorLock", KX_ERROR_INHIBITED },
    { "org.freedesktop.DBus.Error.AccessDenied", KX_ERROR_INHIBITED },
    { "org.freedesktop.DBus.Error.NoReply", KX_ERROR_FAILED },
  };

  fake_bus_own (f->bus, "org.freedesktop.login1");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      f->reboot_error = cases[i].name;
      g_assert_false (restart (f, FALSE, &error));
      g_assert_error (error, KX_ERROR, (int) cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/logind/situation", test_situation);
  ADD ("/logind/session-vanishes", test_session_vanishes);
  ADD ("/logind/absent", test_no_logind);
  ADD ("/logind/restart/252", test_restart_252);
  ADD ("/logind/restart/257", test_restart_257);
  ADD ("/logind/restart/old", test_restart_old);
  ADD ("/logind/restart/new-home", test_restart_new_home);
  ADD ("/logind/restart/nothing-loaded", test_restart_nothing_loaded);
  ADD ("/logind/restart/errors", test_restart_errors);
  return g_test_run ();
}
