/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "firmware.h"

#include <string.h>

#include "load-option-builder.h"
#include "tree-efi.h"

#define OSREL "ID=arch\nPRETTY_NAME=\"Arch Linux\"\nVERSION_ID=1\n"

/* A machine whose running kernel came from an image that the firmware started. */
static Tree *
new_machine (void)
{
  Tree *tree = tree_new ();

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "proc/self/mountinfo",
              "20 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
              "21 20 8:1 / /efi rw - vfat /dev/sda1 rw\n");
  tree_link (tree, "dev/disk/by-partuuid/" LOAD_OPTION_PARTITION, "../../sda1");
  tree_variable_text (tree, KX_EFI_LOADER, "StubInfo", "systemd-stub 262");
  tree_variable_text (tree, KX_EFI_LOADER, "LoaderDevicePartUUID", LOAD_OPTION_PARTITION);
  tree_uki (tree, "efi/EFI/Linux/arch.efi", OSREL, "root=/dev/sda2", NULL);
  return tree;
}

static void
add_option (Tree *tree, guint16 number, guint32 attributes, const char *file, const char *arguments)
{
  g_autofree char *name = g_strdup_printf ("Boot%04X", number);
  g_autoptr (GByteArray) option = load_option_new (attributes, name + 4);

  if (file != NULL)
    {
      load_option_add_drive (option);
      if (file[0] != '\0')
        load_option_add_file (option, file);
    }
  load_option_end (option, arguments);
  tree_variable (tree, KX_EFI_GLOBAL, name, option->data, option->len);
}

static KxMenu *
read_menu (Tree *tree)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_firmware_read (tree->root, filesystems);
}

static void
check (const KxMenu *menu, const char *ids, const char *chosen, const char *words)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < menu->entries->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "",
                            ((KxEntry *) g_ptr_array_index (menu->entries, i))->id);
  g_assert_cmpstr (all->str, ==, ids);
  g_assert_cmpstr (menu->chosen != NULL ? menu->chosen->id : NULL, ==, chosen);
  if (strstr (menu->reason, words) == NULL)
    g_error ("not \"%s\" in \"%s\"", words, menu->reason);
}

static gboolean
is_watched (const KxMenu *menu, const char *path)
{
  for (guint i = 0; i < menu->watch->len; i++)
    if (g_str_equal (g_ptr_array_index (menu->watch, i), path))
      return TRUE;
  return FALSE;
}

static void
test_not_the_loader (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) without_stub = read_menu (tree);
  g_autoptr (KxMenu) with_loader = NULL;

  g_assert_null (without_stub);
  tree_variable_text (tree, KX_EFI_LOADER, "StubInfo", "systemd-stub 262");
  tree_variable_text (tree, KX_EFI_LOADER, "LoaderInfo", "systemd-boot 262");
  with_loader = read_menu (tree);
  g_assert_null (with_loader);
}

static void
test_options (void)
{
  static const guint16 order[] = { 9, 4, 5, 1, 2, 3 };
  static const guint16 next = 2;
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  add_option (tree, 4, 0, "\\EFI\\Linux\\arch.efi", NULL);
  add_option (tree, 5, 1, "\\EFI\\Linux\\gone.efi", NULL);
  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", "");
  add_option (tree, 2, 1, "\\EFI\\Linux\\arch.efi", "root=/dev/sdb1 quiet");
  add_option (tree, 3, 1, NULL, NULL);
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, G_N_ELEMENTS (order));
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootNext", &next, 1);
  menu = read_menu (tree);
  g_assert_cmpint (menu->loader, ==, KX_LOADER_FIRMWARE);
  check (menu, "Boot0001 Boot0002", "Boot0001", "Boot0001 (\"0001\") is the first of BootOrder");
  g_assert_nonnull (strstr (menu->one_shot, "BootNext is 0002"));

  entry = menu->chosen;
  g_assert_cmpstr (entry->title, ==, "0001");
  g_assert_cmpstr (entry->source, ==, "uki");
  g_assert_cmpstr (entry->file, ==, KX_EFI_VARIABLES "/Boot0001-" KX_EFI_GLOBAL);
  g_assert_cmpstr (entry->kernel, ==, "/efi/EFI/Linux/arch.efi");
  g_assert_cmpstr (entry->cmdline, ==, "root=/dev/sda2");
  g_assert_cmpstr (entry->version, ==, "1");
  g_assert_nonnull (entry->initrds);
  g_assert_null (entry->initrds[0]);
  entry = g_ptr_array_index (menu->entries, 1);
  g_assert_cmpstr (entry->cmdline, ==, "root=/dev/sdb1 quiet");
  g_assert_true (is_watched (menu, KX_EFI_VARIABLES "/BootOrder-" KX_EFI_GLOBAL));
  g_assert_true (is_watched (menu, KX_EFI_VARIABLES "/Boot0004-" KX_EFI_GLOBAL));
  g_assert_true (is_watched (menu, "/efi/EFI/Linux/gone.efi"));
}

