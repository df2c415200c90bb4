/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * open.c - vmtap_open(), vmtap_check(), vmtap_release() and vmtap_revoke().
 *
 * The library does not trust vmtapd: the caller gets a descriptor only if the
 * kernel says that it belongs to the device that vmtapd named, or is one of
 * vhost-net.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "common/cleanup.h"
#include "lib/connection.h"
#include "lib/describe.h"
#include "lib/device.h"
#include "vmtap.h"

/*
 * The descriptor is of a device node.  A file of a FUSE server could claim to
 * be anything: its server answers ioctl(2), and may never answer.  The kernel
 * knows the type of the file without asking the server.
 */
static int check_device(int fd, const char *what, struct error *err)
{
	struct statx file;

	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE,
		  &file) < 0 ||
	    !S_ISCHR(file.stx_mode))
		return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
				 "vmtapd sent a descriptor that is no %s",
				 what);
	return 0;
}

/* The kernel knows the name in the namespace of the descriptor, where it may
 * have any byte. */
static int check_name(const struct ifreq *ifr, const char *ifname,
		      struct error *err)
{
	char name[IFNAMSIZ + 1] = "";

	if (strncmp(ifr->ifr_name, ifname, sizeof(ifr->ifr_name)) == 0)
		return 0;
	memcpy(name, ifr->ifr_name, sizeof(ifr->ifr_name));
	reply_make_printable(name);
	return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
			 "vmtapd sent a descriptor of %s and called it %s",
			 name, ifname);
}

/* TUNGETIFF answers for TAP and MACVTAP alike, and needs no capability. */
static int check_queue(int fd, const struct request *request,
		       const char *ifname, struct error *err)
{
	const bool is_plain = !request_has(request, VMTAP_PROTO_F_VNET_HDR);
	struct ifreq ifr = { 0 };
	int r;

	r = check_device(fd, "TAP or MACVTAP", err);
	if (r < 0)
		return r;
	if (ioctl(fd, TUNGETIFF, &ifr) < 0)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd sent a descriptor that is no TAP or MACVTAP: %m");
	r = check_name(&ifr, ifname, err);
	if (r < 0)
		return r;
	if (!(ifr.ifr_flags & IFF_TAP))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd sent a descriptor of %s, which is no TAP or MACVTAP",
			ifname);
	if (is_plain && ifr.ifr_flags & IFF_VNET_HDR)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd sent a descriptor of %s with a virtio-net header that was not asked for",
			ifname);
	return 0;
}

static int check_vhost(int fd, struct error *err)
{
	uint64_t features;
	int r = check_device(fd, "vhost-net", err);

	if (r < 0)
		return r;
	if (ioctl(fd, VHOST_GET_FEATURES, &features) < 0)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd sent a descriptor that is no vhost-net: %m");
	return 0;
}

/* The name stands in the arguments of the VMM, where a comma would begin
 * another option.  vmtapd makes no such name. */
static int check_ifname(const char *ifname, struct error *err)
{
	struct label label;

	if (label_parse(ifname, &label) == 0)
		return 0;
	return error_set(
		err, VMTAP_E_PROTOCOL, EPROTO,
		"vmtapd calls a device '%s', which is no name of its devices",
		ifname);
}

static int check_fds(const struct request *request, const struct answer *answer,
		     struct error *err)
{
	const struct vmtap_proto_reply *head = &answer->reply->head;
	const struct vmtap_proto_lease *lease = reply_record(answer->reply, 0);
	int r = 0;

	for (size_t i = 0; i < answer->n_fds && r == 0; i++)
		r = i < head->queue_fds ? check_queue(answer->fds[i], request,
						      lease->ifname, err)
					: check_vhost(answer->fds[i], err);
	return r;
}

static int check_held(const struct request *request,
		      const struct vmtap_proto_reply *head,
		      const struct vmtap_proto_lease *lease, struct error *err)
{
	if (head->queue_fds == 0 && (lease->flags & VMTAP_PROTO_L_HELD) &&
	    strcmp(lease->ifname, request->name.s) == 0)
		return 0;
	return error_set(
		err, VMTAP_E_PROTOCOL, EPROTO,
		"vmtapd did not answer with the device %s, which was to be held",
		request->name.s);
}

