/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mark.h - the mark by which vmtapd knows its links again.
 *
 * The group (IFLA_GROUP) says which daemon made the link.  A macvtap has it
 * from the moment of its creation.  The alias (IFLA_IFALIAS) has the facts of
 * the lease.  So the kernel's table of links is the only record that vmtapd
 * needs.
 */
#ifndef VMTAP_MARK_H
#define VMTAP_MARK_H

#include <stdint.h>
#include <sys/types.h>

#include "link/facts.h"
#include "link/rtnl/rtnl.h"
#include "vmtap.h"

/*
 * A group is a letter in the highest byte, and the lower 24 bits of the
 * daemon's instance.  Two daemons in one namespace listen on different sockets,
 * and so have different groups.  'v' is for devices in use, and 'd' is for
 * devices that are about to be deleted together.
 */
#define MARK_GROUP(instance) (UINT32_C(0x76000000) | ((instance)&0xffffff))
#define MARK_DOOMED(group) (UINT32_C(0x64000000) | ((group)&0xffffff))

/* Is a group, or an error below 0, one of any vmtapd's links? */
bool mark_is_group(long group);

struct mark {
	uint32_t instance; /* of the daemon */
	struct facts facts; /* without the kind, which the link itself has */
	bool has_link_lladdr; /* false: the link's address follows from the
			       * guest's (see device_lladdr()), or is unknown */
};

/*
 * Write the alias: "vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0
 * n=lan v=web1 a=52:54:00:12:34:56".
 *
 * The parts are version, instance, uid, pid, time, queues, header, mode, the
 * lower device to set down, network, VM and address.  The last two are
 * optional.
 *
 * An address that vmtapd learned has s instead of a.  "s=?" waits for one, and
 * then "g=36" is the group by which the rule of the grant matched; "g=-" means
 * that it matched by none.  That rule says which addresses the guest may have.
 *
 * " l=525400123456" is the link's own address.  It is optional.
 * It has no colons, because there would be no room for them if all parts are
 * there: the text has at most 251 bytes, and IFALIASZ is 256.  vmtap 0.1 wrote
 * no l= at first, and an alias without it can still be read.
 *
 * If the address is known, "g=36" or "g=-" comes last, if there is room.  Then a
 * new daemon knows by which rule the device has its fence.
 */
void mark_format(const struct mark *mark, char alias[RTNL_ALIAS_MAX + 1]);

/*
 * A device that is held by name has " x=UNTIL.PROCESS" behind its network: the
 * end by clock_boot(), and the inode of a pidfd in hex; each is 0 if there is
 * none.  The names of its network and VM together may have this many
 * characters; with more there would be no room for the address that is learned.
 */
#define MARK_HELD_NAMES_MAX 108

/* -EINVAL unless mark_format() can write this text. */
int mark_parse(const char *alias, struct mark *ret_mark);

/* Has the link the mark of the daemon with this instance?  The alias decides if
 * it can be read, because it has the whole number.  Otherwise the group does: a
 * link has no alias for a moment after its creation. */
bool mark_is_ours(const struct rtnl_link *link, uint32_t instance);

/* The same where the link's alias was parsed to *mark; NULL: it cannot be. */
bool mark_is_of(const struct rtnl_link *link, const struct mark *mark,
		uint32_t instance);

/*
 * Write an alternative name for people: "vmtap.lan.1000.web1".  number is added
 * if it is not 0, or if the VM has no name, to tell devices apart.  A name
 * longer than the kernel's ALTIFNAMSIZ loses the end of the VM's name.
 */
#define MARK_ALTNAME_SIZE 128
void mark_altname(const struct facts *facts, unsigned int number,
		  char altname[MARK_ALTNAME_SIZE]);

#endif
