/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "hazard-table.h"
#include "root.h"

/*
 * Reads the table of device hazards that kexecd brings along and then, in the order of their names,
 * the administrator's files *.conf of /etc/kexecd.hazards.d/. What has a mistake is left out, which
 * is added to @mistakes (nullable), a sentence each; perhaps not UTF-8. Blocks; from any thread.
 */
KxHazardTable *kx_hazard_files_load (KxRoot *root,
                                     GStrvBuilder *mistakes) G_GNUC_WARN_UNUSED_RESULT;
