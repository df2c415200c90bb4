/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.c - one write(2) or send(2) a line, so that lines of two threads do not
 * mix.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "journal.h"

/* Set once by log_init(), read ever after. */
static bool is_debug;
static bool is_journal;

void log_init(bool has_debug)
{
	is_debug = has_debug;
	is_journal = journal_is_stderr();
}

void log_record(const struct record *record)
{
	char line[RECORD_LINE_SIZE + 16];
	int n;

	if (journal_send(record) == 0)
		return;
	if (is_journal)
		n = snprintf(line, sizeof(line), "<%d>%s\n", record->level,
			     record->line);
	else
		n = snprintf(line, sizeof(line), "vmtapd: %s\n", record->line);
	/* nobody is there to be told that the log failed */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}

__attribute__((format(printf, 2, 0))) static void
write_line(int level, const char *format, va_list args)
{
	struct record record;

	record_plain(&record, level, format, args);
	log_record(&record);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(LOG_ERR, format, args);
	va_end(args);
}

void log_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(LOG_WARNING, format, args);
	va_end(args);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(LOG_INFO, format, args);
	va_end(args);
}

void log_debug(const char *format, ...)
{
	va_list args;

	if (!is_debug)
		return;
	va_start(args, format);
	write_line(LOG_DEBUG, format, args);
	va_end(args);
}

/* ---- limits ----------------------------------------------------------- */

struct limit {
	const char *about;
	const unsigned int burst;
	time_t window; /* when it began */
	unsigned int used, left_out;
};

static struct limit clients = { .about = "clients", .burst = LOG_CLIENT_BURST };
static struct limit leases = { .about = "grants and ends of devices",
			       .burst = LOG_LEASE_BURST };

/* A part of the clients' lines of this window. */
struct share {
	uid_t uid;
	unsigned int used;
};

static struct share shares[LOG_CLIENT_BURST];
static unsigned int n_shares;

/* true: another window has begun. */
static bool roll(struct limit *limit, time_t now)
{
	if (now - limit->window < LOG_SECONDS)
		return false;
	if (limit->left_out > 0)
		log_warning("%u lines about %s were left out", limit->left_out,
			    limit->about);
	limit->window = now;
	limit->used = limit->left_out = 0;
	return true;
}

static void roll_all(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (roll(&clients, now.tv_sec))
		n_shares = 0;
	(void)roll(&leases, now.tv_sec);
}

static bool take(struct limit *limit)
{
	if (limit->used < limit->burst) {
		limit->used++;
		return true;
	}
	limit->left_out++;
	return false;
}

static bool take_lease(void)
{
	roll_all();
	return take(&leases);
}

/* The share of uid.  There is room: each had a line of the burst. */
static struct share *share_of(uid_t uid)
{
	for (unsigned int i = 0; i < n_shares; i++)
		if (shares[i].uid == uid)
			return &shares[i];
	shares[n_shares] = (struct share){ .uid = uid };
	return &shares[n_shares++];
}

static bool take_client(uid_t uid)
{
	struct share *share;

	roll_all();
	if (clients.used == clients.burst)
		return take(&clients);
	share = share_of(uid);
	if (share->used == LOG_CLIENT_SHARE) {
		clients.left_out++;
		return false;
	}
	share->used++;
	return take(&clients);
}

void log_client_record(uid_t uid, const struct record *record)
{
	if (take_client(uid))
		log_record(record);
}

void log_lease_record(const struct record *record)
{
	if (take_lease())
		log_record(record);
}

void log_lease(int level, const char *format, ...)
{
	va_list args;

	if (!take_lease())
		return;
	va_start(args, format);
	write_line(level, format, args);
	va_end(args);
}

void log_client(uid_t uid, const char *format, ...)
{
	va_list args;

	if (!take_client(uid))
		return;
	va_start(args, format);
	write_line(LOG_INFO, format, args);
	va_end(args);
}
