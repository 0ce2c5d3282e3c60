#!/bin/sh
# The library as those who link it see it: its headers alone, its symbols, an example against an installed copy,
# and backends as plug-ins.
# Called from the root of the tree with B (build folder), CC and SANITIZE in the environment.
set -u

CC=${CC:-cc}
B=${B:-build/$(basename "${CC%% *}")}
SANITIZE=${SANITIZE:-}
here=$(dirname "$0")
passed=0
failed=0
skipped=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/odeval-abi-XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

skip() { # what, why
    skipped=$((skipped + 1))
    echo "skip $1: $2"
}

# Runs a command; its output is shown only when it fails.
try() { # what, command
    what=$1
    shift
    if "$@" > "$scratch/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "abi: FAILED: $what"
        sed 's/^/    /' "$scratch/log"
        return 1
    fi
}

have() {
    command -v "$1" > /dev/null 2>&1
}

same() { # expected, actual
    diff -u "$1" "$2"
}

# ---- each public header alone, as C and as C++ ----

compile_header() { # compiler, standard, extension, header
    printf '#include <odeval/%s>\n' "$4" "$4" > "$scratch/header.$3"
    printf 'extern int used;\nint used = 1;\n' >> "$scratch/header.$3"
    "$1" -std="$2" -Wall -Wextra -pedantic -Werror -Iinclude -fsyntax-only "$scratch/header.$3"
}

# Included twice, so that the guard is tried, too.
for header in include/odeval/*.h; do
    name=$(basename "$header")
    for compiler in gcc clang; do
        if have $compiler; then
            try "$name as C11 with $compiler" compile_header $compiler c11 c "$name"
            try "$name as C17 with $compiler" compile_header $compiler c17 c "$name"
        else
            skip "$name" "no $compiler"
        fi
    done
    for compiler in g++ clang++; do
        if have $compiler; then
            try "$name as C++11 with $compiler" compile_header $compiler c++11 cc "$name"
            try "$name as C++17 with $compiler" compile_header $compiler c++17 cc "$name"
        else
            skip "$name" "no $compiler"
        fi
    done
done

# ---- the shared library gives out what the headers declare, and nothing else ----

declared() {
    sed -n 's/^ODEVAL_API .*[ *]\(odeval_[a-z0-9_]*\)(.*/\1/p' include/odeval/*.h | sort
}

exported() { # library
    nm -D --defined-only "$1" | awk '$2 != "A" {print $3}' | sed 's/@.*//' |
        grep -Ev '^(_init|_fini|__bss_start|_edata|_end)$' | sort
}

if [ -n "$SANITIZE" ]; then
    skip "exported symbols" "built with SANITIZE=$SANITIZE"
elif ! have nm; then
    skip "exported symbols" "no nm"
else
    declared > "$scratch/declared"
    exported "$B/libodeval.so" > "$scratch/exported"
    try "there are declarations to compare" test -s "$scratch/declared"
    try "libodeval.so exports exactly what the headers declare" same "$scratch/declared" "$scratch/exported"
fi

# ---- an example against an installed copy ----

# DESTDIR and not PREFIX, which is compiled in: the tree stays as it was built.
root=$scratch/root

install_all() {
    ${MAKE:-make} --no-print-directory -s CC="$CC" DESTDIR="$root" install && find_prefix && [ -n "$prefix" ]
}

# The folder under $root that PREFIX became.
find_prefix() {
    prefix=$(find "$root" -path '*/lib/pkgconfig/odeval.pc')
    prefix=${prefix%/lib/pkgconfig/odeval.pc}
}

installed() { # pkg-config's arguments
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} PKG_CONFIG_SYSROOT_DIR=$root \
        pkg-config "$@"
}

build_example() { # program, pkg-config's arguments
    program=$1
    shift
    # shellcheck disable=SC2046 # lists of words
    $CC -std=c11 -Wall -Wextra -pedantic -Werror $(installed --cflags odeval) -o "$program" data/examples/score.c \
        $(installed --libs "$@" odeval)
}

# Without the shared library at hand the linker takes the archive.
build_static_example() { # program
    rm -f "$prefix"/lib/libodeval.so*
    build_example "$1" --static
}

run_example() { # program
    LD_LIBRARY_PATH=$prefix/lib "$1" "$prefix/share/odeval/ovdeval-mini" > "$scratch/out"
}

check_example() { # program
    try "$(basename "$1") runs" run_example "$1" &&
        try "$(basename "$1") prints what score.expected says" same "$here/score.expected" "$scratch/out"
}

header_version() {
    sed -n 's/^#define ODEVAL_VERSION "\(.*\)"/\1/p' include/odeval/odeval.h
}

if [ -n "$SANITIZE" ]; then
    skip "installation" "built with SANITIZE=$SANITIZE"
elif ! have pkg-config; then
    skip "installation" "no pkg-config"
elif try "make install" install_all; then
    try "pkg-config says the header's version" installed --exact-version="$(header_version)" odeval
    try "score.c builds against the shared library" build_example "$scratch/score-shared" &&
        check_example "$scratch/score-shared"
    try "score.c builds against the static library" build_static_example "$scratch/score-static" &&
        check_example "$scratch/score-static"
fi

. "$here/backends.sh"

more=
[ "$skipped" -eq 0 ] || more=", $skipped skipped"
echo "abi: $passed passed, $failed failed$more"
[ "$failed" -eq 0 ]
