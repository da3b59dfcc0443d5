/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd-boot.h"

#include <string.h>
#include <sys/sysmacros.h>

#include "tree-efi.h"

#define RELEASE "6.1.0-44-amd64"

/* A machine with its ESP at /efi. */
static Tree *
new_machine (void)
{
  Tree *tree = tree_new ();

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "proc/self/mountinfo",
              "20 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
              "21 20 8:1 / /efi rw - vfat /dev/sda1 rw\n"
              "22 20 8:3 / /boot rw - vfat /dev/sda3 rw\n");
  tree_link (tree, "dev/disk/by-partuuid/1111-aa", "../../sda1");
  return tree;
}

static void
set_loader_variable (Tree *tree, const char *name, const char *text)
{
  tree_variable_text (tree, KX_EFI_LOADER, name, text);
}

static KxMenu *
read_menu (Tree *tree)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_systemd_boot_read (tree->root, filesystems);
}

static const KxEntry *
get_entry (const KxMenu *menu, guint i)
{
  g_assert_cmpuint (i, <, menu->entries->len);
  return g_ptr_array_index (menu->entries, i);
}

static void
check_order (const KxMenu *menu, const char *ids)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < menu->entries->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "", get_entry (menu, i)->id);
  g_assert_cmpstr (all->str, ==, ids);
}

static void
check_chosen (const KxMenu *menu, const char *id, const char *words)
{
  g_assert_cmpstr (menu->chosen != NULL ? menu->chosen->id : NULL, ==, id);
  g_assert_nonnull (menu->reason);
  if (strstr (menu->reason, words) == NULL)
    g_error ("not \"%s\" in \"%s\"", words, menu->reason);
}

