#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# selftest.t - each check of this folder finds the faults that it is for.
#
# A small tree that passes; then one fault at a time, and the check must fail.
# shellcheck disable=SC2086,SC2016 # lists of words; scripts as text
set -u
PATH=$PATH:/usr/sbin:/sbin
lint=${top_srcdir:-.}/tests/lint
lint=$(cd "$lint" && pwd)
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
tree=$work/tree
number=0

# result OK WHAT
result()
{
	number=$((number + 1))
	[ "$1" = 0 ] && echo "ok $number - $2" && return
	echo "not ok $number - $2"
	sed 's/^/# /' "$work/output"
}

# passes WHAT COMMAND...; fails WHAT PATTERN COMMAND...: the exit status is 1,
# and the output says why
passes()
{
	what=$1
	shift
	"$@" >"$work/output" 2>&1
	result $? "$what"
}
fails()
{
	what=$1 pattern=$2
	shift 2
	"$@" >"$work/output" 2>&1
	status=$?
	[ $status = 1 ] && grep -qE -e "$pattern" "$work/output"
	result $? "$what"
}
# says WHAT PATTERN: the command before wrote it
says()
{
	grep -qE -e "$2" "$work/output"
	result $? "$1"
}
# not_run WHAT PATTERN COMMAND...: the exit status is 77, and the output says why
not_run()
{
	what=$1 pattern=$2
	shift 2
	"$@" >"$work/output" 2>&1
	status=$?
	[ $status = 77 ] && grep -qE -e "$pattern" "$work/output"
	result $? "$what"
}
skip()
{
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}
has()
{
	command -v "$1" >/dev/null
}

new_tree()
{
	rm -rf "$tree"
	for folder in include helper/common helper/link helper/daemon \
		helper/lib helper/client policy tests/unit; do
		mkdir -p "$tree/$folder"
	done
	cp "$lint/../../.clang-format" "$tree/"
	write include/vmtap.h 'int vmtap_one(void);'
	write helper/common/error.h 'int error_set(int code);'
	write helper/common/error.c '#include "common/error.h"' '' \
		'#include <string.h>' '' \
		'int error_set(int code)' '{' "$(printf '\treturn -code;')" '}'
	write helper/link/rtnl/rtnl.h 'int rtnl_open(void);'
	write policy/policy.h 'int policy_decide(int a);'
	write policy/decide.c '#include "common/error.h"' '#include "policy/policy.h"' '' \
		'int policy_decide(int a)' '{' \
		"$(printf '\treturn error_set(a);')" '}'
}

# write FILE LINE...: with the licence on top
write()
{
	file=$tree/$1
	shift
	mkdir -p "${file%/*}"
	{
		echo '/* SPDX-License-Identifier: LGPL-2.1-or-later */'
		printf '%s\n' "$@"
	} >"$file"
}

# function_of N: a function of N lines
function_of()
{
	echo 'int long_one(void)'
	echo '{'
	i=3
	while [ $i -lt "$1" ]; do
		# Braces that are none must not confuse it.
		printf '\t(void)"}"; /* } */\n'
		i=$((i + 1))
	done
	echo '}'
}

# ---- includes
includes="$lint/check-includes $tree"
new_tree
passes "includes: a good tree passes" $includes
write policy/decide.c '#include "policy/policy.h"' \
	'#include "daemon/lease/lease.h"'
fails "includes: policy sees the daemon" 'decide.c:3: .*lease.h' $includes
new_tree
write helper/daemon/event/watch.c '#include <libmnl/libmnl.h>'
fails "includes: a second user of libmnl" 'watch.c:2: .*libmnl' $includes
new_tree
write helper/daemon/socket/server.c '#include <seccomp.h>'
fails "includes: a second user of libseccomp" 'seccomp' $includes
for header in common/wire/request.h policy/policy.h \
	daemon/lease/lease.h daemon/log/log.h daemon/broker.h; do
	new_tree
	write helper/link/tap.c "#include \"$header\""
	fails "includes: link/ sees $header" "tap.c:2: .*$header" $includes
