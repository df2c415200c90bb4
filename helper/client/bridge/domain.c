/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domain.c - looks for a few texts in libvirt's XML.
 */
#include "client/bridge/domain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/label.h"

/* Where the only needle in [text, end) ends; NULL: there is none, or another. */
static const char *behind_only(const char *text, const char *end,
			       const char *needle)
{
	const char *found = strstr(text, needle), *next;

	if (!found || found >= end)
		return NULL;
	found += strlen(needle);
	next = strstr(found, needle);
	return next && next < end ? NULL : found;
}

/* The last needle in [text, end); or NULL. */
static const char *last(const char *text, const char *end, const char *needle)
{
	const char *found = NULL;

	while ((text = strstr(text, needle)) != NULL && text < end)
		found = text++;
	return found;
}

/* Copy until the character stop, if that is where size ends or before.  False:
 * it is not. */
static int copy(const char *from, char stop, char *to, size_t size)
{
	const char *end = strchr(from, stop);

	if (!end || (size_t)(end - from) >= size)
		return -ENOENT;
	memcpy(to, from, (size_t)(end - from));
	to[end - from] = '\0';
	return 0;
}

/* A name that vmtapd would refuse is none. */
static void get_name(const char *text, struct guest *guest)
{
	const char *name = strstr(text, "<domain ");
	struct label label;
	char value[sizeof(label.s)];

	name = name ? strstr(name, "<name>") : NULL;
	if (name &&
	    copy(name + strlen("<name>"), '<', value, sizeof(value)) == 0 &&
	    label_parse(value, &label) == 0)
		memcpy(guest->vm, label.s, sizeof(guest->vm));
}

int domain_find(const char *text, const char *ifname, struct guest *ret_guest)
{
	struct guest guest = { .vm = "" };
	char target[64];
	const char *begin, *end, *lladdr;

	(void)snprintf(target, sizeof(target), "<target dev='%s'", ifname);
	end = behind_only(text, text + strlen(text), target);
	begin = end ? last(text, end, "<interface ") : NULL;
	if (!begin || last(begin, end, "</interface>"))
		return -ENOENT;
	end = strstr(end, "</interface>");
	lladdr = end ? behind_only(begin, end, "<mac address='") : NULL;
	if (!lladdr ||
	    copy(lladdr, '\'', guest.lladdr, sizeof(guest.lladdr)) < 0)
		return -ENOENT;
	get_name(text, &guest);
	*ret_guest = guest;
	return 0;
}
