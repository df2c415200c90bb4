/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-hold.h - a device by name, for a VMM that opens its TAP itself; included
 * by vmtap.h.
 */
#ifndef VMTAP_HOLD_H
#define VMTAP_HOLD_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Ask for a device that is called name, that stays without a descriptor, and that
 * each process of the caller's uid may open by its name: /dev/net/tun, and
 * TUNSETIFF with IFF_MULTI_QUEUE exactly if it has more than one queue.  From
 * vmtap_open() it has no descriptors: vmtap_device_fd() is -1.
 *
 * It ends by vmtap_release(), and after that many seconds if seconds is not 0,
 * and together with process pid if pid is not 0, which must be the caller's
 * user's.  The network must permit it (hold in vmtapd.conf(5)).
 *
 * The name begins with vt, has letters, digits and _ . - behind that, at most
 * VMTAP_IFNAME_MAX in all, and is not vt and eight hex digits.  -EINVAL: it is
 * none of these, or the time is too long; -ESRCH: no such process; -EOPNOTSUPP:
 * this kernel does not tell processes apart (Linux before 6.9).
 */
int vmtap_request_hold(struct vmtap_request *request, const char *name,
		       uint64_t seconds, pid_t pid, struct vmtap_error *err);

/* 1: the device is held by name; else 0. */
int vmtap_device_is_held(const struct vmtap_device *device);
/* When it ends, seconds since 1970; 0: at no time. */
uint64_t vmtap_device_until(const struct vmtap_device *device);
/* 1: it ends together with process vmtap_device_pid(); else 0. */
int vmtap_device_ends_with_pid(const struct vmtap_device *device);

/* How many devices the caller may hold by name on the network; 0: none. */
unsigned int vmtap_network_held_max(const struct vmtap_network *network);
/* How many of them the caller has; -1: not told. */
int vmtap_network_held(const struct vmtap_network *network);

#ifdef __cplusplus
}
#endif

#endif
