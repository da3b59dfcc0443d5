/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* In place of the machine: notes what is done to it, as text. */
extern GString *fake_done;     /* "out8 3f8=41; " …, pauses and faults included */
extern guint fake_reads;       /* of any port */
extern guint8 fake_ports[65536]; /* what reading a port gives */

void fake_hardware_reset (void);
