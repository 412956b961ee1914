// Operators: patterns, regular expressions, and what joins them.
#include "match/evaluate/formula_run.h"

#include <algorithm>

#include "match/generic.h"

namespace vireon {
namespace {

constexpr size_t kMaxRanges = 50'000;

// A lone metavariable, which matches everywhere.
bool isSelector(const Formula& formula) {
  if (formula.sort != Formula::Sort::Pattern || formula.patterns.empty() || !formula.conditions.empty()) return false;
  for (const auto& [language, pattern] : formula.patterns)
    if (pattern->sort != Pattern::Sort::Expression || pattern->root->kind != Kind::MetaVar) return false;
  return true;
}

}  // namespace

bool FormulaRun::mayMatch(const Formula& formula) {
  if (text_.language_ == "generic" || text_.language_ == "regex") return true;
  switch (formula.sort) {
    case Formula::Sort::Pattern: {
      auto found = formula.patterns.find(text_.language_);
      if (found == formula.patterns.end()) return false;
      text_.parse();
      return text_.matcher_ && mayMatch(*found->second);
    }
    case Formula::Sort::Any:
      return std::any_of(formula.children.begin(), formula.children.end(), [&](const Formula& child) { return mayMatch(child); });
    case Formula::Sort::All:
      return std::all_of(formula.children.begin(), formula.children.end(),
                         [&](const Formula& child) { return child.sort == Formula::Sort::Not || mayMatch(child); });
    case Formula::Sort::Inside:
    case Formula::Sort::Anywhere:
      return mayMatch(formula.children[0]);
    default:
      return true;
  }
}

bool FormulaRun::mayMatch(const Pattern& pattern) const {
  auto isThere = [&](const std::string& word) { return text_.index_->mayHold(word); };
  return std::all_of(pattern.words.begin(), pattern.words.end(), isThere) &&
         (std::all_of(pattern.shellWords.begin(), pattern.shellWords.end(), isThere) || text_.text_.find('$') != std::string_view::npos);
}

std::vector<Range> FormulaRun::evaluate(const Formula& formula, const Range* context, bool inside) {
  std::vector<Range> ranges = kind(formula, context, inside);
  tell(Trace::Stage::Found, &formula, ranges);
  ranges = conditions(formula, std::move(ranges));
  tell(Trace::Stage::Tested, &formula, ranges);
  if (!formula.focus.empty()) ranges = focus(formula, ranges);
  tell(Trace::Stage::Gave, &formula, ranges);
  if (formula.as)
    for (Range& range : ranges) range.bindings.push_back(textBound(*formula.as, range.start, range.end));
  return ranges;
}

bool FormulaRun::full(const std::vector<Range>& ranges) const {
  if (ranges.size() < kMaxRanges) return false;
  text_.exhausted = true;
  return true;
}

void FormulaRun::tell(Trace::Stage stage, const void* by, const std::vector<Range>& ranges) const {
  if (text_.trace) text_.trace->note(stage, by, ranges);
}

const Bindings& FormulaRun::given(const Range* context) const {
  static const Bindings none;
  return context ? context->bindings : none;
}

std::vector<Range> FormulaRun::kind(const Formula& formula, const Range* context, bool inside) {
  switch (formula.sort) {
    case Formula::Sort::Pattern:
      return pattern(formula, context, nullptr, inside);
    case Formula::Sort::Regex:
      return regex(formula, context);
    case Formula::Sort::Any: {
      std::vector<Range> all;
      for (const Formula& child : formula.children)
        for (Range& range : evaluate(child, context, inside))
          if (!full(all)) all.push_back(std::move(range));
      return all;
    }
    case Formula::Sort::Inside:
    case Formula::Sort::Anywhere: {
      std::vector<Range> ranges = evaluate(formula.children[0], context, true);
      for (Range& range : ranges) range.sort = formula.sort == Formula::Sort::Inside ? Range::Sort::Inside : Range::Sort::Anywhere;
      return ranges;
    }
    case Formula::Sort::All:
      return conjunction(formula, context, inside);
    case Formula::Sort::Not:
      return {};
  }
  return {};
}

std::vector<Range> FormulaRun::pattern(const Formula& formula, const Range* context, const Within* within, bool inside) {
  std::vector<PatternMatch> matches;
  if (text_.language_ == "generic" || text_.language_ == "regex") {
    if (formula.generic && !matchGeneric(*formula.generic, text_.text_, given(context), matches)) text_.exhausted = true;
  } else {
    auto found = formula.patterns.find(text_.language_);
    if (found == formula.patterns.end()) return {};
    text_.parse();
    if (!text_.matcher_ || !mayMatch(*found->second)) return {};
    matches = text_.matcher_->find(*found->second, options_, given(context), within, inside);
    if (text_.matcher_->exhausted()) text_.exhausted = true;
  }
  std::vector<Range> ranges;
  ranges.reserve(matches.size());
  for (PatternMatch& match : matches) ranges.push_back({Range::Sort::Plain, match.start, match.end, std::move(match.bindings)});
  return ranges;
}

std::vector<Range> FormulaRun::regex(const Formula& formula, const Range* context) {
  std::vector<RegexMatch> matches;
  const bool all = text_.regexes ? text_.regexes->findAll(*formula.regex, text_.text_, matches) : formula.regex->findAll(text_.text_, matches);
  if (!all) text_.exhausted = true;
  std::vector<Range> ranges;
  for (const RegexMatch& match : matches) {
    if (full(ranges)) break;
    Range range{Range::Sort::Regexp, match[0].start, match[0].end, given(context)};
    bool fits = true;
    for (size_t i = 1; i < match.size() && i - 1 < formula.groups.size(); i++) {
      if (match[i].start == RegexGroup::npos) continue;
      const Bound bound = textBound(formula.groups[i - 1], match[i].start, match[i].end);
      if (const Bound* known = boundOf(range.bindings, bound.id)) {
        fits &= text_.same(*known, bound);
        continue;
      }
      range.bindings.push_back(bound);
    }
    if (!fits) continue;
    if (formula.secret) bindSecret(*formula.secret, match, range.bindings);
    ranges.push_back(std::move(range));
  }
  return ranges;
}

// A line break that a match ends or begins with belongs to neither the match nor its lines.
void FormulaRun::bindSecret(const SecretNames& names, const RegexMatch& match, Bindings& bindings) const {
  RegexGroup whole = match[0];
  while (whole.start < whole.end && text_.text_[whole.start] == '\n') whole.start++;
  while (whole.start < whole.end && text_.text_[whole.end - 1] == '\n') whole.end--;
  auto holds = [&](size_t i) { return match[i].start != RegexGroup::npos && match[i].start < match[i].end; };
  RegexGroup secret = names.group == 0 ? whole : match[names.group];
  for (size_t i = 1; names.group == 0 && i < match.size(); i++)
    if (holds(i)) {
      secret = match[i];
      break;
    }
  if (secret.start == RegexGroup::npos) secret = {whole.start, whole.start};
  RegexGroup lines = whole;
  while (lines.start > 0 && text_.text_[lines.start - 1] != '\n') lines.start--;
  while (lines.end < text_.text_.size() && text_.text_[lines.end] != '\n') lines.end++;
  for (const auto& [id, group] : {std::pair{names.secret, secret}, std::pair{names.match, whole}, std::pair{names.lines, lines}})
    bindings.push_back(textBound(id, group.start, group.end));
}

std::vector<Range> FormulaRun::conjunction(const Formula& formula, const Range* context, bool inside) {
  std::vector<const Formula*> plain, around, negative;
  const Formula* selector = nullptr;
  for (const Formula& child : formula.children) {
    if (child.sort == Formula::Sort::Not)
      negative.push_back(&child);
    else if (child.sort == Formula::Sort::Inside || child.sort == Formula::Sort::Anywhere)
      around.push_back(&child);
    else
      plain.push_back(&child);
  }
  // It is looked for only where the others have matched.
  if (plain.size() + around.size() > 1)
    for (size_t i = 0; i < plain.size(); i++)
      if (isSelector(*plain[i])) {
        selector = plain[i];
        plain.erase(plain.begin() + i);
        break;
      }
  std::vector<Range> ranges;
  bool started = false;
  for (const auto* group : {&plain, &around})
    for (const Formula* child : *group) {
      std::vector<Range> found = evaluate(*child, context, inside || child->sort == Formula::Sort::Inside);
      if (!started)
        ranges = std::move(found);
      else
        ranges = intersect(ranges, found);
      started = true;
      tell(Trace::Stage::Left, child, ranges);
      if (ranges.empty()) return ranges;
    }
  if (!started) {
    if (!context) return {};
    ranges = {*context};
  }
  if (selector) {
    std::vector<std::pair<uint32_t, uint32_t>> places;
    for (const Range& range : ranges) places.emplace_back(range.start, range.end);
    Within within(std::move(places));
    ranges = intersect(ranges, pattern(*selector, context, &within, false));
    tell(Trace::Stage::Left, selector, ranges);
  }
  for (const Formula* child : negative) {
    if (ranges.empty()) return ranges;
    bool insideNot = child->children[0].sort == Formula::Sort::Inside;
    ranges = without(ranges, evaluate(child->children[0], context, insideNot));
    tell(Trace::Stage::Left, child, ranges);
  }
  return ranges;
}

}  // namespace vireon
