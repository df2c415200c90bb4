/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.c - writes each line with one write(2) or send(2), so that lines of two
 * threads do not mix.
 */
#include "daemon/log/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include "common/clock.h"
#include "daemon/log/journal.h"

/* Set once by log_init(), then only read. */
static bool is_debug;
static bool is_journal;

void log_init(bool has_debug)
{
	is_debug = has_debug;
	is_journal = journal_is_stderr();
}

void log_open(void)
{
	journal_open();
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
	/* there is no other place to report that the log failed */
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

/* If one window sees more users than this, the rest use the last share. */
#define SHARES_MAX 256

struct share {
	uid_t uid;
	unsigned int used;
};

struct limit {
	const char *about;
	const unsigned int burst, share;
	uint64_t window; /* when it began */
	unsigned int used, left_out;
	struct share shares[SHARES_MAX];
	unsigned int n_shares;
};

static struct limit clients = { .about = "clients",
				.burst = LOG_CLIENT_BURST,
				.share = LOG_CLIENT_SHARE };
static struct limit leases = { .about = "grants and ends of devices",
			       .burst = LOG_LEASE_BURST,
			       .share = LOG_LEASE_SHARE };

static void roll(struct limit *limit, uint64_t now)
{
	if (now - limit->window < LOG_SECONDS)
		return;
	if (limit->left_out > 0)
		log_warning("%u line%s about %s %s left out", limit->left_out,
			    limit->left_out == 1 ? "" : "s", limit->about,
			    limit->left_out == 1 ? "was" : "were");
	limit->window = now;
	limit->used = limit->left_out = limit->n_shares = 0;
}

static struct share *share_of(struct limit *limit, uid_t uid)
{
	for (unsigned int i = 0; i < limit->n_shares; i++)
		if (limit->shares[i].uid == uid)
			return &limit->shares[i];
	if (limit->n_shares < SHARES_MAX)
		limit->shares[limit->n_shares++] = (struct share){ .uid = uid };
	return &limit->shares[limit->n_shares - 1];
}

static bool take(struct limit *limit, uid_t uid)
{
	const uint64_t now = clock_seconds();
	struct share *share;

	roll(&clients, now);
	roll(&leases, now);
	share = share_of(limit, uid);
	if (limit->used == limit->burst || share->used == limit->share) {
		limit->left_out++;
		return false;
	}
	share->used++;
	limit->used++;
	return true;
}

void log_client_record(uid_t uid, const struct record *record)
{
	if (take(&clients, uid))
		log_record(record);
}

void log_lease_record(uid_t uid, const struct record *record)
{
	if (take(&leases, uid))
		log_record(record);
}

void log_lease(uid_t uid, int level, const char *format, ...)
{
	va_list args;

	if (!take(&leases, uid))
		return;
	va_start(args, format);
	write_line(level, format, args);
	va_end(args);
}

void log_client(uid_t uid, const char *format, ...)
{
	va_list args;

	if (!take(&clients, uid))
		return;
	va_start(args, format);
	write_line(LOG_INFO, format, args);
	va_end(args);
}
