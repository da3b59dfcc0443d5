/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "status.h"

#include <string.h>

#include "cmdline.h"
#include "cold-reason.h"
#include "cold.h"
#include "history.h"
#include "names.h"
#include "outlook.h"
#include "state.h"
#include "unbind-list.h"

#define PROC_CMDLINE_MAX 65536

static void
add (GVariantBuilder *builder, const char *key, GVariant *value)
{
  g_variant_builder_add (builder, "{sv}", key, value);
}

/* The bus carries UTF-8 only; what comes from files and command lines need not be. */
static void
add_text (GVariantBuilder *builder, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  add (builder, key, g_variant_new_string (valid));
}

static void
add_texts (GVariantBuilder *builder, const char *key, const char *const *texts)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);

      g_variant_builder_add (&list, "s", valid);
    }
  add (builder, key, g_variant_builder_end (&list));
}

/* What was added is no secret: kexecd.conf has it. */
static gboolean
equals_running (KxKeeper *keeper, const KxArmed *armed)
{
  g_autofree char *seconds = g_strdup_printf ("%u", armed->panic_timeout);
  g_autofree char *running
      = kx_root_read (kx_keeper_get_root (keeper), "/proc/cmdline", PROC_CMDLINE_MAX, NULL, NULL);
  g_autofree char *filtered = running != NULL ? kx_cmdline_filter_running (running) : NULL;
  g_autofree char *panicking = NULL;

  if (filtered == NULL || armed->panic_timeout == 0)
    return g_strcmp0 (filtered, armed->cmdline) == 0;

  panicking = kx_cmdline_add_default (filtered, "panic", seconds);
  return strcmp (filtered, armed->cmdline) == 0 || strcmp (panicking, armed->cmdline) == 0;
}

GVariant *
kx_status_build_armed (KxKeeper *keeper, const KxArmed *armed, gboolean secrets)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add (&builder, "origin", g_variant_new_string (kx_origin_to_string (armed->origin)));
  add (&builder, "level", g_variant_new_string (kx_level_to_string (armed->level)));
  if (armed->origin == KX_ORIGIN_FOREIGN)
    return g_variant_builder_end (&builder);

  add_text (&builder, "image", armed->image);
  add_text (&builder, "release", armed->release);
  add_text (&builder, "kernel", armed->kernel);
  add_texts (&builder, "initrds", (const char *const *) armed->initrds);
  if (secrets || equals_running (keeper, armed))
    add_text (&builder, "cmdline", armed->cmdline);
  if (armed->method != NULL)
    {
      add_text (&builder, "method", armed->method);
      add_text (&builder, "method-reason", armed->method_reason);
      add (&builder, "memory-peak", g_variant_new_uint64 (armed->memory_peak));
    }
  add_text (&builder, "digest", armed->digest);
  add (&builder, "since", g_variant_new_uint64 ((guint64) armed->since));
  add (&builder, "memory", g_variant_new_uint64 (armed->memory));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_running (KxKeeper *keeper)
{
  const KxMachine *machine = kx_keeper_get_machine (keeper);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "release", machine->release);
  add_text (&builder, "boot-id", machine->boot_id);
  return g_variant_builder_end (&builder);
}

static GVariant *
build_next (const KxCatalogue *catalogue)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "loader", kx_loader_to_string (catalogue->loader));
  if (catalogue->choice != NULL)
    {
      add_text (&builder, "image", catalogue->choice->id);
      add_text (&builder, "release", catalogue->choice->release);
    }
  add_text (&builder, "reason", catalogue->reason);
  if (catalogue->one_shot != NULL)
    add_text (&builder, "one-shot", catalogue->one_shot);
  return g_variant_builder_end (&builder);
}

static GVariant *
build_hazards (const KxHazards *hazards)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < hazards->items->len; i++)
    {
      const KxHazard *hazard = hazards->items->pdata[i];
      g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

      add_text (&builder, "id", hazard->id);
      add_text (&builder, "severity", kx_severity_to_string (hazard->severity));
      add_text (&builder, "device", hazard->device);
      add_text (&builder, "text", hazard->text);
      add_text (&builder, "remedy", hazard->remedy);
      g_variant_builder_add_value (&list, g_variant_builder_end (&builder));
    }
  return g_variant_builder_end (&list);
}

static GVariant *
build_consents (const KxSchedule *schedule)
{
  const struct
  {
    gboolean given;
    const char *option;
  } consents[] = {
    { schedule->force, KX_OPTION_FORCE },
    { schedule->ignore_hazards, KX_OPTION_IGNORE_HAZARDS },
    { schedule->ignore_inhibitors, KX_OPTION_IGNORE_INHIBITORS },
    { schedule->ignore_sessions, KX_OPTION_IGNORE_SESSIONS },
  };
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (gsize i = 0; i < G_N_ELEMENTS (consents); i++)
    if (consents[i].given)
      g_variant_builder_add (&list, "s", consents[i].option);
  return g_variant_builder_end (&list);
}

