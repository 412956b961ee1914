// What a text must contain for a rule to have any chance on it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace vireon {

/** A text to look for. */
struct Literal {
  /** A word as it is spelled, else in lower case. */
  std::string text;
  /** Stands alone and in this case; otherwise it may stand inside of a word, and ASCII case does not matter. */
  bool word = false;

  bool operator==(const Literal&) const = default;
};

/** A byte of a name in every language, so that what is written beside a name ends it. */
bool isWordByte(unsigned char byte);

/** The `size` bytes from `at` can be a word of their own. */
bool isWordAt(std::string_view text, size_t at, size_t size);

bool occurs(const Literal& literal, std::string_view text);

/**
 * A conjunction of disjunctions of literals: of each inner list at least one literal must occur.
 * No clause at all means that the rule must always be run.
 */
struct Prefilter {
  std::vector<std::vector<Literal>> clauses;

  bool alwaysRuns() const { return clauses.empty(); }
};

}  // namespace vireon
