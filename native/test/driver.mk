# Builds the test programs that know no Node: make -f test/driver.mk -j2 [OUT=folder] [CXXFLAGS=…] [program]
#   match_driver  runs rules over files
#   fuzz          see test/fuzz/run.mjs
#   addon         see test/sanitized.mjs
# Grammars are loaded from their packages. RE2, PCRE2 and tree-sitter come from the addon's own build, or are compiled
# here with the same flags where LIBRARIES=own.
OUT ?= build/driver
CXXFLAGS ?= -O1 -g
# Of the engine's own sources alone.
COVERAGE ?=
LIBRARIES ?= addon
INCLUDES := -I. -Isrc -I$(OUT) $(addprefix -I,$(shell node sources.cjs tree-sitter-include) $(shell node sources.cjs re2-include) $(shell node sources.cjs pcre2-include) $(shell node sources.cjs xxhash-include))
# Headers of the libraries are read as the libraries themselves are compiled, without their checks.
CXX_ALL := -std=c++20 -DNDEBUG -Wall -Wextra -Wno-sign-compare -Wno-missing-field-initializers -DPCRE2_STATIC -MMD $(CXXFLAGS) $(INCLUDES)
ENGINE := $(patsubst %.cc,$(OUT)/%.o,$(shell node sources.cjs vireon))
FUZZ := $(patsubst %.cc,$(OUT)/%.o,$(filter-out $(if $(LIBFUZZER),test/fuzz/driver.cc),$(wildcard test/fuzz/*.cc)))
OBJECTS := $(ENGINE) $(FUZZ) $(OUT)/test/match_driver.o $(OUT)/src/binding.o

RE2 := $(shell node sources.cjs re2)
PCRE2 := $(shell node sources.cjs pcre2)
CORE := $(shell node sources.cjs tree-sitter)
GRAMMARS := $(shell node sources.cjs grammars)
own = $(patsubst %,$(OUT)/lib/%.o,$(subst ../,up/,$(1)))
LINKED := $(if $(filter own,$(LIBRARIES)),$(call own,$(RE2) $(PCRE2) $(CORE) $(GRAMMARS)),$(wildcard $(addprefix build/Release/,re2_core.a tree_sitter_core.a pcre2_core.a grammars.a)))
# Abseil's constant expressions do not pass g++'s check for undefined behaviour; the libraries are not what it is for.
LIBRARY_FLAGS = $(patsubst -fsanitize=address%,-fsanitize=address,$(filter-out -fno-sanitize-recover=all,$(CXXFLAGS)))
PCRE2_FLAGS := -DPCRE2_CODE_UNIT_WIDTH=8 -DPCRE2_STATIC -DSUPPORT_PCRE2_8 -DSUPPORT_UNICODE -DLINK_SIZE=2 -DHEAP_LIMIT=20000000 -DMATCH_LIMIT=10000000 -DMATCH_LIMIT_DEPTH=10000000 -DMAX_NAME_SIZE=64 -DMAX_NAME_COUNT=10000 -DNEWLINE_DEFAULT=2 -DPARENS_NEST_LIMIT=250 -DHAVE_MEMMOVE

$(OUT)/match_driver: $(ENGINE) $(OUT)/test/match_driver.o $(LINKED)
	$(CXX) $(CXXFLAGS) -o $@ $^ -lpthread -ldl

$(OUT)/fuzz: $(ENGINE) $(FUZZ) $(LINKED)
	$(CXX) $(CXXFLAGS) $(LIBFUZZER) -o $@ $^ -lpthread -ldl

$(OUT)/build/Release/vireon.node: $(ENGINE) $(OUT)/src/binding.o $(LINKED)
	@mkdir -p $(dir $@)
	$(CXX) $(CXXFLAGS) -shared -o $@ $^ -lpthread -ldl

$(OUT)/src/binding.o: CXX_ALL += -DNAPI_VERSION=8 -DNAPI_CPP_EXCEPTIONS -DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS -DBUILDING_NODE_EXTENSION $(addprefix -I,$(shell node sources.cjs node-include))

$(OUT)/src/%.o: src/%.cc
	@mkdir -p $(dir $@)
	$(CXX) $(CXX_ALL) $(COVERAGE) -c $< -o $@

$(OUT)/test/%.o: test/%.cc | $(OUT)/grammars.inc
	@mkdir -p $(dir $@)
	$(CXX) $(CXX_ALL) -c $< -o $@

define library
$(call own,$(1)): $(1)
	@mkdir -p $$(dir $$@)
	$(if $(filter %.c,$(1)),$(CC) -std=gnu11 -D_DEFAULT_SOURCE -fexceptions $(if $(filter $(1),$(PCRE2)),$(PCRE2_FLAGS)),$(CXX) -std=c++20 -DNDEBUG) -w $(LIBRARY_FLAGS) $(INCLUDES) -c $$< -o $$@
endef
$(foreach source,$(RE2) $(PCRE2) $(CORE) $(GRAMMARS),$(eval $(call library,$(source))))

$(OUT)/grammars.inc: lib/grammars.ts test/grammars.mjs
	@mkdir -p $(dir $@)
	node test/grammars.mjs > $@

.PHONY: match_driver fuzz addon
match_driver: $(OUT)/match_driver
fuzz: $(OUT)/fuzz
addon: $(OUT)/build/Release/vireon.node

-include $(OBJECTS:.o=.d)
