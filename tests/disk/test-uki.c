/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "uki.h"

#include <string.h>

#include "error.h"
#include "image-builder.h"
#include "pe.h"
#include "tree.h"

#define UKI "/efi/EFI/Linux/example+3-1.efi"
#define BESIDE "/efi/EFI/Linux/example.efi.extra.d"
#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static void
write_image (Tree *tree, const char *path, const Image *image)
{
  tree_write_bytes (tree, path, image->data, image->len);
}

/* A machine with an ESP at /efi. */
static Tree *
machine_new (void)
{
  Tree *tree = tree_new ();

  tree_write (tree, "/etc/fstab", "/dev/vda2 / ext4 defaults 0 1\n/dev/vda1 /efi vfat defaults 0 2\n");
  tree_mkdir (tree, "/efi");
  return tree;
}

static KxUki *
read_uki (Tree *tree, GError **error)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_uki_read (tree->root, UKI, kx_filesystems_find_at (filesystems, UKI), error);
}

static KxUki *
read_good (Tree *tree)
{
  g_autoptr (GError) error = NULL;
  KxUki *uki = read_uki (tree, &error);

  g_assert_no_error (error);
  return uki;
}

static const KxUkiProfile *
get_profile (const KxUki *uki, guint index)
{
  g_assert_cmpuint (index, <, uki->profiles->len);
  return g_ptr_array_index (uki->profiles, index);
}

static void
assert_problem (const KxUkiProfile *profile, const char *word)
{
  for (guint i = 0; i < profile->problems.sentences->len; i++)
    if (strstr (g_ptr_array_index (profile->problems.sentences, i), word) != NULL)
      return;
  g_error ("no problem says \"%s\"", word);
}

static void
write_addon (Tree *tree, const char *path, const char *uname, const char *cmdline, gboolean sign)
{
  g_autoptr (Image) addon = image_uki_empty (KX_PE_MACHINE_X86_64);

  image_uki_add_text (addon, ".cmdline", cmdline);
  if (uname != NULL)
    image_uki_add_text (addon, ".uname", uname);
  if (sign)
    image_sign (addon);
  write_image (tree, path, addon);
}

static void
assert_cmdline (Tree *tree, const char *expected)
{
  g_autoptr (KxUki) uki = read_good (tree);

  g_assert_cmpstr (get_profile (uki, 0)->cmdline, ==, expected);
}

