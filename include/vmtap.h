/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap.h - ask vmtapd for a network card of a virtual machine.
 *
 * vmtapd makes a TAP on a bridge or a MACVTAP on a physical link, and passes
 * its open file descriptors to the caller.  A *network* is a name in the
 * administrator's policy (vmtapd.conf(5)), which says which of the two it
 * gives.  The device lives until the last copy of its descriptors is closed, in
 * any process; closing the connection ends nothing.
 *
 * Conventions
 *   Functions that can fail return 0 or a negative errno value and, where
 *   they take one, fill a struct vmtap_error: a stable code and one sentence
 *   that names the object and the remedy.  On success it is left untouched.
 *   ret_ arguments are written only on success.
 *   The library never prints, never exits, keeps no global state, and starts
 *   no thread.  A struct vmtap may be used by one thread at a time.
 *   Every descriptor it returns is close-on-exec.
 */
#ifndef VMTAP_H
#define VMTAP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Limits of one request.  They are part of the protocol. */
#define VMTAP_QUEUES_MAX	16	/* queue pairs of one device */
#define VMTAP_FDS_MAX		(2 * VMTAP_QUEUES_MAX)	/* with vhost-net */
#define VMTAP_LABEL_MAX		63	/* bytes of a network or VM name */
#define VMTAP_TEXT_MAX		383	/* bytes of an error sentence */
#define VMTAP_IFNAME_MAX	15	/* IFNAMSIZ less the terminator */
#define VMTAP_LLADDR_LEN	6	/* an Ethernet address, ETH_ALEN */
#define VMTAP_RANGES_MAX	8	/* address ranges of one allow rule */

/* Where vmtapd listens unless told otherwise. */
#define VMTAP_SOCKET_DEFAULT	"/run/vmtap/vmtapd.sock"

/*
 * Why a request failed.  The numbers never change their meaning; new ones may
 * be added, so treat an unknown one as VMTAP_E_INTERNAL.
 */
enum vmtap_code {
	VMTAP_OK = 0,
	VMTAP_E_PROTOCOL = 1,	/* message not understood: versions differ */
	VMTAP_E_DENIED = 2,	/* no rule allows it, or no such network */
	VMTAP_E_LIMIT = 3,	/* a number of the policy is reached */
	VMTAP_E_LLADDR = 4,	/* this hardware address is not permitted */
	VMTAP_E_IN_USE = 5,	/* address or lower device is taken */
	VMTAP_E_OPTION = 6,	/* the network does not offer this option */
	VMTAP_E_HOST = 7,	/* the host is not set up as the policy says */
	VMTAP_E_BUSY = 8,	/* too many connections; try again */
	VMTAP_E_NO_LEASE = 9,	/* no such device among yours */
	VMTAP_E_INTERNAL = 10,	/* vmtapd failed; its log says more */
	VMTAP_E_ARGUMENT = 11,	/* a value is malformed */
	VMTAP_E_CONNECT = 12,	/* vmtapd cannot be reached */
	VMTAP_E_TIMEOUT = 13,	/* vmtapd did not answer in time */
};

struct vmtap_error {
	int code;		/* enum vmtap_code */
	char text[VMTAP_TEXT_MAX + 1];	/* one sentence, no newline */
};

enum vmtap_kind {
	VMTAP_KIND_NONE = 0,
	VMTAP_KIND_BRIDGE = 1,	/* TAP, a port of a Linux bridge */
	VMTAP_KIND_MACVTAP = 2,	/* MACVTAP on a lower link */
};

/* MACVTAP modes; see MACVLAN_MODE_* in linux/if_link.h. */
enum vmtap_mode {
	VMTAP_MODE_NONE = 0,	/* not a macvtap */
	VMTAP_MODE_PRIVATE = 1,
	VMTAP_MODE_VEPA = 2,
	VMTAP_MODE_BRIDGE = 3,
	VMTAP_MODE_PASSTHRU = 4,
	VMTAP_MODE_SOURCE = 5,
};

/* What the policy can limit on a network. */
enum vmtap_limit {
	VMTAP_LIMIT_DEVICES = 0,	/* devices of the caller */
	VMTAP_LIMIT_ALL_DEVICES = 1,	/* devices of all users */
	VMTAP_LIMIT_QUEUES = 2,		/* queues of one device */
	VMTAP_LIMIT_ALL_QUEUES = 3,	/* queues of all devices of the caller */
};
#define VMTAP_LIMITS		4	/* more may be added */

