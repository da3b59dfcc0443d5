/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The members of the interface that change something. */
typedef enum
{
  KX_MEMBER_LOAD,
  KX_MEMBER_LOAD_FILES,
  KX_MEMBER_UNLOAD,
  KX_MEMBER_EXECUTE,
  KX_MEMBER_RESCAN,
  KX_MEMBER_SET_NEXT_RESTART,
  KX_MEMBER_FORGIVE,
  KX_N_MEMBERS
} KxMember;

/* What about a call decides which actions it needs; flags. */
typedef enum
{
  KX_ASPECT_LISTED = 1 << 0,   /* Load of a named image */
  KX_ASPECT_CUSTOM = 1 << 1,   /* Load with a command line of the caller's; Execute of one */
  KX_ASPECT_REPLACES = 1 << 2, /* something pinned, custom or foreign gives way */
  KX_ASPECT_FORCE = 1 << 3,
  KX_ASPECT_IGNORE_SESSIONS = 1 << 4,
  KX_ASPECT_IGNORE_INHIBITORS = 1 << 5,
  KX_ASPECT_IGNORE_HAZARDS = 1 << 6,
  KX_ASPECT_SCHEDULE = 1 << 7,
} KxAspect;

#define KX_AUTHORITY_MAX 8 /* a call needs fewer actions than this */

/*
 * The polkit actions that a call of @member with @aspects needs, all of them, the strictest first;
 * NULL-terminated in @actions. Returns FALSE where the table knows no action for it: the call is to
 * be denied.
 */
gboolean kx_authority_actions (KxMember member,
                               guint aspects,
                               const char *actions[static KX_AUTHORITY_MAX]);
