/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "ledger.h"

/* The ledger's file, `ledger` in the runtime directory of the service (runtime-file.h). */

/*
 * @dir_fd: descriptor of the runtime directory. FALSE with @ledger untouched where there is no
 * file, without an error, or where it cannot be read or understood, with one.
 */
gboolean kx_record_read (int dir_fd, KxLedger *ledger, GError **error);

/*
 * Readable for root alone: it holds a command line. Errors: KX_ERROR_FAILED; there is no record
 * then, also not the former one.
 */
gboolean kx_record_write (int dir_fd, const KxLedger *ledger, GError **error);
