/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec-errno.h"

#include <errno.h>

#include "error.h"

typedef struct
{
  int errnum;
  KxError code;
  const char *text;
} Meaning;

/* What kexec_load(2) means by its errors (kernel/kexec.c). */
static const Meaning load_meanings[] = {
  { EPERM, KX_ERROR_DISABLED,
    "the kernel does not allow loading an image: kexec_load_disabled is set, kexec_load_limit_reboot "
    "is used up, lockdown is on, or the process lacks CAP_SYS_BOOT; look at /proc/sys/kernel and "
    "/sys/kernel/security/lockdown, and restart the ordinary way" },
  { EACCES, KX_ERROR_LOCKED_DOWN,
    "the kernel's integrity policy (IMA) does not allow an image whose signature it cannot check; "
    "“Method=auto” lets it check one" },
  { EINVAL, KX_ERROR_NO_MEMORY,
    "the kernel does not take what was laid out: kernel and initrd need more than half of the "
    "memory; use a smaller initrd" },
  { EADDRNOTAVAIL, KX_ERROR_FAILED,
    "the kernel does not take the addresses that were chosen; look at its log" },
  { EBUSY, KX_ERROR_BUSY,
    "the kernel is busy with another load or with a restart; try again when that is over" },
  { ENOMEM, KX_ERROR_NO_MEMORY,
    "the kernel has not enough free memory for kernel and initrd; free some, or use a smaller "
    "initrd" },
  { EOPNOTSUPP, KX_ERROR_UNSUPPORTED,
    "the kernel cannot do this on this processor (a TDX erratum, for example); restart the "
    "ordinary way" },
  { ENOSYS, KX_ERROR_UNSUPPORTED,
    "the running kernel was built without kexec_load (CONFIG_KEXEC); use a kernel that has it" },
  { EFAULT, KX_ERROR_FAILED, "the kernel could not read what was laid out" },
};

/* What kexec_file_load(2) means by its errors, on Linux 5.x to 7.x. */
static const Meaning file_load_meanings[] = {
  { EPERM, KX_ERROR_DISABLED,
    "the kernel does not allow loading an image: kexec_load_disabled is set, kexec_load_limit_reboot "
    "is used up, lockdown is on and the image is not signed, or the process lacks CAP_SYS_BOOT; "
    "look at /proc/sys/kernel and /sys/kernel/security/lockdown, and restart the ordinary way" },
  { EACCES, KX_ERROR_SIGNATURE_REJECTED,
    "the kernel's integrity policy (IMA) does not accept the image: its file carries no valid "
    "signature, or there is only a copy of it (a caller's own file, packed in another one, changed or "
    "gone since); install a signed kernel package" },
  { EINVAL, KX_ERROR_INVALID_IMAGE,
    "the kernel does not take this image: it is empty or damaged, it was made for another machine, "
    "or the command line is longer than it can hold; choose another image or a shorter command "
    "line" },
  { ENOEXEC, KX_ERROR_INVALID_IMAGE,
    "the running kernel cannot load images of this format; choose the file that the boot loader "
    "starts, on x86 a bzImage" },
  { EKEYREJECTED, KX_ERROR_SIGNATURE_REJECTED,
    "the kernel rejects the signature of the image: the key is known but does not allow it, or has "
    "been revoked; install a kernel that is signed with a trusted key" },
  { ENOKEY, KX_ERROR_SIGNATURE_REJECTED,
    "the kernel does not know the key that signed the image; enrol the key (mokutil --import) or "
    "install a kernel that is signed with a trusted one" },
  { EBADMSG, KX_ERROR_SIGNATURE_REJECTED,
    "the signature of the image is damaged or does not fit its content; install the kernel package "
    "again" },
  { ENODATA, KX_ERROR_SIGNATURE_REJECTED,
    "the image carries no signature and this machine demands one; install a signed kernel, or turn "
    "Secure Boot off" },
  { ELIBBAD, KX_ERROR_SIGNATURE_REJECTED,
    "the image's table of signatures is damaged; install the kernel package again" },
  { ENOPKG, KX_ERROR_SIGNATURE_REJECTED,
    "the running kernel lacks the algorithm with which the image is signed; install a kernel that "
    "is signed in another way" },
  { EBUSY, KX_ERROR_BUSY,
    "the kernel is busy with another load or with a restart; try again when that is over" },
  { ETXTBSY, KX_ERROR_BUSY,
    "somebody still writes to the image or the initrd; try again when the installation is over" },
  { ENOMEM, KX_ERROR_NO_MEMORY,
    "the kernel has not enough free memory for kernel and initrd; free some, or use a smaller "
    "initrd" },
  { EADDRNOTAVAIL, KX_ERROR_NO_MEMORY,
    "the kernel found no place in its memory for kernel and initrd; free some, or use a smaller "
    "initrd" },
  { EFBIG, KX_ERROR_INVALID_IMAGE,
    "the image or the initrd is larger than the kernel can load; use a smaller one" },
  { EOPNOTSUPP, KX_ERROR_UNSUPPORTED,
    "the kernel cannot do this on this processor (a TDX erratum, for example); restart the "
    "ordinary way" },
  { ENOSYS, KX_ERROR_UNSUPPORTED,
    "the running kernel was built without kexec_file_load (CONFIG_KEXEC_FILE); use a kernel that "
    "has it" },
  { EBADF, KX_ERROR_FAILED, "the descriptor of the image or the initrd is not open for reading" },
  { EIO, KX_ERROR_FAILED, "reading the image or the initrd failed; check the disk" },
  { EINTR, KX_ERROR_FAILED, "a signal ended the load; try again" },
  { EFAULT, KX_ERROR_FAILED, "the kernel could not read the command line" },
};

