/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "names.h"

/*
 * The error domain of kexecd: one code per error name of the contract. GIO translates a GError of
 * this domain into that name when a method call fails with it.
 *
 * A message says what happened, why, and what to do; it starts in lower case and ends without a
 * full stop, because layers above put "…: " in front of it.
 */
#define KX_ERROR (kx_error_quark ())

typedef enum
{
#define X(code, name, exit_code) KX_ERROR_##code,
  KX_ERRORS (X)
#undef X
} KxError;

GQuark kx_error_quark (void);
