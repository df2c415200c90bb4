/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domain.h - the monitor of a libvirt domain: the program vmtap-libvirt speaks
 * as one.
 */
#ifndef VMTAP_DOMAIN_H
#define VMTAP_DOMAIN_H

#include <stdint.h>

#include "vmtap.h"

struct monitor;

/* uri: libvirt's, or NULL. */
int domain_open(const char *name, const char *uri, uint64_t answer_ms,
		struct monitor *ret_monitor, struct vmtap_error *err);
/* Closes the monitor, and ends that program. */
void domain_close(struct monitor *monitor);

#endif
