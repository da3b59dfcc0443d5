/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "config.h"
#include "root.h"

/*
 * Reads /etc/kexecd.conf and then, in the order of their names, the files *.conf of
 * /etc/kexecd.conf.d/. A file with a mistake is left out with a warning that names it and the line:
 * it must never take the daemon down.
 */
void kx_config_load (KxRoot *root, KxConfig *config);
