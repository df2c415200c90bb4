/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-watch.h - a part of vmtap.h, which includes it: what happens to devices,
 * as it happens.
 */
#ifndef VMTAP_VMTAP_WATCH_H
#define VMTAP_VMTAP_WATCH_H

#include <stdint.h>
#include <sys/types.h>

struct vmtap;
struct vmtap_error;

#ifdef __cplusplus
extern "C" {
#endif

struct vmtap_watch;
struct vmtap_event;

/*
 * Watch what happens to the caller's devices from now on; if is_all is not 0, to
 * those of all users, as root does always.  -EACCES: the caller may not.  The
 * watch has a connection of its own, to the vmtapd of client.
 */
int vmtap_watch(struct vmtap *client, int is_all,
		struct vmtap_watch **ret_watch, struct vmtap_error *err);
void vmtap_watch_free(struct vmtap_watch *watch);	/* accepts NULL */

/* A descriptor for poll(2), the same as long as the watch lives.  When it is
 * readable, call vmtap_watch_next() until that returns 0. */
int vmtap_watch_fd(const struct vmtap_watch *watch);

/*
 * 1: *ret_event is the next event, and lives until the next call.  0: there is
 * none yet.  It does not wait for vmtapd: if the connection ends, the watch
 * connects again, a second later at the earliest, and goes on where it was.  If
 * events were lost meanwhile, as with vmtapd itself, it says so by an event.
 * -errno: vmtapd refuses it, and the watch is of no more use; -EBUSY: its user
 * watches as often as vmtapd lets it.  A watch that vmtapd has answered once
 * tries again instead when others have the places.
 */
int vmtap_watch_next(struct vmtap_watch *watch,
		     const struct vmtap_event **ret_event,
		     struct vmtap_error *err);

/* Facts of an event.  Strings are "" and numbers 0 if they are not known.
 *
 * What happened, in a word: "granted", "released", "revoked", "ended" and those
 * of vmtapd(8)'s log; "noted"; "lost".  More may be added. */
const char *vmtap_event_name(const struct vmtap_event *event);
/* 1: the device ends now, or has ended ("released", "revoked", "ended"). */
int vmtap_event_is_end(const struct vmtap_event *event);
/* Of "lost": how many; 0: vmtapd does not know, because it has started anew. */
unsigned int vmtap_event_count(const struct vmtap_event *event);
/* CLOCK_REALTIME, in seconds */
uint64_t vmtap_event_time(const struct vmtap_event *event);
/* The device, as in a list. */
const char *vmtap_event_ifname(const struct vmtap_event *event);
unsigned int vmtap_event_ifindex(const struct vmtap_event *event);
const char *vmtap_event_network(const struct vmtap_event *event);
const char *vmtap_event_vm(const struct vmtap_event *event);
const char *vmtap_event_lladdr(const struct vmtap_event *event);
uid_t vmtap_event_uid(const struct vmtap_event *event);
pid_t vmtap_event_pid(const struct vmtap_event *event);
/* 1: a client of vmtapd did it, whose user and process are the next two. */
int vmtap_event_is_by(const struct vmtap_event *event);
uid_t vmtap_event_by_uid(const struct vmtap_event *event);
pid_t vmtap_event_by_pid(const struct vmtap_event *event);
/* Of "noted": the name of the note, as vmtap_device_note(). */
const char *vmtap_event_note(const struct vmtap_event *event);
/* The address that it is about, such as the one that was learned. */
const char *vmtap_event_address(const struct vmtap_event *event);
/* A sentence: why. */
const char *vmtap_event_reason(const struct vmtap_event *event);

#ifdef __cplusplus
}
#endif

#endif
