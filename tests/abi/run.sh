#!/bin/sh
# The library as those who link it see it: its headers alone, its symbols, and an example against an installed copy.
# Called from the root of the tree with B (build folder), CC and SANITIZE in the environment.
set -u

CC=${CC:-cc}
B=${B:-build/$(basename "${CC%% *}")}
SANITIZE=${SANITIZE:-}
here=$(dirname "$0")
passed=0
failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/odeval-abi-XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

skip() { # what, why
    echo "abi: skipped: $1: $2"
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
    printf '#include <odeval/%s>\n#include <odeval/%s>\nextern int used;\nint used = 1;\n' "$4" "$4" > "$scratch/header.$3"
    "$1" -std="$2" -Wall -Wextra -pedantic -Werror -Iinclude -fsyntax-only "$scratch/header.$3"
}

# What a header declares must be enough without any other include: C++ and C, old and new.
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
    nm -D --defined-only "$1" | awk '$2 != "A" {print $3}' | sed 's/@.*//' | grep -Ev '^(_init|_fini|__bss_start|_edata|_end)$' | sort
}

if [ -n "$SANITIZE" ]; then
    skip "exported symbols, installation" "built with SANITIZE=$SANITIZE"
elif ! have nm; then
    skip "exported symbols" "no nm"
else
    declared > "$scratch/declared"
    exported "$B/libodeval.so" > "$scratch/exported"
    try "there are declarations to compare" test -s "$scratch/declared"
    try "libodeval.so exports exactly what the headers declare" same "$scratch/declared" "$scratch/exported"
fi

# ---- an example against an installed copy ----

prefix=$scratch/usr
example="-std=c11 -Wall -Wextra -pedantic -Werror data/examples/score.c"

build_example() { # program, pkg-config's arguments
    program=$1
    shift
    # shellcheck disable=SC2046,SC2086 # lists of words
    $CC $example $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags odeval) -o "$program" \
        $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} pkg-config --libs "$@" odeval)
}

# As a user does who wants no shared library: the archive by its path, what it needs from pkg-config.
build_static_example() {
    mv "$prefix/lib/libodeval.so" "$scratch/libodeval.so.aside" || return 1
    build_example "$scratch/score-static" --static
    built=$?
    mv "$scratch/libodeval.so.aside" "$prefix/lib/libodeval.so" || return 1
    return $built
}

run_example() { # program
    LD_LIBRARY_PATH=$prefix/lib "$1" "$prefix/share/odeval/ovdeval-mini" > "$scratch/out"
}

needs_no_library() { # program
    ! { ldd "$1" | grep libodeval; }
}

checked_run() { # program
    try "$(basename "$1") runs" run_example "$1" &&
        try "$(basename "$1") prints what score.expected says" same "$here/score.expected" "$scratch/out"
}

install_all() {
    # MAKEFLAGS of an outer make would name its job server and its variables.
    MAKEFLAGS='' ${MAKE:-make} --no-print-directory -s CC="$CC" PREFIX="$prefix" DESTDIR= install
}

header_version() {
    sed -n 's/^#define ODEVAL_VERSION "\(.*\)"/\1/p' include/odeval/odeval.h
}

installed_version() {
    [ "$(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --modversion odeval)" = "$(header_version)" ]
}

if [ -n "$SANITIZE" ]; then
    : # said above
elif ! have pkg-config; then
    skip "installation" "no pkg-config"
elif try "make install" install_all; then
    try "pkg-config knows the version" installed_version
    if try "score.c builds against the shared library" build_example "$scratch/score"; then
        checked_run "$scratch/score"
    fi
    if try "score.c builds against the static library" build_static_example; then
        try "the static program needs no libodeval.so" needs_no_library "$scratch/score-static"
        checked_run "$scratch/score-static"
    fi
fi

echo "abi: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
