/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "level.h"
#include "memory-floor.h"
#include "method.h"
#include "ordinary.h"
#include "protection.h"

/* What a path may have, bytes with its end. */
#define KX_CONFIG_PATH_MAX 256

/* The configuration: /etc/kexecd.conf and the drop-ins of /etc/kexecd.conf.d/, see kexecd.conf(5).
 * */
typedef struct
{
  KxLevel level;
  KxMethod method;         /* the fastest that may be taken: KX_METHOD_RAW for Method=auto */
  gboolean is_only_method; /* it was named: no other takes its place */
  KxMemoryFloor memory_floor; /* what is to stay available to others */
  KxOrdinary ordinary;     /* restarts that nobody asked kexecd for */
  gboolean apply_remedies; /* devices are taken from their drivers before another kernel starts */
  guint max_failures;      /* restarts in a row that may fail before an image is quarantined; 0: any */
  guint panic_timeout;     /* seconds, for panic= of images that have none; 0: nothing is added */
  guint64 watchdog;        /* that ends a hang of the next kernel, microseconds; 0: none */
  char metrics_directory[KX_CONFIG_PATH_MAX]; /* where kexecd.prom is written; "": nowhere */
} KxConfig;

/* The defaults. */
void kx_config_init (KxConfig *config);

/*
 * Puts the settings of one file over those in @config. @name: for messages. FALSE with
 * KX_ERROR_FAILED and @config untouched where the file has a mistake; the message names file, line
 * and what would be right.
 */
gboolean kx_config_parse (KxConfig *config, const char *name, const char *data, GError **error);
