/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "journal.h"

#include <string.h>

#include "error.h"

#define WHEN G_GINT64_CONSTANT (1700000000000000)

static KxIntent *
an_intent (const char *image)
{
  KxIntent *intent = g_new0 (KxIntent, 1);

  intent->boot_id = g_strdup ("6d8ab24e-0b4a-4f46-9d5c-2d1a5a1f8a11");
  intent->from = g_strdup ("6.1.0-43-amd64");
  intent->image = g_strdup (image);
  intent->release = g_strdup ("6.1.0-44-amd64\xff");
  intent->cmdline = g_strdup ("root=/dev/vda a=\"b \xff=\" #;");
  intent->digest = g_strdup ("0123");
  intent->method = g_strdup ("raw");
  intent->begun = KX_BEGUN_FORCE;
  intent->uid = 1000;
  intent->asked = (KxMoment){ .ticks = G_MAXUINT64, .realtime = WHEN };
  intent->khz = 2500000;
  intent->deadline = WHEN + KX_INTENT_PATIENCE;
  return intent;
}

static KxRestart *
a_restart (KxVerdict verdict)
{
  KxRestart *restart = g_new0 (KxRestart, 1);

  restart->intent = an_intent ("6.1 \xff");
  restart->verdict = verdict;
  restart->reason = verdict != KX_VERDICT_ARRIVED ? g_strdup ("so; \"it\" = \xfe was\n") : NULL;
  restart->boot_id = g_strdup ("boot 2");
  restart->to = g_strdup ("6.1.0-45-amd64");
  restart->decided = WHEN + 7;
  restart->downtime.total = 11620000;
  restart->downtime.stopped = 8620000;
  for (int part = 0; part < KX_DOWNTIME_PARTS; part++)
    restart->downtime.parts[part] = part - 1;
  restart->saved = -34000000;
  return restart;
}

/* With everything that there can be in it. */
static KxJournal *
a_journal (void)
{
  KxJournal *journal = kx_journal_new ();
  g_autoptr (KxIntent) intent = an_intent ("other");

  journal->next = 100;
  journal->standing = an_intent ("standing");
  journal->pending = an_intent ("pending");
  journal->pending->dropped = g_strdup ("memory was short");
  kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  kx_journal_add (journal, a_restart (KX_VERDICT_PANICKED));
  kx_quarantine_add (journal->quarantine, intent, KX_VERDICT_PANICKED, "it \xff panicked", WHEN);
  g_free (intent->method);
  intent->method = g_strdup ("bzimage");
  kx_quarantine_add (journal->quarantine, intent, KX_VERDICT_LOST, NULL, WHEN + 1);
  g_free (intent->digest);
  intent->digest = g_strdup ("4567");
  g_clear_pointer (&intent->method, g_free);
  kx_quarantine_add (journal->quarantine, intent, KX_VERDICT_WRONG_KERNEL, "reason", WHEN + 2);
  journal->cold = 42000000;
  journal->cold_stop = g_strdup ("0c");
  journal->panic = WHEN - 3;
  return journal;
}

static void
assert_same_intent (const KxIntent *a, const KxIntent *b)
{
  g_assert_cmpstr (a->boot_id, ==, b->boot_id);
  g_assert_cmpstr (a->from, ==, b->from);
  g_assert_cmpstr (a->image, ==, b->image);
  g_assert_cmpstr (a->release, ==, b->release);
  g_assert_cmpstr (a->cmdline, ==, b->cmdline);
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpstr (a->method, ==, b->method);
  g_assert_cmpint (a->begun, ==, b->begun);
  g_assert_cmpuint (a->uid, ==, b->uid);
  g_assert_cmpuint (a->asked.ticks, ==, b->asked.ticks);
  g_assert_cmpint (a->asked.realtime, ==, b->asked.realtime);
  g_assert_cmpuint (a->khz, ==, b->khz);
  g_assert_cmpint (a->deadline, ==, b->deadline);
  g_assert_cmpstr (a->dropped, ==, b->dropped);
}