static void
check_problem (const KxEntry *entry, const char *words)
{
  g_assert_true (kx_problems_any (&entry->problems));
  g_assert_nonnull (strstr (g_ptr_array_index (entry->problems.sentences, 0), words));
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
test_nothing (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  tree_mkdir (tree, "efi/EFI/debian");
  menu = read_menu (tree);
  g_assert_null (menu);
  g_assert_nonnull (kx_systemd_boot_get_watch ()[0]);
}

static void
test_entry (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_write (tree, "efi/loader/entries/token-6.1+3-1.conf",
              "title Debian GNU/Linux 12\nversion 6.1\noptions root=/dev/sda2\nlinux "
              "/token/6.1/linux\ninitrd token/6.1/microcode\ninitrd "
              "\\token\\6.1\\initrd\noptions quiet\n");
  tree_kernel (tree, "efi/token/6.1/linux", RELEASE);
  menu = read_menu (tree);
  g_assert_cmpint (menu->loader, ==, KX_LOADER_SYSTEMD_BOOT);
  check_order (menu, "token-6.1.conf");
  check_chosen (menu, "token-6.1.conf", "first one in its order");
  entry = get_entry (menu, 0);
  g_assert_cmpstr (entry->title, ==, "Debian GNU/Linux 12");
  g_assert_cmpstr (entry->version, ==, "6.1");
  g_assert_cmpstr (entry->source, ==, "bls");
  g_assert_cmpstr (entry->file, ==, "/efi/loader/entries/token-6.1+3-1.conf");
  g_assert_cmpuint (entry->line, ==, 0);
  g_assert_cmpstr (entry->kernel, ==, "/efi/token/6.1/linux");
  g_assert_cmpstr (entry->initrds[0], ==, "/efi/token/6.1/microcode");
  g_assert_cmpstr (entry->initrds[1], ==, "/efi/token/6.1/initrd");
  g_assert_null (entry->initrds[2]);
  g_assert_cmpstr (entry->cmdline, ==, "root=/dev/sda2 quiet");
  g_assert_false (kx_problems_any (&entry->problems));
  g_assert_null (menu->one_shot);
  g_assert_false (menu->pending);
  g_assert_true (is_watched (menu, "/efi/loader/entries/*"));
  g_assert_true (is_watched (menu, "/boot/EFI/Linux/*"));
  g_assert_true (is_watched (menu, "/efi/loader/loader.conf"));
  g_assert_true (is_watched (menu, KX_EFI_VARIABLES "/LoaderEntryDefault-" KX_EFI_LOADER));
}

static void
write_entry (Tree *tree, const char *directory, const char *name, const char *more)
{
  g_autofree char *path = g_strdup_printf ("%s/loader/entries/%s", directory, name);
  g_autofree char *kernel = g_strdup_printf ("%s/vmlinuz", directory);
  g_autofree char *text = g_strdup_printf ("linux /vmlinuz\n%s\n", more);

  tree_write (tree, path, text);
  tree_kernel (tree, kernel, RELEASE);
}

/* What systemd-boot leaves out is told, and never chosen. */
static void
test_hidden (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  write_entry (tree, "efi", "a.conf", "");
  write_entry (tree, "efi", "arm.conf", "architecture aa64");
  write_entry (tree, "efi", "b.conf", "architecture X64\nefi /EFI/tool.efi");
  write_entry (tree, "efi", ".c.conf", "");
  write_entry (tree, "efi", "auto-d.conf", "");
  write_entry (tree, "efi", "e.conf.old", "");
  tree_mkdir (tree, "efi/loader/entries/f.conf");
  tree_link (tree, "efi/loader/entries/g.conf", "gone.conf");
  tree_write (tree, "efi/loader/entries/h.conf", "linux /vmlinuz-gone\n");
  tree_write (tree, "efi/loader/entries/i.conf", "");
  tree_write (tree, "efi/loader/loader.conf", "default h*\n");
  menu = read_menu (tree);
  check_order (menu, "i.conf h.conf b.conf a.conf");
  check_chosen (menu, "a.conf", "\"default\" in /efi/loader/loader.conf, line 1, is \"h*\", "
                                "which matches");
  check_problem (get_entry (menu, 0), "names nothing to start");
  check_problem (get_entry (menu, 1), "does not exist");
  g_assert_cmpstr (get_entry (menu, 1)->kernel, ==, "/efi/vmlinuz-gone");
  g_assert_true (is_watched (menu, "/efi/vmlinuz-gone"));
  check_problem (get_entry (menu, 2), "several kinds");
  g_assert_false (kx_problems_any (&get_entry (menu, 3)->problems));
}

/* Both partitions make one menu; its loader.conf is that of the ESP. */
static void
test_partitions (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  set_loader_variable (tree, "LoaderDevicePartUUID", "1111-AA");
  write_entry (tree, "efi", "linux-1.conf", "");
  write_entry (tree, "boot", "linux-1.conf", "");
  write_entry (tree, "boot", "linux-2.conf", "");
  tree_write (tree, "boot/loader/loader.conf", "default linux-1.conf\n");
  menu = read_menu (tree);
  check_order (menu, "linux-2.conf linux-1.conf linux-1.conf#2");
  check_chosen (menu, "linux-2.conf", "neither an EFI variable nor /efi/loader/loader.conf");
  g_assert_cmpstr (get_entry (menu, 0)->kernel, ==, "/boot/vmlinuz");
  g_assert_cmpstr (get_entry (menu, 1)->kernel, ==, "/efi/vmlinuz");
  g_assert_cmpstr (get_entry (menu, 2)->kernel, ==, "/boot/vmlinuz");
}

/* Beside a partition that it is known to have been started from, systemd-boot reads partitions
 * only. */
static void
test_no_partition (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) all = NULL;
  g_autoptr (KxMenu) partitions = NULL;

  write_entry (tree, "efi", "a.conf", "");
  write_entry (tree, "boot", "b.conf", "");
  write_entry (tree, "boot/efi", "c.conf", "");
  all = read_menu (tree);
  check_order (all, "c.conf b.conf a.conf");
  set_loader_variable (tree, "LoaderDevicePartUUID", "1111-AA");
  partitions = read_menu (tree);
  check_order (partitions, "b.conf a.conf");
}

/* What is left of another boot loader on a partition of its own is not read either. */
static void
test_other_partition (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) both = NULL;
  g_autoptr (KxMenu) own = NULL;
  g_autofree char *directory = tree_path (tree, "");
  g_autofree char *record = NULL;
  struct stat status;

  g_assert_cmpint (stat (directory, &status), ==, 0);
  record = g_strdup_printf ("run/udev/data/b%u:%u", major (status.st_dev), minor (status.st_dev));
  set_loader_variable (tree, "LoaderDevicePartUUID", "1111-AA");
  write_entry (tree, "efi", "a.conf", "");
  write_entry (tree, "boot", "b.conf", "");
  tree_write (tree, record,
              "I:1\nE:ID_PART_ENTRY_TYPE=bc13c2ff-59e6-4262-a352-b275fd6f7172\nE:ID_FS_TYPE=vfat\n");
  both = read_menu (tree);
  check_order (both, "b.conf a.conf");
  tree_write (tree, record,
              "I:1\nE:ID_PART_ENTRY_TYPE=0fc63daf-8483-4772-8e79-3d69d8477de4\nE:ID_FS_TYPE=ext4\n");
  own = read_menu (tree);
  check_order (own, "a.conf");
}

