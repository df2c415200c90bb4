/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.c - vmtap-hold.h: devices by name.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/wire/hold.h"
#include "lib/connection.h"
#include "lib/describe.h"
#include "lib/device.h"

#define PIDFS_MAGIC 0x50494446 /* PID_FS_MAGIC of linux/magic.h, Linux 6.9 */

/* vmtapd may know the process by another number, or another process by this
 * one.  The inode of a pidfd is the same for all. */
static int identify(pid_t pid, uint64_t *ret_process, struct error *err)
{
	_cleanup_close_
	int fd = pid < 1 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	struct statfs fs;
	struct stat st;

	if (fd < 0)
		return error_set(err, VMTAP_E_ARGUMENT, ESRCH,
				 "there is no process %d; name one that runs",
				 pid);
	if (fstatfs(fd, &fs) < 0 || fstat(fd, &st) < 0)
		return error_set(err, VMTAP_E_HOST, errno,
				 "the process %d cannot be looked at: %s", pid,
				 strerror(errno));
	if (fs.f_type != PIDFS_MAGIC)
		return error_set(
			err, VMTAP_E_HOST, EOPNOTSUPP,
			"no device can end with process %d on this kernel, which must be Linux 6.9 at least; hold it for a time, or release it",
			pid);
	*ret_process = (uint64_t)st.st_ino;
	return 0;
}

static int describe(struct request *values, const char *name, uint64_t seconds,
		    pid_t pid, struct error *err)
{
	struct ifname ifname;
	uint64_t process = 0;
	int r = hold_parse(name ? name : "", &ifname, err);

	if (r == 0)
		r = hold_check_lifetime(seconds, err);
	if (r == 0 && pid != 0)
		r = identify(pid, &process, err);
	if (r < 0)
		return r;
	values->name = ifname;
	values->lifetime = seconds;
	values->pid = (uint32_t)pid;
	values->process = process;
	request_set(values, VMTAP_PROTO_F_HOLD, true);
	return 0;
}

int vmtap_request_hold(struct vmtap_request *request, const char *name,
		       uint64_t seconds, pid_t pid, struct vmtap_error *err)
{
	struct error error;
	int r = describe(&request->values, name, seconds, pid, &error);

	return r < 0 ? connection_report(err, &error, r) : 0;
}

int vmtap_device_is_held(const struct vmtap_device *device)
{
	return (device->facts.flags & VMTAP_PROTO_L_HELD) != 0;
}

uint64_t vmtap_device_until(const struct vmtap_device *device)
{
	return device->facts.until;
}

int vmtap_device_ends_with_pid(const struct vmtap_device *device)
{
	return (device->facts.flags & VMTAP_PROTO_L_PROCESS) != 0;
}

unsigned int vmtap_network_held_max(const struct vmtap_network *network)
{
	return network->facts.held.max;
}

int vmtap_network_held(const struct vmtap_network *network)
{
	return network->facts.held.used == VMTAP_PROTO_UNTOLD
		       ? -1
		       : (int)network->facts.held.used;
}
