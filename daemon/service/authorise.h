/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "polkit.h"

/*
 * Asks polkit for all of @actions (NULL-terminated, the strictest first) on behalf of @sender. What
 * is granted without a password is not asked for; of the rest the strictest one prompts, if
 * @interactive, and its password covers the others. One refusal refuses all. Root is not asked
 *   about:
 * who is root can do all of this without kexecd.
 *
 * @details: as in kx_polkit_check_async(); copied.
 *
 * Errors: G_DBUS_ERROR_ACCESS_DENIED; KX_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED where a password
 * could help; G_IO_ERROR_CANCELLED.
 */
void kx_authorise_async (KxPolkit *polkit,
                         const char *sender,
                         uid_t uid,
                         const char *const *actions,
                         const char *const *details,
                         gboolean interactive,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean kx_authorise_finish (GAsyncResult *result, GError **error);
