// Chooses, before anything is parsed, the rules that have a chance on a text.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/ruleset.h"
#include "scan/literals.h"

namespace vireon {

/** The prefilters of some rules over one search for all their literals. Immutable once built. */
class RuleFilter {
 public:
  RuleFilter(const RuleSet& rules, std::vector<size_t> numbers);

  /** In ascending order. `path` = nullptr: the rules' `paths` are not looked at. */
  std::vector<size_t> candidates(std::string_view text, const std::string* path) const;
  /** As `candidates`, of a text in which these of `literals` occur. */
  std::vector<size_t> chosen(const std::vector<uint32_t>& found, const std::string* path) const;
  const std::vector<Literal>& literals() const { return literals_; }
  bool empty() const { return always_.empty() && conditional_.empty(); }

 private:
  /** By text, words apart. */
  using LiteralNumbers = std::map<std::pair<std::string, bool>, uint32_t>;
  using Clause = std::vector<uint32_t>;
  struct Conditional {
    size_t rule;
    std::vector<Clause> clauses;
  };

  bool holds(const Conditional& rule, const LiteralSet& found) const;

  const RuleSet& rules_;
  std::vector<size_t> always_;
  std::vector<Conditional> conditional_;
  /** Literal → the conditional rules whose first clause names it. */
  std::vector<std::vector<uint32_t>> openedBy_;
  std::vector<Literal> literals_;
  LiteralSearch search_;

  static std::vector<Literal> numberLiterals(const RuleSet& rules, const std::vector<size_t>& numbers,
                                             LiteralNumbers& ids);
  RuleFilter(const RuleSet& rules, const std::vector<size_t>& numbers, LiteralNumbers ids);
};

}  // namespace vireon
