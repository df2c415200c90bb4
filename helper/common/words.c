/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.c - tables of words.  Pure.
 */
#include "common/words.h"

#include <stddef.h>
#include <string.h>

static const char *const modes[] = {
	[VMTAP_MODE_PRIVATE] = "private", [VMTAP_MODE_VEPA] = "vepa",
	[VMTAP_MODE_BRIDGE] = "bridge",	  [VMTAP_MODE_PASSTHRU] = "passthru",
	[VMTAP_MODE_SOURCE] = "source",
};

#define N_MODES (sizeof(modes) / sizeof(modes[0]))

const char *words_mode(enum vmtap_mode mode)
{
	return (size_t)mode < N_MODES ? modes[mode] : NULL;
}

enum vmtap_mode words_find_mode(const char *word)
{
	for (size_t i = 0; i < N_MODES; i++)
		if (modes[i] && strcmp(modes[i], word) == 0)
			return (enum vmtap_mode)i;
	return VMTAP_MODE_NONE;
}
