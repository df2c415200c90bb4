/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A dump during which the kernel's list changed is made again.  The functions of
 * libmnl that send and receive are this program's.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/multicast/groups.h"
#include "link/rtnl/rtnl-batch.h"

#define BRIDGE 7
#define PORT 9
#define DUMPS_MAX 8

static unsigned int dumps; /* so far */
static unsigned int interrupted; /* of them, the first */
static unsigned int groups; /* in each */

/* gcc wants them declared */
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *socket,
				 const void *bytes, size_t size);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *socket, void *bytes,
				   size_t size);

/* ---- the kernel ------------------------------------------------------- */

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *socket,
				 const void *bytes, size_t size)
{
	(void)socket;
	(void)bytes;
	dumps++;
	return (ssize_t)size;
}

static void put_group(struct nlmsghdr *nlh, uint8_t state)
{
	const struct br_mdb_entry entry = { .ifindex = PORT, .state = state };
	struct nlattr *all = mnl_attr_nest_start(nlh, MDBA_MDB);
	struct nlattr *one = mnl_attr_nest_start(nlh, MDBA_MDB_ENTRY);

	mnl_attr_put(nlh, MDBA_MDB_ENTRY_INFO, sizeof(entry), &entry);
	mnl_attr_nest_end(nlh, one);
	mnl_attr_nest_end(nlh, all);
}

static struct rtnl rtnl;

/* All groups, the last one set for good, and the end. */
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *socket, void *bytes,
				   size_t size)
{
	const uint16_t flags = dumps <= interrupted
				       ? NLM_F_MULTI | NLM_F_DUMP_INTR
				       : NLM_F_MULTI;
	char *at = bytes;

	(void)socket;
	(void)size;
	for (unsigned int i = 0; i <= groups; i++) {
		struct nlmsghdr *nlh = mnl_nlmsg_put_header(at);
		struct br_port_msg *head;

		nlh->nlmsg_seq = rtnl.seq;
		nlh->nlmsg_flags = flags;
		nlh->nlmsg_type = i < groups ? RTM_NEWMDB : NLMSG_DONE;
		if (i < groups) {
			head = mnl_nlmsg_put_extra_header(nlh, sizeof(*head));
			head->ifindex = BRIDGE;
			put_group(nlh, i + 1 < groups ? 0 : MDB_PERMANENT);
		}
		at += nlh->nlmsg_len;
	}
	return at - (char *)bytes;
}

/* ---- what is counted -------------------------------------------------- */

struct count {
	unsigned int begun, n, set;
};

static void begin(void *data)
{
	struct count *count = data;

	count->begun++;
	count->n = count->set = 0;
}

static void add(const struct rtnl_group *group, void *data)
{
	struct count *count = data;

	assert_int_equal(group->bridge, BRIDGE);
	assert_int_equal(group->port, PORT);
	count->n++;
	count->set += group->is_set;
}

static struct count list(unsigned int n, unsigned int n_interrupted)
{
	struct count count = { 0 };

	dumps = 0;
	groups = n;
	interrupted = n_interrupted;
	assert_int_equal(rtnl_groups_dump(&rtnl, begin, add, &count), 0);
	assert_int_equal(count.begun, dumps);
	return count;
}

static void takes_a_whole_dump(void **state)
{
	const struct count count = list(5, 0);

	(void)state;
	assert_int_equal(dumps, 1);
	assert_int_equal(count.n, 5);
	assert_int_equal(count.set, 1);
}

static void repeats_one_that_was_interrupted(void **state)
{
	const struct count count = list(5, 3);

	(void)state;
	assert_int_equal(dumps, 4);
	assert_int_equal(count.n, 5);
}

static void repeats_with_a_bound(void **state)
{
	const struct count count = list(5, UINT32_MAX);

	(void)state;
	assert_int_equal(dumps, DUMPS_MAX);
	assert_int_equal(count.n, 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_whole_dump),
		cmocka_unit_test(repeats_one_that_was_interrupted),
		cmocka_unit_test(repeats_with_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
