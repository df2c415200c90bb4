/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/lease/lease.h"
#include "policy/policy.h"

static int set_up(void **state)
{
	struct lease_table *table = calloc(1, sizeof(*table));

	lease_table_init(table);
	*state = table;
	return 0;
}

static int tear_down(void **state)
{
	struct lease_table *table = *state;

	lease_table_clear(table);
	assert_int_equal(table->n, 0);
	free(table);
	return 0;
}

static struct lease *add(struct lease_table *table, enum lease_state state,
			 uid_t uid, const char *network, unsigned int ifindex)
{
	struct facts facts = { .uid = uid, .queues = 2 };
	struct lease *lease = NULL;

	(void)snprintf(facts.network.s, sizeof(facts.network.s), "%s", network);
	assert_int_equal(lease_reserve(table, &facts, &lease), 0);
	lease->state = state;
	if (ifindex)
		lease_set_number(table, lease, ifindex);
	if (ifindex)
		(void)snprintf(lease->ifname.s, sizeof(lease->ifname.s),
			       "vt%08x", ifindex);
	return lease;
}

static void assert_count(const struct lease_table *table, const char *network,
			 uid_t uid, unsigned int of_user,
			 unsigned int of_network)
{
	struct label label = { "" };
	struct usage usage;

	(void)snprintf(label.s, sizeof(label.s), "%s", network);
	usage = lease_usage(table, &label, uid);
	assert_int_equal(usage.of_user.devices, of_user);
	assert_int_equal(usage.of_network, of_network);
	/* add() gives each two */
	assert_int_equal(usage.of_user.queues_total, 2 * of_user);
	assert_int_equal(usage.of_host, table->n);
}

static void begins_empty(void **state)
{
	struct lease_table *table = *state;
	struct facts facts = { 0 };
	struct lease *lease = NULL;

	assert_int_equal(lease_reserve(table, &facts, &lease), 0);
	assert_int_equal(table->n, 1);
	assert_int_equal(lease->state, LEASE_RESERVED);
	assert_int_equal(lease->node.watch, -1);
	assert_true(lease->node.sentry < 0);
	assert_int_equal(lease->ifindex, 0);
	assert_int_equal(lease->facts.network.s[0], '\0');
}

static void has_a_limit(void **state)
{
	struct lease_table *table = *state;
	struct lease *last = NULL, *lease = NULL;
	struct facts facts = { 0 };

	for (unsigned int i = 0; i < LEASES_MAX; i++)
		assert_int_equal(lease_reserve(table, &facts, &last), 0);
	assert_int_equal(lease_reserve(table, &facts, &lease), -ENFILE);
	assert_null(lease);
	lease_forget(table, last);
	assert_int_equal(lease_reserve(table, &facts, &lease), 0);
}

/* A lease that is reserved or ends is in use, too: so a limit always holds. */
static void counts_every_state(void **state)
{
	struct lease_table *table = *state;
	struct lease *ending = add(table, LEASE_ENDING, 1000, "lan", 5);

	(void)add(table, LEASE_RESERVED, 1000, "lan", 0);
	(void)add(table, LEASE_LIVE, 1000, "lan", 6);
	(void)add(table, LEASE_LIVE, 1001, "lan", 7);
	(void)add(table, LEASE_LIVE, 1000, "lan2", 8);
	assert_count(table, "lan", 1000, 3, 4);
	assert_count(table, "lan", 1001, 1, 4);
	assert_count(table, "lan", 1002, 0, 4);
	assert_count(table, "lan2", 1000, 1, 1);
	assert_count(table, "la", 1000, 0, 0);
	lease_forget(table, ending);
	assert_count(table, "lan", 1000, 2, 3);
}

static void finds_by_number_name_and_watch(void **state)
{
	struct lease_table *table = *state;
	struct lease *one = add(table, LEASE_LIVE, 1000, "lan", 5);
	struct lease *two = add(table, LEASE_ENDING, 1000, "lan", 0x7fffffff);
	struct ifname ifname = { "vt7fffffff" };

	lease_set_watch(table, two, 3);
	assert_ptr_equal(lease_numbered(table, 5), one);
	assert_ptr_equal(lease_numbered(table, 0x7fffffff), two);
	assert_null(lease_numbered(table, 6));
	assert_ptr_equal(lease_named(table, &ifname), two);
	ifname.s[9] = 'e';
	assert_null(lease_named(table, &ifname));
	assert_ptr_equal(lease_watched(table, 3), two);
	assert_null(lease_watched(table, 4));
	assert_null(lease_watched(table, -1));
	lease_set_watch(table, two, -1);
	assert_null(lease_watched(table, 3));
	lease_set_watch(table, two, 3);
	lease_forget(table, two);
	assert_null(lease_numbered(table, 0x7fffffff));
	assert_null(lease_watched(table, 3));
}

