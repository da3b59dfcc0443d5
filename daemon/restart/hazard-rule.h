/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "hazard.h"

/* A condition on how the kernel manages a device's power. */
typedef enum
{
  KX_POWER_ANY,
  KX_POWER_ACTIVE,
  KX_POWER_SUSPENDED,
} KxPowerCondition;

/*
 * One rule of the table of hazards. All conditions that it has must be met; of a list, one. One with
 * a subsystem is about each device that meets them, another about the machine.
 */
typedef struct
{
  char *id;

  char *subsystem;   /* NULL: the rule is about the machine */
  char **drivers;    /* globs; NULL: any, or none */
  char *class;       /* PCI class, its first hexadecimal digits in lower case; NULL: any */
  char **modaliases; /* globs; NULL: any */
  KxPowerCondition power;
  gboolean functions; /* only with virtual functions */
  char **cpus;        /* globs; NULL: any */
  char **boards;      /* globs; NULL: any */

  gboolean off; /* Severity=none */
  KxSeverity severity;
  char *text;      /* with {name}, {driver} and {device} */
  char *remedy;    /* likewise; "" where there is none */
  gboolean unbind; /* kexecd can take the driver off the device when the machine goes down */
} KxHazardRule;

/* Without any setting; NULL where @id is no name: small letters, digits and "-", at most 64. */
KxHazardRule *kx_hazard_rule_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
KxHazardRule *kx_hazard_rule_copy (const KxHazardRule *rule) G_GNUC_WARN_UNUSED_RESULT;
void kx_hazard_rule_free (KxHazardRule *rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxHazardRule, kx_hazard_rule_free)

/*
 * Gives @key another @value; the empty one takes a condition or the remedy away. FALSE with @why, a
 * sentence without a full stop (transfer full), and @rule untouched where that is not possible.
 */
gboolean kx_hazard_rule_set (KxHazardRule *rule, const char *key, const char *value, char **why);

/* Whether it has what a rule needs; else @why. (transfer full) */
gboolean kx_hazard_rule_is_whole (const KxHazardRule *rule, char **why);