done
for header in link/rtnl/rtnl.h link/tap.h link/macvtap.h \
	daemon/socket/server.h; do
	new_tree
	write helper/daemon/broker.c "#include \"$header\""
	fails "includes: the broker sees $header" "broker.c.*$header" $includes
done
new_tree
write helper/daemon/lease/lease.c '#include "daemon/grant.h"'
fails "includes: leases see a grant" 'lease.c.*grant.h' $includes
new_tree
write helper/client/run.c '#include "common/wire/request.h"'
fails "includes: the client sees more than vmtap.h" 'request.h' $includes
new_tree
write helper/client/run.c '#include "common/wire/scm.h"'
fails "includes: only the bridge helper sends descriptors" 'scm.h' $includes
new_tree
write helper/lib/vmtap.c '#include "policy/policy.h"'
fails "includes: the library sees the policy" 'policy.h' $includes
new_tree
write helper/common/error.c '#include <string.h>' '' '#include "common/error.h"'
fails "includes: own header not first" 'must be the first' $includes
new_tree
write helper/common/error.c '#include "common/error.h"' '' '#include <string.h>' \
	'#include <errno.h>'
fails "includes: not in order" 'belongs before' $includes
new_tree
write helper/common/error.c '#include "common/error.h"' '' '#include <string.h>' \
	'#ifdef ONE' '#include <errno.h>' '#endif'
passes "includes: a condition may come last" $includes
new_tree
write helper/lib/many.c '#include "common/cleanup.h"' \
	'#include "common/error.h"' '#include "common/ifname.h"' \
	'#include "common/label.h"' '#include "common/address/lladdr.h"' \
	'#include "common/wire/reply.h"' '#include "common/wire/request.h"' \
	'#include "common/wire/scm.h"' '#include "vmtap.h"'
fails "includes: too many" '9 includes of ours' $includes
new_tree
write policy/decide.c '#include "policy.h"'
fails "includes: no folder" 'decide.c:2: .*without its folder' $includes
new_tree
write policy/b.h '#include "policy/c.h"'
write policy/c.h '#include "policy/d.h"'
write policy/d.h 'int d;'
passes "includes: from the floor up" $includes
write policy/d.c '#include "policy/d.h"' '' '#include "policy/b.h"'
fails "includes: a circle" 'circle: policy/b policy/c policy/d$' $includes
new_tree
write helper/misc/util.c '#include <string.h>'
fails "includes: a folder without a rule" 'no rule' $includes
fails "includes: an empty tree is no success" 'no source' \
	"$lint/check-includes" "$work/none"

# ---- sizes
sizes="$lint/check-sizes $tree"
new_tree
function_of 80 >>"$tree/policy/decide.c"
passes "sizes: 80 lines pass" $sizes
says "sizes: and are warned of" 'warning: long_one().*80 lines'
new_tree
function_of 81 >>"$tree/policy/decide.c"
fails "sizes: a function of 81 lines" 'error: long_one().* 81 lines' $sizes
new_tree
yes '/* a line */' | head -n 500 >>"$tree/policy/policy.h"
fails "sizes: a file of more than 500 lines" 'error: file: 50[0-9]' $sizes
new_tree
yes '/* a line */' | head -n 400 >>"$tree/policy/policy.h"
passes "sizes: a file of 400 lines is only warned of" $sizes
says "sizes: and says so" 'warning: file: 40'

# ---- figures
figures="$lint/check-figures $tree"
new_tree
passes "figures: a good tree passes" $figures
says "figures: and each is printed" '^parameters of a function, most: 1 '
write policy/many.c 'void many(int a, int b, int c, int d, int e,' \
	'	int (*h)(int i, int j))' '{' '}'
fails "figures: six parameters" 'error: parameters.* 6, .*many\(\)' $figures
new_tree
write policy/many.h 'struct many {' "$(yes '	int a;' | head -n 27)" '};'
fails "figures: 27 members" 'error: members.* 27, .*struct many' $figures
new_tree
write policy/many.h 'struct many {' \
	"$(yes '	struct { bool a, b, c; } e;' | head -n 2)" '};'
