/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What is known of one device. Strings are valid UTF-8 and never NULL. */
typedef struct
{
  const char *subsystem; /* "pci" */
  const char *address;   /* its name there: "0000:00:02.0" */
  const char *driver;    /* that is bound to it; "" where none is */
  const char *class;     /* of PCI: six hexadecimal digits, "030000"; "" where there is none */
  const char *modalias;  /* "" where there is none */
  const char *name;      /* for people; "" where none is known */
  gboolean active; /* switched on, as far as the kernel's runtime power management tells */
  guint functions; /* virtual functions of SR-IOV that it has now */
} KxDevice;

/* The devices of a machine, and the machine. Read-only once it is filled. */
typedef struct
{
  GPtrArray *items; /* of KxDevice, which it owns */
  char *cpu;        /* model name of the first processor; "" where unknown */
  char *board;      /* DMI's "vendor/product/board"; "//" where unknown */
} KxDeviceFacts;

/* Without devices; the strings are copied. */
KxDeviceFacts *kx_device_facts_new (const char *cpu, const char *board) G_GNUC_WARN_UNUSED_RESULT;
void kx_device_facts_free (KxDeviceFacts *devices);

/* Adds a copy of it. NULL strings count as "". */
void kx_device_facts_add (KxDeviceFacts *devices, const KxDevice *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxDeviceFacts, kx_device_facts_free)
