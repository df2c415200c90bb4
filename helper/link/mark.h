/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.h - how a link says that it is ours.
 *
 * The group (IFLA_GROUP), which a macvtap has from its first instant, tells
 * which daemon made a link; the alias (IFLA_IFALIAS) tells the facts of the
 * lease.  So the kernel's own table of links is the only record that is needed.
 */
#ifndef VMTAP_MARK_H
#define VMTAP_MARK_H

#include <stdint.h>
#include <sys/types.h>

#include "link/facts.h"
#include "link/rtnl/rtnl.h"
#include "vmtap.h"

/*
 * A group is a letter in the upper byte, and the lower 24 bits of the
 * daemon's instance: two daemons of one namespace, which listen on different
 * sockets, differ in it.  'v' is for devices that live, 'd' for those that are
 * about to be deleted together.
 */
#define MARK_GROUP(instance) (UINT32_C(0x76000000) | ((instance)&0xffffff))
#define MARK_DOOMED(group) (UINT32_C(0x64000000) | ((group)&0xffffff))

struct mark {
	uint32_t instance; /* of the daemon */
	struct facts facts; /* but for the kind, which the link tells itself */
	bool has_link_lladdr; /* false: the guest's address tells the link's
			       * (see device_lladdr()), or nobody knows it */
};

/*
 * "vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan v=web1
 * a=52:54:00:12:34:56": version, instance, uid, pid, time, queues, header,
 * mode, lower device to set down; network, VM and address, the last two only
 * if there are any.  An address that was seen, not told, has s instead of a, and
 * "s=?" waits for one, and then "g=36" is the group by which the rule matched that
 * says which it may be; "g=-": it was not by a group.  " l=525400123456" comes last, if at all: the link's own
 * address, without colons, because with all parts there would be no room for
 * them.  At most 251 bytes, of IFALIASZ's 256.  Whoever wrote an alias without l=
 * (0.1 before it had that part) is understood; such an alias tells less.
 */
void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1]);

/* -EINVAL unless mark_format() could have written it. */
int mark_parse(const char *alias, struct mark *ret_mark);

/* Does the link carry the mark of the daemon that has this instance?  A readable
 * alias decides, for it has the whole number; where there is none, which is so
 * for a moment after a link is made, the group does. */
bool mark_is_ours(const struct rtnl_link *link, uint32_t instance);

/*
 * An alternative name for people: "vmtap.lan.1000.web1".  number, if not 0,
 * is added to tell several apart, as it is when there is no name of a VM.
 * Longer names than the kernel's ALTIFNAMSIZ lose the end of the VM's.
 */
#define MARK_ALTNAME_SIZE 128
void mark_altname(const struct facts *facts, unsigned int number,
		  char altname[MARK_ALTNAME_SIZE]);

#endif
