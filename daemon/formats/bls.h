/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The text files of the Boot Loader Specification (https://uapi-group.org/specifications): one key
 * and its value in each line. Boot loaders differ in what they make of them. So there are the
 * lines, in a view that holds for all, and an entry as systemd-boot understands it.
 */

/**
 * KxBlsLine:
 * @number: of the line, from 1
 * @text: all of it, from the first character that is no space or tab
 * @key: up to the first space or tab of @text; "" where the line is empty
 * @value: (nullable): what follows the spaces and tabs behind the key, to the end of the line,
 *   quotes and white space at its end as they are written; %NULL where no more than white space
 *   follows
 *
 * A line that is no comment.
 */
typedef struct
{
  guint number;
  const char *text;
  const char *key;
  const char *value;
} KxBlsLine;

/**
 * KxBlsLines:
 * @lines: (element-type KxBlsLine): all lines but for comments, in their order
 *
 * One file. The other fields are private.
 */
typedef struct
{
  GArray *lines;
  char *whole;
  char *split;
} KxBlsLines;

/**
 * kx_bls_lines_new:
 * @text: a file; need not end with a NUL
 * @length: its length in bytes, which the caller has limited
 *
 * A line ends at LF, CR LF or CR, a comment begins with "#", the file ends at its first NUL. Keys
 * and values are bytes as they are in the file: nobody has looked whether they are UTF-8.
 *
 * Returns: (transfer full): its lines; never fails
 */
KxBlsLines *kx_bls_lines_new (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/** kx_bls_lines_free: frees @lines and all that they point to. */
void kx_bls_lines_free (KxBlsLines *lines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBlsLines, kx_bls_lines_free)

/**
 * kx_bls_lines_get:
 *
 * Returns: (transfer none) (nullable): line @i of @lines, %NULL behind the last.
 */
const KxBlsLine *kx_bls_lines_get (const KxBlsLines *lines, guint i);

/**
 * kx_bls_line_dup_value:
 * @line: a line
 *
 * Returns: (transfer full) (nullable): its value as systemd-boot takes it: without white space at
 *   the end, then without a pair of quotes around it; %NULL where systemd-boot skips the line
 */
char *kx_bls_line_dup_value (const KxBlsLine *line) G_GNUC_WARN_UNUSED_RESULT;

/**
 * KxBlsKind:
 * @KX_BLS_NOTHING: nothing to start is named: systemd-boot hides the entry
 * @KX_BLS_CONFLICT: two kinds of things to start are named: systemd-boot hides the entry
 * @KX_BLS_LINUX: `linux`, a kernel
 * @KX_BLS_EFI: `efi`, any EFI program
 * @KX_BLS_UKI: `uki`, a unified kernel image
 * @KX_BLS_UKI_URL: `uki-url`, one that is fetched over the network
 */
typedef enum
{
  KX_BLS_NOTHING,
  KX_BLS_CONFLICT,
  KX_BLS_LINUX,
  KX_BLS_EFI,
  KX_BLS_UKI,
  KX_BLS_UKI_URL,
} KxBlsKind;

/**
 * KxBlsEntry:
 * @kind: what the entry starts
 * @program: (nullable): the value of `linux`, `efi`, `uki` or `uki-url`
 * @title: (nullable): `title`
 * @version: (nullable): `version`
 * @machine_id: (nullable): `machine-id`
 * @sort_key: (nullable): `sort-key`
 * @architectures: (element-type utf8): each `architecture`
 * @initrds: (element-type utf8): each `initrd`
 * @extras: (element-type utf8): each `extra`
 * @devicetree: (nullable): `devicetree`
 * @options: (nullable): all `options`, with a space between them
 * @profile: `profile`, 0 where there is none
 *
 * An entry as systemd-boot understands it (src/boot/boot.c, boot_entry_add_type1(), of systemd
 * 262): of several lines with the same key the last counts, except for the lists.
 * `devicetree-overlay` and keys that it does not know are ignored. Paths and texts are as in the
 * file; see kx_bls_entry_is_utf8().
 */
typedef struct
{
  KxBlsKind kind;
  char *program;
  char *title;
  char *version;
  char *machine_id;
  char *sort_key;
  GPtrArray *architectures;
  GPtrArray *initrds;
  GPtrArray *extras;
  char *devicetree;
  char *options;
  guint profile;
} KxBlsEntry;

/**
 * kx_bls_entry_new:
 * @text: the file of an entry; need not end with a NUL
 * @length: its length in bytes, which the caller has limited
 *
 * Returns: (transfer full): what it says; never fails
 */
KxBlsEntry *kx_bls_entry_new (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/** kx_bls_entry_free: frees @entry. */
void kx_bls_entry_free (KxBlsEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBlsEntry, kx_bls_entry_free)

/**
 * kx_bls_entry_is_for:
 * @entry: an entry
 * @architecture: as EFI calls it: "x64", "aa64"
 *
 * Returns: whether it is for machines of that architecture; systemd-boot hides the others
 */
gboolean kx_bls_entry_is_for (const KxBlsEntry *entry,
                              const char *architecture) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_bls_entry_is_utf8:
 *
 * Returns: whether all that @entry says is valid UTF-8; systemd-boot leaves out what is not
 */
gboolean kx_bls_entry_is_utf8 (const KxBlsEntry *entry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
