/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/* What to load, and what the caller was allowed to do for it. */
typedef struct
{
  char *image;   /* id in the catalogue, "" the default one; NULL: own files */
  int *fds;      /* own files: the kernel, then the initrds; owned */
  guint n_fds;
  char *cmdline; /* in place of the image's own; NULL: the image's own */
  char *append;  /* behind the image's own; NULL: nothing */

  gboolean has_expect;  /* fail with Changed where the generation is not `expect` */
  guint64 expect;
  gboolean may_replace; /* something pinned, custom or foreign may give way */
  gboolean renew;       /* load it anew, though it is loaded already */
} KxLoadRequest;

KxLoadRequest *kx_load_request_new (const char *image);
void kx_load_request_free (KxLoadRequest *request);

/* Whether the image would be of the origin "custom". */
gboolean kx_load_request_is_custom (const KxLoadRequest *request);

/*
 * Waits for the turn, copies and validates the files, and stages or arms the image. Takes @request.
 * An image that is loaded already is not loaded again.
 *
 * Fails with KX_ERROR (NO_SUCH_IMAGE, INCOMPLETE, INVALID_IMAGE, UNSUPPORTED, SIGNATURE_REJECTED,
 * LOCKED_DOWN, DISABLED, BUSY, CHANGED, NO_MEMORY, FAILED), G_DBUS_ERROR_INVALID_ARGS for a command
 * line that cannot be passed on, or G_IO_ERROR_CANCELLED. What was loaded before then still is.
 *
 * @keeper announces the progress with its signal "progress".
 */
void kx_load_async (KxKeeper *keeper,
                    KxLoadRequest *request,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data);

/* Returns what is loaded now; owned by the caller. */
KxArmed *kx_load_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxLoadRequest, kx_load_request_free)
