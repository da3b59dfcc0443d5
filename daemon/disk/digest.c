/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "digest.h"

void
kx_digest_init (KxDigest *digest)
{
  /* Finds out, once, what this CPU is fastest at; may be called from any thread. */
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used on this machine");
  crypto_generichash_init (&digest->state, NULL, 0, KX_DIGEST_SIZE);
}

void
kx_digest_update (KxDigest *digest, const guint8 *data, gsize size)
{
  crypto_generichash_update (&digest->state, data, size);
}

char *
kx_digest_finish (KxDigest *digest)
{
  guint8 bytes[KX_DIGEST_SIZE];
  char *text = g_malloc (2 * KX_DIGEST_SIZE + 1);

  crypto_generichash_final (&digest->state, bytes, sizeof bytes);
  return sodium_bin2hex (text, 2 * KX_DIGEST_SIZE + 1, bytes, sizeof bytes);
}
