/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake-vhost.c - for LD_PRELOAD: any descriptor of a device is one of vhost-net,
 * for hosts without it.
 */
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/vhost.h>

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *argument;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	if (request == VHOST_GET_FEATURES)
		return 0;
	return (int)syscall(SYS_ioctl, fd, request, argument);
}
