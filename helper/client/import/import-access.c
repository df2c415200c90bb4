/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * import-access.c - which users can open a path: walks it as the kernel does,
 * through symbolic links, and collects the conditions.
 */
#include "client/import/import.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LINKS_MAX 40 /* MAXSYMLINKS of the kernel */

static void narrow(struct readers *readers, const char *path,
		   const struct stat *st)
{
	const bool is_folder = S_ISDIR(st->st_mode);
	const struct condition condition = {
		.uid = st->st_uid,
		.gid = st->st_gid,
		.owner = st->st_mode & (is_folder ? S_IXUSR : S_IRUSR),
		.group = st->st_mode & (is_folder ? S_IXGRP : S_IRGRP),
		.others = st->st_mode & (is_folder ? S_IXOTH : S_IROTH),
		.has_acl = getxattr(path, "system.posix_acl_access", NULL, 0) >
			   0,
	};

	readers_narrow(readers, &condition);
}

/* The first n bytes of path name a symbolic link: put its target there. */
static int follow(char path[PATH_MAX], size_t n)
{
	char target[PATH_MAX], rest[PATH_MAX], link[PATH_MAX];
	char *slash;
	ssize_t size;
	int used;

	strcpy(rest, path + n);
	memcpy(link, path, n);
	link[n] = '\0';
	size = readlink(link, target, sizeof(target) - 1);
	if (size < 0)
		return -errno;
	target[size] = '\0';
	slash = strrchr(link, '/');
	slash[1] = '\0';
	used = snprintf(path, PATH_MAX, "%s%s%s", target[0] == '/' ? "" : link,
			target, rest);
	return used < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* Walks one component; returns 1 if it was a link, to walk path anew. */
static int step(char path[PATH_MAX], size_t n, struct readers *readers)
{
	char prefix[PATH_MAX];
	struct stat st;
	int r;

	memcpy(prefix, path, n);
	prefix[n] = '\0';
	if (lstat(prefix, &st) < 0)
		return -errno;
	if (S_ISLNK(st.st_mode)) {
		r = follow(path, n);
		return r < 0 ? r : 1;
	}
	narrow(readers, prefix, &st);
	return 0;
}

static int walk(char path[PATH_MAX], struct readers *readers)
{
	int r = step(path, 1, readers); /* the root */

	for (size_t n = 2; r == 0 && n <= strlen(path); n++)
		if (path[n - 1] != '/' && (path[n] == '/' || path[n] == '\0'))
			r = step(path, n, readers);
	return r;
}

int import_access(const char *path, struct readers *readers)
{
	struct readers narrowed = *readers;
	char way[PATH_MAX];
	int r;

	if (path[0] != '/')
		return path[0] ? -EINVAL : -ENOENT;
	if (strlen(path) >= sizeof(way))
		return -ENAMETOOLONG;
	strcpy(way, path);
	for (unsigned int i = 0; i < LINKS_MAX; i++) {
		r = walk(way, &narrowed);
		if (r <= 0) {
			if (r == 0)
				*readers = narrowed;
			return r;
		}
	}
	return -ELOOP;
}
