# Builds the match driver (test/match_driver.cc) apart from Node: make -f test/driver.mk -j2 [OUT=folder]
# Grammars are loaded from their packages; RE2 and tree-sitter come from the addon's own build.
OUT ?= build/driver
MODULES := $(shell node -p "require('path').dirname(require('path').dirname(require.resolve('tree-sitter/package.json')))")
INCLUDES := -Isrc -I$(OUT) $(addprefix -I,$(shell node sources.cjs tree-sitter-include) $(shell node sources.cjs re2-include) $(shell node sources.cjs pcre2-include))
CXXFLAGS ?= -O1 -g
CXX_ALL := -std=c++20 -Wall -Wextra -Wno-sign-compare -Wno-missing-field-initializers -MMD $(CXXFLAGS) $(INCLUDES)
SOURCES := $(wildcard src/parse/*.cc src/parse/lower/*.cc src/match/*.cc) test/match_driver.cc
SOURCES := $(filter-out src/parse/shell%,$(SOURCES))
OBJECTS := $(patsubst %.cc,$(OUT)/%.o,$(SOURCES))
LIBRARIES := $(addprefix build/Release/,re2_core.a tree_sitter_core.a pcre2_core.a)

$(OUT)/match_driver: $(OBJECTS)
	$(CXX) $(CXXFLAGS) -o $@ $^ $(wildcard $(LIBRARIES)) -lpthread -ldl

$(OUT)/%.o: %.cc
	@mkdir -p $(dir $@)
	$(CXX) $(CXX_ALL) -c $< -o $@

$(OUT)/test/match_driver.o: $(OUT)/grammars.inc

$(OUT)/grammars.inc: lib/grammars.ts test/grammars.mjs
	@mkdir -p $(dir $@)
	node test/grammars.mjs > $@

-include $(OBJECTS:.o=.d)
