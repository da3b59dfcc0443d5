/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KX_UKI_TEXT_MAX: a text section (.cmdline, .osrel, .uname, .profile) with more bytes is
 * refused. */
#define KX_UKI_TEXT_MAX (64 * 1024)

/** KX_UKI_BASE: kx_uki_layout_parse() looks at what all profiles share only. */
#define KX_UKI_BASE (-1)

/** KxUkiSection: the sections of a unified kernel image that mean something to its stub. */
typedef enum
{
  KX_UKI_LINUX,
  KX_UKI_OSREL,
  KX_UKI_CMDLINE,
  KX_UKI_INITRD,
  KX_UKI_UCODE,
  KX_UKI_DTB,
  KX_UKI_DTBAUTO, /* one or more, of which the stub takes the one for this machine */
  KX_UKI_HWIDS,
  KX_UKI_UNAME,
  KX_UKI_SBAT,
  KX_UKI_PCRSIG,
  KX_UKI_PCRPKEY,
  KX_UKI_PROFILE,
  KX_UKI_N_SECTIONS,
} KxUkiSection;

/**
 * KxUkiRange:
 * @present: there is such a section
 * @offset: in the file, in bytes
 * @size: bytes of the file; less than the section's data where the rest is padding
 *
 * Where in a file a section's contents are.
 */
typedef struct
{
  gboolean present;
  guint64 offset;
  guint64 size;
} KxUkiRange;

/**
 * KxUkiLayout:
 * @architecture: (transfer none) (nullable): as of `uname -m`; %NULL for an unknown one
 * @is_signed: has a signature
 * @declared_size: bytes that the file must have: the end of its sections and of its signatures
 * @n_profiles: how many profiles there are; 0: the image knows no profiles
 * @sections: where what is, by #KxUkiSection
 *
 * The section table of a unified kernel image, or of an addon for one.
 */
typedef struct
{
  const char *architecture;
  gboolean is_signed;
  guint64 declared_size;
  guint n_profiles;
  KxUkiRange sections[KX_UKI_N_SECTIONS];
} KxUkiLayout;

/**
 * kx_uki_layout_parse:
 * @head: the first bytes of the file
 * @head_size: how many there are: all headers, which KX_KERNEL_HEAD_SIZE bytes are enough for
 * @file_size: the length of the file in bytes
 * @profile: whose sections are wanted, from 0; KX_UKI_BASE for the shared ones. The first is always
 *   there, if only by implication
 * @layout: (out): untouched on failure
 * @error: KX_ERROR_INCOMPLETE: the headers go on after @head_size, or a section after @file_size
 *   bytes; KX_ERROR_INVALID_IMAGE: the table contradicts itself; KX_ERROR_UNSUPPORTED: there is no
 *   such profile
 *
 * Reads the table as systemd-stub does: what comes before the first .profile is shared, each
 * .profile begins one more group, whose sections hide the shared ones of the same name; a section
 * counts if it takes room in memory, and its contents are what both the file and the memory have
 * room for. Stricter than the stub, which takes the first of two: a section twice in a group is
 * refused. See the UAPI group's specification of unified kernel images; src/boot/pe.c in systemd.
 *
 * Returns: whether this is a PE file whose sections can be read
 */
gboolean kx_uki_layout_parse (const guint8 *head, gsize head_size, guint64 file_size, int profile,
                       KxUkiLayout *layout, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_uki_probe:
 *
 * Returns: whether this is a PE file with a section for a kernel (.linux)
 */
gboolean kx_uki_probe (const guint8 *head, gsize head_size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_uki_section_to_string:
 *
 * Returns: (transfer none): ".linux" and the like
 */
const char *kx_uki_section_to_string (KxUkiSection section);

/**
 * kx_uki_normalise_cmdline:
 * @text: the contents of .cmdline
 * @length: how many bytes; a NUL ends them
 *
 * Returns: (transfer full) (nullable): the command line as systemd-stub passes it: without white
 *   space at both ends, with a space for each control character; %NULL where it is not UTF-8
 */
char *kx_uki_normalise_cmdline (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_uki_split_options:
 * @options: what a loader passes to a unified kernel image
 * @profile: (inout): the profile that "@N" at the beginning names; else left alone
 *
 * Returns: (transfer none): @options behind "@N" and one space
 */
const char *kx_uki_split_options (const char *options, int *profile);

G_END_DECLS
