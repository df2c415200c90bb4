/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.c - reads the policy file with the distrust it deserves.  What it
 * means is policy/'s business.
 */
#include "policyload.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"

int policyload_user(const char *name, uid_t *ret_uid)
{
	const struct passwd *passwd;

	errno = 0;
	passwd = getpwnam(name);
	if (!passwd)
		return errno ? -errno : -ENOENT;
	*ret_uid = passwd->pw_uid;
	return 0;
}

int policyload_group(const char *name, gid_t *ret_gid)
{
	const struct group *group;

	errno = 0;
	group = getgrnam(name);
	if (!group)
		return errno ? -errno : -ENOENT;
	*ret_gid = group->gr_gid;
	return 0;
}

static int find_user(void *data, const char *name, uid_t *ret_uid)
{
	(void)data;
	return policyload_user(name, ret_uid);
}

static int find_group(void *data, const char *name, gid_t *ret_gid)
{
	(void)data;
	return policyload_group(name, ret_gid);
}

static int check_owner(const char *path, const struct stat *st,
		       struct error *err)
{
	if (!S_ISREG(st->st_mode))
		return error_set(err, VMTAP_E_HOST, EINVAL,
				 "%s: not a regular file", path);
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"%s: owned by user %u; it must belong to root or to the user who runs vmtapd: 'chown root %s'",
			path, st->st_uid, path);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"%s: writable by group or others (mode %04o): 'chmod go-w %s'",
			path, st->st_mode & 07777, path);
	return 0;
}

/* The whole file, and a zero byte.  A file that holds one is refused: the
 * parser would see only the part before it. */
static int read_all(int fd, const char *path, char *text, size_t size,
		    struct error *err)
{
	size_t used = 0;

	while (used < size) {
		ssize_t n = read(fd, text + used, size - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, VMTAP_E_HOST, errno,
					 "%s: cannot be read: %s", path,
					 strerror(errno));
		if (n == 0)
			break;
		used += (size_t)n;
	}
	if (used == size)
		return error_set(err, VMTAP_E_HOST, EFBIG,
				 "%s: larger than %zu bytes", path, size - 1);
	text[used] = '\0';
	if (strlen(text) != used)
		return error_set(err, VMTAP_E_HOST, EINVAL,
				 "%s: has a zero byte in it; it must be a text",
				 path);
	return 0;
}

int policyload_text(const char *path, char *text, size_t size,
		    struct error *err)
{
	_cleanup_close_
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int r;

	if (fd < 0)
		return error_set(err, VMTAP_E_HOST, errno,
				 "%s: cannot be opened: %s", path,
				 strerror(errno));
	if (fstat(fd, &st) < 0)
		return error_set(err, VMTAP_E_HOST, errno, "%s: %s", path,
				 strerror(errno));
	r = check_owner(path, &st, err);
	return r < 0 ? r : read_all(fd, path, text, size, err);
}

int policyload(const char *path, struct policy **ret_policy, struct error *err)
{
	static const struct policy_names names = {
		.user = find_user,
		.group = find_group,
	};
	_cleanup_free_
	char *text = malloc(POLICYLOAD_SIZE_MAX + 1);
	int r;

	if (!text)
		return error_set(err, VMTAP_E_HOST, ENOMEM, "%s: no memory",
				 path);
	r = policyload_text(path, text, POLICYLOAD_SIZE_MAX + 1, err);
	return r < 0 ? r : policy_parse(text, path, &names, ret_policy, err);
}
