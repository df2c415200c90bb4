/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * landlock.c - two short lists of files, and how the kernel gets them.
 */
#include "daemon/rights/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/cleanup.h"

#include "config.h"

/* <linux/landlock.h> of Linux 6.1 ends at LANDLOCK_ACCESS_FS_REFER. */
#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_VERSION_1 ((1ULL << 13) - 1)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define NET_TCP_ALL ((1ULL << 2) - 1) /* bind, connect */
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

/* What the kernel refuses unless a line allows it. */
struct ruleset {
	uint64_t files;
	uint64_t net;
	uint64_t scoped;
};

/* What each version adds, and how much of struct ruleset it knows. */
static const struct {
	struct ruleset known;
	size_t size;
} versions[] = {
	{ { FS_VERSION_1, 0, 0 }, offsetof(struct ruleset, net) },
	{ { LANDLOCK_ACCESS_FS_REFER, 0, 0 }, offsetof(struct ruleset, net) },
	{ { FS_TRUNCATE, 0, 0 }, offsetof(struct ruleset, net) },
	{ { 0, NET_TCP_ALL, 0 }, offsetof(struct ruleset, scoped) },
	{ { FS_IOCTL_DEV, 0, 0 }, offsetof(struct ruleset, scoped) },
	{ { 0, 0, SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL },
	  sizeof(struct ruleset) },
};
#define VERSIONS (sizeof(versions) / sizeof(versions[0]))

struct line {
	const char *path; /* it and all beneath it; NULL: skip the line */
	uint64_t rights;
	const char *why;
};

static int get_version(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, 0,
			 LANDLOCK_CREATE_RULESET_VERSION);

	/* the kernel has none, it was switched off at boot, or a filter around
	 * vmtapd does not know the call */
	if (n < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM
			       ? 0
			       : -errno;
	return (int)n;
}

/* Make a ruleset of the bits of wanted that version knows.  The caller closes
 * the descriptor. */
static int make_ruleset(int version, const struct ruleset *wanted,
			uint64_t *ret_files)
{
	struct ruleset ruleset = { 0 };
	size_t size = 0;
	long fd;

	for (size_t i = 0; i < VERSIONS && i < (size_t)version; i++) {
		ruleset.files |= versions[i].known.files & wanted->files;
		ruleset.net |= versions[i].known.net & wanted->net;
		ruleset.scoped |= versions[i].known.scoped & wanted->scoped;
		size = versions[i].size;
	}
	fd = syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
	if (fd < 0)
		return -errno;
	*ret_files = ruleset.files;
	return (int)fd;
}

/* A path that does not exist needs no line: nothing is beneath it. */
static int add_line(int ruleset, const struct line *line, uint64_t known)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = line->rights & known,
	};
	_cleanup_close_
	int fd = -EBADF;

	if (!line->path)
		return 0;
	fd = open(line->path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	attr.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &attr, 0) < 0)
		return -errno;
	return 0;
}

static int restrict_self(int version, const struct ruleset *wanted,
			 const struct line *lines, size_t n)
{
	_cleanup_close_
	int fd = -EBADF;
	uint64_t known = 0;

	fd = make_ruleset(version, wanted, &known);
	if (fd < 0)
		return fd;
	for (size_t i = 0; i < n; i++) {
		int r = add_line(fd, &lines[i], known);

		if (r < 0)
			return r;
	}
	return syscall(SYS_landlock_restrict_self, fd, 0) < 0 ? -errno : 0;
}

static const struct ruleset everything = {
	.files = UINT64_MAX,
	.net = UINT64_MAX,
	.scoped = UINT64_MAX,
};

int landlock_daemon(const char *remove_in, int *ret_version)
{
	const struct line lines[] = {
		{ "/dev",
		  LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
			  FS_IOCTL_DEV,
		  "net/tun, vhost-net, and tapN: a node that is made later "
		  "cannot have a line of its own" },
		{ "/sys/devices/virtual/net", LANDLOCK_ACCESS_FS_READ_FILE,
		  "device numbers of macvtaps, where /sys/class/net leads to" },
		{ "/proc", LANDLOCK_ACCESS_FS_READ_FILE,
		  "PID/comm: what a client calls itself, for the log" },
		{ remove_in, LANDLOCK_ACCESS_FS_REMOVE_FILE,
		  "the socket goes at the end" },
#ifdef WITH_SANITIZERS
		{ "/proc", FS_READ, "the leak check at exit" },
#endif
	};
	int version = get_version();
	int r = version <= 0 ? version
			     : restrict_self(version, &everything, lines,
					     sizeof(lines) / sizeof(lines[0]));

	if (r < 0)
		return r;
	*ret_version = version;
	return 0;
}

/*
 * Nobody knows what nsswitch.conf(5) needs: libraries, files, local sockets, a
 * directory server.  So the process may read all that its user may read, and
 * may use the network.  It may not write, make, remove or execute anything, nor
 * send a signal to any process, least of all to the daemon.
 */
int landlock_reader(void)
{
	static const struct line lines[] = {
		{ "/", FS_READ,
		  "the policy, names, their libraries, subuid(5)" },
	};
	static const struct ruleset wanted = {
		.files = UINT64_MAX,
		.scoped = SCOPE_SIGNAL,
	};
	int version = get_version();

	return version <= 0 ? version
			    : restrict_self(version, &wanted, lines, 1);
}
