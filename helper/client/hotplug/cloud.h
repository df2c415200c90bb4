/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cloud.h - a card of a cloud-hypervisor that runs: HTTP over its API socket,
 * where descriptors go with a request.
 */
#ifndef VMTAP_CLOUD_H
#define VMTAP_CLOUD_H

#include <stdint.h>

#include "client/vmm/failed.h"
#include "vmtap.h"

/* Bytes of one answer. */
#define CLOUD_ANSWER_MAX (64 * 1024)
#define CLOUD_UNDO_MS 2000

struct cloud {
	int fd; /* -EBADF: none, or of no use any more */
	uint64_t answer_ms;
	const char *path;
	char name[FAILED_QUOTE_SIZE + 32]; /* in sentences */
};

/* Connect, and see that it is one.  path must live as long as *ret_cloud. */
int cloud_open(const char *path, uint64_t answer_ms, struct cloud *ret_cloud,
	       struct vmtap_error *err);
void cloud_close(struct cloud *cloud);

int cloud_plug(struct cloud *cloud, const struct vmtap_device *device,
	       const char *id, struct vmtap_error *err);
/* The guest gives the card up later. */
int cloud_unplug(struct cloud *cloud, const char *id, struct vmtap_error *err);

#endif