/* The marker tells other boot loaders' entries; but systemd-boot itself does not look at it. */
static void
test_marker (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) own = NULL;
  g_autoptr (KxMenu) foreign = NULL;
  g_autoptr (KxMenu) configured = NULL;
  g_autoptr (KxMenu) started = NULL;

  write_entry (tree, "efi", "a.conf", "");
  tree_write (tree, "efi/loader/entries.srel", "type1\n");
  own = read_menu (tree);
  check_order (own, "a.conf");
  tree_write (tree, "efi/loader/entries.srel", "type9\n");
  foreign = read_menu (tree);
  g_assert_null (foreign);
  tree_write (tree, "efi/loader/loader.conf", "timeout 3\n");
  configured = read_menu (tree);
  check_order (configured, "");
  check_chosen (configured, NULL, "no entry");
  g_assert_true (is_watched (configured, "/efi/loader/entries.srel"));
  set_loader_variable (tree, "LoaderInfo", "systemd-boot 262");
  started = read_menu (tree);
  check_order (started, "a.conf");
}

/* ostree swaps the link /boot/loader; and one partition may be seen at two places. */
static void
test_links (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "boot/loader.1/entries/ostree-2.conf",
              "title Fedora\nversion 2\nlinux /ostree/f-1/vmlinuz\noptions "
              "ostree=/ostree/boot.1/f\n");
  tree_link (tree, "boot/loader", "loader.1");
  tree_link (tree, "efi", "boot");
  tree_kernel (tree, "boot/ostree/f-1/vmlinuz", RELEASE);
  menu = read_menu (tree);
  check_order (menu, "ostree-2.conf");
  g_assert_cmpstr (menu->chosen->kernel, ==, "/efi/ostree/f-1/vmlinuz");
}

static void
test_variables (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) after = NULL;

  write_entry (tree, "efi", "a.conf", "");
  write_entry (tree, "efi", "B.conf", "");
  write_entry (tree, "efi", "c.conf", "");
  tree_write (tree, "efi/loader/loader.conf", "default a.conf\n");
  set_loader_variable (tree, "LoaderEntryDefault", "b.CONF");
  set_loader_variable (tree, "LoaderEntryOneShot", "c.conf");
  menu = read_menu (tree);
  check_order (menu, "c.conf B.conf a.conf");
  check_chosen (menu, "B.conf", "the EFI variable LoaderEntryDefault is \"b.CONF\"");
  g_assert_nonnull (strstr (menu->one_shot, "LoaderEntryOneShot is \"c.conf\""));

  /* This systemd-boot is too old for LoaderEntryPreferred, and for "preferred". */
  set_loader_variable (tree, "LoaderEntryPreferred", "c.conf");
  set_loader_variable (tree, "LoaderEntryDefault", "");
  tree_write (tree, "efi/loader/loader.conf", "default a.conf\npreferred c.conf\n");
  tree_variable (tree, KX_EFI_LOADER, "LoaderFeatures",
                 (const guint8 *) "\xff\0\0\0\0\0\0\0", 8);
  after = read_menu (tree);
  check_chosen (after, "a.conf", "\"default\" in /efi/loader/loader.conf, line 1, is \"a.conf\"");
}

/* Another operating system can be the default; that is told, and nothing is loaded. */
static void
test_others (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) without = NULL;

  write_entry (tree, "efi", "a.conf", "");
  tree_write (tree, "efi/EFI/Microsoft/Boot/bootmgfw.efi", "MZ");
  set_loader_variable (tree, "LoaderEntryDefault", "auto-windows");
  menu = read_menu (tree);
  check_order (menu, "a.conf auto-windows");
  check_chosen (menu, "auto-windows", "LoaderEntryDefault");
  check_problem (menu->chosen, "no Linux");
  g_assert_null (menu->chosen->kernel);

  tree_write (tree, "efi/loader/loader.conf", "auto-entries no\n");
  without = read_menu (tree);
  check_order (without, "a.conf");
  check_chosen (without, "a.conf", "matches none of its entries");
}

