/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec-state.h"

#include <errno.h>

#include "error.h"
#include "small-file.h"
#include "tally.h"

#define COUNTER "proc/sys/kernel/kexec_load_limit_reboot"

/* Whether there is such a file; *value is only touched where it could be understood. */
static gboolean
read_number (int root_fd, const char *path, int *value)
{
  gsize length;
  g_autofree char *text = kx_small_file_read (root_fd, path, 32, &length);

  if (text == NULL)
    return errno != ENOENT && errno != ENOTDIR;
  (void) !kx_kexec_state_parse (text, length, value);
  return TRUE;
}

void
kx_kexec_state_read (int root_fd, KxKexecState *state)
{
  KxKexecState s = { .loaded = -1, .disabled = -1, .counter = -1 };
  gboolean has_flag;

  has_flag = read_number (root_fd, "sys/kernel/kexec/loaded", &s.loaded);
  if (!has_flag || s.loaded < 0)
    has_flag |= read_number (root_fd, "sys/kernel/kexec_loaded", &s.loaded);
  if (s.loaded > 1)
    s.loaded = 1;

  s.supported = read_number (root_fd, "proc/sys/kernel/kexec_load_disabled", &s.disabled);
  if (s.disabled > 1)
    s.disabled = 1;
  /* Either file shows it: a container may hide the one or the other. */
  s.supported |= has_flag;

  s.has_limit = read_number (root_fd, COUNTER, &s.counter);
  s.counter = MAX (s.counter, -1);
  s.limit = s.counter <= KX_TALLY_LARGEST_LIMIT ? s.counter : -1;

  *state = s;
}

gboolean
kx_kexec_state_is_busy (int root_fd)
{
  static const char *const files[] = { "sys/kernel/kexec/crash_size", "sys/kernel/kexec_crash_size" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *text = kx_small_file_read (root_fd, files[i], 32, NULL);

      if (text == NULL && errno == EBUSY)
        return TRUE;
    }
  return FALSE;
}

gboolean
kx_kexec_state_start_counting (int root_fd, GError **error)
{
  g_autofree char *largest = g_strdup_printf ("%d\n", G_MAXINT);
  KxKexecState state;

  kx_kexec_state_read (root_fd, &state);
  if (!state.has_limit || state.counter >= 0 || kx_small_file_write (root_fd, COUNTER, largest))
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
               "the kernel cannot be told to count the calls that load an image (/%s: %s)", COUNTER,
               g_strerror (errno));
  return FALSE;
}

gboolean
kx_kexec_state_check (const KxKexecState *state, GError **error)
{
  if (!state->supported)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the running kernel has no kexec: it was built without it, or /sys and /proc are "
                   "not mounted; restart the ordinary way");
      return FALSE;
    }
  if (state->disabled == 1)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_DISABLED,
                   "loading is switched off until the next restart: "
                   "/proc/sys/kernel/kexec_load_disabled is 1; find out who set it (sysctl.d), and "
                   "restart the ordinary way");
      return FALSE;
    }
  if (state->limit == 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_DISABLED,
                   "the kernel allows no more loads until the next restart: "
                   "/proc/sys/kernel/kexec_load_limit_reboot is 0; what is loaded stays, and nothing "
                   "can replace it");
      return FALSE;
    }
  return TRUE;
}

void
kx_kexec_state_explain_refusal (const KxKexecState *state, KxLockdown lockdown, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (error == NULL || !g_error_matches (*error, KX_ERROR, KX_ERROR_DISABLED))
    return;

  if (kx_kexec_state_check (state, &why)
      && (lockdown == KX_LOCKDOWN_INTEGRITY || lockdown == KX_LOCKDOWN_CONFIDENTIALITY))
    g_set_error (&why, KX_ERROR, KX_ERROR_LOCKED_DOWN,
                 "the kernel is locked down (%s) and takes only images that are signed with a key it "
                 "trusts; install a signed kernel, or turn Secure Boot or lockdown= off",
                 kx_lockdown_to_string (lockdown));

  if (why != NULL)
    {
      g_clear_error (error);
      *error = g_steal_pointer (&why);
    }
}
