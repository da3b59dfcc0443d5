/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KX_IMAGE_MAX_INITRDS: an image with more initrds than this is refused. */
#define KX_IMAGE_MAX_INITRDS 64

/** KX_ENTRY_NO_PROFILE: the profile of what is no unified kernel image, or has no profiles. */
#define KX_ENTRY_NO_PROFILE (-1)

/**
 * KxImageRole:
 * @KX_IMAGE_NORMAL: a kernel that may be the default
 * @KX_IMAGE_OLD: put aside by an installer (`*.old`)
 * @KX_IMAGE_RESCUE: meant for repairs
 */
typedef enum
{
  KX_IMAGE_NORMAL,
  KX_IMAGE_OLD,
  KX_IMAGE_RESCUE,
} KxImageRole;

/**
 * KxImage:
 * @id: unique in its catalogue and the same in the next one: what its boot loader calls it, or of a
 *   plain kernel, for example "6.1.0-44-amd64" or "linux-lts"
 * @title: for people
 * @version: what plain images are ordered by: the version in the file's name where it has one, else
 *   @release, else the name; of others, what the configuration says of it, else @release
 * @release: (nullable): what `uname -r` will say; %NULL where it cannot be known yet
 * @architecture: (nullable): static; as of `uname -m`, "x86_64"; %NULL where the file is no kernel
 * @format: (nullable): static; "bzimage", "arm64-image" …; %NULL where the file is no kernel
 * @source: static; how the image was found: "bls", "uki", "grub", "extlinux", "plain"
 * @file: what it is written in, a path below the root (see #KxEntry)
 * @line: the line of @file at which it begins, from 1; 0: the whole file
 * @kernel: path below the root, "/boot/vmlinuz-6.1.0-44-amd64"; "" where it starts no Linux, or
 *   that cannot be resolved
 * @profile: as of #KxEntry
 * @initrds: (array zero-terminated=1): paths below the root in the order in which they are loaded
 * @cmdline: the command line
 * @role: whether it may become the default
 * @is_other: its kernel's file is something else than a kernel, such as another EFI program
 * @complete: it can be loaded; %FALSE always comes with @problems
 * @pending: it is incomplete in a way that time may heal: somebody is still writing it. Look again
 * @problems: (array zero-terminated=1): why it is not complete, sentences without a full stop
 * @files: (nullable): identifies the contents of all files, by device, inode, size, mtime and
 *   ctime: as long as it is equal, nothing was touched. %NULL where a file is missing
 * @stamp: (nullable): identifies what would be started: @files with @id, @profile and @cmdline.
 *   Made by kx_image_new(); %NULL where @files is
 *
 * One kernel that this machine could start, with all that belongs to it. Immutable: may be read by
 * every thread that holds a reference.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *version;
  const char *release;
  const char *architecture;
  const char *format;
  const char *source;
  const char *file;
  guint line;
  const char *kernel;
  int profile;
  const char *const *initrds;
  const char *cmdline;
  KxImageRole role;
  gboolean is_other;
  gboolean complete;
  gboolean pending;
  const char *const *problems;
  const char *files;
  const char *stamp;
} KxImage;

/**
 * kx_image_new:
 * @fields: what the image is to say; copied but for what is static. %NULL for a string that is not
 *   nullable means "", for a list the empty one
 *
 * Returns: (transfer full): a new image
 */
KxImage *kx_image_new (const KxImage *fields) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_image_ref:
 *
 * Returns: (transfer full): @image; from any thread
 */
KxImage *kx_image_ref (const KxImage *image);

/** kx_image_unref: drops a reference; from any thread. */
void kx_image_unref (KxImage *image);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxImage, kx_image_unref)

G_END_DECLS
