/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reload.c - owns the policy, and replaces it as a whole.  Grants that point
 * into the old policy are refused first.
 */
#include "daemon/start/reload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/again/again.h"
#include "daemon/event/loop.h"
#include "daemon/lease/retain.h"
#include "daemon/log/log.h"
#include "daemon/manager/notify.h"
#include "daemon/pending.h"
#include "daemon/socket/server.h"
#include "daemon/start/options.h"
#include "daemon/start/reader.h"

struct reload {
	struct state *state;
	struct reader *reader;
	struct policy *policy;
	struct event *answered;
};

#define COMPLAINTS_MAX 8 /* in the log; there may be thousands */

static void warn(const char *text)
{
	log_warning("%s", text);
}

/* Ranges of subordinate uids that are wrong are no reason to refuse a policy:
 * nobody gets anything by them. */
static void complain(const struct policy *policy)
{
	const size_t n = policy_complain(policy, COMPLAINTS_MAX, warn);

	if (n > COMPLAINTS_MAX)
		log_warning("%zu more mistakes of this kind",
			    n - COMPLAINTS_MAX);
}

int reload_start(struct state *state, struct error *err)
{
	struct reload *reload = calloc(1, sizeof(*reload));
	int r;

	if (!reload)
		return -ENOMEM;
	state->reload = reload;
	reload->state = state;
	r = reader_start(state->options->config, &reload->reader);
	if (r == 0)
		r = reader_ask(reload->reader);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the policy's reader does not start: %s",
				 strerror(-r));
	r = reader_take(reload->reader, &reload->policy, err);
	if (r < 0)
		return r;
	state->policy = reload->policy;
	complain(reload->policy);
	return 0;
}

void reload_stop(struct state *state)
{
	struct reload *reload = state->reload;

	if (!reload)
		return;
	reader_stop(reload->reader);
	policy_free(reload->policy);
	free(reload);
	state->reload = NULL;
	state->policy = NULL;
}

void reload_compare(const struct state *state, bool ends)
{
	const unsigned int n = retain_all(state, ends);

	if (n > RETAIN_LINES_MAX)
		log_warning(
			"%u more devices that the policy does not grant any more; 'vmtap list --all' has the note not-granted",
			n - RETAIN_LINES_MAX);
}

static void replace(struct reload *reload, struct policy *policy)
{
	const size_t n = policy_networks(policy);
	struct state *state = reload->state;

	pending_refuse(state->pending);
	policy_free(reload->policy);
	reload->policy = policy;
	state->policy = policy;
	server_identify(state->server);
	complain(policy);
	log_info("policy reloaded: %zu network%s", n, n == 1 ? "" : "s");
	reload_compare(state, policy_global(policy)->has_revoke);
	notify_status("policy reloaded");
}

static void on_answer(evutil_socket_t fd, short what, void *data)
{
	struct reload *reload = data;
	struct policy *policy;
	struct error err;
	int r;

	(void)fd;
	(void)what;
	r = reader_take(reload->reader, &policy, &err);
	if (r == 0) {
		replace(reload, policy);
	} else {
		log_error("policy not reloaded, the old one stays: %s",
			  err.text);
		notify_status(err.text);
	}
	if (r == -EPIPE)
		(void)event_del(reload->answered);
	again_all(reload->state);
	notify_ready();
}

int reload_listen(struct state *state, struct error *err)
{
	struct reload *reload = state->reload;

	(void)err;
	return loop_listen(state->base, reader_fd(reload->reader), on_answer,
			   reload, &reload->answered);
}

void reload_deafen(struct state *state)
{
	if (!state->reload)
		return;
	loop_forget(state->reload->answered);
	state->reload->answered = NULL;
}

void reload_ask(struct reload *reload)
{
	notify_reloading();
	if (reader_ask(reload->reader) < 0)
		log_error("the policy cannot be read again; restart vmtapd");
}
