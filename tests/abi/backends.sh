# Backends as plug-ins: built from include/odeval/backend.h alone, loaded by drive.c. Read by run.sh.
# What each run prints stands in backends.expected under its name; RECORD=1 writes that file anew.

drive=$B/abi/drive
plugins=$scratch/plugins
expected=$here/backends.expected
mkdir "$plugins" || exit 1
[ -z "${RECORD:-}" ] || : > "$expected"

# A compiler without sanitizers: a plug-in is built by somebody else.
build() { # plug-in, source, more flags
    plugin=$1 source=$2
    shift 2
    $CC -std=c11 -D_POSIX_C_SOURCE=200809L -pedantic -Wall -Wextra -Werror "$@" -Iinclude -shared -fPIC \
        -o "$plugins/$plugin.so" "$source"
}

# What differs between machines and builds is put in a common form.
common() {
    sed -e 's/[0-9][0-9]* bytes, at least [0-9][0-9]*/N bytes, at least N/' -e 's/[0-9]\{10,\}/N/g' \
        -e 's/there are: [^;]*;/there are: ...;/'
}

wanted() { # name
    awk -v name="== $1" '/^== / { here = $0 == name; next } here' "$expected"
}

says() { # name, arguments of drive; in the folder of the plug-ins
    name=$1
    shift
    (cd "$plugins" && "$drive_path" "$@" 2>&1; echo "exit code $?") | common > "$scratch/said"
    if [ -n "${RECORD:-}" ]; then
        { echo "== $name"; cat "$scratch/said"; } >> "$expected"
    fi
    wanted "$name" > "$scratch/wanted"
    try "backend: $name" same "$scratch/wanted" "$scratch/said"
}

wrong_flags() { # name, flags
    what=$1
    shift
    try "wrong.c builds: $what" build wrong tests/abi/plugins/wrong.c -Wno-unused-variable "$@"
}

# A table with one fault is refused with a sentence.
wrong() { # name, value of -DWRONG
    wrong_flags "$1" "-DWRONG=$2" && says "$1" ./wrong.so
}

rude() { # what it does, arguments before the spec
    does=$1
    shift
    says "rude: $does${*:+ $*}" "$@" "./rude.so:does=$does"
}

case $drive in
/*) drive_path=$drive ;;
*) drive_path=$PWD/$drive ;;
esac

if try "skeleton.c builds with the header alone" build skeleton data/examples/skeleton.c; then
    says "skeleton" ./skeleton.so
    says "skeleton, isolated" --isolate ./skeleton.so:share=0.25
    says "skeleton, with a share of 0" ./skeleton.so:share=0
    says "skeleton, with a misspelt option" ./skeleton.so:shar=0.5
fi
if try "older.c builds" build older tests/abi/plugins/older.c; then
    says "older" ./older.so
    says "older, isolated" --isolate ./older.so
fi
if try "newer.c builds" build newer tests/abi/plugins/newer.c; then
    says "newer" ./newer.so
    says "newer, isolated" --isolate ./newer.so
fi

says "no such file" ./nothing.so
says "no such file, isolated" --isolate ./nothing.so
says "no such built-in backend" nul

wrong "sound, but gives no answers" '(void)0'
wrong "another ABI" 't.abi_version = 2'
wrong "too small" 't.struct_size = offsetof(odeval_backend, detect)'
wrong "no open" 't.open = NULL'
wrong "no detect" 't.detect = NULL'
wrong "no name" 't.name = NULL'
wrong "ill-formed name" 't.name = "my detector"'
wrong "the name of a built-in backend" 't.name = "null"'
wrong "no version" 't.version = ""'
wrong "wants what this host does not have" 't.wants = 1u << 30'
wrong "gives nothing" 't.gives = 0'
wrong "batches of none" 't.max_batch = 0'
wrong "batches without request_size" 't.max_batch = 4'
wrong "asks for the ground truth" 't.flags = ODEVAL_BACKEND_NEEDS_TRUTH'
wrong "option outside the private block" 't.options = outside'
wrong "option before an overflow" 't.options = overflowing'
wrong "option not aligned" 't.options = misaligned'
wrong "option twice" 't.options = twins'
wrong "options over each other" 't.options = over'
wrong "option of an unknown type" 't.options = strange'
wrong "a prompt that is no text" 't.options = counted_prompt'
wrong "two prompts" 't.options = two_prompts'
wrong "default that does not fit" 't.options = misfit'

wrong_flags "no symbol" -DWRONG_SYMBOL=another && says "no symbol" ./wrong.so
wrong_flags "no table" -DWRONG_TABLE=NULL && says "no table" ./wrong.so
wrong_flags "crash" '-DWRONG=raise(SIGSEGV)' && says "crash while loading, isolated" --isolate ./wrong.so

if try "rude.c builds" build rude tests/abi/plugins/rude.c; then
    for does in nothing nan infinite negative unlabelled latin1 endless nowhere text foreign sizeless \
        twice silent leak fail fail-open; do
        rude $does
        rude $does --isolate
    done
    for does in crash abort exit crash-open crash-close; do
        rude $does --isolate
    done
    rude hang --isolate --time-limit 0.5
fi