fails "figures: six bools" 'error: bools.* 6, .*struct many' $figures
new_tree
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
	write policy/file$n.c 'int a;'
done
fails "figures: 21 files in a folder" 'error: files.* 21, .*policy' $figures
new_tree
yes '/* a line */' | head -n 440 >>"$tree/policy/policy.h"
fails "figures: a file of 442 lines" 'error: lines.* 44[0-9], ' $figures

# ---- words
words="$lint/check-words $tree"
new_tree
passes "words: a good tree passes" $words
# The words are put together here, so that they stand in no file.
for word in "TO""DO" "FIX""ME" "X""XX" "/wo""rk/main" "/ho""me/joe"; do
	new_tree
	write policy/policy.h "/* $word: later */"
	fails "words: $word" 'policy.h:2:' $words
done
new_tree
write policy/policy.h "int a; "
fails "words: a blank at the end" 'policy.h:2:.*blanks' $words
new_tree
# Two bytes are one column.
yes 'ä' | head -n 100 | tr -d '\n' >"$tree/PAGE.md"
passes "words: a page of 100 columns" $words
yes 'ä' | head -n 101 | tr -d '\n' >"$tree/PAGE.md"
fails "words: a page of 101 columns" 'PAGE.md:1: more than 100' $words
new_tree
echo 'int a;' >"$tree/policy/policy.h"
fails "words: no licence in a header" 'policy.h:1: no line' $words
new_tree
mkdir -p "$tree/helper/link/ebpf"
licence="SPDX-License-Identifier: (LGPL-2.1-or-later OR GPL-2.0-only)"
echo "/* $licence */" >"$tree/helper/link/ebpf/fence-a.h"
passes "words: an eBPF program under both licences" $words
echo "/* $licence */" >"$tree/policy/policy.h"
fails "words: another file under both" 'policy.h:1: no line' $words
new_tree
mkdir -p "$tree/helper/link/ebpf"
echo '/* SPDX-License-Identifier: LGPL-2.1-or-later */' \
	>"$tree/helper/link/ebpf/fence-a.h"
fails "words: an eBPF program under one" 'fence-a.h:1: no line' $words
new_tree
printf '#!/bin/sh\necho\n' >"$tree/tests/unit/script"
fails "words: no licence in a script without ending" 'script:1' $words
new_tree
printf 'int a;' >>"$tree/policy/policy.h"
fails "words: no newline at the end" 'no newline' $words

# ---- prose
prose="$lint/check-prose $tree 0"
new_tree
write policy/policy.h '/* Who asks?  A client may.  No one says who. */'
passes "prose: a question, and a plain sentence" $prose
write policy/policy.h '/*' ' * Reads.  Who' ' * comes late gets none. */'
fails "prose: a clause as subject" 'policy.h:3: a clause' $prose
says "prose: the count" '1 habits, at most 0'
passes "prose: as many as are allowed" $lint/check-prose $tree 1
new_tree
write policy/policy.h 'char *a = "/* Who sends has it */";'
passes "prose: a string is no comment" $prose
write policy/policy.h '/* a link of ours */'
fails "prose: of ours" "policy.h:2: 'of ours'" $prose
new_tree
printf '#!/bin/sh\n: # He is out; so, too, is she.\n' >"$tree/tests/unit/a"
fails "prose: so, too; in shell" "unit/a:2: 'so, too'" $prose
rm "$tree/tests/unit/a"
printf '"""A.\n\nAny\nfile, be it\nnew."""\n' >"$tree/tests/unit/a.py"
fails "prose: be it; in Python" "unit/a.py:4: 'be it'" $prose
rm "$tree/tests/unit/a.py"
printf '.Sh A\n.Pp\nThis keeps\nhim who\nasks.\n' >"$tree/policy/a.5"
fails "prose: him who; in a page" "policy/a.5:4: 'him who'" $prose
rm "$tree/policy/a.5"
printf '| %0110d |\n' 1 >"$tree/A.md"
passes "prose: a row of a table may be long" $prose
printf '%0101d\n' 1 >>"$tree/A.md"
fails "prose: a long line" "A.md:2: a line of 101 columns" $prose

