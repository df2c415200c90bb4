# Unit tests: a cmocka program for each module.  Without cmocka "make check"
# fails and says so.
EXTRA_DIST += \
	%D%/bpf-run.h \
	%D%/filter-frames.h \
	%D%/cmocka-missing.t \
	%D%/names.h \
	%D%/replies.h \
	%D%/unit.h \
	%D%/within.h

if HAVE_CMOCKA
unit_tests = \
	%D%/test-backlog \
	%D%/test-bucket \
	%D%/test-card \
	%D%/test-choose \
	%D%/test-dump \
	%D%/test-error \
	%D%/test-filter \
	%D%/test-filter-end \
	%D%/test-filter-ipv6 \
	%D%/test-filter-program \
	%D%/test-filter-macs \
	%D%/test-filter-tag \
	%D%/test-held \
	%D%/test-hold \
	%D%/test-ifname \
	%D%/test-kind \
	%D%/test-label \
	%D%/test-lease \
	%D%/test-lladdr \
	%D%/test-log \
	%D%/test-mark \
	%D%/test-news \
	%D%/test-nodes \
	%D%/test-notes \
	%D%/test-place \
	%D%/test-policy-decide \
	%D%/test-policy-errors \
	%D%/test-policy-hold \
	%D%/test-policy-fence \
	%D%/test-policy-fence-errors \
	%D%/test-policy-files \
	%D%/test-policy-limits \
	%D%/test-policy-lladdr \
	%D%/test-policy-merge \
	%D%/test-policy-parse \
	%D%/test-policy-properties \
	%D%/test-policy-macs \
	%D%/test-policy-reserved \
	%D%/test-policy-uids \
	%D%/test-policy-who \
	%D%/test-prefix \
	%D%/test-record \
	%D%/test-reply \
	%D%/test-reply-fields \
	%D%/test-request \
	%D%/test-scm \
	%D%/test-share \
	%D%/test-slots \
	%D%/test-turns \
	%D%/test-wire
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
else
TESTS += %D%/cmocka-missing.t
endif

unit_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
unit_common = helper/common/libcommon.la $(CMOCKA_LIBS)
unit_policy = policy/libpolicy.la $(CMOCKA_LIBS)

%C%_test_backlog_CPPFLAGS = $(unit_cppflags)
%C%_test_backlog_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_bucket_CPPFLAGS = $(unit_cppflags)
%C%_test_bucket_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_choose_CPPFLAGS = $(unit_cppflags)
%C%_test_choose_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_choose_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=inuse_find \
	-Wl,--wrap=rtnl_questions -Wl,--wrap=policy_is_reserved \
	-Wl,--wrap=policy_is_withheld -Wl,--wrap=rtnl_listings
%C%_test_dump_CPPFLAGS = $(unit_cppflags)
%C%_test_dump_LDADD = helper/link/liblink.la $(CMOCKA_LIBS)
%C%_test_dump_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=mnl_socket_sendto \
	-Wl,--wrap=mnl_socket_recvfrom
%C%_test_slots_CPPFLAGS = $(unit_cppflags)
%C%_test_slots_LDADD = helper/link/liblink.la $(CMOCKA_LIBS)
%C%_test_turns_CPPFLAGS = $(unit_cppflags)
%C%_test_turns_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_card_CPPFLAGS = $(unit_cppflags)
%C%_test_card_LDADD = $(unit_common)
%C%_test_error_CPPFLAGS = $(unit_cppflags)
%C%_test_error_LDADD = $(unit_common)
%C%_test_ifname_CPPFLAGS = $(unit_cppflags)
%C%_test_ifname_LDADD = $(unit_common)
%C%_test_kind_CPPFLAGS = $(unit_cppflags)
%C%_test_kind_LDADD = $(unit_common)
%C%_test_label_CPPFLAGS = $(unit_cppflags)
%C%_test_label_LDADD = $(unit_common)
%C%_test_lladdr_CPPFLAGS = $(unit_cppflags)
%C%_test_lladdr_LDADD = $(unit_common)
%C%_test_prefix_CPPFLAGS = $(unit_cppflags)
%C%_test_prefix_LDADD = $(unit_common)
%C%_test_filter_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_filter_end_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_end_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_filter_macs_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_macs_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_filter_tag_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_tag_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_filter_ipv6_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_ipv6_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_filter_program_CPPFLAGS = $(unit_cppflags)
%C%_test_filter_program_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_hold_CPPFLAGS = $(unit_cppflags)
%C%_test_hold_LDADD = $(unit_common)
%C%_test_held_CPPFLAGS = $(unit_cppflags)
%C%_test_held_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_lease_CPPFLAGS = $(unit_cppflags)
%C%_test_lease_LDADD = helper/daemon/libdaemon.la $(unit_common)
%C%_test_log_CPPFLAGS = $(unit_cppflags)
%C%_test_log_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_mark_CPPFLAGS = $(unit_cppflags)
%C%_test_mark_LDADD = helper/link/liblink.la $(unit_common)
%C%_test_news_CPPFLAGS = $(unit_cppflags)
%C%_test_news_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_nodes_CPPFLAGS = $(unit_cppflags) $(LIBEVENT_CFLAGS)
%C%_test_nodes_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_notes_CPPFLAGS = $(unit_cppflags)
%C%_test_notes_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_place_CPPFLAGS = $(unit_cppflags)
%C%_test_place_LDADD = helper/link/liblink.la $(CMOCKA_LIBS)
%C%_test_record_CPPFLAGS = $(unit_cppflags)
%C%_test_record_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_reply_CPPFLAGS = $(unit_cppflags)
%C%_test_reply_LDADD = $(unit_common)
%C%_test_reply_fields_CPPFLAGS = $(unit_cppflags)
%C%_test_reply_fields_LDADD = $(unit_common)
%C%_test_request_CPPFLAGS = $(unit_cppflags)
%C%_test_request_LDADD = $(unit_common)
%C%_test_scm_CPPFLAGS = $(unit_cppflags)
%C%_test_scm_LDADD = $(unit_common)
%C%_test_share_CPPFLAGS = $(unit_cppflags)
%C%_test_share_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_wire_CPPFLAGS = $(unit_cppflags)
%C%_test_wire_LDADD = $(unit_common)
%C%_test_policy_hold_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_hold_LDADD = $(unit_policy)
%C%_test_policy_decide_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_decide_LDADD = $(unit_policy)
%C%_test_policy_fence_errors_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_fence_errors_LDADD = $(unit_policy)
%C%_test_policy_fence_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_fence_LDADD = $(unit_policy)
%C%_test_policy_files_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_files_LDADD = $(unit_policy)
%C%_test_policy_lladdr_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_lladdr_LDADD = $(unit_policy)
%C%_test_policy_parse_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_parse_LDADD = $(unit_policy)
%C%_test_policy_uids_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_uids_LDADD = helper/daemon/libdaemon.la $(CMOCKA_LIBS)
%C%_test_policy_who_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_who_LDADD = $(unit_policy)
%C%_test_policy_limits_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_limits_LDADD = $(unit_policy)
%C%_test_policy_merge_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_merge_LDADD = $(unit_policy)
%C%_test_policy_properties_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_properties_LDADD = $(unit_policy)
%C%_test_policy_macs_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_macs_LDADD = $(unit_policy)
%C%_test_policy_reserved_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_reserved_LDADD = $(unit_policy)
%C%_test_policy_errors_CPPFLAGS = $(unit_cppflags)
%C%_test_policy_errors_LDADD = $(unit_policy)
