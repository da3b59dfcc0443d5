/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "keeper-private.h"

void
kx_keeper_clear_notes (KxKeeper *self)
{
  g_strfreev (self->mistakes);
  g_clear_pointer (&self->catalogue, kx_catalogue_unref);
  g_clear_pointer (&self->hazards, kx_hazards_unref);
  g_clear_pointer (&self->assessed, kx_catalogue_unref);
  g_free (self->waiting);
  g_free (self->problem);
  g_free (self->activity);
  for (gsize i = 0; i < KX_N_HINDRANCES; i++)
    g_free (self->hindrances[i]);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->remedies, g_ptr_array_unref);
  g_clear_pointer (&self->protection, kx_protection_free);
  g_clear_pointer (&self->quarantine, kx_quarantine_free);
  g_clear_pointer (&self->schedule, kx_schedule_unref);
  g_free (self->schedule_stopped);
}

static void
set_text (KxKeeper *self, char **field, const char *text)
{
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  kx_keeper_changed (self);
}

KxRoot *
kx_keeper_get_root (KxKeeper *self)
{
  return self->root;
}

const KxKexecCalls *
kx_keeper_get_calls (KxKeeper *self)
{
  return self->calls;
}

const KxMachine *
kx_keeper_get_machine (KxKeeper *self)
{
  return self->machine;
}

KxMemoryFiles *
kx_keeper_get_memory (KxKeeper *self)
{
  return self->memory;
}

KxChronicle *
kx_keeper_get_chronicle (KxKeeper *self)
{
  return self->chronicle;
}

KxTurns *
kx_keeper_get_turns (KxKeeper *self)
{
  return self->turns;
}

int
kx_keeper_get_runtime_fd (KxKeeper *self)
{
  return self->runtime_fd;
}

const KxConfig *
kx_keeper_get_config (KxKeeper *self)
{
  return &self->config;
}

const char *const *
kx_keeper_get_config_mistakes (KxKeeper *self)
{
  return (const char *const *) self->mistakes;
}

void
kx_keeper_set_config (KxKeeper *self, const KxConfig *config, char **mistakes)
{
  self->config = *config;
  g_strfreev (self->mistakes);
  self->mistakes = g_strdupv (mistakes);
  kx_keeper_changed (self);
}

KxCatalogue *
kx_keeper_get_catalogue (KxKeeper *self)
{
  return self->catalogue;
}

KxLevel
kx_keeper_get_level (KxKeeper *self, KxOrigin origin)
{
  return kx_level_decide (self->config.level, origin, kx_keeper_is_hindered (self));
}

void
kx_keeper_set_catalogue (KxKeeper *self, KxCatalogue *catalogue)
{
  kx_catalogue_ref (catalogue);
  g_clear_pointer (&self->catalogue, kx_catalogue_unref);
  self->catalogue = catalogue;
  kx_keeper_changed (self);
}

void
kx_keeper_set_hindrance (KxKeeper *self, KxHindrance hindrance, const char *why)
{
  set_text (self, &self->hindrances[hindrance], why);
}

const char *
kx_keeper_get_hindrance (KxKeeper *self, KxHindrance hindrance)
{
  return self->hindrances[hindrance];
}

gboolean
kx_keeper_is_hindered (KxKeeper *self)
{
  for (gsize i = 0; i < KX_N_HINDRANCES; i++)
    if (self->hindrances[i] != NULL)
      return TRUE;
  return FALSE;
}

char *
kx_keeper_describe_hindrance (KxKeeper *self)
{
  for (gsize i = 0; i < KX_N_HINDRANCES; i++)
    if (self->hindrances[i] != NULL)
      return kx_hindrance_describe ((KxHindrance) i, self->hindrances[i]);
  return NULL;
}

KxHazards *
kx_keeper_get_hazards (KxKeeper *self)
{
  return self->hazards;
}

