/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-show.h - a part of vmtap.h, which includes it: what vmtapd knows of one
 * device.
 */
#ifndef VMTAP_VMTAP_SHOW_H
#define VMTAP_VMTAP_SHOW_H

#include <stdint.h>

struct vmtap;
struct vmtap_device;
struct vmtap_error;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * In a list and after vmtap_show(): an IP address that the guest uses, as text.
 * i is 0 for the first; NULL behind the last.  IPv4 comes first, and link-local
 * IPv6 last.  *ret_age: seconds since the guest's last frame from it, or about
 * it.
 */
const char *vmtap_device_address(const struct vmtap_device *device,
				 unsigned int i, uint64_t *ret_age);
/* From where they are known: "frames" of the guest, seen by the eBPF program, or
 * "neighbours" of the host; "" if none is known. */
const char *vmtap_device_address_source(const struct vmtap_device *device);
/* "unknown, because ...", if none is known; else "". */
const char *vmtap_device_address_unknown(const struct vmtap_device *device);

struct vmtap_show;

/*
 * The caller's device ifname, and what passed through it.  Root and the
 * policy's admins can name the device of any user.  If with_filter is not 0,
 * also the program that looks at the guest's frames.  -ENOENT: no such device
 * among these; -ESTALE: the filter changed each time while it was read.
 */
int vmtap_show(struct vmtap *client, const char *ifname, int with_filter,
	       struct vmtap_show **ret_show, struct vmtap_error *err);
void vmtap_show_free(struct vmtap_show *show);	/* accepts NULL */
const struct vmtap_device *vmtap_show_device(const struct vmtap_show *show);
/* 1: only frames from vmtap_device_lladdr() pass; else 0 */
int vmtap_show_is_pinned(const struct vmtap_show *show);
/* Packets of the guest that its fence did not let pass. */
uint64_t vmtap_show_dropped(const struct vmtap_show *show);
/* What looks at its frames: "none", "classic", "ebpf", "earlier", see vmtap(3) */
const char *vmtap_show_program(const struct vmtap_show *show);
/* Packets that the eBPF program dropped for reason i, from 0, with words for
 * programs ("ra") and for people; words of NULL behind the last reason. */
uint64_t vmtap_show_drops(const struct vmtap_show *show, unsigned int i,
			  const char **ret_name, const char **ret_text);
/* What the guest sent and received.  Dropped packets count as sent on a bridge,
 * but not on a macvtap. */
uint64_t vmtap_show_sent_packets(const struct vmtap_show *show);
uint64_t vmtap_show_sent_bytes(const struct vmtap_show *show);
uint64_t vmtap_show_received_packets(const struct vmtap_show *show);
uint64_t vmtap_show_received_bytes(const struct vmtap_show *show);
/* What the guest may send, and how much: lines in words of vmtapd.conf(5), such
 * as "filter: mac ra" or "rate-in: 100mbit".  "" if that is not known, because
 * the filter is not that of today's policy. */
const char *vmtap_show_fence(const struct vmtap_show *show);
/* Instructions of the classic program, or what the eBPF program looks at; NULL
 * without with_filter. */
const char *vmtap_show_filter(const struct vmtap_show *show);
/* A line for each vmtap_device_note(): its name, ": ", and a sentence that says
 * what is wrong and which command helps. */
const char *vmtap_show_notes(const struct vmtap_show *show);

#ifdef __cplusplus
}
#endif

#endif