/* "bridge", "macvtap"; "private", ...; "?" for an unknown value.  Static. */
const char *vmtap_kind_name(enum vmtap_kind kind);
const char *vmtap_mode_name(enum vmtap_mode mode);

/* ---- connection ------------------------------------------------------- */

struct vmtap;

/*
 * Connect to vmtapd.  path may be NULL: then $VMTAP_SOCKET (ignored in a setuid
 * program), then VMTAP_SOCKET_DEFAULT.  Errors: -ENOENT and -ECONNREFUSED
 * (nobody listens), -EACCES, -ENAMETOOLONG, -ETIMEDOUT, -EPROTOTYPE (another
 * program's socket).  The library waits for an answer 10 seconds at most.  If
 * vmtapd closes the connection while it is idle, or restarts, the next call
 * connects again.
 */
int vmtap_connect(const char *path, struct vmtap **ret_client,
		  struct vmtap_error *err);

/* Close the connection and free it; accepts NULL.  Devices stay. */
void vmtap_close(struct vmtap *client);

/* ---- request ---------------------------------------------------------- */

struct vmtap_request;

/*
 * Describe a device on network.  Defaults: one queue, a virtio-net header on
 * each packet (IFF_VNET_HDR), no vhost-net descriptors, an address chosen by
 * vmtapd, no VM name.  -EINVAL if the name is not a legal one: letters,
 * digits and _ . + - @ : (a letter or digit first), at most VMTAP_LABEL_MAX.
 * Free with vmtap_request_free(), which accepts NULL.
 */
int vmtap_request_new(const char *network, struct vmtap_request **ret_request,
		      struct vmtap_error *err);
void vmtap_request_free(struct vmtap_request *request);

/*
 * Set what a key of a card says, as people write it: "queues" to "2".  The keys
 * are those of vmtap(1): mac, vm, queues, vhost, vnet_hdr and mode.  Each also
 * has a function below.  -EINVAL if there is no such key, or if the key cannot
 * have this value.
 */
int vmtap_request_set(struct vmtap_request *request, const char *key,
		      const char *value, struct vmtap_error *err);

/* The VM's name, with the same characters.  Lists show it, and the address that
 * vmtapd chooses depends on it. */
int vmtap_request_set_vm(struct vmtap_request *request, const char *vm,
			 struct vmtap_error *err);

/* The guest's hardware address, "52:54:00:12:34:56".  Group (multicast) and
 * zero addresses are -EINVAL. */
int vmtap_request_set_lladdr(struct vmtap_request *request, const char *lladdr,
			     struct vmtap_error *err);

/*
 * Say that another program (QEMU, libvirt) chooses the guest's address and that
 * the caller does not know it.  On a bridge the lease then has no address, if
 * the user may choose one there.  Otherwise, and on a macvtap, this changes
 * nothing: there the guest must use the device's address.  As soon as the caller
 * knows it, vmtap_set_guest() tells it.
 */
void vmtap_request_set_lladdr_unknown(struct vmtap_request *request);

/* 1 to VMTAP_QUEUES_MAX, or -EINVAL; more than one sets IFF_MULTI_QUEUE. */
int vmtap_request_set_queues(struct vmtap_request *request, unsigned int queues,
			     struct vmtap_error *err);

/* Ask for one /dev/vhost-net descriptor for each queue. */
void vmtap_request_set_vhost(struct vmtap_request *request, int on);

/* IFF_VNET_HDR.  Without it most of the throughput is lost, because offloads
 * need it.  A network can have no header, even if the request asks for one. */
void vmtap_request_set_vnet_hdr(struct vmtap_request *request, int on);

/*
 * The mode of a macvtap, if the network offers several.  The default,
 * VMTAP_MODE_NONE, means the first mode that the network offers.
 */
void vmtap_request_set_mode(struct vmtap_request *request,
			    enum vmtap_mode mode);

/* ---- device ----------------------------------------------------------- */

/* A device that was opened, would be opened, or is in a list. */
struct vmtap_device;

