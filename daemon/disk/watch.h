/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "root.h"

G_BEGIN_DECLS

#define KX_TYPE_WATCH (kx_watch_get_type ())
G_DECLARE_FINAL_TYPE (KxWatch, kx_watch, KX, WATCH, GObject)

/**
 * KxWatch::settled:
 *
 * What changed has come to rest: now is the time to scan.
 *
 * KxWatch::waiting-changed:
 *
 * kx_watch_get_waiting() has another answer.
 */

/**
 * kx_watch_new:
 * @root: what stands for `/`
 * @error: in the domain %G_IO_ERROR: the kernel refused (no inotify instances left, …)
 *
 * Watches what a machine without any kernel would have to be watched for, until
 * kx_watch_set_paths() is told more. Lives in the thread-default main context. Wakes up for nothing
 * while nothing changes.
 *
 * Returns: (transfer full): a new watch; %NULL on error
 */
KxWatch *kx_watch_new (KxRoot *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_watch_set_paths:
 * @watch: a watch
 * @paths: (array zero-terminated=1): of a catalogue. Absolute below the root, and each in one of
 *   three forms: "/etc/kernel/cmdline", this file or directory itself;
 *   "/boot/", all in this directory that is named like a kernel or an initrd; "/lib/modules/&ast;",
 *   all in this directory but for temporary files. What does not exist is waited for
 *
 * Watches these paths from now on, in the place of the former. Where that makes another directory
 * watched and something has happened in it since the last KxWatch::settled, the watch becomes
 * dirty,
 * and KxWatch::settled will follow once more.
 */
void kx_watch_set_paths (KxWatch *watch, const char *const *paths);

/** kx_watch_touch: marks the watch dirty by hand; KxWatch::settled will follow. */
void kx_watch_touch (KxWatch *watch);

/**
 * kx_watch_get_waiting:
 *
 * Returns: (transfer none) (nullable): what is waited for before the next scan, a sentence
 * without a
 *   full stop; %NULL where nothing has changed
 */
const char *kx_watch_get_waiting (KxWatch *watch);

/**
 * kx_watch_get_problem:
 *
 * Returns: (transfer none) (nullable): why changes somewhere cannot be noticed, a sentence
 * without a
 *   full stop; %NULL where all is well
 */
const char *kx_watch_get_problem (KxWatch *watch);

G_END_DECLS
