/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * import-read.c - reads a bridge.conf and the files that it includes.
 *
 * qemu-bridge-helper drops root's rights before it opens a file, so it reads
 * files with the rights of its user, and each user may get another list.  An
 * error in the first file, or when it is opened, is fatal.  Any other file is
 * ignored from its wrong line on, or whole if it cannot be opened.
 */
#include "client/import/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/arguments/problem.h"
#include "common/cleanup.h"

/* A file that is being read, and the file that includes it. */
struct frame {
	const struct frame *outer;
	const char *path;
	struct readers readers;
	dev_t dev;
	ino_t ino;
};

void import_safe(const char *text, char ret_safe[IMPORT_SAFE_SIZE])
{
	static const char more[] = "...";
	size_t n = 0;

	while (*text && n < IMPORT_SAFE_SIZE - sizeof(more)) {
		const char c = *text++;

		ret_safe[n++] = c >= ' ' && c <= '~' ? c : '?';
	}
	strcpy(ret_safe + n, *text ? more : "");
}

void import_differs(struct import *import, const char *name)
{
	import->n_differences++;
	fprintf(import->out, "# not the same (%s): ", name);
}

static void begin_comment(struct import *import)
{
	fputs("# ", import->out);
}

/* Completes the comment: says what a line of frame's file means. */
__attribute__((format(printf, 4, 5))) static void
comment(const struct import *import, const struct frame *frame,
	unsigned int number, const char *format, ...)
{
	char path[IMPORT_SAFE_SIZE];
	va_list args;

	import_safe(frame->path, path);
	fprintf(import->out, "%s:%u: ", path, number);
	va_start(args, format);
	(void)vfprintf(import->out, format, args);
	va_end(args);
	fputc('\n', import->out);
}

/* Returns size bytes and a zero byte behind them; NULL and errno if not. */
static char *read_text(int fd, size_t size)
{
	char *text = malloc(size + 1);
	size_t n = 0;

	while (text && n < size) {
		ssize_t r = read(fd, text + n, size - n);

		if (r <= 0) {
			/* The file got shorter meanwhile. */
			errno = r < 0 ? errno : EIO;
			free(text);
			return NULL;
		}
		n += (size_t)r;
	}
	return text;
}

static bool is_same(const struct import_rule *a, const struct import_rule *b)
{
	return a->is_deny == b->is_deny && a->is_all == b->is_all &&
	       strcmp(a->bridge, b->bridge) == 0 &&
	       readers_equal(&a->readers, &b->readers);
}

static int add_rule(struct import *import, const struct frame *frame,
		    const struct bridgeconf_line *line, struct vmtap_error *err)
{
	struct import_rule *rule = &import->rules[import->n_rules];
	char path[IMPORT_SAFE_SIZE];

	if (import->n_rules == IMPORT_RULES_MAX)
		return problem(err,
			       "%s:%u: more than %d rules; shorten the list",
			       frame->path, line->number, IMPORT_RULES_MAX);
	*rule = (struct import_rule){
		.is_deny = line->verb == BRIDGECONF_DENY,
		.is_all = line->is_all,
		.readers = frame->readers,
	};
	if (!line->is_all)
		strcpy(rule->bridge, line->arg);
	import_safe(frame->path, path);
	(void)snprintf(rule->place, sizeof(rule->place), "%s:%u", path,
		       line->number);
	for (size_t i = 0; i < import->n_rules; i++)
		if (is_same(&import->rules[i], rule)) {
			begin_comment(import);
			comment(import, frame, line->number, "the same as %s",
				import->rules[i].place);
			return 0;
		}
	import->n_rules++;
	return 0;
}

static int read_file(struct import *import, struct frame *frame,
		     struct vmtap_error *err);