/*
 * Make and open the device.  On success the caller owns *ret_device and its
 * descriptors; vmtap_device_free() closes those that were not taken.
 * Errors: err->code says why; -EACCES for VMTAP_E_DENIED, -EDQUOT for
 * VMTAP_E_LIMIT, -EADDRINUSE, -EINVAL, -EOPNOTSUPP (option), -ENODEV (host),
 * -EBUSY, -EIO, -ENOMEM; -EPROTO also if the answer does not fit the request,
 * -EMFILE if this process can have no more descriptors, -ETIMEDOUT and
 * -ECONNRESET if no answer came, and those of vmtap_connect().
 */
int vmtap_open(struct vmtap *client, const struct vmtap_request *request,
	       struct vmtap_device **ret_device, struct vmtap_error *err);

/*
 * Ask what vmtap_open() would answer now, and change nothing.  The device has
 * the address, MTU and limits it would get, but no descriptors and no name.
 */
int vmtap_check(struct vmtap *client, const struct vmtap_request *request,
		struct vmtap_device **ret_device, struct vmtap_error *err);

void vmtap_device_free(struct vmtap_device *device);	/* accepts NULL */

/* Descriptors: queue i, and vhost-net i.  -1 past the end or once taken. */
unsigned int vmtap_device_queues(const struct vmtap_device *device);
unsigned int vmtap_device_vhosts(const struct vmtap_device *device);
int vmtap_device_fd(const struct vmtap_device *device, unsigned int i);
int vmtap_device_vhost_fd(const struct vmtap_device *device, unsigned int i);
/* The same, and the caller now owns (and closes) it. */
int vmtap_device_take_fd(struct vmtap_device *device, unsigned int i);
int vmtap_device_take_vhost_fd(struct vmtap_device *device, unsigned int i);

/* Facts.  Strings live as long as the device. */
const char *vmtap_device_network(const struct vmtap_device *device);
const char *vmtap_device_vm(const struct vmtap_device *device);	/* "" = none */
const char *vmtap_device_ifname(const struct vmtap_device *device);
unsigned int vmtap_device_ifindex(const struct vmtap_device *device);
/* The guest's address, "52:54:00:..", or "" when nobody told vmtapd. */
const char *vmtap_device_lladdr(const struct vmtap_device *device);
/* 1: vmtapd saw the address in the guest's frames, nobody told it; else 0 */
int vmtap_device_is_learned(const struct vmtap_device *device);
/* After vmtap_check() 0 if the MTU would be the bridge's or lower device's. */
unsigned int vmtap_device_mtu(const struct vmtap_device *device);
/* Bytes in front of each packet: 10 or 12, or 0 without IFF_VNET_HDR. */
unsigned int vmtap_device_vnet_hdr_size(const struct vmtap_device *device);
enum vmtap_kind vmtap_device_kind(const struct vmtap_device *device);
enum vmtap_mode vmtap_device_mode(const struct vmtap_device *device);
/*
 * After vmtap_check(): all limits of the caller on the network, and how much of
 * them is used; otherwise NULL.  Lives as long as the device.
 */
struct vmtap_network;
const struct vmtap_network *
vmtap_device_limits(const struct vmtap_device *device);
/* The user and process that asked, as the kernel of vmtapd knows them, and when
 * (CLOCK_REALTIME, in seconds). */
uid_t vmtap_device_uid(const struct vmtap_device *device);
pid_t vmtap_device_pid(const struct vmtap_device *device);
uint64_t vmtap_device_since(const struct vmtap_device *device);
/* In a list and after vmtap_show(), as the kernel last told vmtapd: the bridge
 * or lower device where the device is, "" for none; is it up, has it a carrier
 * (1 or 0).  Otherwise "" and 0. */
const char *vmtap_device_link(const struct vmtap_device *device);
int vmtap_device_is_up(const struct vmtap_device *device);
int vmtap_device_has_carrier(const struct vmtap_device *device);
/* In a list and after vmtap_show(): what may be wrong with it.  The name of its
 * note i, from 0, such as "mute"; NULL behind the last. */
const char *vmtap_device_note(const struct vmtap_device *device,
			      unsigned int i);
/* After vmtap_check(): what could not be asked, because only a device can tell.
 * Question i, from 0, "whether ..."; NULL behind the last. */
const char *vmtap_device_unasked(const struct vmtap_device *device,
				 unsigned int i);

/* ---- lists ------------------------------------------------------------ */

struct vmtap_list;

/* The caller's devices, the oldest first; root sees those of all users. */
int vmtap_list(struct vmtap *client, struct vmtap_list **ret_list,
	       struct vmtap_error *err);
