/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "hazard-rule.h"

/*
 * The table of device hazards: the one that kexecd brings along and the administrator's quirk
 * files, one over the other. Key files (see kexecd.hazards(5)): a group for each rule, named by the
 * rule's id; the group [table] has the version of the syntax.
 */

/* The rules. Immutable once everything is added. */
typedef struct
{
  GPtrArray *rules; /* of KxHazardRule */
} KxHazardTable;

KxHazardTable *kx_hazard_table_new (void) G_GNUC_WARN_UNUSED_RESULT;
void kx_hazard_table_free (KxHazardTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxHazardTable, kx_hazard_table_free)

/*
 * Puts the rules of a file over those that are there, key by key.
 * @name: of the file, for messages. @data: its @size bytes.
 * @mistakes: (element-type utf8): gets a sentence without a full stop for each mistake, with file,
 * group and key. A group with a mistake is left out as a whole, and what it says of a rule of an
 * earlier file with it; a file that is no key file, or of another version, is left out.
 */
void kx_hazard_table_add (KxHazardTable *table, const char *name, const char *data, gsize size,
                          GPtrArray *mistakes);

/* The subsystems that rules which are not off ask about, each once. (transfer full) */
char **kx_hazard_table_list_subsystems (const KxHazardTable *table) G_GNUC_WARN_UNUSED_RESULT;
