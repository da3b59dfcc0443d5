/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "armed.h"

/*
 * What the daemon knows of its own loads, kept in /run so that a successor knows it too. It is
 * written before the kernel is asked for anything and again afterwards: whoever finds the phase
 * "rest" can rely on it, whoever finds another one cannot.
 *
 * On disk: a key file with the group [ledger] (version=1, boot-id, phase, loads, generation, cold,
 * counter, sealed, suspended) and, where something is loaded, [armed]; where a load is under way,
 * [next].
 */

/* Value of `suspended` where another program has unloaded what was armed. */
#define KX_LEDGER_NO_ROOM_FOR_PINNED                                                               \
  "memory was too short for the image that was chosen on purpose, and no other takes its place; "  \
  "“kexecctl load” loads it again"
#define KX_LEDGER_UNLOADED_BY_ANOTHER                                                              \
  "another program has unloaded the image; “kexecctl load” loads it again"

typedef enum
{
  KX_PHASE_REST,      /* nothing is under way */
  KX_PHASE_LOADING,   /* the kernel has been asked for `next` */
  KX_PHASE_UNLOADING, /* the kernel has been asked to drop what it holds */
} KxPhase;

typedef struct
{
  char *boot_id;      /* of the boot that this is about */
  KxPhase phase;
  guint64 loads;      /* successful loads in this boot */
  guint64 generation; /* the contract's */
  gboolean cold;      /* somebody wants the next ordinary reboot to be a cold one */
  int counter;        /* the kernel's load counter as it is if nobody else has called since it took
                         `armed`; -1: the kernel did not count then, or it is not known */
  gboolean sealed;    /* the kernel was locked while it held `armed`: it takes nothing any more */
  char *suspended;    /* why nothing is armed by itself; NULL: it is */
  KxArmed *armed;     /* NULL: nothing */
  KxArmed *next;      /* only in the phase "loading" */
} KxLedger;

void kx_ledger_clear (KxLedger *ledger);

/*
 * @data: the file's bytes. FALSE with KX_ERROR_FAILED and @ledger untouched where they are not a
 * ledger of this version. On success @ledger owns its contents.
 */
gboolean kx_ledger_parse (const char *data, gsize size, KxLedger *ledger, GError **error);

/* The bytes for the file, NUL-terminated. */
char *kx_ledger_format (const KxLedger *ledger);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxLedger, kx_ledger_clear)
