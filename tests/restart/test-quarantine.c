/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quarantine.h"

#include <string.h>

#define WHEN G_GINT64_CONSTANT (1700000000000000)

static KxIntent *
an_intent (const char *image, const char *digest, const char *method)
{
  KxIntent *intent = g_new0 (KxIntent, 1);

  intent->image = g_strdup (image);
  intent->release = g_strdup ("6.1.0-44-amd64");
  intent->digest = g_strdup (digest);
  intent->method = g_strdup (method);
  return intent;
}

static void
add (KxQuarantine *quarantine, const char *image, const char *digest, const char *method)
{
  g_autoptr (KxIntent) intent = an_intent (image, digest, method);

  kx_quarantine_add (quarantine, intent, KX_VERDICT_PANICKED, "it panicked", WHEN);
}

static gboolean
is_refused (const KxQuarantine *quarantine, const char *digest, guint max)
{
  g_autofree char *why = kx_quarantine_explain (quarantine, digest, max);

  return why != NULL;
}

static void
test_explain_methods (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();
  g_autofree char *why = NULL;

  add (quarantine, "6.1", "aa", NULL);
  g_assert_null (kx_quarantine_explain_methods (quarantine, "aa"));
  g_assert_null (kx_quarantine_explain_methods (quarantine, "bb"));
  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "aa", "bzimage");

  why = kx_quarantine_explain_methods (quarantine, "aa");
  g_assert_nonnull (strstr (why, "by raw, bzimage failed, on 2023-11-1"));
  g_assert_nonnull (strstr (why, "it panicked"));
  g_assert_nonnull (strstr (why, "“kexecctl forgive 6.1”"));
}

/* By the digest, not the name: another initrd of the same name begins anew. */
static void
test_counts (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();
  const KxFailureRecord *record;

  g_assert_false (is_refused (quarantine, "aa", 1));
  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "bb", "raw");
  g_assert_false (is_refused (quarantine, "aa", 2));
  add (quarantine, "6.1", "aa", "bzimage");

  g_assert_true (is_refused (quarantine, "aa", 2));
  g_assert_true (is_refused (quarantine, "aa", 1));
  g_assert_false (is_refused (quarantine, "aa", 3));
  g_assert_false (is_refused (quarantine, "aa", 0));
  g_assert_false (is_refused (quarantine, "bb", 2));
  g_assert_false (is_refused (quarantine, "cc", 1));
  g_assert_false (is_refused (quarantine, NULL, 1));

  record = kx_quarantine_find (quarantine, "aa");
  g_assert_cmpuint (record->failures, ==, 2);
  g_assert_cmpstr (record->image, ==, "6.1");
  g_assert_cmpstr (record->release, ==, "6.1.0-44-amd64");
  g_assert_cmpint (record->last, ==, KX_VERDICT_PANICKED);
  g_assert_cmpstr (record->reason, ==, "it panicked");
  g_assert_cmpint (record->when, ==, WHEN);
  g_assert_null (kx_quarantine_find (quarantine, "cc"));
}

static void
test_methods (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();

  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "aa", "files");
  add (quarantine, "6.1", "aa", NULL);
  add (quarantine, "6.1", "bb", NULL);

  g_assert_cmpuint (g_strv_length (kx_quarantine_find (quarantine, "aa")->methods), ==, 2);
  g_assert_true (kx_quarantine_has_failed (quarantine, "aa", "raw"));
  g_assert_true (kx_quarantine_has_failed (quarantine, "aa", "files"));
  g_assert_false (kx_quarantine_has_failed (quarantine, "aa", "bzimage"));
  g_assert_false (kx_quarantine_has_failed (quarantine, "aa", NULL));
  g_assert_false (kx_quarantine_has_failed (quarantine, "bb", "raw"));
  g_assert_false (kx_quarantine_has_failed (quarantine, "cc", "raw"));
}

/* The row is over; the way that failed stays out of use. */
static void
test_arrival (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();

  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "bb", NULL);
  kx_quarantine_note_arrival (quarantine, "cc");
  kx_quarantine_note_arrival (quarantine, "aa");
  kx_quarantine_note_arrival (quarantine, "bb");

  g_assert_cmpuint (kx_quarantine_find (quarantine, "aa")->failures, ==, 0);
  g_assert_true (kx_quarantine_has_failed (quarantine, "aa", "raw"));
  g_assert_false (is_refused (quarantine, "aa", 1));
  g_assert_null (kx_quarantine_find (quarantine, "bb"));

  add (quarantine, "6.1", "aa", "bzimage");
  g_assert_cmpuint (kx_quarantine_find (quarantine, "aa")->failures, ==, 1);
}

