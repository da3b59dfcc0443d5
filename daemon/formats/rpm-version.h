/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_rpm_version_compare:
 * @a: a version, release or name
 * @b: another one
 *
 * Compares by the rules that Fedora's GRUB took from RPM: letters and digits count in runs, a
 * number is newer than a word, and longer is newer, but `~` is older than the end. `+` is compared
 * as GRUB does it: newer than the end, and older than anything else.
 *
 * Returns: less than, equal to or greater than 0 as @a is older than, as old as or newer than @b
 */
int kx_rpm_version_compare (const char *a, const char *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_rpm_package_compare:
 * @a: NAME-VERSION-RELEASE, of which the ones behind may be missing
 * @b: another one
 *
 * Compares the names, then the versions, then the releases. The last two "-" part them, as Fedora's
 * GRUB has it for names of entries.
 *
 * Returns: as kx_rpm_version_compare()
 */
int kx_rpm_package_compare (const char *a, const char *b) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
