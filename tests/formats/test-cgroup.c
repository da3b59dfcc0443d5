/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cgroup.h"

static void
test_used (void)
{
  const struct
  {
    const char *text, *expected;
  } cases[] = {
    { "", "" },
    { "sev 0\nsev_es 0\n", "" },
    { "sev 0\nsev_es 2\ntdx 11", "sev_es tdx" },
    { "sev\n 3\nsev -1\nsev x\nsev_es 1 2", "sev_es" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) used = kx_cgroup_get_used (cases[i].text);
      g_autofree char *joined = g_strjoinv (" ", used);

      g_assert_cmpstr (joined, ==, cases[i].expected);
    }
}

static void
test_machine (void)
{
  const struct
  {
    const char *name, *expected;
  } cases[] = {
    { "machine-qemu\\x2d1\\x2dmail.scope", "qemu-1-mail" },
    { "machine-web.scope", "web" },
    { "machine-a\\x2", NULL },
    { "machine-a\\x2.scope", "a\\x2" },
    { "machine-a\\x00b.scope", "a?b" },
    { "machine-.scope", NULL },
    { "machine.scope", NULL },
    { "libpod-1.scope", NULL },
    { "cgroup.procs", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *machine = kx_cgroup_get_machine (cases[i].name);

      g_assert_cmpstr (machine, ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cgroup/used", test_used);
  g_test_add_func ("/cgroup/machine", test_machine);
  return g_test_run ();
}
