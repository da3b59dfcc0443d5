/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of who needs which action, written down a second time, cell by cell. */
#include "authority.h"

#include <string.h>

#define LISTED KX_ASPECT_LISTED
#define CUSTOM KX_ASPECT_CUSTOM
#define REPLACES KX_ASPECT_REPLACES
#define FORCE KX_ASPECT_FORCE
#define SESSIONS KX_ASPECT_IGNORE_SESSIONS
#define INHIBITORS KX_ASPECT_IGNORE_INHIBITORS
#define HAZARDS KX_ASPECT_IGNORE_HAZARDS
#define SCHEDULE KX_ASPECT_SCHEDULE

static const struct
{
  KxMember member;
  guint aspects;
  const char *actions; /* without "org.kexecd.", the strictest first */
} cells[] = {
  { KX_MEMBER_LOAD, 0, "load" },
  { KX_MEMBER_LOAD, REPLACES, "unload load" },
  { KX_MEMBER_LOAD, LISTED, "load-image" },
  { KX_MEMBER_LOAD, LISTED | REPLACES, "unload load-image" },
  { KX_MEMBER_LOAD, CUSTOM, "load-custom" },
  { KX_MEMBER_LOAD, CUSTOM | REPLACES, "load-custom unload" },
  { KX_MEMBER_LOAD, LISTED | CUSTOM, "load-custom" },
  { KX_MEMBER_LOAD, LISTED | CUSTOM | REPLACES, "load-custom unload" },
  { KX_MEMBER_LOAD_FILES, CUSTOM, "load-custom" },
  { KX_MEMBER_LOAD_FILES, CUSTOM | REPLACES, "load-custom unload" },
  { KX_MEMBER_UNLOAD, 0, "unload" },
  { KX_MEMBER_RESCAN, 0, "load" },
  { KX_MEMBER_SET_NEXT_RESTART, 0, "execute" },
  { KX_MEMBER_FORGIVE, 0, "forgive" },
  { KX_MEMBER_EXECUTE, 0, "execute" },
  { KX_MEMBER_EXECUTE, SESSIONS, "execute-multiple-sessions execute" },
  { KX_MEMBER_EXECUTE, INHIBITORS, "execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, SESSIONS | INHIBITORS,
    "execute-multiple-sessions execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, SCHEDULE, "schedule execute" },
  { KX_MEMBER_EXECUTE, SCHEDULE | SESSIONS, "execute-multiple-sessions schedule execute" },
  { KX_MEMBER_EXECUTE, CUSTOM | SCHEDULE, "execute-custom schedule" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | SESSIONS | INHIBITORS | SCHEDULE,
    "execute-force execute-custom execute-multiple-sessions execute-ignore-inhibitors schedule" },
  { KX_MEMBER_EXECUTE, FORCE, "execute-force execute" },
  { KX_MEMBER_EXECUTE, FORCE | SESSIONS, "execute-force execute-multiple-sessions execute" },
  { KX_MEMBER_EXECUTE, FORCE | INHIBITORS, "execute-force execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, FORCE | SESSIONS | INHIBITORS,
    "execute-force execute-multiple-sessions execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, CUSTOM, "execute-custom" },
  { KX_MEMBER_EXECUTE, CUSTOM | SESSIONS, "execute-custom execute-multiple-sessions" },
  { KX_MEMBER_EXECUTE, CUSTOM | INHIBITORS, "execute-custom execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | SESSIONS | INHIBITORS,
    "execute-custom execute-multiple-sessions execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE, "execute-force execute-custom" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | SESSIONS,
    "execute-force execute-custom execute-multiple-sessions" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | INHIBITORS,
    "execute-force execute-custom execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | SESSIONS | INHIBITORS,
    "execute-force execute-custom execute-multiple-sessions execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, HAZARDS,
    "execute-hazard execute" },
  { KX_MEMBER_EXECUTE, SESSIONS | HAZARDS,
    "execute-hazard execute-multiple-sessions execute" },
  { KX_MEMBER_EXECUTE, INHIBITORS | HAZARDS,
    "execute-hazard execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, SESSIONS | INHIBITORS | HAZARDS,
    "execute-hazard execute-multiple-sessions execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, FORCE | HAZARDS,
    "execute-force execute-hazard execute" },
  { KX_MEMBER_EXECUTE, FORCE | SESSIONS | HAZARDS,
    "execute-force execute-hazard execute-multiple-sessions execute" },
  { KX_MEMBER_EXECUTE, FORCE | INHIBITORS | HAZARDS,
    "execute-force execute-hazard execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, FORCE | SESSIONS | INHIBITORS | HAZARDS,
    "execute-force execute-hazard execute-multiple-sessions execute-ignore-inhibitors execute" },
  { KX_MEMBER_EXECUTE, CUSTOM | HAZARDS,
    "execute-custom execute-hazard" },
  { KX_MEMBER_EXECUTE, CUSTOM | SESSIONS | HAZARDS,
    "execute-custom execute-hazard execute-multiple-sessions" },
  { KX_MEMBER_EXECUTE, CUSTOM | INHIBITORS | HAZARDS,
    "execute-custom execute-hazard execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | SESSIONS | INHIBITORS | HAZARDS,
    "execute-custom execute-hazard execute-multiple-sessions execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | HAZARDS,
    "execute-force execute-custom execute-hazard" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | SESSIONS | HAZARDS,
    "execute-force execute-custom execute-hazard execute-multiple-sessions" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | INHIBITORS | HAZARDS,
    "execute-force execute-custom execute-hazard execute-ignore-inhibitors" },
  { KX_MEMBER_EXECUTE, CUSTOM | FORCE | SESSIONS | INHIBITORS | HAZARDS,
    "execute-force execute-custom execute-hazard execute-multiple-sessions execute-ignore-inhibitors" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      const char *actions[KX_AUTHORITY_MAX];
      g_autoptr (GString) text = g_string_new (NULL);

      g_assert_true (kx_authority_actions (cells[i].member, cells[i].aspects, actions));
      for (gsize j = 0; actions[j] != NULL; j++)
        {
          g_assert_true (g_str_has_prefix (actions[j], "org.kexecd."));
          g_string_append_printf (text, "%s%s", j > 0 ? " " : "",
                                  actions[j] + strlen ("org.kexecd."));
        }
      g_test_message ("cell %zu", i);
      g_assert_cmpstr (text->str, ==, cells[i].actions);
    }
}

static void
test_deny_by_default (void)
{
  const char *actions[KX_AUTHORITY_MAX];

  g_assert_false (kx_authority_actions (KX_N_MEMBERS, 0, actions));
  /* Files of a caller's own that nobody marked as such. */
  g_assert_false (kx_authority_actions (KX_MEMBER_LOAD_FILES, 0, actions));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/authority/table", test_table);
  g_test_add_func ("/authority/deny-by-default", test_deny_by_default);
  return g_test_run ();
}
