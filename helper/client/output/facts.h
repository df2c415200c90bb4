/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.h - a device's facts as text for people.
 */
#ifndef VMTAP_FACTS_H
#define VMTAP_FACTS_H

#include <stdint.h>
#include <sys/types.h>

#define FACTS_TEXT_SIZE 256

/* The user's name, or the uid if it has no name.  Both return text. */
const char *facts_user(uid_t uid, char text[FACTS_TEXT_SIZE]);
/* seconds, of CLOCK_REALTIME, as local time. */
const char *facts_time(uint64_t since, char text[FACTS_TEXT_SIZE]);

#endif
