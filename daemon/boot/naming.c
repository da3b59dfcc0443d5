/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "naming.h"

#include <string.h>

/* In the order of their claim to an id: a vmlinux beside a vmlinuz is there for debuggers. */
static const char *const kernel_prefixes[] = {
  "vmlinuz-", "kernel-", "bzImage-", "Image-", "vmlinux-", NULL,
};

/* What begins like a kernel's name and is none. */
static const char *const no_kernel_suffixes[] = {
  ".img", ".cpio", ".dtb", ".map", ".config", ".txt", ".sha256", ".sha512", ".md5", ".asc",
  ".efi.extra.d", NULL,
};

/* SUSE packs the kernel for debuggers. */
static const char *const packed_suffixes[] = { ".gz", ".xz", ".bz2", ".zst", NULL };

/* A file of this name takes the place of the one without the suffix once it has been written. */
static const char *const writing_suffixes[] = { ".dpkg-new", ".new", ".tmp", ".tmp.", ".part",
                                                NULL };

static const char *const temporary_suffixes[] = {
  ".dpkg-tmp", ".dpkg-bak", ".dpkg-old", ".dpkg-dist", ".bak", ".rpmsave", ".rpmnew", ".rpmorig",
  ".apk-new", ".pacnew", ".pacsave", ".sig", ".hmac", "~", NULL,
};

static const char *const early_initrds[] = {
  "intel-uc.img", "intel-ucode.img", "amd-uc.img", "amd-ucode.img", "early_ucode.cpio",
  "microcode.cpio", NULL,
};

static const char *
find_suffix (const char *file, const char *const *suffixes)
{
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (file, suffixes[i]))
      return suffixes[i];
  return NULL;
}

static gboolean
is_printable (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || *c == '/')
      return FALSE;
  return name[0] != '\0';
}

char *
kx_name_being_written (const char *file)
{
  const char *suffix = find_suffix (file, writing_suffixes);
  const char *semicolon = strrchr (file, ';');
  gsize length = 0;

  if (suffix != NULL)
    length = strlen (file) - strlen (suffix);
  /* RPM unpacks into "NAME;5f3a1b2c". */
  else if (semicolon != NULL
           && strspn (semicolon + 1, "0123456789abcdef") == strlen (semicolon + 1))
    length = (gsize) (semicolon - file);

  return length > 0 ? g_strndup (file, length) : NULL;
}

gboolean
kx_name_is_temporary (const char *file)
{
  gboolean is_sed = g_str_has_prefix (file, "sed") && strlen (file) == strlen ("sed??????");

  return file[0] == '.' || is_sed || strchr (file, ';') != NULL
         || find_suffix (file, writing_suffixes) != NULL
         || find_suffix (file, temporary_suffixes) != NULL;
}

/* Strips "genkernel-ARCH-", which old versions of genkernel put before the version. */
static const char *
skip_genkernel (const char *stem)
{
  const char *version;

  if (!g_str_has_prefix (stem, "genkernel-"))
    return stem;
  version = strchr (stem + strlen ("genkernel-"), '-');
  if (version != NULL && g_ascii_isdigit (version[1]))
    return version + 1;
  return stem + strlen ("genkernel-");
}

static KxImageRole
find_role (const char *version, gboolean old)
{
  if (old)
    return KX_IMAGE_OLD;
  if (g_str_has_prefix (version, "0-rescue") || g_str_equal (version, "rescue")
      || strstr (version, "-rescue") != NULL || g_str_has_suffix (version, "-recovery"))
    return KX_IMAGE_RESCUE;
  return KX_IMAGE_NORMAL;
}

static void
fill (const char *stem, guint rank, KxKernelName *name)
{
  const char *version = skip_genkernel (stem);
  gboolean old = g_str_has_suffix (version, ".old");
  KxKernelName result = { .rank = rank };

  result.version = g_strndup (version, strlen (version) - (old ? strlen (".old") : 0));
  result.id = g_strdup (version);
  result.versioned = g_ascii_isdigit (version[0]);
  result.role = find_role (result.version, old);
  /* "0-rescue-6bcd…" is no version, digit or not. */
  if (result.role == KX_IMAGE_RESCUE)
    result.versioned = FALSE;
  *name = result;
}

