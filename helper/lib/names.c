/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.c - words for the values of vmtap.h's enums.
 */
#include "common/kind.h"
#include "common/words.h"

const char *vmtap_kind_name(enum vmtap_kind kind)
{
	return kind_of(kind)->name;
}

const char *vmtap_state_name(enum vmtap_state state)
{
	const char *word = words_state(state);

	return word ? word : "?";
}

const char *vmtap_mode_name(enum vmtap_mode mode)
{
	const char *word = words_mode(mode);

	return word ? word : "?";
}
