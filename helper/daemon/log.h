/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * log.h - lines on stderr.  Under systemd each begins with "<level>", which
 * the journal takes off (sd-daemon(3)).  Only main, server, broker, watch and
 * reaper log; everything below them returns.
 */
#ifndef VMTAP_LOG_H
#define VMTAP_LOG_H

#include <stdbool.h>

/* Once, before any other thread. */
void log_init(bool has_debug);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * For what a client can cause at will: at most LOG_CLIENT_BURST lines in each
 * LOG_CLIENT_SECONDS, and then one that counts what was left out.  For the
 * request loop's thread only.
 */
#define LOG_CLIENT_BURST 200
#define LOG_CLIENT_SECONDS 10
void log_client(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
