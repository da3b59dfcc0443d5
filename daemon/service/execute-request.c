/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "execute-request.h"

#include "error.h"
#include "ladder.h"
#include "state.h"

gboolean
kx_execute_request_check_armed (KxKeeper *keeper, GError **error)
{
  KxArmed *armed = kx_keeper_get_armed (keeper);
  const char *suspended = kx_keeper_get_suspended (keeper);

  if (kx_keeper_is_executing (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_BUSY, "a restart has begun already");
  else if (kx_keeper_is_unsure (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_FOREIGN,
                         "it is not certain what the kernel holds, because the daemon was "
                         "interrupted while loading; “kexecctl load” loads the default image anew");
  else if (armed == NULL)
    g_set_error (error, KX_ERROR, KX_ERROR_NOT_ARMED, "nothing is loaded that could be started%s%s",
                 suspended != NULL ? ": " : "; “kexecctl load” loads the default image",
                 suspended != NULL ? suspended : "");
  else if (armed->origin == KX_ORIGIN_FOREIGN)
    {
      g_autofree char *why = kx_state_describe_foreign (armed);

      g_set_error (error, KX_ERROR, KX_ERROR_FOREIGN,
                   "kexecd does not start what it does not know: %s", why);
    }
  else
    return kx_ladder_check (keeper, armed->image, armed->digest, error);

  return FALSE;
}

gboolean
kx_execute_request_check (KxKeeper *keeper, const KxExecuteRequest *request, GError **error)
{
  KxKexecState kernel;

  kx_keeper_observe (keeper, &kernel);
  if (!kx_execute_request_check_armed (keeper, error))
    return FALSE;

  if (request->expect != kx_keeper_get_generation (keeper))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                           "what would be started has changed since you looked; look at the status "
                           "and try again");
      return FALSE;
    }

  return TRUE;
}

char *
kx_execute_request_describe_hazards (KxKeeper *keeper)
{
  KxHazards *hazards = kx_keeper_get_hazards (keeper);
  g_autofree char *why = hazards != NULL ? kx_hazards_describe_blocking (hazards) : NULL;

  if (why == NULL)
    return NULL;
  return g_strdup_printf ("this machine might not come through a fast restart: %s; remove the "
                          "cause, or consent with the option ignore-hazards",
                          why);
}
