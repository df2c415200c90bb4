/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sandbox.c - the daemon's rights, at each stage of its life.
 */
#include "sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cap-ng.h>

#include "syscalls.h"

static int fail(struct error *err, const char *what)
{
	return error_set(err, VMTAP_E_HOST, errno, "%s: %s", what,
			 strerror(errno));
}

int sandbox_early(struct error *err)
{
	struct rlimit core = { 0 };
	struct rlimit files;

	(void)umask(0077);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return fail(err, "PR_SET_DUMPABLE");
	if (setrlimit(RLIMIT_CORE, &core) < 0)
		return fail(err, "RLIMIT_CORE");
	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return fail(err, "RLIMIT_NOFILE");
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) < 0)
		return fail(err, "RLIMIT_NOFILE");
	return 0;
}

int sandbox_capabilities(struct error *err)
{
	/* Emptying the bounding set needs CAP_SETPCAP, which only a daemon
	 * that was started as root has; systemd does it for the others. */
	capng_select_t which =
		capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP)
			? CAPNG_SELECT_ALL
			: CAPNG_SELECT_CAPS;

	if (!capng_have_capability(CAPNG_PERMITTED, CAP_NET_ADMIN))
		return error_set(
			err, VMTAP_E_HOST, EPERM,
			"vmtapd needs CAP_NET_ADMIN: start it as root, or with AmbientCapabilities=CAP_NET_ADMIN in its unit");
	capng_clear(CAPNG_SELECT_ALL);
	/* CAP_NET_ADMIN: TUNSETIFF, TUNSETIFINDEX, and every RTM_NEWLINK and
	 * RTM_DELLINK of link/; kept to the end */
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			 CAP_NET_ADMIN) < 0 ||
	    capng_apply(which) < 0)
		return error_set(err, VMTAP_E_HOST, EPERM,
				 "the capabilities cannot be reduced");
	/* ambient ones are lost with the inheritable set, which is empty now */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return fail(err, "PR_SET_NO_NEW_PRIVS");
	return 0;
}

int sandbox_serve(struct error *err)
{
	int r = syscalls_load();

	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r,
				  "the system call filter cannot be loaded: %s",
				  strerror(-r));
}
