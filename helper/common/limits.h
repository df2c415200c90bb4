/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limits.h - how much of each thing: what may be had, or what is had.
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
