/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.h - the users and groups in the tests of policy/.
 */
#ifndef VMTAP_UNIT_NAMES_H
#define VMTAP_UNIT_NAMES_H

#include <errno.h>
#include <string.h>

#include "policy/policy.h"

static const struct {
	const char *name;
	id_t id;
} test_users[] = { { "root", 0 },	{ "alice", 1000 },
		   { "bob", 1001 },	{ "carol", 1002 },
		   { "mallory", 1003 }, { "labservice", 990 },
		   { "firewall", 991 } };

static const struct {
	const char *name;
	id_t id;
} test_groups[] = { { "kvm", 36 },    { "staff", 50 },	 { "students", 60 },
		    { "guests", 70 }, { "libvirt", 80 }, { "operators", 90 },
		    { "ops", 91 },    { "research", 92 } };

/* For "unreachable", the lookup fails as if a directory service were down. */
static int find_test_user(void *data, const char *name, uid_t *ret_uid)
{
	(void)data;
	for (size_t i = 0; i < sizeof(test_users) / sizeof(test_users[0]); i++)
		if (strcmp(test_users[i].name, name) == 0) {
			*ret_uid = test_users[i].id;
			return 0;
		}
	return strcmp(name, "unreachable") == 0 ? -EIO : -ENOENT;
}

static int find_test_group(void *data, const char *name, gid_t *ret_gid)
{
	(void)data;
	for (size_t i = 0; i < sizeof(test_groups) / sizeof(test_groups[0]);
	     i++)
		if (strcmp(test_groups[i].name, name) == 0) {
			*ret_gid = test_groups[i].id;
			return 0;
		}
	return -ENOENT;
}

static const struct policy_names test_names = {
	.user = find_test_user,
	.group = find_test_group,
};

#endif
