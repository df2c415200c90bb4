/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * placeholder.h - {fd}, {fds}, {vhostfds}, {mac}, {ifname} and {mtu} of the
 * first nic, {1.fd} and so on of the second.
 */
#ifndef VMTAP_PLACEHOLDER_H
#define VMTAP_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "client/arguments/nic.h"
#include "vmtap.h"

bool placeholder_is_in(const char *text);

/* Does text have the descriptors of this nic: {fd} or {fds}? */
bool placeholder_has_fds(const char *text, size_t index);

/*
 * Returns text with its placeholders filled in; the caller frees it.  All other
 * braces stay.  -EINVAL with a sentence if a placeholder has no value.
 */
int placeholder_fill(const char *text, const struct nic *nics, size_t n_nics,
		     char **ret_filled, struct vmtap_error *err);

#endif
