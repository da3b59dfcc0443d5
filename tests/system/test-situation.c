/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "situation.h"

#include "error.h"

static void
test_sessions_count (void)
{
  g_assert_true (kx_session_counts ("user", "active"));
  g_assert_true (kx_session_counts ("user", "online"));
  g_assert_true (kx_session_counts ("user-early", "online"));
  g_assert_true (kx_session_counts ("user-light", "online"));
  g_assert_false (kx_session_counts ("user", "closing"));
  g_assert_false (kx_session_counts ("greeter", "active"));
  g_assert_false (kx_session_counts ("lock-screen", "active"));
  g_assert_false (kx_session_counts ("background", "online"));
  g_assert_false (kx_session_counts ("manager", "online"));
  g_assert_false (kx_session_counts ("", ""));
}

static void
test_inhibitors_count (void)
{
  g_assert_true (kx_inhibitor_counts ("shutdown", "block"));
  g_assert_true (kx_inhibitor_counts ("sleep:shutdown:idle", "block"));
  g_assert_true (kx_inhibitor_counts ("shutdown", "block-weak"));
  g_assert_false (kx_inhibitor_counts ("shutdown", "delay"));
  g_assert_false (kx_inhibitor_counts ("sleep", "block"));
  g_assert_false (kx_inhibitor_counts ("shutdowns", "block"));
}

static void
test_sentences (void)
{
  g_autoptr (KxLogindSituation) situation = kx_logind_situation_new ();
  KxSession session = { .id = (char *) "3", .user = (char *) "alice", .tty = (char *) "tty2" };
  KxInhibitor inhibitor = { .who = (char *) "dpkg\nroot: fine",
                            .why = (char *) "installing",
                            .mode = (char *) "block",
                            .uid = 0,
                            .pid = 42 };
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  g_assert_null (kx_logind_situation_describe_sessions (situation));
  g_assert_null (kx_logind_situation_describe_inhibitors (situation));
  g_assert_true (kx_logind_situation_check (situation, FALSE, FALSE, &error));

  kx_logind_situation_add_session (situation, &session);
  g_assert_false (kx_logind_situation_check (situation, FALSE, TRUE, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_OTHER_SESSIONS);
  g_assert_nonnull (strstr (error->message, "alice (session 3 on tty2)"));
  g_assert_nonnull (strstr (error->message, "ignore-sessions"));
  g_clear_error (&error);

  kx_logind_situation_add_inhibitor (situation, &inhibitor);
  g_assert_false (kx_logind_situation_check (situation, TRUE, FALSE, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INHIBITED);
  g_assert_nonnull (
      strstr (error->message, "dpkg root: fine (\"installing\", user 0, process 42)"));
  g_assert_nonnull (strstr (error->message, "ignore-inhibitors"));
  g_clear_error (&error);

  g_assert_true (kx_logind_situation_check (situation, TRUE, TRUE, &error));

  for (int i = 0; i < 6; i++)
    kx_logind_situation_add_session (situation, &session);
  sentence = kx_logind_situation_describe_sessions (situation);
  g_assert_nonnull (strstr (sentence, "and 2 more;"));
}

/* What others chose to write cannot fill the answer. */
static void
test_long_text (void)
{
  g_autoptr (KxLogindSituation) situation = kx_logind_situation_new ();
  g_autofree char *text = g_strnfill (100000, 'x');
  KxInhibitor inhibitor = { .who = text, .why = text, .mode = (char *) "block" };
  g_autofree char *sentence = NULL;

  kx_logind_situation_add_inhibitor (situation, &inhibitor);
  sentence = kx_logind_situation_describe_inhibitors (situation);
  g_assert_cmpuint (strlen (sentence), <, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/situation/sessions-count", test_sessions_count);
  g_test_add_func ("/situation/inhibitors-count", test_inhibitors_count);
  g_test_add_func ("/situation/sentences", test_sentences);
  g_test_add_func ("/situation/long-text", test_long_text);
  return g_test_run ();
}
