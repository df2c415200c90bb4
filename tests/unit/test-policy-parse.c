/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a correct policy means, and how large it may be. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "policy/grammar/grammar.h"
#include "policy/model.h"
#include "tests/unit/names.h"

static struct policy *parse(const char *text)
{
	struct policy *policy = NULL;
	struct error err = { 0 };

	if (policy_parse(text, "p", &test_names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

static void expect_error(const char *text, const char *error)
{
	struct policy *policy;
	struct error err = { 0 };

	assert_int_equal(policy_parse(text, "p", &test_names, &policy, &err),
			 -EINVAL);
	assert_string_equal(err.text, error);
}

static void nothing_is_in_order(void **state)
{
	static const char *const texts[] = { "",    "\n\n", "# only words",
					     " \t", "#",    "# \xff\r\033\n" };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		struct policy *policy = parse(texts[i]);
		struct label label = { "" };

		assert_int_equal(policy_networks(policy), 0);
		assert_null(policy_network(policy, 0));
		assert_null(policy_network_after(policy, &label));
		assert_null(policy_network_named(policy, &label));
		policy_free(policy);
	}
	policy_free(NULL);
}

static void defaults(void **state)
{
	struct policy *policy = parse(
		"network m { kind = macvtap lower = eth0 allow alice {} }\n"
		"network b { kind = bridge bridge = br0 }");
	const struct network *b = policy_network(policy, 0);
	const struct network *m = policy_network(policy, 1);

	(void)state;
	assert_string_equal(b->name.s, "b");
	assert_int_equal(b->kind, VMTAP_KIND_BRIDGE);
	assert_int_equal(b->mode, VMTAP_MODE_NONE);
	assert_string_equal(b->link.s, "br0");
	assert_int_equal(b->mtu, 0);
	assert_int_equal(b->limits.queues, 1);
	assert_int_equal(b->limits.devices, 256);
	assert_false(b->has_vhost);
	assert_int_equal(b->on_tamper, ON_TAMPER_RESTORE);
	assert_int_equal(b->place.line, 2);
	assert_int_equal(m->kind, VMTAP_KIND_MACVTAP);
	assert_int_equal(m->mode, VMTAP_MODE_BRIDGE);
	assert_string_equal(m->link.s, "eth0");
	assert_int_equal(m->n_sources, 0);
	assert_int_equal(policy->blocks[1].rules[0].limits.devices, 256);
	assert_int_equal(policy->blocks[1].rules[0].n_ranges, 0);
	policy_free(policy);
}

static void all_keys(void **state)
{
	struct policy *policy =
		parse("# comment { \" '\n"
		      "network \"lan\" {\n"
		      "  kind = \"macvtap\"   # comment\n"
		      "  on-tamper=revoke lower=eth0.100 mode\n=source\n"
		      "  sources = {\"00:1b:21:0a:00:01\", # comment\n"
		      "             00:1b:21:0a:00:02,}\n"
		      "  mtu = 9000 queues = \"16\" vhost = on devices = 4096\n"
		      "  allow \"@kvm\" { devices = 2\n"
		      "                   mac = {\"52:54:00:00:00:00/24\"} }\n"
		      "  deny 4294967294 {}\n"
		      "}#");
	const struct block *block = &policy->blocks[0];
	const struct network *network = &block->network;

	(void)state;
	assert_int_equal(network->place.line, 2);
	assert_string_equal(network->link.s, "eth0.100");
	assert_int_equal(network->mode, VMTAP_MODE_SOURCE);
	assert_int_equal(network->n_sources, 2);
	assert_int_equal(network->sources[1].b[5], 2);
	assert_int_equal(network->mtu, 9000);
	assert_int_equal(network->limits.queues, 16);
	assert_true(network->has_vhost);
	assert_int_equal(network->on_tamper, ON_TAMPER_REVOKE);
	assert_int_equal(network->limits.devices, 4096);
	assert_int_equal(block->n_rules, 2);
	assert_true(block->rules[0].is_deny);
	assert_int_equal(block->rules[0].who.kind, WHO_USER);
	assert_int_equal(block->rules[0].who.first, 4294967294u);
	assert_int_equal(block->rules[0].place.line, 11);
	assert_int_equal(block->rules[1].who.kind, WHO_GROUP);
	assert_int_equal(block->rules[1].who.first, 36);
	assert_int_equal(block->rules[1].place.line, 9);
	assert_int_equal(block->rules[1].limits.devices, 2);
	assert_int_equal(block->rules[1].n_ranges, 1);
	assert_int_equal(block->rules[1].ranges[0].prefix, 24);
	policy_free(policy);
}

static void words_of_modes_and_truth(void **state)
{
	static const struct {
		const char *word;
		enum vmtap_mode mode;
	} modes[] = { { "private", VMTAP_MODE_PRIVATE },
		      { "vepa", VMTAP_MODE_VEPA },
		      { "bridge", VMTAP_MODE_BRIDGE },
		      { "passthru", VMTAP_MODE_PASSTHRU } };
	static const char *const truths[] = { "false", "true", "no",
					      "yes",   "off",  "on" };
	char text[256];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(modes); i++)
		for (size_t j = 0; j < N_ELEMENTS(truths); j++) {
			struct policy *policy;

			snprintf(
				text, sizeof(text),
				"network n { kind = macvtap lower = e queues = 2 mode = %s vhost = %s }",
				modes[i].word, truths[j]);
			policy = parse(text);
			assert_int_equal(policy_network(policy, 0)->mode,
					 modes[i].mode);
			assert_int_equal(policy_network(policy, 0)->has_vhost,
					 j % 2);
			policy_free(policy);
		}
}

/* Allowing and denying the same subject is no mistake: the denial counts. */
static void allow_and_deny_of_one(void **state)
{
	struct policy *policy =
		parse("network n { kind = bridge bridge = br0\n"
		      "allow alice {} deny alice {} allow 0 {} deny @0 {} }");

	(void)state;
	assert_int_equal(policy->blocks[0].n_rules, 4);
	policy_free(policy);
}

static void networks_are_in_order_of_name(void **state)
{
	static const char *const names[] = { "B", "a", "a-b", "ab", "b" };
	struct policy *policy = parse(
		"network b { kind = bridge bridge = x } network ab { kind = bridge bridge = x }\n"
		"network a { kind = bridge bridge = x } network B { kind = bridge bridge = x }\n"
		"network a-b { kind = bridge bridge = x }");
	struct label cursor = { "" };
	const struct network *network;
	size_t n = 0;

	(void)state;
	assert_int_equal(policy_networks(policy), N_ELEMENTS(names));
	while ((network = policy_network_after(policy, &cursor))) {
		assert_string_equal(network->name.s, names[n]);
		assert_ptr_equal(network, policy_network(policy, n));
		assert_ptr_equal(network,
				 policy_network_named(policy, &network->name));
		cursor = network->name;
		n++;
	}
	assert_int_equal(n, N_ELEMENTS(names));
	cursor = (struct label){ "aa" };
	assert_null(policy_network_named(policy, &cursor));
	assert_string_equal(policy_network_after(policy, &cursor)->name.s,
			    "ab");
	policy_free(policy);
}

/* n times format, which has one %u, with commas or lines between. */
static char *repeat(const char *head, const char *format, unsigned int n,
		    const char *tail)
{
	const size_t each = strlen(format) + 16;
	char *text = malloc(strlen(head) + n * each + strlen(tail) + 1);
	char *end = stpcpy(text, head);

	for (unsigned int i = 0; i < n; i++) {
		const char *percent = strstr(format, "%u");

		end = mempcpy(end, format, (size_t)(percent - format));
		end += sprintf(end, "%02u", i);
		end = stpcpy(end, percent + 2);
	}
	strcpy(end, tail);
	return text;
}

static void limits(void **state)
{
	static const struct {
		const char *head, *format, *tail;
		unsigned int most;
		const char *error;
	} rows[] = {
		{ "", "network n%u { kind = bridge bridge = br0 }\n", "",
		  POLICY_NETWORKS_MAX,
		  "p:1025: more than 1024 networks in one file; remove some" },
		{ "network n { kind = bridge bridge = br0\n", "deny 9%u {}\n",
		  "}", POLICY_RULES_MAX,
		  "p:1026: more than 1024 rules in one network; use groups" },
		{ "network n { kind = macvtap lower = e mode = source sources = {",
		  "\n\"02:00:00:00:01:%u\",", "} }", POLICY_SOURCES_MAX,
		  "p:66: more than 64 sources in one network; split it in two" },
		{ "network n { kind = bridge bridge = br0 allow 1 { mac = {",
		  "\n\"52:%u:00:00:00:00/16\",", "} } }", VMTAP_RANGES_MAX,
		  "p:10: more than 8 ranges in one rule; use fewer, wider ones" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		_cleanup_free_
		char *most = repeat(rows[i].head, rows[i].format, rows[i].most,
				    rows[i].tail);
		_cleanup_free_
		char *more = repeat(rows[i].head, rows[i].format,
				    rows[i].most + 1, rows[i].tail);

		policy_free(parse(most));
		expect_error(more, rows[i].error);
	}
}

static void long_names(void **state)
{
	_cleanup_free_
	char *text = malloc(400);
	char name[POLICY_WHO_MAX + 2];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[POLICY_WHO_MAX + 1] = '\0';
	snprintf(text, 400,
		 "network n { kind = bridge bridge = br0\nallow %s {} }", name);
	expect_error(
		text,
		"p:2: the name after allow has more than 127 bytes; use the number");
}

/* Reading a megabyte of nearly nothing takes an instant, not hours. */
static void large_files(void **state)
{
	const size_t size = 1 << 20;
	_cleanup_free_
	char *text = malloc(size + 1);
	static const char fill[] = "\n #\"{}xa,=";

	(void)state;
	text[size] = '\0';
	for (size_t i = 0; i < sizeof(fill) - 1; i++) {
		struct policy *policy = NULL;

		memset(text, fill[i], size);
		(void)policy_parse(text, "p", &test_names, &policy, NULL);
		policy_free(policy);
	}
}

/* The environment does not change the result. */
static void environment_does_not_matter(void **state)
{
	(void)state;
	assert_int_equal(setenv("VMTAP_TEST_LINK", "br0", 1), 0);
	expect_error(
		"network n { kind = bridge\nbridge = \"${VMTAP_TEST_LINK}\" }",
		"p:2: ${ is not expanded here, a policy must not depend on the environment; write the value itself");
	policy_free(parse("# ${VMTAP_TEST_LINK}\n"));
}

/* Only struct error tells of a mistake. */
static void nothing_is_printed(void **state)
{
	int saved = dup(2), pipes[2];
	struct policy *policy;
	char c;

	(void)state;
	assert_int_equal(pipe2(pipes, O_NONBLOCK), 0);
	assert_int_equal(dup2(pipes[1], 2), 2);
	(void)policy_parse("network n { foo = bar }", "p", &test_names, &policy,
			   NULL);
	(void)policy_parse("network { }", "p", &test_names, &policy, NULL);
	assert_int_equal(dup2(saved, 2), 2);
	assert_int_equal(read(pipes[0], &c, 1), -1);
	assert_int_equal(errno, EAGAIN);
	close(saved);
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_in_order),
		cmocka_unit_test(defaults),
		cmocka_unit_test(all_keys),
		cmocka_unit_test(words_of_modes_and_truth),
		cmocka_unit_test(allow_and_deny_of_one),
		cmocka_unit_test(networks_are_in_order_of_name),
		cmocka_unit_test(limits),
		cmocka_unit_test(long_names),
		cmocka_unit_test(large_files),
		cmocka_unit_test(environment_does_not_matter),
		cmocka_unit_test(nothing_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
