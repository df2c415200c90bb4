/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * explain.c - asks the policy, in an administrator's terminal, what it would
 * answer another user.  The serving daemon does not use this.
 */
#include "daemon/start/explain.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/kind.h"
#include "common/wire/card.h"
#include "common/words.h"
#include "daemon/answer.h"
#include "daemon/check/differ.h"
#include "daemon/check/peer.h"
#include "daemon/check/warn.h"
#include "daemon/start/policyload.h"
#include "link/ebpf/program.h"
#include "look/look.h"

#define CARD_TEXT_MAX 1024 /* the longest legal one has 240 */

/* NETWORK and OPTIONS make one word, as 'vmtap check' takes it. */
static int read_card(const char *network, const char *options,
		     struct request *ret_request)
{
	char text[CARD_TEXT_MAX];
	struct error err;
	struct card card;
	int n = snprintf(text, sizeof(text), "%s%s%s", network,
			 options ? "," : "", options ? options : "");
	int r;

	if (n < 0 || (size_t)n >= sizeof(text))
		return check_fail("too long to be a network card:", text);
	r = card_parse(text, CARD_NIC, &card, &err);
	if (r == 0)
		r = card_request(&card, ret_request, &err);
	if (r < 0)
		fprintf(stderr, "vmtapd: %s\n", err.text);
	return r;
}

static void print_device(const struct decision *decision)
{
	const struct kind *kind = kind_of(decision->network->kind);

	printf("device: %s%s%s\n", kind->device,
	       kind->has_modes ? " in mode " : "",
	       kind->has_modes ? words_mode(decision->mode) : "");
}

/* In the words of 'vmtap check', which also prints what is in use. */
static void print_limits(const struct vmtap_proto_network *record)
{
	struct words_number numbers[VMTAP_LIMITS];
	char text[WORDS_LIMITS_SIZE];

	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		numbers[i] = (struct words_number){ record->limit[i].max, -1 };
	words_format_limits(numbers, text);
	printf("%s", text);
}

static void print_network(const struct decision *decision)
{
	static const struct usage nothing;
	struct vmtap_proto_network record = { 0 };

	answer_network(&record, decision->network, decision, &nothing);
	print_limits(&record);
	if (decision->mtu > 0)
		printf("mtu: %u\n", decision->mtu);
	printf("vhost: %s\n", decision->has_vhost ? "yes" : "no");
	if (decision->limits.held > 0)
		printf("hold: %u\n", decision->limits.held);
	printf("mac:");
	for (size_t i = 0; i < decision->n_ranges; i++) {
		char range[LLADDR_RANGE_TEXT_SIZE];

		lladdr_range_format(&decision->ranges[i], range);
		printf(" %s", range);
	}
	printf("%s%s\n", decision->n_ranges == 0 ? " " : "",
	       decision->n_ranges == 0 ? words_no_range(decision->mode) : "");
}

/* Only an administrator reads this: the addresses that nobody gets. */
static void print_reserved(const struct policy *policy,
			   const struct network *network)
{
	const struct reserved *lists[] = { policy_reserved(policy),
					   &network->reserved };
	char range[LLADDR_RANGE_TEXT_SIZE];

	if (lists[0]->n + lists[1]->n == 0)
		return;
	printf("reserved:");
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < lists[i]->n; j++) {
			lladdr_range_format(&lists[i]->ranges[j], range);
			printf(" %s", range);
		}
	printf("\n");
}

static void print_fence(const struct fence *fence)
{
	char text[POLICY_FENCE_TEXT_SIZE];

	policy_format_fence(fence, text);
	printf("%s", text);
}

/* 0: granted; 1: refused; -EINVAL: after a message. */
static int explain(const struct policy *policy, const char *user,
		   const char *network, const char *options)
{
	static const struct usage nothing;
	_cleanup_free_
	gid_t *groups = NULL;
	struct request request;
	struct decision decision;
	struct peer peer = { 0 };
	char standing[PEER_TEXT_SIZE];
	int r = check_find_peer(policy, user, &peer, &groups);

	if (r == 0)
		r = read_card(network, options, &request);
	if (r < 0)
		return r;
	policy_decide(policy, &peer, &request, &nothing, &decision);
	printf("%s\nrule: %s\n",
	       decision.err.code == VMTAP_OK ? "granted" : "refused",
	       decision.rule);
	peer_describe(&peer, standing);
	if (standing[0] != '\0')
		printf("user: %s\n", standing);
	if (decision.err.code != VMTAP_OK)
		printf("told: %s\n", decision.err.text);
	if (decision.limits.devices > 0) {
		print_device(&decision);
		print_network(&decision);
		print_reserved(policy, decision.network);
		print_fence(&decision.fence);
	}
	return decision.err.code == VMTAP_OK ? 0 : 1;
}