static void
assert_same_restart (const KxRestart *a, const KxRestart *b)
{
  g_assert_cmpuint (a->number, ==, b->number);
  assert_same_intent (a->intent, b->intent);
  g_assert_cmpint (a->verdict, ==, b->verdict);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpstr (a->boot_id, ==, b->boot_id);
  g_assert_cmpstr (a->to, ==, b->to);
  g_assert_cmpint (a->decided, ==, b->decided);
  g_assert_cmpmem (&a->downtime, sizeof a->downtime, &b->downtime, sizeof b->downtime);
  g_assert_cmpint (a->saved, ==, b->saved);
}

static void
assert_same_record (const KxFailureRecord *a, const KxFailureRecord *b)
{
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpstr (a->image, ==, b->image);
  g_assert_cmpstr (a->release, ==, b->release);
  g_assert_cmpuint (a->failures, ==, b->failures);
  g_assert_true ((a->methods == NULL) == (b->methods == NULL));
  if (a->methods != NULL)
    g_assert_cmpstrv (a->methods, b->methods);
  g_assert_cmpint (a->last, ==, b->last);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpint (a->when, ==, b->when);
}

static void
assert_same (const KxJournal *a, const KxJournal *b)
{
  g_assert_cmpuint (a->next, ==, b->next);
  g_assert_cmpmem (a->totals, sizeof a->totals, b->totals, sizeof b->totals);
  assert_same_intent (a->standing, b->standing);
  assert_same_intent (a->pending, b->pending);
  g_assert_cmpuint (a->restarts->len, ==, b->restarts->len);
  for (guint i = 0; i < a->restarts->len; i++)
    assert_same_restart (a->restarts->pdata[i], b->restarts->pdata[i]);
  g_assert_cmpuint (a->quarantine->records->len, ==, b->quarantine->records->len);
  for (guint i = 0; i < a->quarantine->records->len; i++)
    assert_same_record (a->quarantine->records->pdata[i], b->quarantine->records->pdata[i]);
  g_assert_cmpint (a->cold, ==, b->cold);
  g_assert_cmpstr (a->cold_stop, ==, b->cold_stop);
  g_assert_cmpint (a->panic, ==, b->panic);
}

static KxJournal *
read_back (const KxJournal *journal)
{
  g_autofree char *text = kx_journal_format (journal);
  g_autoptr (GError) error = NULL;
  KxJournal *read = kx_journal_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (read);
  return read;
}

static void
test_round_trip (void)
{
  g_autoptr (KxJournal) journal = a_journal ();
  g_autoptr (KxJournal) read = read_back (journal);
  g_autoptr (KxJournal) nothing = kx_journal_new ();
  g_autoptr (KxJournal) read_nothing = read_back (nothing);

  assert_same (read, journal);
  g_assert_cmpuint (read_nothing->next, ==, 1);
  g_assert_null (read_nothing->standing);
  g_assert_null (read_nothing->pending);
  g_assert_null (kx_journal_get_last (read_nothing));
  g_assert_cmpint (read_nothing->cold, ==, -1);
}

/* A copy lives on its own: a thread writes it while the first goes on. */
static void
test_copy (void)
{
  KxJournal *first = a_journal ();
  g_autoptr (KxJournal) same = a_journal ();
  g_autoptr (KxJournal) copy = kx_journal_copy (first);
  g_autoptr (KxRestart) restart = kx_restart_copy (kx_journal_get_last (first));

  kx_journal_free (first);
  assert_same (copy, same);
  assert_same_restart (restart, kx_journal_get_last (same));
  kx_journal_free (NULL);
  kx_restart_free (NULL);
}

/* Whatever a value is, the file can be read again. */
static void
test_strange_values (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autoptr (KxJournal) read = NULL;
  KxRestart *restart = g_new0 (KxRestart, 1);
  const KxRestart *last;

  restart->intent = g_new0 (KxIntent, 1);
  restart->intent->boot_id = g_strdup ("\xff");
  restart->intent->asked.realtime = G_MININT64;
  restart->intent->deadline = G_MAXINT64;
  restart->verdict = KX_VERDICT_COLD;
  restart->downtime.total = G_MAXINT64;
  restart->saved = G_MININT64;
  journal->cold = G_MININT64;
  kx_journal_add (journal, restart);
  read = read_back (journal);

  last = kx_journal_get_last (read);
  g_assert_cmpstr (last->intent->boot_id, ==, "\xef\xbf\xbd");
  g_assert_cmpstr (last->intent->cmdline, ==, "");
  g_assert_null (last->intent->release);
  g_assert_null (last->reason);
  g_assert_cmpint (last->intent->asked.realtime, ==, 0);
  g_assert_cmpint (read->cold, ==, -1);
}

