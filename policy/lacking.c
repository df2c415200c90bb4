/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lacking.c - names of users and groups that the host did not have when vmtapd
 * started.
 */
#include "policy/lacking.h"

#include <stdio.h>
#include <string.h>

void lacking_add(struct lacking *lacking, const struct lacking_name *name)
{
	if (lacking->n < LACKING_MAX)
		lacking->names[lacking->n] = *name;
	lacking->n++;
}

/* What follows from a name that nobody has. */
static const char *consequence_of(const struct lacking_name *name)
{
	if (strcmp(name->keyword, "deny") == 0)
		return "so its network is closed to everybody";
	if (strcmp(name->keyword, "allow") == 0)
		return "so the rule permits nobody";
	return "so it counts for nobody";
}

size_t lacking_complain(const struct lacking *lacking, size_t max,
			void (*say)(const char *text))
{
	char text[VMTAP_TEXT_MAX + 1];

	for (size_t i = 0; i < lacking->n && i < LACKING_MAX && i < max; i++) {
		const struct lacking_name *name = &lacking->names[i];

		(void)snprintf(
			text, sizeof(text),
			"%s:%u: there is no %s \"%s\" of %s, %s; create it or remove the name, and reload vmtapd",
			name->place.file, name->place.line,
			name->is_group ? "group" : "user", name->text,
			name->keyword, consequence_of(name));
		say(text);
	}
	return lacking->n;
}