static GVariant *
build_scheduled (const KxSchedule *schedule)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add (&builder, "when", g_variant_new_uint64 ((guint64) schedule->when));
  add (&builder, "since", g_variant_new_uint64 ((guint64) schedule->since));
  add_text (&builder, "image", schedule->image);
  add_text (&builder, "release", schedule->release);
  add (&builder, "user", g_variant_new_uint32 (schedule->uid));
  if (schedule->user != NULL)
    add_text (&builder, "user-name", schedule->user);
  add (&builder, "consents", build_consents (schedule));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_limits (const KxKexecState *kernel)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add (&builder, "kexec-load-disabled", g_variant_new_boolean (kernel->disabled == 1));
  add (&builder, "kexec-load-limit", g_variant_new_int32 (kernel->limit));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_cold_reasons (const GPtrArray *reasons)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < reasons->len; i++)
    {
      const KxColdReason *reason = reasons->pdata[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      add_text (&builder, "id", reason->id);
      add_text (&builder, "text", reason->text);
      g_variant_builder_close (&builder);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
build_remedies (const GPtrArray *bindings)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < bindings->len; i++)
    {
      const KxBinding *binding = bindings->pdata[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      add_text (&builder, "device", binding->device);
      add_text (&builder, "driver", binding->driver);
      add_text (&builder, "bus", binding->bus);
      g_variant_builder_close (&builder);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
build_protection (const KxProtection *protection)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "panic", protection->panic);
  add (&builder, "watchdog", g_variant_new_boolean (protection->watchdog));
  add_text (&builder, "text", protection->text);
  return g_variant_builder_end (&builder);
}

/* What became of restarts. */
static void
add_history (GVariantBuilder *builder, KxKeeper *keeper)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (keeper);
  const KxRestart *last = kx_journal_get_last (kx_chronicle_get_journal (chronicle));
  g_autofree char *problem = kx_chronicle_describe_problem (chronicle);

  if (last != NULL)
    add (builder, "last-restart", kx_history_build_restart (last));
  if (problem != NULL)
    add_text (builder, "journal", problem);
}

GVariant *
kx_status_build (KxKeeper *keeper, gboolean secrets)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  g_autoptr (GPtrArray) cold = kx_cold_get_reasons (keeper);
  g_autofree char *reason = NULL;
  g_autofree char *ordinary = NULL;
  const char *const *mistakes;
  KxKexecState kernel;
  KxArmed *armed;

  kx_keeper_observe (keeper, &kernel);
  armed = kx_keeper_get_armed (keeper);

  ordinary = kx_outlook_describe (keeper, &kernel);
  add_text (&builder, "state", kx_state_describe (keeper, &kernel, &reason));
  add_text (&builder, "reason", reason);
  add (&builder, "generation", g_variant_new_uint64 (kx_keeper_get_generation (keeper)));
  if (armed != NULL)
    add (&builder, "armed", kx_status_build_armed (keeper, armed, secrets));
  add (&builder, "running", build_running (keeper));
  if (catalogue != NULL)
    add (&builder, "next", build_next (catalogue));
  if (cold->len > 0)
    add (&builder, "cold-reasons", build_cold_reasons (cold));
  if (kx_keeper_get_waiting (keeper) != NULL)
    add_text (&builder, "waiting", kx_keeper_get_waiting (keeper));
  if (kx_keeper_get_problem (keeper) != NULL)
    add_text (&builder, "problem", kx_keeper_get_problem (keeper));
  mistakes = kx_keeper_get_config_mistakes (keeper);
  if (mistakes != NULL && mistakes[0] != NULL)
    add_texts (&builder, "config-mistakes", mistakes);
  if (kx_keeper_get_hazards (keeper) != NULL)
    add (&builder, "hazards", build_hazards (kx_keeper_get_hazards (keeper)));
  if (kx_keeper_get_remedies (keeper) != NULL && kx_keeper_get_remedies (keeper)->len > 0)
    add (&builder, "remedies", build_remedies (kx_keeper_get_remedies (keeper)));
  if (armed != NULL && kx_keeper_get_protection (keeper) != NULL)
    add (&builder, "protection", build_protection (kx_keeper_get_protection (keeper)));
  add_text (&builder, "ordinary-reboot", ordinary);
  if (kx_keeper_get_schedule (keeper) != NULL)
    add (&builder, "scheduled", build_scheduled (kx_keeper_get_schedule (keeper)));
  if (kx_keeper_get_schedule_stopped (keeper) != NULL)
    add_text (&builder, "schedule-stopped", kx_keeper_get_schedule_stopped (keeper));
  add_history (&builder, keeper);
  add (&builder, "loads", g_variant_new_uint64 (kx_keeper_get_loads (keeper)));
  add (&builder, "limits", build_limits (&kernel));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_image (const KxCatalogue *catalogue, const KxImage *image)
{
  g_autofree char *why = kx_catalogue_explain (catalogue, image);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  add_text (&builder, "id", image->id);
  add_text (&builder, "title", image->title);
  add_text (&builder, "version", image->version);
  add_text (&builder, "release", image->release);
  add_text (&builder, "architecture", image->architecture);
  add_text (&builder, "format", image->format);
  add_text (&builder, "source", image->source);
  add_text (&builder, "file", image->file);
  add (&builder, "line", g_variant_new_uint32 (image->line));
  add_text (&builder, "kernel", image->kernel);
  add_texts (&builder, "initrds", image->initrds);
  add (&builder, "default", g_variant_new_boolean (image == catalogue->choice));
  add_text (&builder, "why", why);
  add (&builder, "complete", g_variant_new_boolean (image->complete));
  add_texts (&builder, "problems", image->problems);
  return g_variant_builder_end (&builder);
}

GVariant *
kx_status_build_images (KxKeeper *keeper)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);

  for (guint i = 0; catalogue != NULL && i < catalogue->images->len; i++)
    g_variant_builder_add_value (&builder,
                                 build_image (catalogue, catalogue->images->pdata[i]));
  return g_variant_builder_end (&builder);
}
