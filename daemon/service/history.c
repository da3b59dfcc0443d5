/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "history.h"

#include "dict.h"

/* @span: less than 0: not known. */
static void
add_span (GVariantBuilder *builder, const char *key, gint64 span)
{
  if (span >= 0)
    kx_dict_add (builder, key, g_variant_new_uint64 ((guint64) span));
}

static GVariant *
build_phases (const KxDowntime *downtime)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{st}"));

  for (guint i = 0; i < KX_DOWNTIME_PARTS; i++)
    if (downtime->parts[i] >= 0)
      g_variant_builder_add (&builder, "{st}", kx_downtime_part_to_string ((KxDowntimePart) i),
                             (guint64) downtime->parts[i]);
  return g_variant_builder_end (&builder);
}

GVariant *
kx_history_build_restart (const KxRestart *restart)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  const KxIntent *intent = restart->intent;

  kx_dict_add (&builder, "number", g_variant_new_uint64 (restart->number));
  kx_dict_add_text (&builder, "verdict", kx_verdict_to_string (restart->verdict));
  kx_dict_add_text (&builder, "reason", restart->reason);
  kx_dict_add_text (&builder, "from", intent->from);
  kx_dict_add_text (&builder, "to", restart->to);
  kx_dict_add_text (&builder, "image", intent->image);
  kx_dict_add_text (&builder, "release", intent->release);
  kx_dict_add_text (&builder, "method", intent->method);
  kx_dict_add_text (&builder, "digest", intent->digest);
  kx_dict_add_text (&builder, "begun", kx_begun_to_string (intent->begun));
  if (intent->begun == KX_BEGUN_EXECUTE || intent->begun == KX_BEGUN_FORCE)
    kx_dict_add (&builder, "user", g_variant_new_uint32 (intent->uid));
  if (intent->asked.realtime > 0)
    add_span (&builder, "asked", intent->asked.realtime);
  kx_dict_add (&builder, "decided", g_variant_new_uint64 ((guint64) MAX (restart->decided, 0)));
  kx_dict_add_text (&builder, "boot-id", restart->boot_id);
  add_span (&builder, "downtime", restart->downtime.total);
  kx_dict_add (&builder, "phases", build_phases (&restart->downtime));
  /* -1 says that it is not known. */
  if (restart->saved != -1)
    kx_dict_add (&builder, "saved", g_variant_new_int64 (restart->saved));
  return g_variant_builder_end (&builder);
}

GVariant *
kx_history_build (const KxJournal *journal)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = journal->restarts->len; i > 0; i--)
    g_variant_builder_add_value (&builder,
                                 kx_history_build_restart (journal->restarts->pdata[i - 1]));
  return g_variant_builder_end (&builder);
}
