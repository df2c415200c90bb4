/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * select.c - finds the devices that --user and --network mean.
 */
#include "client/select.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int refuse(const char *text, struct vmtap_error *err)
{
	err->code = VMTAP_E_ARGUMENT;
	(void)snprintf(err->text, sizeof(err->text), "there is no user '%s'",
		       text);
	return -EINVAL;
}

int select_user(const char *text, uid_t *ret_uid, struct vmtap_error *err)
{
	const struct passwd *passwd;
	unsigned long number;
	char *end;

	if (text[0] >= '0' && text[0] <= '9') {
		errno = 0;
		number = strtoul(text, &end, 10);
		if (*end != '\0' || errno != 0 || number >= (uid_t)-1)
			return refuse(text, err);
		*ret_uid = (uid_t)number;
		return 0;
	}
	passwd = getpwnam(text);
	if (!passwd)
		return refuse(text, err);
	*ret_uid = passwd->pw_uid;
	return 0;
}

int select_begin(const struct options *options, struct selection *ret_selection,
		 struct vmtap_error *err)
{
	*ret_selection = (struct selection){
		.network = options->network,
		.has_uid = options->user != NULL,
	};
	return options->user
		       ? select_user(options->user, &ret_selection->uid, err)
		       : 0;
}

bool select_has(const struct selection *selection,
		const struct vmtap_device *device)
{
	if (selection->has_uid && vmtap_device_uid(device) != selection->uid)
		return false;
	return !selection->network ||
	       strcmp(vmtap_device_network(device), selection->network) == 0;
}
