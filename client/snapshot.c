/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot.h"

#include "dictionary.h"
#include "term.h"

/* The strings @key of @dictionary, each safe to print (full). */
static GStrv
texts_of (GVariant *dictionary, const char *key)
{
  g_autofree const char **texts = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_variant_lookup (dictionary, key, "^a&s", &texts);
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *safe = kx_term_safe (texts[i]);

      g_strv_builder_add (builder, safe);
    }
  return g_strv_builder_end (builder);
}

/* The devices of the remedies, with commas between them (full). */
static char *
devices_of (GVariant *dictionary)
{
  g_autoptr (GVariant) remedies
      = g_variant_lookup_value (dictionary, "remedies", G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GString) devices = g_string_new (NULL);

  for (gsize i = 0; remedies != NULL && i < g_variant_n_children (remedies); i++)
    {
      g_autoptr (GVariant) remedy = g_variant_get_child_value (remedies, i);
      g_autofree char *device = kx_dictionary_text (remedy, "device");

      g_string_append_printf (devices, "%s%s", i > 0 ? ", " : "", device);
    }
  return g_string_free (g_steal_pointer (&devices), FALSE);
}

static GVariant *
dictionary_of (GVariant *dictionary, const char *key)
{
  return g_variant_lookup_value (dictionary, key, G_VARIANT_TYPE_VARDICT);
}

/* The "text" of each dictionary in the list @key, safe to print (full). */
static char **
sentences_of (GVariant *dictionary, const char *key)
{
  g_autoptr (GVariant) list
      = g_variant_lookup_value (dictionary, key, G_VARIANT_TYPE ("aa{sv}"));
  gsize length = list != NULL ? g_variant_n_children (list) : 0;
  char **texts = g_new0 (char *, length + 1);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (list, i);

      texts[i] = kx_dictionary_text (item, "text");
    }
  return texts;
}

/* "Linux RELEASE", or what else there is to call it (full). */
static char *
name_of (const char *release, const char *image)
{
  /* Most images are called as their release. */
  if (release[0] != '\0' && (image[0] == '\0' || g_str_equal (image, release)))
    return g_strdup_printf ("Linux %s", release);
  if (release[0] != '\0')
    return g_strdup_printf ("Linux %s, image %s", release, image);
  if (image[0] != '\0')
    return g_strdup_printf ("image %s", image);
  return g_strdup ("an image without a name");
}

static void
take_schedule (KxSnapshot *self)
{
  g_autoptr (GVariant) scheduled = dictionary_of (self->status, "scheduled");
  g_autofree char *release = kx_dictionary_text (scheduled, "release");
  g_autofree char *image = kx_dictionary_text (scheduled, "image");
  guint64 when = 0;
  guint32 user = 0;

  self->scheduled_user = kx_dictionary_text (scheduled, "user-name");
  self->scheduled_name = name_of (release, image);
  self->schedule_stopped = kx_dictionary_text (self->status, "schedule-stopped");
  if (scheduled == NULL)
    return;

  g_variant_lookup (scheduled, "when", "t", &when);
  g_variant_lookup (scheduled, "user", "u", &user);
  self->scheduled = (gint64) MIN (when, G_MAXINT64);
  if (self->scheduled_user[0] == '\0')
    {
      g_free (self->scheduled_user);
      self->scheduled_user = g_strdup_printf ("user %u", user);
    }
}

static void
take_hazards (KxSnapshot *self)
{
  self->hazards = g_variant_lookup_value (self->status, "hazards", G_VARIANT_TYPE ("aa{sv}"));
  if (self->hazards == NULL)
    self->hazards = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0));

  for (gsize i = 0; i < g_variant_n_children (self->hazards); i++)
    {
      g_autoptr (GVariant) hazard = g_variant_get_child_value (self->hazards, i);
      const char *severity = "";

      g_variant_lookup (hazard, "severity", "&s", &severity);
      self->n_blocking += g_str_equal (severity, KX_SEVERITY_NAME_BLOCKING);
      self->n_warnings += g_str_equal (severity, KX_SEVERITY_NAME_WARNING);
    }
}

