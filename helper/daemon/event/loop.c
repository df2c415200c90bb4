/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * loop.c - wraps libevent's calls; each of their failures is -ENOMEM.
 */
#include "daemon/event/loop.h"

#include <errno.h>

int loop_listen(struct event_base *base, int fd, event_callback_fn callback,
		void *data, struct event **ret_event)
{
	struct event *event =
		event_new(base, fd, EV_READ | EV_PERSIST, callback, data);

	if (!event)
		return -ENOMEM;
	if (event_add(event, NULL) < 0) {
		event_free(event);
		return -ENOMEM;
	}
	*ret_event = event;
	return 0;
}

int loop_timer(struct event_base *base, event_callback_fn callback, void *data,
	       struct event **ret_event)
{
	struct event *event = evtimer_new(base, callback, data);

	if (!event)
		return -ENOMEM;
	*ret_event = event;
	return 0;
}

void loop_forget(struct event *event)
{
	if (event)
		event_free(event);
}
