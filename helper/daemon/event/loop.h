/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * loop.h - makes events of the daemon's loop and adds them, in one step.
 */
#ifndef VMTAP_LOOP_H
#define VMTAP_LOOP_H

#include <event2/event.h>

/* Call callback each time that fd is readable.  0 or -ENOMEM. */
int loop_listen(struct event_base *base, int fd, event_callback_fn callback,
		void *data, struct event **ret_event);

/* Make a timer; evtimer_add() sets it.  0 or -ENOMEM. */
int loop_timer(struct event_base *base, event_callback_fn callback, void *data,
	       struct event **ret_event);

/* Accepts NULL. */
void loop_forget(struct event *event);

#endif
