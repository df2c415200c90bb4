/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watcher.c - reads libvirt's files when they change.  The folder is the user's,
 * and so is the harm of what is in it; but all of it is limited.
 */
#include "client/bridge/watcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "client/bridge/domain.h"
#include "client/bridge/slurp.h"
#include "common/cleanup.h"
#include "common/clock.h"

#define FOLDER "libvirt/qemu/run"
#define FOLDER_SIZE 512
#define DOMAIN_MAX (1024 * 1024) /* bytes of a file */
#define LOOKS_MAX 1024 /* at files, in all */

struct watcher {
	const char *ifname, *socket;
	int folder;
	unsigned int looks; /* left */
};

static int open_folder(char path[FOLDER_SIZE])
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	if (!base || base[0] != '/' ||
	    snprintf(path, FOLDER_SIZE, "%s/" FOLDER, base) >= FOLDER_SIZE)
		return -ENOENT;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool watcher_can(void)
{
	char path[FOLDER_SIZE];
	_cleanup_close_
	int fd = open_folder(path);

	return fd >= 0;
}

static void tell(const struct watcher *watcher, const struct guest *guest)
{
	struct vmtap *client = NULL;
	struct vmtap_error err;

	if (vmtap_connect(watcher->socket, &client, &err) == 0)
		(void)guest_tell(client, watcher->ifname, guest, &err);
	vmtap_close(client);
}

/* True: the file has the device, or there is no more to look at. */
static bool look_at(struct watcher *watcher, const char *name)
{
	const size_t n = strlen(name);
	struct guest guest;
	char *text = NULL;
	size_t size = 0;
	int r;

	if (n < strlen(".xml") ||
	    strcmp(name + n - strlen(".xml"), ".xml") != 0)
		return false;
	if (watcher->looks-- == 0)
		return true;
	if (slurp(watcher->folder, name, DOMAIN_MAX, &text, &size) < 0)
		return false;
	r = domain_find(text, watcher->ifname, &guest);
	free(text);
	if (r == 0)
		tell(watcher, &guest);
	return r == 0;
}

static bool look_at_all(struct watcher *watcher, const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool is_done = false;

	if (!folder)
		return true;
	while (!is_done && (entry = readdir(folder)) != NULL)
		is_done = look_at(watcher, entry->d_name);
	(void)closedir(folder);
	return is_done;
}

/* The names of the files that libvirt has written. */
static bool read_events(struct watcher *watcher, int inotify, const char *path)
{
	_Alignas(struct inotify_event) char buffer[4096];
	const struct inotify_event *event;
	ssize_t n = read(inotify, buffer, sizeof(buffer));

	for (ssize_t at = 0; at < n;
	     at += (ssize_t)(sizeof(*event) + event->len)) {
		event = (const void *)(buffer + at);
		if (event->mask & IN_IGNORED)
			return true;
		if (event->mask & IN_Q_OVERFLOW) {
			if (look_at_all(watcher, path))
				return true;
		} else if (event->len > 0 && look_at(watcher, event->name)) {
			return true;
		}
	}
	return n <= 0 && errno != EAGAIN && errno != EINTR;
}

void watcher_run(const char *ifname, const char *socket, unsigned int seconds)
{
	const uint64_t end = clock_ms() + (uint64_t)seconds * 1000;
	struct watcher watcher = {
		.ifname = ifname,
		.socket = socket,
		.looks = LOOKS_MAX,
	};
	char path[FOLDER_SIZE];
	_cleanup_close_
	int folder = open_folder(path);
	_cleanup_close_
	int inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	struct pollfd events = { .fd = inotify, .events = POLLIN };
	uint64_t now;

	/* the watch comes first, so that no file is missed */
	if (folder < 0 || inotify < 0 ||
	    inotify_add_watch(inotify, path,
			      IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR) < 0)
		return;
	watcher.folder = folder;
	if (look_at_all(&watcher, path))
		return;
	while ((now = clock_ms()) < end) {
		(void)poll(&events, 1, (int)(end - now));
		if (read_events(&watcher, inotify, path))
			return;
	}
}
