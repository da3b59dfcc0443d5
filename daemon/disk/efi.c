/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "efi.h"

#include <string.h>

#include "architecture.h"

char *
kx_efi_path (const char *vendor, const char *name)
{
  return g_strdup_printf ("%s/%s-%s", KX_EFI_VARIABLES, name, vendor);
}

guint8 *
kx_efi_read (KxRoot *root, const char *vendor, const char *name, gsize *size)
{
  g_autofree char *path = kx_efi_path (vendor, name);

  return (guint8 *) kx_root_read (root, path, KX_EFI_VARIABLE_MAX, size, NULL);
}

char *
kx_efi_read_string (KxRoot *root, const char *vendor, const char *name)
{
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, vendor, name, &size);

  return data != NULL ? kx_efi_variable_dup_string (data, size) : NULL;
}

gboolean
kx_efi_is_secure_boot (KxRoot *root)
{
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_GLOBAL, "SecureBoot", &size);

  return data != NULL && kx_efi_variable_is_set (data, size);
}

const char *
kx_efi_get_machine_type (KxRoot *root)
{
  static const struct
  {
    const char *prefix; /* of what uname -m says */
    const char *type;
  } types[] = {
    { "x86_64", "x64" },   { "i", "ia32" },       { "aarch64", "aa64" },
    { "arm", "arm" },      { "riscv64", "riscv64" }, { "loongarch64", "loongarch64" },
  };
  g_autofree char *architecture = kx_architecture_find (root);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_prefix (architecture, types[i].prefix))
      return types[i].type;
  return "";
}
