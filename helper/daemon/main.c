/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * main.c - the order of things at the start and at the end; nothing else.
 *
 * What needs the file system and other people's libraries comes first (policy,
 * names of users, the socket), then rights are given up, then the first client
 * is heard.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>

#include <event2/event.h>

#include "daemon/event/learn.h"
#include "daemon/event/mute.h"
#include "daemon/event/pinned.h"
#include "daemon/event/watch.h"
#include "daemon/lease/adopt.h"
#include "daemon/lease/revoke.h"
#include "daemon/log/journal.h"
#include "daemon/log/log.h"
#include "daemon/pending.h"
#include "daemon/rights/sandbox.h"
#include "daemon/socket/listener.h"
#include "daemon/socket/peername.h"
#include "daemon/socket/server.h"
#include "daemon/start/check.h"
#include "daemon/start/hostid.h"
#include "daemon/start/manager.h"
#include "daemon/start/options.h"
#include "daemon/start/reader.h"
#include "daemon/state.h"
#include "link/rtnl/rtnl.h"

#include "config.h"

struct daemon {
	struct options options;
	struct policy *policy;
	struct listener listener;
	struct host host;
	struct lease_table leases;
	struct state state;
	struct reaper *reaper;
	struct event_base *base;
	struct event *signals[3];
	struct event *reloaded;
	struct event *watchdog;
	struct reader *reader;
	struct watch *watch;
	struct learn *learn;
	struct mute *mute;
	struct pending *pending;
	struct pinned *pinned;
	struct server *server;
};

/* Files and sockets: as whoever started us. */
static int open_all(struct daemon *daemon, struct error *err)
{
	const char *path = daemon->options.socket ? daemon->options.socket
						  : VMTAP_SOCKET_DEFAULT;
	int r;

	r = reader_start(daemon->options.config, &daemon->reader);
	if (r == 0)
		r = reader_ask(daemon->reader);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r,
				 "the policy's reader does not start: %s",
				 strerror(-r));
	r = reader_take(daemon->reader, &daemon->policy, err);
	if (r < 0)
		return r;
	manager_open();
	journal_open();
	peername_open();
	r = hostid_read(daemon->state.host_id, err);
	if (r < 0)
		return r;
	r = rtnl_open(&daemon->host.rtnl);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "rtnetlink: %s",
				 strerror(-r));
	daemon->host.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (daemon->host.inotify < 0)
		return error_set(err, VMTAP_E_HOST, errno, "inotify: %s",
				 strerror(errno));
	r = listener_open(path, &daemon->listener, err);
	if (r < 0)
		return r;
	daemon->host.instance = daemon->listener.instance;
	return 0;
}

static void stop(evutil_socket_t number, short what, void *data)
{
	struct daemon *daemon = data;

	(void)what;
	log_info("stopping: %s", strsignal(number));
	(void)event_base_loopbreak(daemon->base);
}

/* SIGHUP: the reader reads; requests are served by the old policy meanwhile. */
static void reload(evutil_socket_t number, short what, void *data)
{
	struct daemon *daemon = data;

	(void)number;
	(void)what;
	manager_reloading();
	if (reader_ask(daemon->reader) < 0)
		log_error("the policy cannot be read again; restart vmtapd");
}

static void reloaded(evutil_socket_t fd, short what, void *data)
{
	struct daemon *daemon = data;
	struct policy *policy;
	struct error err;
	int r;

	(void)fd;
	(void)what;
	r = reader_take(daemon->reader, &policy, &err);
	if (r < 0) {
		log_error("policy not reloaded, the old one stays: %s",
			  err.text);
		manager_status(err.text);
		if (r == -EPIPE)
			(void)event_del(daemon->reloaded);
	} else {
		pending_refuse(daemon->pending);
		policy_free(daemon->policy);
		daemon->policy = policy;
		daemon->state.policy = policy;
		log_info("policy reloaded: %zu networks",
			 policy_networks(policy));
		if (policy_global(policy)->has_revoke)
			(void)revoke_refused(&daemon->state);
		manager_status("policy reloaded");
	}
	manager_ready();
}

static void alive(evutil_socket_t fd, short what, void *data)
{
	(void)fd;
	(void)what;
	(void)data;
	manager_alive();
}

static int start_signals(struct daemon *daemon)
{
	static const struct {
		int number;
		event_callback_fn callback;
	} table[] = {
		{ SIGTERM, stop },
		{ SIGINT, stop },
		{ SIGHUP, reload },
	};

	(void)signal(SIGPIPE, SIG_IGN); /* stderr may be a closed pipe */
	for (unsigned int i = 0; i < 3; i++) {
		struct event *event = evsignal_new(daemon->base,
						   table[i].number,
						   table[i].callback, daemon);

		if (!event || event_add(event, NULL) < 0)
			return -ENOMEM;
		daemon->signals[i] = event;
	}
	return 0;
}

