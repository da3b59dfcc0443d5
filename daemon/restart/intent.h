/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <glib.h>

#include "armed.h"
#include "moment.h"

/* Who began a restart. */
typedef enum
{
  KX_BEGUN_EXECUTE,  /* Execute, or a schedule of it */
  KX_BEGUN_FORCE,    /* the same, without stopping services */
  KX_BEGUN_ORDINARY, /* somebody else, by systemd */
  KX_BEGUN_UNSEEN,   /* somebody else, without a word: kexec -e */
} KxBegun;

/* "execute", "force", "ordinary", "unseen". */
const char *kx_begun_to_string (KxBegun begun);
gboolean kx_begun_from_string (const char *text, KxBegun *begun);

/*
 * A restart that was promised: what is to run afterwards. Plain values; owns its strings.
 */
typedef struct
{
  char *boot_id;    /* of the boot that it ends */
  char *from;       /* the release that ran then */
  char *image;      /* id in the catalogue; "" for files of a caller's own */
  char *release;    /* NULL: the image does not tell */
  char *cmdline;
  char *digest;     /* of the image, hexadecimal */
  char *method;     /* Status's word for it; NULL: not known */
  KxBegun begun;
  uid_t uid;        /* who asked; only for execute and force */
  KxMoment asked;   /* realtime 0: nobody saw when */
  guint64 khz;      /* of the counter, as measured in that boot; 0: not known */
  gint64 deadline;  /* realtime, microseconds: later than that nobody waits for it any more */
  char *dropped;    /* why kexecd itself took the image out of the kernel after the promise, so that
                       the restart is a cold one; NULL: it did not */
} KxIntent;

/* How long after it was asked for a restart is waited for. */
#define KX_INTENT_PATIENCE (30 * G_TIME_SPAN_MINUTE)

/*
 * (transfer full): of what is armed, begun by Execute; the caller fills in the rest. NULL where it is
 * foreign: nobody knows what it promises.
 */
KxIntent *kx_intent_new (const KxArmed *armed, const char *boot_id, const char *from);

/* (transfer full): NULL of NULL. */
KxIntent *kx_intent_copy (const KxIntent *intent);
void kx_intent_free (KxIntent *intent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxIntent, kx_intent_free)
