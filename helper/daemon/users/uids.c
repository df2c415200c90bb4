/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uids.c - reads subuid(5) and passwd(5), line by line.  libsubid answers only
 * about one owner or one uid at a time, and vmtapd needs the ranges of all
 * owners, also of those whom no rule names.  No directory lists them.
 */
#include "daemon/users/uids.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "daemon/users/logins.h"

#define SUBUID "/etc/subuid"
#define PASSWD "/etc/passwd"
#define NSSWITCH "/etc/nsswitch.conf"
#define UID_LAST 4294967294u /* the next one is no uid, see chown(2) */

_Static_assert(UIDS_LOGINS_MAX == LOGINS_MAX, "all fit");

/* What is read, and what helps with that. */
struct reading {
	const struct policy_names *names;
	struct uids *uids;
	bool asks_files; /* nsswitch.conf(5) asks passwd(5) first for a user */
	struct logins *logins; /* the names in it; or NULL */
};

/* ---- a line ----------------------------------------------------------- */

/* 1: *ret_number is set.  0: not a number; else as uids_parse_line(). */
static int parse_number(const char *text, unsigned long long *ret_number)
{
	char *end;

	text += strspn(text, " \t\v\f\r"); /* as strtol(3) does */
	text += text[0] == '+';
	if (text[0] == '0' && text[1] != '\0')
		return -EINVAL;
	if (text[0] < '0' || text[0] > '9')
		return 0;
	errno = 0;
	*ret_number = strtoull(text, &end, 10);
	return *end == '\0' && errno == 0;
}

int uids_parse_line(char *line, const char **ret_owner,
		    struct policy_subuids *ret_range)
{
	unsigned long long first = 0, count = 0;
	char *rest = line;
	const char *owner, *from, *number;
	int r;

	line[strcspn(line, "\n")] = '\0';
	owner = strsep(&rest, ":");
	from = strsep(&rest, ":");
	number = strsep(&rest, ":");
	if (!number || owner[0] == '\0' || owner[0] == '#')
		return 0;
	r = parse_number(from, &first);
	if (r == 1)
		r = parse_number(number, &count);
	if (r < 1 || count == 0 || first > UID_LAST)
		return r < 0 ? r : 0;
	if (count > UID_LAST - first)
		count = UID_LAST - first + 1;
	*ret_owner = owner;
	ret_range->first = (uid_t)first;
	ret_range->last = (uid_t)(first + count - 1);
	return 1;
}

/* ---- subuid(5) -------------------------------------------------------- */

/* The owner of the line before: an owner's lines mostly follow each other. */
struct owner {
	char name[LOGINS_NAME_SIZE];
	uid_t uid;
	bool has_other; /* a user whose name is the number of another one */
	uid_t other;
};

/* Most owners are in passwd(5), which has been read. */
static int find_user(const struct reading *reading, const char *name,
		     uid_t *ret_uid)
{
	const struct policy_names *names = reading->names;

	if (reading->asks_files &&
	    logins_find(reading->logins, name, ret_uid) == 0)
		return 0;
	return names->user(names->data, name, ret_uid);
}

/*
 * newuidmap takes a name, or a number in its place; and a name may have only
 * digits.  Then the range is of both users.  An owner that cannot be looked up
 * is unknown, and its range is nobody's: that is safe, and vmtapd starts though
 * a directory does not know the owner.
 */
static void find_owner(const struct reading *reading, const char *name,
		       struct owner *owner)
{
	const bool is_number = name[strspn(name, "0123456789")] == '\0';
	unsigned long long number;

	if (strcmp(owner->name, name) == 0)
		return;
	*owner = (struct owner){ .uid = POLICY_NO_UID };
	if (strlen(name) >= sizeof(owner->name))
		return;
	(void)snprintf(owner->name, sizeof(owner->name), "%s", name);
	if (find_user(reading, name, &owner->uid) < 0)
		owner->uid = POLICY_NO_UID;
	if (!is_number || parse_number(name, &number) < 1 || number > UID_LAST)
		return;
	owner->has_other = owner->uid != POLICY_NO_UID && owner->uid != number;
	owner->other = owner->uid;
	owner->uid = (uid_t)number;
}

static int add_range(const struct policy_subuids *range, uid_t owner,
		     struct uids *uids)
{
	struct policy_subuids *added;

	if (uids->n_ranges == UIDS_RANGES_MAX)
		return -E2BIG;
	added = &uids->ranges[uids->n_ranges++];
	*added = *range;
	added->owner = owner;
	return 0;
}

static int add_line(const struct reading *reading, char *line,
		    struct owner *owner)
{
	struct uids *uids = reading->uids;
	struct policy_subuids range;
	const char *name;
	int r = uids_parse_line(line, &name, &range);

	if (r < 1)
		return r;
	find_owner(reading, name, owner);
	r = add_range(&range, owner->uid, uids);
	return r == 0 && owner->has_other
		       ? add_range(&range, owner->other, uids)
		       : r;
}

static int read_ranges(FILE *file, struct reading *reading, struct error *err)
{
	_cleanup_free_
	char *line = NULL;
	struct owner owner = { .name = "" };
	unsigned int n = 0;
	size_t size = 0;
	int r = 0;

	while (r == 0 && getline(&line, &size, file) >= 0) {
		n++;
		r = add_line(reading, line, &owner);
	}
	if (r == -E2BIG)
		return error_set(
			err, VMTAP_E_HOST, E2BIG,
			"%s:%u: more than %d ranges of subordinate uids; remove those of users who have gone",
			SUBUID, n, UIDS_RANGES_MAX);
	if (r < 0)
		return error_set(
			err, VMTAP_E_HOST, EINVAL,
			"%s:%u: a number begins with 0, which not all versions of newuidmap read alike; write it in decimal, without the 0",
			SUBUID, n);
	return 0;
}

