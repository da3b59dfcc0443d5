/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "downtime.h"
#include "quarantine.h"

/*
 * The journal of restarts: what was promised, what became of it, what has failed, and what a cold
 * boot of this machine takes. Bounded: the oldest are forgotten.
 *
 * On disk, in the state directory: a key file with the group [journal] (version=1, next, cold,
 * cold-stop, panic and total-VERDICT where there was one), [standing], [pending], [restart N] for each
 * entry and [failure N] for each record, the oldest first, and as its last two lines "[seal]" and
 * "sha256=", the digest of all bytes before them: neither half a file nor one with a bit that has
 * flipped is believed.
 */
#define KX_JOURNAL_MAX 64

/* KxVerdicts that there are. */
#define KX_JOURNAL_VERDICTS (KX_VERDICT_LOST + 1)

/* So long the text is at most, bytes: of entries with very long command lines fewer are kept. */
#define KX_JOURNAL_SIZE_MAX (512 * 1024)

/* One restart that is over. Plain values; owns what it points to. */
typedef struct
{
  guint64 number;   /* counts up for ever on this machine */
  KxIntent *intent;
  KxVerdict verdict;
  char *reason;     /* NULL: none is needed */
  char *boot_id;    /* of the boot in which it was decided */
  char *to;         /* the release that runs then */
  gint64 decided;   /* realtime, microseconds */
  KxDowntime downtime;
  gint64 saved;     /* microseconds against a cold boot; -1: not known */
} KxRestart;

KxRestart *kx_restart_copy (const KxRestart *restart);
void kx_restart_free (KxRestart *restart);

typedef struct
{
  guint64 next;           /* number of the next entry */
  KxIntent *standing;     /* what is armed, for a restart that begins without a word; NULL: nothing */
  KxIntent *pending;      /* what was promised and is not decided; NULL: nothing */
  GPtrArray *restarts;    /* (element-type KxRestart), the oldest first */
  guint64 totals[KX_JOURNAL_VERDICTS]; /* restarts by KxVerdict, those that are forgotten too */
  KxQuarantine *quarantine;
  gint64 cold;            /* microseconds from all services stopped to everything started, in the
                             last cold boot that followed an orderly stop; -1: not known */
  char *cold_stop;        /* boot id of what had stopped; NULL: as above */
  gint64 panic;           /* realtime of the newest dump of a panic when a restart was last decided: no
                             later one is to blame on it; 0: there was none */
} KxJournal;

KxJournal *kx_journal_new (void);
KxJournal *kx_journal_copy (const KxJournal *journal);
void kx_journal_free (KxJournal *journal);

/*
 * @data: the file's bytes; no NUL is needed after them. NULL with KX_ERROR_FAILED where they are none, or with KX_ERROR_UNSUPPORTED
 * where they are of a newer version. An entry that cannot be understood spoils the whole: half a
 * journal would forgive what it has forgotten.
 */
KxJournal *kx_journal_parse (const char *data, gsize size, GError **error);

/*
 * The bytes for the file, NUL-terminated. (transfer full) kx_journal_parse() always accepts them; a
 * string that must be there and is NULL is "" then.
 */
char *kx_journal_format (const KxJournal *journal);

/* Takes @restart, which is decided, gives it its number, and forgets the oldest where there are too many. */
void kx_journal_add (KxJournal *journal, KxRestart *restart);

/* The newest entry; NULL: none. Not owned; for the caller to complete. */
KxRestart *kx_journal_get_last (const KxJournal *journal);

/* The last restart by which what is promised took place; NULL: none. Not owned. */
const KxRestart *kx_journal_find_arrived (const KxJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxRestart, kx_restart_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxJournal, kx_journal_free)
