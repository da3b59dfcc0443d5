/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "request.h"

#include <string.h>

#include "authorise.h"
#include "error.h"

/* Longer than any command line that a kernel takes. */
#define TEXT_MAX 65536

KxRequest *
kx_request_new (KxService *service, KxMember member, void (*authorised) (KxCall *call))
{
  KxRequest *request = g_new0 (KxRequest, 1);

  request->service = service;
  request->member = member;
  request->authorised = authorised;
  return request;
}

static void
request_free (gpointer data)
{
  KxRequest *request = data;

  kx_options_clear (&request->options);
  g_free (request->image);
  g_clear_object (&request->fd_list);
  g_clear_pointer (&request->handles, g_variant_unref);
  g_free (request->cmdline);
  g_free (request);
}

static guint
aspects_of (const KxRequest *request)
{
  KxArmed *armed = kx_keeper_get_armed (request->service->keeper);
  const KxOptions *options = &request->options;
  gboolean pinned = armed != NULL && kx_origin_is_pinned (armed->origin);
  gboolean custom = FALSE;
  guint aspects = 0;

  switch (request->member)
    {
    case KX_MEMBER_LOAD:
      custom = options->append != NULL || options->cmdline != NULL;
      aspects |= *request->image != '\0' ? KX_ASPECT_LISTED : 0;
      aspects |= pinned ? KX_ASPECT_REPLACES : 0;
      break;
    case KX_MEMBER_LOAD_FILES:
      custom = TRUE;
      aspects |= pinned ? KX_ASPECT_REPLACES : 0;
      break;
    case KX_MEMBER_EXECUTE:
      custom = armed != NULL && armed->origin == KX_ORIGIN_CUSTOM;
      aspects |= options->force ? KX_ASPECT_FORCE : 0;
      aspects |= options->ignore_hazards ? KX_ASPECT_IGNORE_HAZARDS : 0;
      aspects |= options->ignore_sessions ? KX_ASPECT_IGNORE_SESSIONS : 0;
      aspects |= options->ignore_inhibitors ? KX_ASPECT_IGNORE_INHIBITORS : 0;
      aspects |= options->has_when ? KX_ASPECT_SCHEDULE : 0;
      break;
    case KX_MEMBER_UNLOAD:
    case KX_MEMBER_RESCAN:
    case KX_MEMBER_SET_NEXT_RESTART:
    case KX_MEMBER_FORGIVE:
    default:
      break;
    }

  return aspects | (custom ? KX_ASPECT_CUSTOM : 0);
}

/* What was authorised is what was there when polkit was asked; what the caller expects must be
 * that, or his authorisation is for something else. */
static gboolean
check_expect (const KxRequest *request, GError **error)
{
  if (!request->options.has_expect || request->options.expect == request->generation)
    return TRUE;

  g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                       "what is loaded has changed since you looked; look at the status and try "
                       "again");
  return FALSE;
}

static void
on_authorised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  KxRequest *request = call->data;
  GError *error = NULL;

  if (kx_authorise_finish (result, &error) && check_expect (request, &error))
    request->authorised (call);
  else
    kx_call_fail (call, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  KxRequest *request = call->data;
  GError *error = NULL;

  if (kx_follower_look_finish (result, &error))
    request->looked (call);
  else
    kx_call_fail (call, error);
}

void
kx_request_look (KxCall *call, gboolean needed, void (*looked) (KxCall *call))
{
  KxRequest *request = call->data;

  request->looked = looked;
  if (needed)
    kx_follower_look_async (request->service->follower, call->cancellable, on_looked, call);
  else
    looked (call);
}

/* What the prompt may show: what would be loaded or started. */
void
kx_request_authorise (KxCall *call, gboolean interactive, GAsyncReadyCallback callback)
{
  KxRequest *request = call->data;
  KxKeeper *keeper = request->service->keeper;
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  KxArmed *armed;
  const char *actions[KX_AUTHORITY_MAX];
  const char *image = "", *release = "";
  KxKexecState kernel;

  kx_keeper_observe (keeper, &kernel);
  armed = kx_keeper_get_armed (keeper);
  request->generation = kx_keeper_get_generation (keeper);
  request->aspects = aspects_of (request);

  if (request->member == KX_MEMBER_EXECUTE || request->member == KX_MEMBER_UNLOAD
      || request->member == KX_MEMBER_SET_NEXT_RESTART)
    {
      image = armed != NULL && armed->image != NULL ? armed->image : "";
      release = armed != NULL && armed->release != NULL ? armed->release : "";
    }
  else if (catalogue != NULL && request->image != NULL)
    {
      const KxImage *found = *request->image != '\0'
                                 ? kx_catalogue_find (catalogue, request->image)
                                 : catalogue->choice;

      image = found != NULL ? found->id : "";
      release = found != NULL && found->release != NULL ? found->release : "";
    }

  if (!kx_authority_actions (request->member, request->aspects, actions))
    {
      kx_call_fail (call, g_error_new_literal (G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                               "nobody may do this"));
      return;
    }

  kx_authorise_async (request->service->polkit, g_dbus_method_invocation_get_sender (call->invocation),
                      call->uid, actions,
                      (const char *const[]){ "image", image, "release", release, NULL },
                      interactive, call->cancellable, callback, call);
}

static void
on_ready (KxCall *call)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (call->invocation);

  kx_request_authorise (call,
             (g_dbus_message_get_flags (message)
              & G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION)
                 != 0,
             on_authorised);
}

/* Whoever waits for a password must not hold much meanwhile. */
static gboolean
check_sizes (const KxRequest *request, GError **error)
{
  const char *texts[] = { request->image, request->cmdline, request->options.append,
                          request->options.cmdline };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && strlen (texts[i]) > TEXT_MAX)
      {
        g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                     "a text of %zu bytes; no kernel takes more than %d", strlen (texts[i]),
                     TEXT_MAX);
        return FALSE;
      }

  return TRUE;
}

void
kx_request_open_with (KxRequest *request,
                      GDBusMethodInvocation *invocation,
                      GVariant *options,
                      const char *const *known,
                      void (*ready) (KxCall *call))
{
  GError *error = NULL;

  if ((options != NULL && !kx_options_parse (options, known, &request->options, &error))
      || !check_sizes (request, &error)
      || (request->options.has_when && !kx_scheduler_check_time (request->options.when, &error)))
    {
      request_free (request);
      g_dbus_method_invocation_take_error (invocation, error);
      return;
    }

  kx_call_open (request->service->calls, invocation, request, request_free, ready);
}

void
kx_request_open (KxRequest *request,
                 GDBusMethodInvocation *invocation,
                 GVariant *options,
                 const char *const *known)
{
  kx_request_open_with (request, invocation, options, known, on_ready);
}
