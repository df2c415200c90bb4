/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cleanup.h - ownership that ends with a scope.  An empty descriptor is -EBADF
 * and an empty pointer is NULL; the clean-ups accept both.
 */
#ifndef VMTAP_CLEANUP_H
#define VMTAP_CLEANUP_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	errno = saved;
}

static inline void cleanup_free(void *pointer)
{
	void **p = pointer;

	free(*p);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		(void)fclose(*file);
}

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -EBADF;
	return taken;
}

/* At the end of the scope, close the descriptor, free the memory, or close the
 * file. */
#define _cleanup_close_ __attribute__((cleanup(cleanup_close)))
#define _cleanup_free_ __attribute__((cleanup(cleanup_free)))
#define _cleanup_fclose_ __attribute__((cleanup(cleanup_fclose)))

/* Hand over ownership: return the value and leave the variable empty. */
#define TAKE_FD(fd) take_fd(&(fd))
#define TAKE_PTR(pointer)                                                      \
	({                                                                     \
		__typeof__(pointer) taken_ = (pointer);                        \
		(pointer) = NULL;                                              \
		taken_;                                                        \
	})

#endif
