/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#define KX_UEVENT_DIRECTORIES 4

/*
 * kx_uevent_filter_attach:
 * @fd: a socket that receives the kernel's uevents
 * @directories: (array zero-terminated=1): beginnings of paths in sysfs: "/devices/system/memory/";
 *   up to KX_UEVENT_DIRECTORIES of them, each at most 64 bytes, none the beginning of another
 *
 * From now on the kernel drops what is about devices elsewhere, so that nobody is woken up by it. A
 * message begins with "ACTION@DEVPATH" (alloc_uevent_skb() in its lib/kobject_uevent.c). What is in
 * udev's own format, which begins with "libudev", is let through.
 *
 * Returns: whether the kernel took the filter; without it, everything is received.
 */
gboolean kx_uevent_filter_attach (int fd, const char *const *directories);
