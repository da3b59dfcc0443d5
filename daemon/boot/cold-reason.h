/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxColdReason:
 * @id: static; what kind it is, for programs: see "cold-reasons" in the contract
 * @text: what it is and how it ends: a sentence without a full stop
 *
 * Why a restart that nobody asked to be fast has to be a cold one, through the firmware and the
 * boot loader.
 */
typedef struct
{
  const char *id;
  char *text;
} KxColdReason;

/* What is no request to the firmware. */
#define KX_COLD_ONE_SHOT "one-shot"           /* the boot loader starts something once */
#define KX_COLD_NOT_STARTABLE "not-startable" /* what it starts cannot be started from here */
#define KX_COLD_BOOT_TRIAL "boot-trial"       /* it counts the starts of an entry on trial */
#define KX_COLD_REQUESTED "requested"         /* SetNextRestart */

/** kx_cold_reasons_new: Returns: (transfer full) (element-type KxColdReason): none. */
GPtrArray *kx_cold_reasons_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** kx_cold_reasons_add: adds the reason @id, which is static, with a printf-like text. */
void kx_cold_reasons_add (GPtrArray *reasons, const char *id, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** kx_cold_reasons_add_all: adds copies of all @others. */
void kx_cold_reasons_add_all (GPtrArray *reasons, const GPtrArray *others);

/** kx_cold_reasons_have: Returns: whether one of @reasons is of the kind @id. */
gboolean kx_cold_reasons_have (const GPtrArray *reasons, const char *id);

/**
 * kx_cold_reasons_join:
 *
 * Returns: (transfer full) (nullable): the texts of @reasons in one sentence without a full stop;
 *   %NULL where there are none
 */
char *kx_cold_reasons_join (const GPtrArray *reasons) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