static void
test_bounded (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autoptr (KxJournal) read = NULL;

  for (int i = 0; i < KX_JOURNAL_MAX + 10; i++)
    kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));

  g_assert_cmpuint (journal->restarts->len, ==, KX_JOURNAL_MAX);
  g_assert_cmpuint (kx_journal_get_last (journal)->number, ==, KX_JOURNAL_MAX + 10);
  read = read_back (journal);
  g_assert_cmpuint (read->restarts->len, ==, KX_JOURNAL_MAX);
  g_assert_cmpuint (((const KxRestart *) read->restarts->pdata[0])->number, ==, 11);
  g_assert_cmpuint (read->next, ==, KX_JOURNAL_MAX + 11);
  g_assert_cmpuint (read->totals[KX_VERDICT_ARRIVED], ==, KX_JOURNAL_MAX + 10);
  g_assert_cmpuint (read->totals[KX_VERDICT_LOST], ==, 0);
}

/* Long command lines cost the oldest entries, never what is promised or quarantined. */
static void
test_bounded_size (void)
{
  g_autoptr (KxJournal) journal = a_journal ();
  g_autoptr (KxJournal) read = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 40; i++)
    {
      KxRestart *restart = a_restart (KX_VERDICT_ARRIVED);

      g_free (restart->intent->cmdline);
      restart->intent->cmdline = g_strnfill (20000, 'a');
      kx_journal_add (journal, restart);
    }

  text = kx_journal_format (journal);
  g_assert_cmpuint (strlen (text), <=, KX_JOURNAL_SIZE_MAX);
  read = read_back (journal);
  g_assert_cmpuint (read->restarts->len, >=, 10);
  assert_same_restart (kx_journal_get_last (read), kx_journal_get_last (journal));
  assert_same_intent (read->pending, journal->pending);
  g_assert_cmpuint (read->quarantine->records->len, ==, 2);
}

static void
assert_refused (const char *text, gsize size, KxError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_journal_parse (text, size, &error));
  g_assert_error (error, KX_ERROR, (int) code);
}

/* The text with another end: what its writer would have made of it. */
static char *
seal (const char *text)
{
  const char *end = g_strrstr (text, "[seal]");
  g_autofree char *body = end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body, -1);

  return g_strconcat (body, "[seal]\nsha256=", digest, "\n", NULL);
}

static void
test_damaged (void)
{
  g_autoptr (KxJournal) journal = a_journal ();
  g_autofree char *text = kx_journal_format (journal);
  gsize size = strlen (text);
  g_autofree char *longer = g_strconcat (text, "\n", NULL);

  for (gsize cut = 0; cut < size; cut++)
    assert_refused (text, cut, KX_ERROR_FAILED);
  assert_refused (longer, size + 1, KX_ERROR_FAILED);
  assert_refused ("\0\0\0\0", 4, KX_ERROR_FAILED);

  /* One flipped bit anywhere; in the version it may look like a newer one. */
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GError) error = NULL;

      text[i] ^= 1 << (i % 8);
      g_assert_null (kx_journal_parse (text, size, &error));
      g_assert_nonnull (error);
      text[i] ^= 1 << (i % 8);
    }
}

/* The first @from of the text is @to, and the seal is right: whether that can be understood. */
static gboolean
is_understood_with (const char *from, const char *to)
{
  g_autoptr (KxJournal) journal = a_journal ();
  g_autofree char *text = kx_journal_format (journal);
  char *place = strstr (text, from);
  g_autoptr (GString) changed = g_string_new_len (text, place - text);
  g_autofree char *sealed = NULL;
  g_autoptr (KxJournal) read = NULL;

  g_string_append_printf (changed, "%s%s", to, place + strlen (from));
  sealed = seal (changed->str);
  read = kx_journal_parse (sealed, strlen (sealed), NULL);
  return read != NULL;
}

