// What a text must contain for a rule to have any chance on it.
#pragma once
#include <string>
#include <vector>

namespace vireon {

/**
 * A conjunction of disjunctions of literals: of each inner list at least one literal must occur.
 * Literals are lower case and meant to be searched without regard to ASCII case.
 * No clause at all means that the rule must always be run.
 */
struct Prefilter {
  std::vector<std::vector<std::string>> clauses;

  bool alwaysRuns() const { return clauses.empty(); }
};

}  // namespace vireon
