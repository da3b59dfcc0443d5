/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * KxWatched:
 *
 * The directories that inotify watches, and what matters in each. For one thread.
 */
typedef struct _KxWatched KxWatched;

/**
 * KxWatchedNews:
 * @KX_WATCHED_NOTHING: nothing that matters
 * @KX_WATCHED_CHANGED: something that matters was made, written, renamed, removed, or got other
 *   rights
 * @KX_WATCHED_MOVED: besides, paths may lead elsewhere now: call kx_watched_set() again. So it is
 *   where events were lost, too
 * @KX_WATCHED_UNMOUNTED: a watched directory was unmounted: call kx_watched_set() again, which
 *   knows whether
 *   anything changed by it
 * @KX_WATCHED_LARGE: besides, what changed may be an image (kx_name_is_large()), or a directory
 * @KX_WATCHED_LOCK: the lock file was closed by somebody who could write it, or removed
 *
 * What happened; several of it may be true at once.
 */
typedef enum
{
  KX_WATCHED_NOTHING = 0,
  KX_WATCHED_CHANGED = 1 << 0,
  KX_WATCHED_MOVED = 1 << 1,
  KX_WATCHED_UNMOUNTED = 1 << 2,
  KX_WATCHED_LOCK = 1 << 3,
  KX_WATCHED_LARGE = 1 << 4,
} KxWatchedNews;

/**
 * kx_watched_new:
 * @root: what stands for `/`
 * @error: in the domain %G_IO_ERROR: the kernel refused
 *
 * Returns: (transfer full): nothing watched yet; %NULL on error
 */
KxWatched *kx_watched_new (KxRoot *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_watched_free: ends all watching. */
void kx_watched_free (KxWatched *watched);

/** kx_watched_get_fd: Returns: the descriptor that becomes readable when something happened. */
int kx_watched_get_fd (KxWatched *watched);

/**
 * kx_watched_set:
 * @watched: the watched directories
 * @paths: (array zero-terminated=1): in the form of kx_watch_set_paths()
 * @since: a time of day, nanoseconds since the epoch
 * @woken_since: the same for what an automounter had unmounted and mounts again: nobody can have
 *   altered it in the meantime
 *
 * Watches these paths from now on and nothing else: each directory on the way to them, through
 * links
 * too, so that a path which does not exist is noticed when it comes to exist. No automount is
 * triggered.
 *
 * Returns: whether something may have changed since @since that no event told: a directory is
 *   watched now which was not, and it was altered since; or one is watched no more, but for those
 *   that lie asleep behind an automount
 */
gboolean kx_watched_set (KxWatched *watched, const char *const *paths, gint64 since,
                         gint64 woken_since) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_watched_set_lock:
 * @watched: the watched directories
 * @path: (nullable): of a lock file below the root; %NULL for none
 *
 * Watches a single file for KX_WATCHED_LOCK, in the place of the former one.
 */
void kx_watched_set_lock (KxWatched *watched, const char *path);

/**
 * kx_watched_read:
 * @watched: the watched directories
 *
 * Takes what events there are. Does not block.
 *
 * Returns: what they mean together
 */
KxWatchedNews kx_watched_read (KxWatched *watched);

/**
 * kx_watched_get_problem:
 *
 * Returns: (transfer none) (nullable): what the last kx_watched_set() could not watch, and why: a
 *   sentence without a full stop
 */
const char *kx_watched_get_problem (KxWatched *watched);

G_END_DECLS
