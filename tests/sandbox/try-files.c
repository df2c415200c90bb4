/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * try-files.c - what Landlock forbids to a process whose user may do it:
 * without Landlock, root may do each of these.
 */
#include "tests/sandbox/try.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* In the folder of the socket, and in one beside it. */
static char own_file[PATH_MAX], new_file[PATH_MAX], other_file[PATH_MAX];
static char program[PATH_MAX];
char try_socket[PATH_MAX];
static struct sockaddr_in tcp = { .sin_family = AF_INET };
static struct sockaddr_un abstract = { .sun_family = AF_UNIX };
static socklen_t abstract_size;

static long or_errno(long r)
{
	return r < 0 ? -errno : r;
}

static long open_it(const char *path, int flags)
{
	return or_errno(open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600));
}

#define OPEN(name, path, flags)                                                \
	static long name(void)                                                 \
	{                                                                      \
		return open_it(path, flags);                                   \
	}                                                                      \
	_Static_assert(true, "a line ends with a semicolon")
#define CALL(name, call)                                                       \
	static long name(void)                                                 \
	{                                                                      \
		return or_errno(call);                                         \
	}                                                                      \
	_Static_assert(true, "a line ends with a semicolon")

OPEN(open_null, "/dev/null", O_RDWR);
OPEN(read_lo, "/sys/class/net/lo/ifindex", O_RDONLY);
OPEN(read_passwd, "/etc/passwd", O_RDONLY);
OPEN(read_shadow, "/etc/shadow", O_RDONLY);
OPEN(read_own, own_file, O_RDONLY);
OPEN(write_own, own_file, O_WRONLY);
OPEN(create_own, new_file, O_WRONLY | O_CREAT | O_EXCL);
OPEN(create_dev, "/dev/vmtap-try", O_WRONLY | O_CREAT);
OPEN(read_status, "/proc/self/status", O_RDONLY);
OPEN(write_mem, "/proc/self/mem", O_RDWR);
OPEN(read_init, "/proc/1/status", O_RDONLY);
OPEN(write_sysctl, "/proc/sys/net/ipv4/ip_forward", O_WRONLY);
OPEN(read_cpus, "/sys/devices/system/cpu/online", O_RDONLY);
OPEN(list_root, "/", O_RDONLY | O_DIRECTORY);
OPEN(list_dev, "/dev", O_RDONLY | O_DIRECTORY);
OPEN(list_etc, "/etc", O_RDONLY | O_DIRECTORY);
OPEN(list_net, "/sys/class/net", O_RDONLY | O_DIRECTORY);
CALL(remove_socket, unlink(try_socket));
CALL(remove_other, unlink(other_file));
CALL(truncate_own, truncate(own_file, 0));
CALL(make_folder, mkdir(new_file, 0700));
CALL(make_fifo, mkfifo(new_file, 0600));
CALL(make_link, link(own_file, new_file));
CALL(make_symlink, symlink("x", new_file));
CALL(rename_own, rename(own_file, new_file));
CALL(signal_parent, kill(getppid(), 0));

static long open_tun(void)
{
	unsigned int features;
	long fd = open_it("/dev/net/tun", O_RDWR);

	return fd < 0 ? fd
		      : or_errno(ioctl((int)fd, TUNGETFEATURES, &features));
}

/* Only a child that ran can return 0. */
static long execute(void)
{
	char *argv[] = { program, NULL };

	(void)execv(program, argv);
	return -errno;
}

static long bind_tcp(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };

	return or_errno(bind(socket(AF_INET, SOCK_STREAM, 0),
			     (struct sockaddr *)&any, sizeof(any)));
}

static long connect_tcp(void)
{
	return or_errno(connect(socket(AF_INET, SOCK_STREAM, 0),
				(struct sockaddr *)&tcp, sizeof(tcp)));
}

static long connect_abstract(void)
{
	return or_errno(connect(socket(AF_UNIX, SOCK_STREAM, 0),
				(struct sockaddr *)&abstract, abstract_size));
}

#define PASSES(call, text)                                                     \
	{                                                                      \
		.what = text, .run = call, .is_honest = true                   \
	}
#define REFUSED(call, text, since)                                             \
	{                                                                      \
		.what = text, .run = call, .version = since                    \
	}

