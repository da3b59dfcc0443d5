/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-facts.h"

#include "block-device.h"
#include "crypttab.h"
#include "tree.h"

static void
read_facts (Tree *tree, KxMachineFacts *facts)
{
  *facts = (KxMachineFacts){ 0 };
  facts->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_subject_free);
  g_ptr_array_add (facts->subjects, kx_subject_new (KX_ORIGIN_DEFAULT, "6.2", "ro"));
  kx_hazard_facts_read (tree->root, facts);
}

static void
test_nothing (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_auto (KxMachineFacts) facts;

  read_facts (tree, &facts);
  kx_machine_hazards_judge (&facts, hazards);
  g_assert_cmpuint (hazards->items->len, ==, 0);
}

static void
test_everything (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_auto (KxMachineFacts) facts;
  const KxSubject *known;
  const KxBlockDevice *device;

  tree_write (tree, "etc/crypttab", "root UUID=x none tpm2-device=auto\n");
  tree_write (tree, "proc/cmdline", "root=/dev/vda1 ro\n");
  tree_write (tree, "proc/sys/kernel/osrelease", "6.1\n");
  tree_mkdir (tree, "usr/lib/modules/6.1");
  tree_mkdir (tree, "lib/modules/6.2");
  tree_write (tree, "sys/devices/virtual/block/dm-0/dev", "253:0\n");
  tree_write (tree, "sys/devices/virtual/block/dm-0/dm/name", "swap\n");
  tree_link (tree, "sys/class/block/dm-0", "../../devices/virtual/block/dm-0");
  tree_write (tree, "run/udev/data/b253:0", "E:ID_FS_TYPE=swsuspend\n");
  tree_mkdir (tree, "sys/fs/cgroup/machine.slice/machine-web.scope");
  tree_mkdir (tree, "sys/fs/cgroup/machine.slice/machine-qemu\\x2d1\\x2dmail.scope");
  tree_write (tree, "sys/fs/cgroup/machine.slice/cgroup.procs", "");
  tree_write (tree, "sys/fs/cgroup/machine.slice/misc.current", "sev 1\n");
  read_facts (tree, &facts);

  g_assert_cmpuint (facts.crypttab->len, ==, 1);
  g_assert_cmpuint (facts.block_devices->len, ==, 1);
  device = facts.block_devices->pdata[0];
  g_assert_true (kx_block_device_is (device, "/dev/mapper/swap"));
  g_assert_true (kx_block_device_is (device, "/dev/dm-0"));
  g_assert_cmpstr (device->content, ==, "swsuspend");
  g_assert_cmpstr (facts.running_release, ==, "6.1");
  g_assert_cmpstr (facts.running_cmdline, ==, "root=/dev/vda1 ro");
  g_assert_true (facts.running_has_modules);
  known = facts.subjects->pdata[0];
  g_assert_true (known->has_modules);
  g_assert_cmpstr (facts.guests[0], ==, "qemu-1-mail");
  g_assert_cmpstr (facts.guests[1], ==, "web");
  g_assert_null (facts.guests[2]);
  g_assert_cmpstr (facts.confidential_guests[0], ==, "sev");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hazard-facts/nothing", test_nothing);
  g_test_add_func ("/hazard-facts/everything", test_everything);
  return g_test_run ();
}
