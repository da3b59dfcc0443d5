/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "hazard.h"
#include "origin.h"

/* An image that is loaded or is to be: what of it has to fit to the machine. */
typedef struct
{
  KxOrigin origin;
  char *release; /* NULL: the image does not tell */
  char *cmdline;
  gboolean has_modules; /* there is a directory of modules for the release */
} KxSubject;

KxSubject *kx_subject_new (KxOrigin origin, const char *release, const char *cmdline);
void kx_subject_free (KxSubject *subject);

/* What is known of the machine as a whole; whatever is not known is empty or FALSE. */
typedef struct
{
  GPtrArray *subjects;      /* of KxSubject */
  GPtrArray *crypttab;      /* of KxCrypttabEntry */
  GPtrArray *block_devices; /* of KxBlockDevice */
  char *running_release;
  char *running_cmdline;
  gboolean running_has_modules;
  char **guests;              /* names of virtual machines and containers that run; NULL: none */
  char **confidential_guests; /* kinds of guests with encrypted memory that run; NULL: none */
} KxMachineFacts;

void kx_machine_facts_clear (KxMachineFacts *facts);

/*
 * Adds to @hazards what this machine as a whole has to fear from a restart without its firmware. The
 * command line is nobody's secret but not everybody's to see: no sentence quotes it.
 */
void kx_machine_hazards_judge (const KxMachineFacts *facts, KxHazards *hazards);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxMachineFacts, kx_machine_facts_clear)