/* Lists are in order of ifindex, not of leases, and have usable leases only. */
static void walks_what_lives(void **state)
{
	struct lease_table *table = *state;
	struct lease *nine = add(table, LEASE_LIVE, 1000, "lan", 9);
	struct lease *five = add(table, LEASE_LIVE, 1001, "lan", 5);
	struct lease *last = add(table, LEASE_LIVE, 1000, "lan", UINT32_MAX);

	(void)add(table, LEASE_ENDING, 1000, "lan", 7);
	(void)add(table, LEASE_RESERVED, 1000, "lan", 0);
	assert_ptr_equal(lease_after(table, 0, 0), five);
	assert_ptr_equal(lease_after(table, 5, 0), nine);
	assert_ptr_equal(lease_after(table, 9, 0), last);
	assert_null(lease_after(table, UINT32_MAX, 0));
	assert_ptr_equal(lease_after(table, 0, 1000), nine);
	assert_ptr_equal(lease_after(table, 0, 1001), five);
	assert_null(lease_after(table, 5, 1001));
	assert_null(lease_after(table, 0, 1002));
}

static void an_address_is_one_link_s(void **state)
{
	static const struct lladdr lladdr = { { 0x52, 0x54, 0, 1, 2, 3 } };
	static const struct lladdr other = { { 0x52, 0x54, 0, 1, 2, 4 } };
	static const struct ifname br0 = { "br0" }, br1 = { "br1" };
	struct lease_place here = { .link = &br0 }, there = { .link = &br1 };
	struct lease_table *table = *state;
	struct lease *lease = add(table, LEASE_LIVE, 1000, "lan", 5);

	struct facts facts = lease->facts;

	lease->link = br0;
	facts.lladdr = lladdr;
	lease_set_facts(table, lease, &facts);
	assert_null(lease_with_lladdr(table, &here, &lladdr));
	facts.guest = GUEST_TOLD;
	lease_set_facts(table, lease, &facts);
	assert_ptr_equal(lease_with_lladdr(table, &here, &lladdr), lease);
	assert_null(lease_with_lladdr(table, &there, &lladdr));
	assert_null(lease_with_lladdr(table, &here, &other));
	facts.link_lladdr = other;
	lease_set_facts(table, lease, &facts);
	assert_ptr_equal(lease_with_lladdr(table, &here, &other), lease);
	/* while the lease ends, its address is not free */
	lease->state = LEASE_ENDING;
	assert_ptr_equal(lease_with_lladdr(table, &here, &lladdr), lease);
	/* by number if both are known, since names change */
	lease->link_ifindex = there.ifindex = 7;
	assert_ptr_equal(lease_with_lladdr(table, &here, &lladdr), lease);
	assert_ptr_equal(lease_with_lladdr(table, &there, &lladdr), lease);
	here.ifindex = 8;
	assert_null(lease_with_lladdr(table, &here, &lladdr));
	there.except = lease;
	assert_null(lease_with_lladdr(table, &there, &lladdr));
}

/* A number may be new while the lease of the link that had it still ends. */
static void the_older_of_two_is_found(void **state)
{
	struct lease_table *table = *state;
	struct lease *old = add(table, LEASE_ENDING, 1000, "lan", 5);
	struct lease *new = add(table, LEASE_LIVE, 1000, "lan", 5);

	assert_ptr_equal(lease_numbered(table, 5), old);
	assert_ptr_equal(lease_after(table, 4, 1000), new);
	lease_forget(table, old);
	assert_ptr_equal(lease_numbered(table, 5), new);
}

/* ---- steps ------------------------------------------------------------ */

/* A balanced tree of n nodes has at most 2 log2(n + 1) levels. */
enum { LEVELS = 2 * 13 };

static struct facts facts_of(unsigned int i)
{
	return (struct facts){
		.uid = 1000 + i % 2,
		.queues = 1,
		.network = { "lan" },
		.guest = GUEST_TOLD,
		.lladdr = { { 0x52, 0x54, 0, 0, (uint8_t)(i >> 8),
			      (uint8_t)i } },
		.link_lladdr = { { 0xfe, 0x54, 0, 0, (uint8_t)(i >> 8),
				   (uint8_t)i } },
	};
}

static void fill(struct lease_table *table, const struct ifname *link)
{
	for (unsigned int i = 0; i < LEASES_MAX; i++) {
		const struct facts facts = facts_of(i);
		struct lease *lease = NULL;

		assert_int_equal(lease_reserve(table, &facts, &lease), 0);
		lease_set_number(table, lease, i + 1);
		lease_set_watch(table, lease, (int)i + 1);
		lease->state = LEASE_LIVE;
		lease->link = *link;
	}
}

