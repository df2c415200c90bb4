/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * main.c - the order of the parts at the start and at the end.
 *
 * First comes all that needs the file system and libraries of nsswitch.conf(5):
 * the policy, names of users, the socket.  Then vmtapd gives up rights, and
 * only then it serves the first client.
 */
#include <errno.h>

#include <event2/event.h>

#include "daemon/event/events.h"
#include "daemon/hostcheck/hostcheck.h"
#include "daemon/log/log.h"
#include "daemon/manager/notify.h"
#include "daemon/news/await.h"
#include "daemon/pending.h"
#include "daemon/rights/sandbox.h"
#include "daemon/socket/listener.h"
#include "daemon/socket/server.h"
#include "daemon/start/explain.h"
#include "daemon/start/hostid.h"
#include "daemon/start/reload.h"
#include "daemon/start/signals.h"
#include "daemon/start/stage.h"
#include "link/ebpf/program.h"

#include "config.h"

/* ---- files and sockets ------------------------------------------------ */

static int close_left_open(struct state *state, struct error *err)
{
	(void)state;
	return sandbox_early(err);
}

static int prepare_socket(struct state *state, struct error *err)
{
	(void)err;
	return listener_prepare(state->listener);
}

static void end_connections(struct state *state)
{
	listener_end(state->listener);
}

static int open_log(struct state *state, struct error *err)
{
	(void)state;
	(void)err;
	notify_open();
	log_open();
	return 0;
}

static int open_host(struct state *state, struct error *err)
{
	int r = hostid_read(state->host_id, err);

	return r < 0 ? r : host_open(state->host, err);
}

static void close_host(struct state *state)
{
	lease_table_clear(state->leases);
	host_close(state->host);
}

static int open_socket(struct state *state, struct error *err)
{
	const char *path = state->options->socket ? state->options->socket
						  : VMTAP_SOCKET_DEFAULT;
	int r = listener_open(path, state->listener, err);

	state->host->instance = state->listener->instance;
	return r;
}

static void close_socket(struct state *state)
{
	listener_close(state->listener);
}

/* ---- the program for frames ------------------------------------------- */

static int load_program(struct state *state, struct error *err)
{
	static struct ebpf program;
	struct error why;

	(void)err;
	if (ebpf_load(&program, &why) == 0)
		state->host->ebpf = &program;
	else
		log_warning("%s", why.text);
	return 0;
}

static void unload_program(struct state *state)
{
	if (state->host->ebpf)
		ebpf_close(state->host->ebpf);
	state->host->ebpf = NULL;
}

/* ---- rights ----------------------------------------------------------- */

static int give_up_capabilities(struct state *state, struct error *err)
{
	(void)state;
	return sandbox_capabilities(err);
}

static int fence_files(struct state *state, struct error *err)
{
	bool is_kept;
	int r = sandbox_files(state->listener->path, &is_kept, err);

	if (r == 0 && !is_kept)
		log_info(
			"this kernel has no Landlock: vmtapd may open what its user may");
	return r;
}

static int fence_calls(struct state *state, struct error *err)
{
	(void)state;
	return sandbox_serve(err);
}

/* ---- the loop and the other threads ---------------------------------- */

static int start_loop(struct state *state, struct error *err)
{
	(void)err;
	state->base = event_base_new();
	return state->base ? 0 : -ENOMEM;
}

static void stop_loop(struct state *state)
{
	if (state->base)
		event_base_free(state->base);
}

static int start_reaper(struct state *state, struct error *err)
{
	(void)err;
	return reaper_start(state->host->instance, &state->reaper);
}

static void stop_reaper(struct state *state)
{
	reaper_stop(state->reaper);
}

/* ---- all of it -------------------------------------------------------- */

/* At the end of the daemon the devices stay: their holders use them. */
static const struct stage stages[] = {
	{ "closing what was left open", close_left_open, NULL },
	{ "what closes connections", prepare_socket, end_connections },
	{ "the policy", reload_start, reload_stop },
	{ "the log", open_log, NULL },
	{ "the host", open_host, close_host },
	{ "the socket", open_socket, close_socket },
	{ "the program for frames", load_program, unload_program },
	{ "giving up capabilities", give_up_capabilities, NULL },
	{ "the fence of files", fence_files, NULL },
	{ "the loop", start_loop, stop_loop },
	{ "signals", signals_start, signals_stop },
	{ "reading the policy again", reload_listen, reload_deafen },
	{ "the reaper", start_reaper, stop_reaper },
	{ "waiting for udev", pending_start, pending_stop },
	{ "telling what happens", await_start, await_stop },
	{ "kernel events", events_start, events_stop },
	{ "the server", server_start, server_stop },
	{ "the fence of system calls", fence_calls, NULL },
};
#define STAGES (sizeof(stages) / sizeof(stages[0]))

static void serve(const struct state *state)
{
	const size_t n = policy_networks(state->policy);

	log_info("version %s, %zu network%s, ready", PACKAGE_VERSION, n,
		 n == 1 ? "" : "s");
	reload_compare(state, false); /* those that an older vmtapd granted */
	notify_ready();
	(void)event_base_dispatch(state->base);
	notify_stopping();
	server_drain(state->server);
}

static int run(const struct options *options)
{
	struct listener listener = { .fd = -EBADF };
	struct host host = { .inotify = -EBADF };
	struct lease_table leases;
	struct state state = {
		.leases = &leases,
		.host = &host,
		.options = options,
		.listener = &listener,
	};
	struct error err;
	int r;

	lease_table_init(&leases);
	r = stages_start(stages, STAGES, &state, &err);
	if (r == 0)
		serve(&state);
	else
		log_error("%s", err.text);
	stages_stop(stages, STAGES, &state);
	return r < 0 ? 1 : 0;
}

/* Both are looked at, whatever the first finds. */
static int check(const struct options *options)
{
	const int r = explain_policy(options);
	const int host = options->has_host ? hostcheck(options) : 0;

	return r != 0 ? r : host;
}

int main(int argc, char **argv)
{
	struct options options;
	int r = options_parse(argc, argv, &options);

	if (r != 0)
		return r < 0 ? 2 : 0;
	if (options.has_check)
		return check(&options);
	log_init(options.has_debug);
	return run(&options);
}
