// How much of a text a rule needs to see.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/anchor.h"
#include "match/prefilter.h"
#include "parse/outline.h"

namespace vireon {

struct CompiledRule;
struct Pattern;
struct Tree;

/** A rule whose every pattern matches only around certain words; all else is of no account to it. */
struct Reach {
  /** Of each list one literal marks every place where that pattern can match, but through another name of an import. */
  std::vector<std::vector<Mark>> marks;
  /** What variables hold matters. */
  bool constants = false;
  /** A regular expression looks at the text besides. */
  bool texts = false;
};

/** Nothing where the rule may look at any part of the text. */
std::optional<Reach> reachOf(const CompiledRule& rule, std::string_view language);

/** Operators and keywords that a text must hold for a pattern to match. */
std::vector<Literal> signsOf(const Pattern& pattern, std::string_view language);

/** A text cut down to what some rules look at. */
struct Focus {
  Outline outline;
  /** The literals that mark the places. */
  std::vector<std::string> words;
  bool constants = false;
};

/** False where something that the outline leaves out may be meant by, or may change, what it shows. */
bool standsAlone(const Tree& tree, const Focus& focus);

}  // namespace vireon
