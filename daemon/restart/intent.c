/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "intent.h"

#include "words.h"

static const char *const begins[] = {
  [KX_BEGUN_EXECUTE] = "execute",
  [KX_BEGUN_FORCE] = "force",
  [KX_BEGUN_ORDINARY] = "ordinary",
  [KX_BEGUN_UNSEEN] = "unseen",
};

const char *
kx_begun_to_string (KxBegun begun)
{
  g_return_val_if_fail ((gsize) begun < G_N_ELEMENTS (begins), NULL);

  return begins[begun];
}

gboolean
kx_begun_from_string (const char *text, KxBegun *begun)
{
  int found = kx_words_find (begins, G_N_ELEMENTS (begins), text);

  if (found < 0)
    return FALSE;

  *begun = (KxBegun) found;
  return TRUE;
}

KxIntent *
kx_intent_new (const KxArmed *armed, const char *boot_id, const char *from)
{
  KxIntent *intent;

  if (armed->origin == KX_ORIGIN_FOREIGN)
    return NULL;

  intent = g_new0 (KxIntent, 1);
  intent->boot_id = g_strdup (boot_id);
  intent->from = g_strdup (from);
  intent->image = g_strdup (armed->image);
  intent->release = g_strdup (armed->release);
  intent->cmdline = g_strdup (armed->cmdline);
  intent->digest = g_strdup (armed->digest);
  intent->method = g_strdup (armed->method);
  return intent;
}

KxIntent *
kx_intent_copy (const KxIntent *intent)
{
  KxIntent *copy;

  if (intent == NULL)
    return NULL;

  copy = g_new (KxIntent, 1);
  *copy = *intent;
  copy->boot_id = g_strdup (intent->boot_id);
  copy->from = g_strdup (intent->from);
  copy->image = g_strdup (intent->image);
  copy->release = g_strdup (intent->release);
  copy->cmdline = g_strdup (intent->cmdline);
  copy->digest = g_strdup (intent->digest);
  copy->method = g_strdup (intent->method);
  copy->dropped = g_strdup (intent->dropped);
  return copy;
}

void
kx_intent_free (KxIntent *intent)
{
  if (intent == NULL)
    return;

  g_free (intent->boot_id);
  g_free (intent->from);
  g_free (intent->image);
  g_free (intent->release);
  g_free (intent->cmdline);
  g_free (intent->digest);
  g_free (intent->method);
  g_free (intent->dropped);
  g_free (intent);
}
