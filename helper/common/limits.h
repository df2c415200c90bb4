/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limits.h - how much of each thing: what may be had, or what is had.
 * policy/meaning/limit.c has a row for each, which says what it is and how it is
 * refused.
 */
#ifndef VMTAP_LIMITS_H
#define VMTAP_LIMITS_H

/* Of one user on one network; 0 as a limit: any number. */
struct limits {
	unsigned int devices;
	unsigned int queues; /* pairs of one device */
	unsigned int queues_total; /* of all devices */
};

#endif
