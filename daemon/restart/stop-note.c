/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "stop-note.h"

#include <string.h>

#include "error.h"
#include "key-file-group.h"
#include "words.h"

#define GROUP "stopped"
#define STOP_NOTE_VERSION 1

/* Every sum and difference with a moment is far from an overflow. */
#define FARTHEST (G_MAXINT64 / 2 - 1)

static const struct
{
  const char *unit;
  KxStopTarget target;
} units[] = {
  { "kexec.target", KX_STOP_TARGET_KEXEC },
  { "reboot.target", KX_STOP_TARGET_REBOOT },
  { "poweroff.target", KX_STOP_TARGET_OFF },
  { "halt.target", KX_STOP_TARGET_OFF },
};

static const char *const words[] = {
  [KX_STOP_TARGET_UNKNOWN] = "unknown",
  [KX_STOP_TARGET_KEXEC] = "kexec",
  [KX_STOP_TARGET_REBOOT] = "reboot",
  [KX_STOP_TARGET_OFF] = "off",
};

void
kx_stop_note_clear (KxStopNote *note)
{
  g_free (note->boot_id);
  *note = (KxStopNote){ .loaded = -1 };
}

KxStopTarget
kx_stop_target_from_unit (const char *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (unit, units[i].unit) == 0)
      return units[i].target;
  return KX_STOP_TARGET_UNKNOWN;
}

/* Half a note would tell of a moment that never was. */
static gboolean
parse_fields (GKeyFile *file, KxStopNote *note)
{
  KxKeyFileGroup group = { .file = file, .name = GROUP };
  g_autofree char *word = kx_key_file_group_get_word (&group, "target");
  int target = kx_words_find (words, G_N_ELEMENTS (words), word);

  if (g_key_file_get_integer (file, GROUP, "version", NULL) != STOP_NOTE_VERSION || target < 0)
    return FALSE;

  note->target = (KxStopTarget) target;
  note->boot_id = kx_key_file_group_get_word (&group, "boot-id");
  note->moment.ticks = kx_key_file_group_get_unsigned (&group, "ticks", FARTHEST);
  note->moment.realtime = kx_key_file_group_get_signed (&group, "realtime", 0, FARTHEST);
  note->loaded = (int) kx_key_file_group_get_signed (&group, "loaded", -1, 1);
  return !group.bad && *note->boot_id != '\0';
}

gboolean
kx_stop_note_parse (const char *data, gsize size, KxStopNote *note, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (KxStopNote) read = { .loaded = -1 };

  if (size == 0 || !g_key_file_load_from_data (file, data, size, G_KEY_FILE_NONE, NULL)
      || !parse_fields (file, &read))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED,
                           "the note of when services last stopped cannot be read; how long that "
                           "restart took will not be known");
      return FALSE;
    }

  *note = read;
  read.boot_id = NULL;
  return TRUE;
}

char *
kx_stop_note_format (const KxStopNote *note)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, GROUP, "version", STOP_NOTE_VERSION);
  g_key_file_set_string (file, GROUP, "boot-id", note->boot_id);
  g_key_file_set_string (file, GROUP, "target", words[note->target]);
  g_key_file_set_uint64 (file, GROUP, "ticks", note->moment.ticks);
  g_key_file_set_int64 (file, GROUP, "realtime", note->moment.realtime);
  g_key_file_set_integer (file, GROUP, "loaded", note->loaded);
  return g_key_file_to_data (file, NULL, NULL);
}
