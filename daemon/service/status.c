/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "status.h"

#include <string.h>

#include "cmdline.h"
#include "cold-reason.h"
#include "cold.h"
#include "dict.h"
#include "history.h"
#include "names.h"
#include "outlook.h"
#include "state.h"
#include "unbind-list.h"

#define PROC_CMDLINE_MAX 65536

/* Whether it is @cmdline, as it is or with what is added under EFI. */
static gboolean
is_made_of (const KxArmed *armed, const char *cmdline)
{
  g_autofree char *guarded = kx_cmdline_ignore_efi_initrd (cmdline);

  return strcmp (cmdline, armed->cmdline) == 0 || strcmp (guarded, armed->cmdline) == 0;
}

/* What was added is no secret: kexecd.conf and kexecd(8) have it. */
static gboolean
equals_running (KxKeeper *keeper, const KxArmed *armed)
{
  g_autofree char *seconds = g_strdup_printf ("%u", armed->panic_timeout);
  g_autofree char *running
      = kx_root_read (kx_keeper_get_root (keeper), "/proc/cmdline", PROC_CMDLINE_MAX, NULL, NULL);
  g_autofree char *filtered = running != NULL ? kx_cmdline_filter_running (running) : NULL;
  g_autofree char *panicking = NULL;

  if (filtered == NULL)
    return FALSE;
  if (is_made_of (armed, filtered))
    return TRUE;

  panicking = kx_cmdline_add_default (filtered, "panic", seconds);
  return armed->panic_timeout != 0 && is_made_of (armed, panicking);
}

GVariant *
kx_status_build_armed (KxKeeper *keeper, const KxArmed *armed, gboolean secrets)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add (&builder, "origin", g_variant_new_string (kx_origin_to_string (armed->origin)));
  kx_dict_add (&builder, "level", g_variant_new_string (kx_level_to_string (armed->level)));
  if (armed->origin == KX_ORIGIN_FOREIGN)
    return g_variant_builder_end (&builder);

  kx_dict_add_text (&builder, "image", armed->image);
  kx_dict_add_text (&builder, "release", armed->release);
  kx_dict_add_text (&builder, "kernel", armed->kernel);
  kx_dict_add_texts (&builder, "initrds", (const char *const *) armed->initrds);
  if (secrets || equals_running (keeper, armed))
    kx_dict_add_text (&builder, "cmdline", armed->cmdline);
  if (armed->method != NULL)
    {
      kx_dict_add_text (&builder, "method", armed->method);
      kx_dict_add_text (&builder, "method-reason", armed->method_reason);
      kx_dict_add (&builder, "memory-peak", g_variant_new_uint64 (armed->memory_peak));
    }
  kx_dict_add_text (&builder, "digest", armed->digest);
  kx_dict_add (&builder, "since", g_variant_new_uint64 ((guint64) armed->since));
  kx_dict_add (&builder, "memory", g_variant_new_uint64 (armed->memory));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_running (KxKeeper *keeper)
{
  const KxMachine *machine = kx_keeper_get_machine (keeper);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add_text (&builder, "release", machine->release);
  kx_dict_add_text (&builder, "boot-id", machine->boot_id);
  return g_variant_builder_end (&builder);
}

static GVariant *
build_next (const KxCatalogue *catalogue)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add_text (&builder, "loader", kx_loader_to_string (catalogue->loader));
  if (catalogue->choice != NULL)
    {
      kx_dict_add_text (&builder, "image", catalogue->choice->id);
      kx_dict_add_text (&builder, "release", catalogue->choice->release);
    }
  kx_dict_add_text (&builder, "reason", catalogue->reason);
  if (catalogue->one_shot != NULL)
    kx_dict_add_text (&builder, "one-shot", catalogue->one_shot);
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

      kx_dict_add_text (&builder, "id", hazard->id);
      kx_dict_add_text (&builder, "severity", kx_severity_to_string (hazard->severity));
      kx_dict_add_text (&builder, "device", hazard->device);
      kx_dict_add_text (&builder, "text", hazard->text);
      kx_dict_add_text (&builder, "remedy", hazard->remedy);
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

  kx_dict_add (&builder, "when", g_variant_new_uint64 ((guint64) schedule->when));
  kx_dict_add (&builder, "since", g_variant_new_uint64 ((guint64) schedule->since));
  kx_dict_add_text (&builder, "image", schedule->image);
  kx_dict_add_text (&builder, "release", schedule->release);
  kx_dict_add (&builder, "user", g_variant_new_uint32 (schedule->uid));
  if (schedule->user != NULL)
    kx_dict_add_text (&builder, "user-name", schedule->user);
  kx_dict_add (&builder, "consents", build_consents (schedule));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_limits (const KxKexecState *kernel)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add (&builder, "kexec-load-disabled", g_variant_new_boolean (kernel->disabled == 1));
  kx_dict_add (&builder, "kexec-load-limit", g_variant_new_int32 (kernel->limit));
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
      kx_dict_add_text (&builder, "id", reason->id);
      kx_dict_add_text (&builder, "text", reason->text);
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
      kx_dict_add_text (&builder, "device", binding->device);
      kx_dict_add_text (&builder, "driver", binding->driver);
      kx_dict_add_text (&builder, "bus", binding->bus);
      g_variant_builder_close (&builder);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
