/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux-config.h"

/* Pairs of names and texts, ended by NULL. */
static char *
fetch (const char *path, char **name, gpointer user_data)
{
  for (const char *const *files = user_data; files != NULL && files[0] != NULL; files += 2)
    if (g_str_equal (files[0], path))
      {
        *name = g_strconcat ("/", path, NULL);
        return g_strdup (files[1]);
      }
  return NULL;
}

static KxExtlinux *
parse (KxExtlinuxDialect dialect, const char *text)
{
  return kx_extlinux_parse (text, "conf", dialect, fetch, NULL);
}

static const KxExtlinuxLabel *
get (const KxExtlinux *config, guint i)
{
  g_assert_cmpuint (i, <, config->labels->len);
  return config->labels->pdata[i];
}

static void
check_initrds (const KxExtlinuxLabel *label, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", label->initrds);

  g_assert_cmpstr (joined, ==, expected);
}

/* What Alpine writes. */
static void
test_syslinux (void)
{
  g_autoptr (KxExtlinux) config = parse (
      KX_EXTLINUX_SYSLINUX,
      "# Generated\nDEFAULT menu.c32\nPROMPT 0\nMENU TITLE Alpine/Linux Boot Menu\nMENU HIDDEN\n"
      "TIMEOUT 30\r\nLABEL lts\n  MENU DEFAULT\n  MENU LABEL Linux ^lts\n  LINUX vmlinuz-lts\n"
      "  INITRD intel-ucode.img,initramfs-lts\n  APPEND root=UUID=x modules=sd-mod\n\nMENU SEPARATOR\n"
      "label memtest\n  kernel memtest.c32\nlabel local\n  localboot 0\nlabel plain extra\n"
      "append a initrd=/b,c quiet\ninitrd /d\n");
  const KxExtlinuxLabel *label;

  g_assert_cmpstr (config->fallback, ==, "menu.c32");
  g_assert_cmpuint (config->timeout, ==, 30);
  g_assert_false (config->prompt);
  g_assert_cmpuint (config->labels->len, ==, 4);
  label = get (config, 0);
  g_assert_cmpstr (label->name, ==, "lts");
  g_assert_cmpstr (label->title, ==, "Linux ^lts");
  g_assert_cmpstr (label->kernel, ==, "vmlinuz-lts");
  g_assert_cmpstr (label->append, ==, "root=UUID=x modules=sd-mod");
  g_assert_cmpstr (label->file, ==, "conf");
  g_assert_cmpuint (label->line, ==, 7);
  g_assert_true (label->is_linux && label->is_default);
  check_initrds (label, "intel-ucode.img initramfs-lts");
  g_assert_false (get (config, 1)->is_linux);
  g_assert_false (get (config, 2)->is_linux);
  label = get (config, 3);
  g_assert_cmpstr (label->name, ==, "plain");
  g_assert_cmpstr (label->kernel, ==, "plain");
  check_initrds (label, "/b c");
}

static void
test_append (void)
{
  g_autoptr (KxExtlinux) syslinux
      = parse (KX_EXTLINUX_SYSLINUX, "append global\nlabel a\nlinux k\nlabel b\nappend own\nlabel c\n"
                                     "append -\n");
  g_autoptr (KxExtlinux) uboot
      = parse (KX_EXTLINUX_UBOOT, "append global\nlabel a\nlinux k\nlabel c\nappend -\n");

  g_assert_cmpstr (get (syslinux, 0)->append, ==, "global");
  g_assert_cmpstr (get (syslinux, 1)->append, ==, "own");
  g_assert_cmpstr (get (syslinux, 2)->append, ==, "");
  /* U-Boot knows neither. */
  g_assert_null (get (uboot, 0)->append);
  g_assert_cmpstr (get (uboot, 1)->append, ==, "-");
}

/* What u-boot-update of Debian writes. */
static void
test_uboot (void)
{
  g_autoptr (KxExtlinux) config = parse (
      KX_EXTLINUX_UBOOT,
      "## comment\n\ndefault l0\nmenu title U-Boot menu\nprompt 0\ntimeout 50\n\n\n"
      "label l0\n\tmenu label Debian GNU/Linux 12 6.1.0-44-arm64\n\tlinux /boot/vmlinuz-6.1\n"
      "\tinitrd /boot/initrd.img-6.1,x\n\tfdtdir /usr/lib/linux-image-6.1/\n\n"
      "\tappend root=/dev/mmcblk0p2 ro quiet\n\nlabel l0r\n\tlinux /image#conf-1\n"
      "\tappend initrd=/a single\n\tinitrd /b\n\tsurprise\n\tappend lost\n");
  const KxExtlinuxLabel *label = get (config, 0);

  g_assert_null (config->refused);
  g_assert_cmpuint (config->labels->len, ==, 2);
  g_assert_cmpstr (config->fallback, ==, "l0");
  g_assert_cmpstr (label->title, ==, "Debian GNU/Linux 12 6.1.0-44-arm64");
  g_assert_cmpstr (label->append, ==, "root=/dev/mmcblk0p2 ro quiet");
  check_initrds (label, "/boot/initrd.img-6.1,x");
  label = get (config, 1);
  g_assert_cmpstr (label->kernel, ==, "/image");
  /* The first of both; and a label ends at what U-Boot does not know. */
  check_initrds (label, "/a");
  g_assert_cmpstr (label->append, ==, "initrd=/a single");
}

