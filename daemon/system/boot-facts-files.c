/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-facts-files.h"

#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "error.h"
#include "kernel-text.h"
#include "setup-data.h"
#include "small-file.h"

#define BOOT_PARAMS "sys/kernel/boot_params/"
#define EFI "sys/firmware/efi/"

/* In the zero page. */
#define ACPI_RSDP_ADDR 0x070
#define EFI_LOADER_SIGNATURE 0x1c0

/* An EFI_MEMORY_DESCRIPTOR of version 1 (UEFI Specification 2.10, 7.2.3); firmware's may be longer,
 * but nothing more is shown of them. */
#define DESCRIPTOR_SIZE 40
#define DESCRIPTOR_TYPE 0
#define DESCRIPTOR_PHYSICAL 8
#define DESCRIPTOR_VIRTUAL 16
#define DESCRIPTOR_PAGES 24
#define DESCRIPTOR_ATTRIBUTE 32

/* Far more than any firmware has. */
#define DESCRIPTORS_MAX 4096

/* Nodes of setup_data, and bytes of all that are handed on: the ROM of a graphics card has 64 KiB,
 * and the boot parameters shall stay within 2 MiB, the step in which kernels choose their place. */
#define NODES_MAX 64
#define NODES_SIZE ((gsize) 1 << 20)

/* The FADT has 276 bytes in its newest version. */
#define FADT_MAX 4096

/* How 8250 ports are reached that are I/O ports (UPIO_PORT, include/linux/serial_core.h). */
#define IO_TYPE_PORT "0\n"

static gboolean
not_told (GError **error, const char *path)
{
  g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
               "the running kernel does not tell what the next one has to know of this machine: "
               "/%s is not there or cannot be read; check that /sys is mounted", path);
  return FALSE;
}

static gboolean
read_address (int root_fd, const char *path, guint64 *value)
{
  g_autofree char *text = kx_small_file_read (root_fd, path, 64, NULL);

  return text != NULL && kx_address_parse (text, value);
}

static gboolean
read_boot_params (int root_fd, KxBootFacts *facts, GError **error)
{
  static const char path[] = BOOT_PARAMS "data";
  gsize length = 0;
  g_autofree char *data = kx_small_file_read (root_fd, path, sizeof facts->boot_params, &length);

  if (data == NULL || length != sizeof facts->boot_params)
    return not_told (error, path);

  memcpy (facts->boot_params, data, length);
  facts->rsdp = kx_le64 (facts->boot_params + ACPI_RSDP_ADDR);
  return TRUE;
}

/* kexec_file_load() loses these; but nothing in them is of the running kernel, and without its ROM
 * a graphics card may have no driver. */
static gboolean
is_handed_on (guint64 type)
{
  return type == KX_SETUP_DATA_DTB || type == KX_SETUP_DATA_PCI
         || type == KX_SETUP_DATA_APPLE_PROPERTIES;
}

static void
read_setup_data (int root_fd, KxBootFacts *facts)
{
  gsize room = NODES_SIZE;

  for (guint i = 0; i < NODES_MAX; i++)
    {
      g_autofree char *type_path = g_strdup_printf (BOOT_PARAMS "setup_data/%u/type", i);
      g_autofree char *data_path = g_strdup_printf (BOOT_PARAMS "setup_data/%u/data", i);
      g_autofree char *data = NULL;
      KxSetupNode node;
      guint64 type;
      gsize length;

      if (!read_address (root_fd, type_path, &type))
        break;
      if (!is_handed_on (type))
        continue;
      data = kx_small_file_read (root_fd, data_path, room, &length);
      if (data == NULL || length == room)
        continue; /* the others may do */
      room -= length;
      node = (KxSetupNode){ .type = (guint32) type, .contents = g_bytes_new (data, length) };
      g_array_append_val (facts->setup_data, node);
    }
}

/* One entry of the runtime map. */
static gboolean
read_descriptor (int root_fd, guint number, guint8 *descriptor)
{
  static const struct
  {
    const char *name;
    gsize offset;
  } fields[] = {
    { "type", DESCRIPTOR_TYPE },           { "phys_addr", DESCRIPTOR_PHYSICAL },
    { "virt_addr", DESCRIPTOR_VIRTUAL },   { "num_pages", DESCRIPTOR_PAGES },
    { "attribute", DESCRIPTOR_ATTRIBUTE },
  };

  memset (descriptor, 0, DESCRIPTOR_SIZE);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path
          = g_strdup_printf (EFI "runtime-map/%u/%s", number, fields[i].name);
      guint64 value;

      if (!read_address (root_fd, path, &value))
        return FALSE;
      kx_put_le64 (descriptor + fields[i].offset, value);
    }
  return TRUE;
}

