/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "naming.h"

typedef struct
{
  const char *file;
  const char *version; /* NULL: no kernel */
  const char *id;
  gboolean versioned;
  KxImageRole role;
} NameVector;

static const NameVector vectors[] = {
  { "vmlinuz-6.1.0-44-amd64", "6.1.0-44-amd64", "6.1.0-44-amd64", TRUE, KX_IMAGE_NORMAL },
  { "vmlinuz-6.11.3-200.fc40.x86_64", "6.11.3-200.fc40.x86_64", "6.11.3-200.fc40.x86_64", TRUE, KX_IMAGE_NORMAL },
  { "vmlinuz-linux-lts", "linux-lts", "linux-lts", FALSE, KX_IMAGE_NORMAL },
  { "vmlinuz-lts", "lts", "lts", FALSE, KX_IMAGE_NORMAL },
  { "kernel-6.6.58-gentoo-x86_64", "6.6.58-gentoo-x86_64", "6.6.58-gentoo-x86_64", TRUE, KX_IMAGE_NORMAL },
  { "kernel-genkernel-x86_64-5.4.80-gentoo", "5.4.80-gentoo", "5.4.80-gentoo", TRUE, KX_IMAGE_NORMAL },
  { "vmlinux-6.1", "6.1", "6.1", TRUE, KX_IMAGE_NORMAL },
  { "Image-6.4.0-default", "6.4.0-default", "6.4.0-default", TRUE, KX_IMAGE_NORMAL },
  { "bzImage-6.1", "6.1", "6.1", TRUE, KX_IMAGE_NORMAL },
  { "vmlinuz", "", "vmlinuz", FALSE, KX_IMAGE_NORMAL },
  { "vmlinuz.old", "", "vmlinuz.old", FALSE, KX_IMAGE_OLD },
  { "vmlinuz-6.1.old", "6.1", "6.1.old", TRUE, KX_IMAGE_OLD },
  { "vmlinuz-linux.old", "linux", "linux.old", FALSE, KX_IMAGE_OLD },
  { "vmlinuz-0-rescue-4f5c27b1", "0-rescue-4f5c27b1", "0-rescue-4f5c27b1", FALSE, KX_IMAGE_RESCUE },
  { "vmlinuz-linux-rescue", "linux-rescue", "linux-rescue", FALSE, KX_IMAGE_RESCUE },
  { .file = "vmlinuz-" },
  { .file = "vmlinuz-.old" },
  { .file = "vmlinuz-.." },
  { .file = "kernel-genkernel-" },
  { .file = "vmlinuz-6.1.dpkg-new" },
  { .file = "vmlinuz-6.1.dpkg-tmp" },
  { .file = "vmlinuz-6.1.new" },
  { .file = "vmlinuz-6.1.tmp." },
  { .file = "vmlinuz-6.1.rpmsave" },
  { .file = "vmlinuz-6.1;5f3a1b2c" },
  { .file = "vmlinuz-6.1.sig" },
  { .file = "vmlinuz-6.1~" },
  { .file = ".vmlinuz-6.1.hmac" },
  { .file = "vmlinux-6.4.0-default.gz" },
  { .file = "kernel8.img" },
  { .file = "kernel-5.img" },
  { .file = "initrd.img-6.1" },
  { .file = "initramfs-linux.img" },
  { .file = "config-6.1" },
  { .file = "System.map-6.1" },
  { .file = "vmlinuz-6.1 copy" },
  { .file = "vmlinuz-6.1\n" },
  { .file = "vmlinuz-\xc3\xa4" },
  { .file = "xen-4.17.gz" },
  { .file = "memtest86+x64.bin" },
  { .file = "" },
};

static void
test_kernels (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_auto (KxKernelName) name = { 0 };
      gboolean is_kernel = kx_kernel_name_parse (vectors[i].file, &name);

      g_test_message ("%s", vectors[i].file);
      if (vectors[i].version == NULL)
        {
          g_assert_false (is_kernel);
          g_assert_null (name.version);
          continue;
        }
      g_assert_true (is_kernel);
      g_assert_cmpstr (name.version, ==, vectors[i].version);
      g_assert_cmpstr (name.id, ==, vectors[i].id);
      g_assert_cmpint (name.versioned, ==, vectors[i].versioned);
      g_assert_cmpint (name.role, ==, vectors[i].role);
    }
}

static void
test_modules (void)
{
  g_auto (KxKernelName) name = { 0 };

  g_assert_false (kx_kernel_name_from_modules ("extramodules-6.1", &name));
  g_assert_false (kx_kernel_name_from_modules ("6.1.0;5f3a1b2c", &name));
  g_assert_false (kx_kernel_name_from_modules (".", &name));
  g_assert_true (kx_kernel_name_from_modules ("6.1.0-44-amd64", &name));
  g_assert_cmpstr (name.id, ==, "6.1.0-44-amd64");
}

