# SPDX-License-Identifier: LGPL-2.1-or-later
# VMTAP_EBPF
# ----------
# Find what builds the eBPF program: clang for its target, bpftool, which makes a
# C header of the object, and the headers of libbpf.  Nothing of it is linked.

AC_DEFUN([VMTAP_EBPF], [
  AC_ARG_WITH([ebpf],
    [AS_HELP_STRING([--without-ebpf],
      [no eBPF program: a frame's own header can get round the filter])],
    [], [with_ebpf=yes])
  AS_IF([test "x$with_ebpf" != xno], [
    AC_PATH_PROG([CLANG], [clang])
    AC_PATH_PROG([BPFTOOL], [bpftool], [], [$PATH:/usr/sbin:/sbin])
    # For this target clang does not look into the folders of one architecture.
    EBPF_CPPFLAGS=`$CLANG -v -E - </dev/null 2>&1 |
      $SED -n '/<...> search starts here:/,/End of search list/s|^ \(/.*\)|-idirafter \1|p' |
      tr '\n' ' '`
    AC_MSG_CHECKING([whether clang makes eBPF with the headers of libbpf])
    AS_IF([AS_ECHO(["#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>"]) |
      $CLANG -target bpf -mcpu=v3 $EBPF_CPPFLAGS -x c -c -o /dev/null - \
        >&AS_MESSAGE_LOG_FD 2>&1],
      [AC_MSG_RESULT([yes]); vmtap_makes_ebpf=yes],
      [AC_MSG_RESULT([no]); vmtap_makes_ebpf=no])
    AS_IF([test -z "$BPFTOOL" || test "x$vmtap_makes_ebpf" = xno],
      [AC_MSG_ERROR([clang, bpftool or libbpf-dev is missing; install them, or configure with --without-ebpf])])
    AC_SUBST([EBPF_CPPFLAGS])
    AC_DEFINE([WITH_EBPF], [1], [Define to 1 to have the eBPF program.])
  ])
  AM_CONDITIONAL([EBPF], [test "x$with_ebpf" != xno])
])
