/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ladder: which users a rule fits, and which of several rules counts. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

/* One rule for each rung, the most specific one first. */
static const char *const rungs[] = {
	"allow alice { devices = 1 }",	  "allow 1000-1001 { devices = 2 }",
	"allow 990-1999 { devices = 3 }", "allow @kvm { devices = 4 }",
	"allow @30-50 { devices = 5 }",	  "allow @30-99 { devices = 6 }",
	"allow \"*\" { devices = 7 }",
};
enum { N = N_ELEMENTS(rungs) };

/* peers[n]: a user whom the first n rungs do not fit, but the next one does. */
static const struct {
	uid_t uid;
	gid_t gid, group;
} peers[N] = {
	{ 1000, 36, 50 },	  { 1001, 36, 50 }, { 1002, 36, 50 },
	{ 2000, 50, 36 },	  { 2000, 5, 50 },  { 2000, 99, 5 },
	{ 4294967294u, 29, 100 },
};

static struct policy *parse(const char *const *rules, const unsigned int *order,
			    unsigned int n)
{
	char text[1024] = "network lan { kind = bridge bridge = br0 ";
	struct policy *policy;
	struct error err = { 0 };

	for (unsigned int i = 0; i < n; i++)
		strcat(strcat(text, rules[order ? order[i] : i]), "\n");
	if (policy_parse(strcat(text, "}"), "p", &test_names, &policy, &err) <
	    0)
		fail_msg("%s", err.text);
	return policy;
}

/* The devices of peers[i]; 0: refused. */
static unsigned int admit(const struct policy *policy, unsigned int i)
{
	const struct peer peer = { .uid = peers[i].uid,
				   .gid = peers[i].gid,
				   .groups = &peers[i].group,
				   .n_groups = 1 };
	struct decision decision;

	policy_admit(&peer, policy_network(policy, 0), &decision);
	return decision.limits.devices;
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

static void most_specific_counts_in_every_order(void **state)
{
	unsigned int order[N], count[N] = { 0 }, orders = 0;

	(void)state;
	for (unsigned int i = 0; i < N; i++)
		order[i] = i;
	do {
		struct policy *policy = parse(rungs, order, N);

		for (unsigned int i = 0; i < N; i++)
			assert_int_equal(admit(policy, i), i + 1);
		policy_free(policy);
		orders++;
	} while (permute(order, count, N));
	assert_int_equal(orders, 5040);
}

/* Without the upper rungs the next one that fits counts. */
static void next_rung_counts_without_the_first(void **state)
{
	(void)state;
	for (unsigned int first = 0; first < N; first++) {
		struct policy *policy = parse(rungs + first, NULL, N - first);

		for (unsigned int i = 0; i < N; i++) {
			unsigned int devices = admit(policy, i);

			if (i >= first)
				assert_int_equal(devices, i + 1);
			else
				assert_in_range(devices, first + 1, N);
		}
		policy_free(policy);
	}
}

/* A denial wins on each rung of the ladder. */
static void deny_wins_on_every_rung(void **state)
{
	static const struct {
		const char *deny;
		const char *admitted; /* '1' for each peer that still is */
	} rows[] = {
		{ "deny alice {}", "0111111" },
		{ "deny 1000-1001 {}", "0011111" },
		{ "deny @36 {}", "0000111" },
		{ "deny @30-50 {}", "0000011" },
		{ "deny @99-100 {}", "1111100" },
		{ "deny \"*\" {}", "0000000" },
		{ "deny 0-4294967294 {}", "0000000" },
	};
	const char *rules[N + 1];

	(void)state;
	memcpy(rules, rungs, sizeof(rungs));
	for (size_t row = 0; row < N_ELEMENTS(rows); row++) {
		struct policy *policy;

		rules[N] = rows[row].deny;
		policy = parse(rules, NULL, N + 1);
		print_message("%s\n", rows[row].deny);
		for (unsigned int i = 0; i < N; i++)
			assert_int_equal(admit(policy, i) > 0,
					 rows[row].admitted[i] == '1');
		policy_free(policy);
	}
}

static void ties_are_decided(void **state)
{
	/* two ranges, equally narrow: the one that begins lower */
	static const char *const ranges[] = { "allow 999-1001 { devices = 8 }",
					      "allow 998-1000 { devices = 9 }",
					      "allow @35-37 { devices = 3 }",
					      "allow @34-36 { devices = 2 }" };
	/* two groups: most devices */
	static const char *const groups[] = { "allow @kvm { devices = 2 }",
					      "allow @staff { devices = 3 }",
					      "allow \"*\" { devices = 9 }" };
	struct policy *policy = parse(ranges, NULL, 4);

	(void)state;
	assert_int_equal(admit(policy, 0), 9);
	assert_int_equal(admit(policy, 1), 8);
	assert_int_equal(admit(policy, 3), 2);
	policy_free(policy);
	policy = parse(groups, NULL, 3);
	assert_int_equal(admit(policy, 0), 3);
	assert_int_equal(admit(policy, 6), 9);
	policy_free(policy);
}

/* A group is found at any place among many, and nobody is in a gap. */
static void groups_are_many(void **state)
{
	enum { MANY = 101 };
	static const char *const rules[] = { "allow @kvm { devices = 1 }",
					     "allow @30-50 { devices = 2 }" };
	struct policy *policy = parse(rules, NULL, 2);
	gid_t groups[MANY];
	struct peer peer = { .uid = 2000, .gid = 5, .groups = groups };
	struct decision decision;

	(void)state;
	for (gid_t first = 0; first < 60; first++)
		for (gid_t step = 1; step < 30; step++) {
			bool has_kvm = false, has_range = false;

			for (size_t i = 0; i < MANY; i++) {
				const gid_t gid = first + (gid_t)i * step;

				/* the highest first: it is sorted below */
				groups[MANY - 1 - i] = gid;
				has_kvm |= gid == 36;
				has_range |= gid >= 30 && gid <= 50;
			}
			peer.n_groups = MANY;
			peer_sort_groups(groups, MANY);
			policy_admit(&peer, policy_network(policy, 0),
				     &decision);
			assert_int_equal(decision.limits.devices, has_kvm ? 1
								  : has_range
									  ? 2
									  : 0);
		}
	peer.n_groups = 0;
	policy_admit(&peer, policy_network(policy, 0), &decision);
	assert_int_equal(decision.limits.devices, 0);
	policy_free(policy);
}

static void mistakes_are_told(void **state)
{
	static const struct {
		const char *who, *error;
	} rows[] = {
		{ "1999-1000",
		  "allow \"1999-1000\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "1000-1000",
		  "allow \"1000-1000\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "@5-",
		  "allow \"@5-\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "1-2-3",
		  "allow \"1-2-3\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "01-20",
		  "allow \"01-20\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "1-4294967295",
		  "allow \"1-4294967295\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "11111111111111111-3",
		  "allow \"11111111111111111-3\" is no range; write two numbers from 0 to 4294967294, the lower one first, as in 1000-1999" },
		{ "-3",
		  "there is no user \"-3\"; create it, or remove the rule" },
		{ "1-kvm",
		  "there is no user \"1-kvm\"; create it, or remove the rule" },
		{ "@*",
		  "there is no group \"*\"; create it, or remove the rule" },
		{ "**",
		  "there is no user \"**\"; create it, or remove the rule" },
	};
	char text[256], expected[384];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy;
		struct error err = { 0 };

		snprintf(text, sizeof(text),
			 "network n { kind = bridge bridge = br0\n"
			 "allow \"%s\" {} }",
			 rows[i].who);
		snprintf(expected, sizeof(expected), "p:2: %s", rows[i].error);
		assert_int_equal(policy_parse(text, "p", &test_names, &policy,
					      &err),
				 -EINVAL);
		assert_string_equal(err.text, expected);
	}
}

