/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * program.c - loads the eBPF program.
 *
 * bpftool has made a light skeleton of the object: a second program, which the
 * kernel runs to create the map and load the first one, and which the kernel
 * fits to its own types (CO-RE).  So no library parses ELF and BTF in vmtapd.
 */
#include "link/ebpf/program.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config.h"

#define OPEN_WITHOUT                                                           \
	"a frame's own header can have the kernel write a checksum behind the classic filter"

static int refuse(struct error *err, int r, const char *why)
{
	return error_set(err, VMTAP_E_HOST, -r, "%s (%s): %s", why,
			 strerror(-r), OPEN_WITHOUT);
}

#ifdef WITH_EBPF

#include <fence.skel.h>

static int get_id(int fd, uint32_t *ret_id)
{
	struct bpf_prog_info info = { 0 };
	union bpf_attr attr = { 0 };

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = (uintptr_t)&info;
	if (skel_sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)) < 0)
		return -errno;
	*ret_id = info.id;
	return 0;
}

#define MAP_SIZE (SLOTS_N * sizeof(struct slot))

/* The mapping keeps the map, and so does the program. */
static int map_slots(int map, struct slots *ret_slots)
{
	struct slot *at = mmap(NULL, MAP_SIZE, PROT_READ | PROT_WRITE,
			       MAP_SHARED, map, 0);
	int r;

	if (at == MAP_FAILED)
		return -errno;
	r = slots_init(ret_slots, at);
	if (r < 0)
		(void)munmap(at, MAP_SIZE);
	return r;
}

static int load(struct ebpf *ebpf, struct ebpf_fence *skeleton)
{
	int r;

	skeleton->maps.slots.max_entries = SLOTS_N;
	r = ebpf_fence__load(skeleton);
	if (r < 0)
		return r;
	r = get_id(skeleton->progs.fence.prog_fd, &ebpf->id);
	if (r == 0)
		r = map_slots(skeleton->maps.slots.map_fd, &ebpf->slots);
	if (r < 0)
		return r;
	ebpf->fd = skeleton->progs.fence.prog_fd;
	skeleton->progs.fence.prog_fd = 0; /* not closed with the skeleton */
	return 0;
}

static const char *explain(int r)
{
	switch (r) {
	case -EPERM:
	case -EACCES:
		return "vmtapd may not load its eBPF program; start it with CAP_BPF and CAP_PERFMON on a host without lockdown";
	default:
		return "this kernel does not take vmtapd's eBPF program, which needs Linux 6.2 with BTF";
	}
}

int ebpf_load(struct ebpf *ret_ebpf, struct error *err)
{
	struct ebpf ebpf = { .fd = -EBADF };
	struct ebpf_fence *skeleton = ebpf_fence__open();
	int r = skeleton ? load(&ebpf, skeleton) : -ENOMEM;

	ebpf_fence__destroy(skeleton);
	if (r < 0)
		return refuse(err, r, explain(r));
	*ret_ebpf = ebpf;
	return 0;
}

void ebpf_close(struct ebpf *ebpf)
{
	if (ebpf->fd < 0)
		return;
	(void)munmap(ebpf->slots.at, MAP_SIZE);
	slots_free(&ebpf->slots);
	(void)close(ebpf->fd);
	ebpf->fd = -EBADF;
}

#else

int ebpf_load(struct ebpf *ret_ebpf, struct error *err)
{
	(void)ret_ebpf;
	return refuse(err, -ENOSYS,
		      "vmtapd was built without its eBPF program");
}

void ebpf_close(struct ebpf *ebpf)
{
	(void)ebpf;
}

#endif
