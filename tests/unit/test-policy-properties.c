/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is true of each policy, tried on generated ones: the order of rules
 * changes no answer; removing a permission admits nobody, and gives only what
 * another rule gives; a denial wins; and no rule takes down a network's fence.
 * The generator has a fixed seed, so a failure can be repeated.
 */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"
#include "tests/unit/within.h"

enum { POLICIES = 400, RULES = 8, PEERS = 24 };

static const char *const subjects[RULES * 2] = {
	"alice", "bob",	    "1000-1001", "1001-1003", "990-2000", "@kvm",
	"@60",	 "@staff",  "@30-40",	 "@36-60",    "@0-99",	  "\"*\"",
	"carol", "mallory", "0-1002",	 "@70",
};

static uint32_t seed = 1;

static uint32_t draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

struct rules {
	unsigned int n;
	char text[RULES][384];
	bool is_deny[RULES];
	const char *subject[RULES];
};

/* What an allow can say besides devices and queues. */
static const char *const more[] = {
	"",
	"",
	"queues-total = 3",
	"vhost = false",
	"mtu = 1400",
	"options = none",
	"options = {mac, vhost}",
	"options = queues  queues-total = 6",
	"mac = {\"52:54:00:00:00:00/24\"}",
	"mac = {\"52:54:00:00:00:01\", \"52:54:01:00:00:00/24\"}",
};

/* The network's values, within which each rule is; they count where a rule has
 * none. */
#define FENCE                                                                  \
	"filter = {arp, ipv4, ipv6, vlan} "                                    \
	"addresses = {\"10.0.0.0/8\", 192.0.2.7, \"2001:db8::/32\"} "          \
	"vlans = {5, 4, 3, 2} rate-in = 1gbit broadcast-rate = 64kbit\n"

/* A part of what a rule says of the fence. */
static void add_fence(char *text)
{
	if (draw(2))
		sprintf(text + strlen(text),
			" addresses = {\"10.%u.0.0/16\"%s}", draw(3),
			draw(2) ? ", \"2001:db8:1::/48\"" : "");
	if (draw(2))
		sprintf(text + strlen(text), " vlans = {%u, %u}", 4 + draw(2),
			2 + draw(2));
	if (draw(2))
		sprintf(text + strlen(text), " vlan = %u", 6 + draw(3));
	if (draw(2))
		sprintf(text + strlen(text), " rate-in = %umbit",
			1 + draw(1000));
	if (draw(2))
		sprintf(text + strlen(text), " rate-out = %ukbit",
			8 + draw(1000));
}

/* All subjects differ. */
static void make_rules(struct rules *rules)
{
	unsigned int first = draw(N_ELEMENTS(subjects));
	/* odd, so that it meets all 16 */
	unsigned int step = 2 * draw(8) + 1;

	rules->n = 1 + draw(RULES);
	for (unsigned int i = 0; i < rules->n; i++) {
		const char *subject =
			subjects[(first + i * step) % N_ELEMENTS(subjects)];

		rules->subject[i] = subject;
		rules->is_deny[i] = draw(4) == 0;
		if (rules->is_deny[i])
			snprintf(rules->text[i], sizeof(rules->text[i]),
				 "deny %s {}\n", subject);
		else {
			snprintf(rules->text[i], sizeof(rules->text[i]),
				 "allow %s { devices = %u  queues = %u  %s",
				 subject, 1 + draw(9), 1 + draw(4),
				 more[draw(N_ELEMENTS(more))]);
			add_fence(rules->text[i]);
			strcat(rules->text[i], " }\n");
		}
	}
}

/* All rules but "without" (n: none is left out), from rule "first" on. */
static struct policy *parse(const struct rules *rules, unsigned int first,
			    unsigned int without)
{
	char text[8192] =
		"network n { kind = bridge bridge = b queues = 4 vhost = true " FENCE
		"vm web { mac = \"52:54:00:00:00:09\"  macs = \"00:00:5e:00:01:09\" }\n"
		"vm db { mac = \"52:54:00:00:00:0a\" users = alice }\n";
	struct policy *policy;
	struct error err = { 0 };

	for (unsigned int i = 0; i < rules->n; i++) {
		unsigned int at = (first + i) % rules->n;

		if (at != without)
			strcat(text, rules->text[at]);
	}
	if (policy_parse(strcat(text, "}"), "p", &test_names, &policy, &err) <
	    0)
		fail_msg("%s\n%s", err.text, text);
	return policy;
}

