/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "menu.h"

#include <string.h>

#include "catalogue.h"
#include "cold-reason.h"

static const char *const nothing[] = { NULL };

/* A menu of three: "new", "old" and "windows", which is no Linux. Newest is a plain kernel beside it. */
typedef struct
{
  KxMenu *menu;
  GPtrArray *offered;
  GPtrArray *plain;
  const KxEfiRequests *requests;
} Machine;

static KxImage *
make_image (const KxEntry *entry, const char *release, gboolean complete)
{
  static const char *const late[] = { "its initrd is missing", NULL };

  return kx_image_new (&(KxImage) { .id = entry->id,
                                    .title = entry->title,
                                    .release = release,
                                    .source = entry->source,
                                    .kernel = entry->kernel,
                                    .complete = complete,
                                    .pending = !complete,
                                    .problems = complete ? NULL : late });
}

static void
offer (Machine *machine, const char *id, const char *release, gboolean complete)
{
  KxEntry *entry = kx_entry_new ("grub");

  entry->id = g_strdup (id);
  entry->title = g_strdup_printf ("The %s one", id);
  if (release != NULL)
    entry->kernel = g_strdup_printf ("/boot/vmlinuz-%s", release);
  else
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "it starts another system");
  kx_menu_add (machine->menu, entry);
  g_ptr_array_add (machine->offered, make_image (entry, release, complete && release != NULL));
}

static void
machine_init (Machine *machine, gboolean complete)
{
  machine->menu = kx_menu_new (KX_LOADER_GRUB);
  machine->menu->reason = g_strdup ("it is the entry 0");
  machine->offered = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  machine->plain = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  offer (machine, "new", "6.12", complete);
  offer (machine, "old", "6.1", TRUE);
  offer (machine, "windows", NULL, TRUE);
  g_ptr_array_add (machine->plain, kx_image_new (&(KxImage) { .id = "7.2", .version = "7.2",
                                                              .release = "7.2", .complete = TRUE,
                                                              .source = "plain" }));
}

static void
machine_clear (Machine *machine)
{
  kx_menu_free (machine->menu);
  g_ptr_array_unref (machine->offered);
  g_ptr_array_unref (machine->plain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Machine, machine_clear)

static KxCatalogue *
choose (const Machine *machine, int chosen)
{
  if (chosen >= 0)
    machine->menu->chosen = machine->menu->entries->pdata[chosen];
  return kx_catalogue_new (&(KxCatalogueParts){ .menu = machine->menu,
                                                .offered = machine->offered,
                                                .plain = machine->plain,
                                                .requests = machine->requests,
                                                .architecture = "x86_64",
                                                .watch = nothing });
}

/* @expected: "ID: TEXT" and the end of the line, for each */
static void
check_cold (const KxCatalogue *catalogue, const char *expected)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < catalogue->cold_reasons->len; i++)
    {
      const KxColdReason *reason = catalogue->cold_reasons->pdata[i];

      g_string_append_printf (all, "%s: %s\n", reason->id, reason->text);
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static void
assert_explained (const KxCatalogue *catalogue, const char *id, const char *expected)
{
  g_autofree char *why = kx_catalogue_explain (catalogue, kx_catalogue_find (catalogue, id));

  g_assert_cmpstr (why, ==, expected);
}

/* Not the newest but what the boot loader starts; everything is listed, in its order. */
static void
test_default (void)
{
  static const char *const order[] = { "new", "old", "windows", "7.2" };
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, TRUE);
  catalogue = choose (&machine, 1);
  g_assert_cmpstr (catalogue->choice->id, ==, "old");
  g_assert_cmpstr (catalogue->reason, ==, "it is the entry 0");
  g_assert_cmpint (catalogue->loader, ==, KX_LOADER_GRUB);
  check_cold (catalogue, "");
  g_assert_false (catalogue->pending);
  g_assert_cmpuint (catalogue->images->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpstr (((KxImage *) catalogue->images->pdata[i])->id, ==, order[i]);

  assert_explained (catalogue, "old", "it is the entry 0");
  assert_explained (catalogue, "new", "the boot loader starts old");
  assert_explained (catalogue, "windows", "its initrd is missing");
  assert_explained (catalogue, "7.2", "the boot loader does not offer it");
}

/* Nothing else takes its place; time may heal it, and so nothing has to be cold. */
static void
test_incomplete (void)
{
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, FALSE);
  catalogue = choose (&machine, 0);
  g_assert_null (catalogue->choice);
  g_assert_cmpstr (catalogue->reason, ==, "it is the entry 0; but “The new one” cannot be loaded: "
                                          "its initrd is missing");
  g_assert_true (catalogue->pending);
  check_cold (catalogue, "");
  assert_explained (catalogue, "old", "the boot loader starts new");
}

static void
test_foreign (void)
{
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, TRUE);
  catalogue = choose (&machine, 2);
  g_assert_null (catalogue->choice);
  check_cold (catalogue, "not-startable: the boot loader starts “The windows one”: it starts another "
                         "system\n");
}

/* An EFI program that is no kernel, and a kernel whose stub does what kexec cannot: neither is an image
 * that the next change may heal. */