static int check_opened(const struct request *request,
			const struct answer *answer, struct error *err)
{
	const struct vmtap_proto_reply *head = &answer->reply->head;
	const struct vmtap_proto_lease *lease = reply_record(answer->reply, 0);
	unsigned int vhosts =
		request_has(request, VMTAP_PROTO_F_VHOST) ? request->queues : 0;
	int r;

	if (request_has(request, VMTAP_PROTO_F_HOLD))
		return check_held(request, head, lease, err);
	if (head->queue_fds != request->queues || head->vhost_fds != vhosts ||
	    lease->queues != request->queues)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd sent %u queues and %u vhost-net descriptors where %u and %u were asked for",
			head->queue_fds, head->vhost_fds, request->queues,
			vhosts);
	r = check_ifname(lease->ifname, err);
	return r < 0 ? r : check_fds(request, answer, err);
}

static void fill_opened(struct vmtap_device *device, struct answer *answer)
{
	device_init(device, reply_record(answer->reply, 0));
	device_take(device, answer);
}

static void fill_checked(struct vmtap_device *device,
			 const struct answer *answer)
{
	const struct vmtap_proto_check *check = reply_record(answer->reply, 0);

	device_init(device, &check->lease);
	device->is_checked = true;
	network_init(&device->limits, &check->network);
}

static int ask_for_device(struct vmtap *client, const struct request *request,
			  struct vmtap_device **ret_device, struct error *err)
{
	_cleanup_free_
	struct vmtap_device *device = NULL;
	struct answer answer;
	int r;

	/* Allocate first, so no lack of memory can lose a device afterwards. */
	device = malloc(sizeof(*device));
	if (!device)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM,
				 "out of memory");
	r = connection_ask(client, request, &answer, err);
	if (r < 0)
		return r;
	if (request->verb == VMTAP_PROTO_CHECK) {
		fill_checked(device, &answer);
	} else {
		r = check_opened(request, &answer, err);
		if (r < 0) {
			answer_close(&answer);
			return r;
		}
		fill_opened(device, &answer);
	}
	*ret_device = TAKE_PTR(device);
	return 0;
}

int vmtap_open(struct vmtap *client, const struct vmtap_request *request,
	       struct vmtap_device **ret_device, struct vmtap_error *err)
{
	struct error error;
	int r;

	r = ask_for_device(client, &request->values, ret_device, &error);
	return r < 0 ? connection_report(err, &error, r) : 0;
}

int vmtap_check(struct vmtap *client, const struct vmtap_request *request,
		struct vmtap_device **ret_device, struct vmtap_error *err)
{
	struct request values = request->values;
	struct error error;
	int r;

	values.verb = VMTAP_PROTO_CHECK;
	r = ask_for_device(client, &values, ret_device, &error);
	return r < 0 ? connection_report(err, &error, r) : 0;
}

int vmtap_release(struct vmtap *client, const char *ifname,
		  struct vmtap_error *err)
{
	struct request request = { .verb = VMTAP_PROTO_RELEASE };
	struct answer answer;
	struct error error;
	int r;

	if (!ifname || ifname_parse(ifname, &request.ifname) < 0)
		r = error_set(
			&error, VMTAP_E_ARGUMENT, EINVAL,
			"'%s' is not an interface name; 'vmtap list' prints those of your devices",
			ifname ? ifname : "");
	else
		r = connection_ask(client, &request, &answer, &error);
	return r < 0 ? connection_report(err, &error, r) : 0;
}

static int select_leases(const char *ifname, const char *network,
			 const uid_t *uid, struct request *request,
			 struct error *err)
{
	if (ifname && ifname_parse(ifname, &request->ifname) < 0)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "'%s' is not an interface name", ifname);
	if (network && label_parse(network, &request->network) < 0)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "'%s' cannot name a network", network);
	if (!ifname && !network && !uid)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"revoke what? name a device, a user or a network");
	request_set(request, VMTAP_PROTO_F_UID, uid != NULL);
	request->uid = uid ? *uid : 0;
	return 0;
}

int vmtap_revoke(struct vmtap *client, const char *ifname, const char *network,
		 const uid_t *uid, unsigned int *ret_count,
		 struct vmtap_error *err)
{
	struct request request = { .verb = VMTAP_PROTO_REVOKE };
	const struct vmtap_proto_revoked *revoked;
	struct answer answer;
	struct error error;
	int r;

	r = select_leases(ifname, network, uid, &request, &error);
	if (r == 0)
		r = connection_ask(client, &request, &answer, &error);
	if (r < 0)
		return connection_report(err, &error, r);
	revoked = reply_record(answer.reply, 0);
	*ret_count = revoked->leases;
	return 0;
}
