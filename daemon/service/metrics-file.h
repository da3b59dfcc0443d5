/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * Keeps kexecd.prom in MetricsDirectory= up to date, where that is set: what the journal of restarts
 * comes to (metrics.h), for the textfile directory of a node exporter. Written in a thread, replaced as a
 * whole, readable for everybody. What cannot be written is told and tried again with the next change.
 * Main loop only.
 */
typedef struct _KxMetricsFile KxMetricsFile;

KxMetricsFile *kx_metrics_file_new (KxKeeper *keeper);
void kx_metrics_file_free (KxMetricsFile *self);
