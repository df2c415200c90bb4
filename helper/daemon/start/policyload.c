/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policyload.c - reads the policy's files, and refuses those that a stranger
 * could have written.  policy/ parses them.
 */
#include "daemon/start/policyload.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "daemon/users/uids.h"

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

/* What has been read so far. */
struct load {
	char *buffer;
	size_t size, used;
};

static int too_large(const char *path, const struct load *load,
		     struct error *err)
{
	return error_set(err, VMTAP_E_HOST, EFBIG,
			 "%s: larger than %zu bytes, with the files before it",
			 path, load->size - 1);
}

static int add_name(struct load *load, const char *path, struct error *err)
{
	const size_t n = strlen(path) + 1;

	if (n >= load->size - load->used)
		return too_large(path, load, err);
	memcpy(load->buffer + load->used, path, n);
	load->used += n;
	return 0;
}

/* Add the whole file, and a zero byte.  A file that contains a zero byte is
 * refused: the parser would see only the part before it. */
static int add_text(struct load *load, int fd, const char *path,
		    struct error *err)
{
	const size_t start = load->used;

	while (load->used < load->size) {
		ssize_t n = read(fd, load->buffer + load->used,
				 load->size - load->used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, VMTAP_E_HOST, errno,
					 "%s: cannot be read: %s", path,
					 strerror(errno));
		if (n == 0)
			break;
		load->used += (size_t)n;
	}
	if (load->used == load->size)
		return too_large(path, load, err);
	load->buffer[load->used++] = '\0';
	if (strlen(load->buffer + start) + 1 != load->used - start)
		return error_set(err, VMTAP_E_HOST, EINVAL,
				 "%s: has a zero byte in it; it must be a text",
				 path);
	return 0;
}

static int add_file(struct load *load, const char *path, struct error *err)
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
	if (!S_ISREG(st.st_mode))
		return error_set(err, VMTAP_E_HOST, EINVAL,
				 "%s: not a regular file", path);
	r = check_owner(path, &st, err);
	if (r == 0)
		r = add_name(load, path, err);
	return r < 0 ? r : add_text(load, fd, path, err);
}

bool policyload_is_wanted(const char *name)
{
	const size_t n = strlen(name);

	return name[0] != '.' && n > 5 && strcmp(name + n - 5, ".conf") == 0;
}

static int is_wanted(const struct dirent *entry)
{
	return policyload_is_wanted(entry->d_name);
}

static int add_entries(struct load *load, const char *folder,
		       struct dirent **entries, int n, struct error *err)
{
	int r = 0;

	if (n >= POLICYLOAD_FILES_MAX)
		return error_set(err, VMTAP_E_HOST, E2BIG,
				 "%s: more than %d files", folder,
				 POLICYLOAD_FILES_MAX - 1);
	for (int i = 0; r == 0 && i < n; i++) {
		char path[PATH_MAX];

		if (snprintf(path, sizeof(path), "%s/%s", folder,
			     entries[i]->d_name) >= (int)sizeof(path))
			r = error_set(err, VMTAP_E_HOST, ENAMETOOLONG,
				      "%s: a name in it is too long", folder);
		else
			r = add_file(load, path, err);
	}
	return r;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Add conf.d.  Its owner decides which files it has, so check the owner. */
static int add_folder(struct load *load, const char *folder, struct error *err)
{
	_cleanup_close_
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries;
	struct stat st;
	int n, r;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_set(err, VMTAP_E_HOST, errno,
				 "%s: cannot be opened: %s", folder,
				 strerror(errno));
	r = check_owner(folder, &st, err);
	if (r < 0)
		return r;
	n = scandirat(fd, ".", &entries, is_wanted, compare_names);
	if (n < 0)
		return error_set(err, VMTAP_E_HOST, errno,
				 "%s: cannot be read: %s", folder,
				 strerror(errno));
	r = add_entries(load, folder, entries, n, err);
	while (n > 0)
		free(entries[--n]);
	free(entries);
	return r;
}

int policyload_folder(const char *path, char *folder, size_t size)
{
	const char *slash = strrchr(path, '/');

	return snprintf(folder, size, "%.*sconf.d",
			slash ? (int)(slash - path) + 1 : 0, path);
}

int policyload_read(const char *path, char *buffer, size_t size,
		    size_t *ret_used, struct error *err)
{
	struct load load = { .buffer = buffer, .size = size };
	char folder[PATH_MAX];
	int r;

	r = add_file(&load, path, err);
	if (r < 0)
		return r;
	if (policyload_folder(path, folder, sizeof(folder)) >=
	    (int)sizeof(folder))
		return error_set(err, VMTAP_E_HOST, ENAMETOOLONG,
				 "%s: the name is too long", path);
	r = add_folder(&load, folder, err);
	if (r == 0)
		*ret_used = load.used;
	return r;
}

size_t policyload_split(const char *buffer, size_t used,
			struct policy_text texts[POLICYLOAD_FILES_MAX])
{
	size_t at = 0, n = 0;

	while (n < POLICYLOAD_FILES_MAX) {
		const char *name = buffer + at;
		const char *text = NULL;

		at += strnlen(name, used - at) + 1;
		if (at >= used)
			break;
		text = buffer + at;
		at += strnlen(text, used - at) + 1;
		if (at > used)
			break; /* it has no end */
		texts[n++] = (struct policy_text){ name, text };
	}
	return n;
}

int policyload(const char *path, void (*mistake)(const char *text),
	       struct policy **ret_policy, struct error *err)
{
	struct policy_names names = {
		.user = find_user,
		.group = find_group,
		.mistake = mistake,
	};
	struct policy_text texts[POLICYLOAD_FILES_MAX];
	struct policy_uids view;
	_cleanup_free_
	struct uids *uids = calloc(1, sizeof(*uids));
	_cleanup_free_
	char *buffer = malloc(POLICYLOAD_SIZE_MAX);
	size_t used = 0;
	int r;

	if (!buffer || !uids)
		return error_set(err, VMTAP_E_HOST, ENOMEM, "%s: no memory",
				 path);
	r = policyload_read(path, buffer, POLICYLOAD_SIZE_MAX, &used, err);
	if (r == 0)
		r = uids_read(&names, uids, err);
	if (r < 0)
		return r;
	view = uids_view(uids);
	names.uids = &view;
	return policy_parse_files(texts, policyload_split(buffer, used, texts),
				  &names, ret_policy, err);
}
