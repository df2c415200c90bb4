/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.h - what a client may say of a device that it holds by name.  Pure.
 */
#ifndef VMTAP_WIRE_HOLD_H
#define VMTAP_WIRE_HOLD_H

#include <stdint.h>

#include "common/error.h"
#include "common/ifname.h"

#define HOLD_LIFETIME_MAX (UINT64_C(366) * 24 * 60 * 60) /* seconds */

/*
 * A name that a client may choose: it begins with vt, has letters, digits and
 * _ . - behind that, and is none that vmtapd itself chooses (vt and eight hex
 * digits).  The host's network managers leave links of such names alone; other
 * programs may have some (vti0), which are then in use.
 */
int hold_parse(const char *text, struct ifname *ret_name, struct error *err);

/* 0 is none. */
int hold_check_lifetime(uint64_t seconds, struct error *err);

/* "90", "90s", "45m", "2h" or "7d" to seconds. */
int hold_parse_lifetime(const char *text, uint64_t *ret_seconds,
			struct error *err);

#endif
