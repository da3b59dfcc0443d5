/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

#include "assessment.h"
#include "authority.h"
#include "calls.h"
#include "follower.h"
#include "keeper.h"
#include "options.h"
#include "polkit.h"
#include "scheduler.h"

/* The parts of the daemon that method calls are about; not owned, they outlive every call. */
typedef struct
{
  GDBusConnection *connection;
  KxKeeper *keeper;
  KxFollower *follower;
  KxAssessment *assessment;
  KxScheduler *scheduler;
  KxPolkit *polkit;
  KxCalls *calls;
} KxService;

/*
 * A request: a call of a method that changes something, on its way from its arguments through
 * polkit's answer to the deed. The KxCall's data.
 */
typedef struct _KxRequest
{
  KxService *service;
  KxMember member;
  KxOptions options;
  char *image;          /* Load, Forgive */
  GUnixFDList *fd_list; /* LoadFiles */
  GVariant *handles;    /* LoadFiles: (h, ah) */
  char *cmdline;        /* LoadFiles */
  gboolean cold;        /* SetNextRestart */
  guint aspects;        /* as they were when polkit was asked */
  guint64 generation;   /* likewise */
  void (*authorised) (KxCall *call);
  void (*looked) (KxCall *call);
} KxRequest;

/* @authorised is called when the caller may do it; it owes the end of the call. */
KxRequest *kx_request_new (KxService *service,
                           KxMember member,
                           void (*authorised) (KxCall *call));

/*
 * Parses @options (NULL: the method has none) of which the method has @known, finds out who calls,
 * and asks polkit for what that needs. Takes @request and @invocation.
 */
void kx_request_open (KxRequest *request,
                      GDBusMethodInvocation *invocation,
                      GVariant *options,
                      const char *const *known);

/* The same, but opens the call with @ready, which calls kx_request_authorise() itself. */
void kx_request_open_with (KxRequest *request,
                           GDBusMethodInvocation *invocation,
                           GVariant *options,
                           const char *const *known,
                           void (*ready) (KxCall *call));

/* Calls @looked: where that is @needed, when the look at /boot that is under way has ended; else at once. */
void kx_request_look (KxCall *call, gboolean needed, void (*looked) (KxCall *call));

/* Asks polkit; @callback gets the result for kx_authorise_finish() and @call. */
void kx_request_authorise (KxCall *call, gboolean interactive, GAsyncReadyCallback callback);
