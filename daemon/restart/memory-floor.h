/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "level.h"

/* MemoryFloor= in kexecd.conf: how much memory is to stay available to the rest of the machine. */
typedef struct
{
  guint64 bytes; /* where it is no percentage */
  guint percent; /* of all memory; 0: bytes count */
} KxMemoryFloor;

/* What is kept where nothing is configured. */
#define KX_MEMORY_FLOOR_DEFAULT ((KxMemoryFloor){ .bytes = 128 * 1024 * 1024 })

/* "128" (MiB), "5%" (at most 50%) or "0" (none). FALSE, with @floor untouched, for anything else. */
gboolean kx_memory_floor_from_string (const char *text, KxMemoryFloor *floor);

/* In bytes, on a machine with @total bytes; 0: none. */
guint64 kx_memory_floor_get_bytes (const KxMemoryFloor *floor, guint64 total);

/* What the judgement rests on; bytes. */
typedef struct
{
  guint64 floor;         /* 0: none */
  guint64 available;     /* without swapping, to whoever asks; 0: not known */
  guint64 needed;        /* that arming takes while it is under way; 0: not known */
  gboolean was_short; /* at the last judgement */
} KxMemoryFacts;

/*
 * How far an image may go for the sake of the memory: below the floor it is only staged, below half
 * of it not even kept. Once memory was short, there must be enough for arming and a quarter more
 * before there is enough: what arming takes must not make it short again.
 */
KxLevel kx_memory_floor_judge (const KxMemoryFacts *facts);

/* How much may be taken for an image; G_MAXUINT64: there is no limit. */
guint64 kx_memory_floor_get_spare (guint64 floor, guint64 available);

/*
 * For how many looks in a row there must be enough before it counts, so that memory that comes and
 * goes does not have an image loaded each time: twice as many as the last time, @before, and the
 * fewest again where there was enough for an hour (@seconds) since then.
 */
guint kx_memory_floor_get_patience (guint before, gint64 seconds);
