/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "remedies.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "bound-devices.h"
#include "runtime-file.h"
#include "unbind-list.h"

typedef enum
{
  LIST_UNKNOWN, /* there may be one of a predecessor's */
  LIST_ABSENT,
  LIST_WRITTEN,
} ListState;

struct _KxRemedies
{
  KxKeeper *keeper;
  gulong changed_id;
  int directory; /* -1: nowhere to write to */

  ListState state;
  guint64 generation; /* that it was written for */
  gboolean executing; /* likewise */
  KxHazards *hazards; /* likewise */
};

/* The kernel holds something of ours, and it may be helped. */
static gboolean
is_due (KxKeeper *keeper)
{
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  return kx_keeper_get_config (keeper)->apply_remedies && armed != NULL
         && armed->origin != KX_ORIGIN_FOREIGN && armed->level == KX_LEVEL_ARMED;
}

/*
 * Whose removal brings back what the firmware left: the keyboard controller's driver restores the
 * mode of the firmware and the plain protocol of what is attached (drivers/input/serio/i8042.c,
 * i8042_remove()), the other one puts touchpads to sleep. And what the table of hazards names.
 */
static GPtrArray *
find_devices (KxKeeper *keeper)
{
  static const struct
  {
    const char *bus;
    const char *driver;
  } drivers[] = {
    { "platform", "i8042" },
    { "i2c", "i2c_hid" },
    { "i2c", "i2c_hid_acpi" },
    { "i2c", "i2c_hid_of" },
  };
  int root_fd = kx_root_get_fd (kx_keeper_get_root (keeper));
  const KxHazards *hazards = kx_keeper_get_hazards (keeper);
  g_autoptr (GPtrArray) bindings = kx_unbind_list_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (drivers); i++)
    kx_bound_devices_add (root_fd, drivers[i].bus, drivers[i].driver, bindings);
  for (guint i = 0; hazards != NULL && i < hazards->bindings->len; i++)
    {
      const KxBinding *binding = hazards->bindings->pdata[i];

      kx_unbind_list_add (bindings, binding->bus, binding->driver, binding->device);
    }
  return g_steal_pointer (&bindings);
}

static void
write_list (KxRemedies *self)
{
  g_autoptr (GPtrArray) bindings = find_devices (self->keeper);
  g_autofree char *text = kx_unbind_list_format (bindings);
  g_autoptr (GError) error = NULL;
  gboolean written;

  written = kx_runtime_file_write (self->directory, KX_UNBIND_NAME, text, &error);
  if (!written)
    g_warning ("%s; no device is taken from its driver before the restart", error->message);
  self->state = LIST_WRITTEN;
  self->generation = kx_keeper_get_generation (self->keeper);
  self->executing = kx_keeper_is_executing (self->keeper);
  g_clear_pointer (&self->hazards, kx_hazards_unref);
  self->hazards = kx_keeper_get_hazards (self->keeper);
  if (self->hazards != NULL)
    kx_hazards_ref (self->hazards);
  kx_keeper_set_remedies (self->keeper, written ? bindings : NULL);
}

static void
on_changed (KxRemedies *self)
{
  /* What the kernel holds may be what the list was written for. */
  if (kx_keeper_is_unsure (self->keeper))
    return;

  if (!is_due (self->keeper))
    {
      if (self->state != LIST_ABSENT)
        unlinkat (self->directory, KX_UNBIND_NAME, 0);
      self->state = LIST_ABSENT;
      kx_keeper_set_remedies (self->keeper, NULL);
      return;
    }

  /* Devices come and go; those that are there when it begins are the ones that count. */
  if (self->state != LIST_WRITTEN || self->generation != kx_keeper_get_generation (self->keeper)
      || self->executing != kx_keeper_is_executing (self->keeper)
      || self->hazards != kx_keeper_get_hazards (self->keeper))
    write_list (self);
}

KxRemedies *
kx_remedies_new (KxKeeper *keeper)
{
  KxRemedies *self = g_new0 (KxRemedies, 1);
  g_autoptr (GError) error = NULL;

  self->keeper = g_object_ref (keeper);
  self->directory
      = kx_root_open (kx_keeper_get_root (keeper), "/run/kexecd", O_RDONLY | O_DIRECTORY, &error);
  if (self->directory < 0)
    {
      g_warning ("%s; no device is taken from its driver before a restart", error->message);
      return self;
    }

  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), self);
  on_changed (self);
  return self;
}

void
kx_remedies_free (KxRemedies *self)
{
  g_clear_signal_handler (&self->changed_id, self->keeper);
  if (self->directory >= 0)
    close (self->directory);
  g_clear_pointer (&self->hazards, kx_hazards_unref);
  g_clear_object (&self->keeper);
  g_free (self);
}
