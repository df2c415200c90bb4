/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The further hardware addresses of a VM ("macs"): who has them, and who may not
 * have the same. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

#define BRIDGE(rest) "network n { kind = bridge bridge = br0 " rest " }"
#define MACVTAP(rest) "network n { kind = macvtap lower = eth0 " rest " }"
#define ALLOW " allow alice {}"
#define MAC "mac = \"52:54:00:00:00:01\" "
#define NESTED "\"52:54:00:00:01:01\""
#define ROUTER "\"00:00:5e:00:01:07\""
#define ROUTER6 "\"00:00:5e:00:02:07\""
#define FOUR(a)                                                                \
	"\"02:00:00:00:0" #a ":00\", \"02:00:00:00:0" #a ":01\", "             \
	"\"02:00:00:00:0" #a ":02\", \"02:00:00:00:0" #a ":03\""
#define IN_BOTH(name, lladdr, before, line)                                    \
	"p:3: vm \"" name "\" has the address " lladdr " of vm \"" before      \
	"\" in p:" line                                                        \
	"; give it another one, for only the address of a virtual router, 00:00:5e:00:01:XX or 00:00:5e:00:02:XX, may stand in the macs of both"

static void each_mistake_is_told(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ BRIDGE("vm v { " MAC "\nmacs = \"01:00:5e:00:00:01\" }"),
		  "p:2: macs \"01:00:5e:00:00:01\" of vm \"v\" is not a station's address; write one as \"00:00:5e:00:01:07\"" },
		{ BRIDGE("vm v { " MAC "macs = {" NESTED
			 ",\n\"52:54:00:00:00:00/24\"} }"),
		  "p:2: macs \"52:54:00:00:00:00/24\" of vm \"v\" is not a station's address; write one as \"00:00:5e:00:01:07\"" },
		{ BRIDGE("vm v { " MAC "macs = {" NESTED ",\n" NESTED "} }"),
		  "p:2: vm \"v\" has the address 52:54:00:00:01:01 twice, in mac or macs; remove one" },
		{ BRIDGE("vm v { " MAC "\nmacs = \"52:54:00:00:00:01\" }"),
		  "p:2: vm \"v\" has the address 52:54:00:00:00:01 twice, in mac or macs; remove one" },
		{ BRIDGE("vm v { " MAC
			 "macs = {" FOUR(1) ", " FOUR(2) ",\n" NESTED "} }"),
		  "p:2: more than 8 further addresses of vm \"v\"; give it a second device, or use a network with filter = none" },
		{ BRIDGE("vm v {\n macs = " NESTED " }"),
		  "p:1: vm \"v\" has no address; add mac = \"52:54:00:12:34:56\"" },
		{ BRIDGE("filter = none vm v { " MAC "\nmacs = " NESTED " }"),
		  "p:2: macs say nothing on network \"n\", whose filter looks at no hardware address; add mac to the filter, or remove them" },
		{ MACVTAP("vm v { " MAC "\nmacs = " NESTED " }"),
		  "p:2: a guest on network \"n\" cannot have macs, for the kernel delivers to a macvtap by one address; write mode = passthru, or use kind = bridge" },
		{ MACVTAP("mode = {private, bridge} vm v { " MAC
			  "\nmacs = " NESTED " }"),
		  "p:2: a guest on network \"n\" cannot have macs, for the kernel delivers to a macvtap by one address; write mode = passthru, or use kind = bridge" },
		{ BRIDGE("allow alice {\nmacs = " NESTED " }"),
		  "p:2: in allow \"alice\": no such option 'macs' (did you mean 'mac'?); vmtapd.conf(5) lists what there is" },

		/* two rows */
		{ BRIDGE("\nvm v { " MAC "macs = " NESTED
			 " }\nvm w { mac = " NESTED " }"),
		  IN_BOTH("w", "52:54:00:00:01:01", "v", "2") },
		{ BRIDGE("\nvm v { mac = " NESTED " }\nvm w { " MAC
			 "macs = " NESTED " }"),
		  IN_BOTH("w", "52:54:00:00:01:01", "v", "2") },
		{ BRIDGE("\nvm v { " MAC "macs = " NESTED
			 " }\nvm w { mac = \"52:54:00:00:00:02\" macs = " NESTED
			 " }"),
		  IN_BOTH("w", "52:54:00:00:01:01", "v", "2") },
		{ BRIDGE("\nvm v { " MAC "macs = " ROUTER
			 " }\nvm w { mac = " ROUTER " }"),
		  IN_BOTH("w", "00:00:5e:00:01:07", "v", "2") },
		{ BRIDGE("\nvm v { " MAC
			 "macs = \"00:00:5e:00:03:07\" }\nvm w { mac = \"52:54:00:00:00:02\" macs = \"00:00:5e:00:03:07\" }"),
		  IN_BOTH("w", "00:00:5e:00:03:07", "v", "2") },

		/* reserved */
		{ BRIDGE("reserved = \"00:00:5e:00:01:00/40\"\nvm v { " MAC
			 "macs = {" NESTED ", " ROUTER "} }"),
		  "p:2: the address 00:00:5e:00:01:07 of vm \"v\" lies within reserved 00:00:5e:00:01:00/40, so nobody would get it; give the VM another one, or make reserved narrower" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy = NULL;
		struct error err = { 0 };
		int r = policy_parse(rows[i].text, "p", &test_names, &policy,
				     &err);

		if (r != -EINVAL)
			print_error("accepted:\n%s\n", rows[i].text);
		assert_int_equal(r, -EINVAL);
		assert_string_equal(err.text, rows[i].error);
	}
}

static struct policy *parse(const char *text)
{
	struct policy *policy;
	struct error err = { 0 };

