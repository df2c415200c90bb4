/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.c - names for numbers.
 */
#include "client/output/facts.h"

#include <pwd.h>
#include <stdio.h>
#include <time.h>

const char *facts_user_name(uid_t uid)
{
	const struct passwd *passwd = getpwuid(uid);

	return passwd ? passwd->pw_name : NULL;
}

const char *facts_user(uid_t uid, char text[FACTS_TEXT_SIZE])
{
	const char *name = facts_user_name(uid);

	if (name)
		(void)snprintf(text, FACTS_TEXT_SIZE, "%s(%ju)", name,
			       (uintmax_t)uid);
	else
		(void)snprintf(text, FACTS_TEXT_SIZE, "%ju", (uintmax_t)uid);
	return text;
}

const char *facts_time(uint64_t since, char text[FACTS_TEXT_SIZE])
{
	time_t seconds = (time_t)since;
	struct tm tm;

	if (!localtime_r(&seconds, &tm) ||
	    strftime(text, FACTS_TEXT_SIZE, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		(void)snprintf(text, FACTS_TEXT_SIZE, "?");
	return text;
}