# ---- paths that pages name
paths="$lint/check-paths $tree"
new_tree
write README.md '`policy/decide.c`, "common/error", helper/link/, policy/*.h;' \
	'`policy/NAME.c`: `/usr/lib/x`, `net/core/dev.c`, ../policy/x, a.b/policy/x.'
passes "paths: a good page passes" $paths
says "paths: others' paths are none of the tree's" ' 5 paths'
for path in policy/gone.c common/gone common/error.c/ link/NAME.c \
	helper/common/gone.h tests/gone/ 'policy/gone*.c'; do
	new_tree
	write README.md '' "Some words (\`$path\`)."
	fails "paths: $path" 'README.md:3: .* is not in the tree' $paths
done
new_tree
fails "paths: no page is no success" ' 0 paths' $paths

# ---- kinds
kinds="$lint/check-kinds $tree"
new_tree
write policy/decide.c 'int a = b == 1; /* kind == VMTAP_KIND_BRIDGE */'
passes "kinds: a good tree passes" $kinds
for line in 'a == VMTAP_KIND_BRIDGE' 'a != VMTAP_KIND_MACVTAP' \
	'(VMTAP_KIND_NONE) == a' 'kind->lladdr == KIND_LLADDR_GUESTS'; do
	new_tree
	write policy/decide.c "int a(void) { return $line; }"
	fails "kinds: $line" 'decide.c:2: a kind is compared' $kinds
done
new_tree
write policy/decide.c 'int b = a ==' 'VMTAP_KIND_BRIDGE;'
fails "kinds: on two lines" 'decide.c:2: ' $kinds
fails "kinds: an empty tree is no success" '0 files' \
	"$lint/check-kinds" "$work/none"

# ---- refusals
refusals="$lint/check-refusals $tree"
# a_refusal ROW...: a tree with one refusal, and these rows
a_refusal()
{
	new_tree
	write helper/link/tap.c 'static int f(void)' '{' \
		'	return error_set(err, A, B, "the bridge %s is odd", n);' '}'
	write tests/netns/refusals.py 'def odd(_):'
	write tests/netns/places.t 'notes_are odd'
	write tests/netns/refusals_rows.py 'ROWS = [' "$@" ']'
}
a_refusal '("helper/link/tap.c", "the bridge", "play", "odd")'
passes "refusals: a good tree passes" $refusals
a_refusal '("helper/link/tap.c", "the bridge", "note", "odd")'
passes "refusals: a note" $refusals
a_refusal '("helper/link/tap.c", "the bridge", "kernel", "it fails")'
passes "refusals: a reason" $refusals
a_refusal
fails "refusals: no row" 'tap.c:4: 0 rows .*the bridge %s is odd' $refusals
a_refusal '("helper/link/tap.c", "the link", "play", "odd")'
fails "refusals: another sentence" 'tap.c:4: 0 rows' $refusals
says "refusals: a row without a sentence" 'the link": 0 refusals begin so'
a_refusal '("helper/link/tun.c", "the bridge", "play", "odd")'
fails "refusals: another file" 'tap.c:4: 0 rows' $refusals
a_refusal '("helper/link/tap.c", "the", "play", "odd"),' \
	'("helper/link/tap.c", "the bridge", "play", "odd")'
fails "refusals: two rows" 'tap.c:4: 2 rows' $refusals
a_refusal '("helper/link/tap.c", "the bridge", "play", "even")'
fails "refusals: nobody plays it" 'refusals.py has no even' $refusals
a_refusal '("helper/link/tap.c", "the bridge", "note", "even")'
fails "refusals: nobody tests the note" 'places.t does not name even' $refusals
a_refusal '("helper/link/tap.c", "the bridge", "told", "odd")'
fails "refusals: no such way" "'told' is no way" $refusals
a_refusal '("helper/link/tap.c", "the bridge", "kernel", "")'
fails "refusals: no reason" 'no reason' $refusals
write helper/link/tap.c '/* error_set(err, A, B, "the bridge") */'
fails "refusals: in a comment" '0 refusals begin so' $refusals
fails "refusals: an empty tree is no success" '0 refusals' \
	"$lint/check-refusals" "$work/none"

