/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "error.h"
#include "ledger.h"

static KxArmed *
an_armed (KxOrigin origin, KxLevel level, const char *release)
{
  KxArmed *armed = kx_armed_new (origin, level);

  armed->image = g_strdup ("6.1.0-44-amd64");
  armed->release = g_strdup (release);
  armed->kernel = g_strdup ("/boot/vmlinuz;6.1");
  armed->initrds = g_strsplit ("/boot/ucode.img|/boot/\xff\xfe.img", "|", -1);
  armed->cmdline = g_strdup ("root=/dev/vda a=\"b \xff=\" #;");
  armed->panic_timeout = 10;
  armed->digest = g_strdup ("0123");
  armed->stamp = g_strdup ("1:2:3");
  armed->memory = G_GUINT64_CONSTANT (5000000000);
  armed->since = 1700000000000000;
  if (level == KX_LEVEL_ARMED)
    {
      armed->method = g_strdup ("raw");
      armed->method_named = TRUE;
      armed->method_lowered = TRUE;
      armed->method_reason = g_strdup ("because: it = so; \"really\"");
      armed->map = g_strdup ("4567");
      armed->memory_peak = G_GUINT64_CONSTANT (6000000000);
    }
  return armed;
}

static void
assert_same (const KxArmed *a, const KxArmed *b)
{
  g_assert_cmpint (a->origin, ==, b->origin);
  g_assert_cmpint (a->level, ==, b->level);
  g_assert_cmpstr (a->image, ==, b->image);
  g_assert_cmpstr (a->release, ==, b->release);
  g_assert_cmpstr (a->kernel, ==, b->kernel);
  g_assert_cmpstrv (a->initrds, b->initrds);
  g_assert_cmpstr (a->cmdline, ==, b->cmdline);
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpstr (a->stamp, ==, b->stamp);
  g_assert_cmpuint (a->memory, ==, b->memory);
  g_assert_cmpint (a->since, ==, b->since);
  g_assert_cmpstr (a->method, ==, b->method);
  g_assert_cmpint (a->method_named, ==, b->method_named);
  g_assert_cmpint (a->method_lowered, ==, b->method_lowered);
  g_assert_cmpuint (a->panic_timeout, ==, b->panic_timeout);
  g_assert_cmpstr (a->method_reason, ==, b->method_reason);
  g_assert_cmpstr (a->map, ==, b->map);
  g_assert_cmpuint (a->memory_peak, ==, b->memory_peak);
}

static void
test_round_trip (void)
{
  g_auto (KxLedger) ledger = {
    .boot_id = g_strdup ("boot"),
    .phase = KX_PHASE_LOADING,
    .loads = 7,
    .generation = G_GUINT64_CONSTANT (1) << 63,
    .cold = TRUE,
    .counter = G_MAXINT - 5,
    .sealed = TRUE,
    .suspended = g_strdup ("because: it = so; \"really\""),
    .armed = an_armed (KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED, "6.1.0-44-amd64"),
    .next = an_armed (KX_ORIGIN_CUSTOM, KX_LEVEL_STAGED, NULL),
  };
  g_auto (KxLedger) read = { 0 };
  g_autofree char *text = kx_ledger_format (&ledger);
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_ledger_parse (text, strlen (text), &read, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (read.boot_id, ==, "boot");
  g_assert_cmpint (read.phase, ==, KX_PHASE_LOADING);
  g_assert_cmpuint (read.loads, ==, 7);
  g_assert_cmpuint (read.generation, ==, ledger.generation);
  g_assert_true (read.cold);
  g_assert_cmpint (read.counter, ==, ledger.counter);
  g_assert_true (read.sealed);
  g_assert_cmpstr (read.suspended, ==, ledger.suspended);
  assert_same (read.armed, ledger.armed);
  assert_same (read.next, ledger.next);
}

static void
test_empty_and_foreign (void)
{
  g_auto (KxLedger) nothing = { .boot_id = g_strdup ("b") };
  g_auto (KxLedger) foreign = { .boot_id = g_strdup ("b"),
                                .armed = kx_armed_new (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED) };
  const char *without_counter = "[ledger]\nversion=1\nphase=rest\n";
  g_autofree char *nothing_text = kx_ledger_format (&nothing);
  g_autofree char *foreign_text = NULL;
  g_auto (KxLedger) read = { 0 };
  g_auto (KxLedger) read_foreign = { 0 };
  g_auto (KxLedger) read_older = { 0 };

  foreign.armed->replaced = g_strdup ("6.1 \xff");
  foreign_text = kx_ledger_format (&foreign);
  g_assert_true (kx_ledger_parse (nothing_text, strlen (nothing_text), &read, NULL));
  g_assert_null (read.armed);
  g_assert_null (read.suspended);
  g_assert_true (kx_ledger_parse (foreign_text, strlen (foreign_text), &read_foreign, NULL));
  g_assert_cmpint (read_foreign.armed->origin, ==, KX_ORIGIN_FOREIGN);
  g_assert_cmpstr (read_foreign.armed->replaced, ==, "6.1 \xff");
  /* One that did not know of a counter does not vouch by it. */
  g_assert_true (kx_ledger_parse (without_counter, strlen (without_counter), &read_older, NULL));
  g_assert_cmpint (read_older.counter, ==, -1);
}

static void
assert_refused (const char *text, gsize size)
{
  KxLedger ledger = { .loads = 42 };
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_ledger_parse (text, size, &ledger, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
  g_assert_cmpuint (ledger.loads, ==, 42);
  g_assert_null (ledger.armed);
}

static void
assert_text_refused (const char *text)
{
  assert_refused (text, strlen (text));
}

/* Half a file, as a crash could leave it if it were not replaced as a whole, is never half believed. */
static void
test_damaged (void)
{
  g_auto (KxLedger) ledger = {
    .boot_id = g_strdup ("boot"),
    .phase = KX_PHASE_LOADING,
    .armed = an_armed (KX_ORIGIN_DEFAULT, KX_LEVEL_ARMED, "r"),
    .next = an_armed (KX_ORIGIN_LISTED, KX_LEVEL_ARMED, "r"),
  };
  g_autofree char *text = kx_ledger_format (&ledger);
  gsize size = strlen (text);
  g_autofree char *newer = g_strdup (text);

  for (gsize cut = 0; cut < (gsize) (strstr (text, "stamp=") - text); cut++)
    assert_refused (text, cut);

  *(strstr (newer, "version=1") + strlen ("version=")) = '2';
  assert_refused (newer, size);
  assert_text_refused ("[ledger]\nversion=1\nphase=sleeping\n");
  /* A load without what is being loaded, and the other way round. */
  assert_text_refused ("[ledger]\nversion=1\nphase=loading\n");
  assert_text_refused ("[ledger]\nversion=1\nphase=rest\n[next]\norigin=foreign\nlevel=armed\n");
  assert_refused ("\0\0\0\0", 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ledger/round-trip", test_round_trip);
  g_test_add_func ("/ledger/empty-and-foreign", test_empty_and_foreign);
  g_test_add_func ("/ledger/damaged", test_damaged);
  return g_test_run ();
}