/* Unloading goes through kexec_file_load(2), or kexec_load(2) where there is no such call. */
static const Meaning unload_meanings[] = {
  { EPERM, KX_ERROR_DISABLED,
    "the kernel does not allow unloading: kexec_load_disabled is set, kexec_load_limit_reboot is "
    "used up, lockdown is on, or the process lacks CAP_SYS_BOOT; what is loaded stays until the "
    "next restart" },
  { EACCES, KX_ERROR_LOCKED_DOWN,
    "the kernel's integrity policy (IMA) does not allow unloading through kexec_load; what is loaded "
    "stays until the next restart" },
  { EBUSY, KX_ERROR_BUSY,
    "the kernel is busy with another load or with a restart; try again when that is over" },
  { ENOSYS, KX_ERROR_UNSUPPORTED,
    "the running kernel was built without kexec; use a kernel that has it" },
};

static const Meaning *
find (const Meaning *meanings, gsize n, int errnum)
{
  for (gsize i = 0; i < n; i++)
    if (meanings[i].errnum == errnum)
      return &meanings[i];
  return NULL;
}

static const struct
{
  const char *name;
  const Meaning *meanings;
  gsize n;
} calls[] = {
  [KX_KEXEC_CALL_LOAD] = { "loading", load_meanings, G_N_ELEMENTS (load_meanings) },
  [KX_KEXEC_CALL_FILE_LOAD] = { "loading", file_load_meanings, G_N_ELEMENTS (file_load_meanings) },
  [KX_KEXEC_CALL_UNLOAD] = { "unloading", unload_meanings, G_N_ELEMENTS (unload_meanings) },
};

void
kx_kexec_errno_set_error (KxKexecCall call, int errnum, GError **error)
{
  const char *name = calls[call].name;
  const Meaning *meaning = find (calls[call].meanings, calls[call].n, errnum);

  if (meaning != NULL)
    g_set_error (error, KX_ERROR, meaning->code, "%s failed (%s): %s", name, g_strerror (errnum),
                 meaning->text);
  else
    g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
                 "%s failed: %s (errno %d); look at the kernel's log", name, g_strerror (errnum),
                 errnum);
}
