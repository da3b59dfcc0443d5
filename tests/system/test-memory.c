/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fake-root.h"

#define MIB ((guint64) 1 << 20)

static void
write_range (FakeRoot *root, const char *number, const char *start, const char *end,
             const char *type)
{
  g_autofree char *start_file = g_strdup_printf ("sys/firmware/memmap/%s/start", number);
  g_autofree char *end_file = g_strdup_printf ("sys/firmware/memmap/%s/end", number);
  g_autofree char *type_file = g_strdup_printf ("sys/firmware/memmap/%s/type", number);

  fake_root_write (root, start_file, start);
  fake_root_write (root, end_file, end);
  fake_root_write (root, type_file, type);
}

/* Numbers with a hole, and not in the order of the addresses: 11 came last, and 9 went. */
static FakeRoot *
a_root (void)
{
  FakeRoot *root = fake_root_new ();

  write_range (root, "0", "0x0\n", "0x9fbff\n", "System RAM\n");
  write_range (root, "1", "0x9fc00\n", "0x9ffff\n", "Reserved\n");
  write_range (root, "2", "0x40000000\n", "0x7fffffff\n", "System RAM\n");
  write_range (root, "10", "0x100000\n", "0xfffffff\n", "System RAM\n");
  write_range (root, "11", "0x10000000\n", "0x17ffffff\n", "System RAM\n");
  fake_root_write (root, "proc/iomem",
                   "00001000-0009fbff : System RAM\n"
                   "00100000-0fffffff : System RAM\n"
                   "  04000000-04ffffff : Crash kernel\n"
                   "10000000-17ffffff : System RAM\n"
                   "40000000-7fffffff : System RAM\n");
  return root;
}

static void
write_bytes (FakeRoot *root, const char *path, const void *bytes, gsize size)
{
  g_autofree char *file = g_build_filename (root->path, path, NULL);

  fake_root_write (root, path, "");
  g_assert_true (g_file_set_contents (file, bytes, (gssize) size, NULL));
}

static void
put (guint8 *entry, guint64 start, guint64 size, guint32 type)
{
  start = GUINT64_TO_LE (start);
  size = GUINT64_TO_LE (size);
  type = GUINT32_TO_LE (type);
  memcpy (entry, &start, 8);
  memcpy (entry + 8, &size, 8);
  memcpy (entry + 16, &type, 4);
}

static KxMemoryMap *
read_map (FakeRoot *root)
{
  g_autoptr (KxMemoryFiles) files = kx_memory_files_open (root->fd);
  g_autoptr (KxMemoryFiles) other = kx_memory_files_ref (files);
  g_autoptr (GError) error = NULL;
  KxMemoryMap *map = kx_memory_files_read (other, &error);

  g_assert_no_error (error);
  return map;
}

static void
check_usable (const KxMemoryMap *map, guint i, guint64 start, guint64 end)
{
  const KxMemoryRange *range = &g_array_index (map->usable, KxMemoryRange, i);

  g_assert_cmpuint (i, <, map->usable->len);
  g_assert_cmphex (range->start, ==, start);
  g_assert_cmphex (range->end, ==, end);
}

static void
test_files (void)
{
  g_autoptr (FakeRoot) root = a_root ();
  g_autoptr (KxMemoryMap) map = read_map (root);

  g_assert_cmpuint (map->firmware->len, ==, 4);
  g_assert_cmpuint (map->usable->len, ==, 3);
  check_usable (map, 0, MIB, 64 * MIB);
  check_usable (map, 1, 80 * MIB, 384 * MIB);
  check_usable (map, 2, 1024 * MIB, 2048 * MIB);
  g_assert_cmpuint (map->ram, ==, 0x9fc00 + (384 - 1) * MIB + 1024 * MIB);
}

/* With what the kernel was told at its start, in the table and beyond it. */
static void
test_booted (void)
{
  g_autoptr (FakeRoot) root = a_root ();
  g_autoptr (KxMemoryMap) map = NULL;
  g_autoptr (KxMemoryMap) extended = NULL;
  guint8 page[4096] = { [0x1e8] = 2 };
  guint8 extension[20];

  put (page + 0x2d0, 0, 0x9fc00, 1);
  put (page + 0x2d0 + 20, MIB, 255 * MIB, 1);
  write_bytes (root, "sys/kernel/boot_params/data", page, sizeof page);
  map = read_map (root);
  g_assert_cmpuint (map->usable->len, ==, 2);
  check_usable (map, 1, 80 * MIB, 256 * MIB);
  g_assert_cmpuint (map->ram, ==, 0x9fc00 + 255 * MIB);

  put (extension, 1024 * MIB, 1024 * MIB, 1);
  fake_root_write (root, "sys/kernel/boot_params/setup_data/0/type", "0x4\n");
  write_bytes (root, "sys/kernel/boot_params/setup_data/0/data", page, sizeof page);
  fake_root_write (root, "sys/kernel/boot_params/setup_data/1/type", "0x1\n");
  write_bytes (root, "sys/kernel/boot_params/setup_data/1/data", extension, sizeof extension);
  extended = read_map (root);
  g_assert_cmpuint (extended->usable->len, ==, 3);
  check_usable (extended, 2, 1024 * MIB, 2048 * MIB);
}

