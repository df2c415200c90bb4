/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.h - lines on stderr, or in systemd's journal if that is what stderr is:
 * with their fields (journal.h), or else with "<level>" in front, which the
 * journal takes off (sd-daemon(3)).
 */
#ifndef VMTAP_LOG_H
#define VMTAP_LOG_H

#include <stdbool.h>
#include <sys/types.h>

#include "daemon/log/record.h"

/* Once, before any other thread. */
void log_init(bool has_debug);

/* The journal, if that is what stderr is. */
void log_open(void);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For what is never left out: what an administrator or the policy does. */
void log_record(const struct record *record);

/*
 * For what clients can cause, at most so many lines in each LOG_SECONDS, and
 * then one that counts what was left out.  For the request loop's thread only.
 *
 * One user has a share, so that what others do is told, too.  Who has many uids
 * (subuid(5)) has many shares.
 */
#define LOG_SECONDS 10
#define LOG_NO_UID ((uid_t)-1) /* of a client that is not known */

/* What they can cause at will, such as refusals. */
#define LOG_CLIENT_BURST 200
#define LOG_CLIENT_SHARE (LOG_CLIENT_BURST / 4)
void log_client(uid_t uid, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void log_client_record(uid_t uid, const struct record *record);

/* And what the policy's limits let them cause: grants, ends and the like.  The
 * share has room for the ends of as many devices as there can be. */
#define LOG_LEASE_BURST 20000
#define LOG_LEASE_SHARE (LOG_LEASE_BURST / 4)
void log_lease(uid_t uid, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void log_lease_record(uid_t uid, const struct record *record);

#endif