static gid_t groups[PEERS][2];

static struct peer peer_of(unsigned int i)
{
	static const uid_t uids[] = { 0, 990, 1000, 1001, 1002, 1003, 3000 };

	groups[i][0] = (gid_t[]){ 36, 50, 60, 70 }[i % 4];
	groups[i][1] = 35 + i % 30;
	peer_sort_groups(groups[i], i % 3);
	return (struct peer){ .uid = uids[i % N_ELEMENTS(uids)],
			      .gid = i % 3 ? 5 : 36,
			      .groups = groups[i],
			      .n_groups = i % 3 };
}

static void admit(const struct policy *policy, unsigned int i,
		  struct decision *ret_decision)
{
	const struct peer peer = peer_of(i);

	policy_admit(&peer, policy_network(policy, 0), ret_decision);
}

/* Compares each value, since structs have padding. */
static bool is_same_fence(const struct fence *a, const struct fence *b)
{
	for (size_t i = 0; i < FENCE_ADDRESSES_MAX; i++)
		if (i < a->n_addresses &&
		    memcmp(&a->addresses[i], &b->addresses[i],
			   sizeof(a->addresses[i])) != 0)
			return false;
	for (size_t i = 0; i < FENCE_MACS_MAX; i++)
		if (i < a->n_macs && !lladdr_equal(&a->macs[i], &b->macs[i]))
			return false;
	return a->filters == b->filters && a->n_addresses == b->n_addresses &&
	       a->n_macs == b->n_macs && a->vlan == b->vlan &&
	       a->n_vlans == b->n_vlans &&
	       memcmp(a->vlans, b->vlans, a->n_vlans * sizeof(a->vlans[0])) ==
		       0 &&
	       a->rate_in == b->rate_in && a->rate_out == b->rate_out &&
	       a->rate_broadcast == b->rate_broadcast;
}

static void order_changes_nothing(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < POLICIES; n++) {
		struct rules rules;
		struct policy *policy;
		struct decision expected[PEERS], got;

		make_rules(&rules);
		policy = parse(&rules, 0, rules.n);
		for (unsigned int i = 0; i < PEERS; i++)
			admit(policy, i, &expected[i]);
		policy_free(policy);
		for (unsigned int first = 1; first < rules.n; first++) {
			policy = parse(&rules, first, rules.n);
			for (unsigned int i = 0; i < PEERS; i++) {
				admit(policy, i, &got);
				assert_int_equal(got.err.code,
						 expected[i].err.code);
				assert_int_equal(got.limits.devices,
						 expected[i].limits.devices);
				assert_int_equal(got.limits.queues,
						 expected[i].limits.queues);
				assert_true(is_same_fence(&got.fence,
							  &expected[i].fence));
			}
			policy_free(policy);
		}
	}
}

/* One rule is removed: without an allow, no other user is admitted; without a
 * deny, no user who was admitted is refused. */
static void a_rule_less(void **state)
{
	unsigned int lost = 0, won = 0;

	(void)state;
	for (unsigned int n = 0; n < POLICIES; n++) {
		struct rules rules;
		struct policy *whole;

		make_rules(&rules);
		whole = parse(&rules, 0, rules.n);
		for (unsigned int without = 0; without < rules.n; without++) {
			struct policy *less = parse(&rules, 0, without);

			for (unsigned int i = 0; i < PEERS; i++) {
				struct decision before, after;

				admit(whole, i, &before);
				admit(less, i, &after);
				lost += before.limits.devices &&
					!after.limits.devices;
				won += !before.limits.devices &&
				       after.limits.devices;
				if (rules.is_deny[without])
					assert_false(before.limits.devices &&
						     !after.limits.devices);
				else
					assert_false(!before.limits.devices &&
						     after.limits.devices);
			}
			policy_free(less);
		}
		policy_free(whole);
	}
	/* it has been put to the test */
	assert_in_range(lost, 100, UINT32_MAX);
	assert_in_range(won, 100, UINT32_MAX);
	print_message("%u lost by an allow, %u won by a deny\n", lost, won);
}

