/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "type1.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bls.h"
#include "error.h"
#include "systemd-boot-rules.h"
#include "text-file.h"
#include "uki.h"

/* One entry while it is being read. */
typedef struct
{
  const KxType1 *type1;
  const KxBootPartition *partition;
  KxMenu *menu;
  KxBlsEntry *bls;
  KxSystemdBootEntry *out;
} Reading;

static void
hide (Reading *self, KxOutlook outlook, const char *problem)
{
  kx_problems_add (&self->out->entry->problems, outlook, "%s", problem);
  self->out->place = KX_SYSTEMD_BOOT_HIDDEN;
}

/* Is the EFI program of the entry the boot loader itself? It leaves that out. */
static gboolean
is_loader (const Reading *self)
{
  g_autofree char *program = NULL;

  if (self->bls->kind != KX_BLS_EFI || self->type1->loader == NULL)
    return FALSE;
  program = g_strdelimit (g_strdup (self->bls->program), "/", '\\');
  return g_ascii_strcasecmp (program, self->type1->loader) == 0;
}

/* The EFI stub of a kernel reads these itself where the boot loader gives it no initrd. */
static void
add_initrds_of_options (Reading *self, GPtrArray *initrds)
{
  g_auto (GStrv) words = g_strsplit_set (self->bls->options, " \t", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], "initrd="))
      g_ptr_array_add (initrds, kx_boot_partition_resolve (self->partition, self->type1->root,
                                                           words[i] + strlen ("initrd=")));
}

static void
set_initrds (Reading *self)
{
  g_autoptr (GPtrArray) initrds = g_ptr_array_new_with_free_func (g_free);

  if (self->bls->kind == KX_BLS_LINUX)
    for (guint i = 0; i < self->bls->initrds->len; i++)
      g_ptr_array_add (initrds,
                       kx_boot_partition_resolve (self->partition, self->type1->root,
                                                  g_ptr_array_index (self->bls->initrds, i)));
  if (initrds->len == 0 && self->bls->options != NULL)
    add_initrds_of_options (self, initrds);

  g_ptr_array_add (initrds, NULL);
  self->out->entry->initrds = (char **) g_ptr_array_free (g_steal_pointer (&initrds), FALSE);
}

static void
set_kernel (Reading *self)
{
  self->out->entry->cmdline = g_strdup (self->bls->options != NULL ? self->bls->options : "");
  set_initrds (self);
}

/* The profile that the entry asks for; NULL where the image does not have it. */
static const KxUkiProfile *
find_profile (const KxUki *uki, guint number)
{
  for (guint i = 0; i < uki->profiles->len; i++)
    {
      const KxUkiProfile *profile = g_ptr_array_index (uki->profiles, i);

      if (profile->number == (int) number
          || (profile->number == KX_ENTRY_NO_PROFILE && number == 0))
        return profile;
    }
  return NULL;
}

static void
set_uki (Reading *self, const KxUki *uki)
{
  KxEntry *entry = self->out->entry;
  const KxUkiProfile *profile = find_profile (uki, self->bls->profile);

  for (guint i = 0; i < uki->watch->len; i++)
    kx_menu_watch (self->menu, "%s", (const char *) g_ptr_array_index (uki->watch, i));
  kx_menu_watch (self->menu, "%s", entry->kernel);
  if (profile == NULL)
    {
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                       "%s has no profile %u, which \"profile\" in %s asks for; correct that line",
                       entry->kernel, self->bls->profile, entry->file);
      return;
    }

  entry->profile = profile->number;
  entry->cmdline
      = kx_uki_profile_make_cmdline (profile, self->bls->options, self->type1->secure_boot);
  kx_problems_add_all (&entry->problems, &profile->problems);
  if (self->bls->kind == KX_BLS_UKI && self->bls->extras->len > 0)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "\"extra\" in %s hands credentials or extensions to the image, which kexecd "
                     "cannot do",
                     entry->file);
}

/* A file that only its contents tell whether it is a unified kernel image. */
static void
set_program (Reading *self)
{
  KxEntry *entry = self->out->entry;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxUki) uki = kx_uki_read (self->type1->root, entry->kernel,
                                       self->partition->filesystem, &error);

  if (uki != NULL)
    set_uki (self, uki);
  else if (self->bls->kind == KX_BLS_EFI && error->domain == KX_ERROR
           && error->code != KX_ERROR_INCOMPLETE)
    set_kernel (self); /* a kernel with an EFI stub, or something else: who inspects it will tell */
  else
    {
      gboolean pending = g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE);

      kx_problems_add (&entry->problems, pending ? KX_OUTLOOK_PENDING : KX_OUTLOOK_LASTING,
                       "\"%s\" in %s is %s: %s", self->bls->kind == KX_BLS_UKI ? "uki" : "efi",
                       entry->file, entry->kernel, error->message);
      self->menu->pending |= pending;
    }
}

