/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "device.h"
#include "hazard-table.h"

/*
 * Adds to @hazards what @table has against these devices and this machine: the id is the rule's,
 * the device its address, "" for the machine.
 */
void kx_device_hazards_judge (const KxHazardTable *table, const KxDeviceFacts *devices,
                              KxHazards *hazards);

/*
 * The devices that kexecd can take their drivers off when the machine goes down (Unbind=yes), in
 * the order of the rules, each once. (transfer container) (element-type KxDevice): they belong to
 * @devices.
 */
GPtrArray *
kx_device_hazards_find_unbindable (const KxHazardTable *table,
                                   const KxDeviceFacts *devices) G_GNUC_WARN_UNUSED_RESULT;