/* A request and what is in use, as drawn. */
struct question {
	struct request request;
	struct usage usage;
};

static uint32_t draw_flag(uint32_t flag, unsigned int of)
{
	return draw(of) == 0 ? flag : 0;
}

static struct question draw_question(void)
{
	static const char *const vms[] = { "", "", "web", "db", "other" };
	struct question question = {
		.request = { .verb = VMTAP_PROTO_CHECK,
			     .queues = 1 + draw(3) * draw(2),
			     .flags = draw_flag(VMTAP_PROTO_F_VHOST, 4) |
				      draw_flag(VMTAP_PROTO_F_HOLD, 4) |
				      draw_flag(VMTAP_PROTO_F_LLADDR, 3),
			     .lladdr = { { 0x52, 0x54, (uint8_t)draw(3), 0, 0,
					   (uint8_t)(1 + draw(10)) } } },
		.usage = { .of_user = { .devices = draw(6),
					.queues_total = draw(6) } },
	};

	question.usage.of_network = question.usage.of_user.devices + draw(4);
	question.usage.of_host = question.usage.of_network;
	assert_int_equal(label_parse("n", &question.request.network), 0);
	strcpy(question.request.vm.s, vms[draw(N_ELEMENTS(vms))]);
	return question;
}

static void decide(const struct policy *policy, unsigned int i,
		   const struct question *question,
		   struct decision *ret_decision)
{
	const struct peer peer = peer_of(i);

	policy_decide(policy, &peer, &question->request, &question->usage,
		      ret_decision);
}

/* Did the rule for this subject decide? */
static bool is_by(const struct decision *decision, const char *subject)
{
	char end[64];
	const char *found;

	snprintf(end, sizeof(end), "allow \"%s\"", subject);
	if (subject[0] == '"')
		snprintf(end, sizeof(end), "allow %s", subject);
	found = strstr(decision->rule, "allow ");
	return found && strcmp(found, end) == 0;
}

/* All but the line's number. */
static bool is_same_answer(const struct decision *a, const struct decision *b)
{
	if (a->err.code != b->err.code || strcmp(a->err.text, b->err.text) != 0)
		return false;
	if (a->limits.devices != b->limits.devices ||
	    a->limits.queues != b->limits.queues ||
	    a->limits.queues_total != b->limits.queues_total ||
	    a->limits.held != b->limits.held || a->mtu != b->mtu ||
	    a->has_vhost != b->has_vhost || a->options != b->options ||
	    a->n_ranges != b->n_ranges || !a->lladdr != !b->lladdr)
		return false;
	if (a->lladdr && !lladdr_equal(a->lladdr, b->lladdr))
		return false;
	for (size_t i = 0; i < a->n_ranges; i++)
		if (memcmp(&a->ranges[i], &b->ranges[i],
			   sizeof(a->ranges[i])) != 0)
			return false;
	return true;
}

/* Parses a policy of rule j and all rules that deny. */
static struct policy *parse_alone(const struct rules *rules, unsigned int j)
{
	struct rules alone = { 0 };

	for (unsigned int i = 0; i < rules->n; i++)
		if (i == j || rules->is_deny[i])
			strcpy(alone.text[alone.n++], rules->text[i]);
	return parse(&alone, 0, alone.n);
}

/* Does one of the rules, but not rule "without", give this answer alone? */
static bool is_given_by_one(const struct rules *rules, unsigned int without,
			    unsigned int i, const struct question *question,
			    const struct decision *expected)
{
	for (unsigned int j = 0; j < rules->n; j++) {
		struct policy *alone;
		struct decision decision;
		bool is_same;

		if (j == without || rules->is_deny[j] ||
		    !is_by(expected, rules->subject[j]))
			continue;
		alone = parse_alone(rules, j);
		decide(alone, i, question, &decision);
		is_same = is_by(&decision, rules->subject[j]) &&
			  is_same_answer(expected, &decision);
		policy_free(alone);
		return is_same;
	}
	return false;
}