static void
test_temporary (void)
{
  static const char *const temporary[] = {
    ".apk.0123", "a.dpkg-new", "a.dpkg-tmp", "a.dpkg-bak", "a.new", "a.tmp", "a.tmp.", "a.bak",
    "a.rpmsave", "a.rpmnew", "a.apk-new", "sedAbCdEf", "a.sig", "a.hmac", "a~", "a;5f3a1b2c",
  };
  static const char *const lasting[] = {
    "vmlinuz-6.1", "initrd.img-6.1", "sedAbCdE", "sedAbCdEfG", "newest", "tmp", "6.1.new-1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (temporary); i++)
    {
      g_test_message ("%s", temporary[i]);
      g_assert_true (kx_name_is_temporary (temporary[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (lasting); i++)
    {
      g_test_message ("%s", lasting[i]);
      g_assert_false (kx_name_is_temporary (lasting[i]));
    }
}

static void
assert_being_written (const char *file, const char *expected)
{
  g_autofree char *written = kx_name_being_written (file);

  g_assert_cmpstr (written, ==, expected);
}

static void
test_being_written (void)
{
  assert_being_written ("initrd.img-6.1.new", "initrd.img-6.1");
  assert_being_written ("vmlinuz-6.1.dpkg-new", "vmlinuz-6.1");
  assert_being_written ("vmlinuz-6.1;5f3a1b2c", "vmlinuz-6.1");
  assert_being_written ("vmlinuz-6.1;home", NULL);
  assert_being_written ("initrd.img-6.1.dpkg-bak", NULL);
  assert_being_written ("vmlinuz-6.1", NULL);
  assert_being_written (".new", NULL);
  assert_being_written (";5f", NULL);
}

static void
test_large (void)
{
  static const char *const large[] = { "vmlinuz-6.1", "linux", "linux-0123abcd", "initrd", "a.efi",
                                       "initrd.img-6.1.new", "kernel8.img", "intel-ucode.img", "6.1.0-44-amd64" };
  static const char *const small[] = { "loader.conf", "linux-6.1.conf", "grubenv", "grub.cfg", "entries",
                                       "cmdline.txt", "b8:2", "loader",
                                       "LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f" };

  for (guint i = 0; i < G_N_ELEMENTS (large); i++)
    g_assert_true (kx_name_is_large (large[i]));
  for (guint i = 0; i < G_N_ELEMENTS (small); i++)
    g_assert_false (kx_name_is_large (small[i]));
}

static void
test_boot_files (void)
{
  g_assert_true (kx_name_is_boot_file ("vmlinuz-6.1"));
  g_assert_true (kx_name_is_boot_file ("initrd.img-6.1"));
  g_assert_true (kx_name_is_boot_file ("initramfs-linux.img"));
  g_assert_true (kx_name_is_boot_file ("intel-ucode.img"));
  g_assert_false (kx_name_is_boot_file ("initrd.img-6.1.new"));
  g_assert_false (kx_name_is_boot_file ("config-6.1"));
  g_assert_false (kx_name_is_boot_file ("grub"));
}

static void
assert_candidates (const char *file, const char *architecture, const char *expected)
{
  g_auto (KxKernelName) name = { 0 };
  g_auto (GStrv) candidates = NULL;
  g_autofree char *all = NULL;

  g_assert_true (kx_kernel_name_parse (file, &name));
  candidates = kx_initrd_candidates (&name, architecture);
  all = g_strjoinv (" ", candidates);
  g_assert_cmpstr (all, ==, expected);
}

static void
test_candidates (void)
{
  assert_candidates ("vmlinuz-6.1", "x86_64",
                     "initrd.img-6.1 initrd-6.1.img initrd-6.1.gz initrd-6.1 initramfs-6.1.img "
                     "initramfs-genkernel-6.1 initramfs-genkernel-x86_64-6.1 initramfs-6.1");
  assert_candidates ("vmlinuz-6.1.old", NULL,
                     "initrd.img-6.1.old initrd-6.1.old.img initrd-6.1.old.gz initrd-6.1.old "
                     "initramfs-6.1.old.img "
                     "initrd.img-6.1 initrd-6.1.img initrd-6.1.gz initrd-6.1 initramfs-6.1.img "
                     "initramfs-genkernel-6.1.old initramfs-genkernel-6.1 "
                     "initramfs-6.1.old initramfs-6.1");
  assert_candidates ("kernel-genkernel-aarch64-6.1", "aarch64",
                     "initrd.img-6.1 initrd-6.1.img initrd-6.1.gz initrd-6.1 initramfs-6.1.img "
                     "initramfs-genkernel-6.1 initramfs-genkernel-aarch64-6.1 "
                     "initramfs-genkernel-arm64-6.1 initramfs-6.1");
  assert_candidates ("vmlinuz", "x86_64", "initrd.img initrd initramfs.img");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/naming/kernels", test_kernels);
  g_test_add_func ("/naming/modules", test_modules);
  g_test_add_func ("/naming/temporary", test_temporary);
  g_test_add_func ("/naming/being-written", test_being_written);
  g_test_add_func ("/naming/boot-files", test_boot_files);
  g_test_add_func ("/naming/candidates", test_candidates);
  g_test_add_func ("/naming/large", test_large);
  return g_test_run ();
}