static void
test_obstacle (void)
{
  static const char *const no_kernel[] = { "/efi/memtest.efi is no kernel", NULL };
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) program = NULL;
  g_autoptr (KxCatalogue) damaged = NULL;
  g_autoptr (KxCatalogue) stub = NULL;
  KxImage fields = { .id = "new", .kernel = "/efi/memtest.efi", .is_other = TRUE,
                     .problems = no_kernel };

  machine_init (&machine, TRUE);
  kx_image_unref (machine.offered->pdata[0]);
  machine.offered->pdata[0] = kx_image_new (&fields);
  program = choose (&machine, 0);
  check_cold (program, "not-startable: the boot loader starts “The new one”: /efi/memtest.efi is no "
                       "kernel\n");

  fields.is_other = FALSE;
  kx_image_unref (machine.offered->pdata[0]);
  machine.offered->pdata[0] = kx_image_new (&fields);
  damaged = choose (&machine, 0);
  check_cold (damaged, "");

  kx_problems_add (&((KxEntry *) machine.menu->entries->pdata[0])->problems, KX_OUTLOOK_LASTING,
                   "it has a device tree of its own");
  stub = choose (&machine, 0);
  check_cold (stub, "not-startable: the boot loader starts “The new one”: it has a device tree of "
                    "its own\n");
}

static void
test_none (void)
{
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, TRUE);
  machine.menu->pending = TRUE;
  catalogue = choose (&machine, -1);
  g_assert_null (catalogue->choice);
  check_cold (catalogue, "");
  g_assert_true (catalogue->pending);
  assert_explained (catalogue, "old", "it is not known that the boot loader would start it");
}

/* All at once; the firmware's one-shot is BootNext, which counts once. */
static void
test_cold_reasons (void)
{
  static KxEfiRequests requests = { .boot_next = 3 };
  g_auto (Machine) machine = { 0 };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (KxCatalogue) other = NULL;
  g_autoptr (KxCatalogue) firmware = NULL;

  requests.capsules = requests.mok = none;
  machine_init (&machine, TRUE);
  machine.menu->one_shot = g_strdup ("once");
  machine.menu->trial = g_strdup ("tried");
  machine.requests = &requests;
  other = choose (&machine, 2);
  check_cold (other, "one-shot: once; an ordinary reboot uses that up\n"
                     "not-startable: the boot loader starts “The windows one”: it starts another "
                     "system\n"
                     "boot-trial: tried\n"
                     "boot-next: the EFI variable BootNext is 0003: the firmware starts that boot "
                     "option once; “efibootmgr --delete-bootnext” withdraws that\n");

  machine.menu->loader = KX_LOADER_FIRMWARE;
  firmware = choose (&machine, 0);
  check_cold (firmware, "boot-trial: tried\n"
                        "boot-next: the EFI variable BootNext is 0003: the firmware starts that boot "
                        "option once; “efibootmgr --delete-bootnext” withdraws that\n");
}

static void
test_one_shot (void)
{
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, TRUE);
  machine.menu->one_shot = g_strdup ("grub-reboot chose windows");
  catalogue = choose (&machine, 0);
  g_assert_cmpstr (catalogue->choice->id, ==, "new");
  g_assert_cmpstr (catalogue->one_shot, ==, "grub-reboot chose windows");
  check_cold (catalogue, "one-shot: grub-reboot chose windows; an ordinary reboot uses that up\n");
}

static void
test_find_by_release (void)
{
  g_auto (Machine) machine = { 0 };
  g_autoptr (KxCatalogue) catalogue = NULL;

  machine_init (&machine, FALSE);
  catalogue = choose (&machine, 1);
  g_assert_cmpstr (kx_catalogue_find (catalogue, "6.1")->id, ==, "old");
  /* Not complete. */
  g_assert_null (kx_catalogue_find (catalogue, "6.12"));
}

/* Another profile of the same files is another thing to start. */
static void
test_profile (void)
{
  KxImage fields = { .id = "arch.efi", .files = "1:2", .profile = 3 };
  g_autoptr (KxImage) third = kx_image_new (&fields);
  g_autoptr (KxImage) none = NULL;

  fields.profile = KX_ENTRY_NO_PROFILE;
  none = kx_image_new (&fields);
  g_assert_cmpint (third->profile, ==, 3);
  g_assert_cmpint (none->profile, ==, KX_ENTRY_NO_PROFILE);
  g_assert_cmpstr (third->stamp, !=, none->stamp);
}

static void
test_ids (void)
{
  static const char *const wanted[] = { "a", "a#2", "a", "b", "a" };
  static const char *const given[] = { "a", "a#2", "a#3", "b", "a#4" };
  g_autoptr (KxMenu) menu = kx_menu_new (KX_LOADER_GRUB);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      KxEntry *entry = kx_entry_new ("grub");

      entry->id = g_strdup (wanted[i]);
      kx_menu_add (menu, entry);
      g_assert_cmpstr (entry->id, ==, given[i]);
    }
  g_assert_cmpuint (menu->entries->len, ==, G_N_ELEMENTS (wanted));
}

static void
test_watch (void)
{
  g_autoptr (KxMenu) menu = kx_menu_new (KX_LOADER_EXTLINUX);

  kx_menu_watch (menu, "/boot/%s", "extlinux");
  g_assert_cmpuint (menu->watch->len, ==, 1);
  g_assert_cmpstr (menu->watch->pdata[0], ==, "/boot/extlinux");
  g_assert_cmpstr (kx_loader_to_string (menu->loader), ==, "extlinux");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/menu/default", test_default);
  g_test_add_func ("/menu/incomplete", test_incomplete);
  g_test_add_func ("/menu/foreign", test_foreign);
  g_test_add_func ("/menu/obstacle", test_obstacle);
  g_test_add_func ("/menu/none", test_none);
  g_test_add_func ("/menu/one-shot", test_one_shot);
  g_test_add_func ("/menu/cold-reasons", test_cold_reasons);
  g_test_add_func ("/menu/find-by-release", test_find_by_release);
  g_test_add_func ("/menu/profile", test_profile);
  g_test_add_func ("/menu/ids", test_ids);
  g_test_add_func ("/menu/watch", test_watch);
  return g_test_run ();
}
