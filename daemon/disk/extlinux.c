/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux.h"

#include <string.h>
#include <unistd.h>

#include "architecture.h"
#include "cmdline.h"
#include "extlinux-default.h"
#include "inspection.h"
#include "syslinux-adv.h"
#include "text-file.h"

#define CONFIG_CAP (1024 * 1024)

/* A configuration that is being made a menu of. */
typedef struct
{
  KxRoot *root;
  const KxFilesystem *filesystem;
  char *directory; /* of the configuration, from the top of its file system */
  KxExtlinux *config;
  KxMenu *menu;
} Reader;

const char *const *
kx_extlinux_places (void)
{
  static const char *const places[] = {
    "/boot/extlinux/extlinux.conf",
    "/extlinux/extlinux.conf",
    "/boot/extlinux.conf",
    "/boot/firmware/extlinux/extlinux.conf",
    "/boot/efi/extlinux/extlinux.conf",
    "/boot/syslinux/extlinux.conf",
    "/boot/syslinux/syslinux.cfg",
    "/boot/syslinux.cfg",
    "/boot/EFI/syslinux/syslinux.cfg",
    "/boot/efi/EFI/syslinux/syslinux.cfg",
    "/efi/EFI/syslinux/syslinux.cfg",
    NULL,
  };

  return places;
}

static KxExtlinuxDialect
find_dialect (KxRoot *root)
{
  g_autofree char *architecture = kx_architecture_find (root);

  return g_str_has_prefix (architecture, "x86_64")
                 || g_pattern_match_simple ("i?86*", architecture)
             ? KX_EXTLINUX_SYSLINUX
             : KX_EXTLINUX_UBOOT;
}

/* Where a file of the loader's is; NULL: that part of the file system is mounted nowhere. */
static char *
resolve (const Reader *reader, const char *path)
{
  g_autofree char *inside
      = path[0] == '/' ? g_strdup (path) : g_build_filename (reader->directory, path, NULL);

  return g_utf8_validate (inside, -1, NULL) ? kx_filesystem_to_path (reader->filesystem, inside)
                                            : NULL;
}

static char *
fetch (const char *path, char **name, gpointer user_data)
{
  Reader *reader = user_data;
  g_autofree char *file = resolve (reader, path);
  g_autoptr (GError) error = NULL;
  char *text;

  if (file == NULL)
    return NULL;
  kx_menu_watch (reader->menu, "%s", file);
  text = kx_text_file_read (reader->root, file, CONFIG_CAP, NULL, &error);
  *name = g_steal_pointer (&file);
  return text;
}

static char *
require (const Reader *reader, KxEntry *entry, const char *what, const char *path)
{
  char *resolved = resolve (reader, path);
  g_autofree char *shown = resolved == NULL ? g_utf8_make_valid (path, -1) : NULL;

  if (resolved == NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_PENDING,
                     "where the %s %s is cannot be told: mount that part of the file system", what,
                     shown);
  return resolved;
}

static void
resolve_files (const Reader *reader, const KxExtlinuxLabel *label, KxEntry *entry)
{
  g_autoptr (GStrvBuilder) initrds = g_strv_builder_new ();

  if (!label->is_linux && reader->config->dialect == KX_EXTLINUX_SYSLINUX)
    {
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "%s starts no Linux", entry->id);
      return;
    }
  if (label->kernel == NULL || label->kernel[0] == '\0')
    {
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "%s names no kernel", entry->id);
      return;
    }
  entry->kernel = require (reader, entry, "kernel", label->kernel);
  for (guint i = 0; label->initrds[i] != NULL; i++)
    {
      g_autofree char *path = require (reader, entry, "initrd", label->initrds[i]);

      if (path != NULL)
        g_strv_builder_add (initrds, path);
    }
  entry->initrds = g_strv_builder_end (initrds);
}

/* The bits of SYSAPPEND that add something on a machine that was started from its own disk. */
static guint
get_added (KxExtlinuxDialect dialect, guint bits)
{
  return dialect == KX_EXTLINUX_UBOOT ? bits & 3 : bits & ~3u;
}

static void
find_cmdline (const Reader *reader, const KxExtlinuxLabel *label, KxEntry *entry)
{
  KxExtlinuxDialect dialect = reader->config->dialect;
  gboolean uboot = dialect == KX_EXTLINUX_UBOOT;
  g_autofree char *append = NULL;

  if (get_added (dialect, label->sysappend) != 0)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "the boot loader adds to its command line what only it knows (SYSAPPEND)");
  /* Without APPEND, U-Boot passes what its environment says, as it did this time. */
  if (label->append == NULL && uboot)
    return;

  append = label->append != NULL && uboot ? kx_extlinux_expand (label->append)
                                          : g_strdup (label->append);
  if (append == NULL && label->append != NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "its command line needs a variable of U-Boot's environment");
  if (append != NULL && !g_utf8_validate (append, -1, NULL))
    {
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "its command line is not UTF-8");
      g_clear_pointer (&append, g_free);
    }
  entry->cmdline = kx_cmdline_filter_running (append != NULL ? append : "");
}

