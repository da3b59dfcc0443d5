/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crc32c.h"

#ifdef __x86_64__

#include <cpuid.h>

/* At any address. */
typedef uint64_t __attribute__ ((may_alias, aligned (1))) Word;

int
kx_crc32c_instruction_present (void)
{
  unsigned eax, ebx, ecx, edx;

  return __get_cpuid (1, &eax, &ebx, &ecx, &edx) && (ecx & bit_SSE4_2) != 0;
}

/*
 * In assembly, because compilers have no name for the instruction that is the same in all of them;
 * it works on general registers, in spite of the name of the extension that brought it.
 */
static inline uint64_t
add_word (uint64_t running, const Word *word)
{
  __asm__ ("crc32q %1, %0" : "+r"(running) : "m"(*word));
  return running;
}

static inline uint32_t
add_byte (uint32_t running, const uint8_t *byte)
{
  __asm__ ("crc32b %1, %0" : "+r"(running) : "m"(*byte));
  return running;
}

uint32_t
kx_crc32c_instruction_update (uint32_t running, const uint8_t *bytes, size_t size)
{
  const uint8_t *end = bytes + size;
  uint64_t wide = running;

  for (; end - bytes >= 8; bytes += 8)
    wide = add_word (wide, (const Word *) bytes);
  running = (uint32_t) wide;
  for (; bytes < end; bytes++)
    running = add_byte (running, bytes);
  return running;
}

void
kx_crc32c_instruction_lanes (uint32_t running[KX_PURGATORY_LANES], const uint8_t *bytes,
                             size_t lane_size)
{
  const Word *lane0 = (const Word *) bytes;
  const Word *lane1 = (const Word *) (bytes + lane_size);
  const Word *lane2 = (const Word *) (bytes + 2 * lane_size);
  const Word *lane3 = (const Word *) (bytes + 3 * lane_size);
  uint64_t sum0 = running[0], sum1 = running[1], sum2 = running[2], sum3 = running[3];
  size_t words = lane_size / sizeof (Word);
  size_t i = 0;

#define ADD(at) \
  (sum0 = add_word (sum0, lane0 + (at)), sum1 = add_word (sum1, lane1 + (at)), \
   sum2 = add_word (sum2, lane2 + (at)), sum3 = add_word (sum3, lane3 + (at)))

  for (; words - i >= 4; i += 4)
    {
      ADD (i);
      ADD (i + 1);
      ADD (i + 2);
      ADD (i + 3);
    }
  for (; i < words; i++)
    ADD (i);
#undef ADD

  running[0] = (uint32_t) sum0;
  running[1] = (uint32_t) sum1;
  running[2] = (uint32_t) sum2;
  running[3] = (uint32_t) sum3;
}

#else

int
kx_crc32c_instruction_present (void)
{
  return 0;
}

uint32_t
kx_crc32c_instruction_update (uint32_t running, const uint8_t *bytes, size_t size)
{
  __builtin_trap ();
}

void
kx_crc32c_instruction_lanes (uint32_t running[KX_PURGATORY_LANES], const uint8_t *bytes,
                             size_t lane_size)
{
  __builtin_trap ();
}

#endif
