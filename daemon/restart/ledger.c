/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ledger.h"

#include "error.h"
#include "key-file-bytes.h"
#include "words.h"

#define GROUP "ledger"
#define LEDGER_VERSION 1

static const char *const phases[] = {
  [KX_PHASE_REST] = "rest",
  [KX_PHASE_LOADING] = "loading",
  [KX_PHASE_UNLOADING] = "unloading",
};

void
kx_ledger_clear (KxLedger *ledger)
{
  g_clear_pointer (&ledger->boot_id, g_free);
  g_clear_pointer (&ledger->suspended, g_free);
  g_clear_pointer (&ledger->armed, kx_armed_unref);
  g_clear_pointer (&ledger->next, kx_armed_unref);
}

static gboolean
parse_phase (GKeyFile *file, KxPhase *phase)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, "phase", NULL);
  int found = kx_words_find (phases, G_N_ELEMENTS (phases), text);

  if (found < 0)
    return FALSE;

  *phase = (KxPhase) found;
  return TRUE;
}

static void
set_text (GKeyFile *file, const char *group, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, group, key, text);
}

static KxArmed *
parse_armed (GKeyFile *file, const char *group)
{
  g_autofree char *origin_text = g_key_file_get_string (file, group, "origin", NULL);
  g_autofree char *level_text = g_key_file_get_string (file, group, "level", NULL);
  KxOrigin origin;
  KxLevel level;
  KxArmed *armed;

  if (!kx_origin_from_string (origin_text, &origin) || !kx_level_from_string (level_text, &level))
    return NULL;

  armed = kx_armed_new (origin, level);
  armed->replaced = kx_key_file_get_bytes (file, group, "replaced");
  armed->image = kx_key_file_get_bytes (file, group, "image");
  armed->release = kx_key_file_get_bytes (file, group, "release");
  armed->kernel = kx_key_file_get_bytes (file, group, "kernel");
  armed->initrds = kx_key_file_get_bytes_list (file, group, "initrds");
  armed->cmdline = kx_key_file_get_bytes (file, group, "cmdline");
  armed->panic_timeout = (guint) g_key_file_get_uint64 (file, group, "panic-timeout", NULL);
  armed->digest = g_key_file_get_string (file, group, "digest", NULL);
  armed->stamp = kx_key_file_get_bytes (file, group, "stamp");
  armed->memory = g_key_file_get_uint64 (file, group, "memory", NULL);
  armed->since = g_key_file_get_int64 (file, group, "since", NULL);
  armed->method = g_key_file_get_string (file, group, "method", NULL);
  armed->method_named = g_key_file_get_boolean (file, group, "method-named", NULL);
  armed->method_lowered = g_key_file_get_boolean (file, group, "method-lowered", NULL);
  armed->method_reason = g_key_file_get_string (file, group, "method-reason", NULL);
  armed->map = g_key_file_get_string (file, group, "map", NULL);
  armed->memory_peak = g_key_file_get_uint64 (file, group, "memory-peak", NULL);

  if (origin != KX_ORIGIN_FOREIGN
      && (armed->image == NULL || armed->kernel == NULL || armed->cmdline == NULL
          || armed->digest == NULL || armed->stamp == NULL))
    g_clear_pointer (&armed, kx_armed_unref);

  return armed;
}

static gboolean
parse_group (GKeyFile *file, const char *group, KxArmed **armed)
{
  if (!g_key_file_has_group (file, group))
    return TRUE;

  *armed = parse_armed (file, group);
  return *armed != NULL;
}

gboolean
kx_ledger_parse (const char *data, gsize size, KxLedger *ledger, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (KxLedger) parsed = { 0 };

  if (size == 0 || !g_key_file_load_from_data (file, data, size, G_KEY_FILE_NONE, NULL)
      || g_key_file_get_integer (file, GROUP, "version", NULL) != LEDGER_VERSION
      || !parse_phase (file, &parsed.phase) || !parse_group (file, "armed", &parsed.armed)
      || !parse_group (file, "next", &parsed.next)
      || (parsed.next != NULL) != (parsed.phase == KX_PHASE_LOADING))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                           "the record of what is loaded cannot be read; it is made anew");
      return FALSE;
    }

  parsed.boot_id = g_key_file_get_string (file, GROUP, "boot-id", NULL);
  parsed.loads = g_key_file_get_uint64 (file, GROUP, "loads", NULL);
  parsed.generation = g_key_file_get_uint64 (file, GROUP, "generation", NULL);
  parsed.cold = g_key_file_get_boolean (file, GROUP, "cold", NULL);
  parsed.counter = g_key_file_has_key (file, GROUP, "counter", NULL)
                       ? MAX (g_key_file_get_integer (file, GROUP, "counter", NULL), -1)
                       : -1;
  parsed.sealed = g_key_file_get_boolean (file, GROUP, "sealed", NULL);
  parsed.suspended = g_key_file_get_string (file, GROUP, "suspended", NULL);

  *ledger = parsed;
  parsed = (KxLedger){ 0 };
  return TRUE;
}

static void
format_armed (GKeyFile *file, const char *group, const KxArmed *armed)
{
  if (armed == NULL)
    return;

  g_key_file_set_string (file, group, "origin", kx_origin_to_string (armed->origin));
  g_key_file_set_string (file, group, "level", kx_level_to_string (armed->level));
  g_key_file_set_int64 (file, group, "since", armed->since);
  kx_key_file_set_bytes (file, group, "replaced", armed->replaced);
  if (armed->origin == KX_ORIGIN_FOREIGN)
    return;

  kx_key_file_set_bytes (file, group, "image", armed->image);
  kx_key_file_set_bytes (file, group, "release", armed->release);
  kx_key_file_set_bytes (file, group, "kernel", armed->kernel);
  kx_key_file_set_bytes (file, group, "cmdline", armed->cmdline);
  kx_key_file_set_bytes (file, group, "stamp", armed->stamp);
  g_key_file_set_uint64 (file, group, "panic-timeout", armed->panic_timeout);
  g_key_file_set_string (file, group, "digest", armed->digest);
  g_key_file_set_uint64 (file, group, "memory", armed->memory);
  set_text (file, group, "method", armed->method);
  g_key_file_set_boolean (file, group, "method-named", armed->method_named);
  g_key_file_set_boolean (file, group, "method-lowered", armed->method_lowered);
  set_text (file, group, "method-reason", armed->method_reason);
  set_text (file, group, "map", armed->map);
  g_key_file_set_uint64 (file, group, "memory-peak", armed->memory_peak);
  kx_key_file_set_bytes_list (file, group, "initrds", (const char *const *) armed->initrds);
}

char *
kx_ledger_format (const KxLedger *ledger)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, GROUP, "version", LEDGER_VERSION);
  g_key_file_set_string (file, GROUP, "boot-id", ledger->boot_id != NULL ? ledger->boot_id : "");
  g_key_file_set_string (file, GROUP, "phase", phases[ledger->phase]);
  g_key_file_set_uint64 (file, GROUP, "loads", ledger->loads);
  g_key_file_set_uint64 (file, GROUP, "generation", ledger->generation);
  if (ledger->cold)
    g_key_file_set_boolean (file, GROUP, "cold", TRUE);
  g_key_file_set_integer (file, GROUP, "counter", ledger->counter);
  g_key_file_set_boolean (file, GROUP, "sealed", ledger->sealed);
  if (ledger->suspended != NULL)
    g_key_file_set_string (file, GROUP, "suspended", ledger->suspended);
  format_armed (file, "armed", ledger->armed);
  format_armed (file, "next", ledger->next);

  return g_key_file_to_data (file, NULL, NULL);
}
