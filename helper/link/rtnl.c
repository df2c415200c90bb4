/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl.c - builds rtnetlink messages, sends them and checks the answers.  With
 * the other rtnl-*.c files the only user of libmnl.  It knows links,
 * not what they are for.
 */
#include "rtnl.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <libmnl/libmnl.h>

#include "cleanup.h"
#include "rtnl-link.h"

/* Room for a macvtap with its sources, or for a handful of changes. */
#define BATCH_SIZE 4096
#define BATCH_MESSAGES_MAX 64
/* A link's description is 2 to 5 KiB; the kernel fills up to 32 KiB a read. */
#define ANSWER_SIZE 32768
#define REASON_SIZE 128
#define IPV6_MIN_MTU 1280 /* RFC 8200; below it a link has no IPv6 */

struct rtnl {
	struct mnl_socket *socket;
	unsigned int portid;
	uint32_t seq; /* of the last message built */
	bool has_ipv6;
	bool is_overfull; /* the batch did not fit */
	size_t used; /* bytes of the batch */
	size_t n_messages;
	struct nlmsghdr *last; /* the message being built */
	char reason[REASON_SIZE];
	char batch[BATCH_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/*
 * Extended ACK: the reason in words.  CAP_ACK: answers without the request.
 * The kernel answers before send() returns; the time limit only makes sure that
 * a daemon cannot hang on an answer that never was.
 */
static int set_options(struct mnl_socket *socket)
{
	struct timeval limit = { .tv_sec = 5 };
	int on = 1;

	if (setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO,
		       &limit, sizeof(limit)) < 0 ||
	    mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on)) ||
	    mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on,
				  sizeof(on)))
		return -errno;
	return 0;
}

