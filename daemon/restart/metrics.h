/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "journal.h"

/*
 * What the journal of restarts comes to, in the text format of OpenMetrics 1.0
 * (github.com/prometheus/OpenMetrics, specification/OpenMetrics.md), which the textfile directory of a
 * node exporter takes as it is. Seconds; what is not known is left out.
 *
 * @max_failures: after so many in a row an image is quarantined; 0: never
 *
 * Returns: (transfer full): the text, ended by "# EOF"
 */
char *kx_metrics_format (const KxJournal *journal, guint max_failures) G_GNUC_WARN_UNUSED_RESULT;
