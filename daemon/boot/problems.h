/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxProblems:
 * @sentences: (element-type utf8): without full stops
 * @lasting: how many of them time will not heal
 *
 * What is wrong with a file or an image.
 */
typedef struct
{
  GPtrArray *sentences;
  guint lasting;
} KxProblems;

/**
 * KxOutlook:
 * @KX_OUTLOOK_PENDING: somebody may be at work: look again
 * @KX_OUTLOOK_LASTING: it stays so until somebody mends it, which will be noticed
 */
typedef enum
{
  KX_OUTLOOK_PENDING,
  KX_OUTLOOK_LASTING,
} KxOutlook;

/** kx_problems_init: makes @problems empty; free with kx_problems_clear(). */
void kx_problems_init (KxProblems *problems);

/** kx_problems_clear: frees what @problems owns. */
void kx_problems_clear (KxProblems *problems);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxProblems, kx_problems_clear)

/** kx_problems_add: adds a sentence, which is cut where it is longer than anybody would read. */
void kx_problems_add (KxProblems *problems, KxOutlook outlook, const char *format,
                      ...) G_GNUC_PRINTF (3, 4);

/** kx_problems_add_all: adds what @others has; nothing is said twice. */
void kx_problems_add_all (KxProblems *problems, const KxProblems *others);

/** kx_problems_any: Returns: whether there is a problem. */
gboolean kx_problems_any (const KxProblems *problems);

/** kx_problems_are_pending: Returns: whether there are problems and time may heal them all. */
gboolean kx_problems_are_pending (const KxProblems *problems);

G_END_DECLS
