/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unbind-list.h"

#include <string.h>

#include "error.h"

#define HEADER "kexecd-unbind 1\n"

static void
test_round_trip (void)
{
  static const char text[] = HEADER "platform\ti8042\ti8042\n"
                                    "i2c\ti2c_hid_acpi\ti2c-ELAN0001:00\n"
                                    "mdio_bus\tGeneric PHY\t..0\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) bindings = kx_unbind_list_parse (text, strlen (text), &error);
  g_autofree char *again = NULL;
  const KxBinding *last;

  g_assert_no_error (error);
  g_assert_cmpuint (bindings->len, ==, 3);
  last = g_ptr_array_index (bindings, 2);
  g_assert_cmpstr (last->bus, ==, "mdio_bus");
  g_assert_cmpstr (last->driver, ==, "Generic PHY");
  g_assert_cmpstr (last->device, ==, "..0");
  again = kx_unbind_list_format (bindings);
  g_assert_cmpstr (again, ==, text);
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) bindings = kx_unbind_list_parse (HEADER, strlen (HEADER), NULL);
  g_autofree char *text = kx_unbind_list_format (bindings);

  g_assert_cmpuint (bindings->len, ==, 0);
  g_assert_cmpstr (text, ==, HEADER);
}

/* One wrong line, and nothing of it counts. */
static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "kexecd-unbind 1",
    "kexecd-unbind 2\n",
    "kexecd-unbind 10\nplatform\ti8042\ti8042\n",
    "\n" HEADER,
    HEADER "platform\ti8042\ti8042",
    HEADER "platform\ti8042\ti8042\n\n",
    HEADER "platform\ti8042\n",
    HEADER "platform\ti8042\ti8042\t\n",
    HEADER "platform\ti8042\ti8042\tmore\n",
    HEADER "platform i8042 i8042\n",
    HEADER "platform\t\ti8042\n",
    HEADER "\ti8042\ti8042\n",
    HEADER "platform\ti8042\t\n",
    HEADER "platform\ti8042\ti8042\r\n",
    HEADER "..\ti8042\ti8042\n",
    HEADER "platform\t.\ti8042\n",
    HEADER "platform\ti8042\t../../x\n",
    HEADER "platform\ti8042\ti8042\x7f\n",
    HEADER "platform\ti8042\ti8042\xc3\xa4\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_null (kx_unbind_list_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
    }
  g_assert_null (kx_unbind_list_parse (HEADER "a\tb\tc\0d\n", strlen (HEADER) + 8, NULL));
}

static void
test_limits (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *longer = g_strnfill (256, 'x');
  g_autoptr (KxBinding) binding = kx_binding_new (longest, longest, longest);
  g_autoptr (GPtrArray) bindings = kx_unbind_list_new ();
  g_autoptr (GString) text = NULL;

  g_assert_nonnull (binding);
  g_assert_null (kx_binding_new (longer, "b", "c"));
  g_assert_null (kx_binding_new ("a", longer, "c"));
  g_assert_null (kx_binding_new ("a", "b", "c\n"));

  for (guint i = 0; i < KX_UNBIND_MAX + 1; i++)
    g_ptr_array_add (bindings, kx_binding_new ("a", "b", "c"));
  {
    g_autofree char *file = kx_unbind_list_format (bindings);
    g_autoptr (GPtrArray) again = kx_unbind_list_parse (file, strlen (file), NULL);

    g_assert_nonnull (again);
    g_assert_cmpuint (again->len, ==, KX_UNBIND_MAX);
    text = g_string_new (file);
  }
  g_string_append (text, "a\tb\tc\n");
  g_assert_null (kx_unbind_list_parse (text->str, text->len, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unbind-list/round-trip", test_round_trip);
  g_test_add_func ("/unbind-list/empty", test_empty);
  g_test_add_func ("/unbind-list/refused", test_refused);
  g_test_add_func ("/unbind-list/limits", test_limits);
  return g_test_run ();
}
