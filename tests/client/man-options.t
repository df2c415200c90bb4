#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# The manual pages and the completion name all options, commands and functions
# that the programs and the header have, and nothing else.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

pages=$source/helper/client
headers="$source/include/vmtap.h $source/include/vmtap-show.h
$source/include/vmtap-doctor.h $source/include/vmtap-watch.h
$source/include/vmtap-hold.h"
completion=$source/contrib/completion/vmtap
library=$build/helper/lib/.libs

# The long options in the text on standard input
options()
{
	grep -oE -e '--[a-z][a-z-]*[a-z]' | sort -u
}

# The options in the lists of a page: an option without an entry is not
# explained.
page_options()
{
	sed -n 's/^\.It //p' "$1" | grep -oE -e 'Fl -[a-z-]+' |
		sed 's/Fl -/--/' | sort -u
}

for name in vmtap vmtap-bridge-helper; do
	help=$("$build/helper/client/$name" --help | options)
	like "$help" '*--help*--socket*' "$name --help names options"
	is "$(page_options "$pages/$name.1")" "$help" \
		"$name.1 explains the options that $name has"
done

commands=$("$vmtap" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | sort)
like "$commands" '*check*run*show*' 'vmtap --help names commands'
is "$(sed -n '/^\.Ss Commands/,/^\.Ss Options/s/^\.It Cm //p' \
	"$pages/vmtap.1" | sort)" "$commands" 'vmtap.1 explains the commands'
is "$(sed -n "s/.*commands='\(.*\)'/\1/p" "$completion" | tr ' ' '\n' | sort)" \
	"$commands" 'completion: the commands'
bad=
for command in $commands; do
	run "$vmtap" "$command" --bogus
	like "$err" '*--bogus is no option*' "$command is a command" |
		grep '^ok' >/dev/null || bad="$bad $command"
done
is "$bad" '' 'all commands are there'
is "$(options <"$completion")" "$("$vmtap" --help | options)" \
	'completion: the options'

keys=$("$vmtap" check lan,bogus=1 2>&1 | grep -oE '[a-z_]+=' | tr -d = | sort)
is "$(sed -n '/^\.Ss Network cards/,/^\.Ss Placeholders/s/^\.It Cm \([a-z_]*\) Ns = .*/\1/p' \
	"$pages/vmtap.1" | sort)" "$keys" 'vmtap.1 explains the keys of a card'
bad=
for key in $keys; do
	grep -q "[' ]$key=" "$completion" || bad="$bad $key"
done
is "$bad" '' 'completion: the keys of a card'

for code in 0 1 2 3 4 126 127; do
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EX/p' "$pages/vmtap.1" |
		grep -qx "\.It $code"
	report $? "vmtap.1 explains exit status $code"
done

# shellcheck disable=SC2086 # two files
functions=$(cat $headers | sed -e 's|/\*.*\*/||' -e '/\/\*/,/\*\//d' |
	grep -oE 'vmtap_[a-z_]+\(' | tr -d '(' | sort -u)
is "$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Fn \(vmtap_[a-z_]*\) .*/\1/p' \
	"$source/helper/lib/vmtap.3" | sort -u)" "$functions" \
	'vmtap.3 declares the functions of vmtap.h'
is "$(sed -n '/^\.Sh DESCRIPTION/,/^\.Sh RETURN/s/^\.Fn \(vmtap_[a-z_]*\).*/\1/p' \
	"$source/helper/lib/vmtap.3" | sort -u)" "$functions" \
	'vmtap.3 explains each of them'
is "$(sed -n 's/^\t\(vmtap_[a-z_]*\);$/\1/p' \
	"$source/helper/lib/libvmtap.map" | sort)" "$functions" \
	'libvmtap.map lists them'

# The declarations of the page, as the compiler sees them in the header.
{
	echo '#include <vmtap.h>'
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/p' "$source/helper/lib/vmtap.3" |
		awk '
		/^\.Ft/ { type = substr($0, 5); gsub(/"/, "", type) }
		/^\.Fn/ {
			line = substr($0, 5)
			name = line
			sub(/ .*/, "", name)
			sub(/^[^ ]* /, "", line)
			gsub(/" "/, ", ", line)
			gsub(/"/, "", line)
			print type " " name "(" line ");"
		}'
} >"$work/declarations.c"
cc=${CC:-cc}
if command -v "${cc%% *}" >/dev/null; then
	# shellcheck disable=SC2086 # CC may have options
	run $cc -Wall -Wextra -Werror -I"$source/include" -fsyntax-only \
		"$work/declarations.c"
	is "$status$err" 0 "vmtap.3's declarations are those of vmtap.h"

	sed -n '/^#include <fcntl.h>/,/^\.Ed/p' "$source/helper/lib/vmtap.3" |
		sed -e '/^\.Ed/d' -e 's/\\e/\\/g' >"$work/example.c"
	# shellcheck disable=SC2086
	run $cc -Wall -Wextra -Werror ${SANITIZER_FLAGS:-} -I"$source/include" \
		-o "$work/example" "$work/example.c" -L"$library" -lvmtap
	is "$status$err" 0 "vmtap.3's example compiles"
	LD_LIBRARY_PATH=$library run "$work/example" lan web1 image
	is "$status" 1 "vmtap.3's example runs"
	like "$err" "cannot reach vmtapd at $socket*" 'and says what is wrong'
else
	why='there is no C compiler' i=0
	while [ $i -lt 4 ]; do
		i=$((i + 1)) count=$((count + 1))
		echo "ok $count # SKIP $why"
	done
fi

if command -v bash >/dev/null; then
	run bash -c '. "$0" && COMP_WORDS=(vmtap rel) COMP_CWORD=1 && _vmtap &&
		echo "${COMPREPLY[*]}"' "$completion"
	is "$out" release 'completion works in bash'
	run bash -c '. "$0" && COMP_WORDS=(vmtap --socket x mac --v)
		COMP_CWORD=4 && _vmtap && echo "${COMPREPLY[*]}"' "$completion"
	is "$out" '--version --vm' 'completion of a command'"'"'s options'
else
	for name in works options; do
		count=$((count + 1))
		echo "ok $count - completion $name # SKIP there is no bash"
	done
fi
done_testing
