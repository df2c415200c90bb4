/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.h - how a link says that it is ours.
 *
 * The group (IFLA_GROUP) tells at a glance which daemon made a link; the alias
 * (IFLA_IFALIAS) tells the facts of the lease, so that the kernel's own table
 * of links is the only record that is needed.
 */
#ifndef VMTAP_MARK_H
#define VMTAP_MARK_H

#include <stdint.h>
#include <sys/types.h>

#include "label.h"
#include "lladdr.h"
#include "rtnl.h"

/*
 * "vt" in the upper half, the daemon's instance in the lower: two daemons of
 * one namespace, which listen on different sockets, differ in it.
 */
#define MARK_GROUP(instance) (UINT32_C(0x76740000) | (uint16_t)(instance))

struct mark {
	uid_t uid;
	pid_t pid;
	uint64_t since; /* CLOCK_REALTIME, seconds */
	struct label network;
	struct label vm; /* empty: none */
	bool has_lladdr; /* the guest's address is known */
	struct lladdr lladdr;
};

/* "vmtap1 uid=1000 pid=42 since=1700000000 net=lan vm=web1 lladdr=52:54:..".
 * Its longest form fits: 6+14+15+26+68+67+25 bytes. */
void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1]);

#endif
