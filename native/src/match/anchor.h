// What must stand beside a word for a pattern to match there, seen without parsing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "match/prefilter.h"

namespace vireon {

struct Pattern;
struct Node;

/** Of JavaScript and TypeScript. Whatever cannot be told by a look at the characters is taken to hold. */
struct Anchor {
  /** Followed by arguments; by a sign of assignment. */
  bool called = false, assigned = false;
  /** Preceded by a dot; by `new`. */
  bool member = false, created = false;
  /** An operator with the same on both sides. */
  bool twice = false;
  /** Followed by a clause whose block is empty. */
  bool emptied = false;
  /** How many arguments there are; negative where any number will do. */
  int arguments = -1;
  /** The name in front of the dot; empty where any will do. */
  std::string object;

  bool operator==(const Anchor&) const = default;
  /** `from` and `to` enclose the word or operator. */
  bool holds(std::string_view text, size_t from, size_t to) const;
};

/** A literal that stands wherever a pattern matches, and how it stands there. */
struct Mark {
  Literal literal;
  Anchor anchor;

  bool operator==(const Mark&) const = default;
};

/** `exact`: what variables hold does not matter. */
std::vector<Mark> anchoredMarks(const Pattern& pattern, const std::vector<Literal>& signs, bool exact);

/** Whether a word may name what is imported, so that it is written in another way where it is used. */
bool maybeImported(std::string_view text, size_t from, size_t to);

}  // namespace vireon