/* What the entry starts. */
static void
resolve (Reading *self)
{
  KxEntry *entry = self->out->entry;

  switch (self->bls->kind)
    {
    case KX_BLS_NOTHING:
      hide (self, KX_OUTLOOK_PENDING,
            "it names nothing to start, so that systemd-boot leaves it out; it needs a line "
            "\"linux\"");
      return;
    case KX_BLS_CONFLICT:
      hide (self, KX_OUTLOOK_LASTING,
            "it names several kinds of things to start, so that systemd-boot leaves it out; keep "
            "one of the lines \"linux\", \"efi\", \"uki\" and \"uki-url\"");
      return;
    case KX_BLS_UKI_URL:
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                       "its image comes over the network from \"%s\", which kexecd does not do",
                       self->bls->program);
      return;
    case KX_BLS_UKI:
      if (!self->type1->knows_uki)
        hide (self, KX_OUTLOOK_LASTING,
              "the installed systemd-boot does not know \"uki\" and leaves the entry out; update "
              "it (bootctl update)");
      break;
    case KX_BLS_LINUX:
    case KX_BLS_EFI:
      break;
    }

  entry->kernel
      = kx_boot_partition_resolve (self->partition, self->type1->root, self->bls->program);
  if (!kx_root_exists (self->type1->root, entry->kernel))
    {
      kx_menu_watch (self->menu, "%s", entry->kernel);
      hide (self, KX_OUTLOOK_PENDING,
            "what it starts does not exist, so that systemd-boot leaves it out");
      set_kernel (self);
    }
  else if (self->bls->kind == KX_BLS_LINUX)
    set_kernel (self);
  else
    set_program (self);
}

/* Bytes that are no UTF-8 are left out by systemd-boot; what it passes then is anybody's guess. */
static void
drop_garbage (char **text)
{
  if (*text != NULL && !g_utf8_validate (*text, -1, NULL))
    {
      g_autofree char *garbage = *text;

      *text = g_utf8_make_valid (garbage, -1);
    }
}

static void
clean (Reading *self)
{
  KxEntry *entry = self->out->entry;

  if (kx_bls_entry_is_utf8 (self->bls))
    return;
  kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                   "%s is no text in UTF-8: write it anew", entry->file);
  drop_garbage (&self->out->sort_key);
  drop_garbage (&self->out->machine_id);
  drop_garbage (&self->out->version);
  drop_garbage (&entry->title);
  drop_garbage (&entry->version);
  drop_garbage (&entry->cmdline);
  drop_garbage (&entry->kernel);
  for (gsize i = 0; entry->initrds != NULL && entry->initrds[i] != NULL; i++)
    drop_garbage (&entry->initrds[i]);
}

static void
fill (Reading *self)
{
  KxSystemdBootEntry *out = self->out;

  out->sort_key = g_strdup (self->bls->sort_key);
  out->machine_id = g_strdup (self->bls->machine_id);
  out->version = g_strdup (self->bls->version);
  out->profile = self->bls->profile;
  out->entry->version = g_strdup (self->bls->version);
  if (self->bls->title != NULL)
    {
      g_free (out->entry->title);
      out->entry->title = g_strdup (self->bls->title);
    }
  resolve (self);
  clean (self);
}

/* Is there a file at @path? What is something else, is none for systemd-boot either. Sets @size. */
static gboolean
is_file (KxRoot *root, const char *path, goffset *size)
{
  struct stat status;
  int fd = kx_root_open (root, path, O_PATH, NULL);
  gboolean is_file = fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode);

  if (fd >= 0)
    close (fd);
  if (is_file)
    *size = status.st_size;
  return is_file;
}

static void
read_file (const KxType1 *type1, const KxBootPartition *partition, const char *name,
           GPtrArray *entries, KxMenu *menu)
{
  g_autofree char *path
      = g_build_filename (partition->directory, "loader/entries", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KxBlsEntry) bls = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  goffset size = 0;
  Reading self = { .type1 = type1, .partition = partition, .menu = menu };

  text = kx_text_file_read (type1->root, path, KX_TYPE1_MAX, &length, &error);
  if (text == NULL && !is_file (type1->root, path, &size))
    return;

  bls = kx_bls_entry_new (text != NULL ? text : "", length);
  self.bls = bls;
  if (!kx_bls_entry_is_for (bls, type1->machine_type) || is_loader (&self))
    return;

  self.out = kx_systemd_boot_entry_for_file ("bls", path, ".conf");
  g_ptr_array_add (entries, self.out);
  if (text != NULL)
    fill (&self);
  else if (size > KX_TYPE1_MAX)
    hide (&self, KX_OUTLOOK_LASTING, error->message);
  else
    {
      kx_problems_add (&self.out->entry->problems, KX_OUTLOOK_LASTING, "%s", error->message);
      self.out->place = KX_SYSTEMD_BOOT_UNKNOWN;
    }
}

void
kx_type1_read (const KxType1 *type1, const KxBootPartition *partition, const char *const *names,
               GPtrArray *entries, KxMenu *menu)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (kx_systemd_boot_is_entry_name (names[i], ".conf"))
      read_file (type1, partition, names[i], entries, menu);
}
