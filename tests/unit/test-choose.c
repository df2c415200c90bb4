/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many questions to the kernel the search for an address takes.  The
 * kernel's answers are this test's. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>

#include "daemon/choose.h"
#include "link/inuse.h"
#include "link/rtnl/rtnl.h"

enum { ASKED_MAX = 4096, UID = 1000 };

static struct {
	/* what the kernel knows */
	bool all_have_stations; /* but for addresses of ports */
	unsigned int cost; /* of a look-up, in questions */
	/* what was asked */
	unsigned long questions;
	unsigned int n_asked;
	struct lladdr asked[ASKED_MAX];
	/* what was attempted */
	int attempt; /* its result */
	unsigned int attempts;
} kernel;

static struct lease_table leases;
static struct host host;
static const struct state the_state = {
	.leases = &leases,
	.host = &host,
	.host_id = { 1, 2, 3 },
};
static struct lladdr_range range;
static struct network network = {
	.name = { "lan" },
	.kind = VMTAP_KIND_BRIDGE,
	.link = { "br0" },
};
static const struct peer peer = { .uid = UID };

unsigned long __wrap_rtnl_questions(const struct rtnl *rtnl);
unsigned long __wrap_rtnl_listings(const struct rtnl *rtnl);
int __wrap_inuse_find(struct rtnl *rtnl, const struct inuse_place *place,
		      const struct lladdr *lladdr, struct holder *ret_holder);
bool __wrap_policy_is_reserved(const struct policy *policy,
			       const struct network *of,
			       const struct lladdr *lladdr,
			       const struct label *vm);
bool __wrap_policy_is_withheld(const struct policy *policy,
			       const struct network *of,
			       const struct lladdr *lladdr);

unsigned long __wrap_rtnl_questions(const struct rtnl *rtnl)
{
	(void)rtnl;
	return kernel.questions;
}

unsigned long __wrap_rtnl_listings(const struct rtnl *rtnl)
{
	(void)rtnl;
	return 0;
}

int __wrap_inuse_find(struct rtnl *rtnl, const struct inuse_place *place,
		      const struct lladdr *lladdr, struct holder *ret_holder)
{
	const bool is_port = lladdr->b[0] == 0xfe;

	(void)rtnl;
	(void)place;
	kernel.questions += kernel.cost;
	for (unsigned int i = 0; i < kernel.n_asked; i++)
		assert_false(lladdr_equal(&kernel.asked[i], lladdr));
	assert_in_range(kernel.n_asked, 0, ASKED_MAX - 1);
	kernel.asked[kernel.n_asked++] = *lladdr;
	*ret_holder = (struct holder){
		.inuse = kernel.all_have_stations && !is_port ? INUSE_LEARNED
							      : INUSE_NOT,
		.ifname = { "eth0" },
	};
	return 0;
}

bool __wrap_policy_is_reserved(const struct policy *policy,
			       const struct network *of,
			       const struct lladdr *lladdr,
			       const struct label *vm)
{
	(void)policy;
	(void)of;
	(void)lladdr;
	(void)vm;
	return false;
}

bool __wrap_policy_is_withheld(const struct policy *policy,
			       const struct network *of,
			       const struct lladdr *lladdr)
{
	(void)policy;
	(void)of;
	(void)lladdr;
	return false;
}

static int attempt(const struct state *state, struct grant *grant,
		   struct error *err)
{
	(void)state;
	kernel.attempts++;
	if (kernel.attempt < 0)
		return error_set(err, VMTAP_E_IN_USE, -kernel.attempt,
				 "the kernel says so");
	assert_true(grant->choice.has_lladdr);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	memset(&kernel, 0, sizeof(kernel));
	kernel.cost = 2;
	lease_table_init(&leases);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	lease_table_clear(&leases);
	return 0;
}

/* NULL for text: any station's address. */
static struct grant grant_in(const char *text)
{
	struct grant grant = {
		.peer = &peer,
		.network = &network,
		.request = { .verb = VMTAP_PROTO_CHECK, .network = { "lan" } },
		.decision = { .network = &network, .ranges = &range },
	};

	grant.usage = lease_usage(&leases, &network.name, UID);
	if (text) {
		assert_int_equal(lladdr_range_parse(text, &range), 0);
		grant.decision.n_ranges = 1;
	}
	return grant;
}

static struct grant choose(const char *text, int result, struct error *ret_err)
{
	struct grant grant = grant_in(text);

	kernel.questions = kernel.n_asked = kernel.attempts = 0;
	assert_int_equal(choose_lladdr(&the_state, &grant, attempt, ret_err),
			 result);
	return grant;
}

/* As grant.c does. */
static struct lease *take(const struct grant *grant)
{
	const struct facts facts = {
		.uid = UID,
		.queues = 1,
		.network = network.name,
		.guest = GUEST_TOLD,
		.lladdr = grant->choice.lladdr,
		.link_lladdr = grant->choice.link_lladdr,
	};
	struct lease *lease = NULL;

	assert_int_equal(lease_reserve(&leases, &facts, &lease), 0);
	lease->link = network.link;
	lease_set_instance(lease, grant->choice.instance);
	return lease;
}