/* With Secure Boot the image's own command line is all that counts. */
static void
test_secure_boot (void)
{
  static const guint16 order[] = { 1 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", "init=/bin/sh");
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, 1);
  tree_variable (tree, KX_EFI_GLOBAL, "SecureBoot", (const guint8 *) "\1", 1);
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->cmdline, ==, "root=/dev/sda2");
}

static void
test_profiles (void)
{
  static const guint16 order[] = { 1, 2, 3 };
  static const char *const profiles[] = { "ID=main\n", "ID=factory\n", NULL };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_uki (tree, "efi/EFI/Linux/arch.efi", OSREL, "root=/dev/sda2", profiles);
  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", "@1");
  add_option (tree, 2, 1, "\\EFI\\Linux\\arch.efi", "@0 quiet");
  add_option (tree, 3, 1, "\\EFI\\Linux\\arch.efi", "@7");
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, G_N_ELEMENTS (order));
  menu = read_menu (tree);
  check (menu, "Boot0001 Boot0002 Boot0003", "Boot0001", "first");
  g_assert_cmpint (menu->chosen->profile, ==, 1);
  g_assert_cmpstr (menu->chosen->cmdline, ==, "root=/dev/sda2");
  entry = g_ptr_array_index (menu->entries, 1);
  g_assert_cmpint (entry->profile, ==, 0);
  g_assert_cmpstr (entry->cmdline, ==, "quiet");
  entry = g_ptr_array_index (menu->entries, 2);
  g_assert_true (kx_problems_any (&entry->problems));
}

/* What the firmware starts first may be something that kexec cannot start: that is the default
 * still. */
static void
test_others (void)
{
  static const guint16 order[] = { 2, 1 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (Image) program = image_efi_program ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) network = NULL;

  tree_image (tree, "efi/EFI/debian/shimx64.efi", program);
  add_option (tree, 2, 1, "\\EFI\\debian\\shimx64.efi", NULL);
  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", NULL);
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, G_N_ELEMENTS (order));
  menu = read_menu (tree);
  check (menu, "Boot0002 Boot0001", "Boot0002", "and it is no unified kernel image");
  g_assert_null (menu->chosen->kernel);
  g_assert_true (kx_problems_any (&menu->chosen->problems));
  g_assert_false (menu->pending);

  add_option (tree, 2, 1, NULL, NULL);
  network = read_menu (tree);
  check (network, "Boot0002 Boot0001", "Boot0002", "and it is no unified kernel image");
}