void
kx_keeper_set_hazards (KxKeeper *self, KxHazards *hazards, KxCatalogue *catalogue)
{
  g_autofree char *why = kx_hazards_describe_blocking (hazards);

  kx_hazards_ref (hazards);
  g_clear_pointer (&self->hazards, kx_hazards_unref);
  self->hazards = hazards;
  g_clear_pointer (&self->assessed, kx_catalogue_unref);
  self->assessed = catalogue != NULL ? kx_catalogue_ref (catalogue) : NULL;
  kx_keeper_set_hindrance (self, KX_HINDRANCE_HAZARD, why);
  kx_keeper_changed (self);
}

gboolean
kx_keeper_is_assessed (KxKeeper *self)
{
  return self->hazards != NULL && self->assessed == self->catalogue;
}

const char *
kx_keeper_get_waiting (KxKeeper *self)
{
  return self->waiting;
}

void
kx_keeper_set_waiting (KxKeeper *self, const char *what)
{
  set_text (self, &self->waiting, what);
}

const char *
kx_keeper_get_problem (KxKeeper *self)
{
  return self->problem;
}

void
kx_keeper_set_problem (KxKeeper *self, const char *problem)
{
  set_text (self, &self->problem, problem);
}

GPtrArray *
kx_keeper_get_remedies (KxKeeper *self)
{
  return self->remedies;
}

void
kx_keeper_set_remedies (KxKeeper *self, GPtrArray *bindings)
{
  if (self->remedies == bindings)
    return;

  g_clear_pointer (&self->remedies, g_ptr_array_unref);
  if (bindings != NULL)
    self->remedies = g_ptr_array_ref (bindings);
  kx_keeper_changed (self);
}

const char *
kx_keeper_get_activity (KxKeeper *self)
{
  return self->activity;
}

void
kx_keeper_set_activity (KxKeeper *self, const char *activity)
{
  set_text (self, &self->activity, activity);
}

const GError *
kx_keeper_get_failure (KxKeeper *self)
{
  return self->failure;
}

void
kx_keeper_set_failure (KxKeeper *self, const GError *failure)
{
  g_clear_error (&self->failure);
  if (failure != NULL)
    self->failure = g_error_copy (failure);
  kx_keeper_changed (self);
}

const KxQuarantine *
kx_keeper_get_quarantine (KxKeeper *self)
{
  return self->quarantine;
}

void
kx_keeper_set_quarantine (KxKeeper *self, KxQuarantine *copy)
{
  g_clear_pointer (&self->quarantine, kx_quarantine_free);
  self->quarantine = copy;
  g_signal_emit_by_name (self, "quarantine-changed");
  kx_keeper_changed (self);
}

guint
kx_keeper_get_systemd (KxKeeper *self)
{
  return self->systemd;
}

void
kx_keeper_set_systemd (KxKeeper *self, guint version)
{
  self->systemd = version;
  kx_keeper_changed (self);
}

const KxProtection *
kx_keeper_get_protection (KxKeeper *self)
{
  return self->protection;
}

void
kx_keeper_take_protection (KxKeeper *self, KxProtection *protection)
{
  gboolean equal = kx_protection_equal (self->protection, protection);

  g_clear_pointer (&self->protection, kx_protection_free);
  self->protection = protection;
  if (!equal)
    kx_keeper_changed (self);
}

gboolean
kx_keeper_is_guarded (KxKeeper *self)
{
  return self->guarded;
}

void
kx_keeper_set_guarded (KxKeeper *self, gboolean guarded)
{
  self->guarded = guarded;
  kx_keeper_changed (self);
}

KxSchedule *
kx_keeper_get_schedule (KxKeeper *self)
{
  return self->schedule;
}

const char *
kx_keeper_get_schedule_stopped (KxKeeper *self)
{
  return self->schedule_stopped;
}

void
kx_keeper_set_schedule (KxKeeper *self, KxSchedule *schedule, const char *stopped)
{
  if (schedule != NULL)
    kx_schedule_ref (schedule);
  g_clear_pointer (&self->schedule, kx_schedule_unref);
  self->schedule = schedule;
  set_text (self, &self->schedule_stopped, stopped);
  kx_keeper_changed (self);
}

gboolean
kx_keeper_is_executing (KxKeeper *self)
{
  return self->executing;
}

void
kx_keeper_set_executing (KxKeeper *self, gboolean executing)
{
  self->executing = executing;
  kx_keeper_changed (self);
}
