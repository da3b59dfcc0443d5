/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/*
 * kx_wall:
 * @connection: the system bus
 * @root_fd: descriptor of the root directory
 * @text: what to say; what a terminal might not show, or might obey, becomes "?"
 *
 * Writes to the terminals of all who are logged in, as shutdown(8) does. The daemon itself reaches no
 * terminal: it asks systemd to run wall(1) with the text as its argument. Where this machine lacks
 * one of the two nothing is written. Returns at once.
 */
void kx_wall (GDBusConnection *connection, int root_fd, const char *text);
