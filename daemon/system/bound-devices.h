/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Adds to @bindings (unbind-list.h) the devices that a driver has now, in the order of their names;
 * none where there is no such driver. @root_fd: descriptor of the root directory.
 */
void kx_bound_devices_add (int root_fd, const char *bus, const char *driver, GPtrArray *bindings);
