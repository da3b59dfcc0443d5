/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machine-hazards.h"

#include <string.h>

#include "block-device.h"
#include "cmdline.h"
#include "crypttab.h"
#include "option-list.h"

#define HIBERNATED "swsuspend"

/* So many guests are called by their names. */
#define NAMED_MAX 3

KxSubject *
kx_subject_new (KxOrigin origin, const char *release, const char *cmdline)
{
  KxSubject *subject = g_new0 (KxSubject, 1);

  subject->origin = origin;
  subject->release = g_strdup (release);
  subject->cmdline = g_strdup (cmdline);
  return subject;
}

void
kx_subject_free (KxSubject *subject)
{
  g_free (subject->release);
  g_free (subject->cmdline);
  g_free (subject);
}

void
kx_machine_facts_clear (KxMachineFacts *facts)
{
  g_clear_pointer (&facts->subjects, g_ptr_array_unref);
  g_clear_pointer (&facts->crypttab, g_ptr_array_unref);
  g_clear_pointer (&facts->block_devices, g_ptr_array_unref);
  g_clear_pointer (&facts->running_release, g_free);
  g_clear_pointer (&facts->running_cmdline, g_free);
  g_clear_pointer (&facts->guests, g_strfreev);
  g_clear_pointer (&facts->confidential_guests, g_strfreev);
}

static void G_GNUC_PRINTF (6, 7)
add (KxHazards *hazards, const char *id, KxSeverity severity, const char *device,
     const char *remedy, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  kx_hazards_add (hazards, id, severity, device, text, remedy);
}

/*
 * Whether a volume is bound to nothing but registers of the TPM that only the firmware and the boot
 * loader write (0 to 3 and 5 to 7), and so opens after a fast restart as it did before. The others
 * are what an initrd, systemd or the kernel adds to while the system runs, or what is measured of
 * the next kernel (4, 8 and above).
 */
static gboolean
is_firmware_only (const char *registers)
{
  g_auto (GStrv) numbers = g_strsplit_set (registers, "+,", -1);

  for (char **number = numbers; *number != NULL; number++)
    {
      g_auto (GStrv) parts = g_strsplit_set (*number, ":=", 2);

      if (parts[0] != NULL && *parts[0] != '\0'
          && (strlen (parts[0]) != 1 || strchr ("0123567", parts[0][0]) == NULL))
        return FALSE;
    }
  return TRUE;
}

/*
 * A volume that the start waits for blocks, with or without somebody at the machine: nobody knows
 * whether he has the passphrase, which may be a recovery key in a safe, and an ordinary reboot must
 * not ask for what it never asked for.
 */
static void
judge_sealed (const char *volume, const char *options, KxHazards *hazards)
{
  g_autofree char *device = kx_option_list_get (options, "tpm2-device");
  g_autofree char *registers = kx_option_list_get (options, "tpm2-pcrs");
  g_autofree char *noauto = kx_option_list_get (options, "noauto");
  g_autofree char *nofail = kx_option_list_get (options, "nofail");
  g_autofree char *name = *volume != '\0' ? g_strdup_printf ("the encrypted volume %s is", volume)
                                          : g_strdup ("encrypted volumes are");

  if (device == NULL || noauto != NULL)
    return;

  if (registers != NULL && is_firmware_only (registers))
    add (hazards, "luks-tpm2", KX_SEVERITY_NOTE, volume, "",
         "%s opened by the TPM; the registers that this depends on stay as they are in a fast "
         "restart",
         name);
  else
    add (hazards, "luks-tpm2", nofail != NULL ? KX_SEVERITY_WARNING : KX_SEVERITY_BLOCKING, volume,
         "restart through the firmware, or have somebody there who can type the passphrase; where "
         "the key is bound to registers 0 to 3 and 5 to 7 only, say so with tpm2-pcrs= in "
         "/etc/crypttab",
         "%s opened by the TPM, whose registers a fast restart does not reset: %s", name,
         nofail != NULL ? "it may stay closed" : "the start may stop and ask for the passphrase");
}

