/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vhost-send TAP VHOST SNDBUF - the driver's side of a virtio-net transmit
 * queue.
 *
 * TAP is the descriptor of a TAP or macvtap with a virtio-net header of 12
 * bytes, VHOST one of /dev/vhost-net that nobody has set up.  Each line of
 * standard input is a frame as hexadecimal digits, its header in front.  An
 * empty line hands all of them to vhost-net at once, with one kick, and waits
 * until vhost-net has used all; then "used N" is printed, or "fail: why".
 *
 * vhost-net hands frames over in batches if SNDBUF, which the device gets, is
 * INT_MAX (as QEMU has it); with any other, one by one.
 */
#include <errno.h>
#include <linux/if_tun.h>
#include <linux/vhost.h>
#include <linux/virtio_config.h>
#include <linux/virtio_net.h>
#include <linux/virtio_ring.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FRAMES_MAX 128 /* a power of two */
#define FRAME_MAX 20000
#define HEADER_SIZE 12
#define TX 1 /* the transmit queue of the pair */
#define WAIT_MS 60000

/* What the driver shares with vhost-net. */
static struct {
	_Alignas(4096) struct vring_desc table[FRAMES_MAX];
	_Alignas(4096) unsigned char avail[sizeof(struct vring_avail) +
					   sizeof(uint16_t) * (FRAMES_MAX + 1)];
	_Alignas(4096) unsigned char used[sizeof(struct vring_used) +
					  sizeof(struct vring_used_elem) *
						  FRAMES_MAX +
					  sizeof(uint16_t)];
	_Alignas(4096) unsigned char frames[FRAMES_MAX][FRAME_MAX];
} shared;

static struct vring_avail *const avail = (void *)shared.avail;
static struct vring_used *const used = (void *)shared.used;
static int kick, call;

static void check(const char *what, bool is_good)
{
	if (is_good)
		return;
	printf("fail: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t address_of(const void *memory)
{
	return (uint64_t)(uintptr_t)memory;
}

/* The driver's addresses are those of this process. */
static void share_memory(int vhost)
{
	union {
		struct vhost_memory memory;
		char bytes[sizeof(struct vhost_memory) +
			   sizeof(struct vhost_memory_region)];
	} table = { .memory = { .nregions = 1 } };

	table.memory.regions[0] = (struct vhost_memory_region){
		.guest_phys_addr = address_of(&shared),
		.memory_size = sizeof(shared),
		.userspace_addr = address_of(&shared),
	};
	check("VHOST_SET_MEM_TABLE",
	      ioctl(vhost, VHOST_SET_MEM_TABLE, &table.memory) == 0);
}

static void set_features(int vhost)
{
	uint64_t features = 0;
	uint64_t wanted = 1ULL << VIRTIO_F_VERSION_1 |
			  1ULL << VIRTIO_NET_F_MRG_RXBUF;

	check("VHOST_GET_FEATURES",
	      ioctl(vhost, VHOST_GET_FEATURES, &features) == 0);
	errno = EOPNOTSUPP;
	check("features", (features & wanted) == wanted);
	check("VHOST_SET_FEATURES",
	      ioctl(vhost, VHOST_SET_FEATURES, &wanted) == 0);
}

static void set_ring(int vhost)
{
	struct vhost_vring_state number = { TX, FRAMES_MAX };
	struct vhost_vring_state base = { TX, 0 };
	struct vhost_vring_addr address = {
		.index = TX,
		.desc_user_addr = address_of(shared.table),
		.used_user_addr = address_of(shared.used),
		.avail_user_addr = address_of(shared.avail),
	};
	struct vhost_vring_file kicks = { TX, kick };
	struct vhost_vring_file calls = { TX, call };

	check("VHOST_SET_VRING_NUM",
	      ioctl(vhost, VHOST_SET_VRING_NUM, &number) == 0);
	check("VHOST_SET_VRING_BASE",
	      ioctl(vhost, VHOST_SET_VRING_BASE, &base) == 0);
	check("VHOST_SET_VRING_ADDR",
	      ioctl(vhost, VHOST_SET_VRING_ADDR, &address) == 0);
	check("VHOST_SET_VRING_KICK",
	      ioctl(vhost, VHOST_SET_VRING_KICK, &kicks) == 0);
	check("VHOST_SET_VRING_CALL",
	      ioctl(vhost, VHOST_SET_VRING_CALL, &calls) == 0);
}

static void set_up(int tap, int vhost, int room)
{
	struct vhost_vring_file backend = { TX, tap };
	int size = HEADER_SIZE;

	kick = eventfd(0, EFD_CLOEXEC);
	call = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	check("eventfd", kick >= 0 && call >= 0);
	check("TUNSETVNETHDRSZ", ioctl(tap, TUNSETVNETHDRSZ, &size) == 0);
	check("TUNSETSNDBUF", ioctl(tap, TUNSETSNDBUF, &room) == 0);
	check("VHOST_SET_OWNER", ioctl(vhost, VHOST_SET_OWNER) == 0);
	set_features(vhost);
	share_memory(vhost);
	set_ring(vhost);
	check("VHOST_NET_SET_BACKEND",
	      ioctl(vhost, VHOST_NET_SET_BACKEND, &backend) == 0);
}

/* Puts the frame of this line into the ring, where vhost-net does not see it
 * yet. */
static void add(const char *line, uint16_t next)
{
	unsigned int slot = next % FRAMES_MAX;
	unsigned char *frame = shared.frames[slot];
	uint32_t length = 0;

	while (length < FRAME_MAX && sscanf(line, "%2hhx", frame + length) == 1)
		line += 2, length++;
	errno = EINVAL;
	check("frame", *line == '\n' && length > HEADER_SIZE);
	shared.table[slot] =
		(struct vring_desc){ .addr = address_of(frame), .len = length };
	avail->ring[slot] = (uint16_t)slot;
}

/* Hands over all frames before this index, and waits for their use. */
static void send_up_to(uint16_t next)
{
	struct pollfd event = { call, POLLIN, 0 };
	uint64_t count = 1;

	__atomic_store_n(&avail->idx, next, __ATOMIC_SEQ_CST);
	check("kick", write(kick, &count, sizeof(count)) == sizeof(count));
	while (__atomic_load_n(&used->idx, __ATOMIC_SEQ_CST) != next) {
		int n = poll(&event, 1, WAIT_MS);

		errno = n == 0 ? ETIMEDOUT : errno;
		check("vhost-net uses the frames", n == 1);
		(void)!read(call, &count, sizeof(count));
	}
}

int main(int argc, char **argv)
{
	uint16_t next = 0;
	uint16_t done = 0;
	char *line = NULL;
	size_t size = 0;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	errno = EINVAL;
	check("arguments", argc == 4);
	set_up(atoi(argv[1]), atoi(argv[2]), atoi(argv[3]));
	puts("ready");
	while (getline(&line, &size, stdin) > 0) {
		if (line[0] == '\n') {
			send_up_to(next);
			printf("used %u\n",
			       (unsigned int)(uint16_t)(next - done));
			done = next;
			continue;
		}
		errno = ENOBUFS;
		check("frame", (uint16_t)(next - done) < FRAMES_MAX);
		add(line, next++);
	}
	free(line);
	return 0;
}
