/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * select.h - which devices --user and --network mean.
 */
#ifndef VMTAP_SELECT_H
#define VMTAP_SELECT_H

#include <stdbool.h>
#include <sys/types.h>

#include "client/options.h"
#include "vmtap.h"

/* A user's name, or a uid, even one that no user has any more.  -EINVAL with a
 * sentence in *err if it is neither. */
int select_user(const char *text, uid_t *ret_uid, struct vmtap_error *err);

/* The devices that a list prints. */
struct selection {
	const char *network; /* NULL: on all networks */
	bool has_uid;
	uid_t uid;
};

/* -EINVAL as select_user() */
int select_begin(const struct options *options, struct selection *ret_selection,
		 struct vmtap_error *err);
bool select_has(const struct selection *selection,
		const struct vmtap_device *device);

#endif
