/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What rules, the table of VMs and the block "global" permit. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

static const char text[] =
	"global { leases = 50  connections = 4  requests = 20\n"
	"  on-reload = revoke  admin = {carol, @staff, 5000-5001} }\n"
	"network m { kind = macvtap  lower = eth0\n"
	"  mode = {vepa, private, bridge}\n"
	"  queues = 8  queues-total = 20  vhost = true  mtu = 9000\n"
	"  allow alice {}\n"
	"  allow bob { queues = 2  queues-total = 3  vhost = false\n"
	"    mtu = 1500  mac = \"52:54:01:00:00:00/24\" }\n"
	"  allow carol { options = none }\n"
	"  allow mallory { options = {mac, mode} }\n"
	"  vm web1 { mac = \"52:54:99:00:00:01\"  users = {alice, @kvm} }\n"
	"  vm free { mac = \"52:54:99:00:00:02\" }\n"
	"}\n";

enum { ALICE = 1000, BOB = 1001, CAROL = 1002, MALLORY = 1003 };

/* The answer: the code, and for a grant the mode, mtu and address. */
static const struct {
	const char *what;
	uid_t uid;
	struct request request;
	struct usage usage;
	const char *vm, *lladdr;
	enum vmtap_code code;
	const char *sentence;
	enum vmtap_mode mode;
	unsigned int mtu;
	const char *granted;
} rows[] = {
	{ .what = "the first mode is the default",
	  .uid = ALICE,
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000 },
	{ .what = "another one that is offered",
	  .uid = ALICE,
	  .request.mode = VMTAP_MODE_PRIVATE,
	  .mode = VMTAP_MODE_PRIVATE,
	  .mtu = 9000 },
	{ .what = "a mode that is not",
	  .uid = ALICE,
	  .request.mode = VMTAP_MODE_PASSTHRU,
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "network \"m\" does not offer this mode; leave mode= out, or choose another one" },
	{ .what = "the rule's own mtu",
	  .uid = BOB,
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 1500 },
	{ .what = "the rule's own queues",
	  .uid = BOB,
	  .request.queues = 3,
	  .code = VMTAP_E_LIMIT,
	  .sentence =
		  "a device on network \"m\" has at most 2 queues, not 3; ask for fewer, or the administrator for more queues" },
	{ .what = "the rule takes vhost away",
	  .uid = BOB,
	  .request.flags = VMTAP_PROTO_F_VHOST,
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "network \"m\" does not offer vhost-net to you; leave vhost=on out" },
	{ .what = "the network's queues in all",
	  .uid = ALICE,
	  .request.queues = 8,
	  .usage.of_user.queues_total = 12,
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000 },
	{ .what = "one more than those",
	  .uid = ALICE,
	  .request.queues = 8,
	  .usage.of_user.queues_total = 13,
	  .code = VMTAP_E_LIMIT,
	  .sentence =
		  "you have 13 of 20 queues on network \"m\", and ask for 8 more; ask for fewer, end a device with 'vmtap release', or ask the administrator for a higher queues-total" },
	{ .what = "the rule's own queues in all",
	  .uid = BOB,
	  .request.queues = 2,
	  .usage.of_user.queues_total = 2,
	  .code = VMTAP_E_LIMIT,
	  .sentence =
		  "you have 2 of 3 queues on network \"m\", and ask for 2 more; ask for fewer, end a device with 'vmtap release', or ask the administrator for a higher queues-total" },
	{ .what = "the last one of the host",
	  .uid = ALICE,
	  .usage.of_host = 49,
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000 },
	{ .what = "the host is full",
	  .uid = ALICE,
	  .usage.of_host = 50,
	  .code = VMTAP_E_LIMIT,
	  .sentence =
		  "this host has 50 devices of vmtap's, which is the most; try again later, or ask the administrator to end some" },

	/* options */
	{ .what = "a plain device without options",
	  .uid = CAROL,
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000 },
	{ .what = "no address of one's choice",
	  .uid = CAROL,
	  .lladdr = "52:54:00:00:00:01",
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "you may not choose mac on network \"m\"; leave mac= out, or ask the administrator to add it to your options" },
	{ .what = "no mode of one's choice",
	  .uid = CAROL,
	  .request.mode = VMTAP_MODE_VEPA,
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "you may not choose mode on network \"m\"; leave mode= out, or ask the administrator to add it to your options" },
	{ .what = "no second queue",
	  .uid = MALLORY,
	  .request.queues = 2,
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "you may not choose queues on network \"m\"; leave queues= out, or ask the administrator to add it to your options" },
	{ .what = "no vhost",
	  .uid = MALLORY,
	  .request.flags = VMTAP_PROTO_F_VHOST,
	  .code = VMTAP_E_OPTION,
	  .sentence =
		  "you may not choose vhost on network \"m\"; leave vhost= out, or ask the administrator to add it to your options" },
	{ .what = "the options that are listed",
	  .uid = MALLORY,
	  .lladdr = "52:54:00:00:00:01",
	  .request.mode = VMTAP_MODE_BRIDGE,
	  .mode = VMTAP_MODE_BRIDGE,
	  .mtu = 9000 },

	/* the table of VMs */
	{ .what = "a VM of the table has its address",
	  .uid = ALICE,
	  .vm = "web1",
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000,
	  .granted = "52:54:99:00:00:01" },
	{ .what = "and may ask for it",
	  .uid = ALICE,
	  .vm = "web1",
	  .lladdr = "52:54:99:00:00:01",
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000,
	  .granted = "52:54:99:00:00:01" },
	{ .what = "but for no other",
	  .uid = ALICE,
	  .vm = "web1",
	  .lladdr = "52:54:99:00:00:03",
	  .code = VMTAP_E_LLADDR,
	  .sentence =
		  "the VM \"web1\" has the address 52:54:99:00:00:01 on network \"m\"; ask for that one, or for none" },
	{ .what = "a VM that is somebody else's",
	  .uid = BOB,
	  .vm = "web1",
	  .code = VMTAP_E_DENIED,
	  .sentence =
		  "the VM \"web1\" of network \"m\" is somebody else's; give yours another name" },
	{ .what = "a VM of nobody is everybody's, outside the ranges, too",
	  .uid = BOB,
	  .vm = "free",
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 1500,
	  .granted = "52:54:99:00:00:02" },
	{ .what = "also without the option mac",
	  .uid = CAROL,
	  .vm = "free",
	  .mode = VMTAP_MODE_VEPA,
	  .mtu = 9000,
	  .granted = "52:54:99:00:00:02" },
	{ .what = "an address of the table for another VM",
	  .uid = ALICE,
	  .vm = "web2",
	  .lladdr = "52:54:99:00:00:01",
	  .code = VMTAP_E_LLADDR,
	  .sentence =
		  "address 52:54:99:00:00:01 is reserved for another VM on network \"m\"; ask for none, or for a different one" },
	{ .what = "an address of the table without a VM",
	  .uid = ALICE,
	  .lladdr = "52:54:99:00:00:02",
	  .code = VMTAP_E_LLADDR,
	  .sentence =
		  "address 52:54:99:00:00:02 is reserved for another VM on network \"m\"; ask for none, or for a different one" },
};

