/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * manager.c - lines to the service manager.  That nobody listens is no error.
 */
#include "manager.h"

#include <time.h>

#include "config.h"

#ifdef HAVE_LIBSYSTEMD
#include <systemd/sd-daemon.h>

void manager_ready(void)
{
	(void)sd_notify(0, "READY=1");
}

void manager_stopping(void)
{
	(void)sd_notify(0, "STOPPING=1");
}

/* The time makes it good for Type=notify-reload, too (systemd 253). */
void manager_reloading(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu",
			 (unsigned long long)now.tv_sec * 1000000 +
				 (unsigned long long)now.tv_nsec / 1000);
}

void manager_status(const char *status)
{
	(void)sd_notifyf(0, "STATUS=%s", status);
}

uint64_t manager_watchdog(void)
{
	uint64_t usec = 0;

	return sd_watchdog_enabled(0, &usec) > 0 ? usec / 2 : 0;
}

void manager_alive(void)
{
	(void)sd_notify(0, "WATCHDOG=1");
}

#else

void manager_ready(void)
{
}

void manager_stopping(void)
{
}

void manager_reloading(void)
{
}

void manager_status(const char *status)
{
	(void)status;
}

uint64_t manager_watchdog(void)
{
	return 0;
}

void manager_alive(void)
{
}

#endif
