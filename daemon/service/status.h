/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The contract's views of the state as D-Bus values, floating. @secrets: whether the caller may see
 * every command line; another one sees those that equal the running kernel's.
 */

/* a{sv}: Status. */
GVariant *kx_status_build (KxKeeper *keeper, gboolean secrets);

/* a{sv}: one loaded image. */
GVariant *kx_status_build_armed (KxKeeper *keeper, const KxArmed *armed, gboolean secrets);

/* aa{sv}: ListImages. */
GVariant *kx_status_build_images (KxKeeper *keeper);
