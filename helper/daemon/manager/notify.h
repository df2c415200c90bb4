/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * notify.h - tells systemd about the daemon (sd_notify(3)).  If systemd has
 * not started it, these functions do nothing.
 */
#ifndef VMTAP_NOTIFY_H
#define VMTAP_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* Call it at the start: no other function here opens anything. */
void notify_open(void);

void notify_ready(void);
void notify_stopping(void);

/* A reload of the policy begins; and one line for 'systemctl status'. */
void notify_reloading(void);
void notify_status(const char *status);

/* Microseconds between two signs of life for the watchdog; 0: it wants none. */
uint64_t notify_watchdog(void);
void notify_alive(void);

#endif
