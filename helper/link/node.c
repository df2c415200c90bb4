/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * node.c - opens device nodes, and makes sure that they are what they seem.
 */
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "cleanup.h"
#include "tun.h"

#define NODE_PATH_SIZE 32 /* "/dev/tap4294967295" */
#define NODE_WAIT_MS 3000 /* a busy udev may take more than one second */

static int open_static(const char *path, const char *module, int *ret_fd,
		       struct error *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0) {
		*ret_fd = fd;
		return 0;
	}
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		return error_set(
			err, VMTAP_E_HOST, errno,
			"this host has no %s; the administrator can load it with 'modprobe %s'",
			path, module);
	return error_set(
		err, VMTAP_E_HOST, errno,
		"vmtapd cannot open %s: %s; the administrator must let vmtapd's user read and write it",
		path, strerror(errno));
}

int node_open_tun(int *ret_fd, struct error *err)
{
	return open_static("/dev/net/tun", "tun", ret_fd, err);
}

int node_open_vhost(int *ret_fd, struct error *err)
{
	return open_static("/dev/vhost-net", "vhost_net", ret_fd, err);
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

static int milliseconds_left(const struct timespec *start)
{
	struct timespec now;
	long passed;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	passed = (now.tv_sec - start->tv_sec) * 1000 +
		 (now.tv_nsec - start->tv_nsec) / 1000000;
	return passed < 0 || passed > NODE_WAIT_MS
		       ? 0
		       : (int)(NODE_WAIT_MS - passed);
}

/* 0 once the node is there and ours to open; the check opens nothing, since
 * each open of a macvtap adds a queue to it. */
static int wait_access(const char *path)
{
	_cleanup_close_
	int inotify = -EBADF;
	struct timespec start;

	if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0)
		return 0;
	inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (inotify < 0 ||
	    inotify_add_watch(inotify, "/dev",
			      IN_CREATE | IN_ATTRIB | IN_MOVED_TO) < 0)
		return -errno;
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	while (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) < 0) {
		struct pollfd pollfd = { .fd = inotify, .events = POLLIN };
		int error = errno;
		int left = milliseconds_left(&start);
		char events[1024];

		if ((error != ENOENT && error != EACCES) || left == 0)
			return -error;
		if (poll(&pollfd, 1, left) < 0 && errno != EINTR)
			return -errno;
		while (read(inotify, events, sizeof(events)) > 0)
			;
	}
	return 0;
}

int node_watch(int inotify, unsigned int ifindex, int *ret_watch,
	       struct error *err)
{
	char path[NODE_PATH_SIZE];
	int watch, r;

	tap_path(ifindex, path);
	r = wait_access(path);
	if (r == -ENOENT)
		return error_set(err, VMTAP_E_HOST, ENOENT,
				 "%s did not appear; /dev must be a devtmpfs",
				 path);
	if (r == -EPERM) /* not the file's mode, but a device cgroup */
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"vmtapd's unit does not let it open %s; the administrator can load macvtap and restart vmtapd, for DeviceAllow=char-macvtap counts only for a module that is there",
			path);
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"vmtapd may not open %s: %s; is vmtap's udev rule installed?",
			path, strerror(-r));
	watch = inotify_add_watch(inotify, path, IN_CLOSE_WRITE);
	if (watch < 0)
		return error_set(
			err, VMTAP_E_HOST, errno,
			"vmtapd cannot watch %s: %s; raise fs.inotify.max_user_watches if there is no space left",
			path, strerror(errno));
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
