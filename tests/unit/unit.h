/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unit.h - cmocka, which wants these headers before its own, and what several
 * test programs share.
 */
#ifndef VMTAP_UNIT_H
#define VMTAP_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

/* Integers in golden messages: in the byte order of this machine. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LE_OR_BE(a, b, c, d) d, c, b, a
#define U16(x) (x) & 0xff, (x) >> 8
#else
#define LE_OR_BE(a, b, c, d) a, b, c, d
#define U16(x) (x) >> 8, (x)&0xff
#endif
#define U32(x)                                                                 \
	LE_OR_BE((x) >> 24 & 0xff, (x) >> 16 & 0xff, (x) >> 8 & 0xff, (x)&0xff)

#endif
