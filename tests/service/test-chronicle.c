/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The journal's file: of many states the newest, told when it is there, and what goes wrong. */
#include "chronicle.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "error.h"
#include "fake-root.h"

typedef struct
{
  FakeRoot *files;
  char *state; /* the state directory */
  KxRoot *root;
  guint ended; /* of the saves that are waited for */
  GError *error;
} Fixture;

static GString *said; /* all messages since the last look at them */

static GLogWriterOutput
note_message (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (said, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static void
assert_said (const char *what)
{
  g_test_message ("%s", said->str);
  g_assert_nonnull (strstr (said->str, what));
  g_string_truncate (said, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->files = fake_root_new ();
  fixture->state = fake_root_get_path (fixture->files, "var/lib/kexecd");
  g_assert_cmpint (g_mkdir_with_parents (fixture->state, 0755), ==, 0);
  fixture->root = kx_root_new (fixture->files->path, NULL);
  g_assert_nonnull (fixture->root);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  kx_root_unref (fixture->root);
  g_clear_error (&fixture->error);
  g_free (fixture->state);
  fake_root_free (fixture->files);
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->state, name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* What a daemon that starts now would find. */
static gint64
read_cold (Fixture *fixture)
{
  g_autoptr (KxChronicle) chronicle = kx_chronicle_new (fixture->root);

  return kx_chronicle_get_journal (chronicle)->cold;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_error (&fixture->error);
  (void) !kx_chronicle_save_finish (result, &fixture->error);
  fixture->ended++;
}

static void
wait_for (Fixture *fixture, guint n)
{
  while (fixture->ended < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_newest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KxChronicle) chronicle = kx_chronicle_new (fixture->root);
  KxJournal *journal = kx_chronicle_get_journal (chronicle);

  g_assert_cmpint (journal->cold, ==, -1);
  for (gint64 i = 1; i <= 50; i++)
    {
      journal->cold = i;
      kx_chronicle_save_async (chronicle, on_saved, fixture);
      /* What comes after the save is of the next one. */
      journal->cold = 1000;
    }
  journal->cold = 50;
  g_assert_cmpuint (fixture->ended, ==, 0);
  wait_for (fixture, 1);
  g_assert_no_error (fixture->error);
  wait_for (fixture, 50);
  g_assert_no_error (fixture->error);
  g_assert_cmpint (read_cold (fixture), ==, 50);
  g_assert_null (kx_chronicle_describe_problem (chronicle));
}

static void
test_flush (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KxChronicle) chronicle = kx_chronicle_new (fixture->root);

  /* Nothing to write, nothing written. */
  kx_chronicle_flush (chronicle);
  g_assert_cmpint (read_cold (fixture), ==, -1);
  for (gint64 i = 1; i <= 20; i++)
    {
      kx_chronicle_get_journal (chronicle)->cold = i;
      kx_chronicle_save_async (chronicle, on_saved, fixture);
      kx_chronicle_flush (chronicle);
      g_assert_cmpint (read_cold (fixture), ==, i);
    }
  /* A thread that comes late does not bring an older state back. */
  wait_for (fixture, 20);
  g_assert_cmpint (read_cold (fixture), ==, 20);
}

static void
on_changed (KxChronicle *chronicle, guint *changes)
{
  ++*changes;
}

static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KxChronicle) chronicle = NULL;
  g_autofree char *problem = NULL;
  guint changes = 0;

  g_assert_cmpint (g_rmdir (fixture->state), ==, 0);
  chronicle = kx_chronicle_new (fixture->root);
  assert_said ("var/lib/kexecd");
  g_assert_null (kx_chronicle_describe_problem (chronicle));

  kx_chronicle_get_journal (chronicle)->cold = 7;
  g_signal_connect (chronicle, "changed", G_CALLBACK (on_changed), &changes);
  kx_chronicle_save_async (chronicle, on_saved, fixture);
  kx_chronicle_save_async (chronicle, on_saved, fixture);
  wait_for (fixture, 2);
  assert_said ("cannot be written");
  g_assert_nonnull (fixture->error);
  problem = kx_chronicle_describe_problem (chronicle);
  g_assert_nonnull (strstr (problem, fixture->error->message));
  g_assert_cmpuint (changes, ==, 3);

  /* It is over with the next state. */
  g_assert_cmpint (g_mkdir (fixture->state, 0755), ==, 0);
  kx_chronicle_save_async (chronicle, on_saved, fixture);
  wait_for (fixture, 3);
  g_assert_no_error (fixture->error);
  g_assert_null (kx_chronicle_describe_problem (chronicle));
  g_assert_cmpint (read_cold (fixture), ==, 7);
}

static void
test_spoilt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KxChronicle) chronicle = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *bad = g_build_filename (fixture->state, "restarts.bad", NULL);
  g_autofree char *kept = NULL;

  put (fixture, "restarts", "[journal]\nversion=2\n");
  chronicle = kx_chronicle_new (fixture->root);
  assert_said ("restarts.bad");
  g_assert_cmpuint (kx_chronicle_get_journal (chronicle)->restarts->len, ==, 0);
  problem = kx_chronicle_describe_problem (chronicle);
  g_assert_nonnull (strstr (problem, "restarts.bad"));
  g_assert_true (g_file_get_contents (bad, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "[journal]\nversion=2\n");
}

static void
test_stop_note (Fixture *fixture, gconstpointer data)
{
  g_autoptr (KxChronicle) chronicle = kx_chronicle_new (fixture->root);
  KxStopNote wrote = { .boot_id = (char *) "some", .target = KX_STOP_TARGET_KEXEC, .loaded = 1,
                       .moment = { .realtime = 5 } };
  g_autofree char *text = kx_stop_note_format (&wrote);
  g_auto (KxStopNote) note = { 0 };
  KxStopNote untouched = { 0 };

  g_assert_false (kx_chronicle_read_stop_note (chronicle, &untouched));
  g_assert_null (kx_chronicle_describe_problem (chronicle));
  put (fixture, "stopped", text);
  g_assert_true (kx_chronicle_read_stop_note (chronicle, &note));
  g_assert_cmpstr (note.boot_id, ==, "some");
  put (fixture, "stopped", "noise");
  g_assert_false (kx_chronicle_read_stop_note (chronicle, &untouched));
  assert_said ("stopped.bad");
  g_assert_null (untouched.boot_id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Warnings are what is looked for here. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_fatal_mask (G_LOG_DOMAIN, G_LOG_FATAL_MASK);
  said = g_string_new (NULL);
  g_log_set_writer_func (note_message, NULL, NULL);
  g_test_add ("/chronicle/newest", Fixture, NULL, set_up, test_newest, tear_down);
  g_test_add ("/chronicle/flush", Fixture, NULL, set_up, test_flush, tear_down);
  g_test_add ("/chronicle/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add ("/chronicle/spoilt", Fixture, NULL, set_up, test_spoilt, tear_down);
  g_test_add ("/chronicle/stop-note", Fixture, NULL, set_up, test_stop_note, tear_down);
  return g_test_run ();
}
