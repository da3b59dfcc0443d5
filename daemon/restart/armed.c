/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "armed.h"

KxArmed *
kx_armed_new (KxOrigin origin, KxLevel level)
{
  KxArmed *armed = g_atomic_rc_box_new0 (KxArmed);

  armed->origin = origin;
  armed->level = level;
  return armed;
}

KxArmed *
kx_armed_at_level (const KxArmed *armed, KxLevel level)
{
  KxArmed *copy = kx_armed_new (armed->origin, level);

  copy->image = g_strdup (armed->image);
  copy->release = g_strdup (armed->release);
  copy->kernel = g_strdup (armed->kernel);
  copy->initrds = g_strdupv (armed->initrds);
  copy->cmdline = g_strdup (armed->cmdline);
  copy->panic_timeout = armed->panic_timeout;
  copy->digest = g_strdup (armed->digest);
  copy->stamp = g_strdup (armed->stamp);
  copy->memory = armed->memory;
  copy->since = armed->since;
  return copy;
}

KxArmed *
kx_armed_ref (KxArmed *armed)
{
  return g_atomic_rc_box_acquire (armed);
}

static void
armed_clear (KxArmed *armed)
{
  g_free (armed->image);
  g_free (armed->release);
  g_free (armed->kernel);
  g_strfreev (armed->initrds);
  g_free (armed->cmdline);
  g_free (armed->digest);
  g_free (armed->stamp);
  g_free (armed->method);
  g_free (armed->method_reason);
  g_free (armed->map);
  g_free (armed->replaced);
}

void
kx_armed_unref (KxArmed *armed)
{
  g_atomic_rc_box_release_full (armed, (GDestroyNotify) armed_clear);
}