/* Those of all users.  -EACCES unless the caller is root or in "admin". */
int vmtap_list_all(struct vmtap *client, struct vmtap_list **ret_list,
		   struct vmtap_error *err);
size_t vmtap_list_count(const struct vmtap_list *list);
/* NULL past the end; belongs to the list. */
const struct vmtap_device *vmtap_list_at(const struct vmtap_list *list,
					 size_t i);
void vmtap_list_free(struct vmtap_list *list);	/* accepts NULL */

struct vmtap_networks;

/* The networks that the caller may use, in order of name. */
int vmtap_networks(struct vmtap *client, struct vmtap_networks **ret_networks,
		   struct vmtap_error *err);
/* All networks of the policy, with their own limits, and all their rules as
 * vmtap_network_rule().  -EACCES unless the caller is root or in "admin". */
int vmtap_networks_all(struct vmtap *client,
		       struct vmtap_networks **ret_networks,
		       struct vmtap_error *err);
size_t vmtap_networks_count(const struct vmtap_networks *networks);
const struct vmtap_network *
vmtap_networks_at(const struct vmtap_networks *networks, size_t i);
void vmtap_networks_free(struct vmtap_networks *networks); /* accepts NULL */

const char *vmtap_network_name(const struct vmtap_network *network);
enum vmtap_kind vmtap_network_kind(const struct vmtap_network *network);
enum vmtap_mode vmtap_network_mode(const struct vmtap_network *network);
/* 0: the MTU is that of the bridge or lower device. */
unsigned int vmtap_network_mtu(const struct vmtap_network *network);
int vmtap_network_vhost(const struct vmtap_network *network);	/* 0 or 1 */
/* How many there may be; 0 is any number. */
unsigned int vmtap_network_max(const struct vmtap_network *network,
			       enum vmtap_limit limit);
/* How many there are.  -1: nothing is counted for this limit, or only admins
 * are told and the caller is none. */
int vmtap_network_used(const struct vmtap_network *network,
		       enum vmtap_limit limit);
/* The rule that decides, "vmtapd.conf:12: allow \"@kvm\""; "" if no admin. */
const char *vmtap_network_rule(const struct vmtap_network *network);
/* Permitted addresses, "52:54:00:00:00:00/24"; without a range those that are
 * locally administered, and in mode passthru any. */
unsigned int vmtap_network_ranges(const struct vmtap_network *network);
const char *vmtap_network_range(const struct vmtap_network *network,
				unsigned int i);

/* Say which address the VMM gives to the guest of the caller's device, and the
 * VM's name (or NULL), where the request did not; see vmtap(3).  -EINVAL: the
 * address is not permitted or in use, or another one stays; -ENOENT: no such
 * device among the caller's. */
int vmtap_set_guest(struct vmtap *client, const char *ifname,
		    const char *lladdr, const char *vm,
		    struct vmtap_error *err);

/* ---- release ---------------------------------------------------------- */

/*
 * End a lease of the caller now: vmtapd deletes the device.  ifname is that of
 * vmtap_device_ifname().  -ENOENT: no such device among the caller's.
 *
 * In any process, TUNGETIFF on one of its descriptors fails from then on:
 * EBADFD on a TAP, ENOLINK on a MACVTAP.  On a TAP, read(2) and write(2) fail
 * with EBADFD, and poll(2) says POLLERR at once each time (tun_chr_poll() in
 * drivers/net/tun.c).  On a MACVTAP, poll(2) says nothing, and write(2) works,
 * but its packet is lost (tap_get_user() in drivers/net/tap.c).  So a program
 * that is to know of the end of a MACVTAP watches, see vmtap-watch.h.
 */
int vmtap_release(struct vmtap *client, const char *ifname,
		  struct vmtap_error *err);

/*
 * End all leases that have this ifname, are on this network and belong to this
 * user, for root and the policy's admins.  NULL leaves one of the three out;
 * all three NULL is -EINVAL.  -EACCES: the caller is no admin; -ENOENT: there
 * is no such lease.
 */
int vmtap_revoke(struct vmtap *client, const char *ifname, const char *network,
		 const uid_t *uid, unsigned int *ret_count,
		 struct vmtap_error *err);

#ifdef __cplusplus
}
#endif

#include "vmtap-doctor.h"
#include "vmtap-hold.h"
#include "vmtap-show.h"
#include "vmtap-watch.h"

#endif
