/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

typedef enum
{
  KX_AUTHORITY_NO,        /* refused; a dismissed prompt and a wrong password, too */
  KX_AUTHORITY_CHALLENGE, /* a password could help. After an interactive check: nobody is there
                             who could ask for it, the caller's session has no agent */
  KX_AUTHORITY_YES,
} KxAuthority;

/* polkit's authority as seen from one bus connection. */
typedef struct _KxPolkit KxPolkit;

/*
 * kx_polkit_new:
 * @connection: the system bus
 *
 * Returns: (transfer full): release with kx_polkit_free(). Checks under way go on without it.
 */
KxPolkit *kx_polkit_new (GDBusConnection *connection);

void kx_polkit_free (KxPolkit *polkit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxPolkit, kx_polkit_free)

/*
 * kx_polkit_check_async:
 * @sender: unique bus name of the caller who is to be authorised
 * @action: polkit's name of the action
 * @details: (nullable): key, value, …, NULL; shown in the prompt and given to rules.
 *   "polkit.message" replaces the text of the prompt, $(key) in it stands for another detail
 * @interactive: whether the caller may be asked for a password; the check then takes as long as he
 *   does, without a limit
 * @cancellable: (nullable): cancelling it withdraws the prompt
 *
 * Plain calls to polkitd: the connection is the one that the daemon has anyway, nothing is set up
 * in advance, and polkitd may come, go and restart between two checks.
 */
void kx_polkit_check_async (KxPolkit *polkit, const char *sender, const char *action,
                            const char *const *details, gboolean interactive,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);

/*
 * kx_polkit_check_finish:
 * @authority: (out): the answer
 *
 * Returns: TRUE, or FALSE with G_IO_ERROR_CANCELLED, or with G_DBUS_ERROR_ACCESS_DENIED where no
 * answer could be had: without polkit nobody is authorised.
 */
gboolean kx_polkit_check_finish (GAsyncResult *result, KxAuthority *authority,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