static void
test_simple (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (KxUki) uki = NULL;
  const KxUkiProfile *profile;

  write_image (tree, UKI, image);
  uki = read_good (tree);
  g_assert_false (uki->is_signed);
  g_assert_cmpuint (uki->profiles->len, ==, 1);
  profile = get_profile (uki, 0);
  g_assert_cmpint (profile->number, ==, KX_ENTRY_NO_PROFILE);
  g_assert_null (profile->id);
  g_assert_cmpstr (profile->title, ==, "Example Linux");
  g_assert_cmpstr (profile->version, ==, "5");
  g_assert_cmpstr (profile->sort_key, ==, "example");
  g_assert_cmpstr (profile->release, ==, IMAGE_RELEASE);
  g_assert_cmpstr (profile->embedded, ==, IMAGE_UKI_CMDLINE);
  g_assert_cmpstr (profile->addons, ==, "");
  g_assert_cmpstr (profile->cmdline, ==, IMAGE_UKI_CMDLINE);
  g_assert_false (profile->has_devicetree);
  g_assert_false (profile->has_pcr_signature);
  g_assert_false (kx_problems_any (&profile->problems));
  g_assert_true (g_ptr_array_find_with_equal_func (uki->watch, BESIDE, g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (uki->watch, "/efi/loader/addons", g_str_equal,
                                                   NULL));
}

static void
test_profiles (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (KxUki) uki = NULL;

  image_uki_add_text (image, ".pcrsig", "{}");
  image_uki_add_text (image, ".profile", "ID=main\nTITLE=Daily\n");
  image_uki_add_text (image, ".profile", "ID=rescue\n");
  image_uki_add_text (image, ".cmdline", " single\n");
  image_uki_add_text (image, ".profile", "# nothing\n");
  image_uki_add_text (image, ".dtb", "tree");
  image_sign (image);
  write_image (tree, UKI, image);

  uki = read_good (tree);
  g_assert_true (uki->is_signed);
  g_assert_cmpuint (uki->profiles->len, ==, 3);
  g_assert_cmpint (get_profile (uki, 0)->number, ==, 0);
  g_assert_null (get_profile (uki, 0)->id);
  g_assert_cmpstr (get_profile (uki, 0)->title, ==, "Example Linux (Daily)");
  g_assert_cmpstr (get_profile (uki, 1)->id, ==, "rescue");
  g_assert_cmpstr (get_profile (uki, 1)->title, ==, "Example Linux (rescue)");
  g_assert_cmpstr (get_profile (uki, 1)->cmdline, ==, "single");
  g_assert_false (get_profile (uki, 1)->has_devicetree);
  g_assert_true (get_profile (uki, 1)->has_pcr_signature);
  g_assert_cmpint (get_profile (uki, 2)->number, ==, 2);
  g_assert_cmpstr (get_profile (uki, 2)->id, ==, "2");
  g_assert_cmpstr (get_profile (uki, 2)->title, ==, "Example Linux (Profile #3)");
  g_assert_cmpstr (get_profile (uki, 2)->cmdline, ==, IMAGE_UKI_CMDLINE);
  g_assert_true (get_profile (uki, 2)->has_devicetree);
}

static void
test_kernel_of_one_profile (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki_empty (KX_PE_MACHINE_X86_64);
  g_autoptr (Image) kernel = image_bzimage ();
  g_autoptr (KxUki) uki = NULL;

  image_uki_add_text (image, ".profile", "ID=empty\n");
  image_uki_add_text (image, ".profile", "ID=full\n");
  image_uki_add (image, ".linux", kernel->data, kernel->len);
  write_image (tree, UKI, image);
  uki = read_good (tree);
  assert_problem (get_profile (uki, 0), "no kernel");
  g_assert_false (kx_problems_any (&get_profile (uki, 1)->problems));
  g_assert_null (get_profile (uki, 1)->title);
  g_assert_null (get_profile (uki, 1)->embedded);
  g_assert_cmpstr (get_profile (uki, 1)->cmdline, ==, "");
}

static void
assert_error (Tree *tree, GQuark domain, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_uki (tree, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) program = image_efi_program ();
  g_autoptr (Image) image = image_uki ();

  assert_error (tree, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "example");
  write_image (tree, UKI, program);
  assert_error (tree, KX_ERROR, KX_ERROR_UNSUPPORTED, "no unified kernel image");
  tree_write (tree, UKI, "text");
  assert_error (tree, KX_ERROR, KX_ERROR_INVALID_IMAGE, "example");
  tree_write_bytes (tree, UKI, image->data, image->len - 1);
  assert_error (tree, KX_ERROR, KX_ERROR_INCOMPLETE, ".initrd");
}

/* The section table may be far from the beginning. */
static void
test_far_headers (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  gsize far = image->len;
  gsize length = image_uki_section (5) - 0x40;

  g_byte_array_append (image, image->data + 0x40, length);
  memset (image->data + 0x40, 0, length);
  image_put32 (image, 0x3c, far);
  write_image (tree, UKI, image);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE);
}

static void
test_bad_cmdline (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (KxUki) uki = NULL;

  image_uki_add_text (image, ".profile", "ID=one");
  image_uki_add_text (image, ".cmdline", "quiet \xff");
  write_image (tree, UKI, image);
  uki = read_good (tree);
  assert_problem (get_profile (uki, 0), "not UTF-8");
  g_assert_cmpstr (get_profile (uki, 0)->cmdline, ==, "");
}

static void
test_addons (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();

  write_image (tree, UKI, image);
  write_addon (tree, BESIDE "/b.addon.efi", NULL, "local-b", FALSE);
  write_addon (tree, BESIDE "/A.ADDON.EFI", NULL, "local-a\n", FALSE);
  write_addon (tree, BESIDE "/.hidden.addon.efi", NULL, "no", FALSE);
  write_addon (tree, BESIDE "/other.efi", NULL, "no", FALSE);
  write_addon (tree, BESIDE "/umlaut-\xc3\xa4.addon.efi", NULL, "no", FALSE);
  tree_mkdir (tree, BESIDE "/directory.addon.efi");
  write_addon (tree, "/efi/loader/addons/z.addon.efi", NULL, "global", FALSE);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " global local-a local-b");

  /* For another kernel, or of another machine, or a kernel itself: ignored. */
  write_addon (tree, "/efi/loader/addons/z.addon.efi", "5.10", "global", FALSE);
  write_image (tree, BESIDE "/b.addon.efi", image);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " local-a");
  write_addon (tree, "/efi/loader/addons/z.addon.efi", IMAGE_RELEASE, "global", FALSE);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " global local-a");
  write_addon (tree, "/efi/loader/addons/z.addon.efi", "6.1", "global", FALSE);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " global local-a");
  {
    g_autoptr (Image) other = image_uki_empty (KX_PE_MACHINE_AARCH64);

    image_uki_add_text (other, ".cmdline", "no");
    write_image (tree, BESIDE "/A.ADDON.EFI", other);
    assert_cmdline (tree, IMAGE_UKI_CMDLINE " global");
  }
}