gboolean
kx_kernel_name_parse (const char *file, KxKernelName *name)
{
  if (!is_printable (file) || kx_name_is_temporary (file)
      || find_suffix (file, no_kernel_suffixes) != NULL)
    return FALSE;

  if (g_str_equal (file, "vmlinuz") || g_str_equal (file, "vmlinuz.old"))
    {
      gboolean old = file[strlen ("vmlinuz")] != '\0';

      *name = (KxKernelName) { .version = g_strdup (""),
                               .id = g_strdup (file),
                               .rank = G_N_ELEMENTS (kernel_prefixes),
                               .role = old ? KX_IMAGE_OLD : KX_IMAGE_NORMAL };
      return TRUE;
    }

  for (guint i = 0; kernel_prefixes[i] != NULL; i++)
    if (g_str_has_prefix (file, kernel_prefixes[i]))
      {
        const char *stem = file + strlen (kernel_prefixes[i]);

        /* Neither empty nor "..", which would be a way and not a name. */
        if (!g_ascii_isalnum (skip_genkernel (stem)[0]))
          return FALSE;
        if (g_str_equal (kernel_prefixes[i], "vmlinux-")
            && find_suffix (stem, packed_suffixes) != NULL)
          return FALSE;
        fill (stem, i, name);
        return TRUE;
      }
  return FALSE;
}

gboolean
kx_kernel_name_from_modules (const char *directory, KxKernelName *name)
{
  if (!is_printable (directory) || kx_name_is_temporary (directory)
      || !g_ascii_isdigit (directory[0]))
    return FALSE;

  fill (directory, 0, name);
  return TRUE;
}

void
kx_kernel_name_clear (KxKernelName *name)
{
  g_free (name->version);
  g_free (name->id);
  memset (name, 0, sizeof *name);
}

gboolean
kx_name_is_large (const char *file)
{
  static const char *const prefixes[] = {
    "vmlinu", "linux", "kernel", "initrd", "initramfs", "Image", "bzImage", "zImage", "uImage", NULL,
  };
  static const char *const suffixes[] = { ".efi", ".EFI", ".img", ".uki", ".cpio", NULL };
  static const char *const settings[] = { ".conf", ".cfg", ".txt", NULL };
  g_auto (KxKernelName) name = { 0 };

  if (find_suffix (file, settings) != NULL)
    return FALSE;
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (file, prefixes[i]))
      return TRUE;
  return find_suffix (file, suffixes) != NULL || kx_kernel_name_from_modules (file, &name);
}

gboolean
kx_name_is_boot_file (const char *file)
{
  g_auto (KxKernelName) name = { 0 };

  if (kx_name_is_temporary (file))
    return FALSE;
  return g_str_has_prefix (file, "initrd") || g_str_has_prefix (file, "initramfs")
         || g_strv_contains (early_initrds, file) || kx_kernel_name_parse (file, &name);
}

const char *const *
kx_early_initrds (void)
{
  return early_initrds;
}

static void
add (GStrvBuilder *builder, const char *format, const char *version)
{
  g_auto (GStrv) parts = g_strsplit (format, "%", 2);
  g_autofree char *name = g_strconcat (parts[0], version, parts[1], NULL);

  g_strv_builder_add (builder, name);
}

/* genkernel's word for the architecture, which is GRUB's as well. */
static void
add_genkernel (GStrvBuilder *builder, const char *architecture, const char *version)
{
  g_autofree char *with = NULL;

  if (architecture == NULL)
    return;
  with = g_strdup_printf ("initramfs-genkernel-%s-%s", architecture, version);
  g_strv_builder_add (builder, with);
  if (g_str_equal (architecture, "aarch64"))
    add (builder, "initramfs-genkernel-arm64-%", version);
}

char **
kx_initrd_candidates (const KxKernelName *name, const char *architecture)
{
  static const char *const schemes[] = {
    "initrd.img-%", "initrd-%.img", "initrd-%.gz", "initrd-%", "initramfs-%.img",
  };
  static const char *const plain[] = { "initrd.img", "initrd", "initramfs.img", NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *old = g_strconcat (name->version, ".old", NULL);
  /* A kernel that was put aside comes with its initrd, or makes do with that of its successor. */
  const char *const versions[] = { name->role == KX_IMAGE_OLD ? old : name->version,
                                   name->version };
  guint n = name->role == KX_IMAGE_OLD ? 2 : 1;

  if (name->version[0] == '\0')
    {
      if (n > 1)
        g_strv_builder_add (builder, "initrd.img.old");
      g_strv_builder_addv (builder, (const char **) plain);
      return g_strv_builder_end (builder);
    }

  for (guint v = 0; v < n; v++)
    for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
      add (builder, schemes[i], versions[v]);
  for (guint v = 0; v < n; v++)
    add (builder, "initramfs-genkernel-%", versions[v]);
  for (guint v = 0; v < n; v++)
    add_genkernel (builder, architecture, versions[v]);
  /* Alpine. */
  for (guint v = 0; v < n; v++)
    add (builder, "initramfs-%", versions[v]);
  return g_strv_builder_end (builder);
}
