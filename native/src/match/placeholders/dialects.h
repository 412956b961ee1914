// What patterns need to know of a language beyond its grammar: how placeholders are spelled where, and in which places
// of a program a pattern may stand. JavaScript, Go, Java, Python, Bash, JSON and YAML have theirs beside the scanners.
#pragma once
#include <span>
#include <string_view>

#include "match/placeholders/placeholders.h"

namespace vireon {

/** A place of a program in which a pattern may stand. */
struct Context {
  std::string_view before, after;
  enum class Take : uint8_t {
    Written,   // what stands where the pattern stands
    Whole,     // likewise, and what was added behind belongs to it
    Operand,   // the expression of a statement that was completed
    Ended,     // what stands where the pattern stands, with the end that it lacks
  } take = Take::Written;
};

/** Spellings of a placeholder by place; `N` stands for its name. */
struct Dialect {
  std::string_view language;
  std::string_view statement, member, enumItem, caseItem, param, forHeader, entry;
  /** How the type of a typed metavariable is written: `($X : T)` or `(T $X)`. */
  enum class Typed : uint8_t { None, Colon, Before } typed = Typed::None;
  /** What a type is wrapped in to be parsed. */
  std::string_view typeBefore, typeAfter;
  std::span<const Context> contexts;
};

/** nullptr where the language has a scanner of its own. */
const Dialect* dialectOf(std::string_view language);
Placed placeInDialect(std::string_view pattern, const Dialect& dialect, int variant);

}  // namespace vireon
