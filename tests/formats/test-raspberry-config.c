/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raspberry-config.h"

static KxRaspberryBoard
board (const char *model)
{
  KxRaspberryBoard board = { 0 };

  g_assert_true (kx_raspberry_board_parse (model, &board));
  return board;
}

static void
check_kernel (const char *model, int arm_64bit, const char *expected)
{
  KxRaspberryBoard found = board (model);

  g_assert_cmpstr (kx_raspberry_board_kernels (&found, arm_64bit)[0], ==, expected);
}

static void
test_boards (void)
{
  KxRaspberryBoard none;

  check_kernel ("Raspberry Pi Model B Plus Rev 1.2", -1, "kernel.img");
  check_kernel ("Raspberry Pi Compute Module Rev 1.0", -1, "kernel.img");
  check_kernel ("Raspberry Pi Zero W Rev 1.1", -1, "kernel.img");
  check_kernel ("Raspberry Pi Zero 2 W Rev 1.0", -1, "kernel7.img");
  check_kernel ("Raspberry Pi 2 Model B Rev 1.1", -1, "kernel7.img");
  check_kernel ("Raspberry Pi 3 Model B Plus Rev 1.3", 1, "kernel8.img");
  check_kernel ("Raspberry Pi 4 Model B Rev 1.4", -1, "kernel8.img");
  check_kernel ("Raspberry Pi 400 Rev 1.0", 0, "kernel7l.img");
  check_kernel ("Raspberry Pi Compute Module 4S Rev 1.0", 1, "kernel8.img");
  check_kernel ("Raspberry Pi 5 Model B Rev 1.0", 0, "kernel_2712.img");
  check_kernel ("Raspberry Pi 500", -1, "kernel_2712.img");
  g_assert_false (kx_raspberry_board_parse ("Raspberry Pi 17", &none));
  g_assert_false (kx_raspberry_board_parse ("Raspberry Pi 50", &none));
  g_assert_false (kx_raspberry_board_parse ("Banana Pi 4", &none));
}

static char *
fetch (const char *name, gpointer user_data)
{
  if (g_str_equal (name, "more.txt"))
    return g_strdup ("cmdline=more\ninclude more.txt\n");
  return NULL;
}

static void
check (const char *model, const char *text, KxRaspberryKey key, const char *expected)
{
  KxRaspberryBoard found = board (model);
  g_autoptr (KxRaspberryConfig) config
      = kx_raspberry_config_parse (text, "F", &found, fetch, NULL);

  g_assert_cmpstr (kx_raspberry_config_get (config, key), ==, expected);
}

#define PI4 "Raspberry Pi 4 Model B Rev 1.4"
#define CM4 "Raspberry Pi Compute Module 4 Rev 1.0"
#define PI3 "Raspberry Pi 3 Model B Plus Rev 1.3"

static void
test_filters (void)
{
  const char *text = "kernel=a\n[pi4]\nkernel=b\n[cm4]\n kernel=c \r\n[pi3+]\nkernel=d\n[all]\narm_64bit=1\n"
                     "#kernel=no\nkernel =no\n";

  check (PI4, text, KX_RASPBERRY_KERNEL, "b");
  check (CM4, text, KX_RASPBERRY_KERNEL, "c");
  check (PI3, text, KX_RASPBERRY_KERNEL, "d");
  check ("Raspberry Pi 2 Model B Rev 1.1", text, KX_RASPBERRY_KERNEL, "a");
  check (PI4, text, KX_RASPBERRY_ARM_64BIT, "1");
  /* Kinds of filters add up. */
  check (PI4, "[none]\n[pi4]\nkernel=a\n", KX_RASPBERRY_KERNEL, NULL);
  check (PI4, "[tryboot]\nkernel=a\n[all]\ncmdline=b\n", KX_RASPBERRY_KERNEL, NULL);
  check (PI4, "[]\nkernel=a\n", KX_RASPBERRY_KERNEL, "a");
}

static void
test_serial (void)
{
  KxRaspberryBoard mine = board (PI4);
  const char *text = "[0x1a]\nkernel=a\n[all]\ncmdline=b\n[gpio4=1]\ncmdline=c\n";
  g_autoptr (KxRaspberryConfig) unknown = NULL;
  g_autoptr (KxRaspberryConfig) same = NULL;
  g_autoptr (KxRaspberryConfig) other = NULL;

  unknown = kx_raspberry_config_parse (text, "F", &mine, fetch, NULL);
  mine.serial = 0x1a;
  same = kx_raspberry_config_parse (text, "F", &mine, fetch, NULL);
  mine.serial = 0x1b;
  other = kx_raspberry_config_parse (text, "F", &mine, fetch, NULL);
  g_assert_true (unknown->settings[KX_RASPBERRY_KERNEL].uncertain);
  g_assert_false (same->settings[KX_RASPBERRY_KERNEL].uncertain);
  g_assert_cmpuint (same->settings[KX_RASPBERRY_KERNEL].line, ==, 2);
  g_assert_cmpstr (same->settings[KX_RASPBERRY_KERNEL].file, ==, "F");
  g_assert_null (other->settings[KX_RASPBERRY_KERNEL].value);
  g_assert_true (other->settings[KX_RASPBERRY_CMDLINE].uncertain);
}

static void
test_initramfs (void)
{
  check (PI4, "initramfs a,b followkernel\n", KX_RASPBERRY_INITRAMFS, "a,b");
  check (PI4, "initramfs a 0x800000\nramfsfile=c\n", KX_RASPBERRY_INITRAMFS, "c");
  check (PI4, "initramfs=a\n", KX_RASPBERRY_INITRAMFS, NULL);
  check (PI4, "include more.txt\n", KX_RASPBERRY_CMDLINE, "more");
  check (PI4, "include none.txt\nkernel=a\n", KX_RASPBERRY_KERNEL, "a");
}

static void
test_long_line (void)
{
  g_autofree char *many = g_strnfill (200, 'x');
  g_autofree char *text = g_strconcat ("kernel=", many, "\n", NULL);
  g_autofree char *kept = g_strnfill (98 - 7, 'x');

  check (PI4, text, KX_RASPBERRY_KERNEL, kept);
}

static void
test_cmdline (void)
{
  const char *running = "coherent_pool=1M vc_mem.mem_size=0x3f  console=ttyS0,115200 console=tty1 "
                        "root=PARTUUID=x rootwait quiet\n";

  g_assert_true (kx_raspberry_cmdline_contains (
      running, "console=serial0,115200 console=tty1 root=PARTUUID=x rootwait quiet"));
  g_assert_true (kx_raspberry_cmdline_contains (running, "console=tty1 root=PARTUUID=x\n"));
  g_assert_true (kx_raspberry_cmdline_contains (running, ""));
  g_assert_false (kx_raspberry_cmdline_contains (running, "console=tty1 root=PARTUUID=y"));
  g_assert_false (kx_raspberry_cmdline_contains (running, "console=serial0,9600 console=tty1"));
  g_assert_false (kx_raspberry_cmdline_contains (running, "rootwait quiet splash"));
  g_assert_false (kx_raspberry_cmdline_contains (running, "console=tty1 rootwait"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raspberry-config/boards", test_boards);
  g_test_add_func ("/raspberry-config/filters", test_filters);
  g_test_add_func ("/raspberry-config/serial", test_serial);
  g_test_add_func ("/raspberry-config/initramfs", test_initramfs);
  g_test_add_func ("/raspberry-config/long-line", test_long_line);
  g_test_add_func ("/raspberry-config/cmdline", test_cmdline);
  return g_test_run ();
}