static char *
make_title (const KxExtlinuxLabel *label, KxExtlinuxDialect dialect)
{
  g_autofree char *title = g_utf8_make_valid (label->title != NULL ? label->title : label->name, -1);
  g_auto (GStrv) parts = NULL;

  if (dialect == KX_EXTLINUX_UBOOT)
    return g_steal_pointer (&title);
  /* The caret stands before the key that selects it. */
  parts = g_strsplit (title, "^", -1);
  return g_strjoinv ("", parts);
}

static void
add_entry (Reader *reader, const KxExtlinuxLabel *label)
{
  KxEntry *entry = kx_entry_new ("extlinux");

  entry->id = g_utf8_make_valid (label->name[0] != '\0' ? label->name : "unnamed", -1);
  entry->title = make_title (label, reader->config->dialect);
  entry->file = g_utf8_make_valid (label->file, -1);
  entry->line = label->line;
  resolve_files (reader, label, entry);
  find_cmdline (reader, label, entry);
  kx_menu_add (reader->menu, entry);
}

/* What syslinux remembers in its own file. */
static char *
read_adv (const Reader *reader, KxSyslinuxAdvTag tag, char **path)
{
  g_autofree char *file = resolve (reader, "ldlinux.sys");
  guint8 data[KX_SYSLINUX_ADV_SIZE];
  struct stat status;
  ssize_t length = 0;
  int fd;

  if (reader->config->dialect == KX_EXTLINUX_UBOOT || file == NULL)
    return NULL;
  kx_menu_watch (reader->menu, "%s", file);
  fd = kx_root_open_regular (reader->root, file, NULL);
  if (fd < 0)
    return NULL;
  if (fstat (fd, &status) == 0 && status.st_size >= (off_t) sizeof data)
    length = pread (fd, data, sizeof data, status.st_size - (off_t) sizeof data);
  close (fd);
  *path = g_steal_pointer (&file);
  return length > 0 ? kx_syslinux_adv_get (data, (gsize) length, tag) : NULL;
}

static gboolean
was_just_written (KxRoot *root, const char *path)
{
  int fd = kx_root_open_regular (root, path, NULL);
  struct stat status;
  KxIdentity identity = { 0 };

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) == 0)
    identity = kx_identity_new (fd, &status);
  close (fd);
  return kx_is_recent (&identity, kx_time_of_day ());
}

static void
choose (Reader *reader, const char *file)
{
  g_autofree char *once_file = NULL;
  g_autofree char *saved_file = NULL;
  g_autofree char *once = read_adv (reader, KX_SYSLINUX_ADV_BOOT_ONCE, &once_file);
  g_autofree char *saved
      = reader->config->saves ? read_adv (reader, KX_SYSLINUX_ADV_MENU_SAVE, &saved_file) : NULL;
  g_autofree char *reason = NULL;
  int chosen = kx_extlinux_find_default (reader->config, file, saved, &reason);

  if (chosen >= 0)
    reader->menu->chosen = reader->menu->entries->pdata[chosen];
  /* It may just have been emptied to be written anew. */
  reader->menu->pending
      = reader->config->labels->len == 0 && was_just_written (reader->root, file);
  reader->menu->reason = g_utf8_make_valid (reason, -1);
  if (once != NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (once, -1);

      reader->menu->one_shot
          = g_strdup_printf ("extlinux --once set %s in %s", shown, once_file);
    }
}

static void
read_config (Reader *reader, const char *text, const char *file, const KxFilesystems *filesystems)
{
  g_autofree char *inside = NULL;

  reader->filesystem = kx_filesystems_find_at (filesystems, file);
  inside = kx_filesystem_from_path (reader->filesystem, file);
  reader->directory = g_path_get_dirname (inside);
  reader->config
      = kx_extlinux_parse (text, file, find_dialect (reader->root), fetch, reader);
  for (guint i = 0; i < reader->config->labels->len; i++)
    add_entry (reader, reader->config->labels->pdata[i]);
  choose (reader, file);
  kx_extlinux_free (reader->config);
  g_free (reader->directory);
}

KxMenu *
kx_extlinux_read (KxRoot *root, const KxFilesystems *filesystems)
{
  const char *const *places = kx_extlinux_places ();
  g_autoptr (KxMenu) menu = kx_menu_new (KX_LOADER_EXTLINUX);
  Reader reader = { .root = root, .menu = menu };

  for (guint i = 0; places[i] != NULL; i++)
    kx_menu_watch (menu, "%s", places[i]);
  for (guint i = 0; places[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = kx_text_file_read (root, places[i], CONFIG_CAP, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
          || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
        continue;
      if (text != NULL)
        read_config (&reader, text, places[i], filesystems);
      else
        menu->reason = g_utf8_make_valid (error->message, -1);
      return g_steal_pointer (&menu);
    }
  return NULL;
}
