/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The devices that a user may hold by name, and their number. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "link/mark.h"
#include "tests/unit/names.h"

_Static_assert(POLICY_HELD_NAMES_MAX == MARK_HELD_NAMES_MAX,
	       "what the mark has room for");

#define LONG "a234567890123456789012345678901234567890123456789012345"

static const char text[] =
	"network lan { kind = bridge  bridge = br0  hold = 3\n"
	"  allow alice {}\n"
	"  allow bob { hold = 1 }\n"
	"  allow carol { hold = 0 } }\n"
	"network none { kind = bridge  bridge = br0  allow alice {} }\n"
	"network plain { kind = bridge  bridge = br0  hold = 1\n"
	"  vnet-hdr = false  allow alice {} }\n"
	"network card { kind = macvtap  lower = eth0  hold = 1\n"
	"  allow alice {} }\n"
	"network " LONG " { kind = bridge  bridge = br0  hold = 1\n"
	"  allow alice {} }\n";

enum { ALICE = 1000, BOB = 1001, CAROL = 1002 };

static const struct {
	const char *what, *network, *vm;
	uid_t uid;
	enum peer_standing standing;
	unsigned int held;
	enum vmtap_code code;
	const char *sentence;
} rows[] = {
	{ "the network's number", "lan", "", ALICE, PEER_USER, 2, VMTAP_OK,
	  NULL },
	{ "and one more", "lan", "", ALICE, PEER_USER, 3, VMTAP_E_LIMIT,
	  "you have 3 of 3 held devices on network \"lan\"; 'vmtap release' ends one, or ask the administrator for a higher hold" },
	{ "the rule's own", "lan", "", BOB, PEER_USER, 0, VMTAP_OK, NULL },
	{ "and one more than that", "lan", "", BOB, PEER_USER, 1, VMTAP_E_LIMIT,
	  "you have 1 of 1 held device on network \"lan\"; 'vmtap release' ends one, or ask the administrator for a higher hold" },
	{ "the rule takes it away", "lan", "", CAROL, PEER_USER, 0,
	  VMTAP_E_OPTION,
	  "you may not hold a device by name on network \"lan\"; use 'vmtap run', or ask the administrator to write hold = 1 for you" },
	{ "nobody may without the key", "none", "", ALICE, PEER_USER, 0,
	  VMTAP_E_OPTION,
	  "you may not hold a device by name on network \"none\"; use 'vmtap run', or ask the administrator to write hold = 1 for you" },
	{ "no header", "plain", "", ALICE, PEER_USER, 0, VMTAP_E_OPTION,
	  "network \"plain\" gives no virtio-net header (vnet-hdr = false), and a VMM that opens a device by name could take one; use 'vmtap run'" },
	{ "a macvtap", "card", "", ALICE, PEER_USER, 0, VMTAP_E_OPTION,
	  "network \"card\" gives a macvtap, which a VMM cannot open by name, because its node belongs to vmtapd; use 'vmtap run', or a network on a bridge" },
	{ "a uid of a container", "lan", "", ALICE, PEER_SUBORDINATE, 0,
	  VMTAP_E_OPTION,
	  "uid 1000 cannot hold a device by name, because only a user of the host can own one; run 'vmtap hold' outside the container, as the user" },
	{ "a uid that passes from one to the next", "lan", "", ALICE,
	  PEER_TRANSIENT, 0, VMTAP_E_OPTION, NULL },
	{ "names with room in the mark", LONG,
	  "v2345678901234567890123456789012345678901234567890123", ALICE,
	  PEER_USER, 0, VMTAP_OK, NULL },
	{ "and without", LONG,
	  "v23456789012345678901234567890123456789012345678901234", ALICE,
	  PEER_USER, 0, VMTAP_E_OPTION, NULL },
};

static void decides(void **state)
{
	struct policy *policy;
	struct error err;

	(void)state;
	assert_int_equal(policy_parse(text, "p", &test_names, &policy, &err),
			 0);
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct peer peer = { .uid = rows[i].uid,
					   .kernel_uid = rows[i].uid,
					   .standing = rows[i].standing };
		const struct usage usage = {
			.of_user = { .held = rows[i].held },
		};
		struct request request = {
			.verb = VMTAP_PROTO_OPEN,
			.queues = 1,
			.flags = VMTAP_PROTO_F_HOLD,
			.name = { "vtweb0" },
		};
		struct decision decision;

		print_message("%s\n", rows[i].what);
		strcpy(request.network.s, rows[i].network);
		strcpy(request.vm.s, rows[i].vm);
		policy_decide(policy, &peer, &request, &usage, &decision);
		assert_int_equal(decision.err.code, rows[i].code);
		if (rows[i].sentence)
			assert_string_equal(decision.err.text,
					    rows[i].sentence);
		/* without hold the same user gets a device */
		request.flags = 0;
		policy_decide(policy, &peer, &request, &usage, &decision);
		assert_int_equal(decision.err.code, VMTAP_OK);
	}
	policy_free(policy);
}

static void refuses_more_than_the_network(void **state)
{
	static const struct {
		const char *text, *sentence;
	} wrong[] = {
		{ "network n { kind = bridge  bridge = br0\n"
		  "  allow alice { hold = 1 } }\n",
		  "p:2: hold = 1 is more than the 0 of network \"n\" itself; lower it, or raise those" },
		{ "network n { kind = bridge  bridge = br0  hold = 2\n"
		  "  allow alice { hold = 3 } }\n",
		  "p:2: hold = 3 is more than the 2 of network \"n\" itself; lower it, or raise those" },
	};
	struct policy *policy = NULL;
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(wrong); i++) {
		assert_int_equal(policy_parse(wrong[i].text, "p", &test_names,
					      &policy, &err),
				 -EINVAL);
		assert_string_equal(err.text, wrong[i].sentence);
	}
}

/* What is held ends or stays with the key, not with its number. */
static void retains_while_the_key_is_there(void **state)
{
	static const struct {
		const char *text;
		bool is_retained;
	} policies[] = {
		{ "network n { kind = bridge bridge = br0 hold = 1 allow bob {} }",
		  true },
		{ "network n { kind = bridge bridge = br0 allow bob {} }",
		  false },
		{ "network n { kind = bridge bridge = br0 hold = 1 allow bob { hold = 0 } }",
		  false },
	};
	const struct peer peer = { .uid = BOB, .kernel_uid = BOB };
	struct held held = { .network = { "n" },
			     .kind = VMTAP_KIND_BRIDGE,
			     .link = { "br0" },
			     .queues = 1,
			     .has_groups = true };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(policies); i++) {
		struct decision decision;
		struct policy *policy;

		assert_int_equal(policy_parse(policies[i].text, "p",
					      &test_names, &policy, NULL),
				 0);
		held.is_by_name = true;
		assert_int_equal(policy_retains(policy, &peer, &held,
						&decision),
				 policies[i].is_retained);
		held.is_by_name = false;
		assert_true(policy_retains(policy, &peer, &held, &decision));
		policy_free(policy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(decides),
		cmocka_unit_test(refuses_more_than_the_network),
		cmocka_unit_test(retains_while_the_key_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