/* The entries have numbers without a gap. */
static gboolean
read_runtime_map (int root_fd, GBytes **map, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();

  for (guint i = 0; i < DESCRIPTORS_MAX; i++)
    {
      g_autofree char *path = g_strdup_printf (EFI "runtime-map/%u/type", i);
      g_autofree char *type = kx_small_file_read (root_fd, path, 1, NULL);
      guint8 descriptor[DESCRIPTOR_SIZE];

      if (type == NULL && errno == ENOENT)
        break;
      if (type == NULL || !read_descriptor (root_fd, i, descriptor))
        return not_told (error, path);
      g_byte_array_append (array, descriptor, sizeof descriptor);
    }

  *map = array->len == 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&array));
  return TRUE;
}

/* Where runtime services are in use, there is a device for their variables. */
static gboolean
has_variables (int root_fd)
{
  g_autofree char *text = kx_small_file_read (root_fd, "sys/devices/platform/efivars.0/uevent", 1,
                                              NULL);

  return text != NULL;
}

static gboolean
read_runtime_services (int root_fd, KxBootFacts *facts, GError **error)
{
  if (!read_runtime_map (root_fd, &facts->efi_runtime_map, error))
    return FALSE;
  if (facts->efi_runtime_map == NULL)
    {
      if (!has_variables (root_fd))
        return TRUE; /* noefi, efi=noruntime: the next kernel does without them, too */
      return not_told (error, EFI "runtime-map");
    }

  if (!read_address (root_fd, EFI "fw_vendor", &facts->efi_fw_vendor))
    return not_told (error, EFI "fw_vendor");
  if (!read_address (root_fd, EFI "config_table", &facts->efi_config_table))
    return not_told (error, EFI "config_table");
  if (!read_address (root_fd, EFI "runtime", &facts->efi_runtime))
    facts->efi_runtime = 0;
  facts->efi_descriptor_size = DESCRIPTOR_SIZE;
  facts->efi = TRUE;
  return TRUE;
}

static gboolean
read_efi (int root_fd, KxBootFacts *facts, GError **error)
{
  const guint8 *signature = facts->boot_params + EFI_LOADER_SIGNATURE;
  g_autofree char *systab = NULL;

  if (memcmp (signature, "EL32", 4) == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the firmware is a 32-bit EFI, which a 64-bit kernel cannot hand on");
      return FALSE;
    }
  if (memcmp (signature, "EL64", 4) != 0)
    return TRUE;

  systab = kx_small_file_read (root_fd, EFI "systab", 4096, NULL);
  if (systab == NULL)
    return not_told (error, EFI "systab");
  if (facts->rsdp == 0 && !kx_efi_systab_find (systab, "ACPI20", &facts->rsdp)
      && !kx_efi_systab_find (systab, "ACPI", &facts->rsdp))
    facts->rsdp = 0;

  if (!read_runtime_services (root_fd, facts, error))
    return FALSE;
  if (facts->efi && !kx_efi_systab_find (systab, "SMBIOS", &facts->efi_smbios))
    facts->efi_smbios = 0;
  return TRUE;
}

static void
read_reset (int root_fd, KxBootFacts *facts)
{
  gsize length = 0;
  g_autofree char *table = kx_small_file_read (root_fd, "sys/firmware/acpi/tables/FACP", FADT_MAX,
                                               &length);

  if (table == NULL || !kx_acpi_fadt_parse ((const guint8 *) table, length, &facts->reset))
    facts->reset = (KxReset){ .space = KX_RESET_NONE };
}

/* The port of a serial console; 0 where it is none, or not reached by I/O ports. */
static guint16
port_of (int root_fd, const char *console)
{
  g_autofree char *type_path = g_strdup_printf ("sys/class/tty/%s/io_type", console);
  g_autofree char *port_path = g_strdup_printf ("sys/class/tty/%s/port", console);
  g_autofree char *type = NULL;
  g_autofree char *text = NULL;
  guint64 port;

  if (!g_str_has_prefix (console, "ttyS"))
    return 0;
  type = kx_small_file_read (root_fd, type_path, 16, NULL);
  text = kx_small_file_read (root_fd, port_path, 32, NULL);
  if (g_strcmp0 (type, IO_TYPE_PORT) != 0 || text == NULL || !kx_address_parse (text, &port)
      || port > G_MAXUINT16)
    return 0;
  return (guint16) port;
}

static void
read_console (int root_fd, KxBootFacts *facts)
{
  g_autofree char *active = kx_small_file_read (root_fd, "sys/class/tty/console/active", 1024,
                                                NULL);
  g_auto (GStrv) consoles = active == NULL ? NULL : g_strsplit_set (active, " \n", -1);

  /* The last one is the one that users of /dev/console see. */
  for (gsize i = 0; consoles != NULL && consoles[i] != NULL; i++)
    {
      guint16 port = port_of (root_fd, consoles[i]);

      if (port != 0)
        facts->serial_port = port;
    }
}

KxBootFacts *
kx_boot_facts_read (int root_fd, GError **error)
{
  g_autoptr (KxBootFacts) facts = kx_boot_facts_new ();

  if (!read_boot_params (root_fd, facts, error) || !read_efi (root_fd, facts, error))
    return NULL;
  read_setup_data (root_fd, facts);
  read_reset (root_fd, facts);
  read_console (root_fd, facts);
  return g_steal_pointer (&facts);
}
