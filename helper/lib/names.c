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

const char *vmtap_mode_name(enum vmtap_mode mode)
{
	const char *word = words_mode(mode);

	return word ? word : "?";
}

const char *vmtap_program_name(enum vmtap_program program)
{
	const char *word = words_program(program);

	return word ? word : "?";
}

const char *vmtap_drop_text(enum vmtap_drop drop)
{
	const struct words_drop *words = words_drop(drop);

	return words ? words->text : "?";
}

const char *vmtap_drop_name(enum vmtap_drop drop)
{
	const struct words_drop *words = words_drop(drop);

	return words ? words->name : "?";
}