static int start_reloading(struct daemon *daemon)
{
	uint64_t usec = manager_watchdog();
	struct timeval interval = {
		.tv_sec = (time_t)(usec / 1000000),
		.tv_usec = (suseconds_t)(usec % 1000000),
	};

	daemon->reloaded = event_new(daemon->base, reader_fd(daemon->reader),
				     EV_READ | EV_PERSIST, reloaded, daemon);
	daemon->watchdog = event_new(daemon->base, -1, EV_PERSIST, alive, NULL);
	if (!daemon->reloaded || !daemon->watchdog ||
	    event_add(daemon->reloaded, NULL) < 0 ||
	    (usec > 0 && event_add(daemon->watchdog, &interval) < 0))
		return -ENOMEM;
	return 0;
}

/* The second thread, the loop and what it listens to. */
static int start_all(struct daemon *daemon, struct error *err)
{
	int r;

	daemon->base = event_base_new();
	if (!daemon->base)
		return error_set(err, VMTAP_E_HOST, ENOMEM, "libevent");
	r = start_signals(daemon);
	if (r == 0)
		r = start_reloading(daemon);
	if (r == 0)
		r = reaper_start(daemon->host.instance, &daemon->reaper);
	daemon->state.policy = daemon->policy;
	daemon->state.leases = &daemon->leases;
	daemon->state.host = &daemon->host;
	daemon->state.reaper = daemon->reaper;
	if (r == 0)
		r = pinned_start(daemon->base, &daemon->state, &daemon->pinned);
	daemon->state.pinned = daemon->pinned;
	if (r == 0)
		r = watch_start(daemon->base, &daemon->state, &daemon->watch);
	if (r == 0)
		r = learn_start(daemon->base, &daemon->state, &daemon->learn);
	if (r == 0)
		r = mute_start(daemon->base, &daemon->state, &daemon->mute);
	if (r == 0)
		r = pending_start(daemon->base, &daemon->pending);
	daemon->state.mute = daemon->mute;
	daemon->state.pending = daemon->pending;
	if (r == 0) {
		r = adopt(&daemon->leases, daemon->reaper, &daemon->host, err);
		if (r < 0)
			return r;
		watch_changed(daemon->watch);
		watch_look(daemon->watch);
		learn_look(daemon->learn);
	}
	if (r == 0)
		r = server_start(daemon->base, daemon->listener.fd,
				 &daemon->state, &daemon->server);
	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r, "start: %s",
				  strerror(-r));
}

static int fence_files(const struct daemon *daemon, struct error *err)
{
	bool is_kept;
	int r = sandbox_files(daemon->listener.path, &is_kept, err);

	if (r == 0 && !is_kept)
		log_info(
			"this kernel has no Landlock: vmtapd may open what its user may");
	return r;
}

static int run(struct daemon *daemon, struct error *err)
{
	int r;

	r = sandbox_early(err);
	if (r == 0)
		r = open_all(daemon, err);
	if (r == 0)
		r = sandbox_capabilities(err);
	if (r == 0)
		r = fence_files(daemon, err);
	if (r == 0)
		r = start_all(daemon, err);
	if (r == 0)
		r = sandbox_serve(err);
	if (r < 0)
		return r;
	log_info("version %s, %zu networks, ready", PACKAGE_VERSION,
		 policy_networks(daemon->policy));
	manager_ready();
	(void)event_base_dispatch(daemon->base);
	manager_stopping();
	server_drain(daemon->server);
	return 0;
}

/* Devices stay: they are the guests', and end with them. */
static void stop_all(struct daemon *daemon)
{
	server_stop(daemon->server);
	pending_stop(daemon->pending);
	mute_stop(daemon->mute);
	learn_stop(daemon->learn);
	watch_stop(daemon->watch);
	pinned_stop(daemon->pinned);
	reaper_stop(daemon->reaper);
	for (unsigned int i = 0; i < 3; i++)
		if (daemon->signals[i])
			event_free(daemon->signals[i]);
	if (daemon->reloaded)
		event_free(daemon->reloaded);
	if (daemon->watchdog)
		event_free(daemon->watchdog);
	if (daemon->base)
		event_base_free(daemon->base);
	listener_close(&daemon->listener);
	lease_table_clear(&daemon->leases);
	rtnl_close(daemon->host.rtnl);
	if (daemon->host.inotify >= 0)
		(void)close(daemon->host.inotify);
	reader_stop(daemon->reader);
	policy_free(daemon->policy);
}

int main(int argc, char **argv)
{
	struct daemon daemon = {
		.listener = { .fd = -EBADF },
		.host = { .inotify = -EBADF },
	};
	struct error err;
	int r;

	r = options_parse(argc, argv, &daemon.options);
	if (r != 0)
		return r < 0 ? 2 : 0;
	if (daemon.options.has_check)
		return check(&daemon.options);
	log_init(daemon.options.has_debug);
	lease_table_init(&daemon.leases);
	r = run(&daemon, &err);
	if (r < 0)
		log_error("%s", err.text);
	stop_all(&daemon);
	return r < 0 ? 1 : 0;
}
