/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "efi-requests-reader.h"

#include <string.h>

#include "boot-partition.h"
#include "efi-load-option.h"
#include "efi.h"
#include "fwupd-update.h"
#include "listing.h"

/* Fwupd's EFI program takes no more at once. */
#define MAX_UPDATES 128

/* What shim looks for before it starts anything; then it starts MokManager (mok.c,
 * check_mok_request(), of shim 15.8). */
static const char *const shim_variables[] = {
  "MokNew",  "MokSB",   "MokPW",    "MokAuth",           "MokDel", "MokDB",
  "MokXNew", "MokXDel", "MokXAuth", "MokListTrustedNew",
};

static gboolean
has_variable (const KxListing *variables, const char *vendor, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s-%s", name, vendor);

  return kx_listing_has (variables, file);
}

static char *
read_title (KxRoot *root, guint16 number)
{
  g_autofree char *name = g_strdup_printf ("Boot%04X", number);
  gsize size = 0;
  gsize length = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_GLOBAL, name, &size);
  const guint8 *value = data != NULL ? kx_efi_variable_get_value (data, size, &length) : NULL;
  g_autoptr (KxEfiLoadOption) option
      = value != NULL ? kx_efi_load_option_parse (value, length, NULL) : NULL;

  return option != NULL ? g_steal_pointer (&option->description) : NULL;
}

static void
read_boot_next (KxRoot *root, KxEfiRequests *requests)
{
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_GLOBAL, "BootNext", &size);
  g_autoptr (GArray) next = data != NULL ? kx_efi_variable_dup_numbers (data, size) : NULL;

  if (next == NULL || next->len != 1)
    return;
  requests->boot_next = g_array_index (next, guint16, 0);
  requests->boot_next_title = read_title (root, g_array_index (next, guint16, 0));
}

static guint64
read_indications (KxRoot *root)
{
  guint64 indications = 0;
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_GLOBAL, "OsIndications", &size);

  return data != NULL && kx_efi_variable_get_bits (data, size, &indications) ? indications : 0;
}

static gboolean
is_update_due (KxRoot *root, const char *file)
{
  g_autofree char *path = g_build_filename (KX_EFI_VARIABLES, file, NULL);
  gsize size = 0;
  gsize length = 0;
  g_autofree char *data = kx_root_read (root, path, KX_EFI_VARIABLE_MAX, &size, NULL);
  const guint8 *value
      = data != NULL ? kx_efi_variable_get_value ((const guint8 *) data, size, &length) : NULL;

  return value != NULL && kx_fwupd_update_is_due (value, length);
}

static guint
count_updates (KxRoot *root, const KxListing *variables)
{
  GHashTableIter iter;
  gpointer file;
  guint looked_at = 0;
  guint updates = 0;

  g_hash_table_iter_init (&iter, variables->names);
  while (looked_at < MAX_UPDATES && g_hash_table_iter_next (&iter, &file, NULL))
    if (g_str_has_suffix (file, "-" KX_FWUPD_VENDOR))
      {
        looked_at++;
        /* What is shown meanwhile is no update. */
        if (!g_str_has_prefix (file, "fwupd-ux-capsule-"))
          updates += is_update_due (root, file) ? 1 : 0;
      }
  return updates;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_capsules (KxRoot *root, const KxFilesystems *filesystems, KxEfiRequests *requests,
               GStrvBuilder *watch)
{
  g_autoptr (GPtrArray) esp = kx_boot_partitions_find_esp (root, filesystems);
  g_autofree char *directory = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (KxListing) listing = NULL;
  GHashTableIter iter;
  gpointer name;

  requests->esp_seen = esp->len > 0;
  if (!requests->esp_seen)
    return;

  directory = kx_boot_partition_resolve (g_ptr_array_index (esp, 0), root, "/EFI/UpdateCapsule");
  wanted = g_strconcat (directory, "/*", NULL);
  g_strv_builder_add (watch, wanted);
  listing = kx_listing_new (root, directory);
  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (requests->capsules, g_utf8_make_valid (name, -1));
  g_ptr_array_sort (requests->capsules, compare_names);
}

void
kx_efi_requests_read (KxRoot *root, const KxFilesystems *filesystems, KxEfiRequests *requests,
                      GStrvBuilder *watch)
{
  g_autoptr (KxListing) variables = kx_listing_new (root, KX_EFI_VARIABLES);
  const char *machine_type = kx_efi_get_machine_type (root);

  kx_efi_requests_init (requests);
  g_strv_builder_add (watch, KX_EFI_VARIABLES "/*");
  if (g_hash_table_size (variables->names) == 0)
    return;

  if (has_variable (variables, KX_EFI_GLOBAL, "BootNext"))
    read_boot_next (root, requests);
  if (has_variable (variables, KX_EFI_GLOBAL, "OsIndications"))
    requests->indications = read_indications (root);
  for (gsize i = 0; i < G_N_ELEMENTS (shim_variables); i++)
    if (has_variable (variables, KX_EFI_SHIM, shim_variables[i]))
      g_ptr_array_add (requests->mok, g_strdup (shim_variables[i]));
  requests->updates = count_updates (root, variables);

  /* U-Boot, which is found on anything but a PC, often cannot store variables: it takes what is
   * there. Elsewhere the ESP is left in peace, for looking at it may mount it. */
  requests->capsules_count
      = !g_str_equal (machine_type, "x64") && !g_str_equal (machine_type, "ia32");
  if (requests->capsules_count || (requests->indications & KX_OS_INDICATION_CAPSULES) != 0)
    read_capsules (root, filesystems, requests, watch);
}
