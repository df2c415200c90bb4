/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watcher.h - waits for libvirt's status file of the domain that has a device.
 *
 * libvirt writes NAME.xml in $XDG_RUNTIME_DIR/libvirt/qemu/run when a domain has
 * started, and anew when it got another card (attach-device).
 */
#ifndef VMTAP_WATCHER_H
#define VMTAP_WATCHER_H

#include <stdbool.h>

/* Is that folder there? */
bool watcher_can(void);

/* Wait for seconds at most, and tell vmtapd once. */
void watcher_run(const char *ifname, const char *socket, unsigned int seconds);

#endif