# ---- purity: objects are compiled here
compile()
{
	${CC:-cc} -O1 -I"$tree/helper" -I"$tree" \
		-c "$tree/$1" -o "$tree/${1%.c}.o"
}
purity="$lint/check-purity $tree"
if has "${CC:-cc}"; then
	new_tree
	compile policy/decide.c && compile helper/common/error.c
	passes "purity: computing code passes" $purity
	for call in open socket time getenv printf read ioctl getpid fopen \
		getpwnam random; do
		new_tree
		write policy/decide.c "extern int $call(int, ...);" \
			"int policy_decide(int a) { return $call(a, 0, 0); }"
		compile policy/decide.c 2>/dev/null
		fails "purity: policy calls $call()" "uses $call" $purity
	done
	new_tree
	write helper/common/error.c 'extern int connect(int, ...);' \
		'int error_set(int a) { return connect(a, 0, 0); }'
	compile helper/common/error.c 2>/dev/null
	fails "purity: a codec calls connect()" 'uses connect' $purity
	new_tree
	fails "purity: nothing built is no success" 'nothing' $purity
else
	skip "purity" "no C compiler"
fi

# ---- programs
# names PACKAGE...: what install-packages installs
names()
{
	mkdir -p "$tree/contrib/setup"
	printf '#!/bin/sh\necho %s\n' "$*" >"$tree/contrib/setup/install-packages"
	chmod 755 "$tree/contrib/setup/install-packages"
}
programs="$lint/check-programs $tree"
if has dpkg-query; then
	new_tree
	names python3
	printf '#!/bin/sh\ncat x | ls\nmine() { :; }\n! mine || [ a ]\n' \
		>"$tree/tests/unit/script"
	passes "programs: essential packages are there, functions are no programs" \
		$programs
	for call in 'ping -c 1' 'a=$(ping)' 'echo "$(ping)"' 'true && ping' \
		'if ! ping; then :; fi' 'case $1 in a) ping ;; esac' \
		'timeout -k 1 5 ping' 'grep "a$" b && ping' \
		'ok_if "-W" ping' 'sh -c "ping"'; do
		printf '#!/bin/sh\n:\n%s\n' "$call" >"$tree/tests/unit/script"
		fails "programs: $call" "unit/script:3: .*'ping'" $programs
	done
	printf '#!/bin/sh\ncat <<END\nping\nEND\necho ping # ping\n' \
		>"$tree/tests/unit/script"
	passes "programs: text is no call" $programs
	rm "$tree/tests/unit/script"
	printf 'import subprocess\nsubprocess.run(["ping", "-c1"])\n' \
		>"$tree/tests/unit/script.py"
	fails "programs: a call of Python's" "script.py:2: .*'ping'" $programs
	names no-such-package
	not_run "programs: a package that is not installed" \
		'not installed: no-such-package$' $programs
else
	skip "programs" "dpkg-query is missing"
fi

# ---- format, shell, static
format="$lint/check-format $tree"
new_tree
$format >"$work/output" 2>&1
status=$?
if [ $status != 77 ]; then
	passes "format: a good tree passes" $format
	write policy/decide.c 'int  a(void) {return 1;}'
	fails "format: another style" 'clang-format-violations' $format
else
	skip "format" "$(sed 's/^check-format: //' "$work/output")"
fi
mkdir "$work/bin"
printf '#!/bin/sh\necho "Debian clang-format version 19.1.7 (3+b1)"\n' \
	>"$work/bin/clang-format"
chmod 755 "$work/bin/clang-format"
not_run "format: another version" "clang-format 14's, this is 19$" \
	env PATH="$work/bin:$PATH" $format
