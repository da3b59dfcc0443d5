/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"
#include "ledger.h"

/* For keeper.c, which keeps what is loaded, and keeper-notes.c: what is known beside that. */
struct _KxKeeper
{
  GObject parent_instance;

  KxRoot *root;
  const KxKexecCalls *calls;
  KxMachine *machine;
  KxMemoryFiles *memory;
  KxTurns *turns;
  int runtime_fd; /* -1: no record can be kept */
  KxChronicle *chronicle;

  /* What is loaded. */
  KxLedger ledger; /* what a successor needs to know */
  guint made;      /* kx_kexec_get_made() where the ledger's counter stands */
  KxPlan *plan;
  gboolean unsure;
  gboolean asking; /* between kx_keeper_begin_*() and its end */

  /* What is known beside that. */
  KxConfig config;
  char **mistakes; /* in the configuration */
  KxCatalogue *catalogue;
  KxHazards *hazards;    /* NULL: nobody has looked yet */
  KxCatalogue *assessed; /* what they are about; NULL: nothing was known of /boot */
  char *waiting;
  char *problem;
  char *activity;
  char *hindrances[KX_N_HINDRANCES]; /* NULL: not in the way */
  GError *failure;
  GPtrArray *remedies;
  KxQuarantine *quarantine; /* NULL: nothing has failed */
  guint systemd;
  KxProtection *protection;
  gboolean guarded;
  gboolean executing;
  KxSchedule *schedule;
  char *schedule_stopped;
};

/* Something that Status shows is another now. */
void kx_keeper_changed (KxKeeper *keeper);

/* Of the object's end. */
void kx_keeper_clear_notes (KxKeeper *keeper);
