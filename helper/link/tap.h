/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tap.h - a TAP as a port of a bridge.
 */
#ifndef VMTAP_TAP_H
#define VMTAP_TAP_H

#include "link/making.h"

extern const struct maker tap_maker;

#endif
