/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ordinary.h"

#include "words.h"

static const char *const names[] = {
  [KX_ORDINARY_FOLLOW] = "follow",
  [KX_ORDINARY_COLD] = "cold",
};

const char *
kx_ordinary_to_string (KxOrdinary ordinary)
{
  g_return_val_if_fail ((gsize) ordinary < G_N_ELEMENTS (names), NULL);

  return names[ordinary];
}

gboolean
kx_ordinary_from_string (const char *text, KxOrdinary *ordinary)
{
  int found = kx_words_find (names, G_N_ELEMENTS (names), text);

  if (found < 0)
    return FALSE;

  *ordinary = (KxOrdinary) found;
  return TRUE;
}

/* The first version whose “systemctl reboot” starts what the kernel holds. */
#define SYSTEMD_FOLLOWS 255

static char *
describe_loaded (const KxOrdinaryFacts *facts)
{
  const char *what = facts->foreign ? "the kernel that another program loaded" : "the armed kernel";
  const char *although = facts->ordinary == KX_ORDINARY_COLD
                             ? ", although “OrdinaryReboot=cold”: the running kernel has been told "
                               "to change nothing of that until the next boot"
                             : "";

  if (facts->systemd == 0)
    return g_strdup_printf ("a restart may start %s directly: which ones do depends on systemd, and "
                            "its version is not known%s",
                            what, although);
  if (facts->systemd < SYSTEMD_FOLLOWS)
    return g_strdup_printf ("“reboot”, “shutdown -r” and “systemctl kexec” start %s directly; "
                            "“systemctl reboot” and a desktop's restart go through the firmware "
                            "(systemd %u)%s",
                            what, facts->systemd, although);
  return g_strdup_printf ("“systemctl reboot”, “reboot”, “shutdown -r” and “systemctl kexec” start "
                          "%s directly; a desktop's restart goes through the firmware (systemd %u)%s",
                          what, facts->systemd, although);
}

char *
kx_ordinary_describe (const KxOrdinaryFacts *facts)
{
  if (facts->loaded && (facts->ordinary == KX_ORDINARY_FOLLOW || facts->locked))
    return describe_loaded (facts);
  if (facts->ordinary == KX_ORDINARY_COLD)
    return g_strdup ("every restart but “kexecctl execute” goes through the firmware, for "
                     "“OrdinaryReboot=cold”");
  if (facts->entries && !facts->locked)
    return g_strdup ("every ordinary restart goes through the firmware, for the kernel holds "
                     "nothing; only “systemctl kexec” may load and start the boot loader's default "
                     "entry by itself");
  return g_strdup ("every ordinary restart goes through the firmware, for the kernel holds nothing");
}
