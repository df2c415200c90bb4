/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * listen.h - the environment by which sd_listen_fds_with_names(3) finds
 * descriptors.
 */
#ifndef VMTAP_LISTEN_H
#define VMTAP_LISTEN_H

#include "client/run/nics.h"

/* "nic0:nic0:vhost0:vhost0:nic1": a name for each descriptor, in the order of
 * their numbers; NULL without memory. */
char *listen_names(const struct nics *nics);

/* How many descriptors the cards have. */
size_t listen_count(const struct nics *nics);

/* Set LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES for what this process becomes. */
int listen_announce(const struct nics *nics, struct vmtap_error *err);

#endif
