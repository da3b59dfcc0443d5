/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "requests.h"

#include "loading.h"
#include "names.h"
#include "request.h"
#include "status.h"

/* The bus carries 16 descriptors in a message; one of them is the kernel. */
#define INITRDS_MAX 15

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  KxRequest *request = call->data;
  GError *error = NULL;
  g_autoptr (KxArmed) armed = kx_load_finish (result, &error);

  if (armed == NULL)
    kx_call_fail (call, error);
  else
    kx_call_return (call, g_variant_new ("(@a{sv})",
                                         kx_status_build_armed (request->service->keeper, armed,
                                                                call->uid == 0)));
}

static void
load (KxCall *call, KxLoadRequest *load_request)
{
  KxRequest *request = call->data;

  load_request->may_replace = (request->aspects & KX_ASPECT_REPLACES) != 0;
  /* Who was allowed to replace something was asked about what was there then. */
  load_request->has_expect = request->options.has_expect || load_request->may_replace;
  load_request->expect = request->generation;
  kx_load_async (request->service->keeper, load_request, call->cancellable,
                 on_loaded, call);
}

static void
load_image (KxCall *call)
{
  KxRequest *request = call->data;
  KxLoadRequest *load_request = kx_load_request_new (request->image);

  load_request->append = g_steal_pointer (&request->options.append);
  load_request->cmdline = g_steal_pointer (&request->options.cmdline);
  load (call, load_request);
}

/* The call that started the daemon comes before the first look at /boot has ended. Nothing is loaded
 * before its hazards are known. */
static void
do_load (KxCall *call)
{
  KxKeeper *keeper = ((KxRequest *) call->data)->service->keeper;

  kx_request_look (call, kx_keeper_get_catalogue (keeper) == NULL || !kx_keeper_is_assessed (keeper),
                   load_image);
}

gboolean
kx_request_load (KxDbusManager *skeleton,
             GDBusMethodInvocation *invocation,
             const char *image,
             GVariant *options,
             KxService *service)
{
  static const char *const known[]
      = { KX_OPTION_APPEND, KX_OPTION_CMDLINE, KX_OPTION_EXPECT, NULL };
  KxRequest *request = kx_request_new (service, KX_MEMBER_LOAD, do_load);

  request->image = g_strdup (image);
  kx_request_open (request, invocation, options, known);
  return TRUE;
}

/* Adds the descriptor of a handle of the message. */
static gboolean
take_handle (KxLoadRequest *load_request, GUnixFDList *fd_list, gint32 handle, GError **error)
{
  int fd;

  if (fd_list == NULL || handle < 0 || handle >= g_unix_fd_list_get_length (fd_list))
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                   "the message has no descriptor number %d", handle);
      return FALSE;
    }

  fd = g_unix_fd_list_get (fd_list, handle, error);
  if (fd < 0)
    return FALSE;

  load_request->fds[load_request->n_fds++] = fd;
  return TRUE;
}

static void
do_load_files (KxCall *call)
{
  KxRequest *request = call->data;
  g_autoptr (KxLoadRequest) load_request = kx_load_request_new (NULL);
  g_autoptr (GVariant) initrds = g_variant_get_child_value (request->handles, 1);
  GError *error = NULL;
  gint32 handle;

  load_request->cmdline = g_steal_pointer (&request->cmdline);
  load_request->fds = g_new (int, 1 + INITRDS_MAX);
  g_variant_get_child (request->handles, 0, "h", &handle);
  if (g_variant_n_children (initrds) > INITRDS_MAX)
    error = g_error_new (G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                         "at most %d initrds; put them together into one file", INITRDS_MAX);
  else
    take_handle (load_request, request->fd_list, handle, &error);
  for (gsize i = 0; error == NULL && i < g_variant_n_children (initrds); i++)
    {
      g_variant_get_child (initrds, i, "h", &handle);
      take_handle (load_request, request->fd_list, handle, &error);
    }
  g_clear_object (&request->fd_list);

  if (error != NULL)
    kx_call_fail (call, error);
  else
    load (call, g_steal_pointer (&load_request));
}

gboolean
kx_request_load_files (KxDbusManager *skeleton,
                   GDBusMethodInvocation *invocation,
                   GUnixFDList *fd_list,
                   GVariant *kernel,
                   GVariant *initrds,
                   const char *cmdline,
                   GVariant *options,
                   KxService *service)
{
  static const char *const known[] = { KX_OPTION_EXPECT, NULL };
  KxRequest *request = kx_request_new (service, KX_MEMBER_LOAD_FILES, do_load_files);

  request->fd_list = fd_list != NULL ? g_object_ref (fd_list) : NULL;
  request->handles = g_variant_ref_sink (g_variant_new ("(@h@ah)", kernel, initrds));
  request->cmdline = g_strdup (cmdline);
  kx_request_open (request, invocation, options, known);
  return TRUE;
}

static void
on_rescanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  if (kx_follower_rescan_finish (result, &error))
    kx_call_return (user_data, NULL);
  else
    kx_call_fail (user_data, error);
}

static void
do_rescan (KxCall *call)
{
  KxRequest *request = call->data;

  kx_follower_rescan_async (request->service->follower, call->cancellable, on_rescanned, call);
}

gboolean
kx_request_rescan (KxDbusManager *skeleton, GDBusMethodInvocation *invocation, KxService *service)
{
  kx_request_open (kx_request_new (service, KX_MEMBER_RESCAN, do_rescan), invocation, NULL, NULL);
  return TRUE;
}