/* ---- names that nobody has, at the start ------------------------------ */

static char said[4096];

static void say(const char *text)
{
	assert_true(strlen(said) + strlen(text) + 2 < sizeof(said));
	strcat(strcat(said, text), "\n");
}

static struct policy *parse_at_start(const char *text)
{
	struct policy_names names = test_names;
	struct policy *policy;
	struct error err = { 0 };

	names.is_start = true;
	if (policy_parse(text, "p", &names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

/* Is alice admitted to network number i? */
static bool admits_alice(const struct policy *policy, size_t i)
{
	const struct peer alice = { .uid = 1000, .kernel_uid = 1000 };
	struct decision decision;

	policy_admit(&alice, policy_network(policy, i), &decision);
	return decision.err.code == VMTAP_OK;
}

static void a_name_that_nobody_has_closes_no_other_network(void **state)
{
	struct policy *policy = parse_at_start(
		"global { admin = {\"eve\", \"alice\"} }\n"
		"network a { kind = bridge bridge = br0\n"
		"allow eve {}\n allow \"@gone\" {}\n allow alice {} }\n"
		"network b { kind = bridge bridge = br0\n"
		"deny \"@gone\" {}\n deny eve {}\n allow alice {} }\n"
		"network c { kind = bridge bridge = br0\n"
		"vm x { mac = \"02:00:00:00:00:01\" users = eve }\n"
		"allow alice {} }\n");
	const struct peer alice = { .uid = 1000, .kernel_uid = 1000 };
	const struct request request = { .verb = VMTAP_PROTO_OPEN,
					 .network = { "c" },
					 .vm = { "x" },
					 .queues = 1 };
	const struct usage usage = { 0 };
	struct decision decision;

	(void)state;
	assert_true(admits_alice(policy, 0));
	assert_false(admits_alice(policy, 1));
	assert_true(admits_alice(policy, 2));
	assert_true(policy_is_admin(policy, &alice));
	policy_decide(policy, &alice, &request, &usage, &decision);
	assert_non_null(strstr(decision.err.text, "is somebody else's"));
	said[0] = '\0';
	assert_int_equal(policy_complain(policy, 99, say), 6);
	assert_non_null(strstr(
		said,
		"p:1: there is no user \"eve\" of admin, so it counts for nobody; "));
	assert_non_null(strstr(
		said,
		"p:4: there is no group \"gone\" of allow, so the rule permits nobody; "));
	assert_non_null(strstr(
		said,
		"p:7: there is no group \"gone\" of deny, so its network is closed to everybody; "));
	assert_non_null(
		strstr(said, "p:11: there is no user \"eve\" of users, "));
	policy_free(policy);
}

/* More of them than are kept. */
static void all_names_that_nobody_has_are_counted(void **state)
{
	char text[4096] = "network a { kind = bridge bridge = br0\n";
	struct policy *policy;

	(void)state;
	for (unsigned int i = 0; i < 20; i++)
		(void)sprintf(text + strlen(text), "allow gone%u {}\n", i);
	policy = parse_at_start(strcat(text, "}"));
	said[0] = '\0';
	assert_int_equal(policy_complain(policy, 99, say), 20);
	assert_non_null(strstr(said, "\"gone15\""));
	assert_null(strstr(said, "\"gone16\""));
	policy_free(policy);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(most_specific_counts_in_every_order),
		cmocka_unit_test(next_rung_counts_without_the_first),
		cmocka_unit_test(deny_wins_on_every_rung),
		cmocka_unit_test(ties_are_decided),
		cmocka_unit_test(groups_are_many),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(
			a_name_that_nobody_has_closes_no_other_network),
		cmocka_unit_test(all_names_that_nobody_has_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
