/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "problems.h"

#include <string.h>

void
kx_problems_init (KxProblems *problems)
{
  problems->sentences = g_ptr_array_new_with_free_func (g_free);
  problems->lasting = 0;
}

void
kx_problems_clear (KxProblems *problems)
{
  g_clear_pointer (&problems->sentences, g_ptr_array_unref);
  problems->lasting = 0;
}

/* A sentence can quote what somebody wrote into a configuration, and goes over the bus. */
#define LONGEST 1000

void
kx_problems_add (KxProblems *problems, KxOutlook outlook, const char *format, ...)
{
  va_list arguments;
  char *sentence;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (strlen (sentence) > LONGEST)
    {
      g_autofree char *head = g_strndup (sentence, LONGEST);
      g_autofree char *valid = g_utf8_make_valid (head, -1);

      g_free (sentence);
      sentence = g_strconcat (valid, "…", NULL);
    }
  g_ptr_array_add (problems->sentences, sentence);
  if (outlook == KX_OUTLOOK_LASTING)
    problems->lasting++;
}

void
kx_problems_add_all (KxProblems *problems, const KxProblems *others)
{
  for (guint i = 0; i < others->sentences->len; i++)
    {
      const char *sentence = others->sentences->pdata[i];

      if (!g_ptr_array_find_with_equal_func (problems->sentences, sentence, g_str_equal, NULL))
        g_ptr_array_add (problems->sentences, g_strdup (sentence));
    }
  problems->lasting += others->lasting;
}

gboolean
kx_problems_any (const KxProblems *problems)
{
  return problems->sentences->len > 0;
}

gboolean
kx_problems_are_pending (const KxProblems *problems)
{
  return kx_problems_any (problems) && problems->lasting == 0;
}
