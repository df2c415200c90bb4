/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * signals.c - makes signals and the watchdog's timer events of the loop.
 */
#include "daemon/start/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/event/loop.h"
#include "daemon/log/log.h"
#include "daemon/manager/notify.h"
#include "daemon/start/reload.h"

static void stop(evutil_socket_t number, short what, void *data)
{
	const struct state *state = data;

	(void)what;
	log_info("stopping: %s", strsignal(number));
	(void)event_base_loopbreak(state->base);
}

static void reload(evutil_socket_t number, short what, void *data)
{
	const struct state *state = data;

	(void)number;
	(void)what;
	reload_ask(state->reload);
}

static const struct {
	int number;
	event_callback_fn callback;
} table[] = {
	{ SIGTERM, stop },
	{ SIGINT, stop },
	{ SIGHUP, reload },
};
#define SIGNALS (sizeof(table) / sizeof(table[0]))

struct signals {
	struct event *events[SIGNALS];
	struct event *watchdog;
};

static void alive(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	notify_alive();
}

static int start_watchdog(struct state *state)
{
	const uint64_t usec = notify_watchdog();
	const struct timeval interval = {
		.tv_sec = (time_t)(usec / 1000000),
		.tv_usec = (suseconds_t)(usec % 1000000),
	};
	struct event *event =
		event_new(state->base, -1, EV_PERSIST, alive, NULL);

	state->signals->watchdog = event;
	if (!event || (usec > 0 && event_add(event, &interval) < 0))
		return -ENOMEM;
	return 0;
}

int signals_start(struct state *state, struct error *err)
{
	struct signals *signals = calloc(1, sizeof(*signals));

	(void)err;
	if (!signals)
		return -ENOMEM;
	state->signals = signals;
	(void)signal(SIGPIPE, SIG_IGN); /* stderr may be a closed pipe */
	for (size_t i = 0; i < SIGNALS; i++) {
		struct event *event = evsignal_new(state->base, table[i].number,
						   table[i].callback, state);

		signals->events[i] = event;
		if (!event || event_add(event, NULL) < 0)
			return -ENOMEM;
	}
	return start_watchdog(state);
}

void signals_stop(struct state *state)
{
	struct signals *signals = state->signals;

	if (!signals)
		return;
	for (size_t i = 0; i < SIGNALS; i++)
		loop_forget(signals->events[i]);
	loop_forget(signals->watchdog);
	free(signals);
	state->signals = NULL;
}
