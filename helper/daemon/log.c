/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.c - one write(2) a line, so that lines of two threads do not mix.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE 1024

/* Set once by log_init(), read ever after. */
static bool is_debug;
static bool is_journal;

void log_init(bool has_debug)
{
	is_debug = has_debug;
	/* set by systemd when stderr is connected to the journal */
	is_journal = getenv("JOURNAL_STREAM") != NULL;
}

__attribute__((format(printf, 2, 0))) static void
write_line(int level, const char *format, va_list args)
{
	char line[LINE_SIZE];
	size_t n = 0;

	if (is_journal)
		n = (size_t)snprintf(line, sizeof(line), "<%d>", level);
	else
		n = (size_t)snprintf(line, sizeof(line), "vmtapd: ");
	(void)vsnprintf(line + n, sizeof(line) - n - 1, format, args);
	n = strlen(line);
	line[n++] = '\n';
	/* nobody is there to be told that the log failed */
	if (write(STDERR_FILENO, line, n) < 0)
		return;
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

void log_client(const char *format, ...)
{
	static time_t window;
	static unsigned int used, left_out;
	struct timespec now;
	va_list args;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - window >= LOG_CLIENT_SECONDS) {
		if (left_out > 0)
			log_warning("%u lines about clients were left out",
				    left_out);
		window = now.tv_sec;
		used = left_out = 0;
	}
	if (used == LOG_CLIENT_BURST) {
		left_out++;
		return;
	}
	used++;
	va_start(args, format);
	write_line(LOG_INFO, format, args);
	va_end(args);
}
