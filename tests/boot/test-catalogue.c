/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "catalogue.h"

#include <string.h>

#include "choice.h"

static const char *const late[] = { "its initrd is missing", NULL };
static const char *const nothing[] = { NULL };

static KxImage *
make (const char *version, gboolean complete, KxImageRole role, const char *architecture)
{
  return kx_image_new (&(KxImage) { .id = version,
                                    .title = version,
                                    .version = version,
                                    .architecture = architecture,
                                    .source = "plain",
                                    .role = role,
                                    .complete = complete,
                                    .pending = !complete,
                                    .problems = complete ? NULL : late });
}

static KxImage *
whole (const char *version)
{
  return make (version, TRUE, KX_IMAGE_NORMAL, "x86_64");
}

/* Takes the images, up to a NULL. */
static KxCatalogue *
catalogue_of (KxImage *first, ...)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  va_list rest;

  va_start (rest, first);
  for (KxImage *image = first; image != NULL; image = va_arg (rest, KxImage *))
    g_ptr_array_add (images, image);
  va_end (rest);
  return kx_catalogue_new (&(KxCatalogueParts){
      .plain = images, .running = "6.0", .architecture = "x86_64", .watch = nothing });
}

static void
assert_choice (KxCatalogue *catalogue, const char *id, const char *reason)
{
  g_assert_cmpstr (catalogue->choice != NULL ? catalogue->choice->id : NULL, ==, id);
  g_assert_cmpstr (catalogue->reason, ==, reason);
}

static void
test_empty (void)
{
  g_autoptr (KxCatalogue) catalogue = catalogue_of (NULL);

  assert_choice (catalogue, NULL, "there is no kernel in /boot or /usr/lib/modules");
  g_assert_false (catalogue->pending);
}

static void
test_note (void)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  g_autoptr (KxCatalogue) catalogue
      = kx_catalogue_new (&(KxCatalogueParts){
          .plain = images, .note = "cannot open /boot: Permission denied", .watch = nothing });

  assert_choice (catalogue, NULL,
                 "there is no kernel in /boot or /usr/lib/modules; "
                 "cannot open /boot: Permission denied");
}

static void
test_newest (void)
{
  g_autoptr (KxCatalogue) catalogue = catalogue_of (whole ("6.9"), whole ("6.10"), whole ("6.2"),
                                                    NULL);
  static const char *const order[] = { "6.10", "6.9", "6.2" };

  assert_choice (catalogue, "6.10", "6.10 is the newest of 3 complete kernels");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpstr (((KxImage *) catalogue->images->pdata[i])->id, ==, order[i]);
  g_assert_false (catalogue->pending);
}

static void
test_incomplete (void)
{
  g_autoptr (KxCatalogue) catalogue
      = catalogue_of (whole ("6.1"), make ("6.2", FALSE, KX_IMAGE_NORMAL, "x86_64"), NULL);

  assert_choice (catalogue, "6.1",
                 "6.1 is the only complete kernel; 6.2 is newer, but: its initrd is missing");
  g_assert_true (catalogue->pending);
}

static void
test_older_incomplete (void)
{
  g_autoptr (KxCatalogue) catalogue
      = catalogue_of (whole ("6.2"), make ("6.1", FALSE, KX_IMAGE_NORMAL, "x86_64"), NULL);

  assert_choice (catalogue, "6.2", "6.2 is the only complete kernel");
  g_assert_false (catalogue->pending);
}

/* Somebody has to mend it: to look again and again would help nothing. */
static void
test_not_pending (void)
{
  g_autoptr (KxCatalogue) catalogue
      = catalogue_of (whole ("6.1"),
                      kx_image_new (&(KxImage) { .id = "6.2", .version = "6.2",
                                                 .problems = late }), NULL);

  g_assert_cmpstr (catalogue->choice->id, ==, "6.1");
  g_assert_false (catalogue->pending);
}

static void
test_only_incomplete (void)
{
  g_autoptr (KxCatalogue) catalogue = catalogue_of (make ("6.2", FALSE, KX_IMAGE_NORMAL, "x86_64"),
                                                    NULL);

  assert_choice (catalogue, NULL, "the only kernel, 6.2, cannot be taken: its initrd is missing");
  g_assert_true (catalogue->pending);
}

