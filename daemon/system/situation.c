/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "situation.h"

#include <string.h>

#include "error.h"

/* So many are named in a sentence; the rest is counted. */
#define NAMED 5
/* So much of a text that others wrote is quoted. */
#define QUOTED 80

static void
session_free (gpointer data)
{
  KxSession *session = data;

  g_free (session->id);
  g_free (session->user);
  g_free (session->seat);
  g_free (session->tty);
  g_free (session);
}

static void
inhibitor_free (gpointer data)
{
  KxInhibitor *inhibitor = data;

  g_free (inhibitor->who);
  g_free (inhibitor->why);
  g_free (inhibitor->mode);
  g_free (inhibitor);
}

KxLogindSituation *
kx_logind_situation_new (void)
{
  KxLogindSituation *situation = g_atomic_rc_box_new0 (KxLogindSituation);

  situation->sessions = g_ptr_array_new_with_free_func (session_free);
  situation->inhibitors = g_ptr_array_new_with_free_func (inhibitor_free);
  return situation;
}

KxLogindSituation *
kx_logind_situation_ref (KxLogindSituation *situation)
{
  return g_atomic_rc_box_acquire (situation);
}

static void
clear (gpointer data)
{
  KxLogindSituation *situation = data;

  g_ptr_array_unref (situation->sessions);
  g_ptr_array_unref (situation->inhibitors);
}

void
kx_logind_situation_unref (KxLogindSituation *situation)
{
  if (situation != NULL)
    g_atomic_rc_box_release_full (situation, clear);
}

void
kx_logind_situation_add_session (KxLogindSituation *situation, const KxSession *session)
{
  KxSession *copy = g_new0 (KxSession, 1);

  copy->id = g_strdup (session->id != NULL ? session->id : "");
  copy->user = g_strdup (session->user != NULL ? session->user : "");
  copy->uid = session->uid;
  copy->seat = g_strdup (session->seat != NULL ? session->seat : "");
  copy->tty = g_strdup (session->tty != NULL ? session->tty : "");
  g_ptr_array_add (situation->sessions, copy);
}

void
kx_logind_situation_add_inhibitor (KxLogindSituation *situation, const KxInhibitor *inhibitor)
{
  KxInhibitor *copy = g_new0 (KxInhibitor, 1);

  copy->who = g_strdup (inhibitor->who != NULL ? inhibitor->who : "");
  copy->why = g_strdup (inhibitor->why != NULL ? inhibitor->why : "");
  copy->mode = g_strdup (inhibitor->mode != NULL ? inhibitor->mode : "");
  copy->uid = inhibitor->uid;
  copy->pid = inhibitor->pid;
  g_ptr_array_add (situation->inhibitors, copy);
}

gboolean
kx_session_counts (const char *class, const char *state)
{
  /* logind's own list since 257; before there was "user" only. */
  static const char *const classes[] = { "user", "user-early", "user-light", "user-early-light",
                                         NULL };

  return g_strv_contains (classes, class) && strcmp (state, "closing") != 0;
}

gboolean
kx_inhibitor_counts (const char *what, const char *mode)
{
  g_auto (GStrv) words = g_strsplit (what, ":", -1);

  return g_strv_contains ((const char *const *) words, "shutdown")
         && (strcmp (mode, "block") == 0 || strcmp (mode, "block-weak") == 0);
}

/* Text that any user can choose: one line, no control characters, not too long. */
static char *
quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);
  glong n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ == QUOTED)
        {
          g_string_append (line, "…");
          break;
        }
      g_string_append_unichar (line, g_unichar_isprint (c) ? c : ' ');
    }
  return g_string_free (line, FALSE);
}

static void
append_more (GString *sentence, guint n)
{
  if (n > NAMED)
    g_string_append_printf (sentence, " and %u more", n - NAMED);
}

char *
kx_logind_situation_describe_sessions (KxLogindSituation *situation)
{
  guint n = situation->sessions->len;
  GString *sentence;

  if (n == 0)
    return NULL;

  sentence = g_string_new (n == 1 ? "another user is logged in: " : "other users are logged in: ");
  for (guint i = 0; i < MIN (n, NAMED); i++)
    {
      const KxSession *session = g_ptr_array_index (situation->sessions, i);
      g_autofree char *user = quote (session->user);
      g_autofree char *id = quote (session->id);
      g_autofree char *tty = quote (session->tty);
      g_autofree char *seat = quote (session->seat);

      g_string_append_printf (sentence, "%s%s (session %s", i > 0 ? ", " : "", user, id);
      if (*tty != '\0')
        g_string_append_printf (sentence, " on %s", tty);
      else if (*seat != '\0')
        g_string_append_printf (sentence, " on %s", seat);
      g_string_append_c (sentence, ')');
    }
  append_more (sentence, n);
  g_string_append (sentence,
                   "; ask them to log out, or consent with the option ignore-sessions, which ends "
                   "their sessions");
  return g_string_free (sentence, FALSE);
}

char *
kx_logind_situation_describe_inhibitors (KxLogindSituation *situation)
{
  guint n = situation->inhibitors->len;
  GString *sentence;

  if (n == 0)
    return NULL;

  sentence = g_string_new ("a restart is held up by ");
  for (guint i = 0; i < MIN (n, NAMED); i++)
    {
      const KxInhibitor *inhibitor = g_ptr_array_index (situation->inhibitors, i);
      g_autofree char *who = quote (inhibitor->who);
      g_autofree char *why = quote (inhibitor->why);

      g_string_append_printf (sentence, "%s%s (\"%s\", user %u, process %d)", i > 0 ? ", " : "", who,
                              why, (guint) inhibitor->uid, (int) inhibitor->pid);
    }
  append_more (sentence, n);
  g_string_append (sentence,
                   "; wait until that is over, or consent with the option ignore-inhibitors");
  return g_string_free (sentence, FALSE);
}

gboolean
kx_logind_situation_check (KxLogindSituation *situation, gboolean ignore_sessions,
                           gboolean ignore_inhibitors, GError **error)
{
  g_autofree char *sessions = NULL;
  g_autofree char *inhibitors = NULL;

  if (!ignore_inhibitors)
    inhibitors = kx_logind_situation_describe_inhibitors (situation);
  if (inhibitors != NULL)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INHIBITED, inhibitors);
      return FALSE;
    }
  if (!ignore_sessions)
    sessions = kx_logind_situation_describe_sessions (situation);
  if (sessions != NULL)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_OTHER_SESSIONS, sessions);
      return FALSE;
    }
  return TRUE;
}
