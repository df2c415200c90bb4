/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hardware addresses that nobody gets ("reserved"), and those that a user gets
 * only if the rule names them.  test-policy-decide has the requests. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

#define BRIDGE(rest) "network n { kind = bridge bridge = br0 " rest

static void each_mistake_is_told(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ BRIDGE("\nreserved = \"52:54:00:00:00\" }"),
		  "p:2: reserved \"52:54:00:00:00\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero" },
		{ "global {\nreserved = {\"52:54:00:00:00:01\",\n\"01:00:5e:00:00:01\"} }",
		  "p:3: reserved \"01:00:5e:00:00:01\" has no station's address in it but zero or multicast ones; the first byte must be even" },
		{ BRIDGE("reserved = \"52:54:00:00:00:00/24\"\nallow alice { mac = {\"02:00:00:00:00:00/8\", \"52:54:00:00:01:00/40\"} } }"),
		  "p:2: mac 52:54:00:00:01:00/40 of allow \"alice\" lies within reserved 52:54:00:00:00:00/24, so nobody would get it; remove one, or make reserved narrower" },
		{ BRIDGE("reserved = \"52:54:00:00:00:00/24\"\nvm web1 { mac = \"52:54:00:00:00:01\" } }"),
		  "p:2: the address 52:54:00:00:00:01 of vm \"web1\" lies within reserved 52:54:00:00:00:00/24, so nobody would get it; give the VM another one, or make reserved narrower" },
		{ BRIDGE("vm web1 { mac = \"52:54:00:00:00:01\" } }\nglobal { reserved = \"52:54:00:00:00:01\" }"),
		  "p:1: the address 52:54:00:00:00:01 of vm \"web1\" lies within reserved 52:54:00:00:00:01/48, so nobody would get it; give the VM another one, or make reserved narrower" },
		{ BRIDGE("vm web1 { mac = \"52:54:00:00:00:01\" } }\nnetwork m { kind = bridge bridge = br0 reserved = \"52:54:00:00:00:01\" }"),
		  "p:1: the address 52:54:00:00:00:01 of vm \"web1\" lies within reserved 52:54:00:00:00:01/48, so nobody would get it; give the VM another one, or make reserved narrower" },
		{ BRIDGE("\nallow alice { reserved = \"52:54:00:00:00:01\" } }"),
		  "p:2: in allow \"alice\": no such option 'reserved'; vmtapd.conf(5) lists what there is" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy = NULL;
		struct error err = { 0 };

		assert_int_equal(policy_parse(rows[i].text, "p", &test_names,
					      &policy, &err),
				 -EINVAL);
		assert_string_equal(err.text, rows[i].error);
	}
}

/* A range that is partly reserved, and the same addresses on another link. */
static void no_mistake(void **state)
{
	static const char *const rows[] = {
		BRIDGE("reserved = \"52:54:00:00:00:00/25\" allow alice { mac = \"52:54:00:00:00:00/24\" } }"),
		BRIDGE("reserved = \"52:54:00:00:00:01\" vm web1 { mac = \"52:54:00:00:00:02\" } }"),
		BRIDGE("vm web1 { mac = \"52:54:00:00:00:01\" } } network m { kind = bridge bridge = br1 reserved = \"52:54:00:00:00:01\" }"),
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy;

		assert_int_equal(policy_parse(rows[i], "p", &test_names,
					      &policy, NULL),
				 0);
		policy_free(policy);
	}
}

/* As many ranges as there may be, and one more. */
static void too_many(void **state)
{
	char text[1024] = BRIDGE("reserved = {");
	struct policy *policy;
	struct error err;

	(void)state;
	for (unsigned int i = 0; i < POLICY_RESERVED_MAX; i++)
		sprintf(text + strlen(text), "\"02:00:00:00:00:%02x\",", i);
	strcat(text, "} }");
	assert_int_equal(policy_parse(text, "p", &test_names, &policy, NULL),
			 0);
	policy_free(policy);
	strcpy(strrchr(text, ',') + 1, "\"02:00:00:00:01:00\"} }");
	assert_int_equal(policy_parse(text, "p", &test_names, &policy, &err),
			 -EINVAL);
	assert_string_equal(
		err.text,
		"p:1: more than 32 ranges in reserved; use fewer, wider ones");
}

static bool may_learn(const struct policy *policy, const struct peer *peer,
		      const struct held *held)
{
	struct decision decision;

	return !policy_refuse_learning(policy, peer, held, &decision);
}

/* May bob's guest on lan learn this address? */
static void learned_addresses(void **state)
{
	static const struct {
		const char *keys, *lladdr;
		bool is_learned;
	} rows[] = {
		{ "allow bob {}", "52:54:00:00:00:09", true },
		{ "allow bob {}", "00:1b:21:00:00:09", false },
		{ "allow bob { mac = \"00:1b:21:00:00:00/24\" }",
		  "00:1b:21:00:00:09", true },
		{ "allow bob {} vm v { mac = \"00:1b:21:00:00:09\" }",
		  "00:1b:21:00:00:09", true },
		{ "reserved = \"52:54:00:00:00:09\" allow bob {}",
		  "52:54:00:00:00:09", false },
		{ "reserved = \"00:1b:21:00:00:09\" allow bob { mac = \"00:1b:21:00:00:00/24\" }",
		  "00:1b:21:00:00:09", false },
	};
	const struct peer peer = { .uid = 1001, .gid = POLICY_NO_GROUP };
	struct held held = { .network = { "lan" },
			     .vm = { "v" },
			     .kind = VMTAP_KIND_BRIDGE,
			     .link = { "br0" },
			     .queues = 1,
			     .has_lladdr = true,
			     .has_groups = true };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy;
		char text[256];

		(void)snprintf(text, sizeof(text),
			       "network lan { kind = bridge bridge = br0 %s }",
			       rows[i].keys);
		print_message("%s %s\n", text, rows[i].lladdr);
		assert_int_equal(
			policy_parse(text, "p", &test_names, &policy, NULL), 0);
		assert_int_equal(lladdr_parse(rows[i].lladdr, &held.lladdr), 0);
		assert_int_equal(may_learn(policy, &peer, &held),
				 rows[i].is_learned);
		policy_free(policy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told),
		cmocka_unit_test(no_mistake),
		cmocka_unit_test(too_many),
		cmocka_unit_test(learned_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
