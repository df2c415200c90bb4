/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * look.h - what files of the host tell to anybody who may read them.  vmtapd
 * itself may not while it serves: 'vmtap doctor' looks as its user, and
 * 'vmtapd --check --host' as root.
 */
#ifndef VMTAP_LOOK_H
#define VMTAP_LOOK_H

#include <stdbool.h>

#include "vmtap.h"

struct look {
	/* gets each finding, see vmtap-doctor.h */
	void (*found)(void *data, enum vmtap_state state, const char *name,
		      const char *text);
	void *data;
};

/* Do the programs that manage networks and device nodes leave vmtapd's links
 * alone, and give it the nodes that it needs? */
void look_managers(const struct look *look);

/* Does the host's firewall see what passes between ports of bridges?  A hint: it
 * may let it pass.  True: it does. */
bool look_firewall(const struct look *look);

/* Runs the host in a VM itself? */
void look_hypervisor(const struct look *look);

/* Is the bridge or lower device wireless? */
void look_wireless(const struct look *look, const char *link);

/* Tell a finding. */
void look_tell(const struct look *look, enum vmtap_state state,
	       const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Print a finding in a line of its own on stdout, in colour on a terminal. */
void look_print(enum vmtap_state state, const char *about, const char *name,
		const char *text);

#endif
