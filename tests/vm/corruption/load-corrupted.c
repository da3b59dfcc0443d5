/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * load-corrupted METHOD KERNEL INITRD CMDLINE SEED
 *
 * Loads a kernel as the daemon does, but turns one bit over after the sums were made, somewhere in
 * what the purgatory checks; SEED decides where. With the word "none" for it nothing is turned over.
 * For test machines: the next restart has to end in a reset. Prints which segment it was, and how
 * far into it.
 */
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "boot-facts-files.h"
#include "error.h"
#include "memory.h"
#include "segments.h"

typedef struct
{
  guint8 *bytes;
  gsize size;
} Contents;

static gboolean
read_file (const char *path, Contents *contents, GError **error)
{
  return g_file_get_contents (path, (char **) &contents->bytes, &contents->size, error);
}

/*
 * Turns a bit over: each segment that is checked is as likely as the others, however small. They are the daemon's and
 * not to be written; here they all are ours.
 */
static gboolean
corrupt (KxSegments *segments, guint seed, GError **error)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  guint checked[KX_SEGMENTS_MAX], n_checked = 0, index;
  guint64 place;
  guint bit;

  for (guint i = 0; i < segments->n; i++)
    if (segments->items[i].checked > 0)
      checked[n_checked++] = i;
  if (n_checked == 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "nothing is checked");
      return FALSE;
    }

  index = checked[g_rand_int_range (chance, 0, (gint32) n_checked)];
  place = ((guint64) g_rand_int (chance) << 32 | g_rand_int (chance))
          % segments->items[index].checked;
  bit = (guint) g_rand_int_range (chance, 0, 8);
  ((guint8 *) segments->items[index].bytes)[place] ^= (guint8) (1u << bit);
  printf ("segment %u of %u, byte %" G_GUINT64_FORMAT " of %zu, bit %u\n", index + 1, segments->n,
          place, segments->items[index].checked, bit);
  return TRUE;
}

static gboolean
load (const KxSegments *segments, GError **error)
{
  struct kexec_segment rows[KX_SEGMENTS_MAX];

  for (guint i = 0; i < segments->n; i++)
    {
      const KxSegment *segment = &segments->items[i];

      rows[i].buf = segment->bytes;
      rows[i].bufsz = segment->size;
      rows[i].mem = (void *) segment->address;
      rows[i].memsz = segment->memory_size;
    }
  if (syscall (SYS_kexec_load, segments->entry, (unsigned long) segments->n, rows,
               (unsigned long) KEXEC_ARCH_DEFAULT) != 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "kexec_load: %m");
      return FALSE;
    }
  return TRUE;
}

static gboolean
run (char **arguments, GError **error)
{
  g_auto (GStrv) words = g_strdupv (arguments);
  int root = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (KxMemoryFiles) files = kx_memory_files_open (root);
  g_autoptr (KxBootFacts) facts = NULL;
  g_autoptr (KxMemoryMap) map = NULL;
  g_autoptr (KxSegments) segments = NULL;
  guint8 random[KX_SEGMENTS_RANDOM];
  Contents kernel, initrd;
  KxSegmentsInput input;
  KxMethod method;

  if (!kx_method_from_string (words[0], &method))
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "no method “%s”", words[0]);
      return FALSE;
    }
  facts = kx_boot_facts_read (root, error);
  map = facts != NULL ? kx_memory_files_read (files, error) : NULL;
  if (map == NULL || !read_file (words[1], &kernel, error) || !read_file (words[2], &initrd, error))
    return FALSE;
  if (getrandom (random, sizeof random, 0) != sizeof random)
    g_error ("getrandom: %m");

  input = (KxSegmentsInput){
    .kernel = kernel.bytes,
    .kernel_size = kernel.size,
    .initrd = initrd.bytes,
    .initrd_size = initrd.size,
    .cmdline = words[3],
    .map = map,
    .facts = facts,
    .available = map->ram / 2,
    .random = random,
  };
  segments = kx_segments_new (&input, method, error);
  if (segments == NULL)
    return FALSE;
  if (g_str_equal (words[4], "none"))
    printf ("nothing turned over in %u segments\n", segments->n);
  else if (!corrupt (segments, (guint) strtoul (words[4], NULL, 10), error))
    return FALSE;
  return load (segments, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 6)
    {
      fprintf (stderr, "usage: %s METHOD KERNEL INITRD CMDLINE SEED\n", argv[0]);
      return 2;
    }
  if (!run (argv + 1, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  return 0;
}
