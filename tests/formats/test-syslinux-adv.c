/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "syslinux-adv.h"

#include <string.h>

static void
put (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

static guint32
get (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_LE (value);
}

/* Two copies, as extlinux writes them. */
static void
make (guint8 *data, const char *items, gsize length)
{
  guint32 sum = 0xa3041767;

  memset (data, 0, KX_SYSLINUX_ADV_SIZE);
  memcpy (data + 8, items, length);
  for (guint i = 8; i < 508; i += 4)
    sum -= get (data + i);
  put (data, 0x5a2d2fa5);
  put (data + 4, sum);
  put (data + 508, 0xdd28bf64);
  memcpy (data + 512, data, 512);
}

static void
check (const guint8 *data, KxSyslinuxAdvTag tag, const char *expected)
{
  g_autofree char *value = kx_syslinux_adv_get (data, KX_SYSLINUX_ADV_SIZE, tag);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_items (void)
{
  guint8 data[KX_SYSLINUX_ADV_SIZE];

  make (data, "\2\3lts\1\4once", 11);
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, "once");
  check (data, KX_SYSLINUX_ADV_MENU_SAVE, "lts");
  make (data, "", 0);
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, NULL);
  make (data, "\1\0", 2);
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, NULL);
}

static void
test_damaged (void)
{
  guint8 data[KX_SYSLINUX_ADV_SIZE];

  make (data, "\1\4once", 6);
  data[9] = 3;
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, "once");
  data[512] = 0;
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, NULL);
  g_assert_null (kx_syslinux_adv_get (data, 512, KX_SYSLINUX_ADV_BOOT_ONCE));
}

/* The last item claims to be longer than the vector. */
static void
test_too_long (void)
{
  guint8 data[KX_SYSLINUX_ADV_SIZE];
  char items[500];

  memset (items, 3, sizeof items);
  for (gsize i = 0; i < 495; i += 5)
    items[i + 1] = 3;
  items[495] = 1;
  items[496] = 4;
  make (data, items, sizeof items);
  check (data, KX_SYSLINUX_ADV_BOOT_ONCE, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/syslinux-adv/items", test_items);
  g_test_add_func ("/syslinux-adv/damaged", test_damaged);
  g_test_add_func ("/syslinux-adv/too-long", test_too_long);
  return g_test_run ();
}
