/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One policy from several files, and which grants of an older policy it
 * retains. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

#define MAIN                                                                   \
	"network lan {\n kind = bridge\n bridge = br0\n allow alice {}\n}\n"

static int parse(const char *second, const char *third,
		 struct policy **ret_policy, struct error *err)
{
	const struct policy_text texts[] = {
		{ "main", MAIN },
		{ "d/a", second },
		{ "d/b", third },
	};

	return policy_parse_files(texts, third ? 3 : 2, &test_names, ret_policy,
				  err);
}

static void a_network_is_put_together(void **state)
{
	const struct peer bob = { .uid = 1001, .gid = 5 };
	const struct network *network;
	struct decision decision;
	struct policy *policy;
	struct error err = { 0 };

	(void)state;
	if (parse("network lan {\n allow bob { devices = 3 }\n}\n"
		  "network other { kind = bridge bridge = br1 }",
		  "network lan {\n devices = 4\n deny carol {}\n}\n"
		  "global { leases = 7 }",
		  &policy, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(policy_networks(policy), 2);
	assert_int_equal(policy_global(policy)->leases, 7);
	network = policy_network(policy, 0);
	assert_int_equal(network->limits.devices, 4);
	assert_string_equal(network->place.file, "main");
	policy_admit(&bob, network, &decision);
	assert_int_equal(decision.limits.devices, 3);
	assert_string_equal(decision.rule, "d/a:2: allow \"bob\"");
	policy_free(policy);
}

static void conflicts_name_both_places(void **state)
{
	static const struct {
		const char *second, *third, *error;
	} rows[] = {
		{ "network lan {\n\n bridge = br1 }", NULL,
		  "main:3: bridge stands in d/a:3, too; keep one of them" },
		{ "network lan {\n allow alice {} }", NULL,
		  "main:4: allow \"alice\" names the same user as \"alice\" in d/a:2; keep one" },
		{ "network lan { deny bob {} }",
		  "network lan {\n deny 1001 {} }",
		  "d/b:2: deny \"1001\" names the same user as \"bob\" in d/a:1; keep one" },
		{ "global { leases = 5 }", "global {\n leases = 5 }",
		  "d/b:2: leases stands in d/a:1, too; keep one of them" },
		{ "network lan { vm a { mac = \"52:54:00:00:00:01\" } }",
		  "network lan {\n vm a { mac = \"52:54:00:00:00:02\" } }",
		  "d/b:2: vm \"a\" stands in d/a:1, too; keep one" },
		{ "network new {\n allow bob {} }", NULL,
		  "d/a:1: network \"new\" has no kind; add kind = bridge or kind = macvtap" },
		{ "network lan { allow bob {} }", "\nnetwork lan {",
		  "d/b:2: the block that begins here is not closed; the file is cut off, or a } is missing" },
		{ "network lan { devices = 2 }",
		  "network lan {\n allow bob { devices = 3 } }",
		  "d/b:2: devices = 3 is more than the 2 of network \"lan\" itself; lower it, or raise those" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy;
		struct error err = { 0 };

		assert_int_equal(parse(rows[i].second, rows[i].third, &policy,
				       &err),
				 -EINVAL);
		assert_string_equal(err.text, rows[i].error);
	}
}

/* What bob has on lan from an older policy, and whether a new one would grant
 * it. */
static void retained(void **state)
{
	static const struct {
		const char *text;
		bool is_retained, is_without_groups;
	} rows[] = {
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob { devices = 1 } }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 filter = ipv6 vlan = 3 isolated = on allow bob { rate-in = 8kbit addresses = \"2001:db8::1\" } }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow @kvm {} }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow @staff {} }",
		  false, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow alice {} }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow @kvm {} deny bob {} }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} deny @kvm {} }",
		  false, true },
		{ "network lan { kind = bridge bridge = br1 queues = 2 allow bob {} }",
		  false, false },
		{ "network lan { kind = macvtap lower = br0 queues = 2 allow bob {} }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 allow bob {} }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob { mac = \"52:54:00:00:00:00/24\" } }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob { mac = \"52:54:01:00:00:00/24\" } }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} vm v { mac = \"52:54:00:00:00:09\" } }",
		  true, true },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} vm v { mac = \"52:54:00:00:00:08\" } }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} vm w { mac = \"52:54:00:00:00:09\" } }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 allow bob {} vm v { mac = \"52:54:00:00:00:09\" users = alice } }",
		  false, false },
		{ "network lan { kind = bridge bridge = br0 queues = 2 reserved = \"52:54:00:00:00:08/47\" allow bob {} }",
		  false, false },
		{ "global { reserved = \"52:54:00:00:00:09\" } network lan { kind = bridge bridge = br0 queues = 2 allow bob {} }",
		  false, false },
		{ "", false, false },
	};
	static const gid_t kvm = 36;
	struct held held = { .network = { "lan" },
			     .vm = { "v" },
			     .kind = VMTAP_KIND_BRIDGE,
			     .link = { "br0" },
			     .queues = 2,
			     .has_lladdr = true };

	(void)state;
	assert_int_equal(lladdr_parse("52:54:00:00:00:09", &held.lladdr), 0);
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct peer peer = {
			.uid = 1001, .gid = 5, .groups = &kvm, .n_groups = 1
		};
		struct decision decision;
		struct policy *policy;

		print_message("%s\n", rows[i].text);
		assert_int_equal(policy_parse(rows[i].text, "p", &test_names,
					      &policy, NULL),
				 0);
		held.has_groups = true;
		assert_int_equal(policy_retains(policy, &peer, &held,
						&decision),
				 rows[i].is_retained);
		held.has_groups = false;
		peer.n_groups = 0;
		assert_int_equal(policy_retains(policy, &peer, &held,
						&decision),
				 rows[i].is_without_groups);
		policy_free(policy);
	}
}

