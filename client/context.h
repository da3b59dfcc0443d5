/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "generated.h"
#include "names.h"

/*
 * What every command works with: the answers to the global options and the daemon's proxy.
 */
typedef struct
{
  gboolean json;           /* answers as JSON */
  gboolean ask_password;   /* polkit may ask; FALSE with --no-ask-password */
  int exit_code;           /* of a command that did what it should */
  gboolean hold;           /* after a failure, wait for Enter before the window closes */
  GDBusConnection *bus;    /* NULL before kx_context_connect () */
  KxDbusManager *manager;  /* likewise */
} KxContext;

/*
 * Connects to the system bus and makes the proxy; a second call does nothing. With @follow the
 * proxy loads the properties and keeps them up to date. The daemon is started by its first call.
 * Errors: those of the bus.
 */
gboolean kx_context_connect (KxContext *self, gboolean follow, GError **error);

/* Drops the connection and the proxy. */
void kx_context_clear (KxContext *self);

/* The flags of a call that may ask for a password. */
GDBusCallFlags kx_context_call_flags (const KxContext *self);

/*
 * A call that is being waited for: pass kx_wait_callback and the KxWait to a generated call, then
 * kx_wait_run () runs the main loop until the answer is there and returns it (full). The main
 * context delivers signals meanwhile.
 */
typedef struct
{
  GAsyncResult *result;
} KxWait;

void kx_wait_callback (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *kx_wait_run (KxWait *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxContext, kx_context_clear)