/* ---- passwd(5) -------------------------------------------------------- */

static int read_logins(FILE *file, struct reading *reading, struct error *err)
{
	size_t n = 0;
	int r = logins_read(file, reading->uids->logins, &n, &reading->logins);

	if (r == -E2BIG)
		return error_set(
			err, VMTAP_E_HOST, E2BIG,
			"%s: more than %d users; put some into a directory",
			PASSWD, UIDS_LOGINS_MAX);
	if (r < 0)
		return error_set(err, VMTAP_E_INTERNAL, -r, "out of memory");
	reading->uids->n_logins = (unsigned int)n;
	return 0;
}

/* ---- nsswitch.conf(5) ------------------------------------------------- */

/* 1: the first source of the database is files; -1: it is another one; 0: the
 * line says nothing about it. */
static int first_source(const char *line, const char *database)
{
	const size_t length = strlen(database);
	size_t n;

	line += strspn(line, " \t");
	if (strncasecmp(line, database, length) != 0)
		return 0;
	line += length;
	line += strspn(line, " \t");
	n = strcspn(line, " \t\n");
	if (n == 0)
		return 0;
	return n == strlen("files") && strncmp(line, "files", n) == 0 ? 1 : -1;
}

bool uids_is_elsewhere(const char *line)
{
	return first_source(line, "subid:") < 0;
}

static int read_nsswitch(FILE *file, struct reading *reading, struct error *err)
{
	_cleanup_free_
	char *line = NULL;
	size_t size = 0;

	(void)err;
	while (getline(&line, &size, file) >= 0) {
		reading->uids->is_elsewhere |= uids_is_elsewhere(line);
		if (first_source(line, "passwd:") < 0)
			reading->asks_files = false;
	}
	return 0;
}

/* ---- all -------------------------------------------------------------- */

typedef int read_lines(FILE *file, struct reading *reading, struct error *err);

static int read_file(const char *path, read_lines *function,
		     struct reading *reading, struct error *err)
{
	FILE *file = fopen(path, "re");
	int r;

	if (!file && errno == ENOENT)
		return 0;
	if (!file)
		return error_set(err, VMTAP_E_HOST, errno,
				 "%s: cannot be opened: %s", path,
				 strerror(errno));
	errno = 0;
	r = function(file, reading, err);
	if (r == 0 && ferror(file))
		r = error_set(err, VMTAP_E_HOST, EIO, "%s: cannot be read",
			      path);
	(void)fclose(file);
	return r;
}

int uids_read(const struct policy_names *names, struct uids *ret_uids,
	      struct error *err)
{
	struct uids *uids = ret_uids;
	struct reading reading = {
		.names = names,
		.uids = uids,
		.asks_files = true, /* glibc does so without a line */
	};
	int r;

	uids->n_ranges = uids->n_logins = 0;
	uids->names[0] = '\0';
	uids->is_elsewhere = false;
	r = read_file(NSSWITCH, read_nsswitch, &reading, err);
	if (r == 0)
		r = read_file(PASSWD, read_logins, &reading, err);
	if (r == 0 && !uids->is_elsewhere)
		r = read_file(SUBUID, read_ranges, &reading, err);
	logins_write(reading.logins, uids->names, sizeof(uids->names));
	logins_free(reading.logins);
	return r;
}

/* A count that may change under our eyes is read once. */
static unsigned int count_of(const volatile unsigned int *count,
			     unsigned int max)
{
	const unsigned int n = *count;

	return n <= max ? n : 0;
}

void uids_copy(struct uids *to, const struct uids *from)
{
	const size_t n = strnlen(from->names, sizeof(from->names) - 1);

	to->is_elsewhere = from->is_elsewhere;
	to->n_ranges = count_of(&from->n_ranges, UIDS_RANGES_MAX);
	to->n_logins = count_of(&from->n_logins, UIDS_LOGINS_MAX);
	memcpy(to->ranges, from->ranges, to->n_ranges * sizeof(*to->ranges));
	memcpy(to->logins, from->logins, to->n_logins * sizeof(*to->logins));
	memcpy(to->names, from->names, n);
	to->names[n] = '\0';
}

void uids_each_name(const struct uids *uids,
		    void (*say)(uid_t uid, const char *name))
{
	const char *line = uids->names;

	/* not sscanf(3), which measures all that follows at each call */
	while (*line) {
		const size_t n = strcspn(line, "\n");
		char name[LOGINS_NAME_SIZE] = "";
		char *end;
		const unsigned long uid = strtoul(line, &end, 10);

		if (end != line && *end == ':' && end + 1 < line + n) {
			(void)snprintf(name, sizeof(name), "%.*s",
				       (int)(line + n - end - 1), end + 1);
			say((uid_t)uid, name);
		}
		line += n + (line[n] == '\n');
	}
}

struct policy_uids uids_view(const struct uids *uids)
{
	return (struct policy_uids){
		.ranges = uids->ranges,
		.n_ranges = uids->n_ranges,
		.logins = uids->logins,
		.n_logins = uids->n_logins,
		.is_partial = uids->is_elsewhere,
	};
}
