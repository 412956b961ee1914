// Formulas over what a metavariable stands for: in its place of the text, or in a text of its own.
#include "match/evaluate/formula_run.h"

#include <memory>

#include "parse/names.h"

namespace vireon {

std::string_view FormulaRun::keep(std::string text) const {
  text_.kept_.push_back(std::make_unique<std::string>(std::move(text)));
  return *text_.kept_.back();
}

// What it binds in addition is kept.
bool FormulaRun::nested(const Condition& condition, Candidate& candidate, const Bound& bound) {
  const Range& range = candidate.range;
  std::vector<Range> found;
  if (condition.language.empty() && bound.sort != Bound::Sort::Text && text_.language_ != "generic" && text_.language_ != "regex") {
    Range context{Range::Sort::Plain, bound.start, bound.end, range.bindings};
    found = within(*condition.formula, context, bound.sort == Bound::Sort::Node ? bound.node : nullptr);
  } else {
    found = inOtherText(condition, range, bound);
  }
  for (const Range& match : found) {
    Bindings fresh;
    for (const Bound& each : match.bindings)
      if (!boundOf(range.bindings, each.id)) fresh.push_back(each);
    if (!fresh.empty() && candidate.more.size() < 100) candidate.more.push_back(std::move(fresh));
  }
  return !found.empty();
}

std::vector<Range> FormulaRun::inOtherText(const Condition& condition, const Range& range, const Bound& bound) {
  const std::string language = condition.language.empty() ? text_.language_ : condition.language;
  if (!isText(bound, language)) return {};
  const bool raw = (language == "generic" || language == "regex") && bound.sort != Bound::Sort::Node;
  TextUnderMatch& inner = innerText(language, bound, raw);
  Range context{Range::Sort::Plain, 0, static_cast<uint32_t>(inner.text().size()), textBindings(range.bindings, text_, nullptr)};
  std::vector<Range> found;
  FormulaRun run(inner, options_);
  // What was bound inside is carried outward as text.
  for (Range& match : run.evaluate(*condition.formula, &context, false)) {
    Range outward;
    outward.bindings = textBindings(match.bindings, inner, &bound);
    found.push_back(std::move(outward));
  }
  if (inner.exhausted) text_.exhausted = true;
  return found;
}

// Something that can be read as a text of its own.
bool FormulaRun::isText(const Bound& bound, const std::string& language) const {
  if (bound.sort == Bound::Sort::Text || language == "generic" || language == "regex") return true;
  // The text of an element, such as a script.
  if (bound.sort == Bound::Sort::List) return bound.count == 1 && bound.list[0]->kind == Kind::Text;
  const Node* literal = text_.tree_ ? constantOf(*text_.tree_, bound.node) : nullptr;
  return literal && literal->kind == Kind::String;
}

TextUnderMatch& FormulaRun::innerText(const std::string& language, const Bound& bound, bool raw) {
  auto key = std::make_pair(language + (raw ? "!" : ""), std::make_pair(bound.start, bound.end));
  auto& inner = text_.inner_[key];
  if (!inner) {
    std::string text = raw ? text_.textOf(bound) : content(bound);
    // A piece of PHP that was cut out of its page stands between its marks.
    if (language == "php" && text.find("<?") == text.npos) text.insert(0, "<?php ");
    inner = std::make_unique<TextUnderMatch>(keep(std::move(text)), language, text_.names_);
  }
  return *inner;
}

// As texts, that stand where they stood, or all of them at one place.
Bindings FormulaRun::textBindings(const Bindings& bindings, const TextUnderMatch& from, const Bound* at) const {
  Bindings out;
  for (const Bound& each : bindings) out.push_back(boundText(each.id, keep(from.textOf(each)), at ? at->start : 0, at ? at->end : 0));
  return out;
}

std::vector<Range> FormulaRun::within(const Formula& formula, const Range& context, const Node* root) {
  Within place({{context.start, context.end}});
  FormulaRun run(text_, options_);
  run.place_ = &place;
  run.root_ = root;
  return run.placed(formula, context);
}

// As `evaluate`, in one place of the text.
std::vector<Range> FormulaRun::placed(const Formula& formula, const Range& context) {
  std::vector<Range> ranges = conditions(formula, placedKind(formula, context));
  return formula.focus.empty() ? ranges : focus(formula, ranges);
}

std::vector<Range> FormulaRun::placedKind(const Formula& formula, const Range& context) {
  std::vector<Range> ranges;
  switch (formula.sort) {
    case Formula::Sort::Pattern:
      ranges = pattern(formula, &context, place_, false);
      if (ranges.empty()) ranges = atRoot(formula, context);
      std::erase_if(ranges, [&](const Range& range) { return range.start < context.start || range.end > context.end; });
      break;
    case Formula::Sort::Regex:
      return regexIn(formula, context);
    case Formula::Sort::Any:
      for (const Formula& child : formula.children)
        for (Range& range : placed(child, context)) ranges.push_back(std::move(range));
      break;
    case Formula::Sort::Inside:
    case Formula::Sort::Anywhere:
      ranges = placed(formula.children[0], context);
      for (Range& range : ranges) range.sort = Range::Sort::Inside;
      break;
    case Formula::Sort::Not:
      break;
    case Formula::Sort::All:
      return placedAll(formula, context);
  }
  return ranges;
}

std::vector<Range> FormulaRun::placedAll(const Formula& formula, const Range& context) {
  std::vector<const Formula*> order;
  for (const Formula& child : formula.children)
    if (child.sort != Formula::Sort::Not && child.sort != Formula::Sort::Inside) order.push_back(&child);
  for (const Formula& child : formula.children)
    if (child.sort == Formula::Sort::Inside) order.push_back(&child);
  std::vector<Range> ranges;
  if (order.empty()) ranges = {context};
  for (const Formula* child : order) {
    std::vector<Range> found = placed(*child, context);
    ranges = child == order.front() ? std::move(found) : intersect(ranges, found);
  }
  for (const Formula& child : formula.children)
    if (child.sort == Formula::Sort::Not) ranges = without(ranges, placed(child.children[0], context));
  return ranges;
}

// The bound node itself, which need not be an expression where it stands: a type, the name of a member.
std::vector<Range> FormulaRun::atRoot(const Formula& formula, const Range& context) {
  auto found = formula.patterns.find(text_.language_);
  if (!root_ || !text_.matcher_ || found == formula.patterns.end()) return {};
  std::vector<Range> ranges;
  for (PatternMatch& match : text_.matcher_->findAt(*found->second, options_, root_, context.bindings))
    ranges.push_back({Range::Sort::Plain, match.start, match.end, std::move(match.bindings)});
  return ranges;
}

std::vector<Range> FormulaRun::regexIn(const Formula& formula, const Range& context) {
  std::vector<RegexMatch> matches;
  std::string_view part = text_.text_.substr(context.start, context.end - context.start);
  if (!formula.regex->findAll(part, matches)) text_.exhausted = true;
  std::vector<Range> ranges;
  for (const RegexMatch& match : matches) {
    Range range{Range::Sort::Regexp, match[0].start + context.start, match[0].end + context.start, context.bindings};
    for (size_t i = 1; i < match.size() && i - 1 < formula.groups.size(); i++) {
      if (match[i].start == RegexGroup::npos || boundOf(range.bindings, formula.groups[i - 1])) continue;
      range.bindings.push_back(textBound(formula.groups[i - 1], match[i].start + context.start, match[i].end + context.start));
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

}  // namespace vireon