static int include(struct import *import, const struct frame *outer,
		   const struct bridgeconf_line *line, struct vmtap_error *err)
{
	struct frame frame = { .outer = outer,
			       .path = line->arg,
			       .readers = outer->readers };
	char path[IMPORT_SAFE_SIZE];
	int r;

	import_safe(line->arg, path);
	if (line->arg[0] != '/' && line->arg[0] != '\0') {
		import_differs(import, "relative");
		comment(import, outer, line->number,
			"include %s depends on the folder that QEMU runs in; it is left out",
			path);
		return 0;
	}
	r = read_file(import, &frame, err);
	switch (-r) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
		begin_comment(import);
		comment(import, outer, line->number,
			"include %s: %s, so it is left out", path,
			strerror(-r));
		return 0;
	}
	return r;
}

static int read_lines(struct import *import, const struct frame *frame,
		      const char *text, size_t size, struct vmtap_error *err)
{
	struct bridgeconf conf = { .text = text, .size = size };
	struct bridgeconf_line line;
	struct vmtap_error wrong;
	int r;

	while ((r = bridgeconf_next(&conf, &line, &wrong)) > 0) {
		if (line.verb == BRIDGECONF_INCLUDE)
			r = include(import, frame, &line, err);
		else
			r = add_rule(import, frame, &line, err);
		if (r < 0)
			return r;
	}
	if (r < 0 && !frame->outer)
		return problem(
			err,
			"%s:%u: %s; qemu-bridge-helper refuses everybody because of it: mend the line",
			frame->path, conf.number, wrong.text);
	if (r < 0) {
		begin_comment(import);
		comment(import, frame, conf.number,
			"%s; the rest of the file counts for nothing",
			wrong.text);
	}
	return 0;
}

/* A file that includes itself adds nothing the second time. */
static bool is_circle(const struct frame *frame)
{
	for (const struct frame *outer = frame->outer; outer;
	     outer = outer->outer)
		if (outer->dev == frame->dev && outer->ino == frame->ino)
			return true;
	return false;
}

static int read_open_file(struct import *import, struct frame *frame, int fd,
			  struct vmtap_error *err)
{
	_cleanup_free_
	char *text = NULL;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return problem(err, "cannot read %s: %m", frame->path);
	if (!S_ISREG(st.st_mode)) {
		(void)problem(err, "%s is no regular file", frame->path);
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	}
	if (st.st_size > IMPORT_FILE_SIZE_MAX)
		return problem(err, "%s has more than %d bytes; shorten it",
			       frame->path, IMPORT_FILE_SIZE_MAX);
	frame->dev = st.st_dev;
	frame->ino = st.st_ino;
	if (is_circle(frame))
		return 0;
	if (import->n_files++ == IMPORT_FILES_MAX)
		return problem(
			err,
			"more than %d files are included, the last one is %s; include fewer",
			IMPORT_FILES_MAX, frame->path);
	text = read_text(fd, (size_t)st.st_size);
	if (!text)
		return problem(err, "cannot read %s: %m", frame->path);
	return read_lines(import, frame, text, (size_t)st.st_size, err);
}

/* The errno of open(), if the file could not be opened. */
static int read_file(struct import *import, struct frame *frame,
		     struct vmtap_error *err)
{
	_cleanup_close_
	int fd = -EBADF;
	int r = import_access(frame->path, &frame->readers);

	if (r >= 0) {
		/* O_NONBLOCK: opening a pipe must not wait for its other end. */
		fd = open(frame->path,
			  O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		r = fd < 0 ? -errno : 0;
	}
	if (r < 0) {
		(void)problem(
			err, "cannot read %s: %s%s", frame->path, strerror(-r),
			r == -EACCES
				? "; run this as root, who sees what others may"
				: "");
		return r;
	}
	return read_open_file(import, frame, fd, err);
}

int import_read(struct import *import, const char *path,
		struct vmtap_error *err)
{
	_cleanup_free_
	char *folder = NULL, *whole = NULL;
	struct frame frame = { .path = path };

	if (path[0] != '/') {
		folder = getcwd(NULL, 0);
		if (!folder || asprintf(&whole, "%s/%s", folder, path) < 0)
			return problem(err, "cannot read %s: %m", path);
		frame.path = whole;
	}
	return read_file(import, &frame, err);
}
