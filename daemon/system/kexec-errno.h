/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Which of the calls failed: the same errno means other things in each. */
typedef enum
{
  KX_KEXEC_CALL_LOAD,
  KX_KEXEC_CALL_FILE_LOAD,
  KX_KEXEC_CALL_UNLOAD,
} KxKexecCall;

/*
 * kx_kexec_errno_set_error:
 * @call: the call that failed
 * @errnum: its errno, positive
 *
 * Says in @error, in the domain KX_ERROR, what this errno of this call means and what to do. An
 * errno that the table does not know becomes KX_ERROR_FAILED with the system's own text.
 */
void kx_kexec_errno_set_error (KxKexecCall call, int errnum, GError **error);
