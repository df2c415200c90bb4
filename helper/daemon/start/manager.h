/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * manager.h - tells systemd about the daemon (sd_notify(3)).  If systemd has
 * not started it, these functions do nothing.
 */
#ifndef VMTAP_MANAGER_H
#define VMTAP_MANAGER_H

#include <stdbool.h>
#include <stdint.h>

/* Call it at the start: no other function here opens anything. */
void manager_open(void);

void manager_ready(void);
void manager_stopping(void);

/* A reload of the policy begins; and one line for 'systemctl status'. */
void manager_reloading(void);
void manager_status(const char *status);

/* Microseconds between two signs of life for the watchdog; 0: it wants none. */
uint64_t manager_watchdog(void);
void manager_alive(void);

#endif
