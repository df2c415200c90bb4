/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * macvtap.h - a MACVTAP on a lower device.
 */
#ifndef VMTAP_MACVTAP_H
#define VMTAP_MACVTAP_H

#include "link/making.h"

extern const struct maker macvtap_maker;

#endif
