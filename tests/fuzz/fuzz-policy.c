/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any text as a policy: an error names a line, or it answers requests. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/within.h"

/* Names of one or two letters exist; their first letter is the number. */
static int find(void *data, const char *name, uid_t *ret_id)
{
	(void)data;
	if (strlen(name) > 2)
		return -ENOENT;
	*ret_id = (unsigned char)name[0];
	return 0;
}

static void ask(const struct policy *policy, const struct network *network,
		const struct peer *peer)
{
	static const unsigned char host[POLICY_HOST_ID_LEN] = { 1 };
	const struct usage usage = { .of_user = { .devices = 1 },
				     .of_network = 2 };
	struct request request = { .network = network->name, .queues = 2 };
	struct decision admitted, decided;
	struct lladdr lladdr;

	policy_admit(peer, network, &admitted);
	policy_decide(policy, peer, &request, &usage, &decided);
	assert(strcmp(admitted.rule, decided.rule) == 0);
	assert(admitted.limits.devices <= network->limits.devices);
	assert(admitted.err.code != VMTAP_OK ||
	       is_fence_within(&network->fence, &decided.fence));
	assert((admitted.err.code == VMTAP_OK) ==
	       (admitted.limits.devices > 0));
	assert(decided.err.code != VMTAP_OK || admitted.limits.devices > 1);
	lladdr = policy_lladdr(&decided, host, peer->uid, &request.vm, 0);
	assert(lladdr_is_station(&lladdr));
	assert(decided.n_ranges == 0 ||
	       lladdr_in_range(&lladdr, &decided.ranges[0]));
}

static unsigned int n_told;

static void tell(const char *text)
{
	assert(strncmp(text, "p:", 2) == 0);
	n_told++;
	assert(n_told <= POLICY_MISTAKES_MAX);
}

/* There are mistakes if there is a first one, and no more than are told. */
static void find_all(const char *text, const struct policy_names *one,
		     const struct error *err)
{
	struct policy_names names = *one;
	struct policy *policy = NULL;

	names.mistake = tell;
	n_told = 0;
	(void)policy_parse(text, "p", &names, &policy, NULL);
	assert((n_told > 0) == (err->code != VMTAP_OK));
	assert((policy == NULL) == (n_told > 0));
	policy_free(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct policy_names names = { .user = find,
						   .group = find };
	static const gid_t groups[] = { 36, 'k' };
	static const struct peer peers[] = {
		{ .uid = 'a', .gid = 'b' },
		{ .uid = 1000, .gid = 'c', .groups = groups, .n_groups = 2 },
	};
	char *text = calloc(1, size + 1);
	struct policy *policy;
	struct error err = { 0 };

	assert(text);
	memcpy(text, data, size);
	if (policy_parse(text, "p", &names, &policy, &err) == 0) {
		for (size_t i = 0; i < policy_networks(policy); i++)
			for (size_t j = 0; j < 2; j++)
				ask(policy, policy_network(policy, i),
				    &peers[j]);
		policy_free(policy);
	} else {
		assert(strncmp(err.text, "p:", 2) == 0);
		assert(strspn(err.text + 2, "0123456789") > 0);
	}
	find_all(text, &names, &err);
	free(text);
	return 0;
}
