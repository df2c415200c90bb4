/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * interrupt.h - signals that end the program come only while it waits, so that
 * it can undo what it did.
 */
#ifndef VMTAP_INTERRUPT_H
#define VMTAP_INTERRUPT_H

#include <stdint.h>

/* From now on SIGINT, SIGTERM and SIGHUP end a wait, and nothing else: what they
 * interrupt must still be undone, which is bounded. */
void interrupt_catch(void);
/* The next waits are for undoing: they wait again, until another such signal. */
void interrupt_forget(void);

/*
 * Wait until fd is ready for events (poll(2)), or until deadline, of
 * clock_ms().  0, -ETIMEDOUT, -EINTR if such a signal came, or -errno.
 */
int interrupt_wait(int fd, short events, uint64_t deadline);
/* Wait for so long, but not longer than to the deadline.  As above. */
int interrupt_pause(uint64_t ms, uint64_t deadline);

#endif
