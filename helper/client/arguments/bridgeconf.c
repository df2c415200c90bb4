/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bridgeconf.c - reads bridge.conf as parse_acl_file() of QEMU's
 * qemu-bridge-helper.c does, from 4.1 (where the limit of names came) on.  Pure.
 *
 * It has that program's oddities: the first blank of a line ends the command,
 * and a tab does so only if the line has no blank; what follows byte 4095 of a
 * line is another line; a zero byte ends a line; a comment cannot stand behind
 * a name.
 */
#include "client/arguments/bridgeconf.h"

#include <string.h>

#include "client/arguments/problem.h"

_Static_assert(BRIDGECONF_NAME_MAX == VMTAP_IFNAME_MAX, "a link has it");

/* g_ascii_isspace(): not the vertical tab. */
static bool is_space(char c)
{
	return c != '\0' && strchr(" \t\n\f\r", c);
}

/* As fgets() does: up to the end of the line, or of the buffer. */
static void take_line(struct bridgeconf *conf, char *line)
{
	const char *start = conf->text + conf->at;
	size_t n = conf->size - conf->at;
	const char *end;

	if (n > BRIDGECONF_LINE_MAX)
		n = BRIDGECONF_LINE_MAX;
	end = memchr(start, '\n', n);
	if (end)
		n = (size_t)(end - start) + 1;
	memcpy(line, start, n);
	line[n] = '\0';
	/* The rest of a long line keeps the line's number. */
	if (conf->at == 0 || start[-1] == '\n')
		conf->number++;
	conf->at += n;
}

/* Ends command at its first blank, returns its argument; NULL if none. */
static char *split(char *command)
{
	char *arg = strchr(command, ' ');
	size_t n;

	if (!arg)
		arg = strchr(command, '\t');
	if (!arg)
		return NULL;
	*arg++ = '\0';
	while (is_space(*arg))
		arg++;
	n = strlen(arg);
	while (n > 0 && is_space(arg[n - 1]))
		n--;
	arg[n] = '\0';
	return arg;
}

static int find_verb(const char *command, enum bridgeconf_verb *ret_verb)
{
	static const char *const names[] = {
		[BRIDGECONF_ALLOW] = "allow",
		[BRIDGECONF_DENY] = "deny",
		[BRIDGECONF_INCLUDE] = "include",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(command, names[i]) == 0) {
			*ret_verb = (enum bridgeconf_verb)i;
			return 0;
		}
	return -1;
}

static int parse_line(char *command, struct bridgeconf_line *line,
		      struct vmtap_error *err)
{
	const char *arg = split(command);

	if (!arg)
		return problem(err, "there is no blank in the line");
	if (strcmp(command, "include") != 0 &&
	    strlen(arg) > BRIDGECONF_NAME_MAX)
		return problem(err, "a name has more than %d characters",
			       BRIDGECONF_NAME_MAX);
	if (find_verb(command, &line->verb) < 0)
		return problem(err, "it is not allow, deny or include");
	line->is_all = line->verb != BRIDGECONF_INCLUDE &&
		       strcmp(arg, "all") == 0;
	memcpy(line->arg, arg, strlen(arg) + 1);
	return 1;
}

int bridgeconf_next(struct bridgeconf *conf, struct bridgeconf_line *ret_line,
		    struct vmtap_error *err)
{
	char line[BRIDGECONF_LINE_MAX + 1];

	while (conf->at < conf->size) {
		char *command = line;
		struct bridgeconf_line parsed;
		int r;

		take_line(conf, line);
		while (is_space(*command))
			command++;
		if (*command == '#' || *command == '\0')
			continue;
		r = parse_line(command, &parsed, err);
		if (r < 0)
			return r;
		parsed.number = conf->number;
		*ret_line = parsed;
		return 1;
	}
	return 0;
}
