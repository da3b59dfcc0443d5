/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ladder.h"

#include <string.h>

#include "cmdline.h"
#include "error.h"
#include "method.h"

#define PROC_CMDLINE_MAX 65536

guint
kx_ladder_get_failed (KxKeeper *keeper, const char *digest)
{
  const KxQuarantine *quarantine = kx_keeper_get_quarantine (keeper);
  guint failed = 0;

  for (guint method = KX_METHOD_RAW; quarantine != NULL && method <= KX_METHOD_FILES; method++)
    if (kx_quarantine_has_failed (quarantine, digest, kx_method_to_string ((KxMethod) method)))
      failed |= 1u << method;
  return failed;
}

char *
kx_ladder_describe_failed (KxKeeper *keeper, const char *digest)
{
  const KxQuarantine *quarantine = kx_keeper_get_quarantine (keeper);

  return quarantine != NULL ? kx_quarantine_explain_methods (quarantine, digest) : NULL;
}

gboolean
kx_ladder_check (KxKeeper *keeper, const char *image, const char *digest, GError **error)
{
  const KxQuarantine *quarantine = kx_keeper_get_quarantine (keeper);
  g_autofree char *why = NULL;

  if (quarantine != NULL)
    why = kx_quarantine_explain (quarantine, digest, kx_keeper_get_config (keeper)->max_failures);
  if (why == NULL)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_QUARANTINED, "%s is quarantined: %s",
               *image != '\0' ? image : "this image", why);
  return FALSE;
}

const KxImage *
kx_ladder_find_fallback (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  g_autofree char *text
      = kx_root_read (kx_keeper_get_root (keeper), "/proc/cmdline", PROC_CMDLINE_MAX, NULL, NULL);
  g_autofree char *running = text != NULL ? kx_cmdline_filter_running (text) : NULL;
  const KxImage *fallback = NULL;

  for (guint i = 0; catalogue != NULL && running != NULL && i < catalogue->images->len; i++)
    {
      const KxImage *image = catalogue->images->pdata[i];

      if (image == catalogue->choice || !image->complete || image->role == KX_IMAGE_RESCUE
          || g_strcmp0 (image->release, kx_keeper_get_machine (keeper)->release) != 0
          || !kx_cmdline_is_same_system (image->cmdline, running))
        continue;

      /* What kexecd may have put behind it follows the image's own words. */
      if (g_str_has_prefix (running, image->cmdline))
        return image;
      if (fallback == NULL)
        fallback = image;
    }

  return fallback;
}
