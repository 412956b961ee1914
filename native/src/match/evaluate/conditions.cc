// Conditions on metavariables.
#include "match/evaluate/formula_run.h"

#include <algorithm>
#include <ctime>

#include "match/evaluate/entropy.h"
#include "match/evaluate/redos.h"

namespace vireon {

std::vector<Range> FormulaRun::conditions(const Formula& formula, std::vector<Range> ranges) {
  if (formula.conditions.empty()) return ranges;
  std::vector<Range> out;
  for (Range& range : ranges) {
    Candidate candidate{std::move(range), {}};
    bool holds = true;
    for (const Condition& condition : formula.conditions)
      if (!(holds = satisfies(condition, candidate))) {
        if (text_.trace) tell(Trace::Stage::Refused, &condition, {candidate.range});
        break;
      }
    if (!holds || full(out)) continue;
    for (Bindings& more : candidate.more) {
      Range extended = candidate.range;
      for (Bound& bound : more)
        if (!boundOf(extended.bindings, bound.id)) extended.bindings.push_back(bound);
      out.push_back(std::move(extended));
    }
    out.push_back(std::move(candidate.range));
  }
  return out;
}

bool FormulaRun::satisfies(const Condition& condition, Candidate& candidate) {
  const Range& range = candidate.range;
  if (condition.sort == Condition::Sort::Comparison) return compares(condition, range);
  const Bound* bound = boundOf(range.bindings, condition.meta);
  if (!bound) return false;
  switch (condition.sort) {
    case Condition::Sort::Regex:
      return matchesRegex(condition, *bound, candidate);
    case Condition::Sort::Entropy:
      if (condition.above) return shannonBits(content(*bound)) > *condition.above;
      return looksRandom(content(*bound));
    case Condition::Sort::Redos:
      return looksCatastrophic(content(*bound));
    case Condition::Sort::Type:
      return bound->sort == Bound::Sort::Node && hasType(condition, *bound);
    case Condition::Sort::Pattern:
      return nested(condition, candidate, *bound);
    default:
      return false;
  }
}

bool FormulaRun::matchesRegex(const Condition& condition, const Bound& bound, Candidate& candidate) {
  std::string subject = condition.constants ? content(bound) : text_.textOf(bound);
  RegexMatch match;
  Regex::Outcome outcome = condition.regex->matchesAtStart(subject, &match);
  if (outcome == Regex::Outcome::bound) text_.exhausted = true;
  if (outcome != Regex::Outcome::found) return false;
  bindGroups(condition.groups, match, subject, bound, candidate);
  return true;
}

// What the groups of a metavariable's expression hold.
void FormulaRun::bindGroups(const std::vector<MetaId>& groups, const RegexMatch& match, const std::string& subject, const Bound& of, Candidate& candidate) {
  Bindings found;
  for (size_t i = 1; i < match.size() && i - 1 < groups.size(); i++) {
    if (match[i].start == RegexGroup::npos || boundOf(candidate.range.bindings, groups[i - 1])) continue;
    std::string_view text = keep(subject.substr(match[i].start, match[i].end - match[i].start));
    found.push_back(boundText(groups[i - 1], text, std::min(of.start + match[i].start, of.end), std::min(of.start + match[i].end, of.end)));
  }
  if (!found.empty()) candidate.more.push_back(std::move(found));
}

bool FormulaRun::hasType(const Condition& condition, const Bound& bound) {
  if (!text_.matcher_) return false;
  for (const auto& type : condition.types)
    if (!text_.matcher_->findAt(*type, options_, bound.node, {}).empty()) return true;
  return false;
}

bool FormulaRun::compares(const Condition& condition, const Range& range) const {
  ComparisonContext context;
  context.base = condition.base;
  context.strip = condition.strip;
  context.now = static_cast<double>(std::time(nullptr));
  context.lookup = [&](const std::string& name) -> std::optional<ComparisonInput> {
    for (const Bound& bound : range.bindings)
      if (text_.names_.name(bound.id) == name) return ComparisonInput{text_.textOf(bound), valueOf(bound)};
    return std::nullopt;
  };
  return comparisonHolds(*condition.comparison, context);
}

}  // namespace vireon
