/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config.h"
#include "root.h"

/*
 * Reads /etc/kexecd.conf and then, in the order of their names, the files *.conf of
 * /etc/kexecd.conf.d/. A file with a mistake is left out, and the rest counts: it must never take
 * the daemon down. Blocks.
 *
 * Returns: (transfer full): the mistakes, a sentence each that names the file and the line; perhaps
 * not UTF-8. Those in the table of device hazards (hazard-files.h) are among them.
 */
char **kx_config_load (KxRoot *root, KxConfig *config) G_GNUC_WARN_UNUSED_RESULT;