/* To find a lease among all that can be takes as many comparisons as there are
 * levels. */
static void finding_takes_few_steps(void **state)
{
	static const struct ifname br0 = { "br0" };
	const struct lease_place here = { .link = &br0 };
	struct lease_table *table = *state;

	fill(table, &br0);
	for (unsigned int i = 0; i < LEASES_MAX; i++) {
		const struct facts facts = facts_of(i);
		unsigned long before = index_compared();

		assert_int_equal(lease_numbered(table, i + 1)->ifindex, i + 1);
		assert_in_range(index_compared() - before, 1, LEVELS);
		before = index_compared();
		assert_int_equal(lease_watched(table, (int)i + 1)->ifindex,
				 i + 1);
		assert_in_range(index_compared() - before, 1, LEVELS);
		before = index_compared();
		assert_int_equal(
			lease_with_lladdr(table, &here, &facts.lladdr)->ifindex,
			i + 1);
		assert_in_range(index_compared() - before, 1, LEVELS + 2);
		before = index_compared();
		assert_int_equal(lease_after(table, i, 0)->ifindex, i + 1);
		assert_in_range(index_compared() - before, 1, LEVELS);
	}
}

/* A list of one user takes steps for the leases of that user alone. */
static void a_list_takes_few_steps(void **state)
{
	static const struct ifname br0 = { "br0" };
	const unsigned long before = index_compared();
	struct lease_table *table = *state;
	const struct lease *lease = NULL;
	unsigned long filled;
	unsigned int n = 0;

	fill(table, &br0);
	/* five entries of a lease */
	filled = index_compared();
	assert_in_range(filled - before, 1, 5 * LEASES_MAX * (LEVELS + 2));
	while ((lease = lease_after(table, lease ? lease->ifindex : 0, 1001)))
		n++;
	assert_int_equal(n, LEASES_MAX / 2);
	assert_in_range(index_compared() - filled, n, (n + 1) * LEVELS);
}

/* ---- addresses one after the other ------------------------------------ */

static unsigned int begin(const struct lease_table *table, const char *network,
			  uid_t uid)
{
	struct label label = { "" };

	(void)snprintf(label.s, sizeof(label.s), "%s", network);
	return lease_instance(table, &label, uid);
}

static void the_lowest_number_is_next(void **state)
{
	struct lease_table *table = *state;
	struct lease *all[5];

	assert_int_equal(begin(table, "lan", 1000), 0);
	for (unsigned int i = 0; i < N_ELEMENTS(all); i++) {
		all[i] = add(table, LEASE_LIVE, 1000, "lan", i + 1);
		lease_set_instance(all[i], i);
		assert_int_equal(begin(table, "lan", 1000), i + 1);
	}
	assert_int_equal(begin(table, "lan", 1001), 0);
	assert_int_equal(begin(table, "lan2", 1000), 0);
	lease_forget(table, all[3]);
	assert_int_equal(begin(table, "lan", 1000), 3);
	lease_forget(table, all[1]);
	assert_int_equal(begin(table, "lan", 1000), 1);
	lease_forget(table, all[2]);
	assert_int_equal(begin(table, "lan", 1000), 1);
	lease_forget(table, all[0]);
	lease_forget(table, all[4]);
	assert_int_equal(begin(table, "lan", 1000), 0);
}

/* What has no number of its own does not matter, unless it was adopted. */
static void other_ends_change_no_number(void **state)
{
	struct lease_table *table = *state;
	struct lease *numbered = add(table, LEASE_LIVE, 1000, "lan", 1);
	struct lease *named = add(table, LEASE_LIVE, 1000, "lan", 2);
	struct lease *adopted = add(table, LEASE_LIVE, 1000, "lan", 3);

	lease_doubt_instance(adopted);
	lease_set_instance(numbered, 7);
	lease_forget(table, named);
	assert_int_equal(begin(table, "lan", 1000), 8);
	lease_forget(table, adopted);
	assert_int_equal(begin(table, "lan", 1000), 0);
	lease_set_instance(numbered, 7);
	adopted = add(table, LEASE_LIVE, 1000, "lan", 3);
	lease_doubt_instance(adopted);
	lease_note_instance(adopted, 5);
	lease_forget(table, adopted);
	assert_int_equal(begin(table, "lan", 1000), 5);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(begins_empty),
		TEST(has_a_limit),
		TEST(counts_every_state),
		TEST(finds_by_number_name_and_watch),
		TEST(walks_what_lives),
		TEST(an_address_is_one_link_s),
		TEST(the_older_of_two_is_found),
		TEST(finding_takes_few_steps),
		TEST(a_list_takes_few_steps),
		TEST(the_lowest_number_is_next),
		TEST(other_ends_change_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
