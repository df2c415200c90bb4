/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * node.c - opens device nodes, and makes sure that they are the right ones.
 */
#include "link/node/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "common/cleanup.h"
#include "link/node/tun.h"

#define NODE_PATH_SIZE 32 /* "/dev/tap4294967295" */

static int explain_static(const char *path, const char *module, int error,
			  struct error *err)
{
	if (error == ENOENT || error == ENODEV || error == ENXIO)
		return error_set(
			err, VMTAP_E_HOST, error,
			"this host has no %s; the administrator can load it with 'modprobe %s'",
			path, module);
	return error_set(
		err, VMTAP_E_HOST, error,
		"vmtapd cannot open %s: %s; the administrator must let vmtapd's user read and write it",
		path, strerror(error));
}

static int open_static(const char *path, const char *module, int *ret_fd,
		       struct error *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return explain_static(path, module, errno, err);
	*ret_fd = fd;
	return 0;
}

static int may_open(const char *path, const char *module, struct error *err)
{
	if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) < 0)
		return explain_static(path, module, errno, err);
	return 0;
}

int node_open_tun(int *ret_fd, struct error *err)
{
	return open_static("/dev/net/tun", "tun", ret_fd, err);
}

int node_open_vhost(int *ret_fd, struct error *err)
{
	return open_static("/dev/vhost-net", "vhost_net", ret_fd, err);
}

int node_may_open_tun(struct error *err)
{
	return may_open("/dev/net/tun", "tun", err);
}

int node_may_open_vhost(struct error *err)
{
	return may_open("/dev/vhost-net", "vhost_net", err);
}

int node_number(const struct ifname *ifname, unsigned int ifindex,
		dev_t *ret_number, struct error *err)
{
	_cleanup_fclose_
	FILE *file = NULL;
	unsigned int node_major, node_minor;
	char path[96];

	(void)snprintf(path, sizeof(path),
		       "/sys/class/net/%s/macvtap/tap%u/dev", ifname->s,
		       ifindex);
	file = fopen(path, "re");
	if (!file)
		return error_set(
			err, VMTAP_E_HOST, errno,
			"vmtapd cannot read %s: %s; /sys must be the sysfs of vmtapd's network namespace",
			path, strerror(errno));
	if (fscanf(file, "%u:%u", &node_major, &node_minor) != 2)
		return error_set(err, VMTAP_E_HOST, EIO,
				 "%s holds no device number", path);
	*ret_number = makedev(node_major, node_minor);
	return 0;
}

static void tap_path(unsigned int ifindex, char path[NODE_PATH_SIZE])
{
	(void)snprintf(path, NODE_PATH_SIZE, "/dev/tap%u", ifindex);
}

/* This does not open the node, because each open of a macvtap adds a queue to
 * it.  It asks nothing more about a node that another namespace made. */
static int get_access(const char *path, dev_t number)
{
	struct stat st;
	int r;

	if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0)
		return 0;
	r = -errno;
	if (r == -EACCES && stat(path, &st) == 0 && st.st_rdev != number)
		return -ESTALE;
	return r;
}

bool node_is_awaited(unsigned int ifindex, dev_t number)
{
	char path[NODE_PATH_SIZE];
	int r;

	tap_path(ifindex, path);
	r = get_access(path, number);
	return r == -ENOENT || r == -EACCES;
}

static int explain_access(const char *path, int r, struct error *err)
{
	if (r == -ESTALE)
		return error_set(
			err, VMTAP_E_HOST, ESTALE,
			"%s is the device of another network namespace", path);
	if (r == -ENOENT)
		return error_set(err, VMTAP_E_HOST, ENOENT,
				 "%s did not appear; /dev must be a devtmpfs",
				 path);
	if (r == -EPERM) /* a device cgroup says no, not the file's mode */
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"vmtapd's unit does not let it open %s; the administrator can load macvtap and restart vmtapd, for DeviceAllow=char-macvtap counts only for a module that is there",
			path);
	return error_set(
		err, VMTAP_E_HOST, -r,
		"vmtapd may not open %s: %s; is vmtap's udev rule installed?",
		path, strerror(-r));
}

int node_watch(int inotify, unsigned int ifindex, dev_t number, int *ret_watch,
	       struct error *err)
{
	char path[NODE_PATH_SIZE];
	int watch, r;

	tap_path(ifindex, path);
	r = get_access(path, number);
	if (r < 0)
		return explain_access(path, r, err);
	watch = inotify_add_watch(inotify, path, IN_CLOSE_WRITE);
	if (watch < 0)
		return error_set(
			err, VMTAP_E_HOST, errno,
			"vmtapd cannot watch %s: %s; raise fs.inotify.max_user_watches if there is no space left",
			path, strerror(errno));
	*ret_watch = watch;
	return 0;
}

int node_watch_all(int inotify, int *ret_watch)
{
	int watch = inotify_add_watch(inotify, "/dev",
				      IN_CREATE | IN_ATTRIB | IN_MOVED_TO);

	if (watch < 0)
		return -errno;
	*ret_watch = watch;
	return 0;
}

static int check_number(const char *path, const struct stat *st, dev_t number,
			struct error *err)
{
	if (S_ISCHR(st->st_mode) && st->st_rdev == number)
		return 0;
	return error_set(
		err, VMTAP_E_HOST, ESTALE,
		"%s is the device %u:%u of another network namespace, not %u:%u",
		path, major(st->st_rdev), minor(st->st_rdev), major(number),
		minor(number));
}

static int open_checked(unsigned int ifindex, dev_t number, int access,
			int *ret_fd, struct error *err)
{
	_cleanup_close_
	int fd = -EBADF;
	char path[NODE_PATH_SIZE];
	struct stat st;
	int r;

	tap_path(ifindex, path);
	fd = open(path, access | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0)
		return error_set(err, VMTAP_E_HOST, errno,
				 "vmtapd cannot open %s: %s", path,
				 strerror(errno));
	if (fstat(fd, &st) < 0)
		return error_set(err, VMTAP_E_HOST, errno, "fstat %s: %s", path,
				 strerror(errno));
	r = check_number(path, &st, number, err);
	if (r < 0)
		return r;
	*ret_fd = TAKE_FD(fd);
	return 0;
}

int node_open_macvtap(unsigned int ifindex, dev_t number, int *ret_fd,
		      struct error *err)
{
	return open_checked(ifindex, number, O_RDWR, ret_fd, err);
}

int node_open_sentry(unsigned int ifindex, dev_t number, int *ret_fd,
		     struct error *err)
{
	_cleanup_close_
	int fd = -EBADF;
	int r = open_checked(ifindex, number, O_RDONLY, &fd, err);

	if (r < 0)
		return r;
	r = tun_detach_queue(fd);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "TUNSETQUEUE: %s",
				 strerror(-r));
	*ret_fd = TAKE_FD(fd);
	return 0;
}