/* Fedora's images are started by shim, whose arguments begin with the name of the image. */
static void
test_shim (void)
{
  static const guint16 order[] = { 1, 2, 3 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (Image) program = image_efi_program ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_image (tree, "efi/EFI/fedora/shimx64.efi", program);
  add_option (tree, 1, 1, "\\EFI\\fedora\\SHIMX64.EFI", "\\EFI\\Linux\\arch.efi ");
  add_option (tree, 2, 1, "\\EFI\\fedora\\shimx64.efi", " \\EFI\\Linux\\arch.efi quiet 3");
  add_option (tree, 3, 1, "\\EFI\\fedora\\shimx64.efi", "\\fwupdx64.efi");
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, G_N_ELEMENTS (order));
  menu = read_menu (tree);
  check (menu, "Boot0001 Boot0002", "Boot0001", "first");
  g_assert_cmpstr (menu->chosen->kernel, ==, "/efi/EFI/Linux/arch.efi");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "root=/dev/sda2");
  entry = g_ptr_array_index (menu->entries, 1);
  g_assert_cmpstr (entry->kernel, ==, "/efi/EFI/Linux/arch.efi");
  g_assert_cmpstr (entry->cmdline, ==, "quiet 3");
}

/* No option leads anywhere: then the file with the default name is started; of a partition, too. */
static void
test_default_file (void)
{
  static const guint16 order[] = { 1 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) nothing = read_menu (tree);
  g_autoptr (KxMenu) file = NULL;
  g_autoptr (KxMenu) of_partition = NULL;

  check (nothing, "", NULL, "/EFI/BOOT/BOOTX64.EFI is no unified kernel image");
  tree_uki (tree, "efi/EFI/BOOT/BOOTX64.EFI", OSREL, "quiet", NULL);
  file = read_menu (tree);
  check (file, "EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/BOOTX64.EFI", "so it starts "
                                                               "/efi/EFI/BOOT/BOOTX64.EFI");
  g_assert_cmpstr (file->chosen->cmdline, ==, "quiet");

  add_option (tree, 1, 1, "", NULL);
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, 1);
  of_partition = read_menu (tree);
  check (of_partition, "Boot0001", "Boot0001", "first");
  g_assert_cmpstr (of_partition->chosen->kernel, ==, "/efi/EFI/BOOT/BOOTX64.EFI");
}

/* Without udev's links the partition that the running image came from is known all the same. */
static void
test_no_links (void)
{
  static const guint16 order[] = { 1 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) known = NULL;
  g_autoptr (KxMenu) unknown = NULL;

  tree_remove (tree, "dev/disk/by-partuuid/" LOAD_OPTION_PARTITION);
  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", NULL);
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, 1);
  known = read_menu (tree);
  g_assert_cmpstr (known->chosen->kernel, ==, "/efi/EFI/Linux/arch.efi");

  tree_variable_text (tree, KX_EFI_LOADER, "LoaderDevicePartUUID", "another");
  unknown = read_menu (tree);
  check (unknown, "Boot0001", "Boot0001", "no unified kernel image");
  g_assert_nonnull (strstr (g_ptr_array_index (unknown->chosen->problems.sentences, 0),
                            "not mounted (" LOAD_OPTION_PARTITION ")"));
}

static void
test_unfinished (void)
{
  static const guint16 order[] = { 1 };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (Image) uki = image_uki ();

  tree_write_bytes (tree, "efi/EFI/Linux/arch.efi", uki->data, uki->len / 2);
  add_option (tree, 1, 1, "\\EFI\\Linux\\arch.efi", NULL);
  tree_variable_numbers (tree, KX_EFI_GLOBAL, "BootOrder", order, 1);
  menu = read_menu (tree);
  g_assert_true (menu->pending);
  g_assert_true (kx_problems_are_pending (&menu->chosen->problems));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/firmware/not-the-loader", test_not_the_loader);
  g_test_add_func ("/firmware/options", test_options);
  g_test_add_func ("/firmware/secure-boot", test_secure_boot);
  g_test_add_func ("/firmware/profiles", test_profiles);
  g_test_add_func ("/firmware/others", test_others);
  g_test_add_func ("/firmware/shim", test_shim);
  g_test_add_func ("/firmware/default-file", test_default_file);
  g_test_add_func ("/firmware/no-links", test_no_links);
  g_test_add_func ("/firmware/unfinished", test_unfinished);
  return g_test_run ();
}