/* Half a journal would forgive what it has forgotten. */
static void
test_not_understood (void)
{
  static const char *const changes[][2] = {
    { "version=1", "version=0" },
    { "version=1", "version=one" },
    { "next=102", "next=0" },
    { "next=102", "next=101" },
    { "next=102", "next=18446744073709551615" },
    { "cold=", "old=" },
    { "panic=", "panic=-" },
    { "[standing]\n", "[sitting]\n" },
    { "[restart 101]\n", "[restart 100.5]\n" },
    { "[restart 101]\n", "[restart ]\n" },
    { "[restart 101]\n", "[restart 99]\n" },
    { "[restart 100]\n", "[restart 0]\n" },
    { "begun=force", "begun=farce" },
    { "boot-id=", "boat-id=" },
    { "from=", "form=" },
    { "image=", "emigrate=" },
    { "cmdline=", "line=" },
    { "digest=", "figest=" },
    { "uid=1000", "uid=" },
    { "uid=1000", "uid=4294967296" },
    { "asked=1", "asked=99999999999999" },
    { "khz=", "mhz=" },
    { "deadline=", "deadline=-" },
    { "verdict=arrived", "verdict=pending" },
    { "verdict=arrived", "verdict=arriving" },
    { "decided-in=", "in=" },
    { "decided=", "decided=x" },
    { "total=", "total=-" },
    { "stopped=", "total=" },
    { "handover=", "hangover=" },
    { "saved=", "saved=.5" },
    { "to=", "too=" },
    { "last=lost", "last=arrived" },
    { "last=lost", "last=" },
    { "failures=2", "failures=4294967296" },
    { "failures=2", "successes=2" },
    { "when=17", "wen=17" },
    /* Two records of one image. */
    { "digest=4567", "digest=0123" },
  };
  g_autofree char *nothing = seal ("[journal]\nversion=1\nnext=0\ncold=-1\n");

  assert_refused (nothing, strlen (nothing), KX_ERROR_FAILED);
  g_assert_true (is_understood_with ("version=1", "version=1"));
  g_assert_true (is_understood_with ("next=102", "next=103\nlater=unknown"));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (is_understood_with (changes[i][0], changes[i][1]))
      g_error ("“%s” instead of “%s” is accepted", changes[i][1], changes[i][0]);
}

/* Its writer knew what this one does not: not damaged, but not for this one either. */
static void
test_newer (void)
{
  const char *text = "[journal]\nversion=2\nnew=thing\n[unheard of]\n";

  assert_refused (text, strlen (text), KX_ERROR_UNSUPPORTED);
}

static void
test_too_many (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();
  g_autofree char *text = NULL;

  for (int i = 0; i < KX_JOURNAL_MAX; i++)
    kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  g_ptr_array_add (journal->restarts, a_restart (KX_VERDICT_ARRIVED));
  kx_journal_get_last (journal)->number = journal->next++;
  text = kx_journal_format (journal);
  assert_refused (text, strlen (text), KX_ERROR_FAILED);
}

static void
test_arrived (void)
{
  g_autoptr (KxJournal) journal = kx_journal_new ();

  g_assert_null (kx_journal_find_arrived (journal));
  kx_journal_add (journal, a_restart (KX_VERDICT_PANICKED));
  g_assert_null (kx_journal_find_arrived (journal));
  kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  kx_journal_add (journal, a_restart (KX_VERDICT_ARRIVED));
  kx_journal_add (journal, a_restart (KX_VERDICT_LOST));
  g_assert_true (kx_journal_find_arrived (journal) == journal->restarts->pdata[2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/round-trip", test_round_trip);
  g_test_add_func ("/journal/copy", test_copy);
  g_test_add_func ("/journal/strange-values", test_strange_values);
  g_test_add_func ("/journal/bounded", test_bounded);
  g_test_add_func ("/journal/bounded-size", test_bounded_size);
  g_test_add_func ("/journal/damaged", test_damaged);
  g_test_add_func ("/journal/not-understood", test_not_understood);
  g_test_add_func ("/journal/newer", test_newer);
  g_test_add_func ("/journal/too-many", test_too_many);
  g_test_add_func ("/journal/arrived", test_arrived);
  return g_test_run ();
}
