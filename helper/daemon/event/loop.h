/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * loop.h - events of the daemon's loop, made and added in one step.
 */
#ifndef VMTAP_LOOP_H
#define VMTAP_LOOP_H

#include <event2/event.h>

/* Each time that fd is readable.  -ENOMEM. */
int loop_listen(struct event_base *base, int fd, event_callback_fn callback,
		void *data, struct event **ret_event);

/* A timer, which is set with evtimer_add().  -ENOMEM. */
int loop_timer(struct event_base *base, event_callback_fn callback, void *data,
	       struct event **ret_event);

/* Accepts NULL. */
void loop_forget(struct event *event);

#endif
