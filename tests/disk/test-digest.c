/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "digest.h"

#include <string.h>

typedef struct
{
  gsize size;
  const char *digest;
} DigestVector;

/* Of so many bytes, each of which is (7 i + i / 251) mod 256, by another implementation (Python's
 * hashlib). */
static const DigestVector vectors[] = {
  { 0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8" },
  { 1, "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314" },
  { 127, "4ff62e7c4c43fe101a078479c48836be4907d9d498dcc577ca89d694b2c11f9b" },
  { 128, "14696d2a98d9f8a280da8b132b1045b345e1033759c6b02fcc4ee885c8ae7c37" },
  { 129, "3934215260b1039be9d9d2b073b059bcd50120c327a22af93eb4d98cf821c14c" },
  { 255, "2d106b5efea519e4564d2bd56bcfd2245f30787986ad95a734c248f001aee3c4" },
  { 256, "7b4337135e0b112b7ec8528f22dd05af226cca2a358cca731696b6713f9383cb" },
  { 257, "36af0bbce3ecc795d8d339ecc7a22badfd16bfa130fc2748c9b2d0f31ce00dd3" },
  { 1000, "215bbdb5d56e0153eca48cbf15747f1daf9a359f05042c17c87563010af5b92e" },
  { 100003, "0af191b596c51dbc2beadd3d3c02228b4531692fc27c2eb28c93bdd4d427b948" },
};

static char *
digest_in_pieces (const guint8 *data, gsize size, gsize piece)
{
  KxDigest digest;

  kx_digest_init (&digest);
  for (gsize done = 0; done < size; done += piece)
    kx_digest_update (&digest, data + done, MIN (piece, size - done));
  return kx_digest_finish (&digest);
}

/* RFC 7693 has "abc" only for the longer digest; this is what b2sum -l 256 says. */
static void
test_abc (void)
{
  g_autofree char *digest = digest_in_pieces ((const guint8 *) "abc", 3, 3);

  g_assert_cmpstr (digest, ==, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void
test_vectors (void)
{
  static const gsize pieces[] = { 1, 100, 127, 128, 129, 256, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      gsize size = vectors[i].size;
      /* Of its own size, so that a tool sees a step beyond it. */
      g_autofree guint8 *data = g_malloc (MAX (size, 1));

      for (gsize n = 0; n < size; n++)
        data[n] = (guint8) (n * 7 + n / 251);
      for (guint p = 0; p < G_N_ELEMENTS (pieces); p++)
        {
          g_autofree char *digest = digest_in_pieces (data, size, pieces[p]);

          g_assert_cmpstr (digest, ==, vectors[i].digest);
        }
    }
}

/* Nothing more is nothing new. */
static void
test_empty_pieces (void)
{
  g_autofree char *expected = digest_in_pieces ((const guint8 *) "abc", 3, 3);
  g_autofree char *digest = NULL;
  KxDigest state;

  kx_digest_init (&state);
  kx_digest_update (&state, NULL, 0);
  kx_digest_update (&state, (const guint8 *) "abc", 3);
  kx_digest_update (&state, NULL, 0);
  digest = kx_digest_finish (&state);
  g_assert_cmpstr (digest, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/abc", test_abc);
  g_test_add_func ("/digest/vectors", test_vectors);
  g_test_add_func ("/digest/empty-pieces", test_empty_pieces);
  return g_test_run ();
}
