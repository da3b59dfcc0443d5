/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <glib.h>

/* A login session. Strings are never NULL; seat and tty are "" where there is none. */
typedef struct
{
  char *id;
  char *user;
  uid_t uid;
  char *seat;
  char *tty;
} KxSession;

/* A lock that asks for no shutdown now. Strings are never NULL. */
typedef struct
{
  char *who;
  char *why;
  char *mode; /* "block" or "block-weak" */
  uid_t uid;
  pid_t pid;
} KxInhibitor;

/* What an orderly restart would disturb. Immutable and reference-counted. */
typedef struct
{
  GPtrArray *sessions;   /* of KxSession: those of other users */
  GPtrArray *inhibitors; /* of KxInhibitor: everybody's, root's too */
} KxLogindSituation;

KxLogindSituation *kx_logind_situation_ref (KxLogindSituation *situation);
void kx_logind_situation_unref (KxLogindSituation *situation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxLogindSituation, kx_logind_situation_unref)

/* For those who fill one in: an empty one, and items that are copied into it. */
KxLogindSituation *kx_logind_situation_new (void);
void kx_logind_situation_add_session (KxLogindSituation *situation, const KxSession *session);
void kx_logind_situation_add_inhibitor (KxLogindSituation *situation,
                                        const KxInhibitor *inhibitor);

/*
 * kx_session_counts:
 * @class: class of a session
 * @state: its state
 *
 * Whether a restart would disturb somebody in it: a user's session, as logind itself counts them
 * ("user" and its variants such as "user-early"; greeters, lock screens, background sessions and
 * service managers do not count), that is not on its way out.
 */
gboolean kx_session_counts (const char *class, const char *state);

/*
 * kx_inhibitor_counts:
 * @what: what it inhibits, separated by colons
 * @mode: its mode
 */
gboolean kx_inhibitor_counts (const char *what, const char *mode);

/*
 * kx_logind_situation_check:
 * @ignore_sessions: consent to end other users' sessions
 * @ignore_inhibitors: consent to a restart in spite of inhibitors
 *
 * Returns: TRUE, or FALSE with KX_ERROR_OTHER_SESSIONS or KX_ERROR_INHIBITED, whose messages are
 * the sentences below.
 */
gboolean kx_logind_situation_check (KxLogindSituation *situation, gboolean ignore_sessions,
                                    gboolean ignore_inhibitors,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Sentences that name the sessions, the inhibitors (at most the first five of them) and the
 * consent that is needed; NULL where there are none. (transfer full)
 */
char *kx_logind_situation_describe_sessions (KxLogindSituation *situation);
char *kx_logind_situation_describe_inhibitors (KxLogindSituation *situation);