static void complain(const char *text)
{
	fprintf(stderr, "vmtapd: %s\n", text);
}

static void give_hint(void *data, enum vmtap_state state, const char *name,
		      const char *text)
{
	(void)data;
	(void)name;
	if (state != VMTAP_STATE_OK)
		fprintf(stderr, "vmtapd: hint: %s\n", text);
}

/* What may stand in a guest's way besides the policy. */
static void give_hints(const struct policy *policy, const char *network)
{
	static const struct look look = { .found = give_hint };
	struct label name;
	const struct network *found =
		label_parse(network, &name) == 0
			? policy_network_named(policy, &name)
			: NULL;

	if (found && kind_of(found->kind)->is_port)
		(void)look_firewall(&look);
}

/* The program of the host, as far as this process may load it.  A user who may
 * not learns nothing of the daemon. */
static void tell_program(void)
{
	struct ebpf program;
	struct error err;
	int r = ebpf_load(&program, &err);

	if (r == 0)
		ebpf_close(&program);
	else if (r != -EPERM || geteuid() == 0)
		complain(err.text);
}

/* ---- can the service read it? ----------------------------------------- */

#define SERVICE_USER "vmtap" /* of contrib/systemd */

/* In a process of its own, which gives up root for good. */
static void read_as(const struct passwd *service, const char *path)
{
	char *buffer = malloc(POLICYLOAD_SIZE_MAX);
	struct error err = { 0 };
	size_t used;

	if (!buffer || initgroups(service->pw_name, service->pw_gid) < 0 ||
	    setgid(service->pw_gid) < 0 || setuid(service->pw_uid) < 0)
		_exit(0); /* nothing is known */
	if (policyload_read(path, buffer, POLICYLOAD_SIZE_MAX, &used, &err) ==
	    0)
		_exit(0);
	fprintf(stderr,
		"vmtapd: the service runs as user %s, who cannot read the policy: %s\n",
		service->pw_name, err.text);
	_exit(1);
}

/* 1: vmtapd.service would not start with this policy. */
static int check_service(const char *path)
{
	const struct passwd *service = geteuid() == 0 ? getpwnam(SERVICE_USER)
						      : NULL;
	int status = 0;
	pid_t pid;

	if (!service)
		return 0;
	pid = fork();
	if (pid == 0)
		read_as(service, path);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return 0;
	return WEXITSTATUS(status);
}

/* ---- mistakes --------------------------------------------------------- */

static unsigned int n_mistakes;

static void tell_mistake(const char *text)
{
	n_mistakes++;
	fprintf(stderr, "%s\n", text);
}

/* Tell all mistakes of a policy, or why it cannot be read. */
static int load(const char *path, struct policy **ret_policy)
{
	struct error err;
	int r;

	n_mistakes = 0;
	r = policyload(path, tell_mistake, ret_policy, &err);
	if (r < 0 && n_mistakes == 0)
		fprintf(stderr, "%s\n", err.text);
	if (n_mistakes == POLICY_MISTAKES_MAX)
		fprintf(stderr,
			"vmtapd: there may be more mistakes; mend these first\n");
	return r;
}

/* 1: the older policy has mistakes. */
static int compare(const struct options *options, const struct policy *policy)
{
	struct policy *old;

	if (load(options->old, &old) < 0)
		return 1;
	differ(old, policy);
	if (geteuid() == 0)
		differ_devices(policy, options->socket ? options->socket
						       : VMTAP_SOCKET_DEFAULT);
	policy_free(old);
	return 0;
}

int explain_policy(const struct options *options)
{
	struct policy *policy;
	int r = 0;

	if (load(options->config, &policy) < 0)
		return 1;
	(void)policy_complain(policy, SIZE_MAX, complain);
	if (options->old)
		r = compare(options, policy);
	if (options->has_explain)
		r = explain(policy, options->user, options->network,
			    options->wishes);
	if (options->has_explain && r >= 0)
		give_hints(policy, options->network);
	if (!options->has_explain && !options->old) {
		warn_policy(options->config, policy);
		tell_program();
	}
	if (r == 0)
		r = check_service(options->config);
	policy_free(policy);
	return r < 0 ? 2 : r;
}