static void
test_refused (void)
{
  g_autoptr (KxExtlinux) empty = parse (KX_EXTLINUX_UBOOT, "label a\nlinux /k\nappend\n");
  g_autoptr (KxExtlinux) missing = parse (KX_EXTLINUX_UBOOT, "include nowhere\nlabel a\nlinux k\n");
  g_autoptr (KxExtlinux) tolerant = parse (KX_EXTLINUX_SYSLINUX, "include nowhere\nlabel a\nappend\n");

  g_assert_cmpstr (empty->refused, ==,
                   "U-Boot refuses all of it: line 3 of conf has no value: give it one, or remove it");
  g_assert_cmpstr (missing->refused, ==,
                   "U-Boot refuses all of it: INCLUDE in line 1 of conf cannot be followed");
  g_assert_null (tolerant->refused);
  g_assert_cmpstr (get (tolerant, 0)->append, ==, "");
}

static void
test_include (void)
{
  const char *const files[] = { "more", "label b\nlinux k2\ninclude more\n", "sub",
                                "label c\nmenu default\n", NULL };
  const char *text = "label a\nlinux k1\ninclude more\nmenu include sub Title\nlabel d\n"
                     "menu begin\nlabel e\nmenu hide\nmenu end\nmenu end\nlabel f\n";
  g_autoptr (KxExtlinux) config
      = kx_extlinux_parse (text, "conf", KX_EXTLINUX_SYSLINUX, fetch, (gpointer) files);
  guint n = config->labels->len;

  /* It includes itself until that is enough. */
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (n, <, KX_EXTLINUX_MAX_FILES);
  g_assert_cmpstr (get (config, 1)->name, ==, "b");
  g_assert_cmpstr (get (config, 1)->file, ==, "/more");
  g_assert_cmpuint (get (config, 1)->line, ==, 1);
  g_assert_cmpstr (get (config, n - 4)->name, ==, "c");
  g_assert_cmpuint (get (config, n - 4)->menu, !=, KX_EXTLINUX_TOP);
  g_assert_cmpuint (get (config, n - 3)->menu, ==, KX_EXTLINUX_TOP);
  g_assert_cmpuint (get (config, n - 3)->line, ==, 5);
  g_assert_cmpuint (get (config, n - 2)->menu, !=, KX_EXTLINUX_TOP);
  g_assert_true (get (config, n - 2)->is_hidden);
  g_assert_cmpuint (get (config, n - 1)->menu, ==, KX_EXTLINUX_TOP);
}

static void
test_text (void)
{
  g_autoptr (KxExtlinux) config
      = parse (KX_EXTLINUX_SYSLINUX, "label a\ntext help\nlabel no\nendtext\nsysappend 0x4\nlabel b\n");

  g_assert_cmpuint (config->labels->len, ==, 2);
  g_assert_cmpuint (get (config, 0)->sysappend, ==, 4);
  g_assert_cmpstr (get (config, 1)->name, ==, "b");
}

static void
check_expanded (const char *append, const char *expected)
{
  g_autofree char *expanded = kx_extlinux_expand (append);

  g_assert_cmpstr (expanded, ==, expected);
}

static void
test_expand (void)
{
  check_expanded ("root=/dev/sda ro", "root=/dev/sda ro");
  check_expanded ("a 'b ${c}' \\${d} $e", "a b ${c} ${d} $e");
  check_expanded ("ethaddr=${ethaddr}", NULL);
  check_expanded ("a$(b)", NULL);
  check_expanded ("a\\", "a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/extlinux-config/syslinux", test_syslinux);
  g_test_add_func ("/extlinux-config/append", test_append);
  g_test_add_func ("/extlinux-config/uboot", test_uboot);
  g_test_add_func ("/extlinux-config/refused", test_refused);
  g_test_add_func ("/extlinux-config/include", test_include);
  g_test_add_func ("/extlinux-config/text", test_text);
  g_test_add_func ("/extlinux-config/expand", test_expand);
  return g_test_run ();
}
