/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.h - the words for values that policy, requests and output name alike.
 */
#ifndef VMTAP_WORDS_H
#define VMTAP_WORDS_H

#include "vmtap.h"

/* All of words_mode(), for a sentence. */
#define WORDS_MODES "private, vepa, bridge, passthru or source"

/* "private", "vepa", ...; NULL for VMTAP_MODE_NONE and for no mode at all. */
const char *words_mode(enum vmtap_mode mode);

/* VMTAP_MODE_NONE if word is none of these. */
enum vmtap_mode words_find_mode(const char *word);

#endif