static void
assert_explained (const char *image, const char *reason, guint failures, const char *word)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();
  g_autoptr (KxIntent) intent = an_intent (image, "aa", "raw");
  g_autofree char *why = NULL;

  for (guint i = 0; i < failures; i++)
    kx_quarantine_add (quarantine, intent, KX_VERDICT_LOST, reason, WHEN);
  why = kx_quarantine_explain (quarantine, "aa", failures);

  g_assert_true (g_utf8_validate (why, -1, NULL));
  g_assert_nonnull (strstr (why, "on 2023-11-1"));
  if (strstr (why, word) == NULL)
    g_error ("“%s” is not in: %s", word, why);
}

static void
test_explain (void)
{
  assert_explained ("6.1", "it vanished", 1, "the last restart into it, on ");
  assert_explained ("6.1", "it vanished", 3, "the last 3 restarts into it failed");
  assert_explained ("6.1", "it vanished", 3, ": it vanished; ");
  assert_explained ("6.1", NULL, 2, ": lost; ");
  assert_explained ("6.1.0-44-amd64", "r", 1, "“kexecctl forgive 6.1.0-44-amd64”");
  /* What would not be one word in a shell is quoted; files of a caller's own have no other name. */
  assert_explained ("Debian's 6.1", "r", 1, "“kexecctl forgive 'Debian'\\''s 6.1'”");
  assert_explained ("", "r", 1, "“kexecctl forgive aa”");
  assert_explained ("6\xff", "\xfe", 1, "\xef\xbf\xbd");
}

static void
test_forgive (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();

  add (quarantine, "6.1", "aa", "raw");
  add (quarantine, "6.1", "bb", "raw");
  add (quarantine, "6.2", "cc", "raw");
  add (quarantine, "", "dd", "raw");
  add (quarantine, "", "ee", "raw");

  g_assert_cmpuint (kx_quarantine_forgive (quarantine, "6.3"), ==, 0);
  g_assert_cmpuint (kx_quarantine_forgive (quarantine, "6.1"), ==, 2);
  g_assert_null (kx_quarantine_find (quarantine, "bb"));
  g_assert_false (kx_quarantine_has_failed (quarantine, "aa", "raw"));
  g_assert_cmpuint (kx_quarantine_forgive (quarantine, "dd"), ==, 1);
  g_assert_nonnull (kx_quarantine_find (quarantine, "ee"));
  g_assert_cmpuint (kx_quarantine_forgive (quarantine, ""), ==, 2);
  g_assert_cmpuint (quarantine->records->len, ==, 0);
}

/* Who failed longest ago is forgotten, not who failed first and again lately. */
static void
test_bounded (void)
{
  g_autoptr (KxQuarantine) quarantine = kx_quarantine_new ();

  for (int i = 0; i < KX_QUARANTINE_MAX; i++)
    {
      g_autofree char *digest = g_strdup_printf ("%d", i);

      add (quarantine, "6.1", digest, "raw");
    }
  add (quarantine, "6.1", "0", "raw");
  add (quarantine, "6.1", "new", "raw");

  g_assert_cmpuint (quarantine->records->len, ==, KX_QUARANTINE_MAX);
  g_assert_cmpuint (kx_quarantine_find (quarantine, "0")->failures, ==, 2);
  g_assert_nonnull (kx_quarantine_find (quarantine, "new"));
  g_assert_null (kx_quarantine_find (quarantine, "1"));
  g_assert_nonnull (kx_quarantine_find (quarantine, "2"));
}

static void
test_copy (void)
{
  KxQuarantine *first = kx_quarantine_new ();
  g_autoptr (KxQuarantine) copy = NULL;
  const KxFailureRecord *record;

  add (first, "6.1", "aa", "raw");
  copy = kx_quarantine_copy (first);
  kx_quarantine_free (first);

  record = kx_quarantine_find (copy, "aa");
  g_assert_cmpstr (record->image, ==, "6.1");
  g_assert_cmpstr (record->release, ==, "6.1.0-44-amd64");
  g_assert_cmpstr (record->reason, ==, "it panicked");
  g_assert_true (kx_quarantine_has_failed (copy, "aa", "raw"));
  g_assert_cmpuint (record->failures, ==, 1);
  kx_quarantine_free (NULL);
  kx_failure_record_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quarantine/counts", test_counts);
  g_test_add_func ("/quarantine/methods", test_methods);
  g_test_add_func ("/quarantine/arrival", test_arrival);
  g_test_add_func ("/quarantine/explain", test_explain);
  g_test_add_func ("/quarantine/forgive", test_forgive);
  g_test_add_func ("/quarantine/bounded", test_bounded);
  g_test_add_func ("/quarantine/copy", test_copy);
  g_test_add_func ("/quarantine/explain-methods", test_explain_methods);
  return g_test_run ();
}
