#include "scan/filter.h"

#include <algorithm>

namespace vireon {

std::vector<Literal> RuleFilter::numberLiterals(const RuleSet& rules, const std::vector<size_t>& numbers,
                                                LiteralNumbers& ids) {
  std::vector<Literal> literals;
  for (const size_t rule : numbers)
    for (const auto& clause : rules.prefilter(rule).clauses)
      for (const Literal& literal : clause)
        if (ids.emplace(std::pair(literal.text, literal.word), literals.size()).second) literals.push_back(literal);
  return literals;
}

RuleFilter::RuleFilter(const RuleSet& rules, std::vector<size_t> numbers) : RuleFilter(rules, numbers, {}) {}

RuleFilter::RuleFilter(const RuleSet& rules, const std::vector<size_t>& numbers,
                       LiteralNumbers ids)
    : rules_(rules), literals_(numberLiterals(rules, numbers, ids)), search_(literals_) {
  openedBy_.resize(ids.size());
  for (const size_t rule : numbers) {
    const Prefilter& prefilter = rules.prefilter(rule);
    if (prefilter.alwaysRuns()) {
      always_.push_back(rule);
      continue;
    }
    Conditional conditional{rule, {}};
    for (const auto& clause : prefilter.clauses) {
      Clause& wanted = conditional.clauses.emplace_back();
      for (const Literal& literal : clause) wanted.push_back(ids.at({literal.text, literal.word}));
    }
    for (const uint32_t literal : conditional.clauses.front())
      openedBy_[literal].push_back(static_cast<uint32_t>(conditional_.size()));
    conditional_.push_back(std::move(conditional));
  }
}

bool RuleFilter::holds(const Conditional& rule, const LiteralSet& found) const {
  return std::all_of(rule.clauses.begin(), rule.clauses.end(), [&](const Clause& clause) {
    return std::any_of(clause.begin(), clause.end(), [&](uint32_t literal) { return found.has(literal); });
  });
}

std::vector<size_t> RuleFilter::candidates(std::string_view text, const std::string* path) const {
  return chosen(conditional_.empty() ? std::vector<uint32_t>() : search_.find(text), path);
}

std::vector<size_t> RuleFilter::chosen(const std::vector<uint32_t>& found, const std::string* path) const {
  std::vector<size_t> chosen = always_;
  if (!conditional_.empty()) {
    LiteralSet present(openedBy_.size());
    for (const uint32_t literal : found) present.add(literal);
    for (const uint32_t literal : found)
      for (const uint32_t opened : openedBy_[literal])
        if (holds(conditional_[opened], present)) chosen.push_back(conditional_[opened].rule);
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  if (path) std::erase_if(chosen, [&](size_t rule) { return !rules_.allowsPath(rule, *path); });
  return chosen;
}

}  // namespace vireon
