/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "authority.h"

#include "names.h"

/* A row applies where the call has all of @with and none of @without. */
static const struct
{
  KxMember member;
  guint with, without;
  const char *action;
} table[] = {
  /* The strictest first: that one prompts. */
  { KX_MEMBER_EXECUTE, KX_ASPECT_FORCE, 0, KX_ACTION_EXECUTE_FORCE },
  { KX_MEMBER_EXECUTE, KX_ASPECT_CUSTOM, 0, KX_ACTION_EXECUTE_CUSTOM },
  { KX_MEMBER_LOAD, KX_ASPECT_CUSTOM, 0, KX_ACTION_LOAD_CUSTOM },
  { KX_MEMBER_LOAD_FILES, KX_ASPECT_CUSTOM, 0, KX_ACTION_LOAD_CUSTOM },
  { KX_MEMBER_EXECUTE, KX_ASPECT_IGNORE_HAZARDS, 0, KX_ACTION_EXECUTE_HAZARD },
  { KX_MEMBER_EXECUTE, KX_ASPECT_IGNORE_SESSIONS, 0, KX_ACTION_EXECUTE_MULTIPLE_SESSIONS },
  { KX_MEMBER_EXECUTE, KX_ASPECT_IGNORE_INHIBITORS, 0, KX_ACTION_EXECUTE_IGNORE_INHIBITORS },
  { KX_MEMBER_EXECUTE, KX_ASPECT_SCHEDULE, 0, KX_ACTION_SCHEDULE },
  { KX_MEMBER_UNLOAD, 0, 0, KX_ACTION_UNLOAD },
  { KX_MEMBER_LOAD, KX_ASPECT_REPLACES, 0, KX_ACTION_UNLOAD },
  { KX_MEMBER_LOAD_FILES, KX_ASPECT_REPLACES, 0, KX_ACTION_UNLOAD },
  { KX_MEMBER_LOAD, KX_ASPECT_LISTED, KX_ASPECT_CUSTOM, KX_ACTION_LOAD_IMAGE },
  { KX_MEMBER_EXECUTE, 0, KX_ASPECT_CUSTOM, KX_ACTION_EXECUTE },
  { KX_MEMBER_LOAD, 0, KX_ASPECT_CUSTOM | KX_ASPECT_LISTED, KX_ACTION_LOAD },
  { KX_MEMBER_RESCAN, 0, 0, KX_ACTION_LOAD },
  { KX_MEMBER_SET_NEXT_RESTART, 0, 0, KX_ACTION_EXECUTE },
  { KX_MEMBER_FORGIVE, 0, 0, KX_ACTION_FORGIVE },
};

gboolean
kx_authority_actions (KxMember member, guint aspects, const char *actions[static KX_AUTHORITY_MAX])
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].member == member && (aspects & table[i].with) == table[i].with
        && (aspects & table[i].without) == 0)
      {
        g_assert (n < KX_AUTHORITY_MAX - 1);
        actions[n++] = table[i].action;
      }

  actions[n] = NULL;
  return n > 0;
}