/* What cannot be read could be anything. */
static void
test_unknown (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) named = NULL;

  write_entry (tree, "efi", "a.conf", "");
  write_entry (tree, "efi", "b.conf", "");
  tree_chmod (tree, "efi/loader/entries/b.conf", 0666);
  menu = read_menu (tree);
  check_order (menu, "b.conf a.conf");
  check_chosen (menu, NULL, "cannot be told");
  check_problem (get_entry (menu, 0), "b.conf");

  tree_write (tree, "efi/loader/loader.conf", "default a.conf");
  named = read_menu (tree);
  check_chosen (named, "a.conf", "default");
}

static void
test_conf (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  write_entry (tree, "efi", "a.conf", "");
  tree_write (tree, "efi/loader/loader.conf", "timeout 3\n");
  tree_chmod (tree, "efi/loader/loader.conf", 0666);
  menu = read_menu (tree);
  check_chosen (menu, NULL, "/efi/loader/loader.conf");
}

static void
test_too_large (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autofree char *zeros = g_malloc0 (1024 * 1024 + 1);

  write_entry (tree, "efi", "a.conf", "");
  tree_write_bytes (tree, "efi/loader/entries/zeros.conf", zeros, 1024 * 1024 + 1);
  menu = read_menu (tree);
  check_order (menu, "zeros.conf a.conf");
  check_chosen (menu, "a.conf", "first");
  check_problem (get_entry (menu, 0), "zeros.conf");
}

/* No way leads out of the partition, and none that nobody can go takes long to find out about. */
static void
test_strange_paths (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (GString) deep = g_string_new ("title Deep\nlinux ");

  for (guint i = 0; i < 400000; i++)
    g_string_append (deep, "/a");
  tree_kernel (tree, "outside", RELEASE);
  write_entry (tree, "efi", "a.conf", "");
  tree_write (tree, "efi/loader/entries/deep.conf", deep->str);
  tree_write (tree, "efi/loader/entries/z.conf", "title Outside\nlinux /../outside\n");
  g_test_timer_start ();
  menu = read_menu (tree);
  g_assert_cmpfloat (g_test_timer_elapsed (), <, 20);
  check_order (menu, "z.conf deep.conf a.conf");
  check_chosen (menu, "a.conf", "first");
  g_assert_cmpstr (get_entry (menu, 0)->kernel, ==, "/efi/outside");
}

static void
test_text (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  write_entry (tree, "efi", "a.conf", "title L\xff\noptions x=\xff");
  menu = read_menu (tree);
  g_assert_true (g_utf8_validate (get_entry (menu, 0)->title, -1, NULL));
  g_assert_true (g_utf8_validate (get_entry (menu, 0)->cmdline, -1, NULL));
  check_problem (get_entry (menu, 0), "UTF-8");
}

/* The EFI stub of a kernel looks for its initrd itself. */
static void
test_stub_initrd (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "efi/loader/entries/a.conf",
              "efi /vmlinuz\noptions initrd=\\ucode.img root=/dev/sda2 initrd=\\initrd.img\n");
  tree_kernel (tree, "efi/vmlinuz", RELEASE);
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->kernel, ==, "/efi/vmlinuz");
  g_assert_cmpstr (menu->chosen->initrds[0], ==, "/efi/ucode.img");
  g_assert_cmpstr (menu->chosen->initrds[1], ==, "/efi/initrd.img");
  g_assert_null (menu->chosen->initrds[2]);
}

/* By /boot on the root file system, entries may be written as they look from there. */
static void
test_not_mounted (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  write_entry (tree, "boot", "a.conf", "");
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->kernel, ==, "/boot/vmlinuz");
}

#define OSREL "ID=arch\nPRETTY_NAME=\"Arch Linux\"\nVERSION_ID=1\n"

