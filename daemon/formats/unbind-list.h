/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The list of devices that are taken from their drivers before another kernel starts: the daemon
 * writes it to /run/kexecd/unbind, kexecd-shutdown reads it after services have stopped.
 *
 * On disk: the line "kexecd-unbind 1", then for each device a line with bus, driver and device, with
 * a tab between them, named as in /sys/bus/BUS/drivers/DRIVER/DEVICE. Every line ends with a newline.
 */
#define KX_UNBIND_NAME "unbind"
#define KX_UNBIND_LIST "run/kexecd/" KX_UNBIND_NAME

/* No machine has more devices that need it, and no list is longer. */
#define KX_UNBIND_MAX 256
#define KX_UNBIND_MAX_BYTES (64 * 1024)

/* A device and the driver that has it. */
typedef struct
{
  char *bus;
  char *driver;
  char *device;
} KxBinding;

/*
 * NULL where one of the three cannot be the name of a directory in sysfs: empty, "." or "..", longer
 * than 255 bytes, or with anything but printable ASCII, or with "/".
 */
KxBinding *kx_binding_new (const char *bus, const char *driver,
                           const char *device) G_GNUC_WARN_UNUSED_RESULT;

void kx_binding_free (KxBinding *binding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxBinding, kx_binding_free)

/* An empty list of KxBinding that owns them. (transfer full) */
GPtrArray *kx_unbind_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Adds what can be named and is not in @list yet. */
void kx_unbind_list_add (GPtrArray *list, const char *bus, const char *driver, const char *device);

/*
 * @data: the file's bytes, @size of them. (transfer full): its bindings, in their order; NULL with
 * KX_ERROR_FAILED where a single one of its lines is wrong or the last one is cut off.
 */
GPtrArray *kx_unbind_list_parse (const char *data, gsize size,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes for the file, NUL-terminated; of @bindings the first KX_UNBIND_MAX. (transfer full) */
char *kx_unbind_list_format (const GPtrArray *bindings) G_GNUC_WARN_UNUSED_RESULT;