static void
take_apart (KxSnapshot *self)
{
  g_autoptr (GVariant) armed = dictionary_of (self->status, "armed");
  g_autoptr (GVariant) running = dictionary_of (self->status, "running");
  g_autoptr (GVariant) next = dictionary_of (self->status, "next");
  g_autoptr (GVariant) limits = dictionary_of (self->status, "limits");
  g_autoptr (GVariant) protection = dictionary_of (self->status, "protection");
  g_autoptr (GVariant) last = dictionary_of (self->status, "last-restart");
  gint32 loads_left = -1;

  self->state = kx_dictionary_text (self->status, "state");
  self->reason = kx_dictionary_text (self->status, "reason");
  self->waiting = kx_dictionary_text (self->status, "waiting");
  self->problem = kx_dictionary_text (self->status, "problem");
  self->ordinary = kx_dictionary_text (self->status, "ordinary-reboot");
  self->config_mistakes = texts_of (self->status, "config-mistakes");
  self->remedies = devices_of (self->status);
  self->running = kx_dictionary_text (running, "release");
  self->boot_id = kx_dictionary_text (running, "boot-id");
  g_variant_lookup (self->status, "generation", "t", &self->generation);
  if (limits != NULL)
    g_variant_lookup (limits, "kexec-load-limit", "i", &loads_left);
  self->loads_left = loads_left;

  self->image = kx_dictionary_text (armed, "image");
  self->origin = kx_dictionary_text (armed, "origin");
  /* Of another program's image nothing is known but that it is there. */
  self->has_armed = armed != NULL && !g_str_equal (self->origin, "foreign");
  self->level = kx_dictionary_text (armed, "level");
  self->release = kx_dictionary_text (armed, "release");
  self->kernel = kx_dictionary_text (armed, "kernel");
  self->cmdline = kx_dictionary_text (armed, "cmdline");
  self->method = kx_dictionary_text (armed, "method");
  self->method_reason = kx_dictionary_text (armed, "method-reason");
  if (armed != NULL)
    {
      g_variant_lookup (armed, "since", "t", &self->since);
      g_variant_lookup (armed, "memory", "t", &self->memory);
      g_variant_lookup (armed, "memory-peak", "t", &self->memory_peak);
    }

  self->next_image = kx_dictionary_text (next, "image");
  self->next_release = kx_dictionary_text (next, "release");
  self->next_reason = kx_dictionary_text (next, "reason");
  self->cold_reasons = sentences_of (self->status, "cold-reasons");
  self->one_shot = kx_dictionary_text (next, "one-shot");
  self->panic = kx_dictionary_text (protection, "panic");
  self->watchdog = kx_dictionary_text (protection, "text");
  self->journal = kx_dictionary_text (self->status, "journal");
  kx_outcome_take (&self->last, last);
  take_schedule (self);
}

gboolean
kx_snapshot_fetch (KxSnapshot *self, KxContext *context, GError **error)
{
  GVariant *status = NULL;

  if (!kx_context_connect (context, FALSE, error))
    return FALSE;
  if (!kx_dbus_manager_call_status_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1, &status,
                                         NULL, error))
    return FALSE;

  self->status = status;
  take_apart (self);
  take_hazards (self);
  return TRUE;
}

void
kx_snapshot_clear (KxSnapshot *self)
{
  g_clear_pointer (&self->status, g_variant_unref);
  g_clear_pointer (&self->hazards, g_variant_unref);
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->waiting, g_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->ordinary, g_free);
  g_clear_pointer (&self->config_mistakes, g_strfreev);
  g_clear_pointer (&self->remedies, g_free);
  g_clear_pointer (&self->running, g_free);
  g_clear_pointer (&self->boot_id, g_free);
  g_clear_pointer (&self->panic, g_free);
  g_clear_pointer (&self->watchdog, g_free);
  g_clear_pointer (&self->journal, g_free);
  kx_outcome_clear (&self->last);
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->level, g_free);
  g_clear_pointer (&self->release, g_free);
  g_clear_pointer (&self->kernel, g_free);
  g_clear_pointer (&self->cmdline, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->method_reason, g_free);
  g_clear_pointer (&self->next_image, g_free);
  g_clear_pointer (&self->next_release, g_free);
  g_clear_pointer (&self->next_reason, g_free);
  g_clear_pointer (&self->cold_reasons, g_strfreev);
  g_clear_pointer (&self->one_shot, g_free);
  g_clear_pointer (&self->scheduled_name, g_free);
  g_clear_pointer (&self->scheduled_user, g_free);
  g_clear_pointer (&self->schedule_stopped, g_free);
}

char *
kx_snapshot_name (const KxSnapshot *self)
{
  return name_of (self->release, self->image);
}

char *
kx_snapshot_description (const KxSnapshot *self)
{
  const char *origin = kx_snapshot_origin (self);

  if (self->image[0] == '\0' || origin[0] == '\0')
    return g_strconcat (self->image, origin, NULL);
  return g_strdup_printf ("%s, %s", self->image, origin);
}

const char *
kx_snapshot_origin (const KxSnapshot *self)
{
  if (g_str_equal (self->origin, "default"))
    return "the default";
  if (g_str_equal (self->origin, "fallback"))
    return "in place of the default, which failed too often";
  if (g_str_equal (self->origin, "listed"))
    return "picked by an administrator, kept until a restart";
  if (g_str_equal (self->origin, "custom"))
    return "an administrator's own files or command line";
  return "";
}
