# odeval: `make demo` shows it working, `make test` proves it, `make help` lists the rest.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
CFLAGS ?= -O2 -g
SANITIZE ?=
WERROR ?= 0
V ?= 0

BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
DATADIR = $(PREFIX)/share

VERSION := $(shell sed -n 's/^\#define ODEVAL_VERSION "\(.*\)"/\1/p' include/odeval/odeval.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

# One folder of objects per compiler and sanitizer, so that builds never mix.
comma := ,
config := $(notdir $(firstword $(CC)))$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))
B := build/$(config)

san_flags := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wvla -Wformat=2 \
            $(if $(filter-out 0,$(WERROR)),-Werror)
# Results are bit-exact only without contraction into fused multiply-adds and without fast-math.
exact := -ffp-contract=off -fno-fast-math
pkg_libs := libcjson zlib
all_cflags = -std=c11 -D_POSIX_C_SOURCE=200809L $(warnings) -fvisibility=hidden -fPIC -pthread $(CFLAGS) $(exact) \
             $(san_flags) -Isrc -Iinclude -I$(B)/gen -isystem /usr/include/stb $(pkg_cflags) $(CPPFLAGS)
all_ldflags = $(CFLAGS) $(san_flags) -pthread $(LDFLAGS)
pkg_cflags = $(shell pkg-config --cflags $(pkg_libs) 2>/dev/null)
pkg_ldlibs = $(shell pkg-config --libs $(pkg_libs) 2>/dev/null || echo -lcjson -lz) -lm -ldl

say = $(if $(filter-out 0,$(V)),,@printf '  %-8s %s\n' $(1) $(patsubst $(B)/%,%,$@);)
hush = $(if $(filter-out 0,$(V)),,@)

