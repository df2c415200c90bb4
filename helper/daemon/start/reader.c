/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reader.c - the process that reads the policy, and the daemon's end of it.
 * They share a page of memory for the answer and a socket to take turns.
 */
#include "daemon/start/reader.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "common/cleanup.h"
#include "daemon/log/usernames.h"
#include "daemon/rights/sandbox.h"
#include "daemon/start/policyload.h"
#include "daemon/start/resolver.h"
#include "daemon/users/uids.h"

#define NAMES_MAX 4096

/* What the daemon asks for: the policy of its start, or a new one. */
enum { TURN_START, TURN_RELOAD };

/* A user or a group of the policy. */
struct name {
	char text[RESOLVER_NAME_SIZE];
	bool is_group;
	unsigned int number;
};

/* Both processes share this: the reader writes it, the daemon copies it. */
struct answer {
	int result;
	struct error err;
	unsigned int n_names;
	struct name names[NAMES_MAX];
	struct uids uids;
	size_t used; /* of files, see policyload_read() */
	char files[POLICYLOAD_SIZE_MAX];
};

struct reader {
	const char *path;
	struct answer *shared;
	int socket;
	bool is_started; /* the daemon has a policy */
	bool is_asked;
	bool is_asked_again; /* the file may have changed while it was read */
};

/* ---- the process ------------------------------------------------------ */

static int keep(struct answer *answer, const char *text, bool is_group,
		unsigned int number)
{
	struct name *name;

	if (answer->n_names == NAMES_MAX || strlen(text) >= RESOLVER_NAME_SIZE)
		return -ENOENT;
	name = &answer->names[answer->n_names++];
	*name = (struct name){ .is_group = is_group, .number = number };
	memcpy(name->text, text, strlen(text));
	return 0;
}

/* Names of the policy: the resolver looks them up, *answer keeps them. */
struct names {
	struct answer *answer;
	int resolver;
	bool is_lost; /* the resolver has ended */
};

static int find(struct names *names, const char *text, bool is_group,
		unsigned int *ret_number)
{
	int r = resolver_ask(names->resolver, is_group, text, ret_number);

	if (r == -EPIPE)
		names->is_lost = true;
	return r < 0 ? r : keep(names->answer, text, is_group, *ret_number);
}

static int find_user(void *data, const char *name, uid_t *ret_uid)
{
	return find(data, name, false, ret_uid);
}

static int find_group(void *data, const char *name, gid_t *ret_gid)
{
	return find(data, name, true, ret_gid);
}

/* An owner of subordinate uids.  The daemon needs no name of it. */
static int find_owner(void *data, const char *name, uid_t *ret_uid)
{
	struct names *names = data;
	int r = resolver_ask(names->resolver, false, name, ret_uid);

	if (r == -EPIPE)
		names->is_lost = true;
	return r;
}

static int parse(const struct answer *answer, struct policy_names names,
		 struct policy **ret_policy, struct error *err)
{
	struct policy_text texts[POLICYLOAD_FILES_MAX];
	const size_t n = policyload_split(answer->files, answer->used, texts);
	const struct policy_uids uids = uids_view(&answer->uids);

	names.uids = &uids;
	return policy_parse_files(texts, n, &names, ret_policy, err);
}

/* -EPIPE: the resolver has ended, so there is no answer. */
static int load(const char *path, int resolver, bool is_start,
		struct answer *answer)
{
	struct names found = { .answer = answer, .resolver = resolver };
	const struct policy_names names = {
		.user = find_user,
		.group = find_group,
		.data = &found,
		.is_start = is_start,
	};
	const struct policy_names owners = {
		.user = find_owner,
		.data = &found,
	};
	struct policy *policy;
	int r;

	answer->n_names = 0;
	r = policyload_read(path, answer->files, sizeof(answer->files),
			    &answer->used, &answer->err);
	if (r == 0)
		r = uids_read(&owners, &answer->uids, &answer->err);
	if (r == 0)
		r = parse(answer, names, &policy, &answer->err);
	if (r == 0)
		policy_free(policy);
	answer->result = r;
	return found.is_lost ? -EPIPE : 0;
}

/*
 * The process may only read (sandbox.h), and ends with the daemon.  The
 * resolver must not see the shared memory: that has the whole policy.
 */
static int give_up_rights(int socket, struct answer *shared, int *ret_resolver)
{
	int resolver, r;

	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    madvise(shared, sizeof(*shared), MADV_DONTFORK) < 0)
		return -errno;
	r = resolver_start(&resolver);
	if (r < 0)
		return r;
	*ret_resolver = resolver;
	return sandbox_nothing(socket, resolver);
}

/* Copy what is used of two megabytes.  The other process may write to the shared
 * one meanwhile: *to is within its bounds in any case. */
