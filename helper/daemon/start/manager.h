/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * manager.h - what systemd is told (sd_notify(3)), where it started us; else
 * all of this does nothing.
 */
#ifndef VMTAP_MANAGER_H
#define VMTAP_MANAGER_H

#include <stdbool.h>
#include <stdint.h>

/* At the start: no other function here opens anything. */
void manager_open(void);

void manager_ready(void);
void manager_stopping(void);

/* Around a reload of the policy; status is one line for 'systemctl status'. */
void manager_reloading(void);
void manager_status(const char *status);

/* How often the watchdog wants a sign of life, in microseconds; 0: never. */
uint64_t manager_watchdog(void);
void manager_alive(void);

#endif
