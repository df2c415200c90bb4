/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vm.h - a VM that runs, as attach and detach know it: by the socket of its VMM.
 */
#ifndef VMTAP_VM_H
#define VMTAP_VM_H

#include "client/hotplug/cloud.h"
#include "client/hotplug/qemu.h"
#include "client/options.h"
#include "client/output/status.h"
#include "client/vmm/monitor.h"

struct vm {
	bool is_cloud; /* then cloud, else monitor */
	struct cloud cloud;
	struct monitor monitor;
	char bus[QEMU_ID_SIZE]; /* for a new card; "": QEMU's choice */
};

/* Is the VM named in one way, and are the options right?  Else it prints why. */
enum status vm_check(const struct options *options);

/* --timeout in milliseconds; fallback, in seconds, without it. */
uint64_t vm_timeout_ms(const struct options *options, uint64_t fallback);

/* answer_ms: for each answer.  On success, close it with vm_close(). */
int vm_open(const struct options *options, uint64_t answer_ms,
	    struct vm *ret_vm, struct vmtap_error *err);
void vm_close(struct vm *vm);

/* What sentences call it. */
const char *vm_name(const struct vm *vm);

/* A place for one more card.  id and bus are the user's, or NULL. */
int vm_find_place(struct vm *vm, const char *id, const char *bus,
		  struct vmtap_error *err);
/* If it fails, no card stays, as far as the VMM answers. */
int vm_plug(struct vm *vm, const struct vmtap_device *device, const char *id,
	    struct vmtap_error *err);

/* The interface of a card.  -ENODEV: there is no such card. */
int vm_ifname(struct vm *vm, const char *id, char ret_ifname[QEMU_ID_SIZE],
	      struct vmtap_error *err);
/* Take the card out, with its end on the host.  See qemu_unplug(). */
int vm_unplug(struct vm *vm, const char *id, uint64_t deadline,
	      void (*tell)(const char *id, uint64_t rest_ms),
	      struct vmtap_error *err);
/* What an earlier attempt left of a card: -ENODEV, if that is nothing. */
int vm_clear(struct vm *vm, const char *ifname, struct vmtap_error *err);

#endif