static void copy_answer(struct answer *to, const struct answer *from)
{
	const unsigned int n = *(const volatile unsigned int *)&from->n_names;
	const size_t used = *(const volatile size_t *)&from->used;

	to->result = from->result;
	to->err = from->err;
	to->n_names = n <= NAMES_MAX ? n : 0;
	memcpy(to->names, from->names, to->n_names * sizeof(*to->names));
	uids_copy(&to->uids, &from->uids);
	to->used = used <= sizeof(to->files) ? used : 0;
	memcpy(to->files, from->files, to->used);
	for (unsigned int i = 0; i < to->n_names; i++)
		to->names[i].text[RESOLVER_NAME_SIZE - 1] = '\0';
	to->err.text[sizeof(to->err.text) - 1] = '\0';
}

/* Read into private memory, then copy.  A daemon that an attacker has taken over
 * could write to the shared memory while the parser reads it, and this process
 * has no filter. */
static void serve(const char *path, int socket, struct answer *shared)
{
	static struct answer answer;
	int resolver = -EBADF;
	char turn;

	if (give_up_rights(socket, shared, &resolver) < 0)
		return;
	while (recv(socket, &turn, 1, 0) == 1) {
		if (load(path, resolver, turn == TURN_START, &answer) < 0)
			return;
		copy_answer(shared, &answer);
		if (send(socket, &turn, 1, MSG_NOSIGNAL) != 1)
			return;
	}
}

/* ---- the daemon's end ------------------------------------------------- */

static int find_number(const struct answer *answer, const char *text,
		       bool is_group, unsigned int *ret_number)
{
	for (unsigned int i = 0; i < answer->n_names; i++) {
		const struct name *name = &answer->names[i];

		if (name->is_group == is_group &&
		    strcmp(name->text, text) == 0) {
			*ret_number = name->number;
			return 0;
		}
	}
	return -ENOENT;
}

static int known_user(void *data, const char *name, uid_t *ret_uid)
{
	int r = find_number(data, name, false, ret_uid);

	if (r == 0)
		usernames_add(*ret_uid, name);
	return r;
}

static int known_group(void *data, const char *name, gid_t *ret_gid)
{
	return find_number(data, name, true, ret_gid);
}

int reader_ask(struct reader *reader)
{
	const char turn = reader->is_started ? TURN_RELOAD : TURN_START;

	if (reader->is_asked) {
		reader->is_asked_again = true;
		return 0;
	}
	if (send(reader->socket, &turn, 1, MSG_NOSIGNAL) != 1)
		return -errno;
	reader->is_asked = true;
	return 0;
}

int reader_take(struct reader *reader, struct policy **ret_policy,
		struct error *err)
{
	_cleanup_free_
	struct answer *answer = NULL;
	struct policy_names names = {
		.user = known_user,
		.group = known_group,
	};
	ssize_t n;
	char turn;
	int r;

	do
		n = recv(reader->socket, &turn, 1, 0);
	while (n < 0 && errno == EINTR);
	reader->is_asked = false;
	if (n != 1)
		return error_set(
			err, VMTAP_E_HOST, EPIPE,
			"%s: the process that reads it has ended; restart vmtapd",
			reader->path);
	answer = malloc(sizeof(*answer));
	if (answer)
		copy_answer(answer, reader->shared);
	if (reader->is_asked_again) {
		reader->is_asked_again = false;
		(void)reader_ask(reader); /* a failure shows at the next take */
	}
	if (!answer)
		return error_set(err, VMTAP_E_HOST, ENOMEM, "%s: no memory",
				 reader->path);
	if (answer->result < 0) {
		*err = answer->err;
		return answer->result;
	}
	names.data = answer;
	names.is_start = !reader->is_started;
	reader->is_started = true;
	usernames_begin(&answer->uids); /* parse() adds the policy's */
	r = parse(answer, names, ret_policy, err);
	usernames_sort();
	return r;
}

int reader_fd(const struct reader *reader)
{
	return reader->socket;
}

int reader_start(const char *path, struct reader **ret_reader)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	int sockets[2];
	pid_t pid;

	if (!reader)
		return -ENOMEM;
	reader->path = path;
	reader->socket = -EBADF;
	reader->shared = mmap(NULL, sizeof(*reader->shared),
			      PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reader->shared == MAP_FAILED ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0) {
		int r = -errno;

		free(reader);
		return r;
	}
	pid = fork();
	if (pid == 0) {
		(void)close(sockets[0]);
		serve(path, sockets[1], reader->shared);
		_exit(0);
	}
	(void)close(sockets[1]);
	reader->socket = sockets[0];
	if (pid < 0) {
		int r = -errno;

		reader_stop(reader);
		return r;
	}
	*ret_reader = reader;
	return 0;
}

void reader_stop(struct reader *reader)
{
	if (!reader)
		return;
	(void)close(reader->socket); /* then the process ends */
	(void)munmap(reader->shared, sizeof(*reader->shared));
	free(reader);
}
