/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * describe.h - what a struct vmtap_request holds.
 */
#ifndef VMTAP_DESCRIBE_H
#define VMTAP_DESCRIBE_H

#include "common/wire/request.h"
#include "vmtap.h"

struct vmtap_request {
	struct request values; /* verb OPEN; only legal values */
};

#endif
