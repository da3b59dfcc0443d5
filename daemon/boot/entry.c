/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "entry.h"

KxEntry *
kx_entry_new (const char *source)
{
  KxEntry *entry = g_new0 (KxEntry, 1);

  entry->source = source;
  entry->profile = KX_ENTRY_NO_PROFILE;
  kx_problems_init (&entry->problems);
  return entry;
}

void
kx_entry_free (KxEntry *entry)
{
  g_free (entry->id);
  g_free (entry->title);
  g_free (entry->version);
  g_free (entry->file);
  g_free (entry->kernel);
  g_strfreev (entry->initrds);
  g_free (entry->cmdline);
  kx_problems_clear (&entry->problems);
  g_free (entry);
}
