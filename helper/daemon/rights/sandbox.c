/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sandbox.c - gives up the daemon's rights, stage by stage.
 */
#include "daemon/rights/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cap-ng.h>

#include "daemon/manager/announced.h"
#include "daemon/rights/landlock.h"
#include "daemon/rights/syscalls.h"

/* Linux 6.3; not in the headers of 6.1. */
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

static int fail(struct error *err, const char *what)
{
	return error_set(err, VMTAP_E_HOST, errno, "%s: %s", what,
			 strerror(errno));
}

/*
 * Close descriptors that the program that started vmtapd left open, except
 * those that the service manager announces.  A list of files does not stop writes
 * to a descriptor that is open already.
 */
static void close_inherited(void)
{
	(void)close_range(ANNOUNCED_FDS_START + announced_fds(), ~0U, 0);
}

int sandbox_early(struct error *err)
{
	struct rlimit core = { 0 };
	struct rlimit files;

	(void)umask(0077);
	close_inherited();
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail(err, "PR_SET_DUMPABLE");
	/* memory that was writable is never executed, nor in the reader */
	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) < 0 &&
	    errno != EINVAL)
		return fail(err, "PR_SET_MDWE");
	if (setrlimit(RLIMIT_CORE, &core) < 0)
		return fail(err, "RLIMIT_CORE");
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return fail(err, "RLIMIT_NOFILE");
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		return fail(err, "RLIMIT_NOFILE");
	return 0;
}

/*
 * Clear all sets.  The result says which of them capng_apply() can set: to
 * empty the bounding set takes CAP_SETPCAP, which only a daemon has that root
 * started; for others systemd does it.  Ambient capabilities go with the
 * inheritable ones, which vmtapd never keeps.
 */
static capng_select_t forget_all(void)
{
	bool has_setpcap =
		capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;

	capng_clear(CAPNG_SELECT_ALL);
	return has_setpcap ? CAPNG_SELECT_ALL : CAPNG_SELECT_CAPS;
}

int sandbox_capabilities(struct error *err)
{
	capng_select_t which;

	if (!capng_have_capability(CAPNG_PERMITTED, CAP_NET_ADMIN))
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"vmtapd needs CAP_NET_ADMIN: start it as root, or with AmbientCapabilities=CAP_NET_ADMIN in its unit");
	which = forget_all();
	/* CAP_NET_ADMIN: TUNSETIFF, TUNSETIFINDEX, and every RTM_NEWLINK and
	 * RTM_DELLINK of link/; kept to the end.  CAP_BPF and CAP_PERFMON were
	 * for link/ebpf/program.c, and go here. */
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			 CAP_NET_ADMIN) < 0 ||
	    capng_apply(which) < 0)
		return error_set(err, VMTAP_E_HOST, EPERM,
				 "the capabilities cannot be reduced");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(err, "PR_SET_NO_NEW_PRIVS");
	return 0;
}

int sandbox_files(const char *socket, bool *ret_is_kept, struct error *err)
{
	char folder[PATH_MAX];
	int version, r;

	(void)snprintf(folder, sizeof(folder), "%s", socket);
	r = landlock_daemon(socket[0] ? dirname(folder) : NULL, &version);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "Landlock: %s",
				 strerror(-r));
	*ret_is_kept = version > 0;
	return 0;
}

#define NOBODY 65534 /* the kernel's overflowuid, and Debian's nobody */

int sandbox_nobody(void)
{
	const bool has_setpcap =
		capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;

	if (geteuid() != 0)
		return 0;
	capng_clear(CAPNG_SELECT_BOUNDS);
	if (has_setpcap && capng_apply(CAPNG_SELECT_BOUNDS) < 0)
		return -EPERM;
	if (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
	    setresuid(NOBODY, NOBODY, NOBODY) < 0)
		return errno == EPERM || errno == EINVAL ? 0 : -errno;
	/* setresuid() has cleared the capabilities: read them again */
	return capng_get_caps_process() < 0 ? -EPERM : 0;
}

int sandbox_nothing(int keep, int also)
{
	const unsigned int first =
		(unsigned int)(also >= 0 && also < keep ? also : keep);
	const unsigned int last = (unsigned int)(also > keep ? also : keep);
	int r;

	/* an empty range is EINVAL */
	(void)close_range(STDERR_FILENO + 1, first - 1, 0);
	(void)close_range(first + 1, last - 1, 0);
	(void)close_range(last + 1, ~0U, 0);
	if (capng_apply(forget_all()) < 0)
		return -EPERM;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	r = syscalls_refuse_bpf();
	return r < 0 ? r : landlock_reader();
}

int sandbox_serve(struct error *err)
{
	int r = syscalls_load();

	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r,
				  "the system call filter cannot be loaded: %s",
				  strerror(-r));
}
