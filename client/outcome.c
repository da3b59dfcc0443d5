/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outcome.h"

#include <pwd.h>
#include <sys/types.h>

#include "dictionary.h"
#include "duration.h"
#include "term.h"

#define ARRIVED "arrived"

/* Who asked, by name where this machine knows one (full); "" where nobody did. */
static char *
user_of (GVariant *restart)
{
  const struct passwd *entry;
  guint32 uid;

  if (restart == NULL || !g_variant_lookup (restart, "user", "u", &uid))
    return g_strdup ("");
  entry = getpwuid ((uid_t) uid);
  if (entry != NULL)
    return kx_term_safe (entry->pw_name);
  return g_strdup_printf ("user %u", uid);
}

/* In the order in which the daemon tells them, which is that in which they happen (full). */
static char *
phases_of (GVariant *restart)
{
  g_autoptr (GVariant) phases = NULL;
  GString *text = g_string_new (NULL);
  GVariantIter iter;
  const char *name;
  guint64 span;

  if (restart != NULL)
    phases = g_variant_lookup_value (restart, "phases", G_VARIANT_TYPE ("a{st}"));
  if (phases == NULL)
    return g_string_free (text, FALSE);

  g_variant_iter_init (&iter, phases);
  while (g_variant_iter_next (&iter, "{&st}", &name, &span))
    {
      g_autofree char *safe = kx_term_safe (name);
      g_autofree char *duration = kx_duration_format ((gint64) MIN (span, (guint64) G_MAXINT64));

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", safe, duration);
    }
  return g_string_free (text, FALSE);
}

void
kx_outcome_take (KxOutcome *self, GVariant *restart)
{
  self->number = (guint64) kx_dictionary_number (restart, "number", 0);
  self->verdict = kx_dictionary_text (restart, "verdict");
  self->reason = kx_dictionary_text (restart, "reason");
  self->from = kx_dictionary_text (restart, "from");
  self->to = kx_dictionary_text (restart, "to");
  self->image = kx_dictionary_text (restart, "image");
  self->release = kx_dictionary_text (restart, "release");
  self->method = kx_dictionary_text (restart, "method");
  self->begun = kx_dictionary_text (restart, "begun");
  self->user = user_of (restart);
  self->boot_id = kx_dictionary_text (restart, "boot-id");
  self->phases = phases_of (restart);
  self->when = kx_dictionary_number (restart, "asked", 0);
  if (self->when == 0)
    self->when = kx_dictionary_number (restart, "decided", 0);
  self->downtime = kx_dictionary_number (restart, "downtime", -1);
  self->has_saved = restart != NULL && g_variant_lookup (restart, "saved", "x", &self->saved);
}

void
kx_outcome_clear (KxOutcome *self)
{
  g_clear_pointer (&self->verdict, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->release, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->begun, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->boot_id, g_free);
  g_clear_pointer (&self->phases, g_free);
}

gboolean
kx_outcome_is_arrival (const KxOutcome *self)
{
  return g_str_equal (self->verdict, ARRIVED);
}

char *
kx_outcome_describe (const KxOutcome *self)
{
  if (kx_outcome_is_arrival (self))
    return g_strdup ("arrived as promised");
  return g_strdup_printf ("%s%s%s", self->verdict, self->reason[0] != '\0' ? ": " : "",
                          self->reason);
}

char *
kx_outcome_beginning (const KxOutcome *self)
{
  if (g_str_equal (self->begun, "ordinary"))
    return g_strdup ("begun by an ordinary reboot");
  if (g_str_equal (self->begun, "unseen"))
    return g_strdup ("begun by another program");
  if (self->user[0] == '\0')
    return g_strdup ("");
  return g_strdup_printf ("%s by %s", g_str_equal (self->begun, "force") ? "forced" : "asked for",
                          self->user);
}

char *
kx_outcome_describe_saved (gint64 saved)
{
  /* So that its sign can be turned. */
  g_autofree char *span = kx_duration_format (saved < 0 ? -MAX (saved, -G_MAXINT64) : saved);

  return g_strdup_printf ("%s %s than through the firmware", span, saved < 0 ? "more" : "less");
}

char *
kx_outcome_times (const KxOutcome *self)
{
  g_autofree char *took = NULL;
  g_autofree char *saved = NULL;

  if (self->downtime < 0)
    return g_strdup ("");
  took = kx_duration_format (self->downtime);
  if (!self->has_saved)
    return g_strdup_printf ("%s; how long one through the firmware takes was not measured yet",
                            took);

  saved = kx_outcome_describe_saved (self->saved);
  return g_strdup_printf ("%s, %s", took, saved);
}
