/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * connect.h - a connection to the socket of a VMM.
 */
#ifndef VMTAP_CONNECT_H
#define VMTAP_CONNECT_H

#include <stdint.h>

#include "vmtap.h"

/*
 * Connect to the stream socket at path, which sentences call name.  -EBUSY: so
 * many clients wait for it that the kernel lets no other one connect, up to the
 * deadline, of clock_ms().
 */
int connect_to(const char *path, const char *name, uint64_t deadline,
	       int *ret_fd, struct vmtap_error *err);

#endif
