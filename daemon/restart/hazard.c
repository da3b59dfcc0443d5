/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard.h"

#include "unbind-list.h"
#include "words.h"

#include "names.h"

/* So many are named in a sentence; "kexecctl doctor" shows the others. */
#define NAMED_MAX 2

static const char *const names[] = {
  [KX_SEVERITY_NOTE] = KX_SEVERITY_NAME_NOTE,
  [KX_SEVERITY_WARNING] = KX_SEVERITY_NAME_WARNING,
  [KX_SEVERITY_BLOCKING] = KX_SEVERITY_NAME_BLOCKING,
};

const char *
kx_severity_to_string (KxSeverity severity)
{
  g_return_val_if_fail ((gsize) severity < G_N_ELEMENTS (names), NULL);

  return names[severity];
}

gboolean
kx_severity_from_string (const char *text, KxSeverity *severity)
{
  int found = kx_words_find (names, G_N_ELEMENTS (names), text);

  if (found < 0)
    return FALSE;

  *severity = (KxSeverity) found;
  return TRUE;
}

static void
hazard_free (KxHazard *hazard)
{
  g_free (hazard->id);
  g_free (hazard->device);
  g_free (hazard->text);
  g_free (hazard->remedy);
  g_free (hazard);
}

static int
compare_kind (const KxHazard *a, const KxHazard *b)
{
  int order = g_strcmp0 (a->id, b->id);

  return order != 0 ? order : g_strcmp0 (a->device, b->device);
}

static int
compare (const KxHazard *a, const KxHazard *b)
{
  return a->severity != b->severity ? (int) b->severity - (int) a->severity : compare_kind (a, b);
}

KxHazards *
kx_hazards_new (void)
{
  KxHazards *hazards = g_atomic_rc_box_new0 (KxHazards);

  hazards->items = g_ptr_array_new_with_free_func ((GDestroyNotify) hazard_free);
  hazards->bindings = kx_unbind_list_new ();
  return hazards;
}

void
kx_hazards_add (KxHazards *hazards, const char *id, KxSeverity severity, const char *device,
                const char *text, const char *remedy)
{
  const KxHazard key = { .id = (char *) id, .severity = severity, .device = (char *) device };
  KxHazard *hazard;
  guint place = 0;

  for (guint i = 0; i < hazards->items->len; i++)
    {
      if (compare_kind (hazards->items->pdata[i], &key) == 0)
        return;
      if (compare (hazards->items->pdata[i], &key) < 0)
        place = i + 1;
    }

  hazard = g_new0 (KxHazard, 1);
  hazard->id = g_strdup (id);
  hazard->severity = severity;
  hazard->device = g_strdup (device);
  hazard->text = g_strdup (text);
  hazard->remedy = g_strdup (remedy);
  g_ptr_array_insert (hazards->items, (int) place, hazard);
}

KxHazards *
kx_hazards_ref (KxHazards *hazards)
{
  return g_atomic_rc_box_acquire (hazards);
}

static void
hazards_clear (KxHazards *hazards)
{
  g_ptr_array_unref (hazards->items);
  g_ptr_array_unref (hazards->bindings);
}

void
kx_hazards_unref (KxHazards *hazards)
{
  g_atomic_rc_box_release_full (hazards, (GDestroyNotify) hazards_clear);
}

gboolean
kx_hazards_equal (const KxHazards *a, const KxHazards *b)
{
  if (a->items->len != b->items->len)
    return FALSE;

  for (guint i = 0; i < a->items->len; i++)
    {
      const KxHazard *one = a->items->pdata[i], *other = b->items->pdata[i];

      if (compare (one, other) != 0 || g_strcmp0 (one->text, other->text) != 0
          || g_strcmp0 (one->remedy, other->remedy) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
kx_hazards_block (const KxHazards *hazards)
{
  const KxHazard *gravest = hazards->items->len > 0 ? hazards->items->pdata[0] : NULL;

  return gravest != NULL && gravest->severity == KX_SEVERITY_BLOCKING;
}

char *
kx_hazards_describe_blocking (const KxHazards *hazards)
{
  g_autoptr (GString) sentence = g_string_new (NULL);
  guint n = 0;

  if (!kx_hazards_block (hazards))
    return NULL;

  for (; n < hazards->items->len; n++)
    {
      const KxHazard *hazard = hazards->items->pdata[n];

      if (hazard->severity != KX_SEVERITY_BLOCKING)
        break;
      if (n >= NAMED_MAX)
        continue;
      g_string_append_printf (sentence, "%s%s", n > 0 ? "; " : "", hazard->text);
      if (*hazard->remedy != '\0')
        g_string_append_printf (sentence, " (%s)", hazard->remedy);
    }
  if (n > NAMED_MAX)
    g_string_append_printf (sentence, "; and %u more (“kexecctl doctor” lists them)",
                            n - NAMED_MAX);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}
