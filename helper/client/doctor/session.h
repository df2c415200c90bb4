/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * session.h - what a client can see by itself: the service, its socket, and the
 * groups of this login.
 */
#ifndef VMTAP_SESSION_H
#define VMTAP_SESSION_H

#include "client/doctor/report.h"

/* Connect, and tell whether the service answers.  False: it does not. */
bool session_connect(struct report *report, const char *path,
		     struct vmtap **ret_client);

/* Is the user in a group by /etc/group, but not in this login?  is_refused:
 * something was refused, so that may be why. */
void session_groups(struct report *report, bool is_refused);

#endif
