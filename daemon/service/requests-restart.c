/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "requests.h"

#include "assurance.h"
#include "cold.h"
#include "error.h"
#include "execution.h"
#include "names.h"
#include "request.h"
#include "unloading.h"

static void
on_unloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (kx_unload_finish (result, &error))
    kx_call_return (user_data, NULL);
  else
    kx_call_fail (user_data, error);
}

static void
do_unload (KxCall *call)
{
  KxRequest *request = call->data;

  kx_unload_async (request->service->keeper, TRUE, request->generation, call->cancellable,
                   on_unloaded, call);
}

gboolean
kx_request_unload (KxDbusManager *skeleton,
               GDBusMethodInvocation *invocation,
               GVariant *options,
               KxService *service)
{
  static const char *const known[] = { KX_OPTION_EXPECT, NULL };

  kx_request_open (kx_request_new (service, KX_MEMBER_UNLOAD, do_unload), invocation, options,
                   known);
  return TRUE;
}

/* Whoever reboots now relies on the answer. */
static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  const KxRequest *request = call->data;
  const KxArmed *armed = kx_keeper_get_armed (request->service->keeper);
  GError *error = NULL;

  if (kx_follower_look_finish (result, &error) && request->cold && armed != NULL
      && armed->level == KX_LEVEL_ARMED && armed->origin != KX_ORIGIN_FOREIGN)
    g_set_error (&error, KX_ERROR, KX_ERROR_FAILED,
                 "%s could not be taken out of the kernel, where an ordinary reboot may start it; "
                 "the status says why", armed->image);

  if (error != NULL)
    kx_call_fail (call, error);
  else
    kx_call_return (call, NULL);
}

static void
do_set_next_restart (KxCall *call)
{
  KxRequest *request = call->data;
  KxService *service = request->service;

  kx_keeper_set_cold_requested (service->keeper, request->cold);
  kx_cold_update (service->keeper);
  kx_follower_look_async (service->follower, call->cancellable, on_settled, call);
}

gboolean
kx_request_set_next_restart (KxDbusManager *skeleton,
                             GDBusMethodInvocation *invocation,
                             const char *kind,
                             KxService *service)
{
  KxRequest *request;
  GError *error = NULL;
  gboolean cold;

  if (!kx_cold_parse_kind (kind, &cold, &error))
    {
      g_dbus_method_invocation_take_error (invocation, error);
      return TRUE;
    }

  request = kx_request_new (service, KX_MEMBER_SET_NEXT_RESTART, do_set_next_restart);
  request->cold = cold;
  kx_request_open (request, invocation, NULL, NULL);
  return TRUE;
}

static void
on_executed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (kx_execute_finish (result, &error))
    kx_call_return (user_data, NULL);
  else
    kx_call_fail (user_data, error);
}

static KxExecuteRequest
execute_request (const KxCall *call)
{
  const KxRequest *request = call->data;
  const KxOptions *options = &request->options;

  return (KxExecuteRequest){
    .uid = call->uid,
    /* Only what polkit was asked about. */
    .expect = request->generation,
    .force = options->force,
    .ignore_hazards = options->ignore_hazards,
    .ignore_sessions = options->ignore_sessions,
    .ignore_inhibitors = options->ignore_inhibitors,
  };
}

static void
on_scheduled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (kx_scheduler_add_finish (result, &error))
    kx_call_return (user_data, NULL);
  else
    kx_call_fail (user_data, error);
}

static void
execute (KxCall *call)
{
  const KxService *service = ((KxRequest *) call->data)->service;
  KxExecuteRequest request = execute_request (call);

  kx_execute_async (service->keeper, service->assessment, service->connection, &request,
                    call->cancellable, on_executed, call);
}

static void
schedule (KxCall *call)
{
  const KxRequest *request = call->data;
  KxExecuteRequest later = execute_request (call);

  kx_scheduler_add_async (request->service->scheduler, &later, request->options.when,
                          call->cancellable, on_scheduled, call);
}

static void
do_execute (KxCall *call)
{
  const KxRequest *request = call->data;

  if (request->options.has_when)
    schedule (call);
  else
    kx_request_look (call, kx_assure_needs_look (request->service->keeper), execute);
}

gboolean
kx_request_execute (KxDbusManager *skeleton,
                GDBusMethodInvocation *invocation,
                GVariant *options,
                KxService *service)
{
  kx_request_open (kx_request_new (service, KX_MEMBER_EXECUTE, do_execute), invocation, options,
             kx_execute_options);
  return TRUE;
}
