/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.h - writes lines to stderr.  If stderr is systemd's journal, it gets a
 * line with its fields (journal.h); where that fails, "<level>" stands before
 * the line, and the journal removes it (sd-daemon(3)).
 */
#ifndef VMTAP_LOG_H
#define VMTAP_LOG_H

#include <stdbool.h>
#include <sys/types.h>

#include "daemon/log/record.h"

/* Call it once, before the other threads start. */
void log_init(bool has_debug);

/* Connect to the journal, if stderr is the journal. */
void log_open(void);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Without a limit: for what an administrator or the policy does. */
void log_record(const struct record *record);

/*
 * Lines that clients can cause are limited: each LOG_SECONDS has at most a
 * burst of them, and the next window begins with the number that was left out.
 * Only the request loop's thread may call these.
 *
 * Each user has a share of the burst, so that one cannot hide what others do.
 */
#define LOG_SECONDS 10
#define LOG_NO_UID ((uid_t)-1) /* the client's uid is not known */

/* Lines that clients can cause at will, such as refusals. */
#define LOG_CLIENT_BURST 200
#define LOG_CLIENT_SHARE (LOG_CLIENT_BURST / 4)
void log_client(uid_t uid, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void log_client_record(uid_t uid, const struct record *record);

/* Lines that the policy's limits bound: grants, ends and the like.  One share
 * has room for the ends of LEASES_MAX devices (lease.h). */
#define LOG_LEASE_BURST 20000
#define LOG_LEASE_SHARE (LOG_LEASE_BURST / 4)
void log_lease(uid_t uid, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void log_lease_record(uid_t uid, const struct record *record);

#endif