static void no_address_is_asked_about_twice(void **state)
{
	static const struct {
		const char *range;
		unsigned int asked;
	} rows[] = {
		{ "52:54:00:00:00:07/48", 1 },
		{ "52:54:00:00:00:06/47", 2 },
		{ "52:54:00:00:00:04/46", 4 },
		{ "00:00:00:00:00:00/46", 3 },
	};
	struct error err;

	(void)state;
	kernel.all_have_stations = true;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		(void)choose(rows[i].range, -EADDRINUSE, &err);
		assert_int_equal(kernel.n_asked, rows[i].asked);
		assert_int_equal(kernel.attempts, 0);
		assert_int_equal(err.code, VMTAP_E_IN_USE);
		assert_non_null(strstr(
			err.text, "the addresses that you may have there are"));
	}
}

/* 16, and those about the last address. */
static void questions_have_a_limit(void **state)
{
	struct error err;

	(void)state;
	kernel.all_have_stations = true;
	(void)choose("52:54:00:00:01:00/40", -EADDRINUSE, &err);
	assert_int_equal(kernel.questions, 16);
	assert_int_equal(err.code, VMTAP_E_IN_USE);
	assert_non_null(strstr(err.text, "52:54:00:00:01:00/40"));
	assert_non_null(strstr(err.text, "mac="));
	(void)choose(NULL, -EADDRINUSE, &err);
	assert_int_equal(kernel.questions, 16);
	/* a bridge with 18 VLANs */
	kernel.cost = 20;
	(void)choose(NULL, -EADDRINUSE, &err);
	assert_int_equal(kernel.n_asked, 1);
	kernel.cost = 15;
	(void)choose(NULL, -EADDRINUSE, &err);
	assert_int_equal(kernel.n_asked, 2);
}

/* Each attempt makes a link: not two with the same address. */
static void no_address_is_attempted_twice(void **state)
{
	struct error err;

	(void)state;
	kernel.attempt = -EADDRINUSE;
	(void)choose("52:54:00:00:00:07/48", -EADDRINUSE, &err);
	assert_int_equal(kernel.attempts, 1);
	(void)choose("52:54:00:00:00:06/47", -EADDRINUSE, &err);
	assert_int_equal(kernel.attempts, 2);
	kernel.cost = 1;
	(void)choose(NULL, -EADDRINUSE, &err);
	assert_int_equal(kernel.attempts, 8);
}

/* However many devices the user has: the guest's address and the port's. */
static void the_next_address_is_found_at_once(void **state)
{
	const unsigned int n = 2000;
	unsigned long before;
	struct grant grant;
	struct error err;

	(void)state;
	for (unsigned int i = 0; i < n; i++) {
		before = index_compared();
		grant = choose(NULL, 0, &err);
		assert_int_equal(grant.choice.instance, i);
		assert_int_equal(kernel.n_asked, 2);
		/* two look-ups in a tree with 2 * n entries at most */
		assert_in_range(index_compared() - before, 0, 2 * 26);
		(void)take(&grant);
	}
}

static void a_free_address_is_used_again(void **state)
{
	static const char *const ranges[] = { NULL, "52:54:00:00:01:00/40" };
	struct lease *all[10];
	struct grant grant;
	struct error err;

	(void)state;
	for (size_t k = 0; k < N_ELEMENTS(ranges); k++) {
		struct lladdr third;

		for (unsigned int i = 0; i < N_ELEMENTS(all); i++) {
			grant = choose(ranges[k], 0, &err);
			all[i] = take(&grant);
		}
		third = all[3]->facts.lladdr;
		lease_forget(&leases, all[3]);
		lease_forget(&leases, all[7]);
		grant = choose(ranges[k], 0, &err);
		assert_true(lladdr_equal(&grant.choice.lladdr, &third));
		lease_table_clear(&leases);
	}
}

/* The table does not know which addresses adopted devices have.  The first
 * search finds that, and asks the kernel about none of them. */
static void after_a_restart(void **state)
{
	struct lease *all[10];
	struct lladdr third;
	struct grant grant;
	struct error err;

	(void)state;
	for (unsigned int i = 0; i < N_ELEMENTS(all); i++) {
		grant = choose(NULL, 0, &err);
		all[i] = take(&grant);
	}
	third = all[3]->facts.lladdr;
	for (unsigned int i = 0; i < N_ELEMENTS(all); i++)
		lease_doubt_instance(all[i]);
	all[0]->indexed.of_user->instance = 0;
	grant = choose(NULL, 0, &err);
	assert_int_equal(grant.choice.instance, N_ELEMENTS(all));
	assert_int_equal(kernel.n_asked, 2);
	(void)take(&grant);
	lease_forget(&leases, all[3]);
	grant = choose(NULL, 0, &err);
	assert_true(lladdr_equal(&grant.choice.lladdr, &third));
	(void)take(&grant);
	grant = choose(NULL, 0, &err);
	assert_int_equal(grant.choice.instance, N_ELEMENTS(all) + 1);
}

/* A range is searched to its end and from its beginning. */
static void a_full_range_costs_no_question(void **state)
{
	struct grant grant;
	struct error err;

	(void)state;
	for (unsigned int i = 0; i < 256; i++) {
		grant = choose("52:54:00:00:01:00/40", 0, &err);
		(void)take(&grant);
	}
	(void)choose("52:54:00:00:01:00/40", -EADDRINUSE, &err);
	assert_int_equal(kernel.questions, 0);
	assert_non_null(
		strstr(err.text, "the addresses that you may have there are"));
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(no_address_is_asked_about_twice),
		TEST(questions_have_a_limit),
		TEST(no_address_is_attempted_twice),
		TEST(the_next_address_is_found_at_once),
		TEST(a_free_address_is_used_again),
		TEST(after_a_restart),
		TEST(a_full_range_costs_no_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
