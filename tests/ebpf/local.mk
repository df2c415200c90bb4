# The eBPF program against the classic one, and its map when it is full.
EXTRA_DIST += %D%/both.h %D%/seeds.py
dist_check_SCRIPTS += %D%/equal.t %D%/room.t %D%/seen.t
TESTS += %D%/equal.t %D%/room.t %D%/seen.t

if EBPF
%C%_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)

# Apart from all others, with the header that bpftool has made.
check_LTLIBRARIES += %D%/librun.la
%C%_librun_la_SOURCES = %D%/ebpf-run.c %D%/ebpf-run.h
%C%_librun_la_CPPFLAGS = $(AM_CPPFLAGS) -isystem helper/link/ebpf/skel
%C%_librun_la_LIBADD = helper/link/liblink.la
$(%C%_librun_la_OBJECTS): helper/link/ebpf/skel/fence.skel.h

check_PROGRAMS += %D%/room
%C%_room_SOURCES = %D%/room.c
%C%_room_LDADD = helper/link/liblink.la

if HAVE_CMOCKA
check_PROGRAMS += %D%/equal
%C%_equal_CPPFLAGS = $(%C%_cppflags)
%C%_equal_LDADD = %D%/librun.la $(unit_common)

check_PROGRAMS += %D%/seen
%C%_seen_CPPFLAGS = $(%C%_cppflags)
%C%_seen_LDADD = %D%/librun.la $(unit_common)

# The unit tests once more.
check_PROGRAMS += %D%/tables-filter \
	%D%/tables-filter-end \
	%D%/tables-filter-ipv6 \
	%D%/tables-filter-macs \
	%D%/tables-filter-program \
	%D%/tables-filter-tag
%C%_tables_cppflags = $(%C%_cppflags) \
	-include tests/unit/unit.h -include tests/ebpf/both.h
%C%_tables_filter_SOURCES = tests/unit/test-filter.c
%C%_tables_filter_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_LDADD = %D%/librun.la $(unit_common)
%C%_tables_filter_end_SOURCES = tests/unit/test-filter-end.c
%C%_tables_filter_end_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_end_LDADD = %D%/librun.la $(unit_common)
%C%_tables_filter_ipv6_SOURCES = tests/unit/test-filter-ipv6.c
%C%_tables_filter_ipv6_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_ipv6_LDADD = %D%/librun.la $(unit_common)
%C%_tables_filter_macs_SOURCES = tests/unit/test-filter-macs.c
%C%_tables_filter_macs_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_macs_LDADD = %D%/librun.la $(unit_common)
%C%_tables_filter_program_SOURCES = tests/unit/test-filter-program.c
%C%_tables_filter_program_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_program_LDADD = %D%/librun.la $(unit_common)
%C%_tables_filter_tag_SOURCES = tests/unit/test-filter-tag.c
%C%_tables_filter_tag_CPPFLAGS = $(%C%_tables_cppflags)
%C%_tables_filter_tag_LDADD = %D%/librun.la $(unit_common)
endif
endif
