/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

static const char text[] =
	"network lan {\n" /* 1 */
	"  kind = macvtap  lower = eth0\n"
	"  queues = 4  devices = 10\n"
	"  allow alice { devices = 3 }\n"
	"  allow @kvm { devices = 2  mac = {\"52:54:00:00:00:00/24\"} }\n" /* 5 */
	"  allow @staff { devices = 5  mac = {\"52:54:01:00:00:00/24\",\n"
	"                                     \"52:54:02:00:00:07\"} }\n"
	"  allow @students { devices = 5 }\n" /* 8 */
	"  deny mallory {}\n"
	"  deny @guests {}\n" /* 10 */
	"}\n"
	"network open {\n" /* 12 */
	"  kind = bridge  bridge = br0  vhost = true\n"
	"  allow @kvm {}  allow 1003 {}  deny @70 {}  deny bob {}\n"
	"}\n"
	"network closed { kind = bridge  bridge = br1 }\n" /* 16 */
	"network whole { kind = macvtap  lower = eth1  mode = passthru\n"
	"  allow alice {} }\n"
	"network kept { kind = macvtap  lower = eth2\n" /* 19 */
	"  reserved = {\"52:54:00:00:01:00/40\", \"02:00:00:00:00:01\"}\n"
	"  allow alice { mac = \"52:54:00:00:00:00/24\" }  allow bob {} }\n"
	"network beside { kind = macvtap  lower = eth2  allow alice {} }\n" /* 22 */
	"network other { kind = macvtap  lower = eth3  allow alice {} }\n"
	"global { reserved = \"00:00:5e:00:01:00/40\" }\n";

#define DENIED(name)                                                           \
	"network \"" name                                                      \
	"\": not permitted for you, or there is no such network; ask the administrator for an allow rule in vmtapd.conf ('vmtap networks' prints what you may use)"

enum { KVM = 36, STAFF = 50, STUDENTS = 60, GUESTS = 70, OTHER = 5 };

/* The user, the request, what is in use, and the verdict. */
struct row {
	const char *what;
	uid_t uid;
	gid_t gid;
	gid_t groups[3]; /* supplementary, the lowest first, ends at 0 */
	const char *network;
	unsigned int queues; /* 0: 1 */
	const char *lladdr;
	bool has_vhost;
	struct usage usage;

	enum vmtap_code code;
	const char *sentence;
	const char *rule;
	unsigned int devices;
	size_t n_ranges;
};

#define AS(uid_, gid_, ...) .uid = uid_, .gid = gid_, .groups = { __VA_ARGS__ }
#define GETS(rule_, devices_, n_ranges_)                                       \
	.sentence = "", .rule = rule_, .devices = devices_,                    \
	.n_ranges = n_ranges_
#define REFUSED(network_, rule_)                                               \
	.code = VMTAP_E_DENIED, .sentence = DENIED(network_), .rule = rule_
#define BUT(code_, sentence_, rule_, devices_, n_ranges_)                      \
	.code = code_, .sentence = sentence_, .rule = rule_,                   \
	.devices = devices_, .n_ranges = n_ranges_