/*
 * An allow is removed, and whole answers are compared: nothing changes for
 * users for whom another rule decided.  For others a less specific rule may now
 * decide.  It may give more (vmtapd.conf(5) says so), but only what it gives
 * alone.
 */
static void an_allow_less(void **state)
{
	unsigned int same = 0, lost = 0, gained = 0;

	(void)state;
	for (unsigned int n = 0; n < POLICIES; n++) {
		struct rules rules;
		struct policy *whole, *less;
		unsigned int without;

		make_rules(&rules);
		without = draw(rules.n);
		if (rules.is_deny[without])
			continue;
		whole = parse(&rules, 0, rules.n);
		less = parse(&rules, 0, without);
		for (unsigned int i = 0; i < PEERS; i++) {
			const struct question question = draw_question();
			struct decision before, after;

			decide(whole, i, &question, &before);
			decide(less, i, &question, &after);
			if (!is_by(&before, rules.subject[without])) {
				assert_true(is_same_answer(&before, &after));
				same++;
				continue;
			}
			if (after.limits.devices > 0)
				assert_true(is_given_by_one(&rules, without, i,
							    &question, &after));
			else
				assert_int_equal(after.err.code,
						 VMTAP_E_DENIED);
			lost += !before.err.code && after.err.code;
			gained += before.err.code && !after.err.code;
		}
		policy_free(whole);
		policy_free(less);
	}
	/* it has been put to the test */
	assert_in_range(same, 1000, UINT32_MAX);
	assert_in_range(lost, 100, UINT32_MAX);
	assert_in_range(gained, 20, UINT32_MAX);
	print_message("%u the same, %u lost, %u gained\n", same, lost, gained);
}

/* The fence of an admitted user stays within the network's. */
static void no_rule_widens_the_fence(void **state)
{
	unsigned int narrowed = 0;

	(void)state;
	for (unsigned int n = 0; n < POLICIES; n++) {
		struct rules rules;
		struct policy *policy;

		make_rules(&rules);
		policy = parse(&rules, 0, rules.n);
		for (unsigned int i = 0; i < PEERS; i++) {
			const struct fence *outer =
				&policy_network(policy, 0)->fence;
			struct decision decision;

			admit(policy, i, &decision);
			if (!decision.limits.devices)
				continue;
			assert_true(is_fence_within(outer, &decision.fence));
			narrowed += !is_same_fence(outer, &decision.fence);
		}
		policy_free(policy);
	}
	assert_in_range(narrowed, 1000, UINT32_MAX);
	print_message("%u fences are the rule's own\n", narrowed);
}

/* A user whom a deny refuses alone is refused with any other rules as well. */
static void deny_wins(void **state)
{
	unsigned int refused = 0;

	(void)state;
	for (unsigned int n = 0; n < POLICIES; n++) {
		struct rules rules;
		struct policy *whole;

		make_rules(&rules);
		whole = parse(&rules, 0, rules.n);
		for (unsigned int j = 0; j < rules.n; j++) {
			/* the rule alone, as a permission: which users does it
			 * fit? */
			struct rules alone = { .n = 1 };
			struct policy *about;

			if (!rules.is_deny[j])
				continue;
			snprintf(alone.text[0], sizeof(alone.text[0]),
				 "allow %s", rules.text[j] + sizeof("deny"));
			about = parse(&alone, 0, 1);
			for (unsigned int i = 0; i < PEERS; i++) {
				struct decision fits, decision;

				admit(about, i, &fits);
				admit(whole, i, &decision);
				if (!fits.limits.devices)
					continue;
				assert_int_equal(decision.err.code,
						 VMTAP_E_DENIED);
				assert_int_equal(decision.limits.devices, 0);
				refused++;
			}
			policy_free(about);
		}
		policy_free(whole);
	}
	assert_in_range(refused, 100, UINT32_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_changes_nothing),
		cmocka_unit_test(a_rule_less),
		cmocka_unit_test(an_allow_less),
		cmocka_unit_test(deny_wins),
		cmocka_unit_test(no_rule_widens_the_fence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