static void
test_secure_boot (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();

  write_image (tree, UKI, image);
  write_addon (tree, BESIDE "/plain.addon.efi", NULL, "plain", FALSE);
  write_addon (tree, BESIDE "/signed.addon.efi", NULL, "signed", TRUE);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " plain signed");
  tree_write_bytes (tree, SECURE_BOOT, "\6\0\0\0\1", 5);
  assert_cmdline (tree, IMAGE_UKI_CMDLINE " signed");
}

/* Whoever can write an addon decides about the command line. */
static void
test_distrust (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (KxUki) uki = NULL;

  write_image (tree, UKI, image);
  write_addon (tree, BESIDE "/a.addon.efi", NULL, "local", FALSE);
  tree_chmod (tree, BESIDE, 0777);
  uki = read_good (tree);
  g_assert_cmpstr (get_profile (uki, 0)->addons, ==, "");
  assert_problem (get_profile (uki, 0), "example.efi.extra.d");
}

static void
assert_companion (const char *path, const char *word, gboolean pending)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (KxUki) uki = NULL;

  write_image (tree, UKI, image);
  tree_write (tree, path, "MZ");
  uki = read_good (tree);
  assert_problem (get_profile (uki, 0), word);
  assert_problem (get_profile (uki, 0), path);
  g_assert_true (kx_problems_are_pending (&get_profile (uki, 0)->problems) == pending);
}

static void
test_companions (void)
{
  assert_companion (BESIDE "/a.cred", "credential", FALSE);
  assert_companion (BESIDE "/a.sysext.raw", "system extension", FALSE);
  assert_companion (BESIDE "/a.confext.raw", "system extension", FALSE);
  assert_companion ("/efi/loader/credentials/a.cred", "credential", FALSE);
  assert_companion ("/efi/loader/extensions/a.raw", "system extension", FALSE);
  assert_companion (BESIDE "/a.addon.efi", "wait", TRUE);
}

static void
test_companions_within_addons (void)
{
  g_autoptr (Tree) tree = machine_new ();
  g_autoptr (Image) image = image_uki ();
  g_autoptr (Image) addon = image_uki_empty (KX_PE_MACHINE_X86_64);
  g_autoptr (KxUki) uki = NULL;

  image_uki_add_text (addon, ".initrd", "070701");
  image_uki_add_text (addon, ".dtb", "tree");
  write_image (tree, UKI, image);
  write_image (tree, BESIDE "/a.addon.efi", addon);
  uki = read_good (tree);
  assert_problem (get_profile (uki, 0), "initrd or microcode");
  g_assert_true (get_profile (uki, 0)->has_devicetree);
}

static void
assert_made (const char *embedded, const char *addons, const char *options, gboolean secure_boot,
             const char *expected)
{
  KxUkiProfile profile = { .embedded = (char *) embedded, .addons = (char *) addons };
  g_autofree char *cmdline = kx_uki_profile_make_cmdline (&profile, options, secure_boot);

  g_assert_cmpstr (cmdline, ==, expected);
}

static void
test_make_cmdline (void)
{
  assert_made ("in", "add", NULL, FALSE, "in add");
  assert_made ("in", "add", " ", FALSE, "in add");
  assert_made ("in", "add", " given\t1 ", FALSE, "given 1 add");
  assert_made ("in", "add", "given", TRUE, "in add");
  assert_made (NULL, "add", "given", TRUE, "given add");
  assert_made ("", "add", "given", TRUE, "add");
  assert_made (NULL, "", NULL, FALSE, "");
  assert_made ("in", "", NULL, FALSE, "in");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uki/simple", test_simple);
  g_test_add_func ("/uki/profiles", test_profiles);
  g_test_add_func ("/uki/kernel-of-one-profile", test_kernel_of_one_profile);
  g_test_add_func ("/uki/refused", test_refused);
  g_test_add_func ("/uki/far-headers", test_far_headers);
  g_test_add_func ("/uki/bad-cmdline", test_bad_cmdline);
  g_test_add_func ("/uki/addons", test_addons);
  g_test_add_func ("/uki/secure-boot", test_secure_boot);
  g_test_add_func ("/uki/distrust", test_distrust);
  g_test_add_func ("/uki/companions", test_companions);
  g_test_add_func ("/uki/companions-within-addons", test_companions_within_addons);
  g_test_add_func ("/uki/make-cmdline", test_make_cmdline);

  return g_test_run ();
}
