/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>
#include <sys/ioctl.h>

/*
 * What it takes to show a picture (the kernel's include/uapi/drm/drm.h and drm_mode.h): Debian has
 * these headers in no package that is installed where programs are built.
 */

typedef struct
{
  uint64_t fbs, crtcs, connectors, encoders; /* where the numbers go */
  uint32_t n_fbs, n_crtcs, n_connectors, n_encoders;
  uint32_t sizes[4];
} Resources;

typedef struct
{
  uint32_t clock;
  uint16_t width, horizontal[4];
  uint16_t height, vertical[4];
  uint32_t rate, flags, type;
  char name[32];
} Mode;

typedef struct
{
  uint64_t encoders, modes, properties, values; /* where they go */
  uint32_t n_modes, n_properties, n_encoders;
  uint32_t encoder, connector, rest[7];
} Connector;

typedef struct
{
  uint64_t connectors; /* where their numbers are */
  uint32_t n_connectors, crtc, picture, x, y, gamma_size, has_mode;
  Mode mode;
} Crtc;

typedef struct
{
  uint32_t picture, width, height, pitch, bits, depth, memory;
} Picture;

typedef struct
{
  uint32_t height, width, bits, flags, memory, pitch;
  uint64_t size;
} Memory;

#define SCREEN_SET_MASTER _IO ('d', 0x1e)
#define SCREEN_GET_RESOURCES _IOWR ('d', 0xa0, Resources)
#define SCREEN_SET_CRTC _IOWR ('d', 0xa2, Crtc)
#define SCREEN_GET_CONNECTOR _IOWR ('d', 0xa7, Connector)
#define SCREEN_ADD_PICTURE _IOWR ('d', 0xae, Picture)
#define SCREEN_CREATE_MEMORY _IOWR ('d', 0xb2, Memory)

_Static_assert (sizeof (Resources) == 64 && sizeof (Mode) == 68 && sizeof (Connector) == 80
                    && sizeof (Crtc) == 104 && sizeof (Picture) == 28 && sizeof (Memory) == 32,
                "the numbers of the calls contain these sizes");
