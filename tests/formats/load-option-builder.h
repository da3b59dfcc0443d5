/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values of EFI variables Boot####, put together node by node. */

/* The partition of load_option_add_drive(). */
#define LOAD_OPTION_PARTITION "00112233-4455-6677-8899-aabbccddeeff"

GByteArray *load_option_new (guint32 attributes, const char *description);
void load_option_add_node (GByteArray *option, const guint8 *node, gsize size);
void load_option_add_drive (GByteArray *option);
void load_option_add_file (GByteArray *option, const char *path);
void load_option_add_end (GByteArray *option);

/* Ends the last device path, and then the option. */
void load_option_end (GByteArray *option, const char *arguments);
/* Ends the option only. */
void load_option_close (GByteArray *option, const char *arguments);

G_END_DECLS