if has shellcheck; then
	new_tree
	printf '#!/bin/sh\necho "$1"\n' >"$tree/tests/unit/script"
	passes "shell: a good script passes" "$lint/check-shell" "$tree"
	printf '#!/bin/sh\nrm -rf $1/*\n' >"$tree/tests/unit/script"
	fails "shell: an unquoted variable" 'SC2086' "$lint/check-shell" "$tree"
else
	skip "shell" "shellcheck is missing"
fi
if has cppcheck; then
	new_tree
	passes "static: a good tree passes" "$lint/check-static" "$tree"
	write policy/decide.c 'int policy_decide(int i);' \
		'int policy_decide(int i)' '{' 'int a[2] = { 0, 0 };' \
		'return a[2] + i;' '}'
	fails "static: an index out of bounds" 'arrayIndexOutOfBounds' \
		"$lint/check-static" "$tree"
else
	skip "static" "cppcheck is missing"
fi

# ---- keys of the policy: the true ones, then with one fault
keys="$lint/check-keys $tree"
new_keys()
{
	new_tree
	mkdir -p "$tree/tests/fuzz"
	for file in policy/key.h policy/vmtapd.conf.5 tests/fuzz/policy.dict; do
		cp "$lint/../../$file" "$tree/$file"
	done
}
# spoil FILE SCRIPT: of sed
spoil()
{
	new_keys
	sed -i -e "$2" "$tree/$1"
}
new_keys
passes "keys: the manual knows all" $keys
spoil policy/vmtapd.conf.5 '/"on-tamper" *"="/d'
fails "keys: one is not in the grammar" 'key lacks "on-tamper"' $keys
spoil policy/key.h '/KEY(VNET_HDR/d'
fails "keys: the grammar has one too many" 'key has "vnet-hdr"' $keys
spoil policy/key.h '/KEY(ADMIN/s/LIST/ONE/'
fails "keys: a list in the grammar only" 'gkey has "admin" with a list' $keys
spoil policy/key.h '/KEY(FILTER/s/NETWORK/NETWORK | ALLOW/'
fails "keys: another section" 'option lacks "filter"' $keys
spoil policy/vmtapd.conf.5 '/^.It Ic rate-in No =/d'
fails "keys: one is not explained" 'explains "rate-in"' $keys
spoil tests/fuzz/policy.dict '/"vlans"/d'
fails "keys: the fuzzer lacks one" 'lacks "vlans"' $keys
spoil policy/key.h '/KEY(/d'
fails "keys: no table" 'sections' $keys