static void
judge_sealed_volumes (const KxMachineFacts *facts, KxHazards *hazards)
{
  static const char *const keys[] = { "rd.luks.options", "luks.options" };

  for (guint i = 0; i < facts->crypttab->len; i++)
    {
      const KxCrypttabEntry *entry = facts->crypttab->pdata[i];

      judge_sealed (entry->volume, entry->options, hazards);
    }

  for (guint i = 0; i < facts->subjects->len; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
      {
        const KxSubject *subject = facts->subjects->pdata[i];
        g_auto (GStrv) values = kx_cmdline_get_all (subject->cmdline, keys[k]);

        for (char **value = values; *value != NULL; value++)
          {
            /* "UUID=options", or options for all. */
            const char *options = strchr (*value, '=');
            gboolean all = options == NULL || strcspn (*value, ",") < (gsize) (options - *value)
                           || g_str_has_prefix (*value, "tpm2-");

            judge_sealed ("", all ? *value : options + 1, hazards);
          }
      }
}

/* What the next kernel, or its initrd, will make of a hibernated system. */
static void
judge_hibernated (const KxMachineFacts *facts, const KxBlockDevice *device, KxHazards *hazards)
{
  static const char remedy[]
      = "start that system once and shut it down; if nobody needs it any more, make the swap space "
        "anew with mkswap, or give the next kernel “noresume”";
  gboolean ignored = facts->subjects->len > 0;

  for (guint i = 0; i < facts->subjects->len; i++)
    {
      const KxSubject *subject = facts->subjects->pdata[i];
      g_autofree char *resume = kx_cmdline_get (subject->cmdline, "resume");

      if (kx_cmdline_has (subject->cmdline, "noresume"))
        continue;
      ignored = FALSE;
      if (resume == NULL || !kx_block_device_is (device, resume))
        continue;
      add (hazards, "hibernation", KX_SEVERITY_BLOCKING, device->path, remedy,
           "the next kernel would wake up the system that is hibernated on %s, whose file systems "
           "have been written to since: they would be damaged",
           device->path);
      return;
    }

  add (hazards, "hibernation", ignored ? KX_SEVERITY_NOTE : KX_SEVERITY_WARNING, device->path,
       remedy, "a hibernated system is kept on %s%s", device->path,
       ignored ? "; the next kernel leaves it alone"
               : "; an initrd that looks for one wakes it up, and file systems that have been "
                 "written to since would be damaged");
}

static const KxBlockDevice *
find_device (const GPtrArray *devices, const char *name)
{
  for (guint i = 0; i < devices->len; i++)
    if (kx_block_device_is (devices->pdata[i], name))
      return devices->pdata[i];
  return NULL;
}

/* Whether it would be known if there were a device of that name. */
static gboolean
can_be_found (const GPtrArray *devices, const char *name)
{
  static const char *const tags[] = { "UUID=", "PARTUUID=", "LABEL=", "PARTLABEL=", "/dev/disk/" };
  /* Not on a disk, or what only an initrd understands. */
  static const char *const special[] = { "/dev/nfs", "/dev/cifs", "/dev/root", "/dev/ram", NULL };
  gboolean by_tag = FALSE;

  if (devices->len == 0 || strchr (name, ':') != NULL)
    return FALSE;
  for (gsize i = 0; special[i] != NULL; i++)
    if (g_str_has_prefix (name, special[i]))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    by_tag |= g_str_has_prefix (name, tags[i]);
  if (!by_tag)
    return g_str_has_prefix (name, "/dev/");

  for (guint i = 0; i < devices->len; i++)
    if (((const KxBlockDevice *) devices->pdata[i])->names->len > 0)
      return TRUE;
  return FALSE;
}

static void
judge_root (const KxMachineFacts *facts, const KxSubject *subject, KxHazards *hazards)
{
  g_autofree char *root = kx_cmdline_get (subject->cmdline, "root");

  if (root == NULL || !can_be_found (facts->block_devices, root)
      || find_device (facts->block_devices, root) != NULL)
    return;

  add (hazards, "root", KX_SEVERITY_BLOCKING, "",
       "correct root= where the boot loader has its command line, or make the device available",
       "no device of this machine is what the kernel command line of Linux %s calls its root file "
       "system: its start would end there",
       subject->release != NULL ? subject->release : "(unknown)");
}

static void
judge_modules (const KxMachineFacts *facts, const KxSubject *subject, KxHazards *hazards)
{
  /* What another system that is installed here has is not known. */
  if (!facts->running_has_modules || subject->release == NULL || subject->has_modules
      || !kx_cmdline_is_same_system (subject->cmdline, facts->running_cmdline))
    return;

  /* A kernel of one's own may have everything built in. */
  add (hazards, "modules",
       subject->origin == KX_ORIGIN_CUSTOM ? KX_SEVERITY_WARNING : KX_SEVERITY_BLOCKING, "",
       "install the package of that kernel again, or load another image with “kexecctl load”",
       "/usr/lib/modules has nothing for Linux %s, but for the running %s: devices that its initrd "
       "does not know, network cards for example, would not work",
       subject->release, facts->running_release);
}

static void
judge_guests (const KxMachineFacts *facts, KxHazards *hazards)
{
  guint n = facts->guests != NULL ? g_strv_length (facts->guests) : 0;

  if (facts->confidential_guests != NULL && facts->confidential_guests[0] != NULL)
    {
      g_autofree char *kinds = g_strjoinv (", ", facts->confidential_guests);

      add (hazards, "confidential-guests", KX_SEVERITY_BLOCKING, "", "stop these guests first",
           "guests with encrypted memory are running (%s): they cannot be kept, and what the "
           "processor still holds of them when the machine is not reset can stop the next kernel",
           kinds);
    }

  if (n > 0)
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < MIN (n, NAMED_MAX); i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", facts->guests[i]);
      if (n > NAMED_MAX)
        g_string_append_printf (names, " and %u more", n - NAMED_MAX);
      add (hazards, "guests", KX_SEVERITY_WARNING, "", "stop or move them first",
           "virtual machines or containers are running here and end with the restart: %s",
           names->str);
    }
}

void
kx_machine_hazards_judge (const KxMachineFacts *facts, KxHazards *hazards)
{
  judge_sealed_volumes (facts, hazards);
  for (guint i = 0; i < facts->block_devices->len; i++)
    {
      const KxBlockDevice *device = facts->block_devices->pdata[i];

      if (g_strcmp0 (device->content, HIBERNATED) == 0)
        judge_hibernated (facts, device, hazards);
    }
  for (guint i = 0; i < facts->subjects->len; i++)
    {
      judge_root (facts, facts->subjects->pdata[i], hazards);
      judge_modules (facts, facts->subjects->pdata[i], hazards);
    }
  judge_guests (facts, hazards);
}
