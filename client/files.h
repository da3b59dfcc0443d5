/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gunixfdlist.h>

/* A message on the system bus carries 16 descriptors, one of which is the kernel's. */
#define KX_FILES_MAX_INITRDS 15

/*
 * A kernel and its initrds, open for reading, as LoadFiles takes them: it is the user who opens
 * them, with the user's rights.
 */
typedef struct _KxFiles KxFiles;

/*
 * Opens @kernel and @initrds (nullable, at most KX_FILES_MAX_INITRDS). Returns NULL and sets an
 * error that names the file where one cannot be opened.
 */
KxFiles *kx_files_open (const char *kernel, const char *const *initrds, GError **error);
void kx_files_free (KxFiles *self);

/* The arguments of LoadFiles: "h" and "ah", both floating, and the list that they point into. */
GVariant *kx_files_kernel (KxFiles *self);
GVariant *kx_files_initrds (KxFiles *self);
GUnixFDList *kx_files_list (KxFiles *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxFiles, kx_files_free)