# ---- manual pages
if has mandoc; then
	new_tree
	for page in vmtapd.8 vmtap.1 vmtap-bridge-helper.1 vmtap.3 \
		vmtap.7 vmtap-libvirt.7 vmtapd.conf.5; do
		cat >"$tree/helper/daemon/$page" <<-END
			.Dd November 1, 2026
			.Dt T ${page##*.}
			.Os
			.Sh NAME
			.Nm t
			.Nd a page
			.Sh DESCRIPTION
			It has
			.Fl -socket .
		END
	done
	for program in helper/daemon/vmtapd helper/client/vmtap \
		helper/client/vmtap-bridge-helper; do
		printf '#!/bin/sh\necho "  --socket PATH"\n' >"$tree/$program"
		chmod +x "$tree/$program"
	done
	manual="$lint/check-manual $tree $tree"
	passes "manual: good pages pass" $manual
	printf '#!/bin/sh\necho "--socket --secret"\n' \
		>"$tree/helper/client/vmtap"
	fails "manual: an option that is not in the page" 'secret' $manual
	printf '#!/bin/sh\necho "--sock"\n' >"$tree/helper/client/vmtap"
	fails "manual: part of a name is not the name" '--sock is' $manual
	printf '#!/bin/sh\necho "--socket"\n' >"$tree/helper/client/vmtap"
	echo '.Xx wrong' >>"$tree/helper/daemon/vmtap.1"
	fails "manual: a macro that does not exist" 'unknown macro' $manual
	rm "$tree/helper/daemon/vmtap.1"
	fails "manual: a page is missing" 'no such page' $manual
else
	skip "manual" "mandoc is missing"
fi

# ---- manual pages on a terminal
layout="$lint/check-layout $tree"
# new_layout [LINES]: a page whose first example comes after so many lines, and
# which has more lines of standard input
new_layout()
{
	new_tree
	{
		printf '%s\n' '.Dd November 1, 2026' '.Dt T 5' .Os '.Sh NAME' \
			'.Nm t' '.Nd a page' '.Sh DESCRIPTION'
		for i in $(seq "${1:-1}"); do
			printf '%s\n' "Line $i." .Pp
		done
		printf '%s\n' '.Bd -literal -offset indent' 'example { }' .Ed
		cat
	} >"$tree/policy/vmtapd.conf.5"
}
# a_table WIDTH: a table of three columns, the second as wide as WIDTH
a_table()
{
	cat <<-END
		.Bl -column "first" "$1" "third"
		.It Em first Ta Em second Ta Em third
		.It Ic a Ta b Ta c d
		.El
	END
}
if has groff && has mandoc; then
	a_table 'a second' | new_layout
	passes "layout: a good page passes" $layout
	new_layout 40 </dev/null
	fails "layout: a late example" 'no example begins' $layout
	# groff before 1.23 indents it by 5, later ones by 7
	printf '.Bd -literal\n%073d\n.Ed\n' 1 | new_layout
	passes "layout: a line of at most 80 columns passes" $layout
	printf '.Bd -literal\n%076d\n.Ed\n' 1 | new_layout
	fails "layout: a line of 81 columns" '81 columns' $layout
	{ echo .Pp; seq -f 'word number %.0f' 300; } | new_layout
	fails "layout: a long paragraph" 'paragraph of' $layout
	a_table 'a second column that leaves the third no place on a terminal' |
		new_layout
	fails "layout: a table loses a column" 'not in one line' $layout
else
	skip "layout" "groff or mandoc is missing"
fi

# ---- profiles
if has apparmor_parser && has checkmodule && has semodule_package; then
	profiles="$lint/check-profiles $tree"
	profiles_tree()
	{
		new_tree
		mkdir -p "$tree/contrib"
		cp -R "$lint/../../contrib/apparmor" \
			"$lint/../../contrib/selinux" "$tree/contrib/"
		chmod -R u+w "$tree/contrib"
		mkdir -p "$tree/helper/daemon/rights"
		cp "$lint/../../helper/daemon/rights/landlock.c" \
			"$tree/helper/daemon/rights/"
	}
	profiles_tree
	passes "profiles: good ones pass" $profiles
	echo 'profile broken {' >>"$tree/contrib/apparmor/vmtapd.in"
	fails "profiles: AppArmor's does not parse" 'apparmor/vmtapd.in' $profiles
	profiles_tree
	echo 'allow vmtapd_t nobody_t:file read;' \
		>>"$tree/contrib/selinux/vmtapd.te"
	fails "profiles: SELinux's names an unknown type" 'nobody_t' $profiles
	profiles_tree
	sed -i '/devices.virtual.net/d' "$tree/contrib/apparmor/vmtapd.in"
	fails "profiles: a folder of landlock.c is missing" \
		'nothing below /sys' $profiles
else
	skip "profiles" "apparmor_parser, checkmodule or semodule_package is missing"
fi

# ---- symbols and hardening: programs are linked here
harden="-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong"
relro='-Wl,-z,relro,-z,now,-z,noexecstack'
cat >"$work/main.c" <<'END'
#include <stdio.h>
#include <string.h>
int vmtap_one(int n, char **v);
int vmtap_one(int n, char **v)
{
	char text[64];
	memset(text, 0, sizeof(text));
	strcpy(text, v[n - 1]);
	return printf("%s\n", text) < 0;
}
#ifndef LIBRARY
int main(int n, char **v) { return vmtap_one(n, v); }
#endif
END
# programs FLAGS...
programs()
{
	for program in helper/daemon/vmtapd helper/client/vmtap \
		helper/client/vmtap-bridge-helper; do
		${CC:-cc} "$@" "$work/main.c" -o "$tree/$program" || return
	done
}
# library MAP FLAGS...
library()
{
	mkdir -p "$tree/helper/lib/.libs"
	printf '%s\n' "$1" >"$tree/helper/lib/libvmtap.map"
	shift
	# shellcheck disable=SC2086 # lists of flags
	${CC:-cc} -DLIBRARY -shared -fPIC $harden $relro "$@" "$work/main.c" \
		-Wl,--version-script="$tree/helper/lib/libvmtap.map" \
		-o "$tree/helper/lib/.libs/libvmtap.so"
}
if has "${CC:-cc}" && has readelf; then
	map='VMTAP_0 { global: vmtap_one; local: *; };'
	hardening="$lint/check-hardening $tree"
	new_tree
	library "$map"
	programs $harden $relro -fPIE -pie
	passes "hardening: a hardened build passes" $hardening
	programs $harden $relro -no-pie
	fails "hardening: not position-independent" 'not PIE' $hardening
	programs $harden -Wl,-z,norelro -fPIE -pie
	fails "hardening: no RELRO" 'no RELRO' $hardening
	programs $harden -Wl,-z,relro,-z,lazy -fPIE -pie
	fails "hardening: bound late" 'bound late' $hardening
	programs $harden $relro -Wl,-z,execstack -fPIE -pie
	fails "hardening: executable stack" 'stack is exec' $hardening
	programs $harden $relro -fno-stack-protector -fPIE -pie
	fails "hardening: no stack protector" 'stack prot' $hardening
	programs -O0 -U_FORTIFY_SOURCE -fstack-protector-strong $relro -fPIE -pie
	fails "hardening: not fortified" 'fortified' $hardening
	programs $harden $relro -fPIE -pie -Wl,-rpath,/opt/lib
	fails "hardening: RPATH" 'RPATH' $hardening
	printf '%s\n' libdir=/opt/lib Name:x Description:x Version:1 \
		>"$tree/helper/lib/libvmtap.pc"
	passes "hardening: RPATH of our own library" $hardening
	programs $harden $relro -fPIE -pie -Wl,-rpath,/opt/lib:/tmp
	fails "hardening: RPATH of our own library and more" 'RPATH' $hardening
	programs $harden $relro -fPIE -pie
	chmod u+s "$tree/helper/client/vmtap"
	fails "hardening: setuid" 'setuid' $hardening
	rm "$tree/helper/client/vmtap"
	fails "hardening: not built" 'is not built' $hardening

	symbols="$lint/check-symbols $tree $tree"
	library "$map"
	write helper/lib/vmtap.3 '.Nm t ,' '.Nm vmtap_one' '.Nd a page'
	passes "symbols: map, library, header and manual agree" $symbols
	write helper/lib/vmtap.3 '.Nm t' '.Nd a page' '.Nm vmtap_one'
	fails "symbols: a function without its page" 'vmtap_one: .*NAME' $symbols
	write helper/lib/vmtap.3 '.Nm vmtap_one ,' '.Nm vmtap_two' '.Nd a page'
	fails "symbols: a page of no function" 'vmtap_two: in the NAME' $symbols
	write helper/lib/vmtap.3 '.Nm vmtap_one' '.Nd a page'
	write include/vmtap.h 'int vmtap_one(void); int vmtap_two(void);'
	fails "symbols: declared, not exported" 'vmtap_two: in vmtap.h' $symbols
	write include/vmtap.h '/* vmtap_one() is not here */'
	fails "symbols: exported, not declared" 'vmtap_one.*not in vmtap.h' \
		$symbols
	write include/vmtap.h 'int vmtap_one(void);'
	printf '%s\n' 'VMTAP_0 { local: *; };' \
		>"$tree/helper/lib/libvmtap.map"
	fails "symbols: exported, not in the map" 'not in libvmtap.map' $symbols
else
	skip "hardening" "no C compiler or readelf"
fi
echo "1..$number"
