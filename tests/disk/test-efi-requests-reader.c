/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "efi-requests-reader.h"

#include "fwupd-update.h"
#include "load-option-builder.h"
#include "tree-efi.h"

/* A machine with EFI and its ESP at /efi. */
static Tree *
new_machine (void)
{
  Tree *tree = tree_new ();

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "proc/self/mountinfo",
              "20 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
              "21 20 8:1 / /efi rw - vfat /dev/sda1 rw\n");
  tree_mkdir (tree, "efi/EFI/BOOT");
  tree_variable (tree, KX_EFI_GLOBAL, "SecureBoot", (const guint8 *) "\0", 1);
  return tree;
}

static char **
read_requests (Tree *tree, KxEfiRequests *requests)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);
  g_autoptr (GStrvBuilder) watch = g_strv_builder_new ();

  kx_efi_requests_read (tree->root, filesystems, requests, watch);
  return g_strv_builder_end (watch);
}

static void
set_bits (Tree *tree, guint8 bits)
{
  const guint8 value[8] = { bits };

  tree_variable (tree, KX_EFI_GLOBAL, "OsIndications", value, sizeof value);
}

static void
test_nothing (void)
{
  g_autoptr (Tree) bios = tree_new ();
  g_autoptr (Tree) tree = new_machine ();
  g_auto (KxEfiRequests) without;
  g_auto (KxEfiRequests) requests;
  g_auto (GStrv) watch_bios = read_requests (bios, &without);
  g_auto (GStrv) watch = read_requests (tree, &requests);

  g_assert_cmpint (without.boot_next, ==, -1);
  g_assert_true (g_strv_contains ((const char *const *) watch_bios, KX_EFI_VARIABLES "/*"));
  g_assert_cmpint (requests.boot_next, ==, -1);
  g_assert_cmpuint (requests.indications, ==, 0);
  g_assert_cmpuint (requests.updates, ==, 0);
  g_assert_cmpuint (requests.mok->len, ==, 0);
  /* The ESP is left in peace. */
  g_assert_false (requests.esp_seen);
  g_assert_cmpuint (g_strv_length (watch), ==, 1);
}

static void
test_boot_next (void)
{
  static const guint16 next[] = { 2, 3 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (GByteArray) option = load_option_new (1, "Windows");
  g_auto (KxEfiRequests) untitled;
  g_auto (KxEfiRequests) titled;
  g_auto (KxEfiRequests) damaged;
  g_auto (GStrv) watch = NULL;
  g_auto (GStrv) watch_titled = NULL;
  g_auto (GStrv) watch_damaged = NULL;

  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootNext", next, 1);
  watch = read_requests (tree, &untitled);
  g_assert_cmpint (untitled.boot_next, ==, 2);
  g_assert_null (untitled.boot_next_title);

  load_option_end (option, NULL);
  tree_variable (tree, KX_EFI_GLOBAL, "Boot0002", option->data, option->len);
  watch_titled = read_requests (tree, &titled);
  g_assert_cmpstr (titled.boot_next_title, ==, "Windows");

  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootNext", next, 2);
  watch_damaged = read_requests (tree, &damaged);
  g_assert_cmpint (damaged.boot_next, ==, -1);
}

static void
test_capsules (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_auto (KxEfiRequests) before;
  g_auto (KxEfiRequests) requests;
  g_auto (KxEfiRequests) unseen;
  g_auto (GStrv) watch_before = NULL;
  g_auto (GStrv) watch = NULL;
  g_auto (GStrv) watch_unseen = NULL;

  set_bits (tree, 5);
  watch_before = read_requests (tree, &before);
  g_assert_cmpuint (before.indications, ==, 5);
  g_assert_true (before.esp_seen);
  g_assert_cmpuint (before.capsules->len, ==, 0);
  g_assert_true (g_strv_contains ((const char *const *) watch_before, "/efi/EFI/UpdateCapsule/*"));

  tree_write (tree, "efi/EFI/UpdateCapsule/b.cap", "b");
  tree_write (tree, "efi/EFI/UpdateCapsule/a.cap", "a");
  watch = read_requests (tree, &requests);
  g_assert_cmpuint (requests.capsules->len, ==, 2);
  g_assert_cmpstr (requests.capsules->pdata[0], ==, "a.cap");
  g_assert_false (requests.capsules_count);

  tree_rename (tree, "efi/EFI", "efi/elsewhere");
  watch_unseen = read_requests (tree, &unseen);
  g_assert_false (unseen.esp_seen);
}

/* U-Boot takes what is there. */
static void
test_capsules_elsewhere (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_auto (KxEfiRequests) requests;
  g_auto (GStrv) watch = NULL;

  tree_write (tree, "proc/sys/kernel/arch", "aarch64\n");
  tree_write (tree, "efi/EFI/UpdateCapsule/a.cap", "a");
  watch = read_requests (tree, &requests);
  g_assert_true (requests.capsules_count);
  g_assert_cmpuint (requests.capsules->len, ==, 1);
}

static void
test_updates (void)
{
  guint8 value[60] = { 7 };
  g_autoptr (Tree) tree = new_machine ();
  g_auto (KxEfiRequests) requests;
  g_auto (GStrv) watch = NULL;

  value[48] = 1;
  tree_variable (tree, KX_FWUPD_VENDOR, "fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-0", value, 60);
  tree_variable (tree, KX_FWUPD_VENDOR, "fwupd-ux-capsule-0", value, 60);
  tree_variable (tree, KX_FWUPD_VENDOR, "FWUPDATE_VERBOSE", value, 1);
  /* The same name of somebody else. */
  tree_variable (tree, KX_EFI_LOADER, "fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-0", value, 60);
  value[48] = 2;
  tree_variable (tree, KX_FWUPD_VENDOR, "fwupd-61b65ccc-0116-4b62-80ed-ec5f089ae523-1", value, 60);
  watch = read_requests (tree, &requests);
  g_assert_cmpuint (requests.updates, ==, 1);
}

/* Requests, not the state of things; and only shim's. */
static void
test_mok (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_auto (KxEfiRequests) requests;
  g_auto (GStrv) watch = NULL;

  tree_variable (tree, KX_EFI_SHIM, "MokListRT", (const guint8 *) "", 0);
  tree_variable (tree, KX_EFI_SHIM, "MokSBState", (const guint8 *) "", 0);
  tree_variable (tree, KX_EFI_GLOBAL, "MokDel", (const guint8 *) "", 0);
  tree_variable (tree, KX_EFI_SHIM, "MokNew", (const guint8 *) "", 0);
  tree_variable (tree, KX_EFI_SHIM, "MokAuth", (const guint8 *) "", 0);
  watch = read_requests (tree, &requests);
  g_assert_cmpuint (requests.mok->len, ==, 2);
  g_assert_cmpstr (requests.mok->pdata[0], ==, "MokNew");
  g_assert_cmpstr (requests.mok->pdata[1], ==, "MokAuth");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/efi-requests-reader/nothing", test_nothing);
  g_test_add_func ("/efi-requests-reader/boot-next", test_boot_next);
  g_test_add_func ("/efi-requests-reader/capsules", test_capsules);
  g_test_add_func ("/efi-requests-reader/capsules-elsewhere", test_capsules_elsewhere);
  g_test_add_func ("/efi-requests-reader/updates", test_updates);
  g_test_add_func ("/efi-requests-reader/mok", test_mok);
  return g_test_run ();
}