static void
test_images (void)
{
  static const char *const profiles[] = { "ID=main\n", "ID=factory\nTITLE=Reset\n", NULL };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) old = NULL;
  const KxEntry *entry;

  tree_uki (tree, "efi/EFI/Linux/arch+2.efi", OSREL, "root=/dev/sda2", profiles);
  tree_uki (tree, "boot/EFI/Linux/Old.EFI", "ID=arch\nPRETTY_NAME=Arch\nVERSION_ID=0\n", NULL,
            NULL);
  tree_uki (tree, "efi/EFI/Linux/nameless.efi", "", "quiet", NULL);
  write_entry (tree, "efi", "z.conf", "");
  menu = read_menu (tree);
  check_order (menu, "arch.efi arch.efi@factory Old.EFI z.conf nameless.efi");
  check_chosen (menu, "arch.efi", "first");
  entry = get_entry (menu, 0);
  g_assert_cmpstr (entry->source, ==, "uki");
  g_assert_cmpstr (entry->file, ==, "/efi/EFI/Linux/arch+2.efi");
  g_assert_cmpstr (entry->kernel, ==, "/efi/EFI/Linux/arch+2.efi");
  g_assert_cmpstr (entry->cmdline, ==, "root=/dev/sda2");
  g_assert_cmpint (entry->profile, ==, 0);
  g_assert_cmpstr (get_entry (menu, 1)->title, ==, "Arch Linux (Reset)");
  g_assert_cmpint (get_entry (menu, 1)->profile, ==, 1);
  g_assert_cmpstr (get_entry (menu, 2)->kernel, ==, "/boot/EFI/Linux/Old.EFI");
  g_assert_cmpint (get_entry (menu, 2)->profile, ==, KX_ENTRY_NO_PROFILE);
  g_assert_cmpstr (get_entry (menu, 2)->cmdline, ==, "");
  check_problem (get_entry (menu, 4), ".osrel");

  set_loader_variable (tree, "LoaderEntryDefault", "nameless.efi");
  tree_variable (tree, KX_EFI_LOADER, "LoaderFeatures",
                 (const guint8 *) "\xff\0\0\0\0\0\0\0", 8);
  old = read_menu (tree);
  check_order (old, "arch.efi Old.EFI z.conf nameless.efi");
  check_chosen (old, "arch.efi", "matches none");
}

/* A unified kernel image that is still being written may become the first entry, or not. */
static void
test_unfinished_image (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) named = NULL;
  g_autoptr (KxMenu) empty = NULL;
  g_autoptr (Image) uki = image_uki ();
  g_autoptr (Image) program = image_efi_program ();

  tree_write_bytes (tree, "efi/EFI/Linux/new.efi", uki->data, uki->len / 2);
  tree_image (tree, "efi/EFI/Linux/tool.efi", program);
  write_entry (tree, "efi", "z.conf", "");
  menu = read_menu (tree);
  check_order (menu, "z.conf tool.efi new.efi");
  check_chosen (menu, NULL, "\"new.efi\"");
  g_assert_true (menu->pending);
  g_assert_true (kx_problems_are_pending (&get_entry (menu, 2)->problems));
  g_assert_false (kx_problems_are_pending (&get_entry (menu, 1)->problems));

  set_loader_variable (tree, "LoaderEntryDefault", "z*");
  named = read_menu (tree);
  check_chosen (named, "z.conf", "LoaderEntryDefault");

  set_loader_variable (tree, "LoaderEntryDefault", "");
  tree_write (tree, "efi/EFI/Linux/new.efi", "");
  empty = read_menu (tree);
  check_chosen (empty, NULL, "\"new.efi\"");
  g_assert_true (empty->pending);
}

