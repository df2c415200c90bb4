/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.h - rows of text in columns that are as wide as they must be.
 */
#ifndef VMTAP_TABLE_H
#define VMTAP_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS_MAX 16
#define TABLE_CELL_SIZE 256 /* longer text is cut */

struct table {
	size_t n_columns;
	size_t n_rows;
	size_t n_cells; /* of the row being filled */
	char (*rows)[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE];
};

/* The first row is heads, whose end is NULL. */
void table_init(struct table *table, const char *const *heads);
/* The next cell, row by row.  Without memory the program ends. */
void table_add(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Print it on stdout and free it. */
void table_finish(struct table *table);

#endif
