/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raspberry-pi.h"

#include <string.h>

#include "cmdline-source.h"
#include "cmdline.h"
#include "raspberry-config.h"
#include "text-file.h"

#define CONFIG_CAP (256 * 1024)
#define CMDLINE_CAP (64 * 1024)
#define PROPERTY_CAP 256

/* The menu that is being made. */
typedef struct
{
  KxRoot *root;
  KxRaspberryBoard board;
  const char *file; /* config.txt */
  char *directory;  /* in which it is: the top of the firmware's file system */
  KxRaspberryConfig *config;
  char *prefix;
  KxMenu *menu;
  KxEntry *entry;
} Reader;

const char *const *
kx_raspberry_pi_places (void)
{
  static const char *const places[] = { "/boot/firmware/config.txt", "/boot/config.txt", NULL };

  return places;
}

/* Of the device tree. */
static char *
read_property (KxRoot *root, const char *name, gsize *length)
{
  static const char *const trees[] = { "/proc/device-tree", "/sys/firmware/devicetree/base" };
  char *value = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (trees) && value == NULL; i++)
    {
      g_autofree char *path = g_build_filename (trees[i], name, NULL);

      value = kx_root_read (root, path, PROPERTY_CAP, length, NULL);
    }
  return value;
}

static gboolean
find_board (KxRoot *root, KxRaspberryBoard *board)
{
  g_autofree char *model = read_property (root, "model", NULL);
  g_autofree char *serial = read_property (root, "serial-number", NULL);

  if (model == NULL || !kx_raspberry_board_parse (g_strchomp (model), board))
    return FALSE;
  board->serial = serial != NULL ? g_ascii_strtoull (serial, NULL, 16) : 0;
  return TRUE;
}

