/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "requests.h"

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
    .ignore_sessions = options->ignore_sessions,
    .ignore_inhibitors = options->ignore_inhibitors,
  };
}

static void
do_execute (KxCall *call)
{
  KxRequest *request = call->data;
  KxExecuteRequest execute = execute_request (call);

  kx_execute_async (request->service->keeper, request->service->connection, &execute,
                    call->cancellable, on_executed, call);
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
