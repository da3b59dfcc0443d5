/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/**
 * KxRoot:
 *
 * The directory that stands for `/`, held open. Nothing that is opened through it lies outside of
 * it:
 * absolute links and `..` end at it. Counted atomically and immutable: every thread may use it.
 */
typedef struct _KxRoot KxRoot;

/**
 * kx_root_new:
 * @path: the directory, "/" as a rule
 * @error: in the domain %G_IO_ERROR: it is missing, unreadable or not a directory
 *
 * Returns: (transfer full): a new root; %NULL on error
 */
KxRoot *kx_root_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_root_ref: Returns: (transfer full): @root; from any thread. */
KxRoot *kx_root_ref (KxRoot *root);

/** kx_root_unref: drops a reference; the last one closes the directory. From any thread. */
void kx_root_unref (KxRoot *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxRoot, kx_root_unref)

/**
 * kx_root_dup:
 *
 * Returns: (transfer full): a root of its own on a duplicate of the descriptor; %NULL on error
 */
KxRoot *kx_root_dup (KxRoot *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_root_new_for_look:
 * @root: a root
 *
 * For one look at many files by one thread, which does not last: a root that remembers the
 * directories of which kx_trust_check() found that only root can alter what is in them.
 *
 * Returns: (transfer full): a root of its own on a duplicate of the descriptor; %NULL on error
 */
KxRoot *kx_root_new_for_look (KxRoot *root, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_root_get_trusted:
 *
 * Returns: (transfer none) (nullable) (element-type utf8): the directories that @root remembers,
 *   below it as they were written; %NULL where it remembers none
 */
GHashTable *kx_root_get_trusted (KxRoot *root);

/**
 * kx_root_is_plain:
 *
 * Returns: whether @path is that of the last file that kx_root_open_regular() opened through
 *   @root, and was no link; never where @root remembers nothing
 */
gboolean kx_root_is_plain (KxRoot *root, const char *path);

/** kx_root_get_fd: Returns: the directory's descriptor (O_PATH), which stays @root's. */
int kx_root_get_fd (KxRoot *root);

/**
 * kx_root_open:
 * @root: a root
 * @path: where below it; a leading "/" makes no difference
 * @flags: of open(); O_NOFOLLOW together with O_PATH only; O_CLOEXEC, O_NONBLOCK and O_NOCTTY are
 *   added. Nothing is ever created
 * @error: in the domain %G_IO_ERROR, from errno: %G_IO_ERROR_NOT_FOUND,
 *   %G_IO_ERROR_PERMISSION_DENIED …
 *
 * Opens a file or directory below the root; links are followed, but never out of it, and the
 * magic links of /proc not at all.
 * Opening a device or FIFO can have effects: what is not known to be a regular file is opened with
 * O_PATH first (see kx_root_open_regular()).
 *
 * Returns: a descriptor that the caller closes; -1 on error
 */
int kx_root_open (KxRoot *root, const char *path, int flags,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_root_open_at:
 * @directory: descriptor of the directory that stands for `/`, for one look that needs no #KxRoot
 *
 * As kx_root_open().
 *
 * Returns: a descriptor that the caller closes; -1 with errno
 */
int kx_root_open_at (int directory, const char *path, int flags) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_root_open_regular:
 * @root: a root
 * @path: where below it
 * @error: in the domain %G_IO_ERROR as for kx_root_open(); %G_IO_ERROR_NOT_REGULAR_FILE: it is a
 *   directory, FIFO, socket or
 *   device, which the message names; %G_IO_ERROR_NOT_FOUND: also where it was replaced in between
 *
 * Opens a regular file for reading. Anything else is refused without having been opened.
 *
 * Returns: a descriptor that the caller closes; -1 on error
 */
int kx_root_open_regular (KxRoot *root, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_root_exists: Returns: whether something is at @path below @root, links followed. */
gboolean kx_root_exists (KxRoot *root, const char *path);

/**
 * kx_root_read:
 * @root: a root
 * @path: a small regular file below it, of /proc too
 * @cap: the most bytes that it may have
 * @length: (out) (optional): how many it has
 * @error: as for kx_root_open_regular(); %G_IO_ERROR_MESSAGE_TOO_LARGE: more than @cap bytes
 *
 * Returns: (transfer full): its contents, ended by a NUL that is not counted; %NULL on error
 */
char *kx_root_read (KxRoot *root, const char *path, gsize cap, gsize *length,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_root_read_with_status: kx_root_read(), which also sets @status to that of the file. */
char *kx_root_read_with_status (KxRoot *root, const char *path, gsize cap, gsize *length,
                                struct stat *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * KxRootVisitor:
 * @directory: a descriptor (O_PATH) of a directory that the way leads through, only for now
 * @status: of that directory
 * @name: (nullable): what is looked up in it next; %NULL in the last one, where @path is a
 *   directory
 * @user_data: the caller's
 *
 * Returns: %FALSE to end the walk
 */
typedef gboolean (*KxRootVisitor) (int directory, const struct stat *status, const char *name,
                                   gpointer user_data);

/**
 * KxRootWalk:
 * @KX_ROOT_WALK_ARRIVED: the whole way exists
 * @KX_ROOT_WALK_MISSING: the last thing looked up does not exist or is out of reach
 * @KX_ROOT_WALK_ASLEEP: the way ends at an automount point where nothing is mounted; not triggered
 * @KX_ROOT_WALK_STOPPED: the visitor ended it
 */
typedef enum
{
  KX_ROOT_WALK_ARRIVED,
  KX_ROOT_WALK_MISSING,
  KX_ROOT_WALK_ASLEEP,
  KX_ROOT_WALK_STOPPED,
} KxRootWalk;

/**
 * kx_root_walk:
 * @root: a root
 * @path: where below it
 * @status: (out) (optional): of what is at the end, where the way was ARRIVED at
 * @visitor: called for each directory on the way, in order, before anything is looked up in it;
 *   those that links lead through too
 * @user_data: for @visitor
 *
 * Goes the way that kx_root_open() goes, step by step.
 *
 * Returns: how far it came
 */
KxRootWalk kx_root_walk (KxRoot *root, const char *path, struct stat *status, KxRootVisitor visitor,
                         gpointer user_data);

G_END_DECLS