/* Images that text files name: `options` take the place of the image's own, but for Secure Boot. */
static void
test_named_images (void)
{
  static const char *const profiles[] = { "ID=main\n", "ID=factory\n", NULL };
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) secure = NULL;

  tree_uki (tree, "efi/os/a.efi", OSREL, "root=/dev/sda2", profiles);
  tree_write (tree, "efi/loader/entries/e.conf", "uki /os/a.efi\n");
  tree_write (tree, "efi/loader/entries/d.conf", "uki /os/a.efi\noptions quiet\nprofile 1\n");
  tree_write (tree, "efi/loader/entries/c.conf", "efi /os/a.efi\noptions quiet\n");
  tree_write (tree, "efi/loader/entries/b.conf", "uki /os/a.efi\nprofile 2\nextra /x.cred\n");
  tree_write (tree, "efi/loader/entries/a.conf", "uki /os/a.efi\nextra /x.cred\n");
  tree_write (tree, "efi/loader/entries/a-url.conf", "uki-url http://example.org/a.efi\n");
  menu = read_menu (tree);
  check_order (menu, "e.conf d.conf c.conf b.conf a.conf a-url.conf");
  g_assert_cmpstr (get_entry (menu, 0)->source, ==, "bls");
  g_assert_cmpstr (get_entry (menu, 0)->kernel, ==, "/efi/os/a.efi");
  g_assert_cmpstr (get_entry (menu, 0)->cmdline, ==, "root=/dev/sda2");
  g_assert_cmpint (get_entry (menu, 0)->profile, ==, 0);
  g_assert_false (kx_problems_any (&get_entry (menu, 0)->problems));
  g_assert_cmpstr (get_entry (menu, 1)->cmdline, ==, "quiet");
  g_assert_cmpint (get_entry (menu, 1)->profile, ==, 1);
  g_assert_cmpstr (get_entry (menu, 2)->cmdline, ==, "quiet");
  check_problem (get_entry (menu, 3), "has no profile 2");
  check_problem (get_entry (menu, 4), "\"extra\"");
  check_problem (get_entry (menu, 5), "network");
  g_assert_null (get_entry (menu, 5)->kernel);

  tree_variable (tree, KX_EFI_GLOBAL, "SecureBoot", (const guint8 *) "\1", 1);
  secure = read_menu (tree);
  g_assert_cmpstr (get_entry (secure, 1)->cmdline, ==, "root=/dev/sda2");
}

/* What is named as an image and is none; and the boot loader's own program, which it leaves out. */
static void
test_named_programs (void)
{
  g_autoptr (Tree) tree = new_machine ();
  g_autoptr (KxMenu) menu = NULL;
  g_autoptr (KxMenu) old = NULL;
  g_autoptr (Image) program = image_efi_program ();

  tree_image (tree, "efi/EFI/tool.efi", program);
  tree_image (tree, "efi/EFI/systemd/systemd-bootx64.efi", program);
  tree_write (tree, "efi/loader/entries/b.conf", "uki /EFI/tool.efi\n");
  tree_write (tree, "efi/loader/entries/a.conf", "efi /EFI/tool.efi\n");
  tree_write (tree, "efi/loader/entries/self.conf", "efi /EFI/systemd/systemd-bootX64.efi\n");
  set_loader_variable (tree, "LoaderImageIdentifier", "\\EFI\\systemd\\systemd-bootx64.efi");
  menu = read_menu (tree);
  check_order (menu, "b.conf a.conf");
  check_chosen (menu, "b.conf", "first");
  check_problem (menu->chosen, "\"uki\" in /efi/loader/entries/b.conf");
  g_assert_cmpstr (get_entry (menu, 1)->kernel, ==, "/efi/EFI/tool.efi");

  tree_variable (tree, KX_EFI_LOADER, "LoaderFeatures",
                 (const guint8 *) "\xff\0\0\0\0\0\0\0", 8);
  old = read_menu (tree);
  check_chosen (old, "a.conf", "first");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/systemd-boot/nothing", test_nothing);
  g_test_add_func ("/systemd-boot/entry", test_entry);
  g_test_add_func ("/systemd-boot/hidden", test_hidden);
  g_test_add_func ("/systemd-boot/partitions", test_partitions);
  g_test_add_func ("/systemd-boot/no-partition", test_no_partition);
  g_test_add_func ("/systemd-boot/other-partition", test_other_partition);
  g_test_add_func ("/systemd-boot/marker", test_marker);
  g_test_add_func ("/systemd-boot/links", test_links);
  g_test_add_func ("/systemd-boot/variables", test_variables);
  g_test_add_func ("/systemd-boot/others", test_others);
  g_test_add_func ("/systemd-boot/unknown", test_unknown);
  g_test_add_func ("/systemd-boot/conf", test_conf);
  g_test_add_func ("/systemd-boot/too-large", test_too_large);
  g_test_add_func ("/systemd-boot/strange-paths", test_strange_paths);
  g_test_add_func ("/systemd-boot/text", test_text);
  g_test_add_func ("/systemd-boot/stub-initrd", test_stub_initrd);
  g_test_add_func ("/systemd-boot/not-mounted", test_not_mounted);
  g_test_add_func ("/systemd-boot/images", test_images);
  g_test_add_func ("/systemd-boot/unfinished-image", test_unfinished_image);
  g_test_add_func ("/systemd-boot/named-images", test_named_images);
  g_test_add_func ("/systemd-boot/named-programs", test_named_programs);
  return g_test_run ();
}