/* What was opened is read anew. */
static void
test_anew (void)
{
  g_autoptr (FakeRoot) root = a_root ();
  g_autoptr (KxMemoryFiles) files = kx_memory_files_open (root->fd);
  g_autoptr (KxMemoryMap) before = kx_memory_files_read (files, NULL);
  g_autoptr (KxMemoryMap) same = kx_memory_files_read (files, NULL);
  g_autoptr (KxMemoryMap) after = NULL;
  g_autofree char *path = g_build_filename (root->path, "proc/iomem", NULL);
  g_autofree char *digest = NULL;
  g_autofree char *same_digest = NULL;
  g_autofree char *after_digest = NULL;
  int fd = open (path, O_WRONLY | O_TRUNC | O_CLOEXEC);

  g_assert_cmpint (dprintf (fd, "%s", "00100000-0fffffff : System RAM\n"), >, 0);
  close (fd);
  after = kx_memory_files_read (files, NULL);
  digest = kx_memory_map_digest (before);
  same_digest = kx_memory_map_digest (same);
  after_digest = kx_memory_map_digest (after);
  g_assert_cmpstr (digest, ==, same_digest);
  g_assert_cmpstr (digest, !=, after_digest);
}

static void
check_refused (FakeRoot *root, const char *why)
{
  g_autoptr (KxMemoryFiles) files = kx_memory_files_open (root->fd);
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_memory_files_read (files, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refused (void)
{
  g_autoptr (FakeRoot) empty = fake_root_new ();
  g_autoptr (FakeRoot) root = fake_root_new ();

  check_refused (empty, "/sys/firmware/memmap cannot be read");
  write_range (root, "0", "0x100000\n", "0xfffffff\n", "System RAM\n");
  check_refused (root, "/proc/iomem cannot be opened");
  fake_root_write (root, "proc/iomem", "00000000-00000000 : System RAM\n");
  check_refused (root, "hides");
  fake_root_write (root, "proc/iomem", "100000-ffffffff : System RAM\n");
  write_range (root, "1", "0x20000000\n", "0x1fffffff\n", "System RAM\n");
  check_refused (root, "not understood");
  write_range (root, "1", "20000000\n", "0x2fffffff\n", "System RAM\n");
  check_refused (root, "not understood");
  write_range (root, "1", "0x20000000\n", "0xfffffffffffffffff\n", "System RAM\n");
  check_refused (root, "not understood");
  write_range (root, "1", "0x20000000\n", "0x2fffffff\n", "System RAM\n");
  kx_memory_map_free (read_map (root));
}

/* How many descriptors but standard input show the same open file as it: it is at @position. */
static guint
count_shared (const char *position)
{
  guint n = 0;

  for (int fd = 3; fd < 64; fd++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/fdinfo/%d", fd);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, position) != NULL)
        n++;
    }
  return n;
}

/* What the service manager opened as standard input is preferred to what can be opened here. */
static void
test_standard_input (void)
{
  g_autoptr (FakeRoot) fake = a_root ();
  int root_fd = open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int saved = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 64);
  int iomem = open ("/proc/iomem", O_RDONLY | O_CLOEXEC);
  KxMemoryFiles *files;

  g_assert_cmpint (dup2 (iomem, STDIN_FILENO), ==, STDIN_FILENO);
  close (iomem);
  g_assert_cmpint (lseek (STDIN_FILENO, 13, SEEK_SET), ==, 13);
  files = kx_memory_files_open (root_fd);
  g_assert_cmpuint (count_shared ("pos:\t13\n"), ==, 1);
  kx_memory_files_unref (files);
  g_assert_cmpuint (count_shared ("pos:\t13\n"), ==, 0);

  /* It does not stand for a file of another root, nor anything else for it. */
  files = kx_memory_files_open (fake->fd);
  g_assert_cmpuint (count_shared ("pos:\t13\n"), ==, 0);
  kx_memory_files_unref (files);
  iomem = open ("/proc/meminfo", O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (dup2 (iomem, STDIN_FILENO), ==, STDIN_FILENO);
  close (iomem);
  g_assert_cmpint (lseek (STDIN_FILENO, 13, SEEK_SET), ==, 13);
  files = kx_memory_files_open (root_fd);
  g_assert_cmpuint (count_shared ("pos:\t13\n"), ==, 0);
  kx_memory_files_unref (files);

  if (saved >= 0)
    dup2 (saved, STDIN_FILENO);
  close (saved);
  close (root_fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/files", test_files);
  g_test_add_func ("/memory/booted", test_booted);
  g_test_add_func ("/memory/anew", test_anew);
  g_test_add_func ("/memory/refused", test_refused);
  g_test_add_func ("/memory/standard-input", test_standard_input);
  return g_test_run ();
}