static char *
fetch (const char *name, gpointer user_data)
{
  Reader *reader = user_data;
  g_autofree char *path = g_build_filename (reader->directory, name, NULL);

  g_autofree char *text = NULL;

  kx_menu_watch (reader->menu, "%s", path);
  text = kx_text_file_read (reader->root, path, CONFIG_CAP, NULL, NULL);
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static char *
resolve (const Reader *reader, const char *name)
{
  g_autofree char *prefixed
      = name[0] == '/' ? g_strdup (name) : g_strconcat (reader->prefix, name, NULL);

  return g_build_filename (reader->directory, prefixed, NULL);
}

static const char *
get (const Reader *reader, KxRaspberryKey key)
{
  return kx_raspberry_config_get (reader->config, key);
}

static gboolean
is_set (const Reader *reader, KxRaspberryKey key)
{
  return get (reader, key) != NULL && g_ascii_strtoll (get (reader, key), NULL, 0) != 0;
}

/* The kernel, if it is there. */
static char *
find_kernel (const Reader *reader)
{
  const char *named = get (reader, KX_RASPBERRY_KERNEL);
  const char *bits = get (reader, KX_RASPBERRY_ARM_64BIT);
  const char *const one[] = { named, NULL };
  const char *const *candidates
      = named != NULL && named[0] != '\0'
            ? one
            : kx_raspberry_board_kernels (&reader->board,
                                          bits != NULL ? is_set (reader, KX_RASPBERRY_ARM_64BIT) : -1);

  for (guint i = 0; candidates[i] != NULL; i++)
    {
      g_autofree char *path = resolve (reader, candidates[i]);

      kx_menu_watch (reader->menu, "%s", path);
      if (kx_root_exists (reader->root, path))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* A prefix under which there is no kernel is none. */
static void
find_prefix_and_kernel (Reader *reader)
{
  const char *prefix = get (reader, KX_RASPBERRY_OS_PREFIX);

  if (prefix == NULL && is_set (reader, KX_RASPBERRY_UPSTREAM_KERNEL))
    prefix = "upstream/";
  reader->prefix = g_strdup (prefix != NULL ? prefix : "");
  reader->entry->kernel = find_kernel (reader);
  if (reader->entry->kernel == NULL && reader->prefix[0] != '\0')
    {
      g_free (reader->prefix);
      reader->prefix = g_strdup ("");
      reader->entry->kernel = find_kernel (reader);
    }
  if (reader->entry->kernel == NULL)
    kx_problems_add (&reader->entry->problems, KX_OUTLOOK_PENDING,
                     "the kernel that the firmware would start is not in %s", reader->directory);
}

/* "kernel8.img" goes with "initramfs8". */
static char *
find_own_initramfs (const Reader *reader)
{
  g_autofree char *name = NULL;
  g_autofree char *initramfs = NULL;

  if (reader->entry->kernel == NULL || !is_set (reader, KX_RASPBERRY_AUTO_INITRAMFS))
    return NULL;
  name = g_path_get_basename (reader->entry->kernel);
  if (!g_str_has_prefix (name, "kernel"))
    return NULL;
  if (g_str_has_suffix (name, ".img"))
    name[strlen (name) - strlen (".img")] = '\0';
  initramfs = g_strconcat ("initramfs", name + strlen ("kernel"), NULL);
  return resolve (reader, initramfs);
}

static void
find_initrds (Reader *reader)
{
  const char *named = get (reader, KX_RASPBERRY_INITRAMFS);
  g_auto (GStrv) names = g_strsplit (named != NULL ? named : "", ",", -1);
  g_autofree char *own = named == NULL ? find_own_initramfs (reader) : NULL;
  g_autoptr (GStrvBuilder) initrds = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (names[i][0] != '\0')
      {
        g_autofree char *path = resolve (reader, names[i]);

        g_strv_builder_add (initrds, path);
      }
  if (own != NULL)
    {
      kx_menu_watch (reader->menu, "%s", own);
      if (kx_root_exists (reader->root, own))
        g_strv_builder_add (initrds, own);
    }
  reader->entry->lacks_initrd = own != NULL && !kx_root_exists (reader->root, own);
  reader->entry->initrds = g_strv_builder_end (initrds);
}

static void
find_cmdline (Reader *reader)
{
  KxProblems *problems = &reader->entry->problems;
  const char *named = get (reader, KX_RASPBERRY_CMDLINE);
  g_autofree char *file
      = resolve (reader, named != NULL && named[0] != '\0' ? named : "cmdline.txt");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = kx_text_file_read (reader->root, file, CMDLINE_CAP, NULL, &error);
  g_autofree char *running
      = kx_root_read (reader->root, KX_CMDLINE_RUNNING, CMDLINE_CAP, NULL, NULL);

  kx_menu_watch (reader->menu, "%s", file);
  reader->entry->cmdline = g_strdup ("");
  if (text == NULL)
    {
      kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s", error->message);
      return;
    }
  /* It is one line. */
  text[strcspn (text, "\n")] = '\0';
  if (running == NULL || !g_utf8_validate (running, -1, NULL)
      || !kx_raspberry_cmdline_contains (running, text))
    {
      kx_problems_add (problems, KX_OUTLOOK_LASTING,
                       "what the firmware adds to %s is not known: the running kernel was started with "
                       "another one; restart once without kexec",
                       file);
      return;
    }
  g_free (reader->entry->cmdline);
  reader->entry->cmdline = kx_cmdline_filter_running (g_strchomp (running));
}

/* What the firmware alone can tell. */
static void
check_certainty (Reader *reader)
{
  for (guint i = 0; i < KX_RASPBERRY_N_KEYS; i++)
    {
      const KxRaspberrySetting *setting = &reader->config->settings[i];

      if (setting->uncertain)
        kx_problems_add (&reader->entry->problems, KX_OUTLOOK_LASTING,
                         "whether line %u of %s counts, only the firmware knows: it is under a filter "
                         "for a display, a pin or the like",
                         setting->line, setting->file);
    }
  if (is_set (reader, KX_RASPBERRY_BOOT_RAMDISK))
    kx_problems_add (&reader->entry->problems, KX_OUTLOOK_LASTING,
                     "boot_ramdisk in %s makes the firmware start what is within boot.img",
                     reader->file);
}

static char *
describe (const KxRaspberrySetting *setting, const char *fallback)
{
  if (setting->value == NULL)
    return g_strdup (fallback);
  return g_strdup_printf ("kernel=%s in line %u of %s", setting->value, setting->line, setting->file);
}

/* Whether autoboot.txt lets the firmware start from here. */
static gboolean
is_chosen_partition (Reader *reader)
{
  g_autofree char *path = g_build_filename (reader->directory, "autoboot.txt", NULL);
  g_autofree char *text = kx_text_file_read (reader->root, path, CONFIG_CAP, NULL, NULL);
  g_autofree char *partition = NULL;
  g_autoptr (KxRaspberryConfig) autoboot = NULL;
  const char *number;
  gsize length = 0;

  kx_menu_watch (reader->menu, "%s", path);
  if (text == NULL)
    return TRUE;
  autoboot = kx_raspberry_config_parse (text, path, &reader->board, fetch, reader);
  number = kx_raspberry_config_get (autoboot, KX_RASPBERRY_BOOT_PARTITION);
  if (number == NULL)
    return TRUE;

  /* Cells of device trees are big-endian. */
  partition = read_property (reader->root, "chosen/bootloader/partition", &length);
  if (partition != NULL && length == 4 && memcmp (partition, "\0\0\0", 3) == 0
      && (guint8) partition[3] == g_ascii_strtoull (number, NULL, 10))
    return TRUE;
  reader->menu->reason
      = g_strdup_printf ("boot_partition=%s in %s: it cannot be told that this is the partition", number,
                         path);
  return FALSE;
}

static void
make_entry (Reader *reader)
{
  const KxRaspberrySetting *kernel = &reader->config->settings[KX_RASPBERRY_KERNEL];
  KxEntry *entry = reader->entry;
  g_autofree char *setting = NULL;
  g_autofree char *name = NULL;

  find_prefix_and_kernel (reader);
  find_initrds (reader);
  find_cmdline (reader);
  check_certainty (reader);

  name = g_path_get_basename (entry->kernel != NULL ? entry->kernel : "kernel");
  setting = describe (kernel, "the kernel of this model");
  entry->id = g_utf8_make_valid (name, -1);
  entry->title = g_strdup (entry->id);
  entry->file = g_strdup (kernel->file != NULL ? kernel->file : reader->file);
  entry->line = kernel->line;
  if (!is_chosen_partition (reader))
    return;
  reader->menu->chosen = entry;
  reader->menu->reason
      = g_strdup_printf ("%s; the command line is the running one, which has what the firmware adds",
                         setting);
}

/* All of it goes over the bus. */
static void
check_encoding (KxEntry *entry)
{
  gboolean valid = entry->kernel == NULL || g_utf8_validate (entry->kernel, -1, NULL);

  for (guint i = 0; entry->initrds[i] != NULL; i++)
    valid &= g_utf8_validate (entry->initrds[i], -1, NULL);
  if (valid)
    return;
  kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "the name of a file is not UTF-8");
  g_clear_pointer (&entry->kernel, g_free);
  g_strfreev (entry->initrds);
  entry->initrds = g_new0 (char *, 1);
}

static void
read_config (Reader *reader, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  reader->directory = g_path_get_dirname (reader->file);
  reader->config
      = kx_raspberry_config_parse (valid, reader->file, &reader->board, fetch, reader);
  reader->entry = kx_entry_new ("plain");
  make_entry (reader);
  check_encoding (reader->entry);
  kx_menu_add (reader->menu, reader->entry);
  kx_raspberry_config_free (reader->config);
  g_free (reader->prefix);
  g_free (reader->directory);
}

KxMenu *
kx_raspberry_pi_read (KxRoot *root, const KxFilesystems *filesystems)
{
  const char *const *places = kx_raspberry_pi_places ();
  g_autoptr (KxMenu) menu = kx_menu_new (KX_LOADER_RASPBERRY_PI);
  Reader reader = { .root = root, .menu = menu };

  if (!find_board (root, &reader.board))
    return NULL;
  for (guint i = 0; places[i] != NULL; i++)
    kx_menu_watch (menu, "%s", places[i]);
  for (guint i = 0; places[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = kx_text_file_read (root, places[i], CONFIG_CAP, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
          || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
        continue;
      reader.file = places[i];
      if (text != NULL)
        read_config (&reader, text);
      else
        menu->reason = g_utf8_make_valid (error->message, -1);
      return g_steal_pointer (&menu);
    }
  return NULL;
}
