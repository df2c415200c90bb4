/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limits.h - how much of each thing: as a limit, or as what is in use.
 * policy/meaning/limit.c has a row for each, with its meaning and the words of
 * a refusal.
 */
#ifndef VMTAP_LIMITS_H
#define VMTAP_LIMITS_H

/* Of one user on one network.  0 as a limit: any number. */
struct limits {
	unsigned int devices;
	unsigned int queues; /* pairs of one device */
	unsigned int queues_total; /* of all devices */
	unsigned int held; /* devices by name; as a limit, 0 is none */
};

#endif