	if (policy_parse(text, "p", &test_names, &policy, &err) < 0)
		fail_msg("%s\n%s", err.text, text);
	return policy;
}

/* What alice gets for a VM: its macs, or "refused". */
static void of_the_row_alone(void **state)
{
	static const struct {
		const char *text, *vm, *macs;
	} rows[] = {
		{ BRIDGE("vm v { " MAC "macs = " NESTED " }" ALLOW), "v",
		  "macs: 52:54:00:00:01:01\n" },
		{ BRIDGE("vm v { " MAC "macs = {" ROUTER6 ", " NESTED
			 "} }" ALLOW),
		  "v", "macs: 00:00:5e:00:02:07 52:54:00:00:01:01\n" },
		{ BRIDGE("vm v { " MAC "macs = " NESTED " }" ALLOW), "w",
		  NULL },
		{ BRIDGE("vm v { " MAC "macs = " NESTED
			 " } vm w { mac = \"52:54:00:00:00:02\" }" ALLOW),
		  "w", NULL },
		{ BRIDGE("vm v { " MAC "macs = " ROUTER
			 " } vm w { mac = \"52:54:00:00:00:02\" macs = " ROUTER
			 " }" ALLOW),
		  "w", "macs: 00:00:5e:00:01:07\n" },
		{ BRIDGE("filter = ipv6 vm v { " MAC "macs = " NESTED
			 " }" ALLOW),
		  "v", "macs: 52:54:00:00:01:01\n" },
		{ BRIDGE("vm v { " MAC
			 "macs = {" FOUR(1) ", " FOUR(2) "} }" ALLOW),
		  "v",
		  "macs: 02:00:00:00:01:00 02:00:00:00:01:01 02:00:00:00:01:02 02:00:00:00:01:03"
		  " 02:00:00:00:02:00 02:00:00:00:02:01 02:00:00:00:02:02 02:00:00:00:02:03\n" },
		{ MACVTAP("mode = passthru vm v { " MAC "macs = " NESTED
			  " }" ALLOW),
		  "v", "macs: 52:54:00:00:01:01\n" },
	};
	const struct peer alice = { .uid = 1000, .gid = 5 };
	static const struct usage usage;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy = parse(rows[i].text);
		struct request request = { .network = { "n" }, .queues = 1 };
		struct decision decision;
		char text[POLICY_FENCE_TEXT_SIZE];

		strcpy(request.vm.s, rows[i].vm);
		policy_decide(policy, &alice, &request, &usage, &decision);
		assert_int_equal(decision.err.code, VMTAP_OK);
		policy_format_fence(&decision.fence, text);
		if (rows[i].macs)
			assert_non_null(strstr(text, rows[i].macs));
		else
			assert_null(strstr(text, "macs"));
		policy_free(policy);
	}
}

static const char two_networks[] =
	BRIDGE("vm v { " MAC "macs = {" NESTED ", " ROUTER "} }"
	       " vm w { mac = \"52:54:00:00:00:02\" macs = " ROUTER
	       " }") " network same { kind = bridge bridge = br0 }"
		     " network other { kind = bridge bridge = br1 }";

/* No other VM of the bridge gets an address of the list. */
static void nobody_elses(void **state)
{
	static const struct {
		const char *network, *lladdr, *vm;
		bool is_reserved;
	} rows[] = {
		{ "n", "52:54:00:00:01:01", "v", false },
		{ "n", "52:54:00:00:01:01", "w", true },
		{ "n", "52:54:00:00:01:01", "", true },
		{ "n", "52:54:00:00:01:02", "", false },
		{ "n", "00:00:5e:00:01:07", "v", false },
		{ "n", "00:00:5e:00:01:07", "w", false },
		{ "n", "00:00:5e:00:01:07", "x", true },
		{ "same", "52:54:00:00:01:01", "v", true },
		{ "same", "00:00:5e:00:01:07", "", true },
		{ "other", "52:54:00:00:01:01", "", false },
	};
	struct policy *policy = parse(two_networks);

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct label name = { 0 }, vm = { 0 };
		struct lladdr lladdr;

		print_message("%s %s %s\n", rows[i].network, rows[i].lladdr,
			      rows[i].vm);
		strcpy(name.s, rows[i].network);
		strcpy(vm.s, rows[i].vm);
		assert_int_equal(lladdr_parse(rows[i].lladdr, &lladdr), 0);
		assert_int_equal(
			policy_is_reserved(policy,
					   policy_network_named(policy, &name),
					   &lladdr, &vm),
			rows[i].is_reserved);
	}
	policy_free(policy);
}

/* A device whose address is learned gets the row's further ones with it. */
static void with_a_learned_address(void **state)
{
	struct policy *policy =
		parse(BRIDGE("vm v { " MAC "macs = " NESTED " }" ALLOW));
	const struct peer alice = { .uid = 1000, .gid = POLICY_NO_GROUP };
	struct held held = { .network = { "n" },
			     .vm = { "v" },
			     .kind = VMTAP_KIND_BRIDGE,
			     .link = { "br0" },
			     .queues = 1,
			     .has_lladdr = true,
			     .has_groups = true };
	struct decision decision;

	(void)state;
	assert_int_equal(lladdr_parse("52:54:00:00:01:01", &held.lladdr), 0);
	assert_non_null(
		policy_refuse_learning(policy, &alice, &held, &decision));
	assert_int_equal(lladdr_parse("52:54:00:00:00:01", &held.lladdr), 0);
	assert_null(policy_refuse_learning(policy, &alice, &held, &decision));
	assert_int_equal(decision.fence.n_macs, 1);
	policy_free(policy);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told),
		cmocka_unit_test(of_the_row_alone),
		cmocka_unit_test(nobody_elses),
		cmocka_unit_test(with_a_learned_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
