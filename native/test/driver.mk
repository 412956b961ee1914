# Builds the match driver (test/match_driver.cc) apart from Node: make -f test/driver.mk -j2 [OUT=folder]
# Grammars are compiled from their packages' sources; RE2 and tree-sitter come from the addon's own build.
OUT ?= build/driver
MODULES := $(shell node -p "require('path').dirname(require('path').dirname(require.resolve('tree-sitter/package.json')))")
GRAMMARS := tree-sitter-javascript tree-sitter-typescript/typescript tree-sitter-typescript/tsx tree-sitter-python \
  tree-sitter-go tree-sitter-java tree-sitter-bash tree-sitter-json @tree-sitter-grammars/tree-sitter-yaml
INCLUDES := -Isrc $(addprefix -I,$(shell node sources.cjs tree-sitter-include) $(shell node sources.cjs re2-include) $(shell node sources.cjs pcre2-include))
CXXFLAGS ?= -O1 -g
CXX_ALL := -std=c++20 -Wall -Wextra -Wno-sign-compare -Wno-missing-field-initializers -MMD $(CXXFLAGS) $(INCLUDES)
SOURCES := $(wildcard src/parse/*.cc src/parse/lower/*.cc src/match/*.cc) test/match_driver.cc
SOURCES := $(filter-out src/parse/shell%,$(SOURCES))
OBJECTS := $(patsubst %.cc,$(OUT)/%.o,$(SOURCES))
grammar_c := $(wildcard $(foreach g,$(GRAMMARS),$(MODULES)/$(g)/src/parser.c $(MODULES)/$(g)/src/scanner.c))
GRAMMAR_OBJECTS := $(patsubst $(MODULES)/%.c,$(OUT)/grammars/%.o,$(grammar_c))
LIBRARIES := $(addprefix build/Release/,re2_core.a tree_sitter_core.a pcre2_core.a)

$(OUT)/match_driver: $(OBJECTS) $(GRAMMAR_OBJECTS)
	$(CXX) $(CXXFLAGS) -o $@ $^ $(wildcard $(LIBRARIES)) -lpthread

$(OUT)/%.o: %.cc
	@mkdir -p $(dir $@)
	$(CXX) $(CXX_ALL) -c $< -o $@

$(OUT)/grammars/%.o: $(MODULES)/%.c
	@mkdir -p $(dir $@)
	$(CC) -O1 -w -I$(dir $<) -c $< -o $@

-include $(OBJECTS:.o=.d)