# The backend opencv is a plug-in, made where OpenCV and a C++ compiler are; OD_WITH_OPENCV=0 or 1 decides otherwise.
ifeq ($(origin CXX),default)
CXX := $(patsubst cc,c++,$(subst gcc,g++,$(subst clang,clang++,$(CC))))
endif
OD_WITH_OPENCV ?= $(shell pkg-config --exists opencv4 2>/dev/null && command -v $(firstword $(CXX)) >/dev/null && echo 1)
opencv_shared := $(patsubst %.c,$(B)/%.o,$(sort $(wildcard src/backend/opencv/*.c)))
opencv_cflags = $(subst -I,-isystem ,$(shell pkg-config --cflags opencv4))
opencv_ldlibs = $(shell pkg-config --libs-only-L opencv4) -lopencv_dnn -lopencv_imgproc -lopencv_core
cxx_warnings = $(filter-out -Wstrict-prototypes -Wmissing-prototypes,$(warnings))
all_cxxflags = -std=c++20 $(cxx_warnings) -fvisibility=hidden -fPIC -pthread $(CFLAGS) $(exact) $(san_flags) \
               -Isrc -Iinclude $(CPPFLAGS)
plugins := $(if $(filter-out 0,$(OD_WITH_OPENCV)),$(B)/odeval-opencv.so)

# The backend openai needs libcurl's headers; the library itself is loaded when it is asked for.
OD_WITH_CURL ?= $(shell pkg-config --exists libcurl 2>/dev/null && echo 1)
with_curl := $(filter-out 0,$(OD_WITH_CURL))
openai_sources := $(wildcard src/backend/openai*.c src/backend/backend_openai.c)
curl_cflags = $(if $(with_curl),-DOD_WITH_CURL $(shell pkg-config --cflags libcurl))
$(B)/src/backend/registry.o $(openai_sources:%.c=$(B)/%.o) $(B)/unit/test_backend_%: all_cflags += $(curl_cflags)

lib_sources := $(sort $(filter-out src/cli/% $(if $(with_curl),,$(openai_sources)),$(wildcard src/*/*.c)))
cli_sources := $(sort $(wildcard src/cli/*.c))
benches := $(sort $(wildcard data/benchmarks/*.json))
lib_objects := $(lib_sources:%.c=$(B)/%.o) $(B)/gen/benchmarks.o $(B)/gen/pages.o
cli_objects := $(cli_sources:%.c=$(B)/%.o)
unit_tests := $(patsubst tests/unit/%.c,$(B)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
fuzz_replays := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
parity_shared := $(filter-out tests/parity/test_%,$(wildcard tests/parity/*.c))
parity_runners := $(patsubst tests/parity/%.c,$(B)/parity/%,$(sort $(wildcard tests/parity/test_*.c)))

.PHONY: all
all: $(B)/odeval $(B)/libodeval.a $(B)/libodeval.so $(plugins) ## build the command, both libraries and the plug-ins
	@ln -sfn $(config) build/latest

# Where installed data lie is compiled in: what depends on it is made anew when PREFIX changes.
$(B)/src/benchmark/locate.o: all_cflags += -DOD_DATADIR='"$(DATADIR)/odeval"'
$(B)/src/backend/plugins.o: all_cflags += -DOD_LIBDIR='"$(LIBDIR)"'
$(B)/src/benchmark/locate.o $(B)/src/backend/plugins.o $(B)/odeval.pc: $(B)/gen/prefix
$(B)/gen/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX) $(DATADIR) $(LIBDIR)' | cmp -s - $@ || echo '$(PREFIX) $(DATADIR) $(LIBDIR)' > $@
$(B)/src/backend/registry.o: $(B)/gen/curl
$(B)/gen/curl: FORCE
	@mkdir -p $(@D)
	@echo '$(with_curl)' | cmp -s - $@ || echo '$(with_curl)' > $@
.PHONY: FORCE
# stb_image_write shifts bits out of an int, on purpose, where the sanitizer would stop.
$(B)/src/report/thumbs.o: all_cflags += $(if $(SANITIZE),-fno-sanitize=shift)
$(B)/src/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(all_cflags) -MMD -MP -c $< -o $@
$(B)/src/%.o: src/%.cc
	@mkdir -p $(@D)
	$(call say,CXX)$(CXX) $(all_cxxflags) $(opencv_cflags) -MMD -MP -c $< -o $@

# The benchmark definitions travel inside the binary.
$(B)/gen/benchmarks.c: $(benches) data/benchmarks/embed.sh
	@mkdir -p $(@D)
	$(call say,GEN)sh data/benchmarks/embed.sh $(benches) > $@.tmp && mv $@.tmp $@
# So do the styles and the script of HTML pages.
pages := data/pages/page.css data/pages/page.js
$(B)/gen/pages.c: $(pages) data/pages/embed.sh
	@mkdir -p $(@D)
	$(call say,GEN)sh data/pages/embed.sh $(pages) > $@.tmp && mv $@.tmp $@
$(B)/gen/benchmarks.o $(B)/gen/pages.o: %.o: %.c
	$(call say,CC)$(CC) $(all_cflags) -c $< -o $@

$(B)/libodeval.a: $(lib_objects)
	$(call say,AR)rm -f $@ && ar rcs $@ $^
$(B)/libodeval.so: $(lib_objects)
	$(call say,LD)$(CC) $(all_ldflags) -shared -Wl,-soname,libodeval.so.$(SOVERSION) -o $@ $^ $(pkg_ldlibs)
$(B)/odeval: $(cli_objects) $(B)/libodeval.a
	$(call say,LD)$(CC) $(all_ldflags) -o $@ $^ $(pkg_ldlibs)

# OpenCV's worker threads outlive the backend: it must not be unloaded under them (nodelete).
$(B)/odeval-opencv.so: $(B)/src/backend/opencv/backend_opencv.o $(opencv_shared)
	$(call say,LD)$(CXX) $(all_ldflags) -shared -Wl,-z,nodelete -o $@ $^ $(opencv_ldlibs)

-include $(lib_objects:.o=.d) $(cli_objects:.o=.d) $(opencv_shared:.o=.d) $(B)/src/backend/opencv/backend_opencv.d

## using it
.PHONY: demo
demo: deps ## install what is missing, build, score the bundled data set
	$(hush)$(MAKE) --no-print-directory -s all
	$(hush)sh data/examples/demo.sh $(B)/odeval

.PHONY: deps
deps: ## install what the build needs (Debian, Ubuntu)
	$(hush)sh .ci/deps build

.PHONY: install
install: all $(B)/odeval.1 $(B)/odeval.bash $(B)/odeval.zsh $(B)/odeval.fish $(B)/odeval.pc ## install under PREFIX (default /usr/local)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/odeval \
	    $(DESTDIR)$(DATADIR)/man/man1 $(DESTDIR)$(DATADIR)/bash-completion/completions \
	    $(DESTDIR)$(DATADIR)/zsh/site-functions $(DESTDIR)$(DATADIR)/fish/vendor_completions.d \
	    $(DESTDIR)$(DATADIR)/odeval/ovdeval-mini
	install -m 755 $(B)/odeval $(DESTDIR)$(BINDIR)/odeval
	install -m 644 $(B)/libodeval.a $(DESTDIR)$(LIBDIR)/libodeval.a
	install -m 755 $(B)/libodeval.so $(DESTDIR)$(LIBDIR)/libodeval.so.$(VERSION)
	ln -sfn libodeval.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libodeval.so.$(SOVERSION)
	ln -sfn libodeval.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libodeval.so
	$(if $(plugins),install -d $(DESTDIR)$(LIBDIR)/odeval && install -m 755 $(plugins) $(DESTDIR)$(LIBDIR)/odeval)
	install -m 644 include/odeval/*.h $(DESTDIR)$(INCLUDEDIR)/odeval
	install -m 644 $(B)/odeval.pc $(DESTDIR)$(LIBDIR)/pkgconfig/odeval.pc
	install -m 644 $(B)/odeval.1 $(DESTDIR)$(DATADIR)/man/man1/odeval.1
	install -m 644 $(B)/odeval.bash $(DESTDIR)$(DATADIR)/bash-completion/completions/odeval
	install -m 644 $(B)/odeval.zsh $(DESTDIR)$(DATADIR)/zsh/site-functions/_odeval
	install -m 644 $(B)/odeval.fish $(DESTDIR)$(DATADIR)/fish/vendor_completions.d/odeval.fish
	cp -R data/ovdeval-mini/README.md data/ovdeval-mini/annotations data/ovdeval-mini/images \
	    data/ovdeval-mini/predictions $(DESTDIR)$(DATADIR)/odeval/ovdeval-mini/

$(B)/odeval.1: $(B)/odeval
	$(call say,GEN)$(B)/odeval help --man > $@
$(B)/odeval.bash $(B)/odeval.zsh $(B)/odeval.fish: $(B)/odeval.%: $(B)/odeval
	$(call say,GEN)$(B)/odeval completion $* > $@
$(B)/odeval.pc: include/odeval/odeval.h Makefile
	@mkdir -p $(@D)
	$(call say,GEN)printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' \
	    'Name: odeval' 'Description: evaluation of object detection by detectors and vision-language models' \
	    'Version: $(VERSION)' 'Requires.private: $(pkg_libs)' 'Libs: -L$${libdir} -lodeval' \
	    'Libs.private: -lm -ldl -pthread' 'Cflags: -I$${includedir}' > $@

## working on it
.PHONY: test
test: test-deps ## install what is missing, build, run every test
	$(hush)$(MAKE) --no-print-directory check

.PHONY: test-deps
test-deps: ## install what the tests need
	$(hush)sh .ci/deps test

.PHONY: check
check: all tests ## run every test (needs test-deps)
	$(hush)CC='$(CC)' SANITIZE='$(SANITIZE)' B='$(B)' sh tests/run.sh

.PHONY: tests
tests: $(unit_tests) $(fuzz_replays) $(parity_runners) $(B)/abi/drive ## build the test programs

$(B)/unit/%: tests/unit/%.c $(B)/libodeval.a
	@mkdir -p $(@D)
	$(call say,TEST)$(CC) $(all_cflags) -Itests -MMD -MP $(all_ldflags) -o $@ $< $(filter %.o,$^) $(B)/libodeval.a $(pkg_ldlibs) -lcmocka
$(B)/unit/test_opencv_heads: $(opencv_shared)
$(B)/abi/%: tests/abi/%.c $(B)/libodeval.a
	@mkdir -p $(@D)
	$(call say,TEST)$(CC) $(all_cflags) -MMD -MP $(all_ldflags) -o $@ $< $(B)/libodeval.a $(pkg_ldlibs)
$(B)/parity/%: tests/parity/%.c $(parity_shared) $(B)/libodeval.a
	@mkdir -p $(@D)
	$(call say,TEST)$(CC) $(all_cflags) -Itests $(all_ldflags) -o $@ $< $(parity_shared) $(B)/libodeval.a $(pkg_ldlibs)
$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(B)/libodeval.a
	@mkdir -p $(@D)
	$(call say,TEST)$(CC) $(all_cflags) $(all_ldflags) -o $@ $< tests/fuzz/replay.c $(B)/libodeval.a $(pkg_ldlibs)
-include $(unit_tests:%=%.d) $(B)/abi/drive.d

.PHONY: fuzz
fuzz: ## build the libFuzzer targets with clang under build/fuzz (see tests/fuzz/README.md)
	$(hush)$(MAKE) --no-print-directory CC=clang SANITIZE=fuzzer-no-link,address,undefined fuzz-targets
.PHONY: fuzz-targets
fuzz-targets: $(B)/libodeval.a
	$(hush)mkdir -p build/fuzz
	$(hush)set -e; for t in $(notdir $(fuzz_replays)); do \
	    $(CC) $(all_cflags) -fsanitize=fuzzer -o build/fuzz/$$t tests/fuzz/$$t.c $(B)/libodeval.a $(pkg_ldlibs); done

.PHONY: asan ubsan tsan
asan: ## the tests under the address sanitizer
	$(hush)$(MAKE) --no-print-directory SANITIZE=address check
ubsan: ## the tests under the undefined-behaviour sanitizer
	$(hush)$(MAKE) --no-print-directory SANITIZE=undefined check
tsan: ## the tests under the thread sanitizer
	$(hush)$(MAKE) --no-print-directory SANITIZE=thread check

.PHONY: parity
N ?= 10000
SEED ?= 1
parity: all tests ## compare N random cases (default 10000) live with pycocotools 2.0.11
	$(hush)B='$(B)' sh tests/parity/live.sh $(N) $(SEED)

.PHONY: test-pages
test-pages: all ## the HTML pages in headless Chromium (installs chromium, node and npm when they are missing)
	$(hush)sh .ci/deps pages
	$(hush)sh tests/pages/run.sh $(B)/odeval build/pages

.PHONY: leaderboard
leaderboard: all ## the published results as build/leaderboard.html and .md
	$(hush)for form in html md; do \
	    $(B)/odeval leaderboard data/leaderboard/*/*.json -o build/leaderboard.$$form && \
	    echo build/leaderboard.$$form; done

.PHONY: screenshots
screenshots: all ## the pictures of data/screenshots, for the README (needs what test-pages needs)
	$(hush)sh .ci/deps pages
	$(hush)sh data/screenshots/make.sh $(B)/odeval build/pages

.PHONY: data
data: ## render the images of data/ovdeval-mini again
	$(hush)$(MAKE) --no-print-directory -C data/ovdeval-mini CC='$(CC)'

.PHONY: format
format: ## format the sources with clang-format
	clang-format -i $$(git ls-files '*.c' '*.h' '*.cc')

.PHONY: clean
clean: ## remove build/
	rm -rf build

## measuring
# W5=1 takes the largest workload in, WORKLOADS=DIR takes files from there, ONLY=W1,W2 some workloads, ALL=1 every peer.
bench_python := build/bench-venv/bin/python
bench_options = --odeval $(B)/odeval $(if $(filter-out 0,$(W5)),--w5) $(if $(WORKLOADS),--workloads '$(WORKLOADS)') \
                $(if $(ONLY),--only '$(ONLY)')

.PHONY: bench
bench: all build/bench/measure ## time, memory and split of odeval; writes bench/RESULTS.md (see bench/README.md)
	$(hush)sh bench/venv.sh
	$(hush)CC='$(CC)' $(bench_python) bench/run.py $(bench_options)
	$(hush)$(bench_python) bench/report.py

.PHONY: bench-peers
bench-peers: all build/bench/measure ## odeval beside pycocotools, faster-coco-eval, hotcoco, ultrafast-pycocotools
	$(hush)sh bench/venv.sh pycocotools==2.0.11 faster-coco-eval hotcoco ultrafast-pycocotools
	$(hush)$(MAKE) --no-print-directory build/bench/simdjson_read || echo 'bench: without simdjson: install libsimdjson-dev'
	$(hush)CC='$(CC)' $(bench_python) bench/peers.py $(bench_options) $(if $(filter-out 0,$(ALL)),--all)
	$(hush)$(bench_python) bench/report.py

.PHONY: bench-micro
bench-micro: $(B)/bench/micro $(B)/bench/answers ## readers, the matcher and the accumulator, each by itself
	$(hush)sh bench/venv.sh
	$(hush)sh bench/micro.sh $(B)/bench '$(or $(WORKLOADS),build/bench)' $(bench_python)

.PHONY: coverage
coverage: $(B)/coverage ## how often 95% intervals hold what they promise, on a made-up population (minutes)
	$(hush)$(B)/coverage $(SAMPLES) $(RESAMPLES)
$(B)/coverage: bench/coverage.c tests/unit/coverage.h tests/unit/population.h $(B)/libodeval.a
	$(call say,BENCH)$(CC) $(all_cflags) $(all_ldflags) -o $@ $< $(B)/libodeval.a $(pkg_ldlibs)

.PHONY: guard guard-renew
guard: all build/bench/small ## instructions of a small job against bench/guard.txt (needs valgrind)
	$(hush)B='$(B)' CC='$(CC)' CFLAGS='$(CFLAGS)' sh bench/guard.sh check
guard-renew: all build/bench/small ## write a new figure into bench/guard.txt
	$(hush)B='$(B)' CC='$(CC)' CFLAGS='$(CFLAGS)' sh bench/guard.sh renew

.PHONY: gate-rates
gate-rates: $(B)/unit/test_gate_rates ## how often the gate takes noise for a regression, and sees a real one
	$(hush)GATE_PAIRS=200 VERBOSE=1 $(B)/unit/test_gate_rates

build/bench/measure build/bench/small: build/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(call say,BENCH)$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(warnings) -O2 -g -o $@ $<
build/bench/simdjson_read: bench/simdjson_read.cpp
	@mkdir -p $(@D)
	$(call say,BENCH)$(CXX) -std=c++17 -O3 -o $@ $< -lsimdjson
$(B)/bench/%: bench/%.c bench/rounds.h $(B)/libodeval.a
	@mkdir -p $(@D)
	$(call say,BENCH)$(CC) $(all_cflags) -I . $(all_ldflags) -o $@ $< $(B)/libodeval.a $(pkg_ldlibs)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^## /{sub(/^## /,""); printf "\n%s\n", $$0} /^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile
	@printf '\nvariables: PREFIX=/usr/local CC=cc CFLAGS="-O2 -g" SANITIZE=address|undefined|thread WERROR=1 V=1\n'
