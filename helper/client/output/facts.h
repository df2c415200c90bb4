/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.h - a device's facts as text for people.
 */
#ifndef VMTAP_FACTS_H
#define VMTAP_FACTS_H

#include <stdint.h>
#include <sys/types.h>

#define FACTS_TEXT_SIZE 256

/* "alice(1000)", or "1000" if the uid has no name.  Both return text. */
const char *facts_user(uid_t uid, char text[FACTS_TEXT_SIZE]);
/* The name alone; NULL if there is none. */
const char *facts_user_name(uid_t uid);
/* seconds, of CLOCK_REALTIME, as local time. */
const char *facts_time(uint64_t since, char text[FACTS_TEXT_SIZE]);

#endif