static void
test_roles (void)
{
  g_autoptr (KxCatalogue) catalogue
      = catalogue_of (make ("6.9", TRUE, KX_IMAGE_OLD, "x86_64"),
                      make ("6.8", TRUE, KX_IMAGE_RESCUE, "x86_64"), whole ("6.1"), NULL);
  g_autofree char *old = NULL;
  g_autofree char *rescue = NULL;

  assert_choice (catalogue, "6.1", "6.1 is the only complete kernel");
  /* Listed behind everything else. */
  g_assert_cmpstr (((KxImage *) catalogue->images->pdata[0])->id, ==, "6.1");
  old = kx_image_why_not (kx_catalogue_find (catalogue, "6.9"), catalogue->choice, "x86_64");
  g_assert_nonnull (strstr (old, ".old"));
  rescue = kx_image_why_not (kx_catalogue_find (catalogue, "6.8"), catalogue->choice, "x86_64");
  g_assert_nonnull (strstr (rescue, "repairs"));
}

static void
test_architecture (void)
{
  g_autoptr (KxCatalogue) catalogue
      = catalogue_of (make ("6.9", TRUE, KX_IMAGE_NORMAL, "aarch64"), whole ("6.1"), NULL);

  assert_choice (catalogue, "6.1",
                 "6.1 is the only complete kernel; "
                 "6.9 is newer, but: it is for aarch64, this machine is x86_64");
}

static void
test_same_version (void)
{
  g_autoptr (KxCatalogue) catalogue = NULL;
  g_autofree char *why = NULL;
  KxImage *other = kx_image_new (&(KxImage) { .id = "kernel-6.1", .version = "6.1",
                                              .complete = TRUE });

  catalogue = catalogue_of (other, whole ("6.1"), NULL);
  assert_choice (catalogue, "6.1", "6.1 is the newest of 2 complete kernels");
  why = kx_image_why_not (kx_catalogue_find (catalogue, "kernel-6.1"), catalogue->choice, "x86_64");
  g_assert_cmpstr (why, ==, "6.1 has the same version");
}

static void
test_find (void)
{
  g_autoptr (KxCatalogue) catalogue = catalogue_of (whole ("6.1"), whole ("6.2"), NULL);

  g_assert_cmpstr (kx_catalogue_find (catalogue, "6.1")->id, ==, "6.1");
  g_assert_null (kx_catalogue_find (catalogue, "6"));
  g_assert_null (kx_catalogue_find (catalogue, ""));
}

/* An image outlives its catalogue as long as somebody holds it, and is nobody else's memory. */
static void
test_references (void)
{
  char version[] = "6.1";
  g_autoptr (KxCatalogue) catalogue = catalogue_of (whole (version), NULL);
  g_autoptr (KxCatalogue) again = kx_catalogue_ref (catalogue);
  g_autoptr (KxImage) image = kx_image_ref (catalogue->choice);

  version[0] = '9';
  g_clear_pointer (&catalogue, kx_catalogue_unref);
  g_assert_cmpstr (again->choice->id, ==, "6.1");
  g_clear_pointer (&again, kx_catalogue_unref);
  g_assert_cmpstr (image->id, ==, "6.1");
  g_assert_null (image->initrds[0]);
  g_assert_null (image->stamp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/empty", test_empty);
  g_test_add_func ("/catalogue/note", test_note);
  g_test_add_func ("/catalogue/newest", test_newest);
  g_test_add_func ("/catalogue/incomplete", test_incomplete);
  g_test_add_func ("/catalogue/older-incomplete", test_older_incomplete);
  g_test_add_func ("/catalogue/not-pending", test_not_pending);
  g_test_add_func ("/catalogue/only-incomplete", test_only_incomplete);
  g_test_add_func ("/catalogue/roles", test_roles);
  g_test_add_func ("/catalogue/architecture", test_architecture);
  g_test_add_func ("/catalogue/same-version", test_same_version);
  g_test_add_func ("/catalogue/find", test_find);
  g_test_add_func ("/catalogue/references", test_references);
  return g_test_run ();
}
