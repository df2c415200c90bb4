# SPDX-License-Identifier: LGPL-2.1-or-later
# VMTAP_COMPILER_FLAGS
# --------------------
# Set flags for warnings and hardening, which Makefile.am puts into AM_CFLAGS,
# AM_CPPFLAGS and AM_LDFLAGS.  CFLAGS and LDFLAGS stay the user's.
# tests/lint/check-hardening checks the effect on the programs that were built.

AC_DEFUN([VMTAP_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC takes $1])
  vmtap_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int main(void) { return 0; }]])],
    [AC_MSG_RESULT([yes]); $2="$$2 $1"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$vmtap_saved_CFLAGS
])

AC_DEFUN([VMTAP_COMPILER_FLAGS], [
  WARN_CFLAGS=
  HARDEN_CFLAGS=
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wswitch-enum -Wformat=2 -Wvla -Wconversion
    -Wpointer-arith -Wwrite-strings -Wundef],
    [VMTAP_TRY_CFLAG(flag, [WARN_CFLAGS])])
  AS_IF([test "x$enable_werror" = xyes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
  # Not all machines have protection of stack clash and control flow.
  m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection
    -fcf-protection=full -fno-strict-aliasing -fno-common],
    [VMTAP_TRY_CFLAG(flag, [HARDEN_CFLAGS])])
  HARDEN_CPPFLAGS=
  SANITIZER_FLAGS=
  AS_IF([test "x$enable_sanitizers" = xyes],
    [SANITIZER_FLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
     AC_DEFINE([WITH_SANITIZERS], [1],
       [Define to 1 if built with sanitizers, which make system calls of their own.])],
    [# A fortified libc needs optimisation.  Sanitizers have checks of their own.
     HARDEN_CPPFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
  AS_IF([test "x$enable_fuzzers" = xyes],
    [SANITIZER_FLAGS="$SANITIZER_FLAGS -fsanitize=fuzzer-no-link"])
  # Programs are position-independent.
  AC_SUBST([PIE_CFLAGS], [-fPIE])
  AC_SUBST([PIE_LDFLAGS], [-pie])
  VMTAP_STATIC_PIE
  AC_SUBST([WARN_CFLAGS])
  AC_SUBST([HARDEN_CFLAGS])
  AC_SUBST([HARDEN_CPPFLAGS])
  AC_SUBST([SANITIZER_FLAGS])
])

# VMTAP_STATIC_PIE
# ----------------
# QEMU starts the helper for each card, and a third of its time is the dynamic
# linker's.  The helper needs no library but libc, and no part of libc that loads
# others, so it is static where that is possible.

AC_DEFUN([VMTAP_STATIC_PIE], [
  AC_ARG_ENABLE([static-helper],
    [AS_HELP_STRING([--disable-static-helper],
      [link vmtap-bridge-helper with the shared libc])],
    [], [enable_static_helper=auto])
  AC_SUBST([HELPER_LDFLAGS], [$PIE_LDFLAGS])
  # Sanitizers need a shared libc.
  AS_IF([test "x$SANITIZER_FLAGS" != x], [enable_static_helper=no])
  AS_IF([test "x$enable_static_helper" != xno],
    [AC_MSG_CHECKING([whether $CC links static programs])
     vmtap_saved_CFLAGS=$CFLAGS
     CFLAGS="$CFLAGS $PIE_CFLAGS -static-pie"
     AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [[puts("")]])],
       [AC_MSG_RESULT([yes])
        HELPER_LDFLAGS=-static-pie],
       [AC_MSG_RESULT([no])
        AS_IF([test "x$enable_static_helper" = xyes],
          [AC_MSG_ERROR([--enable-static-helper needs a static libc])])
        AC_MSG_WARN([no static libc: vmtap-bridge-helper starts a third slower])])
     CFLAGS=$vmtap_saved_CFLAGS])
  AS_IF([test "x$HELPER_LDFLAGS" = x-static-pie],
    [static_helper=yes], [static_helper=no])
])
