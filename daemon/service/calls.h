/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include <gio/gio.h>

/*
 * The method calls that are under way: who made them, how many each user may have, and how they
 * end.
 * Main loop only.
 */
typedef struct _KxCalls KxCalls;

/* Open calls that one user may have, and all users but root together: each may hold one of the
 * replies that the bus lets the daemon wait for, because polkit is asking somebody. */
#define KX_CALLS_PER_USER 8
#define KX_CALLS_OF_USERS 64
#define KX_CALLS_OF_ROOT 64

typedef struct
{
  KxCalls *calls;
  GDBusMethodInvocation *invocation;
  uid_t uid;
  GCancellable *cancellable; /* cancelled by Cancel, and when the caller leaves the bus */
  gpointer data;             /* the method's own */
  GDestroyNotify data_free;
  struct _KxCallerWatch *watch;
} KxCall;

KxCalls *kx_calls_new (void);

/* No call may be open any more. */
void kx_calls_free (KxCalls *calls);

/*
 * Opens a call: finds out who the caller is and whether he may have one more, then calls @ready
 * with it, which owes kx_call_return() or kx_call_fail(). Where it may not be, the caller gets the
 * error and @ready is not called. Takes @invocation and @data.
 */
void kx_call_open (KxCalls *calls,
                   GDBusMethodInvocation *invocation,
                   gpointer data,
                   GDestroyNotify data_free,
                   void (*ready) (KxCall *call));

/* Ends a call with a tuple of values; NULL: none. */
void kx_call_return (KxCall *call, GVariant *values);

/* Ends a call with an error, which is taken. */
void kx_call_fail (KxCall *call, GError *error);

/* Cancels the open calls of @uid, of everybody where that is root. */
void kx_calls_cancel (KxCalls *calls, uid_t uid);