const struct try try_files[] = {
	PASSES(open_null, "a device is opened"),
	PASSES(open_tun, "/dev/net/tun is opened, and answers"),
	PASSES(read_lo, "a fact of a link is read"),
	PASSES(remove_socket, "its socket is removed"),
	REFUSED(read_passwd, "/etc/passwd is read", 1),
	REFUSED(read_shadow, "/etc/shadow is read", 1),
	REFUSED(read_own, "a file beside its socket is read", 1),
	REFUSED(write_own, "a file beside its socket is written", 1),
	REFUSED(truncate_own, "a file beside its socket is cut", 3),
	REFUSED(create_own, "a file beside its socket is made", 1),
	REFUSED(create_dev, "a file in /dev is made", 1),
	PASSES(read_status, "a process is read of: /proc/self/status"),
	REFUSED(write_mem, "/proc/self/mem is written", 1),
	PASSES(read_init, "a process is read of: /proc/1/status"),
	REFUSED(write_sysctl, "a sysctl is written", 1),
	REFUSED(read_cpus, "another device's facts are read", 1),
	REFUSED(list_root, "/ is listed", 1),
	REFUSED(list_dev, "/dev is listed", 1),
	REFUSED(list_net, "/sys/class/net is listed", 1),
	REFUSED(remove_other, "a file in another folder is removed", 1),
	REFUSED(make_folder, "a folder is made", 1),
	REFUSED(make_fifo, "a pipe is made", 1),
	REFUSED(make_link, "a file gets another name", 1),
	REFUSED(make_symlink, "a link to a file is made", 1),
	REFUSED(rename_own, "a file is renamed", 1),
	REFUSED(execute, "a program is executed", 1),
	REFUSED(bind_tcp, "a TCP port is bound", 4),
	REFUSED(connect_tcp, "a TCP server is connected to", 4),
	REFUSED(connect_abstract, "an abstract socket is connected to", 6),
	REFUSED(signal_parent, "another process gets a signal", 6),
	{ .what = NULL },
};

const struct try try_reader[] = {
	PASSES(read_passwd, "/etc/passwd is read"),
	PASSES(list_etc, "/etc is listed"),
	PASSES(read_own, "a file of its user's is read"),
	PASSES(connect_tcp, "a TCP server is connected to"),
	REFUSED(open_null, "a device is opened to write", 1),
	REFUSED(write_own, "a file of its user's is written", 1),
	REFUSED(truncate_own, "a file of its user's is cut", 3),
	REFUSED(create_own, "a file is made", 1),
	REFUSED(write_sysctl, "a sysctl is written", 1),
	REFUSED(write_mem, "/proc/self/mem is written", 1),
	REFUSED(remove_socket, "the socket is removed", 1),
	REFUSED(remove_other, "a file is removed", 1),
	REFUSED(make_folder, "a folder is made", 1),
	REFUSED(rename_own, "a file is renamed", 1),
	REFUSED(execute, "a program is executed", 1),
	REFUSED(signal_parent, "another process gets a signal", 6),
	{ .what = NULL },
};

static bool make_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return false;
	return fputs(text, file) >= 0 && fclose(file) == 0 &&
	       chmod(path, mode) == 0;
}

static bool make_servers(const char *folder)
{
	socklen_t size = sizeof(tcp);
	int inet = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(abstract.sun_path + 1, sizeof(abstract.sun_path) - 1,
		       "vmtap-try-%ld%.60s", (long)getpid(), folder);
	abstract_size = sizeof(abstract);
	return bind(inet, (struct sockaddr *)&tcp, sizeof(tcp)) == 0 &&
	       listen(inet, 16) == 0 &&
	       getsockname(inet, (struct sockaddr *)&tcp, &size) == 0 &&
	       bind(local, (struct sockaddr *)&abstract, abstract_size) == 0 &&
	       listen(local, 16) == 0;
}

bool try_files_renew(void)
{
	(void)unlink(new_file);
	(void)rmdir(new_file);
	(void)unlink("/dev/vmtap-try");
	return make_file(own_file, "x", 0600) &&
	       make_file(other_file, "x", 0600) &&
	       make_file(try_socket, "x", 0600) &&
	       make_file(program, "#!/bin/sh\n", 0755);
}

bool try_files_prepare(const char *folder)
{
	char path[PATH_MAX];

	tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	(void)snprintf(path, sizeof(path), "%s/own", folder);
	if (mkdir(path, 0700) < 0)
		return false;
	(void)snprintf(own_file, sizeof(own_file), "%.3000s/own/file", folder);
	(void)snprintf(new_file, sizeof(new_file), "%.3000s/own/new", folder);
	(void)snprintf(try_socket, sizeof(own_file), "%.3000s/own/socket",
		       folder);
	(void)snprintf(other_file, sizeof(other_file), "%.3000s/file", folder);
	(void)snprintf(program, sizeof(program), "%.3000s/program", folder);
	return make_servers(folder) && try_files_renew();
}
