/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "filesystems.h"

G_BEGIN_DECLS

/**
 * KxBootPartition:
 * @directory: where it is, below the root: "/efi"
 * @filesystem: that it is on
 * @is_esp: systemd-boot says that it was started from it
 *
 * An ESP or XBOOTLDR partition.
 */
typedef struct
{
  char *directory;
  const KxFilesystem *filesystem;
  gboolean is_esp;
} KxBootPartition;

/** kx_boot_partition_free: frees @partition. */
void kx_boot_partition_free (KxBootPartition *partition);

/**
 * kx_boot_partition_has_texts:
 * @root: a root
 * @directory: where a partition is, below the root
 *
 * The marker loader/entries.srel tells whether the files in loader/entries are what the Boot Loader
 * Specification says. Systemd-boot does not ask, so that where it started the machine (there is the
 * EFI variable LoaderInfo), the answer does not depend on it.
 *
 * Returns: whether there is a directory loader/entries with files of the specification
 */
gboolean kx_boot_partition_has_texts (KxRoot *root,
                                      const char *directory) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_boot_partitions_find:
 * @root: a root
 * @filesystems: of that; has to live longer than what is returned
 *
 * Finds the partitions that have entries of the Boot Loader Specification: the one that
 * systemd-boot says it was started from (the EFI variable LoaderDevicePartUUID), whatever it has,
 * and of /efi, /boot/efi and /boot those with loader/entries, loader/loader.conf or EFI/Linux. A
 * directory that can be reached in two ways is found once. Where it is known which partition it
 * was started from, directories that are no partitions do not count.
 *
 * Returns: (transfer full) (element-type KxBootPartition): the ESP first, then XBOOTLDR; empty
 *   where no directory has any of these
 */
GPtrArray *kx_boot_partitions_find (KxRoot *root,
                                    const KxFilesystems *filesystems) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_boot_partitions_find_esp:
 * @root: a root
 * @filesystems: of that; has to live longer than what is returned
 *
 * Finds the ESP: the partition that a boot loader or a unified kernel image was started from, by
 * its own word (the EFI variable LoaderDevicePartUUID); else of /efi, /boot/efi and /boot the first
 * that has a directory EFI.
 *
 * Returns: (transfer full) (element-type KxBootPartition): the ESP; empty where there is none
 */
GPtrArray *kx_boot_partitions_find_esp (KxRoot *root, const KxFilesystems *filesystems)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_boot_partition_resolve:
 * @partition: a partition
 * @root: a root
 * @inside: a path as EFI programs or the Boot Loader Specification write it: from the top of the
 *   partition, with "/" or "\"; the first one may be missing
 *
 * Where the partition's directory is not known to be the top of a file system, @inside is looked up
 * in that directory, too.
 *
 * Returns: (transfer full): the path below the root, whether something is there or not
 */
char *kx_boot_partition_resolve (const KxBootPartition *partition, KxRoot *root,
                                 const char *inside) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
