/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "note.h"

#include <string.h>
#include <time.h>

#include "error.h"
#include "fake-manager.h"
#include "fake-root.h"
#include "state-file.h"
#include "stop-note.h"

static const FakeJob kexec_jobs[]
    = { { "shutdown.target", "start" }, { "kexec.target", "start" }, { NULL, NULL } };
static const FakeJob no_jobs[] = { { "kexecd-stopped.service", "stop" }, { NULL, NULL } };

typedef struct
{
  FakeRoot *root;  /* of the machine */
  FakeRoot *state; /* the directory */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->root = fake_root_new ();
  f->state = fake_root_new ();
  fake_root_write (f->root, "proc/sys/kernel/random/boot_id", "0f7c9e4e-1f3a\n");
  fake_root_write (f->root, "sys/kernel/kexec_loaded", "1\n");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fake_root_free (f->root);
  fake_root_free (f->state);
}

/* Whether there is a note. */
static gboolean
read_note (Fixture *f, KxStopNote *note)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  g_autofree char *text = kx_state_file_read (f->state->fd, "stopped", &size, &error);

  g_assert_no_error (error);
  if (text == NULL)
    return FALSE;
  g_assert_true (kx_stop_note_parse (text, size, note, &error));
  g_assert_no_error (error);
  return TRUE;
}

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_REALTIME, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
test_shutdown (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeManager) manager = fake_manager_new (kexec_jobs, FAKE_ANSWERS);
  g_auto (KxStopNote) note = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 before = now ();

  g_assert_true (kx_note_take (f->root->fd, f->state->fd, manager->address, &error));
  g_assert_no_error (error);
  g_assert_true (read_note (f, &note));
  g_assert_cmpstr (note.boot_id, ==, "0f7c9e4e-1f3a");
  g_assert_cmpint (note.target, ==, KX_STOP_TARGET_KEXEC);
  g_assert_cmpint (note.moment.realtime, >=, before);
  g_assert_cmpint (note.moment.realtime, <=, now ());
  g_assert_cmpint (note.loaded, ==, 1);
}

/* The former one is of another boot: it is replaced. */
static void
test_replaces (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeManager) manager = fake_manager_new (kexec_jobs, FAKE_ANSWERS);
  g_auto (KxStopNote) note = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_state_file_write (f->state->fd, "stopped", "of old", &error));
  fake_root_write (f->root, "sys/kernel/kexec_loaded", "0\n");
  g_assert_true (kx_note_take (f->root->fd, f->state->fd, manager->address, &error));
  g_assert_true (read_note (f, &note));
  g_assert_cmpint (note.loaded, ==, 0);
}

static void
test_only_stopped (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeManager) manager = fake_manager_new (no_jobs, FAKE_ANSWERS);
  g_auto (KxStopNote) note = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_note_take (f->root->fd, f->state->fd, manager->address, &error));
  g_assert_no_error (error);
  g_assert_false (read_note (f, &note));
}

/* Nothing is written that is not known. */
static void
test_unknown (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeManager) manager = fake_manager_new (kexec_jobs, FAKE_ANSWERS);
  g_autoptr (FakeRoot) empty = fake_root_new ();
  g_auto (KxStopNote) note = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_note_take (f->root->fd, f->state->fd, "unix:path=/nonexistent", &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (kx_note_take (empty->fd, f->state->fd, manager->address, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_false (read_note (f, &note));
}

static void
test_not_writable (Fixture *f, gconstpointer data)
{
  g_autoptr (FakeManager) manager = fake_manager_new (kexec_jobs, FAKE_ANSWERS);
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_note_take (f->root->fd, -1, manager->address, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/note/shutdown", test_shutdown);
  ADD ("/note/replaces", test_replaces);
  ADD ("/note/only-stopped", test_only_stopped);
  ADD ("/note/unknown", test_unknown);
  ADD ("/note/not-writable", test_not_writable);
  return g_test_run ();
}