static bool may_learn(const struct policy *policy, const struct peer *peer,
		      const struct held *held)
{
	struct decision decision;
	const char *why = policy_refuse_learning(policy, peer, held, &decision);

	assert_true(why || decision.fence.filters);
	return !why;
}

/* May bob's guest on lan have this address?  Asked with all groups of bob, with
 * only the group that decided (kvm), and with none. */
static void learned(void **state)
{
	static const struct {
		const char *rules;
		bool by_all, by_one, by_none;
	} rows[] = {
		{ "allow bob {}", true, true, true },
		{ "allow 1000-1999 {} allow @kvm {}", true, true, true },
		{ "allow @kvm {}", true, true, false },
		{ "allow \"@30-40\" {}", true, true, false },
		{ "allow @staff {}", false, false, false },
		{ "allow \"*\" {}", true, true, true },
		{ "allow \"*\" {} allow @staff {}", true, false, false },
		{ "allow \"*\" {} allow \"@40-50\" {}", true, false, false },
		{ "allow @kvm {} allow @staff {}", true, true, false },
		{ "allow bob {} allow @staff {}", true, true, true },
		{ "allow @kvm { mac = \"52:54:00:00:00:00/24\" }", true, true,
		  false },
		{ "allow @kvm { mac = \"52:54:01:00:00:00/24\" }", false, false,
		  false },
		{ "allow \"*\" {} allow @kvm { mac = \"52:54:01:00:00:00/24\" }",
		  false, false, false },
		{ "allow bob {} deny @kvm {}", false, false, false },
		{ "allow bob {} deny @staff {}", true, false, false },
		{ "allow bob {} deny \"@40-50\" {}", true, false, false },
		{ "allow @kvm {} deny @staff {}", true, false, false },
		{ "allow \"*\" {} deny @kvm {}", false, false, false },
		{ "allow bob {} deny alice {}", true, true, true },
		{ "allow \"*\" {} deny bob {} deny @kvm {}", false, false,
		  false },
		{ "allow bob { options = none }", false, false, false },
		{ "allow bob { options = mac }", true, true, true },
		{ "allow bob { options = none } vm v { mac = \"52:54:00:00:00:09\" }",
		  true, true, true },
		{ "allow bob {} vm w { mac = \"52:54:00:00:00:09\" }", false,
		  false, false },
		{ "allow bob {} vm v { mac = \"52:54:00:00:00:09\" }", true,
		  true, true },
		{ "allow bob {} vm v { mac = \"52:54:00:00:00:09\" users = @kvm }",
		  true, true, false },
		{ "allow @kvm {} vm w { mac = \"52:54:00:00:00:09\" }", false,
		  false, false },
	};
	static const gid_t groups[] = { 36, 77 };
	struct held held = { .network = { "lan" },
			     .vm = { "v" },
			     .kind = VMTAP_KIND_BRIDGE,
			     .link = { "br0" },
			     .queues = 1,
			     .has_lladdr = true };

	(void)state;
	assert_int_equal(lladdr_parse("52:54:00:00:00:09", &held.lladdr), 0);
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct peer peer = { .uid = 1001,
				     .gid = POLICY_NO_GROUP,
				     .groups = groups,
				     .n_groups = 2 };
		struct policy *policy;
		char text[256];

		(void)snprintf(text, sizeof(text),
			       "network lan { kind = bridge bridge = br0 %s }",
			       rows[i].rules);
		print_message("%s\n", text);
		assert_int_equal(
			policy_parse(text, "p", &test_names, &policy, NULL), 0);
		held.has_groups = true;
		assert_int_equal(may_learn(policy, &peer, &held),
				 rows[i].by_all);
		held.has_groups = false;
		peer.n_groups = 1;
		assert_int_equal(may_learn(policy, &peer, &held),
				 rows[i].by_one);
		peer.n_groups = 0;
		assert_int_equal(may_learn(policy, &peer, &held),
				 rows[i].by_none);
		policy_free(policy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_is_put_together),
		cmocka_unit_test(conflicts_name_both_places),
		cmocka_unit_test(retained),
		cmocka_unit_test(learned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
