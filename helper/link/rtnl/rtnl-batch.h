/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-batch.h - the inside of struct rtnl.  Private to rtnl-socket.c, which
 * sends and receives, and to the rtnl-*.c files that build messages.
 */
#ifndef VMTAP_RTNL_BATCH_H
#define VMTAP_RTNL_BATCH_H

#include <linux/netlink.h>
#include <stddef.h>

#include "link/rtnl/rtnl.h"

struct mnl_socket;
struct nlattr;
struct known_links;

/* Room for the longest filter program (9 KiB) and some changes, or for a
 * macvtap with its sources. */
#define BATCH_SIZE 16384
#define BATCH_MESSAGES_MAX 64
/* The description of a link has 2 to 5 KiB.  The kernel fills up to 32 KiB in a
 * read. */
#define ANSWER_SIZE 32768
#define REASON_SIZE 128

struct rtnl {
	struct mnl_socket *socket;
	unsigned int portid;
	uint32_t seq; /* of the last message built */
	unsigned long questions; /* see rtnl_questions() */
	unsigned long listings; /* see rtnl_listings() */
	bool has_ipv6;
	bool is_overfull; /* the batch did not fit */
	bool is_interrupted; /* links came or went during the dump */
	size_t used; /* bytes of the batch */
	size_t n_messages;
	struct nlmsghdr *last; /* the message being built */
	struct known_links *known; /* see neighbour/known.h */
	char reason[REASON_SIZE];
	char batch[BATCH_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/*
 * Begin a message with a header of its family (*ret_extra points to it); begin
 * one about a link; and end a message, which counts it if all of it did fit.
 * NULL if the batch is full; rtnl_commit() then says so.
 */
struct nlmsghdr *rtnl_add_message(struct rtnl *rtnl, uint16_t type,
				  unsigned int flags, size_t extra_size,
				  void *ret_extra);
struct nlmsghdr *rtnl_add_link(struct rtnl *rtnl, uint16_t type,
			       unsigned int flags, unsigned int ifindex);
void rtnl_finish(struct rtnl *rtnl, bool is_complete);
bool rtnl_put(struct rtnl *rtnl, uint16_t type, size_t size, const void *data);
bool rtnl_put_u8(struct rtnl *rtnl, uint16_t type, uint8_t value);
bool rtnl_put_u32(struct rtnl *rtnl, uint16_t type, uint32_t value);
bool rtnl_put_text(struct rtnl *rtnl, uint16_t type, const char *text);
/* NULL: the batch is full */
struct nlattr *rtnl_nest(struct rtnl *rtnl, uint16_t type);
void rtnl_nest_end(struct rtnl *rtnl, struct nlattr *start);

/* Send the batch, and call each() for each message of the answer. */
int rtnl_exchange(struct rtnl *rtnl, size_t *ret_failed,
		  int (*each)(const struct nlmsghdr *nlh, void *data),
		  void *data);

/*
 * The same for a dump.  If links, or what is listed, came or went meanwhile, it
 * is made again, some times at most, and the last one counts as it is.  Each
 * calls begin(), if that is not NULL, to forget what each() has kept.
 */
int rtnl_dump(struct rtnl *rtnl,
	      int (*each)(const struct nlmsghdr *nlh, void *data),
	      void (*begin)(void *data), void *data);

#endif
