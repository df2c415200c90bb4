/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.c - words for the values of vmtap.h's enums.
 */
#include "common/kind.h"

const char *vmtap_kind_name(enum vmtap_kind kind)
{
	return kind_of(kind)->name;
}

const char *vmtap_mode_name(enum vmtap_mode mode)
{
	switch (mode) {
	case VMTAP_MODE_PRIVATE:
		return "private";
	case VMTAP_MODE_VEPA:
		return "vepa";
	case VMTAP_MODE_BRIDGE:
		return "bridge";
	case VMTAP_MODE_PASSTHRU:
		return "passthru";
	case VMTAP_MODE_SOURCE:
		return "source";
	case VMTAP_MODE_NONE:
		break;
	}
	return "?";
}
