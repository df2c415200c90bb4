/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * placeholder.c - fills facts of the nics into arguments.  Pure.  An argument
 * may be JSON, so only braces around an exact name are a placeholder, and other
 * braces need no quoting.
 */
#include "client/arguments/placeholder.h"

#include <stdio.h>
#include <string.h>

#include "client/arguments/problem.h"
#include "common/cleanup.h"

enum field {
	FIELD_FD,
	FIELD_FDS,
	FIELD_VHOSTFDS,
	FIELD_MAC,
	FIELD_IFNAME,
	FIELD_MTU,
};

static const char *const names[] = {
	[FIELD_FD] = "fd",   [FIELD_FDS] = "fds",
	[FIELD_MAC] = "mac", [FIELD_VHOSTFDS] = "vhostfds",
	[FIELD_MTU] = "mtu", [FIELD_IFNAME] = "ifname",
};

#define N_NAMES (sizeof(names) / sizeof(*names))
#define INDEX_MAX 100000 /* larger ones are equally wrong */

struct placeholder {
	size_t length; /* with both braces */
	size_t index; /* of the nic */
	enum field field;
};

/* Returns the length: 3 for "12."; 0 for "" and all that is no number. */
static size_t read_index(const char *text, size_t *ret_index)
{
	size_t n = 0, index = 0;

	for (; text[n] >= '0' && text[n] <= '9'; n++)
		if (index < INDEX_MAX)
			index = index * 10 + (size_t)(text[n] - '0');
	if (n == 0 || text[n] != '.' || (n > 1 && text[0] == '0'))
		return 0;
	*ret_index = index;
	return n + 1;
}

/* Does text begin with a placeholder? */
static bool read_placeholder(const char *text, struct placeholder *ret)
{
	size_t index = 0, start;

	if (text[0] != '{')
		return false;
	start = 1 + read_index(text + 1, &index);
	for (size_t i = 0; i < N_NAMES; i++) {
		size_t n = strlen(names[i]);

		if (strncmp(text + start, names[i], n) == 0 &&
		    text[start + n] == '}') {
			*ret = (struct placeholder){
				.length = start + n + 1,
				.index = index,
				.field = (enum field)i,
			};
			return true;
		}
	}
	return false;
}

bool placeholder_is_in(const char *text)
{
	struct placeholder placeholder;

	for (; *text; text++)
		if (read_placeholder(text, &placeholder))
			return true;
	return false;
}

bool placeholder_has_fds(const char *text, size_t index)
{
	struct placeholder p;

	for (; *text; text++)
		if (read_placeholder(text, &p) && p.index == index &&
		    (p.field == FIELD_FD || p.field == FIELD_FDS))
			return true;
	return false;
}

static void write_fds(FILE *out, const int *fds, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%d", i > 0 ? ":" : "", fds[i]);
}

static int write_field(FILE *out, const struct placeholder *p,
		       const struct nic *nic, struct vmtap_error *err)
{
	switch (p->field) {
	case FIELD_FD:
		if (nic->n_queues != 1)
			return problem(
				err,
				"{fd} is one descriptor, but nic %zu has %u queues; use {fds}",
				p->index, nic->n_queues);
		fprintf(out, "%d", nic->fds[0]);
		return 0;
	case FIELD_FDS:
		write_fds(out, nic->fds, nic->n_queues);
		return 0;
	case FIELD_VHOSTFDS:
		if (nic->n_vhosts == 0)
			return problem(
				err,
				"{vhostfds}: nic %zu has no vhost-net descriptors; ask for them with vhost=on",
				p->index);
		write_fds(out, nic->vhost_fds, nic->n_vhosts);
		return 0;
	case FIELD_MAC:
		if (nic->lladdr[0] == '\0')
			return problem(
				err, "{mac}: the address of nic %zu is unknown",
				p->index);
		fputs(nic->lladdr, out);
		return 0;
	case FIELD_IFNAME:
		fputs(nic->is_planned ? "{ifname}" : nic->ifname, out);
		return 0;
	case FIELD_MTU:
		if (nic->is_planned && nic->mtu == 0)
			fputs("{mtu}", out);
		else
			fprintf(out, "%u", nic->mtu);
		return 0;
	}
	abort();
}

static int write_filled(FILE *out, const char *text, const struct nic *nics,
			size_t n_nics, struct vmtap_error *err)
{
	while (*text) {
		struct placeholder p;
		int r;

		if (!read_placeholder(text, &p)) {
			fputc(*text++, out);
			continue;
		}
		if (p.index >= n_nics)
			return problem(
				err,
				"%.*s: there %s %zu nic%s (-n), counted from 0",
				(int)p.length, text, n_nics == 1 ? "is" : "are",
				n_nics, n_nics == 1 ? "" : "s");
		r = write_field(out, &p, &nics[p.index], err);
		if (r < 0)
			return r;
		text += p.length;
	}
	return 0;
}

int placeholder_fill(const char *text, const struct nic *nics, size_t n_nics,
		     char **ret_filled, struct vmtap_error *err)
{
	_cleanup_free_
	char *filled = NULL;
	size_t size;
	FILE *out;
	int r;

	out = open_memstream(&filled, &size);
	if (!out)
		return problem_memory(err);
	r = write_filled(out, text, nics, n_nics, err);
	if (ferror(out))
		r = problem_memory(err);
	if (fclose(out) != 0 && r >= 0)
		r = problem_memory(err);
	if (r < 0)
		return r;
	*ret_filled = TAKE_PTR(filled);
	return 0;
}
