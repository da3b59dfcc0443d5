/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How bad it is. */
typedef enum
{
  KX_SEVERITY_NOTE,     /* good to know */
  KX_SEVERITY_WARNING,  /* something may be lost or not work afterwards */
  KX_SEVERITY_BLOCKING, /* the machine may not come back by itself: only with consent */
} KxSeverity;

/* The name on the bus and in files; static. */
const char *kx_severity_to_string (KxSeverity severity);

/* FALSE, with @severity untouched, where @text names no severity. */
gboolean kx_severity_from_string (const char *text, KxSeverity *severity);

/* What may go wrong when this machine is restarted without its firmware. */
typedef struct
{
  char *id;            /* of the kind of hazard, for programs: "luks-tpm2" */
  KxSeverity severity;
  char *device;        /* "0000:00:02.0"; "" for the whole machine */
  char *text;          /* what may happen, and why: a sentence that begins in lower case, without
                        * a full stop */
  char *remedy;        /* what to do about it, likewise; "" where nothing can be done */
} KxHazard;

/*
 * All hazards of a machine, the gravest first, then by id and device. Reference-counted; immutable
 * once it is built.
 */
typedef struct
{
  GPtrArray *items;    /* of const KxHazard */
  GPtrArray *bindings; /* of KxBinding: what can be taken from its driver, as a remedy */
} KxHazards;

/* None, to be added to before anybody else sees it. */
KxHazards *kx_hazards_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Adds one, in its place; what is there already (the same id and device) is not added again. */
void kx_hazards_add (KxHazards *hazards, const char *id, KxSeverity severity, const char *device,
                     const char *text, const char *remedy);

KxHazards *kx_hazards_ref (KxHazards *hazards);
void kx_hazards_unref (KxHazards *hazards);

/* Whether both are the same in every word. */
gboolean kx_hazards_equal (const KxHazards *a, const KxHazards *b);

/* Whether one of them needs the consent. */
gboolean kx_hazards_block (const KxHazards *hazards);

/*
 * The blocking ones, the first few of them, each with its remedy, in a sentence without a full stop;
 * NULL where none blocks. (transfer full)
 */
char *kx_hazards_describe_blocking (const KxHazards *hazards) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxHazards, kx_hazards_unref)