static const struct row rows[] = {
	/* users who are admitted, and by which rule */
	{ "a user with a rule", AS(1000, OTHER, 0), .network = "lan",
	  GETS("p:4: allow \"alice\"", 3, 0) },
	{ "the user's rule counts, though a group's gives more",
	  AS(1000, STAFF, KVM), .network = "lan",
	  GETS("p:4: allow \"alice\"", 3, 0) },
	{ "the primary group counts", AS(1001, KVM, 0), .network = "lan",
	  GETS("p:5: allow \"@kvm\"", 2, 1) },
	{ "supplementary groups count", AS(1001, OTHER, OTHER, KVM),
	  .network = "lan", GETS("p:5: allow \"@kvm\"", 2, 1) },
	{ "of two groups the more generous", AS(1001, KVM, STAFF),
	  .network = "lan", GETS("p:6: allow \"@staff\"", 5, 2) },
	{ "of two equal groups the lower number", AS(1001, STUDENTS, STAFF),
	  .network = "lan", GETS("p:6: allow \"@staff\"", 5, 2) },
	{ "devices not given: the network's", AS(1000, KVM, 0),
	  .network = "open", GETS("p:14: allow \"@kvm\"", 256, 0) },
	{ "a number is a user", AS(1003, OTHER, 0), .network = "open",
	  GETS("p:14: allow \"1003\"", 256, 0) },

	/* who is not */
	{ "nobody's rule", AS(1002, OTHER, 0), .network = "lan",
	  REFUSED("lan", "p:1: no rule of network \"lan\" matches") },
	{ "root needs a rule, too", AS(0, 0, 0), .network = "lan",
	  REFUSED("lan", "p:1: no rule of network \"lan\" matches") },
	{ "a uid is not a gid", AS(KVM, OTHER, 0), .network = "lan",
	  REFUSED("lan", "p:1: no rule of network \"lan\" matches") },
	{ "a gid is not a uid", AS(1002, 1000, 1000), .network = "lan",
	  REFUSED("lan", "p:1: no rule of network \"lan\" matches") },
	{ "a network without rules", AS(1000, KVM, 0), .network = "closed",
	  REFUSED("closed", "p:16: no rule of network \"closed\" matches") },
	{ "no such network: the same sentence", AS(1000, KVM, 0),
	  .network = "nowhere", REFUSED("nowhere", "no network \"nowhere\"") },
	{ "a name of which another begins", AS(1000, KVM, 0), .network = "la",
	  REFUSED("la", "no network \"la\"") },
	{ "capitals matter", AS(1000, KVM, 0), .network = "LAN",
	  REFUSED("LAN", "no network \"LAN\"") },
	{ "deny of a user beats a group's allow", AS(1003, KVM, 0),
	  .network = "lan", REFUSED("lan", "p:9: deny \"mallory\"") },
	{ "deny of a group beats the user's allow", AS(1000, OTHER, GUESTS),
	  .network = "lan", REFUSED("lan", "p:10: deny \"@guests\"") },
	{ "deny of the primary group", AS(1000, GUESTS, 0), .network = "lan",
	  REFUSED("lan", "p:10: deny \"@guests\"") },
	{ "of two denials the user's is logged", AS(1003, GUESTS, 0),
	  .network = "lan", REFUSED("lan", "p:9: deny \"mallory\"") },
	{ "a refused user hears nothing of other limits", AS(1003, KVM, 0),
	  .network = "lan", .queues = 16, .lladdr = "52:55:00:00:00:01",
	  .has_vhost = true,
	  .usage = { .of_user = { .devices = 99 }, .of_network = 99 },
	  REFUSED("lan", "p:9: deny \"mallory\"") },

	/* what a network offers */
	{ "as many queues as there are", AS(1000, OTHER, 0), .network = "lan",
	  .queues = 4, GETS("p:4: allow \"alice\"", 3, 0) },
	{ "one queue too many", AS(1000, OTHER, 0), .network = "lan",
	  .queues = 5,
	  BUT(VMTAP_E_LIMIT,
	      "a device on network \"lan\" has at most 4 queues, not 5; ask for fewer, or the administrator for more queues",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "deny by name of one whose group may", AS(1001, KVM, 0),
	  .network = "open", .queues = 2,
	  REFUSED("open", "p:14: deny \"bob\"") },
	{ "one queue unless more are written", AS(1000, KVM, 0),
	  .network = "open", .queues = 2,
	  BUT(VMTAP_E_LIMIT,
	      "a device on network \"open\" has at most 1 queue, not 2; ask for fewer, or the administrator for more queues",
	      "p:14: allow \"@kvm\"", 256, 0) },
	{ "vhost where it is offered", AS(1000, KVM, 0), .network = "open",
	  .has_vhost = true, GETS("p:14: allow \"@kvm\"", 256, 0) },
	{ "vhost where it is not", AS(1000, OTHER, 0), .network = "lan",
	  .has_vhost = true,
	  BUT(VMTAP_E_OPTION,
	      "network \"lan\" does not offer vhost-net; leave vhost=on out",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "queues are looked at before vhost", AS(1000, OTHER, 0),
	  .network = "lan", .queues = 5, .has_vhost = true,
	  BUT(VMTAP_E_LIMIT,
	      "a device on network \"lan\" has at most 4 queues, not 5; ask for fewer, or the administrator for more queues",
	      "p:4: allow \"alice\"", 3, 0) },

	/* addresses */
	{ "any address without ranges", AS(1000, OTHER, 0), .network = "lan",
	  .lladdr = "aa:00:00:00:00:01", GETS("p:4: allow \"alice\"", 3, 0) },
	{ "a vendor's address without ranges", AS(1000, OTHER, 0),
	  .network = "lan", .lladdr = "00:1b:21:00:00:01",
	  BUT(VMTAP_E_LLADDR,
	      "address 00:1b:21:00:00:01 is a vendor's, not a locally administered one, and your rule on network \"lan\" has no mac; ask for none, for one that begins with 52:54:00, or ask the administrator to add mac = \"00:1b:21:00:00:01\" to your rule",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "a vendor's address on a bridge", AS(1000, KVM, 0), .network = "open",
	  .lladdr = "00:1b:21:00:00:01",
	  BUT(VMTAP_E_LLADDR,
	      "address 00:1b:21:00:00:01 is a vendor's, not a locally administered one, and your rule on network \"open\" has no mac; ask for none, for one that begins with 52:54:00, or ask the administrator to add mac = \"00:1b:21:00:00:01\" to your rule",
	      "p:14: allow \"@kvm\"", 256, 0) },
	{ "a vendor's address of a whole card", AS(1000, OTHER, 0),
	  .network = "whole", .lladdr = "00:1b:21:00:00:01",
	  GETS("p:18: allow \"alice\"", 256, 0) },
	{ "a reserved address in the range", AS(1000, OTHER, 0),
	  .network = "kept", .lladdr = "52:54:00:00:01:07",
	  BUT(VMTAP_E_LLADDR,
	      "address 52:54:00:00:01:07 is reserved on network \"kept\", so nobody gets it; ask for none, or for a different one",
	      "p:21: allow \"alice\"", 256, 1) },
	{ "another one of the range", AS(1000, OTHER, 0), .network = "kept",
	  .lladdr = "52:54:00:00:02:07",
	  GETS("p:21: allow \"alice\"", 256, 1) },
	{ "reserved on another network of the link", AS(1000, OTHER, 0),
	  .network = "beside", .lladdr = "02:00:00:00:00:01",
	  BUT(VMTAP_E_LLADDR,
	      "address 02:00:00:00:00:01 is reserved on network \"beside\", so nobody gets it; ask for none, or for a different one",
	      "p:22: allow \"alice\"", 256, 0) },
	{ "reserved on another link only", AS(1000, OTHER, 0),
	  .network = "other", .lladdr = "02:00:00:00:00:01",
	  GETS("p:23: allow \"alice\"", 256, 0) },
	{ "reserved on all networks, a whole card's as well",
	  AS(1000, OTHER, 0), .network = "whole", .lladdr = "00:00:5e:00:01:01",
	  BUT(VMTAP_E_LLADDR,
	      "address 00:00:5e:00:01:01 is reserved on network \"whole\", so nobody gets it; ask for none, or for a different one",
	      "p:18: allow \"alice\"", 256, 0) },
	{ "an address in the range", AS(1001, KVM, 0), .network = "lan",
	  .lladdr = "52:54:00:ff:ff:ff", GETS("p:5: allow \"@kvm\"", 2, 1) },
	{ "an address in the second range", AS(1001, STAFF, 0),
	  .network = "lan", .lladdr = "52:54:02:00:00:07",
	  GETS("p:6: allow \"@staff\"", 5, 2) },
	{ "an address outside", AS(1001, STAFF, 0), .network = "lan",
	  .lladdr = "52:54:02:00:00:08",
	  BUT(VMTAP_E_LLADDR,
	      "address 52:54:02:00:00:08 is not permitted for you on network \"lan\"; ask for none, or for one of: 52:54:01:00:00:00/24, 52:54:02:00:00:07/48",
	      "p:6: allow \"@staff\"", 5, 2) },
	{ "the range of a rule that does not decide", AS(1001, STAFF, KVM),
	  .network = "lan", .lladdr = "52:54:00:00:00:01",
	  BUT(VMTAP_E_LLADDR,
	      "address 52:54:00:00:00:01 is not permitted for you on network \"lan\"; ask for none, or for one of: 52:54:01:00:00:00/24, 52:54:02:00:00:07/48",
	      "p:6: allow \"@staff\"", 5, 2) },
	{ "the address is looked at before what is in use", AS(1001, KVM, 0),
	  .network = "lan", .lladdr = "52:55:00:00:00:01",
	  .usage = { .of_user = { .devices = 9 }, .of_network = 99 },
	  BUT(VMTAP_E_LLADDR,
	      "address 52:55:00:00:00:01 is not permitted for you on network \"lan\"; ask for none, or for one of: 52:54:00:00:00:00/24",
	      "p:5: allow \"@kvm\"", 2, 1) },

	/* what is in use */
	{ "the last of the user's", AS(1000, OTHER, 0), .network = "lan",
	  .usage = { .of_user = { .devices = 2 }, .of_network = 9 },
	  GETS("p:4: allow \"alice\"", 3, 0) },
	{ "one more", AS(1000, OTHER, 0), .network = "lan",
	  .usage = { .of_user = { .devices = 3 }, .of_network = 3 },
	  BUT(VMTAP_E_LIMIT,
	      "you have 3 of 3 devices on network \"lan\"; 'vmtap release' ends one, or ask the administrator for more devices",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "more than now permitted, from an older policy", AS(1000, OTHER, 0),
	  .network = "lan",
	  .usage = { .of_user = { .devices = 7 }, .of_network = 7 },
	  BUT(VMTAP_E_LIMIT,
	      "you have 7 of 3 devices on network \"lan\"; 'vmtap release' ends one, or ask the administrator for more devices",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "the network is full", AS(1000, OTHER, 0), .network = "lan",
	  .usage = { .of_user = { .devices = 0 }, .of_network = 10 },
	  BUT(VMTAP_E_LIMIT,
	      "network \"lan\" has 10 of 10 devices in use; try again later, or ask the administrator for more",
	      "p:4: allow \"alice\"", 3, 0) },
	{ "both: the user can do something about the own ones",
	  AS(1000, OTHER, 0), .network = "lan",
	  .usage = { .of_user = { .devices = 3 }, .of_network = 10 },
	  BUT(VMTAP_E_LIMIT,
	      "you have 3 of 3 devices on network \"lan\"; 'vmtap release' ends one, or ask the administrator for more devices",
	      "p:4: allow \"alice\"", 3, 0) },
};

static struct policy *parse(const char *policy_text)
{
	struct policy *policy;
	struct error err = { 0 };

	if (policy_parse(policy_text, "p", &test_names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

static struct peer peer_of(const struct row *row)
{
	struct peer peer = { .uid = row->uid,
			     .gid = row->gid,
			     .groups = row->groups };

	while (peer.n_groups < N_ELEMENTS(row->groups) &&
	       row->groups[peer.n_groups] != 0)
		peer.n_groups++;
	return peer;
}

static void decide_row(const struct policy *policy, const struct row *row,
		       struct decision *ret_decision)
{
	const struct peer peer = peer_of(row);
	struct request request = {
		.verb = VMTAP_PROTO_OPEN,
		.queues = row->queues ? row->queues : 1,
		.flags = (row->has_vhost ? VMTAP_PROTO_F_VHOST : 0) |
			 (row->lladdr ? VMTAP_PROTO_F_LLADDR : 0),
	};

	assert_int_equal(label_parse(row->network, &request.network), 0);
	if (row->lladdr)
		assert_int_equal(lladdr_parse(row->lladdr, &request.lladdr), 0);
	memset(ret_decision, 0xa5, sizeof(*ret_decision));
	policy_decide(policy, &peer, &request, &row->usage, ret_decision);
}

static void verdicts(void **state)
{
	struct policy *policy = parse(text);

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		struct decision decision;

		decide_row(policy, row, &decision);
		print_message("%s\n", row->what);
		assert_int_equal(decision.err.code, row->code);
		assert_string_equal(decision.err.text, row->sentence);
		assert_string_equal(decision.rule, row->rule);
		assert_int_equal(decision.limits.devices, row->devices);
		assert_int_equal(decision.n_ranges, row->n_ranges);
	}
	policy_free(policy);
}

/* For a list: the same rule, no matter what is in use. */
static void admission_agrees(void **state)
{
	struct policy *policy = parse(text);

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct peer peer = peer_of(&rows[i]);
		const struct network *network;
		struct decision decision;
		struct label name;

		assert_int_equal(label_parse(rows[i].network, &name), 0);
		network = policy_network_named(policy, &name);
		if (!network)
			continue;
		policy_admit(&peer, network, &decision);
		assert_ptr_equal(decision.network, network);
		assert_string_equal(decision.rule, rows[i].rule);
		assert_int_equal(decision.limits.devices, rows[i].devices);
		assert_int_equal(decision.err.code,
				 rows[i].code == VMTAP_E_DENIED ? VMTAP_E_DENIED
								: VMTAP_OK);
	}
	policy_free(policy);
}

/* Heap's algorithm, one step a call: the next order of n items. */
static bool permute(unsigned int *order, unsigned int *count, unsigned int n)
{
	for (unsigned int i = 1; i < n; i++) {
		if (count[i] < i) {
			unsigned int j = i % 2 ? count[i] : 0;
			unsigned int other = order[j];

			order[j] = order[i];
			order[i] = other;
			count[i]++;
			return true;
		}
		count[i] = 0;
	}
	return false;
}

/* All 720 orders of the rules give each user the same. */
static void order_never_matters(void **state)
{
	static const char *const rules[] = {
		"allow alice { devices = 3 }",
		"allow @kvm { devices = 5 mac = {\"52:54:00:00:00:00/24\"} }",
		"allow @staff { devices = 5 mac = {\"52:54:01:00:00:00/24\"} }",
		"allow @students { devices = 6 }",
		"deny mallory {}",
		"deny @guests {}",
	};
	enum { N = N_ELEMENTS(rules) };
	unsigned int order[N] = { 0, 1, 2, 3, 4, 5 }, count[N] = { 0 };
	struct decision first[N_ELEMENTS(rows)], decision;
	unsigned int orders = 0;

	(void)state;
	do {
		char file[1024] = "network lan {kind=bridge bridge=br0 ";
		struct policy *policy;

		for (unsigned int i = 0; i < N; i++)
			strcat(strcat(file, rules[order[i]]), " ");
		policy = parse(strcat(file, "}"));
		for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
			decide_row(policy, &rows[i], &decision);
			if (orders == 0)
				first[i] = decision;
			assert_int_equal(decision.err.code, first[i].err.code);
			assert_string_equal(decision.rule, first[i].rule);
			assert_int_equal(decision.limits.devices,
					 first[i].limits.devices);
			assert_int_equal(decision.n_ranges, first[i].n_ranges);
		}
		policy_free(policy);
		orders++;
	} while (permute(order, count, N));
	assert_int_equal(orders, 720);
}

/* Each sentence is whole, even with the longest names and the most ranges. */
static void longest_refusal_is_whole(void **state)
{
	static const char longest[] =
		"a23456789012345678901234567890123456789012345678901234567890123";
	struct row row = { .uid = 1000,
			   .network = longest,
			   .lladdr = "aa:00:00:00:00:01" };
	char file[1024];
	struct decision decision;
	struct policy *policy;

	(void)state;
	snprintf(file, sizeof(file),
		 "network %s { kind = bridge bridge = br0 allow alice { mac = {"
		 "\"52:54:00:00:00:00/24\", \"52:54:01:00:00:00/24\","
		 "\"52:54:02:00:00:00/24\", \"52:54:03:00:00:00/24\","
		 "\"52:54:04:00:00:00/24\", \"52:54:05:00:00:00/24\","
		 "\"52:54:06:00:00:00/24\", \"52:54:07:00:00:00/24\"} } }",
		 longest);
	policy = parse(file);
	decide_row(policy, &row, &decision);
	assert_int_equal(decision.err.code, VMTAP_E_LLADDR);
	assert_non_null(strstr(decision.err.text, ", 52:54:07:00:00:00/24"));
	row.uid = 1001;
	decide_row(policy, &row, &decision);
	assert_non_null(strstr(decision.err.text, "what you may use)"));
	policy_free(policy);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(admission_agrees),
		cmocka_unit_test(order_never_matters),
		cmocka_unit_test(longest_refusal_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
