/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "verdict.h"

/*
 * What has failed on this machine: by the digest of the image, so that another kernel, initrd or
 * command line of the same name begins anew. A way to load that failed with an image is not
 * taken with it again; after as many failures in a row as the administrator allows the image is not
 * loaded at all, until he forgives. Bounded: the oldest are forgotten.
 */
#define KX_QUARANTINE_MAX 32

/* Plain values; owns what it points to. */
typedef struct
{
  char *digest;
  char *image;    /* id in the catalogue; "" for files of a caller's own */
  char *release;  /* NULL: not known */
  guint failures; /* in a row, since it last arrived */
  char **methods; /* ways to load that failed with it, Status's words; NULL: none is known. An
                     arrival by another one does not take them off the list */
  KxVerdict last;
  char *reason;   /* the last verdict's */
  gint64 when;    /* realtime of the last failure, microseconds */
} KxFailureRecord;

/* (element-type KxFailureRecord), the oldest first. */
typedef struct
{
  GPtrArray *records;
} KxQuarantine;

KxQuarantine *kx_quarantine_new (void);
KxQuarantine *kx_quarantine_copy (const KxQuarantine *quarantine);
void kx_quarantine_free (KxQuarantine *quarantine);
void kx_failure_record_free (KxFailureRecord *record);

/* The record of an image; NULL: it never failed. Not owned. */
const KxFailureRecord *kx_quarantine_find (const KxQuarantine *quarantine, const char *digest);

/* A restart failed. @reason: the verdict's, or NULL. @when: realtime, microseconds. */
void kx_quarantine_add (KxQuarantine *quarantine, const KxIntent *intent, KxVerdict verdict,
                        const char *reason, gint64 when);

/* It arrived: its failures in a row are over; ways to load that failed stay out of use. */
void kx_quarantine_note_arrival (KxQuarantine *quarantine, const char *digest);

/* Whether @method, Status's word, failed with the image. */
gboolean kx_quarantine_has_failed (const KxQuarantine *quarantine, const char *digest,
                                   const char *method);

/*
 * Why the image must not be loaded, in a sentence that names what failed, when, and what helps
 * ("kexecctl forgive …"); NULL: it may. @max: so many failures in a row are too many; 0: none are.
 * (transfer full): always UTF-8, lower case, without a full stop
 */
char *kx_quarantine_explain (const KxQuarantine *quarantine, const char *digest, guint max);

/*
 * Which ways failed with the image, when and why, and what helps, in a sentence; NULL: none did.
 * (transfer full)
 */
char *kx_quarantine_explain_methods (const KxQuarantine *quarantine, const char *digest);

/* @what: an image's id, a digest, or "" for all. The number of records that are gone. */
guint kx_quarantine_forgive (KxQuarantine *quarantine, const char *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxQuarantine, kx_quarantine_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxFailureRecord, kx_failure_record_free)
