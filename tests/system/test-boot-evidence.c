/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-evidence.h"

#include "fake-root.h"
#include "parameters.h"

#define NODE(n, file) "sys/kernel/boot_params/setup_data/" #n "/" file
#define LOADER "proc/sys/kernel/bootloader_type"
#define STAMPS "0x6365786b\n"

static void
write_stamps (FakeRoot *root, const char *path, KxPurgatoryStamps stamps, gsize size)
{
  g_autofree char *full = g_build_filename (root->path, path, NULL);
  g_autoptr (GError) error = NULL;

  fake_root_write (root, path, "");
  g_file_set_contents (full, (const char *) &stamps, (gssize) size, &error);
  g_assert_no_error (error);
}

static KxPurgatoryStamps
the_stamps (void)
{
  return (KxPurgatoryStamps){ .magic = KX_PURGATORY_STAMPS_MAGIC,
                              .version = KX_PURGATORY_STAMPS_VERSION,
                              .entered = 1000,
                              .checked = 1500,
                              .left = 2000 };
}

static void
assert_stamps (FakeRoot *root, guint64 entered, guint64 left)
{
  g_auto (KxBootEvidence) evidence = { 0 };

  kx_boot_evidence_read (root->fd, &evidence);
  g_assert_cmpuint (evidence.entered, ==, entered);
  g_assert_cmpuint (evidence.left, ==, left);
}

static void
test_nothing (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_auto (KxBootEvidence) evidence = { 0 };

  kx_boot_evidence_read (root->fd, &evidence);
  g_assert_null (evidence.cmdline);
  g_assert_false (evidence.kexec);
  g_assert_false (evidence.watchdog);
  g_assert_cmpuint (evidence.entered, ==, 0);
  g_assert_cmpuint (evidence.left, ==, 0);
}

static void
test_cmdline (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_auto (KxBootEvidence) evidence = { 0 };

  fake_root_write (root, "proc/cmdline", " root=/dev/vda2  quiet \n");
  kx_boot_evidence_read (root->fd, &evidence);
  g_assert_cmpstr (evidence.cmdline, ==, " root=/dev/vda2  quiet ");
}

static void
test_loader (void)
{
  static const struct
  {
    const char *type;
    gboolean kexec;
  } cases[] = {
    { "208\n", TRUE },   /* 0xd0 */
    { "209\n", TRUE },
    { "114\n", FALSE },  /* GRUB */
    { "13\n", FALSE },   /* LILO, of version 13 */
    { "3328\n", FALSE }, /* 0xd00: an extended type */
    { "\n", FALSE },
    { "", FALSE },
  };
  g_autoptr (FakeRoot) root = fake_root_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KxBootEvidence) evidence = { 0 };

      fake_root_write (root, LOADER, cases[i].type);
      kx_boot_evidence_read (root->fd, &evidence);
      g_test_message ("%s", cases[i].type);
      g_assert_cmpint (evidence.kexec, ==, cases[i].kexec);
    }
}

static void
test_device_tree (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_auto (KxBootEvidence) evidence = { 0 };

  fake_root_write (root, "sys/firmware/devicetree/base/chosen/linux,booted-from-kexec", "");
  kx_boot_evidence_read (root->fd, &evidence);
  g_assert_true (evidence.kexec);
}

static void
test_watchdog (void)
{
  static const struct
  {
    const char *status;
    gboolean reset;
  } cases[] = { { "0\n", FALSE }, { "32\n", TRUE }, { "33024\n", FALSE }, { "33056\n", TRUE } };
  g_autoptr (FakeRoot) root = fake_root_new ();

  fake_root_write (root, "sys/class/watchdog/watchdog0/bootstatus", "0\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KxBootEvidence) evidence = { 0 };

      fake_root_write (root, "sys/class/watchdog/watchdog3/bootstatus", cases[i].status);
      kx_boot_evidence_read (root->fd, &evidence);
      g_assert_cmpint (evidence.watchdog, ==, cases[i].reset);
    }
}

static void
test_stamps (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  fake_root_write (root, NODE (0, "type"), "0x9\n");
  write_stamps (root, NODE (0, "data"), the_stamps (), sizeof (KxPurgatoryStamps));
  assert_stamps (root, 0, 0);
  fake_root_write (root, NODE (1, "type"), STAMPS);
  write_stamps (root, NODE (1, "data"), the_stamps (), sizeof (KxPurgatoryStamps));
  assert_stamps (root, 1000, 2000);
}

/* Nothing is believed of what is not whole. */
static void
test_bad_stamps (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  KxPurgatoryStamps stamps;

  fake_root_write (root, NODE (0, "type"), STAMPS);
  assert_stamps (root, 0, 0);
  write_stamps (root, NODE (0, "data"), the_stamps (), sizeof (KxPurgatoryStamps) - 1);
  assert_stamps (root, 0, 0);

  stamps = the_stamps ();
  stamps.magic++;
  write_stamps (root, NODE (0, "data"), stamps, sizeof stamps);
  assert_stamps (root, 0, 0);
  stamps = the_stamps ();
  stamps.version++;
  write_stamps (root, NODE (0, "data"), stamps, sizeof stamps);
  assert_stamps (root, 0, 0);
  stamps = the_stamps ();
  stamps.left = stamps.entered - 1;
  write_stamps (root, NODE (0, "data"), stamps, sizeof stamps);
  assert_stamps (root, 0, 0);
  stamps = the_stamps ();
  stamps.entered = 0;
  write_stamps (root, NODE (0, "data"), stamps, sizeof stamps);
  assert_stamps (root, 0, 0);

  stamps = the_stamps ();
  write_stamps (root, NODE (0, "data"), stamps, sizeof stamps);
  assert_stamps (root, 1000, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/boot-evidence/nothing", test_nothing);
  g_test_add_func ("/boot-evidence/cmdline", test_cmdline);
  g_test_add_func ("/boot-evidence/loader", test_loader);
  g_test_add_func ("/boot-evidence/device-tree", test_device_tree);
  g_test_add_func ("/boot-evidence/watchdog", test_watchdog);
  g_test_add_func ("/boot-evidence/stamps", test_stamps);
  g_test_add_func ("/boot-evidence/bad-stamps", test_bad_stamps);
  return g_test_run ();
}