build_protection (const KxProtection *protection)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add_text (&builder, "panic", protection->panic);
  kx_dict_add (&builder, "watchdog", g_variant_new_boolean (protection->watchdog));
  kx_dict_add_text (&builder, "text", protection->text);
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
    kx_dict_add (builder, "last-restart", kx_history_build_restart (last));
  if (problem != NULL)
    kx_dict_add_text (builder, "journal", problem);
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
  kx_dict_add_text (&builder, "state", kx_state_describe (keeper, &kernel, &reason));
  kx_dict_add_text (&builder, "reason", reason);
  kx_dict_add (&builder, "generation", g_variant_new_uint64 (kx_keeper_get_generation (keeper)));
  if (armed != NULL)
    kx_dict_add (&builder, "armed", kx_status_build_armed (keeper, armed, secrets));
  kx_dict_add (&builder, "running", build_running (keeper));
  if (catalogue != NULL)
    kx_dict_add (&builder, "next", build_next (catalogue));
  if (cold->len > 0)
    kx_dict_add (&builder, "cold-reasons", build_cold_reasons (cold));
  if (kx_keeper_get_waiting (keeper) != NULL)
    kx_dict_add_text (&builder, "waiting", kx_keeper_get_waiting (keeper));
  if (kx_keeper_get_problem (keeper) != NULL)
    kx_dict_add_text (&builder, "problem", kx_keeper_get_problem (keeper));
  mistakes = kx_keeper_get_config_mistakes (keeper);
  if (mistakes != NULL && mistakes[0] != NULL)
    kx_dict_add_texts (&builder, "config-mistakes", mistakes);
  if (kx_keeper_get_hazards (keeper) != NULL)
    kx_dict_add (&builder, "hazards", build_hazards (kx_keeper_get_hazards (keeper)));
  if (kx_keeper_get_remedies (keeper) != NULL && kx_keeper_get_remedies (keeper)->len > 0)
    kx_dict_add (&builder, "remedies", build_remedies (kx_keeper_get_remedies (keeper)));
  if (armed != NULL && kx_keeper_get_protection (keeper) != NULL)
    kx_dict_add (&builder, "protection", build_protection (kx_keeper_get_protection (keeper)));
  kx_dict_add_text (&builder, "ordinary-reboot", ordinary);
  if (kx_keeper_get_schedule (keeper) != NULL)
    kx_dict_add (&builder, "scheduled", build_scheduled (kx_keeper_get_schedule (keeper)));
  if (kx_keeper_get_schedule_stopped (keeper) != NULL)
    kx_dict_add_text (&builder, "schedule-stopped", kx_keeper_get_schedule_stopped (keeper));
  add_history (&builder, keeper);
  kx_dict_add (&builder, "loads", g_variant_new_uint64 (kx_keeper_get_loads (keeper)));
  kx_dict_add (&builder, "limits", build_limits (&kernel));
  return g_variant_builder_end (&builder);
}

static GVariant *
build_image (const KxCatalogue *catalogue, const KxImage *image)
{
  g_autofree char *why = kx_catalogue_explain (catalogue, image);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  kx_dict_add_text (&builder, "id", image->id);
  kx_dict_add_text (&builder, "title", image->title);
  kx_dict_add_text (&builder, "version", image->version);
  kx_dict_add_text (&builder, "release", image->release);
  kx_dict_add_text (&builder, "architecture", image->architecture);
  kx_dict_add_text (&builder, "format", image->format);
  kx_dict_add_text (&builder, "source", image->source);
  kx_dict_add_text (&builder, "file", image->file);
  kx_dict_add (&builder, "line", g_variant_new_uint32 (image->line));
  kx_dict_add_text (&builder, "kernel", image->kernel);
  kx_dict_add_texts (&builder, "initrds", image->initrds);
  kx_dict_add (&builder, "default", g_variant_new_boolean (image == catalogue->choice));
  kx_dict_add_text (&builder, "why", why);
  kx_dict_add (&builder, "complete", g_variant_new_boolean (image->complete));
  kx_dict_add_texts (&builder, "problems", image->problems);
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
