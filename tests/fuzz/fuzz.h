/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fuzz.h - what libFuzzer calls, and replay.c, which stands in for it.
 */
#ifndef VMTAP_FUZZ_H
#define VMTAP_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#ifdef NDEBUG
#error "a fuzz target without assert() finds little"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