int rtnl_open(struct rtnl **ret_rtnl)
{
	struct rtnl *rtnl = calloc(1, sizeof(*rtnl));
	struct rtnl_link loopback;
	int r;

	if (!rtnl)
		return -ENOMEM;
	rtnl->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!rtnl->socket ||
	    mnl_socket_bind(rtnl->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	else
		r = set_options(rtnl->socket);
	if (r == 0) {
		rtnl->portid = mnl_socket_get_portid(rtnl->socket);
		/* lo is always number 1, and has IPv6 if anything has */
		r = rtnl_link_numbered(rtnl, 1, &loopback);
	}
	if (r < 0) {
		rtnl_close(rtnl);
		return r;
	}
	*ret_rtnl = rtnl;
	return 0;
}

void rtnl_close(struct rtnl *rtnl)
{
	if (!rtnl)
		return;
	if (rtnl->socket)
		(void)mnl_socket_close(rtnl->socket);
	free(rtnl);
}

const char *rtnl_reason(const struct rtnl *rtnl)
{
	return rtnl->reason;
}

/* ---- build ------------------------------------------------------------ */

void rtnl_begin(struct rtnl *rtnl)
{
	rtnl->used = 0;
	rtnl->n_messages = 0;
	rtnl->is_overfull = false;
	rtnl->last = NULL;
}

/* NULL if the batch is full; then rtnl_commit() says so. */
static struct nlmsghdr *add_message(struct rtnl *rtnl, uint16_t type,
				    unsigned int flags, size_t extra_size,
				    void *ret_extra)
{
	void **extra = ret_extra;
	struct nlmsghdr *nlh;

	if (rtnl->is_overfull || rtnl->n_messages == BATCH_MESSAGES_MAX ||
	    sizeof(rtnl->batch) - rtnl->used <
		    NLMSG_HDRLEN + NLMSG_ALIGN(extra_size)) {
		rtnl->is_overfull = true;
		return NULL;
	}
	nlh = mnl_nlmsg_put_header(rtnl->batch + rtnl->used);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	nlh->nlmsg_seq = ++rtnl->seq;
	*extra = mnl_nlmsg_put_extra_header(nlh, extra_size);
	rtnl->last = nlh;
	return nlh;
}

static struct nlmsghdr *add_link(struct rtnl *rtnl, uint16_t type,
				 unsigned int flags, unsigned int ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh =
		add_message(rtnl, type, flags, sizeof(*ifi), &ifi);

	if (!nlh)
		return NULL;
	ifi->ifi_family = AF_UNSPEC;
	ifi->ifi_index = (int)ifindex;
	return nlh;
}

/* The message is whole: count it, or note that it did not fit. */
static void finish(struct rtnl *rtnl, bool is_complete)
{
	if (!is_complete) {
		rtnl->is_overfull = true;
		return;
	}
	rtnl->used += NLMSG_ALIGN(rtnl->last->nlmsg_len);
	rtnl->n_messages++;
}

static bool put(struct rtnl *rtnl, uint16_t type, size_t size, const void *data)
{
	/* the bound is counted from the start of this message */
	return mnl_attr_put_check(rtnl->last, sizeof(rtnl->batch) - rtnl->used,
				  type, size, data);
}

static bool put_u32(struct rtnl *rtnl, uint16_t type, uint32_t value)
{
	return put(rtnl, type, sizeof(value), &value);
}

static bool put_text(struct rtnl *rtnl, uint16_t type, const char *text)
{
	return put(rtnl, type, strlen(text) + 1, text);
}

static struct nlattr *nest(struct rtnl *rtnl, uint16_t type)
{
	return mnl_attr_nest_start_check(
		rtnl->last, sizeof(rtnl->batch) - rtnl->used, type);
}

static void nest_end(struct rtnl *rtnl, struct nlattr *start)
{
	mnl_attr_nest_end(rtnl->last, start);
}

static uint32_t kernel_mode(enum vmtap_mode mode)
{
	switch (mode) {
	case VMTAP_MODE_PRIVATE:
		return MACVLAN_MODE_PRIVATE;
	case VMTAP_MODE_VEPA:
		return MACVLAN_MODE_VEPA;
	case VMTAP_MODE_BRIDGE:
		return MACVLAN_MODE_BRIDGE;
	case VMTAP_MODE_PASSTHRU:
		return MACVLAN_MODE_PASSTHRU;
	case VMTAP_MODE_SOURCE:
		return MACVLAN_MODE_SOURCE;
	case VMTAP_MODE_NONE:
		break;
	}
	return 0; /* the kernel refuses it */
}

static bool put_sources(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap)
{
	struct nlattr *list;

	if (macvtap->n_sources == 0)
		return true;
	if (!put_u32(rtnl, IFLA_MACVLAN_MACADDR_MODE, MACVLAN_MACADDR_SET))
		return false;
	list = nest(rtnl, IFLA_MACVLAN_MACADDR_DATA);
	if (!list)
		return false;
	for (size_t i = 0; i < macvtap->n_sources; i++)
		if (!put(rtnl, IFLA_MACVLAN_MACADDR, LLADDR_LEN,
			 macvtap->sources[i].b))
			return false;
	nest_end(rtnl, list);
	return true;
}

static bool put_macvtap_info(struct rtnl *rtnl,
			     const struct rtnl_macvtap *macvtap)
{
	struct nlattr *info = nest(rtnl, IFLA_LINKINFO);
	struct nlattr *data;

	if (!info || !put_text(rtnl, IFLA_INFO_KIND, "macvtap"))
		return false;
	data = nest(rtnl, IFLA_INFO_DATA);
	if (!data ||
	    !put_u32(rtnl, IFLA_MACVLAN_MODE, kernel_mode(macvtap->mode)) ||
	    !put_sources(rtnl, macvtap))
		return false;
	nest_end(rtnl, data);
	nest_end(rtnl, info);
	return true;
}

void rtnl_add_macvtap(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap)
{
	if (!add_link(rtnl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
		      macvtap->ifindex))
		return;
	finish(rtnl,
	       put_text(rtnl, IFLA_IFNAME, macvtap->ifname.s) &&
		       put_u32(rtnl, IFLA_LINK, macvtap->lower) &&
		       put_u32(rtnl, IFLA_GROUP, macvtap->group) &&
		       put(rtnl, IFLA_ADDRESS, LLADDR_LEN, macvtap->lladdr.b) &&
		       (macvtap->mtu == 0 ||
			put_u32(rtnl, IFLA_MTU, macvtap->mtu)) &&
		       put_macvtap_info(rtnl, macvtap));
}

/* IN6_ADDR_GEN_MODE_NONE: the kernel gives the link no address of its own, so
 * it joins no group and solicits no router in the guest's place. */
static bool put_no_ipv6(struct rtnl *rtnl)
{
	uint8_t none = IN6_ADDR_GEN_MODE_NONE;
	struct nlattr *spec = nest(rtnl, IFLA_AF_SPEC);
	struct nlattr *inet6 = spec ? nest(rtnl, AF_INET6) : NULL;

	if (!inet6 || !put(rtnl, IFLA_INET6_ADDR_GEN_MODE, sizeof(none), &none))
		return false;
	nest_end(rtnl, inet6);
	nest_end(rtnl, spec);
	return true;
}

void rtnl_add_set(struct rtnl *rtnl, unsigned int ifindex,
		  const struct rtnl_set *set)
{
	bool has_no_ipv6 = set->has_no_ipv6 && rtnl->has_ipv6 &&
			   (set->mtu == 0 || set->mtu >= IPV6_MIN_MTU);

	if (!add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		return;
	finish(rtnl,
	       (set->mtu == 0 || put_u32(rtnl, IFLA_MTU, set->mtu)) &&
		       (set->group == 0 ||
			put_u32(rtnl, IFLA_GROUP, set->group)) &&
		       (!set->lladdr ||
			put(rtnl, IFLA_ADDRESS, LLADDR_LEN, set->lladdr->b)) &&
		       (!set->alias || put(rtnl, IFLA_IFALIAS,
					   strlen(set->alias), set->alias)) &&
		       (!has_no_ipv6 || put_no_ipv6(rtnl)));
}

void rtnl_add_master(struct rtnl *rtnl, unsigned int ifindex,
		     unsigned int master)
{
	if (add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		finish(rtnl, put_u32(rtnl, IFLA_MASTER, master));
}

static void add_flags(struct rtnl *rtnl, unsigned int ifindex,
		      unsigned int flags)
{
	struct ifinfomsg *ifi;

	if (!add_link(rtnl, RTM_NEWLINK, 0, ifindex))
		return;
	ifi = mnl_nlmsg_get_payload(rtnl->last);
	ifi->ifi_flags = flags;
	ifi->ifi_change = IFF_UP;
	finish(rtnl, true);
}

void rtnl_add_up(struct rtnl *rtnl, unsigned int ifindex)
{
	add_flags(rtnl, ifindex, IFF_UP);
}

void rtnl_add_down(struct rtnl *rtnl, unsigned int ifindex)
{
	add_flags(rtnl, ifindex, 0);
}

void rtnl_add_delete(struct rtnl *rtnl, unsigned int ifindex)
{
	if (add_link(rtnl, RTM_DELLINK, 0, ifindex))
		finish(rtnl, true);
}

void rtnl_add_delete_group(struct rtnl *rtnl, unsigned int group)
{
	if (add_link(rtnl, RTM_DELLINK, 0, 0))
		finish(rtnl, put_u32(rtnl, IFLA_GROUP, group));
}

static bool put_altname(struct rtnl *rtnl, const char *altname)
{
	struct nlattr *list = nest(rtnl, IFLA_PROP_LIST | NLA_F_NESTED);

	if (!list || !put_text(rtnl, IFLA_ALT_IFNAME, altname))
		return false;
	nest_end(rtnl, list);
	return true;
}

void rtnl_add_altname(struct rtnl *rtnl, unsigned int ifindex,
		      const char *altname)
{
	if (add_link(rtnl, RTM_NEWLINKPROP,
		     NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND, ifindex))
		finish(rtnl, put_altname(rtnl, altname));
}

/* ---- send and receive ------------------------------------------------- */

static int send_batch(struct rtnl *rtnl)
{
	ssize_t n;

	do
		n = mnl_socket_sendto(rtnl->socket, rtnl->batch, rtnl->used);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static ssize_t receive(struct rtnl *rtnl)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(rtnl->socket, rtnl->answer,
					sizeof(rtnl->answer));
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

/* Is it an answer to message first..rtnl->seq of ours? */
static bool is_answer(const struct rtnl *rtnl, const struct nlmsghdr *nlh,
		      uint32_t first)
{
	return nlh->nlmsg_pid == rtnl->portid &&
	       nlh->nlmsg_seq - first <= rtnl->seq - first;
}

static int error_of(struct rtnl *rtnl, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*e))
		return -EPROTO;
	if (e->error != 0)
		rtnl_link_reason(nlh, rtnl->reason, sizeof(rtnl->reason));
	return e->error;
}

/*
 * Wait for the acknowledgement of the last message, or the end of a dump; each
 * message before it that failed has sent its error first.
 */
static int collect(struct rtnl *rtnl, uint32_t first, size_t *ret_failed,
		   int (*each)(const struct nlmsghdr *nlh, void *data),
		   void *data)
{
	int result = 0;

	for (;;) {
		ssize_t n = receive(rtnl);
		struct nlmsghdr *nlh = (struct nlmsghdr *)rtnl->answer;
		int left = (int)n;

		if (n < 0)
			return (int)n;
		for (; mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left)) {
			int r = 0;

			if (!is_answer(rtnl, nlh, first))
				continue;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				r = error_of(rtnl, nlh);
			else if (each && nlh->nlmsg_type != NLMSG_DONE)
				r = each(nlh, data);
			if (r != 0 && result == 0) {
				result = r;
				if (ret_failed)
					*ret_failed = nlh->nlmsg_seq - first;
			}
			if (nlh->nlmsg_seq == rtnl->seq &&
			    (nlh->nlmsg_type == NLMSG_ERROR ||
			     nlh->nlmsg_type == NLMSG_DONE))
				return result;
		}
	}
}

/* Only the last message asks for an acknowledgement: errors come unasked. */
static int exchange(struct rtnl *rtnl, size_t *ret_failed,
		    int (*each)(const struct nlmsghdr *nlh, void *data),
		    void *data)
{
	uint32_t first = rtnl->seq - (uint32_t)rtnl->n_messages + 1;
	int r;

	rtnl->reason[0] = '\0';
	if (rtnl->is_overfull || rtnl->n_messages == 0)
		return -EMSGSIZE;
	/* a dump ends with NLMSG_DONE; its flag shares bits with NLM_F_EXCL */
	if ((rtnl->last->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		rtnl->last->nlmsg_flags |= NLM_F_ACK;
	r = send_batch(rtnl);
	if (r < 0)
		return r;
	return collect(rtnl, first, ret_failed, each, data);
}

int rtnl_commit(struct rtnl *rtnl, size_t *ret_failed)
{
	return exchange(rtnl, ret_failed, NULL, NULL);
}

/* ---- read ------------------------------------------------------------- */

static int keep_link(const struct nlmsghdr *nlh, void *data)
{
	return rtnl_link_parse(nlh, data);
}

static int get_link(struct rtnl *rtnl, unsigned int ifindex,
		    const struct ifname *ifname, struct rtnl_link *ret_link)
{
	struct rtnl_link link = { 0 };
	int r;

	rtnl_begin(rtnl);
	if (add_link(rtnl, RTM_GETLINK, 0, ifindex))
		finish(rtnl,
		       (!ifname || put_text(rtnl, IFLA_IFNAME, ifname->s)) &&
			       put_u32(rtnl, IFLA_EXT_MASK,
				       RTEXT_FILTER_SKIP_STATS));
	r = exchange(rtnl, NULL, keep_link, &link);
	if (r < 0)
		return r;
	if (link.ifindex == 0)
		return -ENODEV;
	if (link.ifindex == 1)
		rtnl->has_ipv6 = link.has_ipv6;
	*ret_link = link;
	return 0;
}

int rtnl_link_named(struct rtnl *rtnl, const struct ifname *ifname,
		    struct rtnl_link *ret_link)
{
	return get_link(rtnl, 0, ifname, ret_link);
}

int rtnl_link_numbered(struct rtnl *rtnl, unsigned int ifindex,
		       struct rtnl_link *ret_link)
{
	return get_link(rtnl, ifindex, NULL, ret_link);
}

struct dump {
	int (*each)(const struct rtnl_link *link, void *data);
	void *data;
};

static int dump_link(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;
	struct rtnl_link link = { 0 };
	int r = rtnl_link_parse(nlh, &link);

	return r < 0 ? r : dump->each(&link, dump->data);
}

int rtnl_link_dump(struct rtnl *rtnl,
		   int (*each)(const struct rtnl_link *link, void *data),
		   void *data)
{
	struct dump dump = { .each = each, .data = data };

	rtnl_begin(rtnl);
	if (add_link(rtnl, RTM_GETLINK, NLM_F_DUMP, 0))
		finish(rtnl,
		       put_u32(rtnl, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS));
	return exchange(rtnl, NULL, dump_link, &dump);
}
