/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "digest.h"

#include <string.h>

#define BLOCK 128
#define ROUNDS 12

/* Four words, on which each step works at once: the columns of BLAKE2b's matrix, or its diagonals. */
typedef guint64 Row __attribute__ ((vector_size (32)));

static const guint64 initial[8] = {
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/* The order of the message's words in each round (RFC 7693, 2.7); the last two are the first two. */
static const guint8 sigma[ROUNDS][16] = {
  { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
  { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
  { 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
  { 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
  { 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
  { 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
  { 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
  { 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
  { 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
  { 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
  { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
  { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
};

#define ROTATE(row, bits) (((row) >> (bits)) | ((row) << (64 - (bits))))
#define TURN(row, by)                                                                              \
  __builtin_shufflevector (row, row, by, (by + 1) % 4, (by + 2) % 4, (by + 3) % 4)
#define WORDS(s, i) { m[s[i]], m[s[i + 2]], m[s[i + 4]], m[s[i + 6]] }

/* The mixing function of RFC 7693, 3.1, on all four columns. */
#define MIX(x, y)                                                                                  \
  do                                                                                               \
    {                                                                                              \
      a += b + (x);                                                                                \
      d = ROTATE (d ^ a, 32);                                                                      \
      c += d;                                                                                      \
      b = ROTATE (b ^ c, 24);                                                                      \
      a += b + (y);                                                                                \
      d = ROTATE (d ^ a, 16);                                                                      \
      c += d;                                                                                      \
      b = ROTATE (b ^ c, 63);                                                                      \
    }                                                                                              \
  while (0)

#if defined __x86_64__ && defined __GLIBC__ && !defined __SANITIZE_ADDRESS__
__attribute__ ((target_clones ("avx2", "default")))
#endif
static void
compress (guint64 *state, const guint8 *blocks, gsize n, guint64 length, guint64 last)
{
  for (; n > 0; n--, blocks += BLOCK)
    {
      guint64 m[16];
      Row a = { state[0], state[1], state[2], state[3] };
      Row b = { state[4], state[5], state[6], state[7] };
      Row c = { initial[0], initial[1], initial[2], initial[3] };
      Row d = { initial[4], initial[5], initial[6], initial[7] };
      Row was_a = a;
      Row was_b = b;

      length += last != 0 ? 0 : BLOCK;
      d ^= (Row) { length, 0, last, 0 };
      memcpy (m, blocks, BLOCK);
#if G_BYTE_ORDER == G_BIG_ENDIAN
      for (guint i = 0; i < 16; i++)
        m[i] = GUINT64_FROM_LE (m[i]);
#endif
      /* Unrolled, the order of the words costs nothing. */
#pragma GCC unroll 12
      for (guint round = 0; round < ROUNDS; round++)
        {
          const guint8 *s = sigma[round];

          MIX (((Row) WORDS (s, 0)), ((Row) WORDS (s, 1)));
          b = TURN (b, 1);
          c = TURN (c, 2);
          d = TURN (d, 3);
          MIX (((Row) WORDS (s, 8)), ((Row) WORDS (s, 9)));
          b = TURN (b, 3);
          c = TURN (c, 2);
          d = TURN (d, 1);
        }
      a ^= was_a ^ c;
      b ^= was_b ^ d;
      memcpy (state, &a, sizeof a);
      memcpy (state + 4, &b, sizeof b);
    }
}

void
kx_digest_init (KxDigest *digest)
{
  memset (digest, 0, sizeof *digest);
  memcpy (digest->state, initial, sizeof initial);
  /* No key, fan-out and depth 1, and the size of the digest. */
  digest->state[0] ^= 0x01010000 ^ KX_DIGEST_SIZE;
}

void
kx_digest_update (KxDigest *digest, const guint8 *data, gsize size)
{
  gsize whole;

  if (size == 0)
    return;
  if (digest->filled > 0)
    {
      gsize part = MIN (size, BLOCK - digest->filled);

      memcpy (digest->buffer + digest->filled, data, part);
      digest->filled += part;
      data += part;
      size -= part;
    }
  if (size == 0)
    return;

  /* More follows, so that no block here is the last one, which is another. */
  if (digest->filled == BLOCK)
    {
      compress (digest->state, digest->buffer, 1, digest->length, 0);
      digest->length += BLOCK;
      digest->filled = 0;
    }
  whole = (size - 1) / BLOCK;
  compress (digest->state, data, whole, digest->length, 0);
  digest->length += whole * BLOCK;
  data += whole * BLOCK;
  size -= whole * BLOCK;
  memcpy (digest->buffer, data, size);
  digest->filled = size;
}

char *
kx_digest_finish (KxDigest *digest)
{
  GString *text = g_string_sized_new (2 * KX_DIGEST_SIZE);

  memset (digest->buffer + digest->filled, 0, BLOCK - digest->filled);
  compress (digest->state, digest->buffer, 1, digest->length + digest->filled, G_MAXUINT64);
  for (guint i = 0; i < KX_DIGEST_SIZE; i++)
    g_string_append_printf (text, "%02x", (guint) (digest->state[i / 8] >> (8 * (i % 8))) & 0xff);
  return g_string_free (text, FALSE);
}