static struct policy *parse(void)
{
	struct policy *policy;
	struct error err = { 0 };

	if (policy_parse(text, "p", &test_names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

static void verdicts(void **state)
{
	static const unsigned char host[POLICY_HOST_ID_LEN] = { 1 };
	struct policy *policy = parse();

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct peer peer = { .uid = rows[i].uid, .gid = 5 };
		struct request request = rows[i].request;
		struct decision decision;

		print_message("%s\n", rows[i].what);
		request.network = (struct label){ "m" };
		request.queues = request.queues ? request.queues : 1;
		if (rows[i].vm)
			assert_int_equal(label_parse(rows[i].vm, &request.vm),
					 0);
		request_set(&request, VMTAP_PROTO_F_LLADDR,
			    rows[i].lladdr != NULL);
		if (rows[i].lladdr)
			assert_int_equal(lladdr_parse(rows[i].lladdr,
						      &request.lladdr),
					 0);
		policy_decide(policy, &peer, &request, &rows[i].usage,
			      &decision);
		assert_string_equal(decision.err.text,
				    rows[i].sentence ? rows[i].sentence : "");
		assert_int_equal(decision.err.code, rows[i].code);
		if (rows[i].code != VMTAP_OK)
			continue;
		assert_int_equal(decision.mode, rows[i].mode);
		assert_int_equal(decision.mtu, rows[i].mtu);
		if (rows[i].granted) {
			struct lladdr lladdr = policy_lladdr(
				&decision, host, peer.uid, &request.vm, 0);
			char got[LLADDR_TEXT_SIZE];

			lladdr_format(&lladdr, got);
			assert_string_equal(got, rows[i].granted);
		}
	}
	policy_free(policy);
}

/* A limit of one is told in the singular. */
static void limits_of_one(void **state)
{
#define ONE "network m { kind = bridge  bridge = br0  allow alice {}  "
	static const struct {
		const char *text;
		struct usage usage;
		const char *sentence;
	} cases[] = {
		{ ONE "devices = 1 }",
		  { .of_user.devices = 1 },
		  "you have 1 of 1 device on network \"m\"; 'vmtap release' ends one, or ask the administrator for more devices" },
		{ ONE "devices = 1 }",
		  { .of_network = 1 },
		  "network \"m\" has 1 of 1 device in use; try again later, or ask the administrator for more" },
		{ ONE "} global { leases = 1 }",
		  { .of_host = 1 },
		  "this host has 1 device of vmtap's, which is the most; try again later, or ask the administrator to end some" },
	};
#undef ONE
	const struct peer peer = { .uid = ALICE, .gid = 5 };
	const struct request request = { .network = { "m" }, .queues = 1 };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct policy *policy;
		struct decision decision;

		assert_int_equal(policy_parse(cases[i].text, "p", &test_names,
					      &policy, NULL),
				 0);
		policy_decide(policy, &peer, &request, &cases[i].usage,
			      &decision);
		assert_string_equal(decision.err.text, cases[i].sentence);
		assert_int_equal(decision.err.code, VMTAP_E_LIMIT);
		policy_free(policy);
	}
}

static void global_block(void **state)
{
	static const gid_t staff = 50;
	static const struct {
		struct peer peer;
		bool is_admin;
	} admins[] = {
		{ { .uid = 0, .gid = 0 }, true },
		{ { .uid = CAROL, .gid = 5 }, true },
		{ { .uid = ALICE, .gid = 5, .groups = &staff, .n_groups = 1 },
		  true },
		{ { .uid = 5001, .gid = 5 }, true },
		{ { .uid = 5002, .gid = 5 }, false },
		{ { .uid = ALICE, .gid = 5 }, false },
	};
	struct policy *policy = parse(), *plain;

	(void)state;
	assert_int_equal(policy_global(policy)->leases, 50);
	assert_int_equal(policy_global(policy)->connections, 4);
	assert_int_equal(policy_global(policy)->requests, 20);
	assert_true(policy_global(policy)->has_revoke);
	for (size_t i = 0; i < N_ELEMENTS(admins); i++) {
		struct peer peer = admins[i].peer;

		peer.kernel_uid = peer.uid;
		assert_int_equal(policy_is_admin(policy, &peer),
				 admins[i].is_admin);
		peer.kernel_uid = 231072;
		assert_false(policy_is_admin(policy, &peer));
	}
	assert_int_equal(policy_parse("", "p", &test_names, &plain, NULL), 0);
	assert_int_equal(policy_global(plain)->leases, 4096);
	assert_int_equal(policy_global(plain)->connections, 32);
	assert_int_equal(policy_global(plain)->requests, 5000);
	assert_false(policy_global(plain)->has_revoke);
	assert_true(policy_is_admin(plain, &admins[0].peer));
	assert_false(policy_is_admin(plain, &admins[1].peer));
	policy_free(plain);
	policy_free(policy);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(limits_of_one),
		cmocka_unit_test(global_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
