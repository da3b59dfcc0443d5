/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "user-name.h"

#include "fake-bus.h"

static char *
look_up (uid_t uid)
{
  g_autoptr (GAsyncResult) result = NULL;

  kx_user_name_async (uid, NULL, fake_bus_keep_result, &result);
  fake_bus_wait_result (&result);
  return kx_user_name_finish (result);
}

static void
test_names (void)
{
  g_autofree char *root = look_up (0);
  g_autofree char *nobody_has_it = look_up (4294967290);

  g_assert_cmpstr (root, ==, "root");
  g_assert_null (nobody_has_it);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user-name/names", test_names);
  return g_test_run ();
}
