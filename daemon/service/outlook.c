/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outlook.h"

#include "ordinary.h"
#include "systemd.h"

static void
on_version (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxKeeper) keeper = user_data;

  kx_keeper_set_systemd (keeper, kx_systemd_version_finish (result));
}

void
kx_outlook_ask (KxKeeper *keeper, GDBusConnection *connection)
{
  kx_systemd_version_async (connection, on_version, g_object_ref (keeper));
}

/* Whether systemd finds an entry that it would load for “systemctl kexec”. */
static gboolean
has_entries (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);

  if (catalogue == NULL || !kx_root_exists (kx_keeper_get_root (keeper), "/sys/firmware/efi"))
    return FALSE;
  for (guint i = 0; i < catalogue->images->len; i++)
    {
      const KxImage *image = catalogue->images->pdata[i];

      if (g_strcmp0 (image->source, "bls") == 0)
        return TRUE;
    }
  return FALSE;
}

char *
kx_outlook_describe (KxKeeper *keeper, const KxKexecState *kernel)
{
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  return kx_ordinary_describe (&(KxOrdinaryFacts){
      .ordinary = kx_keeper_get_config (keeper)->ordinary,
      .systemd = kx_keeper_get_systemd (keeper),
      .loaded = kernel->loaded == 1,
      .foreign = armed != NULL && armed->origin == KX_ORIGIN_FOREIGN,
      .locked = kernel->disabled == 1 || kernel->limit == 0,
      .entries = has_entries (keeper),
  });
}
